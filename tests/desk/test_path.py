"""The whole path: a message in, stored, asked of the brain, its answer stored and given back."""

from typing import Any

from fake_brain import FakeBrain
from fake_graph import FakeGraph
from made import event, eventually, post_webhook, webhook


def test_a_web_message_is_answered_inline(chat: Any, fake_brain: FakeBrain) -> None:
    conversation = chat()
    assert "assistant automatique de Val-de-Brume" in conversation.started["messages"][0]["text"]
    assert conversation.started["messages"][0]["links"][0]["url"].endswith("/vie-privee/val-de-brume")
    answer = conversation.send("le recyparc est ouvert samedi ?")
    assert answer.status_code == 200
    assert answer.json()["status"] == "answered"
    assert [message["text"] for message in answer.json()["messages"]] == [
        "Vous avez dit le recyparc est ouvert samedi ?"
    ]
    assert answer.json()["messages"][0]["in_reply_to"] == answer.json()["message"]["id"]
    assert [message["seq"] for message in conversation.history()] == [1, 2, 3]
    turn = fake_brain.turns[0]
    assert (turn["commune"], turn["channel"], turn["state"], turn["payload"]) == ("val-de-brume", "web", None, None)
    assert turn["turn"] == answer.json()["message"]["id"]


def test_the_state_comes_back_at_the_next_turn(chat: Any, fake_brain: FakeBrain) -> None:
    conversation = chat()
    conversation.ask("un")
    conversation.ask("deux")
    assert [turn["state"] for turn in fake_brain.turns] == [None, {"turns": 1}]


def test_a_messenger_message_is_acknowledged_then_answered_through_graph(client: Any, fake_graph: FakeGraph) -> None:
    answer = post_webhook(client, webhook(event("le recyparc est ouvert samedi ?", mid="m1")))
    assert answer.status_code == 200
    eventually(lambda: len(fake_graph.sent) == 2)
    assert "assistant automatique" in fake_graph.texts()[0]
    assert fake_graph.texts()[1] == "Vous avez dit le recyparc est ouvert samedi ?"
    assert fake_graph.sent[1]["recipient"] == {"id": "2002"}
    assert fake_graph.sent[1]["message"]["quick_replies"][0]["title"] == "Adresse"
    assert fake_graph.requests[1] == ("/v26.0/1001/messages", "Bearer page-token-1001")
