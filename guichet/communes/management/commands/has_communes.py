"""Tell ``script/server`` whether this is the first start."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from guichet.communes.models import Commune

#: Not 1, with which any command fails.
NONE = 3


class Command(BaseCommand):
    """Exit with 0 when at least one commune is loaded, with 3 when none is."""

    help = "Exits with 0 when at least one commune is loaded, with 3 when none is."

    def add_arguments(self, parser: Any) -> None:
        """``--migrate`` spares ``script/server`` a second start of Django."""
        parser.add_argument("--migrate", action="store_true", help="Bring the database up to date first.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, and say nothing."""
        if options["migrate"]:
            call_command("migrate", verbosity=0)
        raise SystemExit(0 if Commune.objects.exists() else NONE)
