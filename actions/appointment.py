"""Appointments: the link or the number of the service that gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.directory import (
    Target,
    competent,
    contact_point,
    email_link,
    find,
    mentioned_in_text,
    named,
    offer,
    related_topic,
    spoken,
    telephone_link,
    where_to_ask,
)
from actions.place_card import place_card
from actions.turn import Turn, choice
from brain.french import is_or_are, sentence
from brain.text import plain

_NEEDED = ("required", "possible", "none")
_CHANGES = re.compile(
    r"\b(?:annul|deplac|report|decal|decommand)|\b(?:chang|modifi)\w* (?:mon|de|le|l'heure du) (?:rdv|rendez)"
)
"""The citizen has an appointment already."""
_FOR_ME = re.compile(
    r"\b(?:pouvez|peux|pourriez|peut)\b.*\b(?:pour moi|a ma place|me (?:le |la |les )?(?:prendre|reserver|fixer|donner))\b"
)
"""The assistant itself is asked to make it."""


def appointment_answer(turn: Turn, target: Target) -> Answer:
    """Whether one is needed, and how to make, move or cancel it."""
    terms = target.record.get("appointment") or {}
    needed = terms.get("needed")
    choices = [
        choice("Heures d’ouverture", "horaires", **target.entity()),
        choice("Téléphone", "contact_service", **target.entity()),
    ]
    card = place_card(turn.snapshot, target, turn.now)
    if needed not in _NEEDED:
        asked, links = where_to_ask(turn.snapshot, target)
        return Answer(
            f"Je ne sais pas s’il faut un rendez-vous pour « {target.name} ». {asked}",
            choices,
            links,
            card,
            remember=target.entity(),
        )
    note = f" {sentence(terms['note'])}" if terms.get("note") else ""
    if needed == "none":
        receives = "reçoit" if is_or_are(target.name) == "est" else "reçoivent"
        text = f"{sentence(target.the_name)[:-1]} {receives} sans rendez-vous.{note}"
        return Answer(text, choices, (), card, remember=target.entity())
    text, links = _how(turn, target, terms)
    if _FOR_ME.search(plain(turn.text)):
        text = f"Je ne peux pas le prendre pour vous. {text}"
    if _CHANGES.search(plain(turn.text)):
        note = ""
    elif not note and needed == "possible":
        note = " Vous pouvez aussi venir sans rendez-vous."
    elif needed == "required" and "sans rendez-vous" not in note.lower():
        note = f" On y reçoit uniquement sur rendez-vous.{note}"
    return Answer(text + note, choices, links, card, remember=target.entity())


def _how(turn: Turn, target: Target, terms: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]]:
    """Where an appointment is made, moved or cancelled, as a sentence, and the links."""
    ways: list[str] = []
    links: list[dict[str, str]] = []
    number = spoken(terms.get("telephone") or target.field("telephone") or "")
    if terms.get("url"):
        ways.append(f"en ligne ({terms['url']})")
        links.append({"title": "Prendre rendez-vous", "url": terms["url"]})
    if number:
        ways.append(f"par téléphone au {number}")
        links.append(telephone_link(number))
    elif not ways and target.field("email"):
        ways.append(f"par courriel à {target.field('email')}")
        links.append(email_link(target.field("email")))
    verb = "Annulez ou déplacez votre" if _CHANGES.search(plain(turn.text)) else "Prenez"
    if not ways:
        whom, links = contact_point(turn.snapshot)
        return f"{verb} rendez-vous avec {target.the_name} : adressez-vous {whom}.", links
    return f"{verb} rendez-vous avec {target.the_name} {' ou '.join(ways)}.", links


def answer(turn: Turn) -> Answer:
    """The appointment of the service named, or of the one that handles what the message is about."""
    mentions = [m for m in named(turn) if m] or [[t] for t in mentioned_in_text(turn)[:1]]
    target = mentions[0][0] if mentions else competent(turn.snapshot, related_topic(turn))
    if target and target.kind == "place":
        housed = [s["id"] for s in turn.snapshot["services"] if s.get("place") == target.record["id"]]
        if len(housed) == 1:
            target = find(turn.snapshot, "service", housed[0])[0]
    if target:
        return appointment_answer(turn, target)
    taking = [
        s for s in turn.snapshot["services"] if (s.get("appointment") or {}).get("needed") in ("required", "possible")
    ]
    targets = [t for s in taking or turn.snapshot["services"] for t in find(turn.snapshot, "service", s["id"])]
    return Answer("Un rendez-vous avec quel service ?", offer(targets, "rendez_vous"), remember={"asked": "service"})


class ActionAppointment(Action):
    """``action_appointment``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_appointment"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say how to get one."""
        turn = Turn.from_tracker(tracker)
        return say(dispatcher, turn, answer(turn))
