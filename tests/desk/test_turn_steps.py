"""The steps of a turn, one transaction each: leases, crashes between two steps, order, effects."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from guichet.conversations import turns
from guichet.conversations.brain import TurnAnswer
from guichet.conversations.intake import Incoming
from guichet.conversations.models import Conversation, Message, PersonRequest, Report
from guichet.conversations.notices import UNANSWERABLE
from guichet.webchat import steps

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


def test_the_lease_of_a_dead_process_of_this_machine_is_released_at_the_start(conversation: Conversation) -> None:
    import subprocess
    import sys

    from guichet.conversations import owners

    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    machine, own, _ = owners.own_name().split("-")
    receive(conversation, "un", owner=f"{machine}-{ended.pid}-00000000")
    assert owners.release_the_dead() == 1
    assert turns.waiting() == [conversation.id]
    for living in (f"{machine}-{own}-00000000", f"00000000-{ended.pid}-00000000", "x", f"{machine}-x-y"):
        assert turns.claim(conversation.id, living)
        assert owners.release_the_dead() == 0
        Conversation.objects.update(lease_owner="", lease_until=None)


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
    for seconds in (0.5, 1, 2, 4):
        assert turn is not None
        before = timezone.now()
        assert not turns.failed(turn, "brain status 500")
        after = timezone.now()
        retry_at = Conversation.objects.get().retry_at
        assert retry_at is not None
        # On a busy machine the step itself takes a while.
        assert before <= retry_at - timedelta(seconds=seconds) <= after
        Conversation.objects.update(retry_at=timezone.now() + timedelta(seconds=60))
        assert turns.claim(conversation.id, "a") is None
        Conversation.objects.update(retry_at=timezone.now())
        turn = turns.claim(conversation.id, "a")
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


def test_a_very_long_contact_is_cut_rather_than_the_report_lost(conversation: Conversation) -> None:
    turn = receive(conversation, "un").turn
    assert turn is not None
    effect = {"kind": "report", "reference": turn.body["reference"], "what": "un trou", "contact": "x" * 1000}
    turns.finish(turn, TurnAnswer.model_validate({"messages": [], "effects": [effect]}))
    assert Report.objects.get().contact == "x" * 255


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
