"""Tell ``script/server`` whether this is the first start."""

from typing import Any

from django.core.management.base import BaseCommand

from guichet.communes.models import Commune


class Command(BaseCommand):
    """Exit with 0 when at least one commune is loaded, else with 1."""

    help = "Exits with 0 when at least one commune is loaded, else with 1."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, and say nothing."""
        raise SystemExit(0 if Commune.objects.exists() else 1)
