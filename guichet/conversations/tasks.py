"""Recurring work on conversations."""

import logging
from datetime import timedelta

from django.utils import timezone

from guichet.conversations import erasure
from guichet.conversations.models import Message, Status
from guichet.jobs.models import Job
from guichet.jobs.registry import Progress, job

logger = logging.getLogger(__name__)

#: A message that waits longer is worth an operator's look; the front desk itself goes on trying.
TOO_LONG = timedelta(minutes=5)


@job("conversations.retention", every=timedelta(minutes=15))
def retention(this: Job, progress: Progress) -> dict[str, int]:
    """Erase what is past its time."""
    return {"erased": erasure.erase_expired()}


@job("conversations.waiting", every=timedelta(minutes=5))
def waiting(this: Job, progress: Progress) -> dict[str, int]:
    """Count the messages that have waited too long for an answer, and say so in the log."""
    count = Message.objects.filter(status=Status.RECEIVED, created_at__lt=timezone.now() - TOO_LONG).count()
    if count:
        logger.error("messages wait for an answer: is the front desk up, and the brain?", extra={"waiting": count})
    return {"waiting": count}
