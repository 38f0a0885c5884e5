"""Delivery through Graph: the 24-hour window, and what stands between a page and a citizen."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from guichet.conversations.models import Author, Message
from guichet.messenger import outbox
from guichet.messenger.models import MessengerPage, Thread
from guichet.messenger.tokens import UnreadableToken
from guichet.messenger.window import CLOSED
from made import eventually

from graph import Fault, Graph
from meta import PAGE, PSID, Meta, wrote
from waiting import delivered, outgoing

# The window.


def closed(answer: Message, age: timedelta) -> None:
    Thread.objects.update(opened_at=timezone.now() - age)


def test_the_window_is_known_before_sending(answer: Message, start_desk: Any, graph: Graph) -> None:
    closed(answer, timedelta(hours=24))
    start_desk()
    eventually(lambda: Message.objects.get().status == "failed")
    assert Message.objects.get().error == CLOSED
    assert Message.objects.get().needs_attention
    assert graph.requests == []


def test_without_a_thread_the_window_is_that_of_the_last_words(answer: Message) -> None:
    Thread.objects.all().delete()
    words = Message(
        conversation=answer.conversation, author=Author.CITIZEN, seq=99, status="answered",
        sent_at=timezone.now() - timedelta(hours=30),
    )  # fmt: skip
    words.save()
    assert outbox.claim(answer.conversation_id) is None
    assert Message.objects.get(pk=answer.pk).error == CLOSED


def test_just_before_the_window_closes_the_answer_leaves(answer: Message, start_desk: Any, graph: Graph) -> None:
    closed(answer, timedelta(hours=23, minutes=58))
    start_desk()
    eventually(delivered(1))
    assert graph.sent[0].body["messaging_type"] == "RESPONSE"


def test_a_persons_message_leaves_for_seven_days_with_its_tag(answer: Message, start_desk: Any, graph: Graph) -> None:
    closed(answer, timedelta(days=6, hours=23))
    graph.acts[PAGE, PSID] = timezone.now() - timedelta(days=6, hours=23)
    outgoing(answer.conversation, Author.PERSON, "Votre carte est prête.")
    outgoing(answer.conversation, Author.SYSTEM, "Une note.")
    start_desk()
    eventually(delivered(1))
    eventually(lambda: Message.objects.filter(status="failed").count() == 2)
    [sent] = graph.sent
    assert (sent.text, sent.body["messaging_type"], sent.body["tag"]) == (
        "Votre carte est prête.", "MESSAGE_TAG", "HUMAN_AGENT",
    )  # fmt: skip


def test_after_seven_days_nobody_writes(answer: Message, start_desk: Any, graph: Graph) -> None:
    closed(answer, timedelta(days=7))
    outgoing(answer.conversation, Author.PERSON, "Votre carte est prête.")
    start_desk()
    eventually(lambda: Message.objects.filter(status="failed", error=CLOSED).count() == 2)
    assert graph.requests == []


@pytest.mark.parametrize("author", [Author.ASSISTANT, Author.SYSTEM])
def test_the_assistants_own_messages_never_carry_the_tag(answer: Message, author: Author) -> None:
    Message.objects.update(author=author)
    for hours in (0, 12, 23, 24, 48, 200):
        Message.objects.update(status="pending", retry_at=None)
        closed(answer, timedelta(hours=hours))
        parcel = outbox.claim(answer.conversation_id)
        assert parcel is None or "tag" not in parcel.body


def test_meta_says_that_the_window_is_closed(answer: Message, start_desk: Any, graph: Graph) -> None:
    graph.acts[PAGE, PSID] = timezone.now() - timedelta(days=2)
    outgoing(answer.conversation, Author.PERSON, "Votre carte est prête.")
    start_desk()
    eventually(delivered(1))
    eventually(lambda: Message.objects.get(author="assistant").status == "failed")
    assert Message.objects.get(author="assistant").error == "graph status 400 code 10/2018278"
    assert [sent.body["messaging_type"] for sent in graph.sent] == ["MESSAGE_TAG"]
    assert graph.tries == 2


# The page and the citizen.


def test_a_restricted_page_waits_and_staff_see_it(meta: Meta, graph: Graph) -> None:
    graph.pages[PAGE].restricted = True
    meta.tell(wrote("bonjour"))
    eventually(lambda: MessengerPage.objects.get().state == "restricted")
    page = MessengerPage.objects.get()
    assert "Qualité de la page" in page.problem
    assert page.paused_until > timezone.now() + timedelta(minutes=50)
    eventually(lambda: Message.objects.filter(status="pending").count() == 2)
    graph.pages[PAGE].restricted = False
    MessengerPage.objects.update(paused_until=None)
    Message.objects.update(retry_at=None)
    eventually(delivered())
    assert graph.texts()[1] == "Vous avez dit bonjour"
    page.refresh_from_db()
    assert (page.state, page.problem) == ("working", "")


@pytest.mark.parametrize(("code", "word"), [(190, "jeton"), (200, "autorisation"), (10, "autorisation")])
def test_an_invalid_token_breaks_the_page_until_another_is_entered(
    meta: Meta, graph: Graph, code: int, word: str, logged: Callable[[], str]
) -> None:
    graph.faults.append(Fault(401, (code, 0)))
    meta.tell(wrote("bonjour"))
    eventually(lambda: MessengerPage.objects.get().state == "broken")
    page = MessengerPage.objects.get()
    assert word in page.problem
    assert str(code) in page.problem
    assert graph.tries == 1
    page.set_token("page-token-1001")
    page.save()
    eventually(delivered())
    assert "page-token-1001" not in logged()


def test_a_token_of_another_key_waits_for_staff(meta: Meta, graph: Graph, commune: Any) -> None:
    MessengerPage.objects.update(encrypted_token="")
    meta.tell(wrote("bonjour"))
    eventually(lambda: Message.objects.filter(error="no page token", status="pending").exists())
    assert graph.requests == []
    page = MessengerPage.objects.get()
    page.set_token("page-token-1001")
    page.save()
    Message.objects.update(retry_at=None)
    eventually(delivered())


def test_a_page_token_is_encrypted_at_rest(commune: Any, settings: Any) -> None:
    page = MessengerPage.objects.get()
    assert page.token() == "page-token-1001"
    assert "page-token" not in page.encrypted_token
    settings.GUICHET_ENCRYPTION_KEY = "another key"
    with pytest.raises(UnreadableToken):
        page.token()


def test_a_wrong_proof_is_refused_by_graph(meta: Meta, graph: Graph, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("guichet.messenger.graph.proof", lambda token: "0" * 64)
    meta.tell(wrote("bonjour"))
    eventually(lambda: Message.objects.filter(status="failed").count() == 2)
    assert graph.sent == []


def test_what_a_broken_page_held_too_long_is_given_up(answer: Message) -> None:
    MessengerPage.objects.update(state="broken")
    assert outbox.expire() == 0
    closed(answer, timedelta(hours=25))
    assert outbox.expire() == 1
    assert Message.objects.get().error == CLOSED


def test_a_blocked_citizen_is_not_written_to_until_they_write(meta: Meta, graph: Graph) -> None:
    graph.blocked.add(PSID)
    meta.tell(wrote("bonjour"))
    eventually(lambda: Message.objects.filter(status="failed").count() == 2)
    assert graph.tries == 1
    assert Thread.objects.get().blocked_at
    assert "551" in Message.objects.filter(status="failed").order_by("seq")[0].error
    graph.blocked.clear()
    meta.tell(wrote("me revoilà"))
    eventually(delivered(1))
    assert graph.texts() == ["Vous avez dit me revoilà"]


@pytest.mark.parametrize(("status", "error"), [(400, (100, 0)), (400, (105, 0)), (403, (10, 2018999)), (418, (0, 0))])
def test_any_other_refusal_is_recorded_and_the_next_message_leaves(
    meta: Meta, graph: Graph, status: int, error: tuple[int, int]
) -> None:
    graph.faults.append(Fault(status, error))
    meta.tell(wrote("bonjour"))
    eventually(delivered(1))
    refused = Message.objects.get(status="failed")
    assert refused.needs_attention
    assert f"code {error[0]}" in refused.error
    assert graph.texts() == ["Vous avez dit bonjour"]
    assert MessengerPage.objects.get().state == "working"


def test_policy_enforcement_is_shown_and_lifted(meta: Meta) -> None:
    for action, state in (("block", "restricted"), ("unblock", "working")):
        event = {
            "recipient": {"id": PAGE},
            "sender": {"id": PSID},
            "timestamp": 1,
            "policy_enforcement": {"action": action},
        }
        meta.tell(event)
        assert MessengerPage.objects.get().state == state
