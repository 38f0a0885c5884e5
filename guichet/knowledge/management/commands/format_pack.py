"""``format_pack PATH…``: rewrite packs, or the library, in the canonical form, without the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guichet.knowledge.packs import write
from guichet.knowledge.packs.document import PackError
from guichet.knowledge.packs.read import is_pack, read_library, read_pack


class Command(BaseCommand):
    """See the module."""

    help = "Rewrite packs (communes/<slug>) or the library in the form that exports have. Comments are not kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Any number of folders."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Leave a folder as it is when something is wrong in it."""
        for path in options["paths"]:
            path = path.resolve()
            try:
                files = write.pack_files(read_pack(path)) if is_pack(path) else write.library_files(read_library(path))
            except PackError as error:
                for problem in error.problems:
                    self.stderr.write(str(problem))
                raise CommandError(
                    f"{path.name} : {len(error.problems)} problème(s) à corriger ; rien n’a été réécrit."
                ) from None
            write.write(files, path)
            self.stdout.write(f"{path.name} : {len(files)} fichiers")
