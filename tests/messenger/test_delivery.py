"""Delivery through Graph: errors that pass are tried again, never said twice; and the rate."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from guichet.conversations.models import Message
from guichet.messenger import doubt, outbox
from guichet.messenger.failures import Behaviour, Failure, of_answer
from guichet.messenger.models import MessengerPage
from guichet.messenger.pace import backoff
from made import eventually
from servers import Server

from graph import Fault, Graph
from meta import Meta, wrote
from waiting import claim, delivered

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
