"""When the assistant is not sure: two or three short titles, and always something else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import cards
from actions.answer import Answer, say
from actions.menu import themes
from actions.topics import answerable, short_title
from actions.turn import Turn, choice
from brain.nlu.decision import AMBIGUOUS, MOST_CHOICES, NEVER_OFFERED
from brain.text import plain

MOST_WORDS = 3
"""A message that short is about the object that it names ("pneus", "vieux pneu")."""
KEPT = ("place", "service", "street", "object", "fraction", "date", "age")
"""Entities that the chosen topic still needs."""


def by_title(turn: Turn) -> str | None:
    """The card whose very title the citizen wrote ("tourisme", "élections"): asking again what was said would be deaf."""
    said = plain(turn.text).strip(" ?!.")
    if said in AMBIGUOUS or said.rstrip("s") in AMBIGUOUS:
        return None
    for candidate in turn.understood.get("candidates") or ():
        card = turn.snapshot["cards"].get(candidate["topic"])
        if card and said in (plain(card["short_title"]), plain(card["short_title"]).rstrip("s")):
            return str(candidate["topic"])
    return None


def clarify_answer(turn: Turn) -> Answer:
    """The likeliest topics that this commune can answer; the whole menu when there is none."""
    kept = {e["entity"]: e["value"] for e in reversed(turn.entities) if e["entity"] in KEPT}
    if turn.facet:
        kept["facet"] = turn.facet
    offered: dict[str, dict[str, str]] = {}
    for candidate in turn.understood.get("candidates") or ():
        topic = candidate["topic"]
        if answerable(turn.snapshot, topic) and topic not in NEVER_OFFERED:
            title = short_title(turn.snapshot, topic)
            offered.setdefault(title, choice(title, topic, **kept))
    thing = turn.entity("object")
    if thing and len(turn.text.split()) <= MOST_WORDS:
        rest = [option for option in offered.values() if not option["payload"].startswith("/ou_jeter")]
        offered = {option["title"]: option for option in (choice("Où le jeter ?", "ou_jeter", object=thing), *rest)}
    choices = list(offered.values())[:MOST_CHOICES]
    if not choices:
        return Answer("Je ne suis pas sûr de bien comprendre. De quel thème s’agit-il ?", themes(), remember=None)
    text = "Je ne suis pas sûr de bien comprendre. Votre question porte-t-elle sur ceci ?"
    return Answer(text, [*choices, choice("Autre chose", "autre_chose")], remember=None)


class ActionClarify(Action):
    """``action_clarify``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_clarify"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask which topic is meant."""
        turn = Turn.from_tracker(tracker)
        topic = by_title(turn)
        return say(dispatcher, turn, cards.answer(replace(turn, topic=topic)) if topic else clarify_answer(turn))
