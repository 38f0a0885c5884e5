"""The webhook: every event of every entry, once, in the order it was written."""

import time
from typing import Any

import pytest
from guichet.conversations.models import Conversation, Message
from guichet.messenger import counts
from guichet.messenger.models import EventCount
from guichet.messenger.threads import MOST_WAITING
from made import eventually, make_commune

import samples
from graph import Graph, Page
from meta import PAGE, PSID, Meta, body_of, entry, wrote
from stored import citizens_texts, counted


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
