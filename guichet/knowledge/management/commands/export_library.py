"""``export_library DIR``: write the shared library in ``DIR``, in the canonical form."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guichet.knowledge.packs import export, write
from guichet.knowledge.packs.document import PackError
from guichet.knowledge.packs.read import read_library


class Command(BaseCommand):
    """See the module."""

    help = "Write the shared cards and objects in DIR; loading it gives the same rows back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The library's folder."""
        parser.add_argument("directory", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a folder that holds something else than a library: its files would be replaced."""
        folder = options["directory"]
        if folder.exists():
            try:
                read_library(folder)
            except PackError as error:
                raise CommandError(
                    f"Le dossier {folder} n’est pas une bibliothèque en ordre : {error.problems[0]}"
                ) from None
        write.write(write.library_files(export.export_library()), folder)
        self.stdout.write(f"library : écrite dans {folder}")
