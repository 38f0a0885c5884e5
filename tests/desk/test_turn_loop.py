"""The turn loop with real servers: order, recovery, an absent brain, poison, snapshots."""

import time
from datetime import timedelta
from typing import Any

from django.utils import timezone
from guichet.conversations import turns
from guichet.conversations.intake import Incoming
from guichet.conversations.models import Conversation, Message
from guichet.conversations.notices import UNANSWERABLE, WAITING
from guichet.webchat import steps

from fake_brain import FakeBrain
from made import eventually
from servers import Server


def receive(conversation: Conversation, text: str, owner: str | None = "a") -> steps.Received:
    """Store a message as the web API does."""
    return steps.receive(conversation.id, "jeton", None, Incoming(text=text), owner)


def texts(conversation: Conversation) -> list[str]:
    """What was said after the disclosure."""
    return list(conversation.messages.order_by("seq").values_list("text", flat=True))[1:]


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


def test_a_slow_answer_is_waited_for_beyond_the_notice(chat: Any, fake_brain: FakeBrain) -> None:
    fake_brain.delay = 5
    answer = chat().send("un", wait=20)
    assert answer.status_code == 200
    assert [message["text"] for message in answer.json()["messages"]] == [WAITING, "Vous avez dit un"]


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
    assert conversation.send("un", wait=5).json()["messages"][0]["text"] == WAITING
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
