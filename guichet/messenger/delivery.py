"""Delivering stored answers through Graph: each once, in the order of its conversation.

A message is claimed (``sending``) in the database before the request leaves. Graph has no idempotency key, so when a
request left without a clear answer (a time-out, a 5xx, a crash) the message is not simply sent again: Graph is asked
whether it is in the conversation, and only what is not there goes out again (``guichet.messenger.doubt``).
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from guichet import database
from guichet.conversations import bell
from guichet.conversations.models import Channel, Status
from guichet.database import UNAVAILABLE, in_database
from guichet.messenger import counts, doubt, outbox
from guichet.messenger.failures import Failure
from guichet.messenger.graph import Graph
from guichet.messenger.manners import Manners
from guichet.messenger.outbox import Parcel
from guichet.messenger.pace import LOOKS, SENDS, Pace

logger = logging.getLogger(__name__)

#: Seconds between two looks for what nobody announced (retries, other processes' messages).
SWEEP = 1.0
#: Conversations delivered to at once.
AT_ONCE = 16


class Delivery:
    """One a process: woken by the bell for a conversation, and by itself every ``SWEEP`` seconds for all of them."""

    def __init__(self) -> None:
        self._graph = Graph()
        self.manners = Manners(self._graph)
        self._sends, self._looks = Pace(SENDS), Pace(LOOKS)
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._again: set[UUID] = set()
        self._asking: dict[UUID, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._stopping = False

    async def run(self) -> None:
        """Deliver until cancelled."""
        bell.on_channel(Channel.MESSENGER, self.look_at)
        try:
            while True:
                try:
                    await self.sweep()
                except UNAVAILABLE as error:
                    logger.warning("the database is away", extra={"error": database.reason(error)})
                except Exception:
                    logger.exception("delivery sweep failed")
                await asyncio.sleep(SWEEP)
        finally:
            bell.off_channel(Channel.MESSENGER)

    async def stop(self) -> None:
        """Let the requests that have left end, then close; what has not left is found again at the next start."""
        self._stopping = True
        for task in self._asking.values():
            task.cancel()
        self.manners.stop()
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=25)
        with contextlib.suppress(*UNAVAILABLE):
            await in_database(counts.flush)
        await self._graph.close()

    async def sweep(self) -> None:
        """Ask about what is in doubt, begin the delivery of every conversation that has something to send, tidy up."""
        for question in await in_database(doubt.questions):
            self._task(self._asking, question.message, self._ask(question))
        await in_database(outbox.expire)
        for conversation in await in_database(outbox.due):
            self.look_at(conversation)
        if counts.waiting():
            await in_database(counts.flush)

    def look_at(self, conversation: UUID) -> None:
        """Something may be there to send in that conversation; returns at once."""
        if conversation in self._running:
            self._again.add(conversation)
        else:
            self._task(self._running, conversation, self._deliver(conversation))

    def _task(self, tasks: dict[UUID, asyncio.Task[None]], name: UUID, work: Coroutine[Any, Any, None]) -> None:
        if name in tasks:
            work.close()
            return
        task = asyncio.create_task(work)
        tasks[name] = task
        task.add_done_callback(self._ended(tasks, name))

    def _ended(self, tasks: dict[UUID, asyncio.Task[None]], name: UUID) -> Callable[[asyncio.Task[None]], None]:
        def forget(task: asyncio.Task[None]) -> None:
            tasks.pop(name, None)

        return forget

    async def _ask(self, question: doubt.Question) -> None:
        try:
            await self._looks.wait(question.page)
            if await doubt.settle(self._graph, question):
                self.look_at(question.conversation)
        except UNAVAILABLE as error:
            logger.warning("a doubt could not be settled", extra={"error": database.reason(error)})

    async def _deliver(self, conversation: UUID) -> None:
        try:
            async with self._slots:
                while not self._stopping:
                    self._again.discard(conversation)
                    parcel = await in_database(outbox.claim, conversation)
                    while parcel:
                        parcel = await self._one(parcel)
                    if conversation not in self._again:
                        return
        except UNAVAILABLE as error:
            logger.warning(
                "a delivery could not be stored", extra={"conversation": conversation, "error": database.reason(error)}
            )
        except Exception:
            logger.exception("delivery failed", extra={"conversation": conversation})

    async def _one(self, parcel: Parcel) -> Parcel | None:
        """Send one part; the conversation's next one, claimed, when this one left and there is more."""
        if parcel.answers:
            self.manners.answered(parcel.conversation)
        await self._sends.wait(parcel.page)
        try:
            mid = await self._graph.send(parcel.page, parcel.token, parcel.body)
        except Failure as failure:
            status = await in_database(outbox.not_sent, parcel, failure)
            facts = {"conversation": parcel.conversation, "channel": "messenger", "page": parcel.page}
            logger.warning(
                "not delivered",
                extra={**facts, "reason": failure.reason, "kind": failure.behaviour.value, "status": status.value},
            )
            # A refused message must not keep the next ones back.
            return await in_database(outbox.claim, parcel.conversation) if status == Status.FAILED else None
        return await _stored_for_sure(parcel, mid)


async def _stored_for_sure(parcel: Parcel, mid: str) -> Parcel | None:
    """Graph has taken it: keep trying to write that down, for a while, while the database is away."""
    for _ in range(30):
        try:
            return await in_database(outbox.sent, parcel, mid)
        except UNAVAILABLE:
            await asyncio.sleep(1)
    logger.error("a delivered message could not be marked", extra={"conversation": parcel.conversation})
    return None
