"""Delivering stored answers through Graph: each once, in the order of its conversation.

A message is claimed (``sending``) in the database before the request leaves. Graph has no idempotency key, so when a
request left without an answer (a time-out, a crash) the message is not simply sent again: Graph is asked whether it is
in the conversation, and only what is not there goes out again (``guichet.messenger.doubt``).
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from uuid import UUID

from guichet import database
from guichet.conversations import bell
from guichet.conversations.models import Channel
from guichet.database import UNAVAILABLE, in_database
from guichet.messenger import doubt, outbox
from guichet.messenger.graph import Graph, NotSent, Unconfirmed
from guichet.messenger.outbox import Parcel

logger = logging.getLogger(__name__)

#: Seconds between two looks for what nobody announced (retries, other processes' messages).
SWEEP = 2.0
#: Conversations delivered to at once.
AT_ONCE = 8


class Delivery:
    """One a process: woken by the bell, and by itself every ``SWEEP`` seconds."""

    def __init__(self) -> None:
        self._graph = Graph()
        self._wake = asyncio.Event()
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """Deliver until cancelled."""
        bell.on_channel(Channel.MESSENGER, self._wake.set)
        try:
            while True:
                try:
                    await self.sweep()
                except UNAVAILABLE as error:
                    logger.warning("the database is away", extra={"error": database.reason(error)})
                except Exception:
                    logger.exception("delivery sweep failed")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), SWEEP)
                self._wake.clear()
        finally:
            bell.off_channel(Channel.MESSENGER)

    async def stop(self) -> None:
        """Let the requests that have left end, then close."""
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=25)
        await self._graph.close()

    async def sweep(self) -> None:
        """Settle what is in doubt, then begin the delivery of every conversation that has something to send."""
        for question in await in_database(doubt.questions):
            await doubt.settle(self._graph, question)
        for conversation in await in_database(outbox.due):
            if conversation not in self._running:
                task = asyncio.create_task(self._deliver(conversation))
                self._running[conversation] = task
                task.add_done_callback(self._ended(conversation))

    def _ended(self, conversation: UUID) -> Callable[[asyncio.Task[None]], None]:
        def forget(task: asyncio.Task[None]) -> None:
            self._running.pop(conversation, None)

        return forget

    async def _deliver(self, conversation: UUID) -> None:
        try:
            async with self._slots:
                while parcel := await in_database(outbox.claim, conversation):
                    if not await self._one(parcel):
                        return
        except UNAVAILABLE as error:
            logger.warning(
                "a delivery could not be stored", extra={"conversation": conversation, "error": database.reason(error)}
            )
        except Exception:
            logger.exception("delivery failed", extra={"conversation": conversation})

    async def _one(self, parcel: Parcel) -> bool:
        facts = {"conversation": parcel.conversation, "channel": "messenger"}
        try:
            mid = await self._graph.send(parcel.page, parcel.token, parcel.body)
        except NotSent as error:
            again = await in_database(outbox.not_sent, parcel, error.reason, error.again)
            logger.warning(
                "not delivered", extra={**facts, "reason": error.reason, "status": "again" if again else "failed"}
            )
            return not again
        except Unconfirmed as error:
            # The message stays claimed: the next sweeps ask Graph whether it has it.
            logger.warning("delivery in doubt", extra={**facts, "reason": str(error)})
            return False
        await _stored_for_sure(parcel, mid)
        return True


async def _stored_for_sure(parcel: Parcel, mid: str) -> None:
    """Graph has taken it: keep trying to write that down, for a while, while the database is away."""
    for _ in range(30):
        try:
            await in_database(outbox.sent, parcel, mid)
            return
        except UNAVAILABLE:
            await asyncio.sleep(1)
    logger.error("a delivered message could not be marked", extra={"conversation": parcel.conversation})
