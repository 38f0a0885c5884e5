"""The public web API: idempotency, waiting, history, deletion."""

import threading
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone
from guichet.conversations.models import Conversation, Message, PersonRequest, Report
from guichet.webchat import api

from fake_brain import FakeBrain
from made import eventually
from test_bad_input import problem

# Idempotency.


def test_the_same_key_and_body_give_the_same_result(chat: Any, fake_brain: FakeBrain) -> None:
    conversation = chat()
    key = {"Idempotency-Key": "k1"}
    first, second = conversation.send("un", headers=key), conversation.send("un", headers=key)
    assert first.json() == second.json()
    assert (first.status_code, second.status_code) == (200, 200)
    assert len(fake_brain.turns) == 1
    assert len(conversation.history()) == 3


def test_the_same_key_with_another_body_is_refused(chat: Any) -> None:
    conversation = chat()
    key = {"Idempotency-Key": "k1"}
    conversation.send("un", headers=key)
    assert "clé" in problem(conversation.send("deux", headers=key), 422)
    assert len(conversation.history()) == 3


def test_keys_belong_to_their_conversation(chat: Any) -> None:
    key = {"Idempotency-Key": "k1"}
    assert (
        chat().send("un", headers=key).json()["message"]["id"] != chat().send("un", headers=key).json()["message"]["id"]
    )


def test_the_same_key_at_once_stores_one_message(chat: Any, fake_brain: FakeBrain) -> None:
    fake_brain.delay = 0.2
    conversation = chat()
    answers: list[httpx.Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(conversation.send("un", headers={"Idempotency-Key": "k"})))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["message"]["id"] for answer in answers}) == 1
    assert len(fake_brain.turns) == 1


@pytest.mark.parametrize("key", ["é".encode(), b"a b", b"x" * 256])
def test_a_key_of_another_shape(chat: Any, key: bytes) -> None:
    problem(chat().send("un", headers={"Idempotency-Key": key}), 422)


# Waiting.


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [("", 0), ("wait=5", 5), ("respond-async, wait=10", 10), ("wait = 3; x", 3), ('WAIT="7"', 7), ("wait=9999", 20), ("wait=-1", 0),
     ("wait=abc", 0), ("await=5", 0)],
)  # fmt: skip
def test_reading_prefer(prefer: str, seconds: int) -> None:
    assert api.wait_seconds(prefer) == seconds


def test_without_wait_the_answer_comes_later(chat: Any) -> None:
    conversation = chat()
    answer = conversation.send("un", wait=0)
    assert (answer.status_code, answer.json()["status"], answer.json()["messages"]) == (202, "received", [])
    eventually(lambda: ("assistant", "Vous avez dit un") in conversation.said())


def test_a_wait_that_is_too_short(chat: Any, fake_brain: FakeBrain) -> None:
    fake_brain.delay = 1.5
    conversation = chat()
    answer = conversation.send("un", wait=1)
    assert (answer.status_code, answer.headers["preference-applied"]) == (202, "wait=1")
    eventually(lambda: ("assistant", "Vous avez dit un") in conversation.said())


def test_a_message_for_a_person_is_held(chat: Any, fake_brain: FakeBrain) -> None:
    conversation = chat()
    Conversation.objects.update(handling="person")
    answer = conversation.send("un")
    assert (answer.status_code, answer.json()["status"]) == (202, "held")
    assert fake_brain.turns == []


def test_an_answer_stored_by_another_process_is_seen(chat: Any, fake_brain: FakeBrain) -> None:
    from guichet.conversations import turns

    conversation = chat()
    # Another process has the lease: this one stores, waits, and finds the other's answer.
    Conversation.objects.update(lease_owner="other", lease_until=timezone.now() + timedelta(seconds=30))
    answers: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: answers.append(conversation.send("un", wait=10)))
    thread.start()
    message = eventually(lambda: Message.objects.filter(author="citizen").first())
    Conversation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    turn = turns.claim(message.conversation_id, "other")
    if turn:
        turns.finish(turn, turns.TurnAnswer.model_validate({"messages": [{"text": "D’ailleurs."}]}))
    thread.join()
    assert answers[0].status_code == 200
    assert len(answers[0].json()["messages"]) == 1


# History.


def test_history_after_a_number_and_page_by_page(chat: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("guichet.webchat.steps.PAGE", 2)
    conversation = chat()
    conversation.ask("un")
    answer = conversation.client.get(f"{conversation.path}/messages", headers=conversation.headers).json()
    assert ([message["seq"] for message in answer["messages"]], answer["more"]) == ([1, 2], True)
    answer = conversation.client.get(f"{conversation.path}/messages?after=2", headers=conversation.headers).json()
    assert ([message["seq"] for message in answer["messages"]], answer["more"]) == ([3], False)
    assert set(answer["messages"][0]) >= {
        "id", "seq", "author", "text", "choices", "links", "card", "in_reply_to", "created_at",
    }  # fmt: skip


@pytest.mark.parametrize("after", ["-1", "a", "99999999999999999999", "1.5"])
def test_a_wrong_after(chat: Any, after: str) -> None:
    conversation = chat()
    answer = conversation.client.get(f"{conversation.path}/messages?after={after}", headers=conversation.headers)
    problem(answer, 422)


# Deletion.


def test_deleting_erases_everything_but_the_anonymous_report(chat: Any, client: httpx.Client) -> None:
    conversation, other = chat(), chat()
    conversation.ask("un")
    other.ask("deux")
    row = Conversation.objects.get(pk=conversation.id)
    Report.objects.create(
        commune=row.commune, conversation=row, reference="AAA-AAA", what="un trou", contact="0470", photo="att_1"
    )
    PersonRequest.objects.create(conversation=row, reason="permis")
    assert client.delete(conversation.path, headers=conversation.headers).status_code == 204
    assert list(Conversation.objects.values_list("pk", flat=True)) == [row.__class__.objects.get(pk=other.id).pk]
    assert Message.objects.exclude(conversation_id=other.id).count() == 0
    assert PersonRequest.objects.count() == 0
    report = Report.objects.get()
    assert (report.what, report.contact, report.photo, report.conversation_id) == ("un trou", "", "", None)
    problem(client.delete(conversation.path, headers=conversation.headers), 401)
    problem(conversation.send("trois"), 401)


def test_an_expired_token_still_erases_and_opens_nothing_else(chat: Any, client: httpx.Client) -> None:
    conversation = chat()
    conversation.ask("un")
    Conversation.objects.update(token_expires_at=timezone.now() - timedelta(days=3))
    problem(conversation.send("deux"), 401)
    problem(client.delete(conversation.path, headers={"authorization": "Bearer un-autre-jeton"}), 401)
    assert client.delete(conversation.path, headers=conversation.headers).status_code == 204
    assert not Conversation.objects.exists()


def test_deleting_in_mid_turn(chat: Any, client: httpx.Client, fake_brain: FakeBrain) -> None:
    fake_brain.delay = 0.5
    conversation = chat()
    conversation.send("un", wait=0)
    assert client.delete(conversation.path, headers=conversation.headers).status_code == 204
    time.sleep(0.8)
    assert not Message.objects.exists()
    assert chat().ask("deux") == ["Vous avez dit deux"]


def test_the_wish_to_be_forgotten_is_answered_though_all_is_erased(chat: Any, fake_brain: FakeBrain) -> None:
    fake_brain.script["efface"] = lambda turn: {
        "messages": [{"text": "C’est effacé."}],
        "effects": [{"kind": "erase"}],
        "state": None,
    }
    conversation = chat()
    conversation.ask("un secret")
    answer = conversation.send("efface")
    assert (answer.status_code, answer.json()["status"]) == (200, "answered")
    words, receipt = [message["text"] for message in answer.json()["messages"]]
    assert words == "C’est effacé."
    assert "numéro de reçu" in receipt
    assert [message["text"] for message in conversation.history()] == [words, receipt]


# The rest.


def test_unknown_addresses_and_methods(client: httpx.Client) -> None:
    problem(client.get("/api/v1/nulle-part"), 404)
    assert client.put("/api/v1/conversations").status_code == 405
    assert client.get("/api/v1/conversations/pas-un-uuid/messages").status_code == 404


def test_answers_are_not_cached(chat: Any) -> None:
    conversation = chat()
    answer = conversation.client.get(f"{conversation.path}/messages", headers=conversation.headers)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_description_names_every_operation(client: httpx.Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    described = {(path.removeprefix("/api/v1"), method) for path, item in schema["paths"].items() for method in item}
    assert described >= {
        ("/conversations", "post"),
        ("/conversations/{conversation}", "delete"),
        ("/conversations/{conversation}/messages", "get"),
        ("/conversations/{conversation}/messages", "post"),
        ("/conversations/{conversation}/events", "get"),
    }
    errors = schema["paths"]["/api/v1/conversations"]["post"]["responses"]["404"]["content"]
    assert list(errors) == ["application/problem+json"]
