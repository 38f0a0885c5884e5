"""What the assistant keeps, and erasing it: the citizen asks, confirms, and the conversation goes."""

from __future__ import annotations

import os
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
RETENTION_VARIABLE = "GUICHET_RETENTION_DAYS"
DEFAULT_RETENTION = 30
"""Days after its last message when the front desk erases a conversation: the same variable and default as its own."""
_NATIONAL_NUMBER = re.compile(r"(?<!\d)(\d{2})[. ]?(\d{2})[. ]?(\d{2})[- .]?(\d{3})[. -]?(\d{2})(?!\d)")
_WANTS_ERASURE = re.compile(
    r"\b(?:efface|effacer|effacez|supprime|supprimer|supprimez|oublie|oublier|oubliez|detruire|droit a l'oubli|suppression|effacement)\b"
)


def retention() -> str:
    """ "30 jours": how long a conversation is kept after its last message."""
    days = os.environ.get(RETENTION_VARIABLE, "")
    number = int(days) if days.isdigit() and int(days) > 0 else DEFAULT_RETENTION
    return f"{number} jour{'s' if number > 1 else ''}"


def is_national_number(text: str) -> bool:
    """Whether ``text`` holds a Belgian national number: eleven digits whose last two check the others."""
    for match in _NATIONAL_NUMBER.finditer(text):
        digits, check = int("".join(match.groups()[:4])), int(match[5])
        if check in (97 - digits % 97, 97 - (2_000_000_000 + digits) % 97):
            return True
        if any(sign in match[0] for sign in ".-") and 0 < int(match[2]) <= 12 and 0 < int(match[3]) <= 31:
            return True  # written as one, whatever its check digits: a citizen may mistype it
    return False


def personal_number(turn: Turn) -> Answer | None:
    """A word of caution when the message gives a national number; None else."""
    if not is_national_number(turn.text):
        return None
    text = (
        "N’écrivez pas votre numéro national ici : je n’en ai pas besoin et je ne m’en sers pas. "
        f"La conversation s’efface d’elle-même {retention()} après son dernier message ; vous pouvez l’effacer tout de suite."
    )
    return Answer(
        text, [choice("Effacer mes données", "rgpd", theme=ERASE), choice("Menu", "menu")], remember={"topic": "rgpd"}
    )


def kept_answer(turn: Turn) -> Answer:
    """What is kept, and how long."""
    text = (
        "Je garde les messages de cette conversation, pour vous répondre et pour que la commune puisse vous aider. "
        f"Elle s’efface d’elle-même {retention()} après son dernier message. "
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
