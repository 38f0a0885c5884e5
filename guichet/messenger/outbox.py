"""What waits for its delivery, in the database: claimed, sent, to be tried again, or given up."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from guichet.conversations.models import Message, Status
from guichet.messenger.graph import bodies
from guichet.messenger.models import MessengerPage
from guichet.messenger.tokens import UnreadableToken

logger = logging.getLogger(__name__)

#: Meta allows an answer for 24 hours after the citizen's message; later tries are refused.
WINDOW = timedelta(hours=23, minutes=50)


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


def due(limit: int = 100) -> list[UUID]:
    """Messenger conversations whose first unsent message may go now."""
    now = timezone.now()
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
        token = page_token(page)
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
            message.id,
            conversation_id,
            message.conversation.page,
            token,
            requests[part],
            part=part,
            parts=len(requests),
        )


def sent(parcel: Parcel, mid: str) -> None:
    """Graph took the part; the message is sent with its last one."""
    mark_sent(parcel.message, mid, part=parcel.part, parts=parcel.parts)


def mark_sent(message: UUID, mid: str, *, part: int, parts: int) -> None:
    """The part number ``part`` of ``parts``, from 0, is at Graph as ``mid``."""
    fields: dict[str, Any] = {
        "parts_sent": part + 1,
        "retry_at": None,
        "attempts": 0,
        "error": "",
        "needs_attention": False,
    }
    if part + 1 == parts:
        fields |= {"status": Status.SENT, "external_id": mid, "done_at": timezone.now()}
    else:
        fields |= {"status": Status.PENDING, "external_id": mid}
    Message.objects.filter(pk=message, status=Status.SENDING, parts_sent=part).update(**fields)


def not_sent(parcel: Parcel, reason: str, again: bool) -> bool:
    """Graph did not take it: try again after 2, 4, 8 … 300 seconds within Meta's window, or give up; True for again."""
    with transaction.atomic():
        message = (
            Message.objects.select_for_update(of=("self",)).filter(pk=parcel.message, status=Status.SENDING).first()
        )
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


def page_token(page: MessengerPage | None) -> str:
    """The page's access token; empty when there is none that can be read."""
    if page is None or not page.active:
        return ""
    try:
        return page.token()
    except UnreadableToken as error:
        logger.error("a page token cannot be read", extra={"reason": str(error)})
        return ""
