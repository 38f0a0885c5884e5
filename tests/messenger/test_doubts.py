"""Delivery through Graph: crashes, doubts and several processes; each answer once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from guichet.conversations.models import Message
from guichet.messenger import doubt, outbox
from guichet.messenger.echoes import UNCONFIRMED
from made import eventually

from graph import Fault, Graph
from meta import Meta, echoed, wrote
from waiting import claim, delivered


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
