"""Waking, within one process, whoever waits for something new in a conversation.

A hint, never the news itself: other processes' news come from the database (``guichet.conversations.watch``).
All calls belong to the event loop's thread.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from guichet.conversations.models import Message


@dataclass(frozen=True)
class Answered:
    """A turn that this process has just stored: the citizen's message and all its answers."""

    message: UUID
    answers: list[Message]


type Ring = Answered | None

_listeners: dict[UUID, set[asyncio.Queue[Ring]]] = defaultdict(set)
_channels: dict[str, Callable[[UUID], None]] = {}


@contextmanager
def listen(conversation: UUID) -> Iterator[asyncio.Queue[Ring]]:
    """A queue that gets an item each time the bell of that conversation rings."""
    queue: asyncio.Queue[Ring] = asyncio.Queue()
    _listeners[conversation].add(queue)
    try:
        yield queue
    finally:
        _listeners[conversation].discard(queue)
        if not _listeners[conversation]:
            del _listeners[conversation]


def listened() -> list[UUID]:
    """The conversations somebody listens to in this process."""
    return list(_listeners)


def ring(conversation: UUID, channel: str, answered: Ring = None) -> None:
    """Something new is stored in that conversation."""
    for queue in _listeners.get(conversation, ()):
        queue.put_nowait(answered)
    if channel in _channels:
        _channels[channel](conversation)


def on_channel(channel: str, wake: Callable[[UUID], None]) -> None:
    """Have ``wake`` called with the conversation at each ring of that channel's conversations."""
    _channels[channel] = wake


def off_channel(channel: str) -> None:
    """Undo ``on_channel``."""
    _channels.pop(channel, None)
