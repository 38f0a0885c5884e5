"""What we change in Rasa 3.6.21, each with its reason. ``tests/brain/test_patches.py`` holds each to what it replaces.

Figures: ``script/bench path`` prints the time of a turn with and without them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

_apply: list[Callable[[], None]] = []


def _patch(function: Callable[[], None]) -> Callable[[], None]:
    _apply.append(function)
    return function


@_patch
def trust_our_own_actions() -> None:
    """Skip ``jsonschema.validate`` on each custom action's answer: 14.7 ms a turn.

    The answer comes from ``rasa_sdk``'s executor in this process, which has validated the events already.
    """

    def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
        return True

    RemoteAction._validate_action_result = _validate_action_result


@_patch
def find_event_types_once() -> None:
    """Look up an event's class in a table; Rasa walks all subclasses of ``Event`` for each event of each action."""
    original = Event.resolve_by_type
    known: dict[str, type[Event] | None] = {}

    def resolve_by_type(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        if type_name not in known:
            known[type_name] = original(type_name, default)
        return known[type_name]

    Event.resolve_by_type = staticmethod(resolve_by_type)


_applied = False


def apply() -> None:
    """Apply every patch, once."""
    global _applied
    if not _applied:
        for patch in _apply:
            patch()
        _applied = True
