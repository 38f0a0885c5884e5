"""The jobs about jobs, and the feeds of the communes."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from guichet.communes.models import Commune
from guichet.jobs.models import Job, JobStatus
from guichet.jobs.registry import Progress, job
from guichet.jobs.runner import KEPT


@job("jobs.tidy", every=timedelta(hours=6))
def tidy(this: Job, progress: Progress) -> dict[str, int]:
    """Forget jobs finished long ago."""
    old = Job.objects.filter(status__in=[JobStatus.DONE, JobStatus.FAILED], finished_at__lt=timezone.now() - KEPT)
    return {"deleted": old.delete()[0]}


@job("knowledge.feeds", every=timedelta(minutes=30))
def feeds(this: Job, progress: Progress) -> dict[str, Any]:
    """Fetch every commune's agenda and news; one commune's dead feed does not stop the others'."""
    from guichet.knowledge.feeds import refresh

    communes = list(Commune.objects.filter(active=True))
    failed: list[str] = []
    for index, commune in enumerate(communes):
        progress(100 * index // len(communes), f"Agenda et actualités : {commune.name}")
        try:
            refresh(commune)
        except Exception as error:
            failed.append(f"{commune.slug}: {type(error).__name__}")
    return {"communes": len(communes), "failed": failed}
