"""The webhook: signed, stored, acknowledged, every event once; and bad input."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone
from guichet.conversations.models import Conversation, Message
from guichet.conversations.notices import CUT
from guichet.messenger import counts, posts
from guichet.messenger.events import read
from guichet.messenger.models import EventCount, MessengerPage, Thread, WebhookPost
from guichet.messenger.signature import valid
from guichet.messenger.threads import MOST_WAITING
from guichet.messenger.window import CLOSED
from made import eventually, make_commune

import samples
from graph import Graph, Page
from meta import PAGE, PSID, Meta, body_of, entry, happened, signature, wrote


def citizens_texts() -> list[str]:
    """What citizens wrote, in order."""
    return list(Message.objects.filter(author="citizen").order_by("conversation", "seq").values_list("text", flat=True))


def counted(kind: str) -> int:
    """How often a kind was counted, once it is written down."""
    counts.flush()
    return sum(EventCount.objects.filter(kind=kind).values_list("count", flat=True))


# The handshake.

RIGHT = {
    "hub.mode": "subscribe",
    "hub.verify_token": "development-only-messenger-verify-token",
    "hub.challenge": "1158201444",
}


def test_the_handshake(client: httpx.Client) -> None:
    answer = client.get("/messenger/webhook", params=RIGHT)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "change", [{"hub.verify_token": "autre"}, {"hub.mode": "unsubscribe"}, {"hub.verify_token": "é"}]
)
def test_a_wrong_handshake(client: httpx.Client, change: dict[str, str]) -> None:
    assert client.get("/messenger/webhook", params=RIGHT | change).status_code == 403
    assert client.get("/messenger/webhook").status_code == 403


# Signatures: 403, a count, a line in the log, and nobody reads the body.

FORGED = [
    ({}, "missing"),
    ({"X-Hub-Signature": "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709"}, "sha1-only"),
    ({"X-Hub-Signature-256": ""}, "missing"),
    ({"X-Hub-Signature-256": "sha256="}, "wrong"),
    ({"X-Hub-Signature-256": signature(b"other")}, "wrong"),
    ({"X-Hub-Signature-256": signature(body_of(entry(wrote("a"))), "another secret")}, "wrong"),
    ({"X-Hub-Signature-256": "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709"}, "wrong"),
    ({"X-Hub-Signature-256": "sha256=\xe9"}, "wrong"),
    ({"X-Hub-Signature-256": "x" * 5000}, "wrong"),
]


@pytest.mark.parametrize(("headers", "kind"), FORGED)
def test_a_forged_or_missing_signature(
    meta: Meta, headers: dict[str, str], kind: str, logged: Callable[[], str], monkeypatch: Any
) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError("the body was read")

    monkeypatch.setattr("guichet.messenger.views.opened", never)
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = meta.post(body_of(entry(wrote("un secret"))), headers=encoded)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert not Conversation.objects.exists()
    assert counted(f"refused:signature-{kind}") == 1
    assert "webhook refused: signature" in logged()
    assert "un secret" not in logged()


def test_a_truncated_signature_and_a_truncated_body(meta: Meta) -> None:
    body = body_of(entry(wrote("a")))
    assert meta.post(body, headers={"X-Hub-Signature-256": signature(body)[:-1]}).status_code == 403
    assert meta.post(body[:-1], headers={"X-Hub-Signature-256": signature(body)}).status_code == 403


def test_the_signature_is_of_the_raw_body(meta: Meta) -> None:
    body = body_of(entry(wrote("a"))).replace(b": ", b":   ")
    assert meta.post(body).status_code == 200
    assert meta.post(body.replace(b":   ", b": "), headers={"X-Hub-Signature-256": signature(body)}).status_code == 403


def test_a_known_signature() -> None:
    # Computed apart: printf '%s' '{"a":1}' | openssl dgst -sha256 -hmac secret
    digest = "aa9e2e3575f5d7098b6caccd790888c36d5fdb63342a73bada2d6a51747a8494"
    assert valid(b'{"a":1}', f"sha256={digest}", "secret")
    assert not valid(b'{"a":2}', f"sha256={digest}", "secret")
    assert not valid(b'{"a":1}', f"sha256={digest.upper()}", "secret")
    assert not valid(b'{"a":1}', digest, "secret")


# Bodies.


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


# Every event once, in order.


def test_every_event_of_every_entry(meta: Meta, graph: Graph) -> None:
    make_commune("roche", "Roche", page="1002")
    graph.pages["1002"] = Page("page-token-1002")
    meta.tell(wrote("un"), wrote("deux", psid="3003"), wrote("trois", page="1002"))
    assert sorted(citizens_texts()) == ["deux", "trois", "un"]
    communes = Conversation.objects.order_by("page", "page_scoped_id").values_list("commune__slug", "page_scoped_id")
    assert list(communes) == [("val-de-brume", "2002"), ("val-de-brume", "3003"), ("roche", "2002")]
    eventually(lambda: len(graph.sent) == 6)
    assert "de Roche" in next(sent.text for sent in graph.sent if sent.page == "1002")


def test_replayed_events_are_answered_once(meta: Meta, graph: Graph, fake_brain: Any) -> None:
    first, second, third = wrote("un"), wrote("deux"), wrote("trois")
    for _ in range(3):
        meta.tell(first, first, second)
    meta.tell(second, third)
    eventually(lambda: len(graph.sent) == 4)
    assert citizens_texts() == ["un", "deux", "trois"]
    assert [turn["text"] for turn in fake_brain.turns] == ["un", "deux", "trois"]


def test_the_same_mid_on_another_page_is_another_message(meta: Meta) -> None:
    make_commune("roche", "Roche", page="1002")
    meta.tell(wrote("un", mid="m1"), wrote("deux", mid="m1", page="1002"))
    assert len(citizens_texts()) == 2


def test_messages_of_one_body_are_answered_in_the_order_they_were_written(meta: Meta, graph: Graph) -> None:
    now = time.time()
    events = [wrote(f"n{number}", at=now - 60 + number) for number in range(8)]
    meta.tell(*events[4:], *events[:4])
    eventually(lambda: len(graph.sent) == 9)
    assert graph.texts()[1:] == [f"Vous avez dit n{number}" for number in range(8)]


def test_a_message_that_arrives_late_is_answered_before_the_later_one_that_still_waits(
    meta: Meta, graph: Graph, fake_brain: Any
) -> None:
    now = time.time()
    fake_brain.delay = 0.5
    meta.tell(wrote("premier", at=now - 9))
    eventually(lambda: fake_brain.busy)
    meta.tell(wrote("troisième", at=now - 5))
    meta.tell(wrote("deuxième", at=now - 7))
    eventually(lambda: len(fake_brain.turns) == 3)
    assert [turn["text"] for turn in fake_brain.turns] == ["premier", "deuxième", "troisième"]


@pytest.mark.parametrize(
    "ignored", [samples.DELIVERY, samples.READ, samples.EDIT, {"hologram": {}}, {"message": None}, "x", None]
)
def test_what_is_not_a_message_costs_the_others_nothing(meta: Meta, ignored: Any) -> None:
    meta.graph.wrote(PAGE, PSID)
    assert meta.post(body_of(entry(ignored, wrote("un")))).status_code == 200
    meta.sorted()
    assert citizens_texts() == ["un"]


def test_unknown_kinds_are_stored_and_counted(meta: Meta) -> None:
    body = body_of(entry({**samples.WHO, "hologram": {"text": "secret"}}, {**samples.WHO, "hologram": {"text": "x"}}))
    assert meta.post(body).status_code == 200
    meta.sorted()
    eventually(lambda: counted("hologram") == 2)
    row = EventCount.objects.get(kind="hologram")
    assert (row.known, row.shape, row.page) == (False, {"text": "str"}, PAGE)


def test_inventing_kinds_does_not_fill_the_table(meta: Meta) -> None:
    for start in range(0, 600, 100):
        meta.post(body_of(entry(*({f"kind{start + number}": 1} for number in range(100)))))
    meta.sorted()

    def total() -> int:
        counts.flush()
        return sum(EventCount.objects.values_list("count", flat=True))

    eventually(lambda: total() == 600)
    # The desk itself flushes every second: each time so many kinds more at the most.
    assert EventCount.objects.filter(kind=counts.OTHER).exists() or EventCount.objects.count() == 600


def test_a_flood_is_answered_up_to_a_limit_and_it_is_said(meta: Meta, fake_brain: Any) -> None:
    fake_brain.delay = 0.2
    meta.tell(*(wrote(f"n{number}") for number in range(MOST_WAITING + 5)))
    assert Message.objects.filter(status="refused").count() == 5
    assert Message.objects.filter(author="system", text__contains="beaucoup de messages").count() == 1


def test_a_thousand_updates_are_all_stored(meta: Meta) -> None:
    meta.tell(*(wrote("bonjour", psid=str(5000 + number)) for number in range(1000)))
    assert Conversation.objects.count() == 1000
    assert Message.objects.filter(author="citizen").count() == 1000
    references = Conversation.objects.values_list("reserved_reference", flat=True)
    assert len(set(references)) == 1000
    meta.tell(*(wrote("encore", psid=str(5000 + number)) for number in range(1000)))
    assert Message.objects.filter(author="citizen").count() == 2000
    assert Conversation.objects.filter(next_seq__gte=4).count() == 1000


def test_a_press_a_reply_and_a_photo_reach_the_brain(meta: Meta, graph: Graph, fake_brain: Any) -> None:
    meta.tell(samples.POSTBACK)
    eventually(lambda: len(graph.sent) == 2)
    meta.tell(samples.message(mid="m_a", text="Adresse", quick_reply={"payload": '/adresse{"place":"x"}'}))
    eventually(lambda: len(graph.sent) == 3)
    photo = [{"type": "image", "payload": {"url": "https://cdn.example/p?token=1"}}]
    meta.tell(samples.message(mid="m_b", attachments=photo), samples.LOCATION)
    eventually(lambda: len(fake_brain.turns) == 4)
    assert [turn["payload"] for turn in fake_brain.turns[:2]] == ["/bonjour", '/adresse{"place":"x"}']
    image, place = sorted((turn["attachments"][0] for turn in fake_brain.turns[2:]), key=lambda one: one["kind"])
    assert image.keys() == {"kind", "ref"}
    assert place == {"kind": "location", "latitude": 50.4669, "longitude": 4.8675}
    assert Message.objects.get(external_id="m_b").attachments[0]["url"] == "https://cdn.example/p?token=1"


@pytest.mark.parametrize(
    "sample", [samples.AUDIO, samples.VIDEO, samples.FILE, samples.NEW_STICKER, samples.OLD_STICKER]
)
def test_what_the_brain_cannot_use_is_answered_politely(meta: Meta, graph: Graph, fake_brain: Any, sample: Any) -> None:
    meta.tell(sample)
    eventually(lambda: len(graph.sent) == 2)
    assert any(word in graph.texts()[1] for word in ("Écrivez-moi", "Décrivez-moi", "écrivez «"))
    assert fake_brain.turns == []


def test_a_reaction_is_not_answered(meta: Meta, graph: Graph) -> None:
    meta.tell(wrote("bonjour"))
    eventually(lambda: len(graph.sent) == 2)
    before = Conversation.objects.get().next_seq
    meta.tell(samples.REACTION)
    assert Conversation.objects.get().next_seq == before
    eventually(lambda: counted("reaction") == 1)


def test_receipts_are_kept(meta: Meta, graph: Graph) -> None:
    meta.tell(wrote("bonjour"))
    eventually(lambda: len(graph.sent) == 2)
    meta.tell(samples.DELIVERY, samples.READ)
    thread = Conversation.objects.get().thread
    assert thread.delivered_at == thread.read_at
    assert thread.delivered_at is not None


def test_a_message_taken_back_is_emptied(meta: Meta, graph: Graph) -> None:
    message = wrote("à oublier")
    meta.tell(message)
    eventually(lambda: len(graph.sent) == 2)
    meta.tell(wrote("", is_deleted=True, mid=message["message"]["mid"]))
    assert citizens_texts() == [""]


def test_a_message_taken_back_in_the_same_webhook_is_neither_kept_nor_answered(
    meta: Meta, graph: Graph, fake_brain: Any
) -> None:
    message, now = wrote("à oublier", at=time.time() - 2), time.time()
    meta.tell(message, wrote("", at=now - 1, is_deleted=True, mid=message["message"]["mid"]), wrote("un", at=now))
    eventually(lambda: len(graph.sent) == 2)
    assert citizens_texts() == ["", "un"]
    assert [turn["text"] for turn in fake_brain.turns] == ["un"]


def away(*_: Any, **__: Any) -> Any:
    """The database, when its disk is full."""
    from django.db import OperationalError

    raise OperationalError("database or disk is full")


def test_a_webhook_that_cannot_be_stored_is_a_503_and_comes_again(meta: Meta, monkeypatch: Any) -> None:
    body = body_of(entry(wrote("un")))
    meta.graph.wrote(PAGE, PSID)
    with monkeypatch.context() as patch:
        patch.setattr("guichet.messenger.posts.put", away)
        assert meta.post(body).status_code == 503
    assert meta.post(body).status_code == 200
    meta.sorted()
    assert citizens_texts() == ["un"]


def test_what_is_acknowledged_is_sorted_when_the_database_is_back(meta: Meta, monkeypatch: Any) -> None:
    meta.graph.wrote(PAGE, PSID)
    with monkeypatch.context() as patch:
        patch.setattr("guichet.messenger.posts.sort", away)
        assert meta.post(body_of(entry(wrote("un")))).status_code == 200
        time.sleep(0.3)
        assert citizens_texts() == []
        assert WebhookPost.objects.count() == 1
    meta.sorted()
    assert citizens_texts() == ["un"]
    assert WebhookPost.objects.count() == 0


def test_what_a_dead_process_left_is_sorted_once(start_desk: Any, graph: Graph) -> None:
    events = [wrote(f"n{number}", psid=str(5000 + number)) for number in range(120)]
    for event in events:
        graph.wrote(PAGE, event["sender"]["id"])
    posts.put(body_of(entry(*events)).decode(), timezone.now())
    post = posts.oldest()
    assert post
    # It died after the first part, which is stored.
    batch = read(json.loads(post.body), post.received_at)
    assert posts.sort(post.pk, 0, batch.events[:50], last=False)
    assert Conversation.objects.count() == 50
    start_desk()
    eventually(lambda: WebhookPost.objects.count() == 0, within=30)
    assert sorted(citizens_texts()) == sorted(f"n{number}" for number in range(120))
    assert posts.sort(post.pk, 0, batch.events[:50], last=True) is None


@pytest.mark.parametrize("poisoned", [{0}, {1}, {2}, {0, 1, 2}])
def test_an_event_that_cannot_be_sorted_is_left_out_alone_and_keeps_no_text(
    meta: Meta, monkeypatch: Any, logged: Callable[[], str], poisoned: set[int]
) -> None:
    real = posts.sort

    def breaks(pk: int, done: int, events: list[Any], *, last: bool) -> Any:
        if any("poison" in event.text for event in events):
            raise ValueError("mon secret")
        return real(pk, done, events, last=last)

    monkeypatch.setattr(posts, "sort", breaks)
    now = time.time()
    words = ["poison" if number in poisoned else f"n{number}" for number in range(3)]
    meta.tell(*(wrote(word, psid=str(5000 + number), at=now - 9 + number) for number, word in enumerate(words)))
    meta.tell(wrote("suivant"))
    assert sorted(citizens_texts()) == sorted([word for word in words if word != "poison"] + ["suivant"])
    assert WebhookPost.objects.count() == 0
    assert counted("left-out:inbound") == len(poisoned)
    assert counted("message") == 4
    row = EventCount.objects.get(kind="left-out:inbound")
    assert (row.known, row.shape, row.page) == (False, {"error": "ValueError"}, PAGE)
    assert "an event could not be sorted and was left out" in logged()
    assert "mon secret" not in logged()
    assert "poison" not in logged()


def test_a_webhook_that_cannot_be_read_at_all_does_not_stop_the_next_one(meta: Meta, monkeypatch: Any) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("guichet.messenger.sorting.read", lambda *_: {}["x"])
        meta.tell(wrote("perdu"))
    meta.tell(wrote("un"))
    assert citizens_texts() == ["un"]
    assert counted("left-out:webhook") == 1


def test_one_failure_that_passes_costs_nothing(meta: Meta, graph: Graph, monkeypatch: Any) -> None:
    real, failures = posts.sort, [ValueError(), ValueError()]

    def breaks(*given: Any, **named: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(*given, **named)

    monkeypatch.setattr(posts, "sort", breaks)
    meta.tell(wrote("un"), wrote("deux"))
    eventually(lambda: len(graph.sent) == 3)
    assert citizens_texts() == ["un", "deux"]
    assert counted("left-out:inbound") == 0


def test_what_was_never_sorted_goes_with_the_retention(commune: Any) -> None:
    posts.put(body_of(entry(wrote("un"))).decode(), timezone.now() - timedelta(days=29))
    assert posts.forget_old() == 0
    WebhookPost.objects.update(received_at=timezone.now() - timedelta(days=31))
    assert posts.forget_old() == 1


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "é" * 500])
def test_a_kind_with_a_strange_name_is_counted(meta: Meta, name: str) -> None:
    meta.tell({**samples.WHO, name: {name: 1}}, wrote("un"))
    counts.flush()
    row = EventCount.objects.get(known=False)
    assert (row.count, row.kind.isascii(), list(row.shape)) == (1, True, [row.kind[:40]])
    assert citizens_texts() == ["un"]


def test_a_photo_with_a_strange_address_is_stored(meta: Meta, fake_brain: Any) -> None:
    meta.tell(samples.message(attachments=[{"type": "image", "payload": {"url": "https://x/\x00\ud800"}}]))
    eventually(lambda: fake_brain.turns)
    assert Message.objects.get(author="citizen").attachments[0]["url"] == ""
