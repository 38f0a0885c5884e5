"""``format_library [PATH]``: rewrite the library in the canonical form."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

LIBRARY = Path(__file__).resolve().parents[4] / "library"


class Command(BaseCommand):
    """See the module."""

    help = "Rewrite the shared library in the form that exports have (format_pack library)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The library's folder, by default the project's."""
        parser.add_argument("path", nargs="?", type=Path, default=LIBRARY, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        """As ``format_pack``."""
        call_command("format_pack", options["path"], stdout=self.stdout, stderr=self.stderr)
