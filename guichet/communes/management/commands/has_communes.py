"""``manage.py has_communes``: exit status 0 when a commune is there, 1 when not; for ``script/server``."""

from typing import Any

from django.core.management.base import BaseCommand

from guichet.communes.models import Commune


class Command(BaseCommand):
    """Says nothing; the exit status is the answer."""

    help = "Réussit si au moins une commune est chargée."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look."""
        if not Commune.objects.exists():
            raise SystemExit(1)
