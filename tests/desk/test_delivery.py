"""Delivery through Graph: each answer once, in order, whatever breaks."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone
from fake_graph import FakeGraph
from hypothesis import given
from hypothesis import strategies as st
from made import event, eventually, post_webhook, webhook
from servers import Server

from guichet.conversations.models import Author, Conversation, Message
from guichet.messenger import doubt, graph, outbox
from guichet.messenger.models import MessengerPage
from guichet.messenger.tokens import UnreadableToken


@pytest.fixture
def soon(monkeypatch: Any) -> None:
    """Doubts are settled at once instead of after fifteen seconds."""
    monkeypatch.setattr(doubt, "IN_DOUBT", timedelta(0))


@pytest.fixture
def answer(commune: Any) -> Message:
    """An answer that waits for its delivery."""
    conversation = Conversation.objects.create(
        commune=commune, channel="messenger", page="1001", page_scoped_id="2002", reserved_reference="AAA-AAA"
    )
    message = conversation.outgoing(Author.ASSISTANT, text="Ouvert.")
    message.save(force_insert=True)
    conversation.save()
    return message


def talk(client: httpx.Client, text: str = "bonjour", mid: str = "m1") -> None:
    """One message by Messenger."""
    assert post_webhook(client, webhook(event(text, mid=mid))).status_code == 200


# The form of the requests.


def test_a_text_is_split_at_two_thousand_characters() -> None:
    text = "\n\n".join(f"Paragraphe {number}. " + "mot " * 150 for number in range(8)).strip()
    parts = graph.split(text)
    assert all(len(part) <= 2000 for part in parts)
    assert " ".join(" ".join(parts).split()) == " ".join(text.split())
    assert all(part.startswith("Paragraphe") for part in parts)


@given(st.text(max_size=9000))
def test_splitting_loses_nothing_but_space(text: str) -> None:
    parts = graph.split(text)
    assert all(0 < len(part) <= 2000 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Adresse", "Adresse"),
        ("Exactement vingt car", "Exactement vingt car"),
        ("Perte de la carte d’identité", "Perte de la carte…"),
        ("Anticonstitutionnellement", "Anticonstitutionnel…"),
    ],
)
def test_titles_of_twenty_characters(title: str, shown: str) -> None:
    assert graph.shortened(title) == shown
    assert len(shown) <= 20


def test_the_buttons_go_with_the_last_part_and_links_into_the_text() -> None:
    message = Message(
        text="a" * 2500,
        links=[{"title": "Plan", "url": "https://maps.example"}],
        choices=[{"title": f"Choix {number}", "payload": f"/c{number}"} for number in range(15)],
    )
    first, last = graph.bodies(message, "2002")
    assert "quick_replies" not in first["message"]
    assert len(last["message"]["quick_replies"]) == 13
    assert last["message"]["text"].endswith("Plan : https://maps.example")
    assert last["messaging_type"] == "RESPONSE"


def test_a_long_answer_arrives_in_parts_and_in_order(client: httpx.Client, fake_brain: Any, fake_graph: FakeGraph) -> None:
    long = " ".join(f"mot{number}" for number in range(700))
    fake_brain.script["long"] = lambda turn: {"messages": [{"text": long}]}
    talk(client, "long")
    eventually(lambda: not Message.objects.filter(status__in=["pending", "sending", "received"]).exists())
    assert " ".join(fake_graph.texts()[1:]) == long
    assert len(fake_graph.sent) > 3


# Errors of Graph.


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (500, {"code": 1}),
        (503, {"code": 2}),
        (429, {"code": 613}),
        (400, {"code": 4}),
        (400, {"code": 100, "is_transient": True}),
    ],
)
def test_a_passing_error_is_tried_again(
    client: httpx.Client, fake_graph: FakeGraph, status: int, error: dict[str, Any], monkeypatch: Any
) -> None:
    fake_graph.failures = [(status, error)]
    talk(client)
    eventually(lambda: len(fake_graph.sent) == 2)
    assert "assistant automatique" in fake_graph.texts()[0]
    assert len(fake_graph.requests) == 3
    eventually(lambda: Message.objects.filter(status="sent").count() == 2)


def test_a_gateways_error_is_a_doubt(client: httpx.Client, fake_graph: FakeGraph, soon: None) -> None:
    fake_graph.failures = [(502, {})]
    talk(client)
    eventually(lambda: Message.objects.filter(status="sent").count() == 2)
    assert len(fake_graph.sent) == 2


@pytest.mark.parametrize("error", [{"code": 10}, {"code": 100}, {"code": 551}, {"code": "x"}])
def test_a_lasting_error_is_not_tried_again_and_is_shown(
    client: httpx.Client, fake_graph: FakeGraph, error: dict[str, Any]
) -> None:
    fake_graph.failures = [(400, error), (400, error)]
    talk(client)
    eventually(lambda: Message.objects.filter(status="failed", needs_attention=True).count() == 2)
    assert fake_graph.sent == []
    assert len(fake_graph.requests) == 2
    assert Message.objects.filter(status="failed")[0].error == f"graph status 400 code {error['code']}"


def test_graph_away_then_back(client: httpx.Client, graph: Server, fake_graph: FakeGraph) -> None:
    graph.stop()
    talk(client)
    eventually(lambda: Message.objects.filter(status="pending", attempts__gte=1).exists())
    graph.start()
    eventually(lambda: len(fake_graph.sent) == 2, within=15)
    assert fake_graph.texts()[1] == "Vous avez dit bonjour"


def test_tries_are_spaced_and_end_with_metas_window(answer: Message) -> None:
    delays = []
    for _ in range(10):
        Message.objects.update(retry_at=None)
        parcel = outbox.claim(answer.conversation_id)
        assert parcel is not None
        assert outbox.not_sent(parcel, "graph status 500 code 2", again=True)
        answer.refresh_from_db()
        assert answer.retry_at is not None
        delays.append(round((answer.retry_at - timezone.now()).total_seconds()))
    assert delays == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert outbox.claim(answer.conversation_id) is None
    Message.objects.update(retry_at=None, created_at=timezone.now() - outbox.WINDOW)
    parcel = outbox.claim(answer.conversation_id)
    assert parcel is not None
    assert not outbox.not_sent(parcel, "graph status 500 code 2", again=True)
    answer.refresh_from_db()
    assert (answer.status, answer.needs_attention) == ("failed", True)


# Doubt: the request left and no answer came.


def test_a_message_that_was_taken_is_not_sent_again(client: httpx.Client, fake_graph: FakeGraph, soon: None) -> None:
    fake_graph.swallow = 1
    talk(client)
    eventually(lambda: Message.objects.filter(status="sent").count() == 2)
    assert [text[:12] for text in fake_graph.texts()] == ["Bonjour\u202f! Je", "Vous avez di"]


def test_a_crash_before_the_request_left_sends_it_again(
    answer: Message, graph: Server, fake_graph: FakeGraph, soon: None
) -> None:
    from guichet.asgi import application

    assert outbox.claim(answer.conversation_id)
    desk = Server(application, lifespan="on").start()
    try:
        eventually(lambda: Message.objects.get().status == "sent")
    finally:
        desk.stop()
    assert fake_graph.texts() == ["Ouvert."]


def test_a_crash_after_graph_took_it_sends_nothing_again(
    answer: Message, graph: Server, fake_graph: FakeGraph, soon: None
) -> None:
    from guichet.asgi import application

    parcel = outbox.claim(answer.conversation_id)
    assert parcel is not None
    headers = {"Authorization": f"Bearer {parcel.token}"}
    httpx.post(f"{graph.url}/v26.0/1001/messages", json=parcel.body, headers=headers)
    desk = Server(application, lifespan="on").start()
    try:
        eventually(lambda: Message.objects.get().status == "sent")
    finally:
        desk.stop()
    assert fake_graph.texts() == ["Ouvert."]
    assert Message.objects.get().external_id == "m_1"


def test_an_older_message_with_the_same_words_does_not_count(answer: Message, fake_graph: FakeGraph, graph: Server) -> None:
    import asyncio

    from guichet.messenger.graph import Graph

    earlier = answer.conversation.outgoing(Author.ASSISTANT, text="Ouvert.", external_id="m_1")
    earlier.status = "sent"
    earlier.save(force_insert=True)
    httpx.post(f"{graph.url}/v26.0/1001/messages", json={"recipient": {"id": "2002"}, "message": {"text": "Ouvert."}})
    assert outbox.claim(answer.conversation_id)
    Message.objects.filter(status="sending").update(retry_at=timezone.now() - doubt.IN_DOUBT)
    [question] = doubt.questions()
    assert question.known == {"m_1"}

    async def recent() -> list[Any]:
        asked = Graph()
        try:
            return await asked.recent("1001", "x", "2002")
        finally:
            await asked.close()

    assert [one.mid for one in asyncio.run(recent())] == ["m_1"]


def test_when_graph_does_not_say_staff_see_it_and_metas_echo_settles_it(
    client: httpx.Client, fake_graph: FakeGraph, soon: None
) -> None:
    fake_graph.answers_questions = False
    fake_graph.swallow = 1
    talk(client)
    eventually(lambda: Message.objects.filter(status="failed", needs_attention=True).count() == 1)
    doubtful = Message.objects.get(status="failed")
    assert doubtful.error == doubt.UNCONFIRMED
    eventually(lambda: len(fake_graph.sent) == 2)
    echo = {
        "sender": {"id": "1001"},
        "recipient": {"id": "2002"},
        "message": {"is_echo": True, "mid": "m_echo", "metadata": str(doubtful.id), "text": "x"},
    }
    assert post_webhook(client, webhook(echo)).status_code == 200
    doubtful.refresh_from_db()
    assert (doubtful.status, doubtful.external_id, doubtful.needs_attention) == ("sent", "m_echo", False)


def test_two_processes_never_send_the_same_message(answer: Message) -> None:
    import threading

    from django.db import connection

    claimed = []

    def claim() -> None:
        try:
            claimed.append(outbox.claim(answer.conversation_id))
        finally:
            connection.close()

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([parcel for parcel in claimed if parcel]) == 1


# Tokens.


def test_a_page_token_is_encrypted_at_rest(commune: Any, settings: Any) -> None:
    page = MessengerPage.objects.get()
    assert page.token() == "page-token-1001"
    assert "page-token" not in page.encrypted_token
    settings.GUICHET_ENCRYPTION_KEY = "another key"
    with pytest.raises(UnreadableToken):
        page.token()


def test_without_a_token_the_answer_waits_for_it(client: httpx.Client, fake_graph: FakeGraph, commune: Any) -> None:
    MessengerPage.objects.update(encrypted_token="")
    talk(client)
    eventually(lambda: Message.objects.filter(error="no page token", status="pending").exists())
    assert fake_graph.requests == []
    page = MessengerPage.objects.get()
    page.set_token("nouveau")
    page.save()
    Message.objects.update(retry_at=None)
    eventually(lambda: len(fake_graph.sent) == 2)
    assert fake_graph.requests[0][1] == "Bearer nouveau"


def test_the_token_travels_in_a_header_not_in_the_address(client: httpx.Client, fake_graph: FakeGraph) -> None:
    talk(client)
    eventually(lambda: len(fake_graph.sent) == 2)
    assert all("token" not in path for path, _ in fake_graph.requests)
