"""Sorting acknowledged webhooks into the conversations, in the order of their arrival, some events at a time.

A webhook of 1,000 updates is a second's work: in parts, so that the next webhook's acknowledgement and everybody else's
answers find their place between two of them.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from uuid import UUID

from guichet import database
from guichet.conversations import bell
from guichet.conversations.models import Channel
from guichet.database import UNAVAILABLE, in_database
from guichet.messenger import counts, posts
from guichet.messenger.events import Batch, Event, read
from guichet.messenger.inbox import Kept
from guichet.messenger.posts import Post

logger = logging.getLogger(__name__)

#: Events a transaction.
PART = 100
#: Seconds between two looks for what nobody announced (a crash, another process's webhook).
SWEEP = 1.0
#: Conversations of one part whose turn begins at once; the others' begin within a second.
AT_ONCE = 8


class Sorting:
    """One a process. ``answer`` and ``soon`` are told of each conversation that has something new."""

    def __init__(self, answer: Callable[[UUID], None], soon: Callable[[UUID], None]) -> None:
        self._answer, self._soon = answer, soon
        self._arrived = asyncio.Event()

    def arrived(self) -> None:
        """A webhook was stored."""
        self._arrived.set()

    async def run(self) -> None:
        """Sort until cancelled."""
        while True:
            self._arrived.clear()
            try:
                while post := await in_database(posts.oldest):
                    await self._sort(post)
            except UNAVAILABLE as error:
                logger.warning("the database is away", extra={"error": database.reason(error)})
                await asyncio.sleep(SWEEP)
            except Exception:
                logger.exception("sorting failed")
                await asyncio.sleep(SWEEP)
            try:
                await asyncio.wait_for(self._arrived.wait(), SWEEP)
            except TimeoutError:
                continue

    async def _sort(self, post: Post) -> None:
        started = time.perf_counter()
        try:
            batch = read(json.loads(post.body), post.received_at)
            # The order in which citizens wrote, whatever the order in which Meta tells.
            events = sorted(batch.events, key=lambda event: event.at)
            total = Kept()
            for start in range(post.done, max(len(events), 1), PART):
                part = events[start : start + PART]
                kept = await in_database(_sort, post.pk, start, part, start + PART >= len(events))
                if kept is None:
                    # Another process sorts this one; order asks to wait for it.
                    await asyncio.sleep(0.02)
                    return
                total.add(kept)
                self._announce(kept)
        except UNAVAILABLE:
            raise
        except Exception as error:
            aside = await in_database(posts.failed, post.pk, type(error).__name__)
            logger.exception("webhook not sorted", extra={"status": "left aside" if aside else "again"})
            return
        _count(batch)
        _log(batch, total, started)

    def _announce(self, kept: Kept) -> None:
        for number, conversation in enumerate(kept.conversations):
            if number < AT_ONCE:
                bell.ring(conversation, Channel.MESSENGER)
                self._answer(conversation)
            self._soon(conversation)


def _sort(pk: int, done: int, part: list[Event], last: bool) -> Kept | None:
    return posts.sort(pk, done, part, last=last)


def _count(batch: Batch) -> None:
    for (page, kind), count in batch.kinds.items():
        counts.add(kind, page, count, shape=batch.shapes.get((page, kind)))


def _log(batch: Batch, kept: Kept, started: float) -> None:
    facts = {
        "stored": kept.stored,
        "duplicates": kept.duplicates,
        "ignored": batch.ignored,
        "unknown_pages": kept.unknown_pages,
        "future": batch.future,
        "forged": kept.forged,
        "cut": kept.cut,
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }
    logger.info("webhook sorted", extra=facts)
