"""Which service handles what: the service finder."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.directory import (
    Target,
    competent,
    contact_point,
    find,
    mentioned_in_text,
    named,
    offer,
    related_topic,
)
from actions.place_card import place_card
from actions.topics import short_title
from actions.turn import Turn, choice
from brain.french import sentence
from brain.text import plain

_WORD = re.compile(r"[a-z]{5,}")
_POTHOLE = re.compile(r"\bnids? de poules?\b")
"""A hole in the road, whatever its words say of hens."""
_EMPTY = frozenset(
    "quelle quels quelles service services occupe adresser adresse commune votre notre faire pour concernant responsable personne".split()
)


def _by_words(turn: Turn) -> Target | None:
    """The service whose description, aliases or topics share the most words with the message; None without a clear one."""
    if _POTHOLE.search(plain(turn.text)):
        return competent(turn.snapshot, "signalement")
    asked = {w.rstrip("s") for w in _WORD.findall(plain(turn.text))} - _EMPTY
    scored = []
    for record in turn.snapshot["services"]:
        titles = [turn.snapshot["cards"][t]["title"] for t in record.get("handles", ()) if t in turn.snapshot["cards"]]
        words = " ".join([record["name"], record.get("description") or "", *record.get("aliases", ()), *titles])
        shared = asked & {w.rstrip("s") for w in _WORD.findall(plain(words))}
        scored.append((len(shared), record["id"]))
    scored.sort(reverse=True)
    if not scored or scored[0][0] == 0 or (len(scored) > 1 and scored[1][0] == scored[0][0]):
        return None
    return find(turn.snapshot, "service", scored[0][1])[0]


def found_answer(turn: Turn, target: Target, topic: str | None) -> Answer:
    """That service, what it does and how to reach it."""
    what = (
        f" : {target.record['description'][0].lower()}{target.record['description'][1:]}"
        if target.record.get("description")
        else ""
    )
    text = (
        f"C’est {target.the_name}{what}"
        if topic is None
        else f"Pour « {short_title(turn.snapshot, topic)} », c’est {target.the_name}"
    )
    text = sentence(text)
    if target.field("telephone"):
        text += f" Téléphone : {target.field('telephone')}."
    choices = [
        choice("Heures d’ouverture", "horaires", **target.entity()),
        choice("Téléphone", "contact_service", **target.entity()),
        choice("Adresse", "adresse", **target.entity()),
    ]
    if topic:
        choices.insert(0, choice(short_title(turn.snapshot, topic), topic))
    return Answer(text, choices, card=place_card(turn.snapshot, target, turn.now), remember=target.entity())


def answer(turn: Turn) -> Answer:
    """The service named, or the one that handles what the message is about, or the list."""
    mentions = [m for m in named(turn) if m]
    targets = mentions[0] if mentions else mentioned_in_text(turn)[:1]
    if targets:
        return found_answer(turn, targets[0], None)
    by_words = _by_words(turn)
    if by_words:
        return found_answer(turn, by_words, None)
    topic = related_topic(turn)
    handler = competent(turn.snapshot, topic)
    if handler:
        return found_answer(turn, handler, topic)
    authority = turn.snapshot["cards"].get(topic or "", {}).get("authority")
    if topic and authority:
        links = [{"title": authority["name"], "url": authority["url"]}] if authority.get("url") else []
        text = f"Pour « {short_title(turn.snapshot, topic)} », ce n’est pas la commune mais : {authority['name']}."
        return Answer(text, [choice(short_title(turn.snapshot, topic), topic)], links)
    whom, links = contact_point(turn.snapshot)
    services = [t for record in turn.snapshot["services"] for t in find(turn.snapshot, "service", record["id"])]
    text = f"Pour être orienté, adressez-vous {whom}. Ou choisissez un service, ou dites-moi en quelques mots ce que vous cherchez."
    return Answer(text, offer(services, "service_competent"), links, remember={"asked": "service"})


class ActionWhoDoesWhat(Action):
    """``action_who_does_what``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_who_does_what"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say which service."""
        turn = Turn.from_tracker(tracker)
        return say(dispatcher, turn, answer(turn))
