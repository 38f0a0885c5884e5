"""What was published."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from guichet.communes.models import Commune


class Snapshot(models.Model):
    """All that a commune knew at a moment (docs/architecture.md §4). ``published_at`` is the last time it became current."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="snapshots", verbose_name="commune")
    version = models.CharField("version", max_length=16)
    document = models.JSONField("contenu")
    created_at = models.DateTimeField("créée", default=timezone.now)
    published_at = models.DateTimeField("publiée", default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-published_at", "-id"]
        verbose_name = "version publiée"
        verbose_name_plural = "versions publiées"
        constraints = [models.UniqueConstraint(fields=["commune", "version"], name="one_snapshot_a_version")]
        indexes = [models.Index(fields=["commune", "-published_at", "-id"], name="current_snapshot")]

    def __str__(self) -> str:
        return f"{self.commune} {self.version}"
