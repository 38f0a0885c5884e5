"""Delivering stored answers through Graph: each once, in the order of its conversation.

A message is claimed (``sending``) in the database before the request leaves. Graph has no idempotency key, so a request
that left without an answer (a time-out, a crash) is not sent again: it may have been taken. Meta's echo, which repeats
our ``metadata``, confirms it; without an echo staff see it as failed.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from guichet.conversations import bell
from guichet.conversations.models import Channel, Message, Status
from guichet import database
from guichet.database import UNAVAILABLE, in_database
from guichet.messenger.graph import Graph, NotSent, Unconfirmed, bodies
from guichet.messenger.models import MessengerPage
from guichet.messenger.tokens import UnreadableToken

logger = logging.getLogger(__name__)

#: Seconds between two looks for what nobody announced (retries, other processes' messages).
SWEEP = 2.0
#: A request takes 25 seconds at most; one that is not settled by then was left by a crash.
LEFT_BEHIND = timedelta(seconds=60)
#: Meta allows an answer for 24 hours after the citizen's message; later tries are refused.
WINDOW = timedelta(hours=23, minutes=50)
#: Conversations delivered to at once.
AT_ONCE = 8
UNCONFIRMED = "unconfirmed: the connection broke before Graph answered"


@dataclass(frozen=True)
class Parcel:
    """One part of a message to send now."""

    message: UUID
    conversation: UUID
    page: str
    token: str
    body: dict[str, Any]
    part: int
    parts: int


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
                try:
                    await asyncio.wait_for(self._wake.wait(), SWEEP)
                except TimeoutError:
                    pass
                self._wake.clear()
        finally:
            bell.off_channel(Channel.MESSENGER)

    async def stop(self) -> None:
        """Let the requests that have left end, then close."""
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=25)
        await self._graph.close()

    async def sweep(self) -> None:
        """Begin the delivery of every conversation that has something to send."""
        for conversation in await in_database(due):
            if conversation not in self._running:
                task = asyncio.create_task(self._deliver(conversation))
                self._running[conversation] = task
                task.add_done_callback(lambda _, done=conversation: self._running.pop(done, None))

    async def _deliver(self, conversation: UUID) -> None:
        try:
            async with self._slots:
                while parcel := await in_database(claim, conversation):
                    if not await self._one(parcel):
                        return
        except UNAVAILABLE as error:
            logger.warning("a delivery could not be stored", extra={"conversation": conversation, "error": database.reason(error)})
        except Exception:
            logger.exception("delivery failed", extra={"conversation": conversation})

    async def _one(self, parcel: Parcel) -> bool:
        facts = {"conversation": parcel.conversation, "channel": "messenger"}
        try:
            mid = await self._graph.send(parcel.page, parcel.token, parcel.body)
        except NotSent as error:
            again = await in_database(not_sent, parcel, error.reason, error.again)
            logger.warning("not delivered", extra={**facts, "reason": error.reason, "status": "again" if again else "failed"})
            return not again
        except Unconfirmed as error:
            await in_database(unconfirmed, parcel)
            logger.error("delivery unconfirmed", extra={**facts, "reason": str(error)})
            return True
        await _stored_for_sure(parcel, mid)
        return True


async def _stored_for_sure(parcel: Parcel, mid: str) -> None:
    """Graph has taken it: keep trying to write that down, for a while, while the database is away."""
    for _ in range(30):
        try:
            await in_database(sent, parcel, mid)
            return
        except UNAVAILABLE:
            await asyncio.sleep(1)
    logger.error("a delivered message could not be marked", extra={"conversation": parcel.conversation})


def due(limit: int = 100) -> list[UUID]:
    """Messenger conversations whose first unsent message may go now; what a crash left behind is settled on the way."""
    now = timezone.now()
    left = Message.objects.filter(status=Status.SENDING, retry_at__lte=now - LEFT_BEHIND)
    if left.update(status=Status.FAILED, error=UNCONFIRMED, needs_attention=True, done_at=now):
        logger.error("deliveries left behind by a crash are unconfirmed")
    first = (
        Message.objects.filter(conversation=OuterRef("conversation"), status__in=[Status.PENDING, Status.SENDING])
        .order_by("seq")
        .values("pk")[:1]
    )
    rows = (
        Message.objects.filter(status=Status.PENDING, pk=Subquery(first))
        .filter(Q(retry_at=None) | Q(retry_at__lte=now))
        .order_by("created_at")
    )
    return list(rows.values_list("conversation_id", flat=True)[:limit])


def claim(conversation_id: UUID) -> Parcel | None:
    """Mark the conversation's next part as being sent; None if there is none, or another process is sending."""
    now = timezone.now()
    with transaction.atomic():
        unsent = Message.objects.filter(conversation_id=conversation_id, status__in=[Status.PENDING, Status.SENDING])
        message = unsent.select_related("conversation").select_for_update(of=("self",)).order_by("seq").first()
        if message is None or message.status == Status.SENDING or (message.retry_at and message.retry_at > now):
            return None
        page = MessengerPage.objects.filter(page_id=message.conversation.page).first()
        token = _token(page)
        if not token:
            # Nothing left: whoever enters the token lets it go at the next try.
            message.error, message.retry_at = "no page token", now + timedelta(minutes=1)
            message.needs_attention = True
            message.save(update_fields=["error", "retry_at", "needs_attention"])
            return None
        requests = bodies(message, message.conversation.page_scoped_id)
        message.status, message.retry_at = Status.SENDING, now
        message.save(update_fields=["status", "retry_at"])
        part = min(message.parts_sent, len(requests) - 1)
        return Parcel(
            message.id, conversation_id, message.conversation.page, token, requests[part], part=part, parts=len(requests)
        )


def sent(parcel: Parcel, mid: str) -> None:
    """Graph took the part; the message is sent with its last one."""
    last = parcel.part + 1 == parcel.parts
    fields: dict[str, Any] = {"parts_sent": parcel.part + 1, "retry_at": None, "attempts": 0, "error": ""}
    if last:
        fields |= {"status": Status.SENT, "external_id": mid, "page": parcel.page, "done_at": timezone.now(), "needs_attention": False}
    else:
        fields |= {"status": Status.PENDING}
    Message.objects.filter(pk=parcel.message, status__in=[Status.SENDING, Status.FAILED]).update(**fields)


def not_sent(parcel: Parcel, reason: str, again: bool) -> bool:
    """Graph did not take it: try again after 2, 4, 8 … 300 seconds within Meta's window, or give up; True for again."""
    with transaction.atomic():
        message = Message.objects.select_for_update(of=("self",)).filter(pk=parcel.message, status=Status.SENDING).first()
        if message is None:
            return False
        message.attempts = min(message.attempts + 1, 1000)
        message.error = reason[:200]
        again = again and timezone.now() - message.created_at < WINDOW
        if again:
            delay = min(2 ** min(message.attempts, 9), 300)
            message.status, message.retry_at = Status.PENDING, timezone.now() + timedelta(seconds=delay)
        else:
            message.status, message.done_at, message.needs_attention = Status.FAILED, timezone.now(), True
        message.save()
        return again


def unconfirmed(parcel: Parcel) -> None:
    """No answer came: not sent again; an echo of Meta's may still confirm it."""
    Message.objects.filter(pk=parcel.message, status=Status.SENDING).update(
        status=Status.FAILED, error=UNCONFIRMED, needs_attention=True, done_at=timezone.now()
    )


def _token(page: MessengerPage | None) -> str:
    if page is None or not page.active:
        return ""
    try:
        return page.token()
    except UnreadableToken as error:
        logger.error("a page token cannot be read", extra={"reason": str(error)})
        return ""
