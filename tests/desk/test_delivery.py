"""Delivery through Graph: each answer once, whatever breaks. Graph's own rules are tested in tests/messenger."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from guichet.conversations.models import Author, Conversation, Message
from guichet.messenger import doubt, outbox
from guichet.messenger.models import MessengerPage
from guichet.messenger.tokens import UnreadableToken

from fake_graph import FakeGraph
from made import event, eventually, post_webhook, webhook
from servers import Server


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


def test_a_long_answer_arrives_in_parts_and_in_order(
    client: httpx.Client, fake_brain: Any, fake_graph: FakeGraph
) -> None:
    long = " ".join(f"mot{number}" for number in range(700))
    fake_brain.script["long"] = lambda turn: {"messages": [{"text": long}]}
    talk(client, "long")
    eventually(lambda: len(fake_graph.sent) > 3)
    eventually(lambda: not Message.objects.filter(status__in=["pending", "sending", "received"]).exists())
    assert " ".join(fake_graph.texts()[1:]) == long
    assert len(fake_graph.sent) > 3


def test_graph_away_then_back(client: httpx.Client, graph: Server, fake_graph: FakeGraph) -> None:
    graph.stop()
    talk(client)
    eventually(lambda: Message.objects.filter(status="pending", attempts__gte=1).exists())
    graph.start()
    eventually(lambda: len(fake_graph.sent) == 2, within=15)
    assert fake_graph.texts()[1] == "Vous avez dit bonjour"


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
