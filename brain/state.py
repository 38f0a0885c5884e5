"""The conversation's state between two turns, as the front desk keeps it, and as Rasa's tracker.

The state is small on purpose: slots, the active form, the choices last shown. Past messages are the front desk's; rules need none of them.
So a turn costs the same at the hundredth message as at the first, where Rasa's own tracker grows without end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

VERSION = 1


class StateRefused(ValueError):
    """A state this brain did not write, or wrote in another version."""


@dataclass
class State:
    """What a turn leaves to the next. ``at`` is aware; ``choices`` are those of the last answer (title, payload)."""

    at: datetime | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    loop: str | None = None
    choices: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def load(cls, document: Mapping[str, Any] | None, now: datetime, keep: timedelta) -> State:
        """Read a state; one older than ``keep``, or of another version, is a fresh one: a stale context is not reused.

        Raises:
            StateRefused: it is not a state at all.
        """
        if document is None:
            return cls()
        if not isinstance(document, Mapping) or "v" not in document:
            raise StateRefused("state is not one of this brain's")
        if document["v"] != VERSION:
            return cls()
        try:
            at = datetime.fromisoformat(document["at"])
            if now - at > keep:
                return cls()
            return cls(at, dict(document["slots"]), document["loop"], list(document["choices"]))
        except (KeyError, TypeError, ValueError) as error:
            raise StateRefused(f"state is broken: {type(error).__name__}") from error

    def dump(self, now: datetime) -> dict[str, Any]:
        """The state as JSON."""
        return {"v": VERSION, "at": now.isoformat(), "slots": self.slots, "loop": self.loop, "choices": self.choices}

    def tracker(self, sender: str, domain: Domain) -> DialogueStateTracker:
        """A tracker that stands where the last turn ended."""
        events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
        known = {slot.name for slot in domain.slots}
        events += [SlotSet(name, value) for name, value in self.slots.items() if name in known]
        if self.loop in domain.form_names:
            events += [ActionExecuted(self.loop), ActiveLoop(self.loop)]
        events.append(ActionExecuted(ACTION_LISTEN_NAME))
        tracker = DialogueStateTracker(sender, domain.slots)
        for event in events:
            tracker.update(event, domain)
        return tracker

    def after(self, tracker: DialogueStateTracker) -> State:
        """The state that ``tracker`` leaves."""
        slots = {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value is not None and (slot.value != slot.initial_value)
        }
        loop = tracker.active_loop_name
        if not loop:
            slots.pop(REQUESTED_SLOT, None)
        return State(self.at, slots, loop, [])


class OneTurnStore(TrackerStore):
    """A tracker store that holds a conversation for the length of one turn only. Losing it loses nothing: the front desk asks again."""

    def __init__(self, domain: Domain | None) -> None:
        super().__init__(domain)
        self.live: dict[str, DialogueStateTracker] = {}

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the running turn, or None."""
        return self.live.get(sender_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep it for the rest of the turn."""
        self.live[tracker.sender_id] = tracker

    async def keys(self) -> list[str]:
        """The running turns."""
        return list(self.live)
