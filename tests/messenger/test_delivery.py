"""Delivery through Graph: each answer once, in order, whatever breaks; every error its behaviour."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from guichet.conversations.models import Author, Conversation, Message
from guichet.messenger import doubt, outbox
from guichet.messenger.echoes import UNCONFIRMED
from guichet.messenger.failures import Behaviour, Failure, of_answer
from guichet.messenger.models import MessengerPage, Thread
from guichet.messenger.pace import backoff
from guichet.messenger.tokens import UnreadableToken
from guichet.messenger.window import CLOSED
from made import eventually
from servers import Server

from graph import Fault, Graph
from meta import PAGE, PSID, Meta, echoed, wrote


@pytest.fixture
def soon(monkeypatch: Any) -> None:
    """Doubts are settled at once instead of after fifteen seconds."""
    monkeypatch.setattr(doubt, "IN_DOUBT", timedelta(seconds=0.2))
    monkeypatch.setattr(doubt, "AGAIN", timedelta(seconds=0.5))
    monkeypatch.setattr(outbox, "ASK_SOON", timedelta(0))


@pytest.fixture
def answer(commune: Any, graph: Graph) -> Message:
    """An answer that waits for its delivery."""
    conversation = Conversation.objects.create(
        commune=commune, channel="messenger", page=PAGE, page_scoped_id=PSID, reserved_reference="AAA-AAA"
    )
    Thread.objects.create(conversation=conversation, opened_at=timezone.now())
    graph.wrote(PAGE, PSID)
    return outgoing(conversation, Author.ASSISTANT, "Ouvert.")


def outgoing(conversation: Conversation, author: Author, text: str) -> Message:
    message = conversation.outgoing(author, text=text)
    message.save(force_insert=True)
    conversation.save()
    return message


def delivered(count: int = 2) -> Callable[[], bool]:
    """All that there is to send was sent."""
    return lambda: Message.objects.filter(status="sent").count() == count


def claim(message: Message) -> Any:
    parcel = outbox.claim(message.conversation_id)
    assert parcel is not None
    return parcel


# Errors that pass: the same content again, never twice.


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize(
    ("status", "error"),
    [(500, (2, 0)), (503, (1, 0)), (400, (1, 1357046)), (400, (1200, 0)), (400, (2, 2018344)), (0, (0, 0))],
)
def test_a_temporary_error_is_tried_again_and_never_said_twice(
    meta: Meta, graph: Graph, soon: None, status: int, error: tuple[int, int], taken: bool
) -> None:
    graph.faults.append(Fault(status, error, taken))
    meta.tell(wrote("bonjour"))
    eventually(delivered(), within=15)
    assert [text[:12] for text in graph.texts()] == ["Bonjour\u202f! Je", "Vous avez di"]
    assert graph.tries == (2 if taken else 3)


@pytest.mark.parametrize("taken", [False, True])
def test_a_time_out_is_settled_by_asking(meta: Meta, graph: Graph, soon: None, monkeypatch: Any, taken: bool) -> None:
    monkeypatch.setattr("guichet.messenger.graph.SECONDS", 0.5)
    monkeypatch.setattr(doubt, "IN_DOUBT", timedelta(seconds=1.5))
    graph.faults.append(Fault(500, (2, 0), taken, seconds=1.0))
    meta.tell(wrote("bonjour"))
    eventually(delivered(), within=15)
    assert [text[:12] for text in graph.texts()] == ["Bonjour\u202f! Je", "Vous avez di"]


def test_an_error_body_that_is_not_json(meta: Meta, graph: Graph, soon: None) -> None:
    assert of_answer(502, None).behaviour is Behaviour.DOUBT
    assert of_answer(502, [1]).behaviour is Behaviour.DOUBT
    assert of_answer(404, {"error": "x"}).behaviour is Behaviour.REFUSED


def test_a_long_answer_whose_second_part_is_in_doubt(meta: Meta, graph: Graph, fake_brain: Any, soon: None) -> None:
    long = " ".join(f"mot{number}" for number in range(700))
    fake_brain.script["long"] = lambda turn: {"messages": [{"text": long}]}
    graph.faults.extend([Fault(200), Fault(200), Fault(500, (2, 0), taken=True)])
    meta.tell(wrote("long"))
    eventually(delivered(), within=15)
    assert " ".join(graph.texts()[1:]) == long
    assert len(graph.sent) > 3


def test_graph_away_then_back(meta: Meta, graph: Graph, graph_server: Server) -> None:
    graph_server.stop()
    meta.tell(wrote("bonjour"))
    eventually(lambda: Message.objects.filter(status="pending", attempts__gte=1).exists())
    graph_server.start()
    eventually(lambda: len(graph.sent) == 2, within=15)
    assert graph.texts()[1] == "Vous avez dit bonjour"


def test_tries_are_spaced_and_spread() -> None:
    for attempt, most in enumerate([2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300], 1):
        waits = {backoff(attempt).total_seconds() for _ in range(50)}
        assert all(most / 2 <= wait <= most for wait in waits)
        assert len(waits) > 10


def test_each_failure_waits_longer(answer: Message) -> None:
    for attempt in range(1, 4):
        parcel = claim(answer)
        outbox.not_sent(parcel, Failure(Behaviour.AGAIN, "ConnectError"))
        answer.refresh_from_db()
        assert (answer.status, answer.attempts) == ("pending", attempt)
        assert answer.retry_at > timezone.now() + backoff(attempt) / 2.1
        assert outbox.claim(answer.conversation_id) is None
        Message.objects.update(retry_at=None)


# The rate.


@pytest.mark.parametrize(("status", "code"), [(400, 4), (400, 613), (429, 0), (400, 80001), (400, 80006)])
def test_too_many_calls_make_the_whole_page_wait(meta: Meta, graph: Graph, status: int, code: int) -> None:
    graph.faults.append(Fault(status, (code, 0)))
    meta.tell(wrote("bonjour"))
    eventually(lambda: MessengerPage.objects.get().paused_until)
    meta.tell(wrote("bonjour", psid="3003"))
    page = MessengerPage.objects.get()
    assert (page.pauses, page.state) == (1, "working")
    assert timedelta(0) < page.paused_until - timezone.now() <= timedelta(seconds=2)
    tries = graph.tries
    eventually(delivered(4), within=15)
    assert tries == 1
    assert MessengerPage.objects.get().pauses == 0


def test_pauses_grow(answer: Message) -> None:
    for number in range(1, 4):
        outbox.not_sent(claim(answer), Failure(Behaviour.RATE, "x", 613))
        assert MessengerPage.objects.get().pauses == number
        assert outbox.due() == []
        Message.objects.update(retry_at=None)
        MessengerPage.objects.update(paused_until=None)


def test_the_rate_of_a_page_is_metas_own(meta: Meta, graph: Graph) -> None:
    meta.tell(*(wrote("bonjour", psid=str(5000 + number)) for number in range(100)))
    answered = Message.objects.filter(status="sent", author="assistant")
    eventually(lambda: answered.count() == 200, within=60)
    assert MessengerPage.objects.get().pauses == 0


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


# Crashes, doubts, processes.


def test_a_crash_before_the_request_left_sends_it_again(
    answer: Message, graph: Graph, soon: None, start_desk: Any
) -> None:
    claim(answer)
    start_desk()
    eventually(delivered(1))
    assert graph.texts() == ["Ouvert."]


def test_a_crash_after_graph_took_it_sends_nothing_again(
    answer: Message, graph: Graph, soon: None, start_desk: Any
) -> None:
    import asyncio

    from guichet.messenger.graph import Graph as Client

    parcel = claim(answer)

    async def send() -> None:
        client = Client()
        await client.send(parcel.page, parcel.token, parcel.body)
        await client.close()

    asyncio.run(send())
    start_desk()
    eventually(delivered(1))
    assert graph.texts() == ["Ouvert."]
    assert Message.objects.get().external_id == graph.sent[0].mid


def test_an_older_message_with_the_same_words_does_not_count(meta: Meta, graph: Graph, soon: None) -> None:
    meta.tell(wrote("bonjour"))
    eventually(delivered())
    graph.faults.append(Fault(500, (2, 0)))
    meta.tell(wrote("bonjour"))
    eventually(delivered(3), within=15)
    assert graph.texts().count("Vous avez dit bonjour") == 2


def test_when_graph_does_not_say_it_is_asked_again(meta: Meta, graph: Graph, soon: None) -> None:
    graph.looks_fail = True
    graph.faults.append(Fault(500, (2, 0), taken=True))
    meta.tell(wrote("bonjour"))
    eventually(lambda: len([line for line in graph.requests if "conversations" in line]) >= 2)
    assert not Message.objects.filter(status="sent").exists()
    graph.looks_fail = False
    eventually(delivered(), within=15)
    assert graph.tries == 2


def test_when_graph_never_says_staff_see_it_and_metas_echo_settles_it(
    meta: Meta, graph: Graph, soon: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr(doubt, "PATIENCE", timedelta(0))
    graph.looks_fail = True
    graph.faults.append(Fault(0, taken=True))
    meta.tell(wrote("bonjour"))
    eventually(lambda: Message.objects.filter(status="failed", needs_attention=True, error=UNCONFIRMED).count() == 1)
    doubtful = Message.objects.get(status="failed")
    eventually(lambda: len(graph.sent) == 2)
    meta.tell(echoed("x", metadata=f"{doubtful.id}:0", mid="m_echo"))
    doubtful.refresh_from_db()
    assert (doubtful.status, doubtful.external_id, doubtful.needs_attention) == ("sent", "m_echo", False)


def test_an_echo_settles_a_doubt_at_once(answer: Message, meta: Meta, graph: Graph) -> None:
    eventually(delivered(1))
    Message.objects.update(status="sending", retry_at=timezone.now(), claimed_at=timezone.now(), parts_sent=0)
    meta.tell(echoed("Ouvert.", metadata=f"{answer.id}:0"))
    assert Message.objects.get(pk=answer.pk).status == "sent"


@pytest.mark.parametrize("app_id", [555, None, "263902037430900"])
def test_only_our_own_echo_settles_a_doubt(answer: Message, meta: Meta, graph: Graph, app_id: Any) -> None:
    eventually(delivered(1))
    Message.objects.update(status="sending", retry_at=timezone.now(), claimed_at=timezone.now(), parts_sent=0)
    meta.tell(echoed("Ouvert.", metadata=f"{answer.id}:0", app_id=app_id))
    assert Message.objects.get(pk=answer.pk).status == "sending"


def test_a_late_answer_to_an_old_question_changes_nothing(answer: Message) -> None:
    claim(answer)
    Message.objects.update(retry_at=timezone.now() - doubt.IN_DOUBT)
    [question] = doubt.questions()
    assert doubt.questions() == []
    Message.objects.update(claimed_at=timezone.now())
    doubt._missing(question)
    assert Message.objects.get().status == "sending"


def test_processes_never_send_the_same_message(answer: Message) -> None:
    claimed = []

    def attempt() -> None:
        try:
            claimed.append(outbox.claim(answer.conversation_id))
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([parcel for parcel in claimed if parcel]) == 1
