"""A citizen's message by Messenger: stored, answered, delivered, with manners."""

from typing import Any

from guichet.conversations.models import Message
from made import eventually

from graph import Graph
from meta import PSID, Meta, wrote


def test_a_message_is_answered_after_the_disclosure(meta: Meta, graph: Graph) -> None:
    meta.tell(wrote("le recyparc est ouvert samedi ?"))
    eventually(lambda: len(graph.sent) == 2)
    assert "assistant automatique de Val-de-Brume" in graph.texts()[0]
    assert graph.texts()[1] == "Vous avez dit le recyparc est ouvert samedi ?"
    assert {sent.psid for sent in graph.sent} == {PSID}
    assert [sent.body["messaging_type"] for sent in graph.sent] == ["RESPONSE", "RESPONSE"]
    assert graph.sent[1].body["message"]["quick_replies"][0]["title"] == "Adresse"
    eventually(lambda: Message.objects.filter(status="sent").count() == 2)


def test_no_address_holds_a_token(meta: Meta, graph: Graph) -> None:
    meta.tell(wrote("bonjour"))
    eventually(lambda: len(graph.sent) == 2)
    assert graph.requests
    assert all("page-token" not in address and "access_token" not in address for address in graph.requests)


def test_a_slow_answer_shows_that_it_is_being_written(meta: Meta, graph: Graph, fake_brain: Any) -> None:
    fake_brain.delay = 1.0
    meta.tell(wrote("bonjour"))
    eventually(lambda: "Vous avez dit bonjour" in graph.texts())
    assert graph.actions == [(PSID, "mark_seen"), (PSID, "typing_on")]


def test_a_quick_answer_spends_no_call_on_manners(meta: Meta, graph: Graph) -> None:
    meta.tell(wrote("bonjour"))
    eventually(lambda: len(graph.sent) == 2)
    meta.tell(wrote("encore"))
    eventually(lambda: len(graph.sent) == 3)
    assert len(graph.requests) == 3
