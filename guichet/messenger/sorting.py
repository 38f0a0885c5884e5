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
#: Seconds before what could not be sorted is tried again.
AGAIN = 0.2
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
        started, total = time.perf_counter(), Kept()
        start, events, batch = post.done, list[Event](), Batch()
        # After a failure one by one: what cannot be sorted is then alone in its transaction.
        size = 1 if post.attempts else PART
        try:
            batch = read(json.loads(post.body), post.received_at)
            # The order in which citizens wrote, whatever the order in which Meta tells.
            events = sorted(batch.events, key=lambda event: event.at)
            for start in range(post.done, max(len(events), 1), size):
                part = events[start : start + size]
                kept = await in_database(_sort, post.pk, start, part, start + size >= len(events))
                if kept is None:
                    # Another process sorts this one; order asks to wait for it.
                    await asyncio.sleep(0.02)
                    return
                total.add(kept)
                self._announce(kept)
        except UNAVAILABLE:
            raise
        except Exception as error:
            logger.exception("webhook not sorted")
            if not await self._failed(post, start, events, error):
                return
        _count(batch)
        _log(batch, total, started)

    async def _failed(self, post: Post, start: int, events: list[Event], error: Exception) -> bool:
        """Have the rest tried again, or its first event left out and counted; True when that ends the webhook."""
        kind, last = type(error).__name__, start + 1 >= len(events)
        left_out = await in_database(_not_sorted, post.pk, start, kind, last)
        if left_out:
            event = events[start] if start < len(events) else None
            name = type(event).__name__.lower() if event else "webhook"
            page = event.page if event else ""
            counts.add(f"left-out:{name}", page, shape={"error": kind})
            logger.error(
                "an event could not be sorted and was left out", extra={"kind": name, "page": page, "error": kind}
            )
        else:
            await asyncio.sleep(AGAIN)
        return left_out and last

    def _announce(self, kept: Kept) -> None:
        for number, conversation in enumerate(kept.conversations):
            if number < AT_ONCE:
                bell.ring(conversation, Channel.MESSENGER)
                self._answer(conversation)
            self._soon(conversation)


def _sort(pk: int, done: int, part: list[Event], last: bool) -> Kept | None:
    return posts.sort(pk, done, part, last=last)


def _not_sorted(pk: int, done: int, reason: str, last: bool) -> bool:
    return posts.failed(pk, done, reason, last=last)


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
