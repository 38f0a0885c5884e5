"""Where a service or a place is, with a link to the map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import agenda
from actions.answer import Answer, say
from actions.directory import (
    Target,
    address_line,
    competent,
    map_url,
    mentioned_in_text,
    named,
    not_found,
    related_topic,
    where_to_ask,
)
from actions.hours import ask_which
from actions.place_card import place_card
from actions.turn import Turn, choice
from brain.french import of


def address_answer(turn: Turn, target: Target) -> Answer:
    """Its address, or whom to ask when nobody entered it."""
    line, url = address_line(target.place), map_url(target.place)
    choices = [
        choice("Heures d’ouverture", "horaires", **target.entity()),
        choice("Téléphone", "contact_service", **target.entity()),
    ]
    card = place_card(turn.snapshot, target, turn.now)
    links = [{"title": "Voir sur la carte", "url": url}] if url else []
    if line is None:
        asked, asking = where_to_ask(turn.snapshot, target)
        return Answer(
            f"Je n’ai pas l’adresse de « {target.name} ». {asked}",
            choices,
            [*links, *asking],
            card,
            remember=target.entity(),
        )
    inside = f"{target.place['name']}, " if target.place and target.kind == "service" else ""
    return Answer(f"Adresse {of(target.the_name)} : {inside}{line}.", choices, links, card, remember=target.entity())


def answer(turn: Turn) -> Answer:
    """The address of what is named, or of the service that handles what the message is about."""
    mentions = named(turn) or [[t] for t in mentioned_in_text(turn)[:1]]
    last = turn.context.get("date")
    if not mentions and turn.context.get("topic") == "agenda" and isinstance(last, Mapping):
        return agenda.where(turn, last)
    if not mentions:
        handler = competent(turn.snapshot, related_topic(turn))
        return (
            address_answer(turn, handler)
            if handler
            else ask_which(turn, "adresse", "L’adresse de quel service ou de quel lieu ?")
        )
    targets = mentions[0]
    if not targets:
        text, links = not_found(turn)
        return Answer(text, links=links)
    if len(targets) > 1:
        rows = [f"• {t.name} : {address_line(t.place) or 'adresse non encodée'}" for t in targets[:8]]
        return Answer(
            "\n".join([f"Il y a {len(targets)} adresses :", *rows]), ask_which(turn, "adresse", "", targets).choices
        )
    return address_answer(turn, targets[0])


class ActionAddress(Action):
    """``action_address``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_address"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say where it is."""
        turn = Turn.from_tracker(tracker)
        return say(dispatcher, turn, answer(turn))
