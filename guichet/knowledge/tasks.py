"""The jobs about knowledge."""

import logging
from typing import Any

from django.db.models import QuerySet

from guichet.communes.models import Commune
from guichet.jobs.models import Job, JobStatus
from guichet.jobs.registry import Progress, job
from guichet.knowledge import snapshots

logger = logging.getLogger(__name__)

PUBLISH = "knowledge.publish"


def publish_everywhere() -> None:
    """Have every commune published by the worker: a shared card is in the snapshots of all of them, and there may be 262.

    Called once the edit is committed: a job that still waits will see it, one that already runs may not.
    """
    if not Job.objects.filter(kind=PUBLISH, status=JobStatus.QUEUED).exists():
        Job.enqueue(PUBLISH)


@job(PUBLISH)
def publish(this: Job, progress: Progress) -> dict[str, Any]:
    """Publish every commune that has a profile; what one lacks does not hold the others back."""
    communes: QuerySet[Commune] = Commune.objects.filter(profile__isnull=False)
    total, failed = communes.count(), list[str]()
    for index, commune in enumerate(communes):
        progress(100 * index // total, f"Publication : {commune.name}")
        try:
            snapshots.publish(commune)
        except (snapshots.NotPublished, ValueError) as error:
            # A pydantic message quotes values: the commune and the kind of error are enough.
            logger.error("commune not published", extra={"commune": commune.slug, "error": type(error).__name__})
            failed.append(commune.slug)
    return {"communes": total, "failed": failed}
