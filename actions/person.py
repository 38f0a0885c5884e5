"""A person of the commune: the request is stored, and the citizen told when somebody answers. A complaint is one too, with a word first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.directory import contact_point, reception
from actions.hours import relative_day
from actions.opening import Timetable, clock, local
from actions.turn import Turn, choice, effect
from brain.nlu.dates import BRUSSELS


def expected(turn: Turn) -> tuple[datetime | None, str]:
    """When somebody answers, from the hours of the service that answers, and the sentence that says it; None when its hours are not known."""
    target = reception(turn.snapshot)
    table = Timetable(turn.snapshot, target) if target else None
    if table is None or not table.known:
        whom, _ = contact_point(turn.snapshot)
        return None, f"Je ne connais pas les heures du service : si c’est pressé, adressez-vous {whom}."
    now = local(turn.now)
    under_way = table.at(now)
    if under_way:
        return (
            turn.now,
            f"Le service est ouvert jusqu’à {clock(under_way.end)} : la réponse arrive ici dès qu’un agent est libre.",
        )
    found = table.next_opening(now)
    if found is None:
        whom, _ = contact_point(turn.snapshot)
        return None, f"Le service est fermé pour le moment : si c’est pressé, adressez-vous {whom}."
    when = relative_day(found.start.date(), now.date())
    return found.start.replace(
        tzinfo=BRUSSELS
    ), f"Le service est fermé en ce moment : la réponse arrive ici dès {when}, à {clock(found.start)}."


def request(dispatcher: CollectingDispatcher, turn: Turn, reason: str, opening: str) -> list[EventType]:
    """Store the request and say when somebody answers. ``reason`` is a category, not the citizen's words: the conversation has them."""
    at, sentence = expected(turn)
    effect(dispatcher, "person_request", reason=reason, expected=at.isoformat() if at else None)
    text = f"{opening} {sentence} Vous pouvez déjà écrire votre question ici."
    return say(dispatcher, turn, Answer(text, [choice("Menu", "menu")]))


class ActionPerson(Action):
    """``action_person``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_person"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Call a person."""
        turn = Turn.from_tracker(tracker)
        reason = "not_understood" if turn.context.get("misses") else "asked"
        return request(dispatcher, turn, reason, "C’est noté : je transmets à un agent de la commune.")


class ActionComplaint(Action):
    """``action_complaint``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_complaint"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Hear the discontent and call a person."""
        turn = Turn.from_tracker(tracker)
        opening = "Je suis désolé de ce qui s’est passé, et je comprends que ce soit pénible. Je transmets votre réclamation à un agent de la commune."
        return request(dispatcher, turn, "complaint", opening)
