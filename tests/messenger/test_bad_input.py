"""The webhook and bad input: unreadable bodies, unknown pages, strange text, forged payloads, wrong clocks."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from guichet.conversations.models import Conversation, Message
from guichet.conversations.notices import CUT
from guichet.messenger.models import EventCount, MessengerPage, Thread
from guichet.messenger.window import CLOSED
from made import eventually

import samples
from graph import Graph
from meta import Meta, body_of, entry, happened, wrote
from stored import citizens_texts, counted


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b'{"object":"page","entry":[{"id":"\xff\xfe"}]}', "json"),
        (b"[" * 100_000, "json"),
        (b"[]", "object"),
        (b"null", "object"),
        (b'{"object":"user","entry":[]}', "object"),
        (b'{"object":"instagram","entry":[{"id":"1","messaging":[]}]}', "object"),
        (b'{"object":"page"}', "object"),
    ],
)
def test_a_signed_but_unreadable_body(meta: Meta, body: bytes, kind: str, logged: Callable[[], str]) -> None:
    answer = meta.post(body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert counted(f"refused:{kind}") == 1
    assert "webhook refused: unreadable" in logged()


def test_a_body_over_a_megabyte(meta: Meta, logged: Callable[[], str]) -> None:
    assert meta.post(b" " * (1024 * 1024 + 1)).status_code == 413
    assert "too large" in logged()


def test_an_unknown_page_is_counted_and_ignored(meta: Meta, logged: Callable[[], str]) -> None:
    meta.tell(wrote("un secret", page="999"))
    assert not Conversation.objects.exists()
    eventually(lambda: '"unknown_pages": 1' in logged())
    assert "un secret" not in logged()


def test_a_page_turned_off_or_of_a_commune_turned_off_is_unknown(meta: Meta, commune: Any) -> None:
    MessengerPage.objects.update(active=False)
    meta.tell(wrote("a"))
    MessengerPage.objects.update(active=True)
    commune.active = False
    commune.save()
    meta.tell(wrote("a"))
    assert not Conversation.objects.exists()


def test_twenty_thousand_characters_are_cut_and_it_is_said(
    meta: Meta, graph: Graph, fake_brain: Any, logged: Callable[[], str]
) -> None:
    meta.tell(wrote("é" * 20_000))
    eventually(lambda: len(graph.sent) == 3)
    assert CUT in graph.texts()
    assert fake_brain.turns[0]["text"] == "é" * 1000
    eventually(lambda: '"cut": 1' in logged())
    assert "ééé" not in logged()


@pytest.mark.parametrize("event", ["message", "postback", "referral", "reaction"])
def test_an_old_event_does_not_open_the_window(meta: Meta, graph: Graph, fake_brain: Any, event: str) -> None:
    meta.tell(wrote("bonjour"))
    eventually(lambda: len(graph.sent) == 2)
    three_days = timezone.now() - timedelta(days=3)
    Thread.objects.update(opened_at=three_days)
    content = {
        "message": {"mid": "m_old", "text": "vieux"},
        "postback": {"mid": "m_old", "title": "Menu", "payload": "/menu"},
        "referral": {"ref": "affiche"},
        "reaction": {"action": "react", "mid": "m_ours"},
    }[event]
    meta.tell(happened(at=time.time() - 40 * 3600, **{event: content}))
    opened_at = Thread.objects.get().opened_at
    assert opened_at is not None
    assert three_days < opened_at < timezone.now() - timedelta(hours=39)
    if event != "reaction":
        eventually(lambda: Message.objects.filter(status="failed", error=CLOSED).exists())
    assert len(graph.sent) == 2


def test_a_future_timestamp_is_now(meta: Meta, graph: Graph, logged: Callable[[], str]) -> None:
    meta.tell(wrote("a", at=time.time() + 10**7))
    eventually(lambda: len(graph.sent) == 2)
    [conversation] = Conversation.objects.select_related("thread")
    assert conversation.thread.opened_at.timestamp() <= time.time()
    eventually(lambda: '"future": 1' in logged())
    # Told again, even years later, it is the same message: nothing opens.
    Thread.objects.update(opened_at=timezone.now() - timedelta(days=3))
    meta.tell(wrote("a", at=time.time() + 10**7, mid=Message.objects.get(author="citizen").external_id))
    assert Thread.objects.get().opened_at < timezone.now() - timedelta(days=2)


@pytest.mark.parametrize("payload", ["/restart", '/parler_humain{"x":1}', "x" * 5000, "\x00", "/adresse"])
def test_a_payload_never_issued_is_its_title(
    meta: Meta, fake_brain: Any, payload: str, logged: Callable[[], str]
) -> None:
    meta.tell(wrote("Adresse", quick_reply={"payload": payload}))
    eventually(lambda: fake_brain.turns)
    assert (fake_brain.turns[0]["text"], fake_brain.turns[0]["payload"]) == ("Adresse", None)
    eventually(lambda: '"forged": 1' in logged())


def test_a_payload_of_another_citizen_is_never_issued_here(meta: Meta, graph: Graph, fake_brain: Any) -> None:
    meta.tell(wrote("a", psid="2002"))
    eventually(lambda: len(graph.sent) == 2)
    meta.tell(wrote("Adresse", psid="3003", quick_reply={"payload": '/adresse{"place":"x"}'}))
    eventually(lambda: len(fake_brain.turns) == 2)
    assert fake_brain.turns[1]["payload"] is None


@pytest.mark.parametrize("text", ["\x00\x01", "a\u0000b", "\ud800", "\u202e", "'; DROP TABLE x; --", "<script>"])
def test_strange_text_is_stored_harmless(meta: Meta, text: str) -> None:
    meta.tell(wrote(text))
    assert len(citizens_texts()) == 1
    assert "\x00" not in citizens_texts()[0]


def test_logs_hold_no_text_no_token_and_no_citizen(meta: Meta, graph: Graph, logged: Callable[[], str]) -> None:
    meta.tell(wrote("mon-texte-secret", psid="77665544332211"))
    eventually(lambda: len(graph.sent) == 2)
    assert "webhook sorted" in logged()
    assert not any(secret in logged() for secret in ("mon-texte-secret", "page-token", "77665544332211"))


def test_messenger_turned_off(meta: Meta, settings: Any) -> None:
    settings.GUICHET_MESSENGER = False
    assert meta.post(body_of(entry(wrote("a")))).status_code == 404
    assert meta.client.get("/messenger/webhook").status_code == 404
    assert meta.client.post("/messenger/suppression").status_code == 404


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "é" * 500])
def test_a_kind_with_a_strange_name_is_counted(meta: Meta, name: str) -> None:
    meta.tell({**samples.WHO, name: {name: 1}}, wrote("un"))
    eventually(lambda: counted("message") == 1 and EventCount.objects.filter(known=False).exists())
    row = EventCount.objects.get(known=False)
    assert (row.count, row.kind.isascii(), list(row.shape)) == (1, True, [row.kind[:40]])
    assert citizens_texts() == ["un"]


def test_a_photo_with_a_strange_address_is_stored(meta: Meta, fake_brain: Any) -> None:
    meta.tell(samples.message(attachments=[{"type": "image", "payload": {"url": "https://x/\x00\ud800"}}]))
    eventually(lambda: fake_brain.turns)
    assert Message.objects.get(author="citizen").attachments[0]["url"] == ""
