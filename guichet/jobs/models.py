"""The table of jobs."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from guichet.communes.models import Commune


class JobStatus(models.TextChoices):
    """Where a job is."""

    QUEUED = "queued", "En attente"
    RUNNING = "running", "En cours"
    DONE = "done", "Terminé"
    FAILED = "failed", "Échoué"


class Job(models.Model):
    """One piece of work of a ``kind`` registered in ``guichet.jobs.registry``.

    ``key`` makes a job unique while it waits or runs (empty: no such limit). A running job whose ``lease_until`` has
    passed was left by a worker that died, and is taken again.
    """

    kind = models.CharField("travail", max_length=60)
    key = models.CharField(max_length=120, blank=True)
    commune = models.ForeignKey(Commune, models.CASCADE, null=True, blank=True, verbose_name="commune")
    parameters = models.JSONField("paramètres", default=dict, blank=True)
    status = models.CharField("état", max_length=10, choices=JobStatus, default=JobStatus.QUEUED)
    progress = models.PositiveSmallIntegerField("avancement (%)", default=0)
    note = models.CharField("étape", max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    max_attempts = models.PositiveSmallIntegerField("essais permis", default=3)
    run_at = models.DateTimeField("à partir de", default=timezone.now)
    lease_owner = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField("erreur", max_length=300, blank=True)
    result = models.JSONField("résultat", null=True, blank=True)
    created_at = models.DateTimeField("demandé", default=timezone.now)
    started_at = models.DateTimeField("commencé", null=True, blank=True)
    finished_at = models.DateTimeField("fini", null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=~Q(key="") & Q(status__in=["queued", "running"]), name="one_job_a_key"
            )
        ]
        indexes = [models.Index(fields=["status", "run_at"], name="job_to_run")]

    def __str__(self) -> str:
        return self.kind

    @classmethod
    def enqueue(cls, kind: str, *, key: str = "", commune: Commune | None = None, **parameters: Any) -> "Job | None":
        """Ask for a job; None when one of the same kind and key already waits or runs."""
        if key and cls.objects.filter(kind=kind, key=key, status__in=[JobStatus.QUEUED, JobStatus.RUNNING]).exists():
            return None
        return cls.objects.create(kind=kind, key=key, commune=commune, parameters=parameters)
