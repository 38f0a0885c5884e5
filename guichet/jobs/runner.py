"""The worker: takes one job at a time, does it, and takes again what a crash left behind."""

import logging
import threading
import time
import uuid
from datetime import timedelta
from typing import Any

from django.db import close_old_connections, connection, transaction
from django.db.models import Max, Q
from django.utils import timezone

from guichet import database
from guichet.database import UNAVAILABLE
from guichet.jobs.models import Job, JobStatus
from guichet.jobs.registry import KINDS

logger = logging.getLogger(__name__)

#: How long a job stays a dead worker's before it is taken again; a live worker renews in time.
LEASE = timedelta(seconds=60)
#: Seconds between two looks for work.
IDLE = 1.0
#: Seconds between two renewals of the lease.
RENEW = 15.0
#: How long finished jobs stay visible.
KEPT = timedelta(days=14)


class Worker:
    """One worker process; ``stop`` lets the running job end first."""

    def __init__(self) -> None:
        self.owner = uuid.uuid4().hex
        self._stop = threading.Event()

    def stop(self) -> None:
        """Begin no other job."""
        self._stop.set()

    def run(self) -> None:
        """Work until ``stop``. A database that is away is waited for."""
        logger.info("worker started", extra={"count": len(KINDS)})
        while not self._stop.is_set():
            try:
                schedule()
                busy = self.one()
            except UNAVAILABLE as error:
                logger.warning("the database is away", extra={"error": database.reason(error)})
                close_old_connections()
                busy = False
            if not busy:
                self._stop.wait(IDLE)

    def one(self) -> bool:
        """Take the next job and do it; False if there was none."""
        job = take(self.owner)
        if job is None:
            return False
        done = threading.Event()
        renewal = threading.Thread(target=self._keep, args=(job.pk, done), daemon=True)
        renewal.start()
        started = time.perf_counter()
        try:
            result = KINDS[job.kind].work(job, lambda percent, note: progress(job.pk, self.owner, percent, note))
        except UNAVAILABLE:
            # Its lease runs out and it is taken again.
            raise
        except Exception as error:
            logger.exception("job failed", extra={"job": job.pk, "kind": job.kind, "attempts": job.attempts})
            failed(job, self.owner, error)
        else:
            finished(job, self.owner, result)
            logger.info(
                "job done", extra={"job": job.pk, "kind": job.kind, "ms": round((time.perf_counter() - started) * 1000)}
            )
        finally:
            done.set()
            renewal.join(timeout=5)
        return True

    def _keep(self, pk: int, done: threading.Event) -> None:
        try:
            while not done.wait(RENEW):
                try:
                    Job.objects.filter(pk=pk, lease_owner=self.owner).update(lease_until=timezone.now() + LEASE)
                except UNAVAILABLE:
                    continue
        finally:
            # This thread has a connection of its own.
            connection.close()


def schedule() -> None:
    """Ask for each recurring job whose time has come again, counted from the last one asked for."""
    recurring = [kind for kind in KINDS.values() if kind.every]
    last = dict(
        Job.objects.filter(kind__in=[kind.name for kind in recurring]).values_list("kind").annotate(Max("created_at"))
    )
    for kind in recurring:
        if kind.every and (kind.name not in last or last[kind.name] <= timezone.now() - kind.every):
            Job.enqueue(kind.name, key=kind.name)


def take(owner: str) -> Job | None:
    """The oldest job that waits, or that a dead worker left; None when another worker is at work: one at a time."""
    now = timezone.now()
    with transaction.atomic():
        if Job.objects.filter(status=JobStatus.RUNNING, lease_until__gt=now).exists():
            return None
        ready = Q(status=JobStatus.QUEUED, run_at__lte=now) | Q(status=JobStatus.RUNNING, lease_until__lte=now)
        job = Job.objects.select_for_update(of=("self",)).filter(ready, kind__in=KINDS).order_by("run_at").first()
        if job is None:
            return None
        if job.attempts >= job.max_attempts:
            # It was begun often enough and never ended: it takes its worker down with it.
            job.status, job.error, job.finished_at = (
                JobStatus.FAILED,
                "Le travail a été interrompu plusieurs fois.",
                now,
            )
            job.save()
            return None
        job.status, job.lease_owner, job.lease_until = JobStatus.RUNNING, owner, now + LEASE
        job.attempts += 1
        job.started_at, job.progress, job.note, job.error = now, 0, "", ""
        job.save()
        return job


def progress(pk: int, owner: str, percent: int, note: str) -> None:
    """Show how far a job is, and keep its lease."""
    Job.objects.filter(pk=pk, lease_owner=owner).update(
        progress=max(0, min(100, percent)), note=note[:200], lease_until=timezone.now() + LEASE
    )


def finished(job: Job, owner: str, result: Any) -> None:
    """The job is done, unless another worker has taken it meanwhile."""
    Job.objects.filter(pk=job.pk, lease_owner=owner, status=JobStatus.RUNNING).update(
        status=JobStatus.DONE, progress=100, result=result, finished_at=timezone.now(), lease_until=None
    )


def failed(job: Job, owner: str, error: Exception) -> None:
    """Try again in 30, 60, 120 … seconds, or give up after ``max_attempts``."""
    mine = Job.objects.filter(pk=job.pk, lease_owner=owner, status=JobStatus.RUNNING)
    reason = type(error).__name__
    if job.attempts < job.max_attempts:
        again = timezone.now() + timedelta(seconds=30 * 2 ** (job.attempts - 1))
        mine.update(status=JobStatus.QUEUED, run_at=again, error=reason, lease_until=None)
    else:
        mine.update(status=JobStatus.FAILED, error=reason, finished_at=timezone.now(), lease_until=None)
