"""Who answers: the assistant, a person in Meta's inbox, another app; and what the citizen is told of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from guichet.conversations.models import Conversation, Message
from guichet.messenger.models import Thread
from made import eventually

import samples
from graph import Graph
from meta import PSID, Meta, echoed, happened, wrote

INBOXES = [263902037430900, "263902037430900", 26390203743090, "26390203743090"]


def handling() -> str:
    return Conversation.objects.get().handling


def begin(meta: Meta, graph: Graph) -> None:
    """A citizen and the assistant have talked."""
    meta.tell(wrote("bonjour"))
    eventually(lambda: len(graph.sent) == 2)
    eventually(lambda: not Message.objects.filter(status__in=["pending", "sending"]).exists())


@pytest.mark.parametrize("inbox", INBOXES)
def test_a_person_answers_from_metas_inbox(meta: Meta, graph: Graph, inbox: Any) -> None:
    begin(meta, graph)
    meta.tell(echoed("Bonjour, ici Anne du service population.", app_id=inbox))
    said = Message.objects.get(author="person")
    assert (said.status, said.text) == ("sent", "Bonjour, ici Anne du service population.")
    assert handling() == "person"
    meta.tell(wrote("merci Anne"))
    assert Message.objects.get(text="merci Anne").status == "held"
    assert len(graph.sent) == 2


def test_an_inbox_echo_is_stored_once(meta: Meta, graph: Graph) -> None:
    begin(meta, graph)
    echo = echoed("Bonjour", app_id=263902037430900)
    meta.tell(echo)
    meta.tell(echo)
    assert Message.objects.filter(author="person").count() == 1


def test_an_inbox_echo_twice_in_one_webhook_is_stored_once(meta: Meta, graph: Graph) -> None:
    begin(meta, graph)
    echo = echoed("Bonjour", app_id=263902037430900)
    meta.tell(echo, echo)
    assert Message.objects.filter(author="person").count() == 1


@pytest.mark.parametrize("echo", [echoed(app_id=None), echoed(app_id=555), echoed(app_id=9001), echoed(app_id="x y")])
def test_other_echoes_change_nothing(meta: Meta, graph: Graph, echo: dict[str, Any]) -> None:
    begin(meta, graph)
    meta.tell(echo)
    assert handling() == "assistant"
    assert not Message.objects.filter(author="person").exists()


def test_an_echo_alone_opens_no_conversation(meta: Meta) -> None:
    meta.tell(echoed("Bonjour", app_id=263902037430900))
    assert not Conversation.objects.exists()


def test_the_assistant_comes_back_a_day_after_the_person_and_says_what_it_is(meta: Meta, graph: Graph) -> None:
    begin(meta, graph)
    meta.tell(echoed("Bonjour", app_id=263902037430900))
    Thread.objects.update(person_at=timezone.now() - timedelta(hours=25))
    meta.tell(wrote("encore une question"))
    eventually(lambda: len(graph.sent) == 4)
    assert handling() == "assistant"
    assert "assistant automatique" in graph.texts()[2]
    assert graph.texts()[3] == "Vous avez dit encore une question"


def control(kind: str, owner: Any) -> dict[str, Any]:
    return happened(**{kind: {"previous_owner_app_id": "1", "new_owner_app_id": owner}})


@pytest.mark.parametrize("kind", ["pass_thread_control", "take_thread_control"])
@pytest.mark.parametrize("owner", [263902037430900, "26390203743090", "123456789"])
def test_meta_gives_the_thread_to_another(meta: Meta, graph: Graph, kind: str, owner: Any) -> None:
    begin(meta, graph)
    meta.tell(control(kind, owner))
    assert (handling(), Thread.objects.get().owner) == ("person", str(owner))


@pytest.mark.parametrize("back", [control("pass_thread_control", 9001), control("pass_thread_control", None)])
def test_meta_gives_the_thread_back(meta: Meta, graph: Graph, back: dict[str, Any]) -> None:
    begin(meta, graph)
    meta.tell(control("take_thread_control", 263902037430900))
    meta.tell(wrote("une question à la personne"), channel="standby")
    assert Message.objects.get(text="une question à la personne").status == "held"
    meta.tell(back)
    assert handling() == "assistant"
    meta.tell(wrote("et pour l’assistant ?"))
    eventually(lambda: len(graph.sent) == 4)
    assert "assistant automatique" in graph.texts()[2]


def test_without_a_word_between_nothing_is_disclosed_again(meta: Meta, graph: Graph) -> None:
    begin(meta, graph)
    meta.tell(wrote("encore"))
    eventually(lambda: len(graph.sent) == 3)
    assert graph.texts()[2] == "Vous avez dit encore"


def test_control_that_lapses_without_an_event_shows_by_the_channel(meta: Meta, graph: Graph) -> None:
    begin(meta, graph)
    meta.tell(control("take_thread_control", 263902037430900))
    meta.tell(wrote("bonjour ?"))
    eventually(lambda: len(graph.sent) == 4)
    assert (handling(), Thread.objects.get().owner) == ("assistant", "")
    assert "assistant automatique" in graph.texts()[2]


def test_standby_messages_are_kept_and_not_answered(meta: Meta, graph: Graph, fake_brain: Any) -> None:
    meta.tell(wrote("bonjour"), channel="standby")
    meta.tell(samples.STANDBY_POSTBACK, channel="standby")
    assert list(Message.objects.order_by("seq").values_list("status", "text")) == [
        ("held", "bonjour"),
        ("held", "Menu"),
    ]
    meta.tell(wrote("et maintenant ?"))
    eventually(lambda: len(graph.sent) == 2)
    assert "assistant automatique" in graph.texts()[0]
    assert len(fake_brain.turns) == 1


def test_a_person_of_guichet_keeps_the_thread(meta: Meta, graph: Graph) -> None:
    begin(meta, graph)
    Conversation.objects.update(handling="person")
    meta.tell(wrote("une question"))
    meta.tell(control("pass_thread_control", 9001))
    assert handling() == "person"
    assert Message.objects.get(text="une question").status == "held"


def test_the_assistant_says_what_it_is_when_a_person_of_guichet_hands_back(meta: Meta, graph: Graph) -> None:
    begin(meta, graph)
    Conversation.objects.update(handling="person")
    meta.tell(wrote("une question"))
    Conversation.objects.update(handling="assistant")
    meta.tell(wrote("une autre"))
    eventually(lambda: len(graph.sent) == 4)
    assert "assistant automatique" in graph.texts()[2]
    meta.tell(wrote("une troisième"))
    eventually(lambda: len(graph.sent) == 5)
    assert graph.texts()[4] == "Vous avez dit une troisième"


def test_the_assistant_says_what_it_is_after_a_long_silence(meta: Meta, graph: Graph) -> None:
    begin(meta, graph)
    Conversation.objects.update(last_message_at=timezone.now() - timedelta(hours=25))
    meta.tell(wrote("encore"))
    eventually(lambda: len(graph.sent) == 4)
    assert "assistant automatique" in graph.texts()[2]


@pytest.mark.parametrize(("typed", "payload"), [("2", "/rue1"), (" 3. ", "/rue2")])
def test_a_typed_number_answers_a_numbered_list(
    meta: Meta, graph: Graph, fake_brain: Any, typed: str, payload: str
) -> None:
    choices = [
        {"title": f"Rue de la Station à un village qui s’appelle {number}", "payload": f"/rue{number}"}
        for number in range(3)
    ]
    fake_brain.script["quelle rue"] = lambda turn: {"messages": [{"text": "Laquelle ?", "choices": choices}]}
    meta.tell(wrote("quelle rue"))
    eventually(lambda: len(graph.sent) == 2)
    assert "2. Rue de la Station" in graph.texts()[1]
    meta.tell(wrote(typed))
    eventually(lambda: len(fake_brain.turns) == 2)
    assert (fake_brain.turns[1]["payload"], fake_brain.turns[1]["text"]) == (payload, None)
    assert Message.objects.filter(author="citizen").order_by("seq")[1].text.startswith("Rue de la Station")


@pytest.mark.parametrize("typed", ["0", "4", "12", "deux", "2 et 3", "²"])
def test_a_number_that_was_not_offered_is_text(meta: Meta, graph: Graph, fake_brain: Any, typed: str) -> None:
    choices = [
        {"title": f"Rue de la Station à un village qui s’appelle {number}", "payload": f"/rue{number}"}
        for number in range(3)
    ]
    fake_brain.script["quelle rue"] = lambda turn: {"messages": [{"text": "Laquelle ?", "choices": choices}]}
    meta.tell(wrote("quelle rue"))
    eventually(lambda: len(graph.sent) == 2)
    meta.tell(wrote(typed))
    eventually(lambda: len(fake_brain.turns) == 2)
    assert (fake_brain.turns[1]["text"], fake_brain.turns[1]["payload"]) == (typed, None)


def test_a_number_after_another_question_answers_that_one(meta: Meta, graph: Graph, fake_brain: Any) -> None:
    choices = [
        {"title": f"Rue de la Station à un village qui s’appelle {number}", "payload": f"/rue{number}"}
        for number in range(3)
    ]
    fake_brain.script["quelle rue"] = lambda turn: {"messages": [{"text": "Laquelle ?", "choices": choices}]}
    fake_brain.script["autre"] = lambda turn: {"messages": [{"text": "Quel âge a votre enfant ?"}]}
    meta.tell(wrote("quelle rue"))
    eventually(lambda: len(graph.sent) == 2)
    meta.tell(wrote("autre"))
    eventually(lambda: len(graph.sent) == 3)
    meta.tell(wrote("3"))
    eventually(lambda: len(fake_brain.turns) == 3)
    assert (fake_brain.turns[2]["text"], fake_brain.turns[2]["payload"]) == ("3", None)


def test_a_number_answers_a_list_that_more_words_followed(meta: Meta, graph: Graph, fake_brain: Any) -> None:
    choices = [
        {"title": f"Rue de la Station à un village nommé {number}", "payload": f"/rue{number}"} for number in range(3)
    ]
    said = [{"text": "Laquelle ?", "choices": choices}, {"text": "Le recyparc est ouvert."}]
    fake_brain.script["quelle rue"] = lambda turn: {"messages": said}
    meta.tell(wrote("quelle rue"))
    eventually(lambda: len(graph.sent) == 3)
    meta.tell(wrote("2"))
    eventually(lambda: len(fake_brain.turns) == 2)
    assert fake_brain.turns[1]["payload"] == "/rue1"


def test_a_number_after_quick_replies_is_text(meta: Meta, graph: Graph, fake_brain: Any) -> None:
    begin(meta, graph)
    meta.tell(wrote("1"))
    eventually(lambda: len(fake_brain.turns) == 2)
    assert fake_brain.turns[1]["payload"] is None


def test_the_citizen_is_known_by_page_and_id(meta: Meta, graph: Graph) -> None:
    begin(meta, graph)
    row = Conversation.objects.get()
    assert (row.page, row.page_scoped_id, row.channel) == ("1001", PSID, "messenger")
