"""``manage.py messenger_page``: connect a Facebook page, check it, write its subscription and its profile."""

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guichet.communes.models import Commune
from guichet.messenger import setup
from guichet.messenger.failures import Failure
from guichet.messenger.models import MessengerPage


class Command(BaseCommand):
    """Exits with status 1 when something is left to do."""

    help = "Connecte une page Facebook : add, check, write, list."

    def add_arguments(self, parser: Any) -> None:
        """The token is never an argument: arguments are seen by every user of the machine and kept in its history."""
        commands = parser.add_subparsers(dest="what", required=True)
        add = commands.add_parser(
            "add", help="Ajoute une page ou change son jeton (demandé, ou lu sur l’entrée standard)."
        )
        add.add_argument("page", help="Identifiant de la page Facebook.")
        add.add_argument("--commune", required=True, help="Identifiant de la commune, par exemple val-de-brume.")
        add.add_argument("--name", default="", help="Nom de la page.")
        for what, meaning in (("check", "Vérifie"), ("write", "Écrit l’abonnement et le profil, puis vérifie")):
            command = commands.add_parser(what, help=f"{meaning} les pages données, ou toutes.")
            command.add_argument("pages", nargs="*", help="Identifiants des pages.")
        commands.add_parser("list", help="Montre les pages et leur état.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run one of the four."""
        if options["what"] == "list":
            self._list()
        elif options["what"] == "add":
            self._check([self._add(options["page"], options["commune"], options["name"])])
        else:
            pages = self._pages(options["pages"])
            for page in pages if options["what"] == "write" else []:
                self._write(page)
            self._check(pages)

    def _add(self, page_id: str, slug: str, name: str) -> MessengerPage:
        if not page_id.isascii() or not page_id.isdigit() or len(page_id) > 64:
            raise CommandError(
                "L’identifiant d’une page est un nombre : Facebook le montre dans « À propos » de la page."
            )
        commune = Commune.objects.filter(slug=slug).first()
        if commune is None:
            raise CommandError(
                f"La commune « {slug} » n’est pas installée ici : chargez d’abord son dossier (load_pack)."
            )
        token = (getpass.getpass("Jeton d’accès de la page : ") if sys.stdin.isatty() else sys.stdin.readline()).strip()
        if not token:
            raise CommandError("Aucun jeton n’a été donné.")
        page = MessengerPage.objects.filter(page_id=page_id).first() or MessengerPage(page_id=page_id)
        page.commune, page.name = commune, name or page.name
        page.set_token(token)
        page.save()
        self.stdout.write(f"Page {page_id} enregistrée pour {commune}.")
        return page

    def _pages(self, wanted: list[str]) -> list[MessengerPage]:
        pages = MessengerPage.objects.select_related("commune")
        found = list(pages.filter(page_id__in=wanted) if wanted else pages.filter(active=True))
        unknown = set(wanted) - {page.page_id for page in found}
        if unknown:
            raise CommandError(f"Page inconnue ici : {', '.join(sorted(unknown))}. Ajoutez-la avec messenger_page add.")
        return found

    def _write(self, page: MessengerPage) -> None:
        try:
            setup.write_page(page)
        except Failure as failure:
            self.stdout.write(f"{page} ({page.page_id}) : {setup.explain(failure)}")
        else:
            self.stdout.write(f"{page} ({page.page_id}) : l’abonnement et le profil sont écrits.")

    def _check(self, pages: list[MessengerPage]) -> None:
        failed = 0
        for page in pages:
            self.stdout.write(f"\n{page} ({page.page_id})")
            for one in setup.check_page(page):
                failed += not one.ok
                self.stdout.write(f"  {'✓' if one.ok else '✗'} {one.title} : {one.seen}")
                if one.fix:
                    self.stdout.write(f"      → {one.fix}")
        if failed:
            raise CommandError(f"{failed} point(s) à corriger : voyez les flèches ci-dessus.", returncode=1)

    def _list(self) -> None:
        for page in MessengerPage.objects.select_related("commune"):
            silent = page.active and page.silent_since() is not None
            state = page.problem or ("Silencieuse : aucun événement reçu depuis longtemps" if silent else "")
            state = (state or page.get_state_display()) if page.active else "Désactivée"
            self.stdout.write(f"{page.page_id}  {page.commune.slug}  {page}  {state}")
