"""What an action knows of the turn, and how it speaks.

An action never touches Rasa's tracker beyond :meth:`Turn.from_tracker`, and never writes messages by hand: :func:`reply` and
:func:`effect` give them the shapes of ``docs/architecture.md`` §3.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from brain import snapshots

CONTEXT_KEYS = (
    "topic",
    "facet",
    "place",
    "service",
    "date",
    "street",
    "fraction",
    "object",
    "asked",
    "choices",
    "misses",
)
"""What a turn leaves to the next: ``asked`` names the question put to the citizen, if any; ``choices`` the titles and payloads
shown; ``misses`` the number of fallbacks in a row. The date is the entity's value of §5."""


@dataclass(frozen=True)
class Turn:
    """One turn, read from the tracker.

    ``understood`` has the shape of architecture §5, ``context`` the keys of :data:`CONTEXT_KEYS`, ``now`` is aware, in Europe/Brussels.
    """

    text: str
    topic: str | None
    facet: str | None
    entities: tuple[Mapping[str, Any], ...]
    understood: Mapping[str, Any]
    context: Mapping[str, Any]
    snapshot: Mapping[str, Any]
    now: datetime
    channel: str
    locale: str
    reference: str
    attachments: tuple[Mapping[str, Any], ...] = field(default=())

    @classmethod
    def from_tracker(cls, tracker: Tracker) -> Turn:
        """Read the turn.

        Raises:
            LookupError: the message's snapshot is not in memory.
        """
        message = tracker.latest_message
        metadata = message.get("metadata") or {}
        understood = message.get("understood") or {}
        return cls(
            text=message.get("text") or "",
            topic=(message.get("intent") or {}).get("name"),
            facet=understood.get("facet"),
            entities=tuple(message.get("entities") or ()),
            understood=understood,
            context=tracker.get_slot("context") or {},
            snapshot=snapshots.get(metadata["commune"], metadata["snapshot"]).document,
            now=datetime.fromisoformat(metadata["now"]),
            channel=metadata.get("channel", "web"),
            locale=metadata.get("locale", "fr"),
            reference=metadata.get("reference", ""),
            attachments=tuple(metadata.get("attachments") or ()),
        )

    def entity(self, name: str) -> Any:
        """The first value of entity ``name``, or None."""
        return next((e["value"] for e in self.entities if e["entity"] == name), None)

    def entity_values(self, name: str) -> list[Any]:
        """All values of entity ``name``, in the order of the message."""
        return [e["value"] for e in self.entities if e["entity"] == name]

    def remember(self, **values: Any) -> EventType:
        """The event that sets the context for the next turn.

        What is not given is forgotten, but ``topic`` and ``facet`` default to this turn's.

        Raises:
            ValueError: a key is not one of :data:`CONTEXT_KEYS`.
        """
        unknown = set(values) - set(CONTEXT_KEYS)
        if unknown:
            raise ValueError(f"not a context key: {sorted(unknown)}")
        merged = {"topic": self.topic, "facet": self.facet, **values}
        return SlotSet("context", {key: value for key, value in merged.items() if value is not None})


def choice(title: str, intent: str, **entities: Any) -> dict[str, str]:
    """A quick reply: ``title`` is what the citizen reads, the payload is Rasa's ``/intent{"entity":"value"}``."""
    body = json.dumps(entities, ensure_ascii=False, separators=(",", ":")) if entities else ""
    return {"title": title, "payload": f"/{intent}{body}"}


def reply(
    dispatcher: CollectingDispatcher,
    text: str,
    *,
    choices: Sequence[Mapping[str, str]] = (),
    links: Sequence[Mapping[str, str]] = (),
    card: Mapping[str, Any] | None = None,
) -> None:
    """Say one message. ``choices`` come from :func:`choice`, ``links`` are ``{"title", "url"}``, ``card`` as in architecture §3."""
    extra: dict[str, Any] = {}
    if links:
        extra["links"] = [dict(link) for link in links]
    if card:
        extra["card"] = dict(card)
    dispatcher.utter_message(text=text, buttons=[dict(c) for c in choices] or None, json_message=extra or None)


def effect(dispatcher: CollectingDispatcher, kind: str, **data: Any) -> None:
    """Ask the front desk to do something with this turn: ``report``, ``person_request`` or ``erase`` (architecture §3)."""
    dispatcher.utter_message(json_message={"effect": {"kind": kind, **data}})
