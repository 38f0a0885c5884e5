"""Appointments: the link or the number of the service that gives them."""

from __future__ import annotations

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
    offer,
    related_topic,
    spoken,
    telephone_link,
    where_to_ask,
)
from actions.place_card import place_card
from actions.turn import Turn, choice
from brain.french import is_or_are, sentence

_NEEDED = {
    "required": "reçoit sur rendez-vous",
    "possible": "reçoit avec ou sans rendez-vous",
    "none": "reçoit sans rendez-vous",
}


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
    received = _NEEDED[needed] if is_or_are(target.name) == "est" else _NEEDED[needed].replace("reçoit", "reçoivent")
    text = f"{sentence(target.the_name)[:-1]} {received}."
    links, note = [], f" {sentence(terms['note'])}" if terms.get("note") else ""
    if needed != "none":
        number = spoken(terms.get("telephone") or target.field("telephone") or "")
        ways = []
        if terms.get("url"):
            ways.append(f"en ligne ({terms['url']})")
            links.append({"title": "Prendre rendez-vous", "url": terms["url"]})
        if number:
            ways.append(f"par téléphone au {number}")
            links.append(telephone_link(number))
        elif not ways and target.field("email"):
            ways.append(f"par courriel à {target.field('email')}")
            links.append(email_link(target.field("email")))
        if ways:
            text += f" Pour le prendre, le déplacer ou l’annuler : {' ou '.join(ways)}."
        else:
            asked, links = where_to_ask(turn.snapshot)
            text += f" {asked}"
    return Answer(text + note, choices, links, card, remember=target.entity())


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
