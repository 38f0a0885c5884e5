"""What a skill gives back, before it is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Turn, reply
from brain.french import typography

MOST_CHOICES = 13


@dataclass(frozen=True)
class Answer:
    """One message. ``remember`` holds keys of :data:`actions.turn.CONTEXT_KEYS`; None keeps the last turn's context (a courtesy is no new subject).
    ``french`` is false when the text is in another language."""

    text: str
    choices: Sequence[Mapping[str, str]] = ()
    links: Sequence[Mapping[str, str]] = ()
    card: Mapping[str, Any] | None = None
    remember: Mapping[str, Any] | None = field(default_factory=dict)
    french: bool = True


def say(dispatcher: CollectingDispatcher, turn: Turn, *answers: Answer) -> list[EventType]:
    """Say the answers, in French typography, and remember what the last one leaves."""
    for answer in answers:
        choices = [{**choice, "title": typography(choice["title"])} for choice in answer.choices[:MOST_CHOICES]]
        reply(
            dispatcher,
            typography(answer.text) if answer.french else answer.text,
            choices=choices,
            links=answer.links,
            card=answer.card,
        )
    if answers[-1].remember is None:
        kept = {k: v for k, v in turn.context.items() if k not in ("misses", "asked", "choices")}
        return [SlotSet("context", kept)]
    return [turn.remember(**answers[-1].remember)]
