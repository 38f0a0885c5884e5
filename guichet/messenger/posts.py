"""Webhooks between their acknowledgement and the conversations, in the database: nothing acknowledged is lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from guichet.messenger import inbox
from guichet.messenger.events import Event
from guichet.messenger.inbox import Kept
from guichet.messenger.models import WebhookPost

#: Tries after which a webhook that nobody can sort is left aside.
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Post:
    """A webhook to sort: its body, and how many of its events are sorted already."""

    pk: int
    body: str
    received_at: datetime
    done: int


def put(body: str, received_at: datetime) -> None:
    """Store a webhook; it may be acknowledged once this returns."""
    WebhookPost.objects.create(body=body, received_at=received_at)


def oldest() -> Post | None:
    """The first webhook that is not sorted."""
    row = WebhookPost.objects.filter(attempts__lt=MOST_ATTEMPTS).first()
    return Post(row.pk, row.body, row.received_at, row.done) if row else None


def sort(pk: int, done: int, events: list[Event], *, last: bool) -> Kept | None:
    """Put the next events of a webhook into the conversations; None when another process has done so.

    ``done`` is how many were sorted before; with the ``last`` ones the webhook is deleted. One transaction.
    """
    with transaction.atomic():
        row = WebhookPost.objects.select_for_update().filter(pk=pk, done=done).first()
        if row is None:
            return None
        kept = inbox.keep(events)
        if last:
            row.delete()
        else:
            row.done += len(events)
            row.save(update_fields=["done"])
        return kept


def failed(pk: int, reason: str) -> bool:
    """The webhook cannot be sorted: tried again, or left aside after ``MOST_ATTEMPTS``; True when it is left aside."""
    WebhookPost.objects.filter(pk=pk).update(attempts=F("attempts") + 1, error=reason[:100])
    return WebhookPost.objects.filter(pk=pk, attempts__gte=MOST_ATTEMPTS).exists()


def forget_old() -> int:
    """Delete what was left aside longer ago than conversations are kept."""
    oldest_kept = timezone.now() - timedelta(days=settings.GUICHET_RETENTION_DAYS)
    return WebhookPost.objects.filter(received_at__lt=oldest_kept).delete()[0]
