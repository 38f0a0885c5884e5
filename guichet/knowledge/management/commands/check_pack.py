"""``check_pack PATH…``: say everything that is wrong with packs or the library, and change nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guichet.knowledge.packs.document import PackError
from guichet.knowledge.packs.leftovers import leftovers
from guichet.knowledge.packs.read import is_pack, read_library, read_pack


class Command(BaseCommand):
    """See the module."""

    help = "Check packs (communes/<slug>) or the library, without loading them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Any number of folders."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit with status 1 when something is wrong."""
        wrong = 0
        for path in options["paths"]:
            path = path.resolve()
            try:
                read_pack(path) if is_pack(path) else read_library(path)
                for leftover in leftovers(path) if is_pack(path) else []:
                    self.stdout.write(f"À vérifier : {leftover}")
                self.stdout.write(f"{path.name} : en ordre")
            except PackError as error:
                wrong += len(error.problems)
                for problem in error.problems:
                    self.stderr.write(str(problem))
        if wrong:
            raise CommandError(f"{wrong} problème(s) à corriger.")
