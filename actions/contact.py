"""Telephone and e-mail of a service or a place."""

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
    email_link,
    find,
    mentioned_in_text,
    named,
    not_found,
    offer,
    reception,
    related_topic,
    spoken,
    telephone_link,
    where_to_ask,
)
from actions.hours import ask_which, opening_sentence
from actions.local_facts import local_facts
from actions.opening import Timetable, local
from actions.place_card import place_card
from actions.topics import short_title
from actions.turn import Turn, choice
from brain.french import listed, of
from brain.text import plain

_WRITES = re.compile(r"\b(?:e-?mails?|mails?|courriels?|ecrire|adresse electronique)\b")
"""The citizen wants to write rather than call."""
ELECTED = {
    "bourgmestre": re.compile(r"\b(?:bourgmestres?|maires?|maieure?)\b"),
    "echevins": re.compile(r"\bechevine?s?\b"),
}
"""Topics about people, whose own addresses are better than those of the service that handles them."""


def contact_answer(turn: Turn, target: Target) -> Answer:
    """How to reach it: its own number and address, else its place's, else whom to ask."""
    number, address, url = (target.field(name) for name in ("telephone", "email", "url"))
    ways = [("Téléphone", number), ("Courriel", address)]
    if _WRITES.search(plain(turn.text)):
        ways.reverse()
    ways = [way for way in ways if way[1]] or ([("Site", url)] if url else [])
    choices = [
        choice("Heures d’ouverture", "horaires", **target.entity()),
        choice("Adresse", "adresse", **target.entity()),
    ]
    card = place_card(turn.snapshot, target, turn.now)
    if not ways:
        asked, links = where_to_ask(turn.snapshot)
        text = f"Je n’ai ni numéro ni courriel pour « {target.name} ». {asked}"
        return Answer(text, choices, links, card, remember=target.entity())
    links = [telephone_link(number)] if number else []
    links += [email_link(address)] if address else []
    links += [{"title": "Site", "url": url}] if url else []
    (first, value), others = ways[0], ways[1:]
    text = f"{first} {of(target.the_name)} : {value}." + "".join(f" {way} : {known}." for way, known in others)
    table, now = Timetable(turn.snapshot, target), local(turn.now)
    if number and table.known and table.at(now) is None:
        text += f" C’est fermé en ce moment.{opening_sentence(table, now, now.date())}"
    return Answer(text, choices, links, card, remember=target.entity())


def commune_contact(turn: Turn) -> Answer:
    """The commune's own number, when no service is named."""
    commune, target = turn.snapshot["commune"], reception(turn.snapshot)
    others = offer([s for s in _services(turn) if s != target], "contact_service")
    if not commune.get("telephone") and not commune.get("email"):
        return ask_which(turn, "contact_service", "Quel service voulez-vous joindre ?")
    ways = [
        f"téléphone {spoken(commune['telephone'])}" if commune.get("telephone") else "",
        f"courriel {commune['email']}" if commune.get("email") else "",
    ]
    links = [telephone_link(commune["telephone"])] if commune.get("telephone") else []
    links += [email_link(commune["email"])] if commune.get("email") else []
    text = f"Commune {commune['with_de']} : {listed([w for w in ways if w])}. Pour un service précis, choisissez-le ou écrivez son nom."
    return Answer(text, others, links, remember={"asked": "place"})


def _services(turn: Turn) -> list[Target]:
    return [target for record in turn.snapshot["services"] for target in find(turn.snapshot, "service", record["id"])]


def _elected(turn: Turn) -> Answer | None:
    """How to reach the mayor or an alderman, when one is named and not their secretary."""
    said = plain(turn.text)
    topic = next((t for t, words in ELECTED.items() if words.search(said)), None)
    if topic is None or "secretar" in said:
        return None
    facts = local_facts(turn, topic)
    if facts is None:
        return None
    return Answer(facts[0], [choice(short_title(turn.snapshot, topic), topic)], facts[1], remember={"topic": topic})


def answer(turn: Turn) -> Answer:
    """The contact of what is named, or of the service that handles what the message is about."""
    elected = _elected(turn)
    if elected:
        return elected
    mentions = named(turn) or [[t] for t in mentioned_in_text(turn)[:1]]
    if mentions:
        targets = mentions[0]
        if not targets:
            text, links = not_found(turn, "ce service")
            return Answer(text, links=links)
        return (
            contact_answer(turn, targets[0])
            if len(targets) == 1
            else ask_which(turn, "contact_service", "De quel lieu parlez-vous ?", targets)
        )
    handler = competent(turn.snapshot, related_topic(turn))
    return contact_answer(turn, handler) if handler else commune_contact(turn)


class ActionContact(Action):
    """``action_contact``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_contact"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say how to reach it."""
        turn = Turn.from_tracker(tracker)
        return say(dispatcher, turn, answer(turn))
