"""The turn loop: one turn at a time, in order, once; leases, crashes, an absent brain, poison."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from guichet.conversations import turns
from guichet.conversations.brain import TurnAnswer
from guichet.conversations.intake import Incoming
from guichet.conversations.models import Conversation, Message, PersonRequest, Report
from guichet.conversations.notices import UNANSWERABLE, WAITING
from guichet.webchat import steps

from fake_brain import FakeBrain
from made import eventually
from servers import Server

ANSWER = TurnAnswer.model_validate({"messages": [{"text": "Oui."}], "state": {"turns": 1}, "model": "fake-1"})


@pytest.fixture
def conversation(commune: Any) -> Conversation:
    """A stored conversation, without any server."""
    return steps.start("val-de-brume", None, "jeton")[0]


def receive(conversation: Conversation, text: str, owner: str | None = "a") -> steps.Received:
    """Store a message as the web API does."""
    return steps.receive(conversation.id, "jeton", None, Incoming(text=text), owner)


def texts(conversation: Conversation) -> list[str]:
    """What was said after the disclosure."""
    return list(conversation.messages.order_by("seq").values_list("text", flat=True))[1:]


# The steps, one transaction each.


def test_storing_takes_the_lease(conversation: Conversation) -> None:
    turn = receive(conversation, "un").turn
    assert turn is not None
    assert (turn.owner, turn.body["text"]) == ("a", "un")
    assert turns.claim(conversation.id, "b") is None
    assert receive(conversation, "deux").turn is None


def test_the_next_message_comes_with_the_end_of_a_turn(conversation: Conversation) -> None:
    turn = receive(conversation, "un").turn
    receive(conversation, "deux")
    receive(conversation, "trois")
    asked = []
    while turn:
        asked.append(turn.body["text"])
        turn = turns.finish(turn, ANSWER).next
    assert asked == ["un", "deux", "trois"]
    assert turns.waiting() == []
    assert receive(conversation, "quatre").turn is not None


def test_a_crash_before_the_answer_is_stored_costs_one_more_turn_and_nothing_else(conversation: Conversation) -> None:
    assert receive(conversation, "un", owner="dead").turn
    assert turns.waiting() == []
    Conversation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert turns.waiting() == [conversation.id]
    again = turns.claim(conversation.id, "b")
    assert again is not None
    assert turns.finish(again, ANSWER).answers
    assert texts(conversation) == ["un", "Oui."]
    assert turns.waiting() == []


def test_a_crash_before_the_lease_is_found_again(conversation: Conversation) -> None:
    receive(conversation, "un", owner=None)
    assert turns.waiting() == [conversation.id]
    assert turns.claim(conversation.id, "b")


def test_a_late_answer_is_not_stored_twice(conversation: Conversation) -> None:
    late = receive(conversation, "un", owner="slow").turn
    assert late is not None
    Conversation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    other = turns.claim(conversation.id, "b")
    assert other is not None
    assert turns.finish(late, ANSWER).answers is None
    assert turns.finish(other, ANSWER).answers
    assert turns.finish(late, ANSWER).answers is None
    assert turns.finish(other, ANSWER).answers is None
    assert texts(conversation) == ["un", "Oui."]


def test_an_expired_lease_nobody_took_is_still_good(conversation: Conversation) -> None:
    turn = receive(conversation, "un").turn
    assert turn is not None
    Conversation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert turns.finish(turn, ANSWER).answers


def test_a_renewed_lease_holds(conversation: Conversation) -> None:
    assert receive(conversation, "un", owner="a").turn
    Conversation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    turns.renew([conversation.id], "a")
    assert turns.claim(conversation.id, "b") is None
    turns.renew([conversation.id], "somebody else")


def test_many_claims_at_once_give_one_turn(conversation: Conversation) -> None:
    from django.db import connection

    receive(conversation, "un", owner=None)
    claimed: list[Any] = []

    def claim(owner: str) -> None:
        try:
            claimed.append(turns.claim(conversation.id, owner))
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=(str(number),)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 8
    assert len([turn for turn in claimed if turn]) == 1


def test_many_messages_at_once_get_a_number_each(conversation: Conversation) -> None:
    from django.db import connection

    def send(number: int) -> None:
        try:
            receive(conversation, f"n{number}", owner=f"o{number}")
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(conversation.messages.order_by("seq").values_list("seq", flat=True)) == list(range(1, 10))
    assert Conversation.objects.exclude(lease_owner="").count() == 1


def test_a_conversation_deleted_in_mid_turn_drops_its_answer(conversation: Conversation) -> None:
    turn = receive(conversation, "un").turn
    assert turn is not None
    steps.delete(conversation.id, "jeton", None)
    assert turns.finish(turn, ANSWER) == turns.Stored(None, None)
    assert not turns.failed(turn, "x")
    assert not Message.objects.exists()


def test_failures_wait_longer_and_longer_then_an_honest_sentence(conversation: Conversation) -> None:
    turn = receive(conversation, "un").turn
    receive(conversation, "deux")
    delays = []
    for _ in range(turns.MAX_ATTEMPTS - 1):
        assert turn is not None
        assert not turns.failed(turn, "brain status 500")
        retry_at = Conversation.objects.get().retry_at
        assert retry_at is not None
        delays.append(round((retry_at - timezone.now()).total_seconds(), 1))
        assert turns.claim(conversation.id, "a") is None
        Conversation.objects.update(retry_at=timezone.now())
        turn = turns.claim(conversation.id, "a")
    assert delays == [0.5, 1.0, 2.0, 4.0]
    assert turn is not None
    assert turns.failed(turn, "brain status 500")
    poison = conversation.messages.get(text="un")
    assert (poison.status, poison.needs_attention, poison.error) == ("refused", True, "brain status 500")
    assert texts(conversation) == ["un", "deux", UNANSWERABLE]
    following = turns.claim(conversation.id, "a")
    assert following is not None
    assert following.body["text"] == "deux"


def test_a_person_holds_the_assistant_back(conversation: Conversation) -> None:
    Conversation.objects.update(handling="person")
    received = receive(conversation, "un")
    assert (received.message.status, received.turn) == ("held", None)
    assert turns.waiting() == []
    receive(conversation, "")
    assert texts(conversation) == ["un", ""]


def test_a_person_takes_over_in_mid_turn(conversation: Conversation) -> None:
    turn = receive(conversation, "un").turn
    assert turn is not None
    Conversation.objects.update(handling="person")
    assert turns.finish(turn, ANSWER).answers is None
    assert conversation.messages.get(text="un").status == "held"
    assert texts(conversation) == ["un"]


def test_messages_that_wait_when_a_person_takes_over_are_held(conversation: Conversation) -> None:
    receive(conversation, "un", owner=None)
    Conversation.objects.update(handling="person")
    assert turns.claim(conversation.id, "a") is None
    assert conversation.messages.get(text="un").status == "held"


def test_a_report_is_stored_with_the_reserved_reference(conversation: Conversation) -> None:
    turn = receive(conversation, "un").turn
    assert turn is not None
    reserved = turn.body["reference"]
    effect = {
        "kind": "report",
        "reference": reserved,
        "what": "un trou",
        "where": "rue du Four",
        "location": {"latitude": 50.1, "longitude": 4.9},
        "photo": "att_1",
        "contact": "0470",
    }
    turns.finish(turn, TurnAnswer.model_validate({"messages": [{"text": "Noté."}], "effects": [effect]}))
    report = Report.objects.get()
    assert (report.reference, report.what, report.contact) == (reserved, "un trou", "0470")
    after = receive(conversation, "deux").turn
    assert after is not None
    assert after.body["reference"] != reserved


def test_a_reference_that_was_not_reserved_stores_nothing(conversation: Conversation) -> None:
    turn = receive(conversation, "un").turn
    assert turn is not None
    effect = {"kind": "report", "reference": "AAA-AAA", "what": "x", "where": None, "location": None, "photo": None}
    answer = TurnAnswer.model_validate({"messages": [{"text": "Noté."}], "effects": [effect], "state": {"turns": 9}})
    with pytest.raises(turns.TurnFailed):
        turns.finish(turn, answer)
    assert not Report.objects.exists()
    assert Conversation.objects.get().state is None
    assert texts(conversation) == ["un"]


def test_a_request_for_a_person(conversation: Conversation) -> None:
    turn = receive(conversation, "un").turn
    assert turn is not None
    effect = {"kind": "person_request", "reason": "permis", "expected": "2026-11-24T09:00:00+01:00"}
    turns.finish(turn, TurnAnswer.model_validate({"messages": [{"text": "Noté."}], "effects": [effect]}))
    request = PersonRequest.objects.get()
    assert request.expected_at is not None
    assert (request.reason, request.expected_at.isoformat()) == ("permis", "2026-11-24T08:00:00+00:00")


def test_the_citizens_wish_to_be_forgotten(conversation: Conversation) -> None:
    from guichet.conversations import erasure

    first = receive(conversation, "un").turn
    assert first is not None
    report = {
        "kind": "report",
        "reference": first.body["reference"],
        "what": "un trou",
        "contact": "0470",
        "photo": "att_1",
    }
    turns.finish(first, TurnAnswer.model_validate({"messages": [], "effects": [report], "state": {"secret": 1}}))
    turn = receive(conversation, "efface tout").turn
    assert turn is not None
    turns.finish(
        turn, TurnAnswer.model_validate({"messages": [{"text": "C’est effacé."}], "effects": [{"kind": "erase"}]})
    )
    kept_words = list(Message.objects.order_by("seq").values_list("text", "in_reply_to"))
    assert kept_words[0] == ("C’est effacé.", None)
    assert [words for words, _ in kept_words[1:] if "numéro de reçu" not in words] == []
    kept = Report.objects.get()
    assert (kept.what, kept.contact, kept.photo, kept.conversation) == ("un trou", "", "", None)
    assert Conversation.objects.get().state is None
    Conversation.objects.update(erase_at=timezone.now())
    assert erasure.erase_expired() == 1
    assert not Conversation.objects.exists()


def test_links_a_browser_would_run_are_dropped() -> None:
    links = [
        {"title": "a", "url": "javascript:alert(1)"},
        {"title": "b", "url": "data:text/html,x"},
        {"title": "c", "url": "https://www.example.be"},
        {"title": "d", "url": "tel:+3281000000"},
    ]
    answer = TurnAnswer.model_validate({"messages": [{"text": "x", "links": links}]})
    assert [link.title for link in answer.messages[0].links] == ["c", "d"]


# The loop, with real servers.


def test_one_turn_at_a_time_and_in_order(chat: Any, fake_brain: FakeBrain) -> None:
    fake_brain.delay = 0.05
    conversation = chat()
    for number in range(6):
        assert conversation.send(f"n{number}", wait=0).status_code == 202
    eventually(lambda: len(fake_brain.turns) == 6 and not Message.objects.filter(status="received").exists())
    assert [turn["text"] for turn in fake_brain.turns] == [f"n{number}" for number in range(6)]
    assert [turn["state"] for turn in fake_brain.turns] == [None, *({"turns": number} for number in range(1, 6))]
    assert fake_brain.most_busy == 1
    answers = [text for author, text in conversation.said() if author == "assistant"]
    assert answers == [f"Vous avez dit n{number}" for number in range(6)]


def test_conversations_do_not_wait_for_each_other(chat: Any, fake_brain: FakeBrain) -> None:
    fake_brain.delay = 0.5
    conversations = [chat() for _ in range(4)]
    for conversation in conversations:
        conversation.send("bonjour", wait=0)
    eventually(lambda: not Message.objects.filter(status="received").exists())
    assert fake_brain.most_busy > 1


def test_what_a_dead_process_left_is_answered_at_the_start(
    commune: Any, brain: Server, graph: Server, fake_brain: FakeBrain
) -> None:
    from guichet.asgi import application

    conversation = steps.start("val-de-brume", None, "jeton")[0]
    receive(conversation, "un", owner="dead")
    receive(conversation, "deux", owner="dead")
    Conversation.objects.update(lease_until=timezone.now() + timedelta(seconds=1))
    desk = Server(application, lifespan="on").start()
    try:
        eventually(lambda: not Message.objects.filter(status="received").exists())
        time.sleep(1.2)
    finally:
        desk.stop()
    assert [turn["text"] for turn in fake_brain.turns] == ["un", "deux"]
    assert texts(conversation) == ["un", "deux", "Vous avez dit un", "Vous avez dit deux"]


def test_an_absent_brain_a_plain_sentence_within_five_seconds_the_answer_later(
    chat: Any, brain: Server, fake_brain: FakeBrain
) -> None:
    conversation = chat()
    conversation.ask("avant")
    brain.stop()
    asked = time.monotonic()
    first = conversation.send("un", wait=20)
    assert time.monotonic() - asked < 5
    assert first.status_code == 202
    assert [message["text"] for message in first.json()["messages"]] == [WAITING]
    second = conversation.send("deux", wait=20)
    assert [message["text"] for message in second.json()["messages"]] == [WAITING]
    time.sleep(2.5)
    assert [text for author, text in conversation.said() if author == "system"] == [WAITING, WAITING]
    brain.start()
    eventually(lambda: not Message.objects.filter(status="received").exists())
    time.sleep(1.2)
    answers = [text for author, text in conversation.said() if author == "assistant"]
    assert answers == ["Vous avez dit avant", "Vous avez dit un", "Vous avez dit deux"]
    assert [turn["text"] for turn in fake_brain.turns] == ["avant", "un", "deux"]
    assert Message.objects.filter(attempts__gt=0).count() == 0


def test_a_quick_restart_of_the_brain_goes_unnoticed(chat: Any, brain: Server) -> None:
    conversation = chat()
    brain.stop()
    conversation.send("un", wait=0)
    brain.start()
    eventually(lambda: ("assistant", "Vous avez dit un") in conversation.said())
    assert [author for author, _ in conversation.said()] == ["citizen", "assistant"]


def test_poison_is_given_up_and_the_conversation_goes_on(chat: Any, fake_brain: FakeBrain, monkeypatch: Any) -> None:
    monkeypatch.setattr(turns, "MAX_ATTEMPTS", 2)
    conversation = chat()
    conversation.send("poison", wait=0)
    conversation.send("bonjour", wait=0)
    eventually(lambda: ("assistant", "Vous avez dit bonjour") in conversation.said())
    assert [turn["text"] for turn in fake_brain.turns] == ["poison", "poison", "bonjour"]
    assert ("system", UNANSWERABLE) in conversation.said()
    assert Message.objects.get(text="poison").needs_attention


def test_an_answer_of_another_shape_is_given_up_too(chat: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(turns, "MAX_ATTEMPTS", 1)
    answer = chat().send("garbage", wait=5)
    assert answer.status_code == 200
    assert answer.json()["status"] == "refused"
    assert answer.json()["messages"][0]["text"] == UNANSWERABLE
    assert Message.objects.get(text="garbage").error == "brain answer of another shape at messages"


def test_a_brain_that_never_answers(
    commune: Any, brain: Server, graph: Server, settings: Any, monkeypatch: Any
) -> None:
    import httpx
    from guichet.asgi import application

    from made import Chat

    settings.GUICHET_BRAIN_TIMEOUT = 1
    monkeypatch.setattr(turns, "MAX_ATTEMPTS", 2)
    desk = Server(application, lifespan="on").start()
    try:
        with httpx.Client(base_url=desk.url, timeout=30) as client:
            conversation = Chat(client)
            conversation.send("mute", wait=0)
            eventually(lambda: ("system", UNANSWERABLE) in conversation.said(), within=15)
            assert conversation.ask("bonjour") == ["Vous avez dit bonjour"]
    finally:
        desk.stop()


def test_the_brain_is_given_the_snapshot_it_does_not_know(chat: Any, fake_brain: FakeBrain) -> None:
    conversation = chat()
    conversation.ask("un")
    assert [key[0] for key in fake_brain.snapshots] == ["val-de-brume"]
    fake_brain.snapshots.clear()
    assert conversation.ask("deux") == ["Vous avez dit deux"]
    assert len(fake_brain.snapshots) == 1


def test_a_new_snapshot_is_used_from_the_next_message(chat: Any, commune: Any, fake_brain: FakeBrain) -> None:
    from guichet.knowledge.models import Snapshot

    conversation = chat()
    conversation.ask("un")
    Snapshot.objects.create(commune=commune, version="feedfacefeedface", document={"format": 1, "new": True})
    time.sleep(1.1)
    conversation.ask("deux")
    assert fake_brain.turns[1]["snapshot"] == "feedfacefeedface"
    assert fake_brain.snapshots["val-de-brume", "feedfacefeedface"] == {"format": 1, "new": True}


def test_a_commune_without_knowledge_waits_for_it(chat: Any, commune: Any) -> None:
    from guichet.conversations import published
    from guichet.knowledge.models import Snapshot

    from made import publish

    Snapshot.objects.all().delete()
    published.forget()
    conversation = chat()
    assert conversation.send("un", wait=20).json()["messages"][0]["text"] == WAITING
    publish(commune)
    eventually(lambda: ("assistant", "Vous avez dit un") in conversation.said())


def test_a_brain_with_another_secret_is_away(chat: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("fake_brain.SECRET", "another")
    conversation = chat()
    assert conversation.send("un", wait=20).json()["messages"][0]["text"] == WAITING
    monkeypatch.setattr("fake_brain.SECRET", "development-only-brain-secret")
    eventually(lambda: ("assistant", "Vous avez dit un") in conversation.said())
    assert Message.objects.get(text="un").attempts == 0


def test_the_assistant_says_again_what_it_is_after_a_long_silence(chat: Any) -> None:
    conversation = chat()
    conversation.ask("un")
    Conversation.objects.update(last_message_at=timezone.now() - timedelta(hours=25))
    answers = conversation.ask("deux")
    assert "assistant automatique" in answers[0]
    assert answers[1] == "Vous avez dit deux"
    assert conversation.ask("trois") == ["Vous avez dit trois"]


def test_the_clock_of_the_turn_can_be_fixed(chat: Any, fake_brain: FakeBrain, settings: Any) -> None:
    from datetime import datetime

    settings.GUICHET_NOW = datetime.fromisoformat("2026-07-01T12:00:00+00:00")
    chat().ask("un")
    assert fake_brain.turns[0]["now"] == "2026-07-01T14:00:00+02:00"
