"""When the assistant is not sure: two or three short titles, and always something else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import agenda, cards, colours, instead, news, waste
from actions.answer import Answer, say
from actions.menu import themes
from actions.personal_data import kept_answer, personal_number
from actions.topics import answerable, short_title
from actions.turn import Turn, choice
from brain.nlu.decision import AMBIGUOUS, MOST_CHOICES, NEVER_OFFERED
from brain.text import plain

MOST_WORDS = 3
"""A message that short is about the object that it names ("pneus", "vieux pneu")."""
A_QUESTION = 9
"""Words up to which a message is one question."""
LEAST = 0.02
"""Confidence under which a title is noise …"""
FAR_BEHIND = 0.1
"""… when it is also under this share of the best one."""
FEWEST = 2
"""Titles that are kept whatever their confidence: one alone is no choice."""
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


def settled(turn: Turn) -> tuple[Turn, Answer] | None:
    """The turn under its topic and its answer, when what the commune knows or what was said settles what the message is about; None else.

    That is a colour of its sacks, an event of its agenda, a piece of its news, a card's own title, or a side of the subject talked of.
    """
    colour = colours.fraction(turn.snapshot, turn.text) if colours.alone(turn.text) else None
    if colour:
        known = {"fraction": colour["id"], "street": turn.context.get("street")}
        added = [
            {"entity": name, "value": value, "text": "", "start": 0, "end": 0}
            for name, value in known.items()
            if value and not turn.entity(name)
        ]
        meant = replace(turn, topic="collecte_dechets", entities=(*turn.entities, *added))
        return meant, waste.answer(meant)
    candidates = [str(c["topic"]) for c in turn.understood.get("candidates") or ()]
    other = instead.dead_animal(turn) if set(candidates) & (instead.DEATHS | instead.ANIMALS) else None
    if other:
        return replace(turn, topic="animal_perdu"), other
    short = len(turn.text.split()) <= A_QUESTION  # a story may name an event by the way
    events = agenda.outright(turn) if short and set(candidates[:1]) & {"agenda", *instead.NAMED_ALONE} else []
    if events:
        meant = replace(turn, topic="agenda")
        return meant, agenda.on_the_day(meant, events)
    same = turn.context.get("topic") in candidates[:1] and turn.facet is not None
    if same and candidates[0] == "rgpd":
        return replace(turn, topic="rgpd"), kept_answer(turn)
    topic = by_title(turn) or next(
        (t for t in candidates[:1] if same or (t in instead.IN_THE_NEWS and news.about(turn))), None
    )
    if topic in turn.snapshot["cards"]:
        meant = replace(turn, topic=topic)
        return meant, cards.answer(meant)
    return None


def likely(candidates: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The candidates without those that are hardly possible, as long as two titles remain."""
    best = max((float(c["confidence"]) for c in candidates), default=0.0)
    return [
        candidate
        for place, candidate in enumerate(candidates)
        if place < FEWEST or candidate["confidence"] >= LEAST or candidate["confidence"] >= FAR_BEHIND * best
    ]


def clarify_answer(turn: Turn) -> Answer:
    """The likeliest topics that this commune can answer; the whole menu when there is none."""
    kept = {e["entity"]: e["value"] for e in reversed(turn.entities) if e["entity"] in KEPT}
    if turn.facet:
        kept["facet"] = turn.facet
    offered: dict[str, dict[str, str]] = {}
    possible = [
        c
        for c in turn.understood.get("candidates") or ()
        if answerable(turn.snapshot, c["topic"]) and c["topic"] not in NEVER_OFFERED
    ]
    for candidate in likely(possible):
        title = short_title(turn.snapshot, candidate["topic"])
        offered.setdefault(title, choice(title, candidate["topic"], **kept))
    thing = turn.entity("object")
    if thing and len(turn.text.split()) <= MOST_WORDS:
        rest = [option for option in offered.values() if not option["payload"].startswith("/ou_jeter")]
        offered = {option["title"]: option for option in (choice("Où le jeter ?", "ou_jeter", object=thing), *rest)}
    choices = list(offered.values())[:MOST_CHOICES]
    if not choices:
        return Answer("Je ne suis pas sûr de bien comprendre. De quel thème s’agit-il ?", themes(), remember=None)
    topics = {candidate["topic"] for candidate in possible}
    if topics == {turn.context.get("topic")} and topics <= turn.snapshot["cards"].keys():
        return _still_of(turn, *topics)
    text = "Je ne suis pas sûr de bien comprendre. Votre question porte-t-elle sur ceci ?"
    return Answer(text, [*choices, choice("Autre chose", "autre_chose")], remember=None)


def _still_of(turn: Turn, topic: str) -> Answer:
    """Nothing else is likely than the card just talked of: which of its sides, or a person."""
    text = f"Je ne suis pas sûr de bien comprendre. Pour « {short_title(turn.snapshot, topic)} », voici ce que je peux vous dire :"
    others = [choice("Parler à quelqu’un", "parler_humain"), choice("Autre chose", "autre_chose")]
    return Answer(text, [*cards.sides(turn, topic), *others], remember=None)


class ActionClarify(Action):
    """``action_clarify``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_clarify"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask which topic is meant."""
        turn = Turn.from_tracker(tracker)
        warning = personal_number(turn)
        if warning:
            return say(dispatcher, turn, warning)
        known = settled(turn)
        return say(dispatcher, *known) if known else say(dispatcher, turn, clarify_answer(turn))
