"""When nothing was understood: examples first, a person next."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.directory import contact_point
from actions.gestures import gesture
from actions.menu import themes
from actions.personal_data import personal_number
from actions.turn import Turn, choice


def _examples(turn: Turn) -> str:
    """Two questions that this commune can answer."""
    visited = sorted(turn.snapshot["places"], key=lambda p: p["kind"] not in ("recyparc", "bibliotheque"))
    places = [p["name"] for p in visited if p.get("opening_hours")]
    cards = [
        card["short_title"]
        for topic, card in turn.snapshot["cards"].items()
        if topic in ("kids_id", "composition_menage", "passeport")
    ]
    first = f"« {places[0]}, ouvert samedi ? »" if places else "« Quand passe la poubelle ? »"
    second = f"« {cards[0]}, combien ça coûte ? »" if cards else "« Qui s’occupe des permis ? »"
    return f"{first} ou {second}"


def first_miss(turn: Turn) -> Answer:
    """Ask to say it otherwise, with examples."""
    text = f"Je n’ai pas compris votre question. Dites-la autrement, en quelques mots, par exemple {_examples(turn)}."
    return Answer(text, [choice("Menu", "menu"), choice("Parler à quelqu’un", "parler_humain")])


def second_miss(turn: Turn) -> Answer:
    """Offer a person."""
    whom, links = contact_point(turn.snapshot)
    text = (
        "Je ne comprends toujours pas, et j’en suis désolé. Voulez-vous que quelqu’un de la commune vous réponde ici ? "
        f"Vous pouvez aussi vous adresser {whom}."
    )
    return Answer(text, [choice("Oui, quelqu’un", "parler_humain"), choice("Menu", "menu")], links)


def other_answer(turn: Turn) -> Answer:
    """None of the titles was right."""
    text = "D’accord. Dites-le avec d’autres mots, ou choisissez un thème."
    return Answer(text, [*themes(), choice("Parler à quelqu’un", "parler_humain")])


class ActionFallback(Action):
    """``action_fallback``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_fallback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Count the misses in a row; the second offers a person."""
        turn = Turn.from_tracker(tracker)
        told = personal_number(turn) or gesture(turn)
        if told:
            return say(dispatcher, turn, told)
        misses = int(turn.context.get("misses") or 0) + 1
        say(dispatcher, turn, first_miss(turn) if misses == 1 else second_miss(turn))
        kept = {key: value for key, value in turn.context.items() if key not in ("asked", "choices")}
        asked = {"asked": "person"} if misses > 1 else {}
        return [SlotSet("context", {**kept, **asked, "misses": misses})]


class ActionOther(Action):
    """``action_other``: "Autre chose"."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_other"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask again, with the themes."""
        turn = Turn.from_tracker(tracker)
        return say(dispatcher, turn, other_answer(turn))
