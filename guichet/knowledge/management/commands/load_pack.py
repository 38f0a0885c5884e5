"""``load_pack PATH… [--library library]``: load packs, and the library, all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from guichet.knowledge import snapshots
from guichet.knowledge.models import Card
from guichet.knowledge.packs import load
from guichet.knowledge.packs.document import PackError, Problem
from guichet.knowledge.packs.read import read_library, read_pack


class Command(BaseCommand):
    """See the module."""

    help = "Load packs (communes/<slug>) and the library into the database, all of them or nothing, and publish."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Any number of packs, and the library."""
        parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
        parser.add_argument("--library", type=Path, help="the shared library's folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit with status 1, every problem named and nothing loaded, when something is wrong."""
        packs, library, problems = [], None, list[Problem]()
        for path in options["paths"]:
            try:
                packs.append(read_pack(path.resolve()))
            except PackError as error:
                problems += error.problems
        if options["library"]:
            try:
                library = read_library(options["library"].resolve())
            except PackError as error:
                problems += error.problems
        if problems:
            for problem in problems:
                self.stderr.write(str(problem))
            raise CommandError(f"{len(problems)} problème(s) à corriger ; rien n’a été chargé.")
        with transaction.atomic():
            if library:
                load.load_library(library)
            communes = [load.load_pack(pack) for pack in packs]
        if library:
            self.stdout.write(
                f"library : {len(library.cards)} fiches, {len(library.objects.objects if library.objects else [])} objets"
            )
        for pack, commune in zip(packs, communes, strict=True):
            self.stdout.write(f"{commune.slug} : version {snapshots.current(commune).version}")
            shared = set(Card.objects.values_list("topic", flat=True))
            waiting = [topic for topic in pack.cards if topic not in shared]
            if waiting:
                self.stderr.write(f"{commune.slug}/cards : pas encore de fiche partagée pour {', '.join(waiting)}")
