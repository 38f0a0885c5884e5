"""What the assistant keeps, and erasing it: the citizen asks, confirms, and the conversation goes."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.turn import Turn, choice, effect
from brain.text import plain

ERASE = "erase"
"""``context.asked`` while the confirmation of an erasure is awaited."""
_WANTS_ERASURE = re.compile(
    r"\b(?:efface|effacer|effacez|supprime|supprimer|supprimez|oublie|oublier|oubliez|detruire|droit a l'oubli|suppression|effacement)\b"
)


def kept_answer(turn: Turn) -> Answer:
    """What is kept."""
    text = (
        "Je garde les messages de cette conversation, pour vous répondre et pour que la commune puisse vous aider. "
        "Je ne vous demande ni numéro national ni mot de passe : n’en écrivez pas ici. Vous pouvez tout effacer quand vous voulez."
    )
    return Answer(
        text, [choice("Effacer mes données", "rgpd", theme=ERASE), choice("Parler à quelqu’un", "parler_humain")]
    )


def confirm_answer(turn: Turn) -> Answer:
    """Ask before erasing."""
    text = "Voulez-vous effacer toute cette conversation ? C’est définitif. Un signalement déjà envoyé reste chez la commune."
    return Answer(
        text, [choice("Oui, tout effacer", "effacer"), choice("Non, la garder", "non")], remember={"asked": ERASE}
    )


def erase(dispatcher: CollectingDispatcher, turn: Turn) -> list[EventType]:
    """The citizen confirmed."""
    effect(dispatcher, "erase")
    say(dispatcher, turn, Answer("C’est fait : cette conversation est effacée. Bonne journée !"))
    return [SlotSet("context", None)]


class ActionPersonalData(Action):
    """``action_personal_data``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_personal_data"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say what is kept, or ask to confirm an erasure."""
        turn = Turn.from_tracker(tracker)
        wanted = turn.entity("theme") == ERASE or bool(_WANTS_ERASURE.search(plain(turn.text)))
        return say(dispatcher, turn, confirm_answer(turn) if wanted else kept_answer(turn))


class ActionErase(Action):
    """``action_erase``: the button that confirms. Without the question before it, it is asked first."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_erase"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Erase."""
        turn = Turn.from_tracker(tracker)
        return (
            erase(dispatcher, turn)
            if turn.context.get("asked") == ERASE
            else say(dispatcher, turn, confirm_answer(turn))
        )
