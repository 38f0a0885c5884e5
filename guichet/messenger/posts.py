"""Webhooks between their acknowledgement and the conversations, in the database: nothing acknowledged is lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from guichet.messenger import inbox
from guichet.messenger.events import Event
from guichet.messenger.inbox import Kept
from guichet.messenger.models import WebhookPost

#: Tries after which an event that cannot be sorted is left out, so that those after it are.
MOST_ATTEMPTS = 3


@dataclass(frozen=True)
class Post:
    """A webhook to sort: its body, how many of its events are sorted already, and the tries that failed since."""

    pk: int
    body: str
    received_at: datetime
    done: int
    attempts: int


def put(body: str, received_at: datetime) -> None:
    """Store a webhook; it may be acknowledged once this returns."""
    WebhookPost.objects.create(body=body, received_at=received_at)


def oldest() -> Post | None:
    """The first webhook that is not sorted."""
    row = WebhookPost.objects.first()
    return Post(row.pk, row.body, row.received_at, row.done, row.attempts) if row else None


def waiting_since(moment: datetime) -> bool:
    """Whether a webhook received before ``moment`` is not sorted yet: it may hold anybody's words."""
    return WebhookPost.objects.filter(received_at__lte=moment).exists()


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


def failed(pk: int, done: int, reason: str, *, last: bool) -> bool:
    """What comes after the first ``done`` events of a webhook cannot be sorted; True when the next one is left out.

    It is tried again, then left out, alone: its text goes with it, for a body kept aside would outlive an erasure.
    """
    with transaction.atomic():
        row = WebhookPost.objects.select_for_update().filter(pk=pk, done=done).first()
        if row is None:
            return False
        row.attempts, row.error = row.attempts + 1, reason[:100]
        left_out = row.attempts >= MOST_ATTEMPTS
        if left_out and last:
            row.delete()
            return True
        if left_out:
            row.done, row.attempts = row.done + 1, 0
        row.save(update_fields=["done", "attempts", "error"])
        return left_out


def forget_old() -> int:
    """Delete what nobody has sorted for longer than conversations are kept (the front desk was never started again)."""
    oldest_kept = timezone.now() - timedelta(days=settings.GUICHET_RETENTION_DAYS)
    return WebhookPost.objects.filter(received_at__lt=oldest_kept).delete()[0]
