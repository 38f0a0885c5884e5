"""The commune's own facts: commune.yml, texts.yml and the head of waste.yml."""

from typing import Any, ClassVar

from django.db import models

from guichet.communes.models import Commune
from guichet.knowledge.models.base import Row
from guichet.knowledge.models.fields import LinesField
from guichet.knowledge.schema.directory import CommuneFacts
from guichet.knowledge.schema.vocabulary import PAYMENT_METHODS

#: Facts that ``guichet.communes.models.Commune`` already holds.
_OF_COMMUNE = ("slug", "name", "with_de", "with_a")


class CommuneProfile(Row):
    """What the assistant says of the commune as a whole."""

    SCHEMA: ClassVar = CommuneFacts
    COLUMNS: ClassVar = dict.fromkeys(_OF_COMMUNE, "")

    commune = models.OneToOneField(Commune, models.CASCADE, related_name="profile", verbose_name="commune")
    postal_codes = LinesField("codes postaux", help_text="Un par ligne.")
    localities = LinesField("localités", help_text="Une par ligne.")
    province = models.CharField("province", max_length=100)
    language = models.CharField("langue", max_length=2, default="fr", editable=False)
    website = models.CharField("site web", max_length=500)
    telephone = models.CharField("téléphone général", max_length=30)
    email = models.CharField("courriel général", max_length=254)
    emergency_note = models.TextField(
        "en cas d’urgence", blank=True, help_text="Par exemple le numéro de garde des travaux."
    )
    online_desk_title = models.CharField("e-guichet : nom", max_length=200, blank=True)
    online_desk_url = models.CharField("e-guichet : adresse", max_length=500, blank=True)
    payment_methods = LinesField("moyens de paiement", help_text="Un par ligne : " + ", ".join(PAYMENT_METHODS) + ".")
    person_service = models.CharField(
        "service qui répond aux demandes", max_length=60, help_text="Identifiant d’un service."
    )
    waste_provider_name = models.CharField("collecteur des déchets : nom", max_length=100, blank=True)
    waste_provider_telephone = models.CharField("collecteur : téléphone", max_length=30, blank=True)
    waste_provider_url = models.CharField("collecteur : site", max_length=500, blank=True)
    put_out_from = models.CharField(
        "sortir les déchets à partir de", max_length=200, blank=True, help_text="Par exemple : la veille à 20 h."
    )
    greeting = models.TextField("message d’accueil", blank=True, help_text="Vide : celui de l’assistant.")

    class Meta:
        verbose_name = "profil de commune"
        verbose_name_plural = "profils des communes"

    def __str__(self) -> str:
        return str(self.commune)

    def kept_elsewhere(self, name: str) -> Any:
        """The names, which are the commune's."""
        commune = self.commune
        return {"with_de": commune.of, "with_a": commune.with_a or f"à {commune.name}"}.get(name) or getattr(
            commune, name
        )
