"""``export_pack SLUG DIR``: write a commune's pack in ``DIR/SLUG``, in the canonical form."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guichet.communes.models import Commune
from guichet.knowledge.models import CommuneProfile
from guichet.knowledge.packs import export, write
from guichet.knowledge.packs.read import is_pack


class Command(BaseCommand):
    """See the module."""

    help = "Write a commune's pack in DIR/SLUG; loading it gives the same rows back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The commune and the folder of packs."""
        parser.add_argument("slug")
        parser.add_argument("directory", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a folder that holds something else than a pack: its files would be replaced."""
        try:
            commune = Commune.objects.get(slug=options["slug"])
            pack = export.export_pack(commune)
        except (Commune.DoesNotExist, CommuneProfile.DoesNotExist):
            raise CommandError(f"La commune « {options['slug']} » n’a pas de connaissances dans la base.") from None
        folder = options["directory"] / commune.slug
        if folder.exists() and any(folder.iterdir()) and not is_pack(folder):
            raise CommandError(f"Le dossier {folder} contient autre chose qu’un pack : choisissez-en un autre.")
        write.write(write.pack_files(pack), folder)
        self.stdout.write(f"{commune.slug} : écrit dans {folder}")
