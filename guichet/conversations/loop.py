"""The turn loop: has every waiting message answered, once, in the order of its conversation.

A channel that has just stored a message hands its turn over (``begin``); what nobody handed over (a crash, a brain that
was away, another process's message) is found again by a sweep of the database every second.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from uuid import UUID

from django.conf import settings

from guichet import database
from guichet.communes.models import Commune
from guichet.conversations import bell, owners, published, turns
from guichet.conversations.brain import Brain, BrainAway, TurnAnswer, TurnFailed, UnknownSnapshot
from guichet.conversations.turns import Turn
from guichet.database import UNAVAILABLE, in_database

logger = logging.getLogger(__name__)

#: Seconds between two sweeps.
SWEEP = 1.0
#: Seconds between two looks for citizens who wait too long.
TELL = 0.5
#: Turns asked of the brain at once; it works through them one after the other.
AT_ONCE = 8


class TurnLoop:
    """One a process. ``owner`` names it in leases; ``available`` is what it believes of the brain, which it ``met`` or not."""

    def __init__(self) -> None:
        self.owner = owners.own_name()
        self.available = True
        self._met = False
        self._brain = Brain()
        self._running: dict[UUID, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._orphans_looked_for = False

    async def run(self) -> None:
        """Sweep and tell until cancelled."""
        async with asyncio.TaskGroup() as both:
            # Apart: to ask a brain that hangs whether it is well takes seconds, which the citizens' sentence cannot wait.
            both.create_task(_over_and_over(self.sweep, SWEEP))
            both.create_task(_over_and_over(self.tell, TELL))

    async def stop(self) -> None:
        """Let the running turns end, as long as a turn may take, then close."""
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=settings.GUICHET_BRAIN_TIMEOUT)
        for task in list(self._running.values()):
            task.cancel()
        await self._brain.close()

    async def tell(self) -> None:
        """Keep the leases of the running turns, and tell those who wait too long that they are not forgotten."""
        if self._running:
            await in_database(turns.renew, list(self._running), self.owner)
        while told := await in_database(turns.tell_those_who_wait):
            for conversation, channel in told:
                bell.ring(conversation, channel)

    async def sweep(self) -> None:
        """See whether the brain is back, begin the turns nobody began."""
        if not self._orphans_looked_for:
            await in_database(owners.release_the_dead)
            self._orphans_looked_for = True
        if not (self.available and self._met) and await self._brain.healthy():
            logger.info("the brain is back" if self._met else f"ready for questions: {settings.GUICHET_PUBLIC_URL}")
            self.available = self._met = True
        if self.available:
            for conversation in await in_database(turns.waiting):
                self._start(conversation, None)

    def begin(self, turn: Turn) -> None:
        """Have a claimed turn answered; returns at once."""
        self._start(turn.conversation, turn)

    def look_at(self, conversation: UUID) -> None:
        """Something was stored in that conversation: answer it now rather than at the next sweep; returns at once."""
        if self.available:
            self._start(conversation, None)

    def _start(self, conversation: UUID, turn: Turn | None) -> None:
        previous = self._running.get(conversation)
        if previous and not turn:
            return
        task = asyncio.create_task(self._answer(conversation, turn, previous))
        self._running[conversation] = task
        task.add_done_callback(self._ended(conversation))

    def _ended(self, conversation: UUID) -> Callable[[asyncio.Task[None]], None]:
        def forget(task: asyncio.Task[None]) -> None:
            if self._running.get(conversation) is task:
                del self._running[conversation]

        return forget

    async def _answer(self, conversation: UUID, turn: Turn | None, previous: asyncio.Task[None] | None) -> None:
        """Answer the conversation's waiting messages one after the other."""
        try:
            if previous:
                # It has released the lease, or `turn` would not exist; it is just about to end.
                await asyncio.wait([previous])
            # Within the slot, so that a thousand conversations at once do not queue in front of the next webhook.
            async with self._slots:
                turn = turn or await in_database(turns.claim, conversation, self.owner)
                while turn:
                    turn = await self._one(turn)
        except UNAVAILABLE as error:
            # Nothing is lost: the message still waits, the lease runs out, a sweep finds it again.
            logger.warning(
                "a turn could not be stored", extra={"conversation": conversation, "error": database.reason(error)}
            )
        except Exception:
            logger.exception("turn loop failed", extra={"conversation": conversation})

    async def _one(self, turn: Turn) -> Turn | None:
        started = time.perf_counter()
        try:
            answer = await self._ask(turn)
            stored = await in_database(turns.finish, turn, answer)
        except BrainAway as error:
            self._away(str(error))
            await in_database(turns.give_up_for_now, turn)
            return None
        except TurnFailed as error:
            if error.away:
                self._away(error.reason)
            await self._failed(turn, error.reason)
            return None
        if stored.answers is None:
            logger.warning("late answer dropped", extra={"conversation": turn.conversation, "turn": turn.message})
        else:
            logger.info(
                "turn answered",
                extra={
                    "conversation": turn.conversation,
                    "channel": turn.channel,
                    "model": answer.model,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                },
            )
            bell.ring(turn.conversation, turn.channel, bell.Answered(turn.message, stored.answers))
        return stored.next

    async def _ask(self, turn: Turn) -> TurnAnswer:
        try:
            return await self._brain.turn(turn.body)
        except UnknownSnapshot:
            commune = turn.body["commune"]
            version, document = await in_database(_document, turn.commune)
            await self._brain.put_snapshot(commune, version, document)
        try:
            return await self._brain.turn(turn.body | {"snapshot": version})
        except UnknownSnapshot:
            raise TurnFailed("the brain forgets the snapshot it was given") from None

    def _away(self, reason: str) -> None:
        if self.available:
            logger.warning("the brain is away", extra={"reason": reason})
        self.available = False

    async def _failed(self, turn: Turn, reason: str) -> None:
        given_up = await in_database(turns.failed, turn, reason)
        facts = {
            "conversation": turn.conversation,
            "turn": turn.message,
            "reason": reason,
            "attempts": turn.attempts + 1,
        }
        if given_up:
            logger.error("message given up", extra=facts)
            bell.ring(turn.conversation, turn.channel)
        else:
            logger.warning("turn failed", extra=facts)


async def _over_and_over(work: Callable[[], Awaitable[None]], pause: float) -> None:
    """Do ``work``, whatever it raises, with pauses in between, until cancelled."""
    while True:
        try:
            await work()
        except UNAVAILABLE as error:
            logger.warning("the database is away", extra={"error": database.reason(error)})
        except Exception:
            logger.exception("the turn loop stumbled")
        await asyncio.sleep(pause)


def _document(commune: int) -> tuple[str, dict[str, object]]:
    return published.document(Commune.objects.get(pk=commune))
