"""Meta's echoes of what the page sent: ours prove a delivery; a person's, from Meta's own inbox, make the assistant hold back.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/message-echoes
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from guichet.conversations.models import Message, Status
from guichet.messenger.events import Echo, Event
from guichet.messenger.payloads import bodies

#: Meta's own inbox of a page: the id in its documentation, and the one, a zero shorter, that its webhooks also carry.
PAGE_INBOX = {"263902037430900", "26390203743090"}
UNCONFIRMED = "unconfirmed: Graph did not say whether it took the message"


def ours(echo: Echo) -> bool:
    """Whether this app sent it: by its app id; without one in the configuration, by the metadata that we put on it."""
    if settings.GUICHET_MESSENGER_APP_ID:
        return echo.app == settings.GUICHET_MESSENGER_APP_ID
    return _part(echo) is not None


def confirm(events: Iterable[Event], pages: Collection[str]) -> None:
    """An echo of ours proves that Graph took the message, even if its answer to us was lost."""
    proofs: dict[UUID, tuple[int | None, Echo]] = {}
    for event in events:
        if isinstance(event, Echo) and event.page in pages and ours(event):
            part = _part(event)
            if part:
                proofs[part[0]] = (part[1], event)
    if not proofs:
        return
    rows = Message.objects.select_related("conversation").select_for_update(of=("self",))
    for message in rows.filter(pk__in=proofs, status__in=[Status.SENDING, Status.FAILED]):
        part_number, echo = proofs[message.pk]
        in_doubt = message.status == Status.SENDING or message.error == UNCONFIRMED
        if message.conversation.page != echo.page or not in_doubt:
            continue
        _arrived(message, message.parts_sent if part_number is None else part_number, echo.mid)


def _arrived(message: Message, part: int, mid: str) -> None:
    parts = len(bodies(message, ""))
    if part < message.parts_sent:
        return
    message.parts_sent, message.external_id = part + 1, mid
    message.retry_at, message.attempts, message.error, message.needs_attention = None, 0, "", False
    if message.parts_sent >= parts:
        message.status, message.done_at = Status.SENT, timezone.now()
    else:
        message.status = Status.PENDING
    message.save()


def _part(echo: Echo) -> tuple[UUID, int | None] | None:
    """The message's uuid and the part's number, from our metadata."""
    identity, _, part = echo.metadata.partition(":")
    try:
        return UUID(identity), int(part) if part.isascii() and part.isdigit() else None
    except ValueError:
        return None
