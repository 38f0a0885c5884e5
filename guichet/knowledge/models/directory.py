"""Services, places, closures, streets, prices and people of a commune."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from guichet.knowledge.models.base import CommuneRow
from guichet.knowledge.models.fields import LinesField
from guichet.knowledge.schema import directory as schema
from guichet.knowledge.schema.vocabulary import APPOINTMENT_NEEDS, PERSON_ROLES, PLACE_KINDS, SERVICE_ROLES

_HOURS_HELP = "Par exemple : Mo-Fr 09:00-12:00; We 09:00-12:00,14:00-16:00. Une règle après « ; » remplace la précédente ce jour-là. Vide : inconnues."
_ALIASES_HELP = "Les autres noms que les citoyens emploient, un par ligne."
_ID_HELP = "En minuscules sans accent, avec des tirets. Il sert de repère dans les fichiers : évitez de le changer."


class Place(CommuneRow):
    """A place with an address."""

    SCHEMA: ClassVar = schema.Place
    COLUMNS: ClassVar = {"id": "key"}

    key = models.SlugField("identifiant", max_length=60, help_text=_ID_HELP)
    kind = models.CharField("genre", max_length=30, choices=list(PLACE_KINDS.items()))
    name = models.CharField("nom", max_length=100)
    aliases = LinesField("autres noms", help_text=_ALIASES_HELP)
    street = models.CharField("rue et numéro", max_length=200, blank=True)
    postal_code = models.CharField("code postal", max_length=4, blank=True)
    locality = models.CharField("localité", max_length=100, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    longitude = models.FloatField("longitude", null=True, blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.CharField("courriel", max_length=254, blank=True)
    url = models.CharField("page web", max_length=500, blank=True)
    opening_hours = models.CharField("heures d’ouverture", max_length=500, blank=True, help_text=_HOURS_HELP)
    closed_on_holidays = models.BooleanField("fermé les jours fériés", default=True)
    hours_note = models.TextField("remarque sur les heures", blank=True)

    class Meta(CommuneRow.Meta):
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        constraints = [models.UniqueConstraint(fields=["commune", "key"], name="one_place_an_id")]

    def __str__(self) -> str:
        return self.name


class Service(CommuneRow):
    """A service of the commune, and the topics that it handles."""

    SCHEMA: ClassVar = schema.Service
    COLUMNS: ClassVar = {"id": "key", "place": ""}

    key = models.SlugField("identifiant", max_length=60, help_text=_ID_HELP)
    role = models.CharField("métier", max_length=30, choices=list(SERVICE_ROLES.items()))
    name = models.CharField("nom", max_length=100)
    aliases = LinesField("autres noms", help_text=_ALIASES_HELP)
    place = models.ForeignKey(
        Place, models.RESTRICT, null=True, blank=True, related_name="services", verbose_name="lieu"
    )
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.CharField("courriel", max_length=254, blank=True)
    url = models.CharField("page web", max_length=500, blank=True)
    opening_hours = models.CharField("heures d’ouverture", max_length=500, blank=True, help_text=_HOURS_HELP)
    hours_note = models.TextField("remarque sur les heures", blank=True)
    handles = LinesField("thèmes traités", help_text="Identifiants de thèmes, un par ligne, comme carte_identite.")
    appointment_needed = models.CharField(
        "rendez-vous", max_length=10, choices=list(APPOINTMENT_NEEDS.items()), default="none"
    )
    appointment_url = models.CharField("rendez-vous : page web", max_length=500, blank=True)
    appointment_telephone = models.CharField("rendez-vous : téléphone", max_length=30, blank=True)
    appointment_note = models.TextField("rendez-vous : remarque", blank=True)
    description = models.TextField("ce que fait le service", blank=True)

    class Meta(CommuneRow.Meta):
        verbose_name = "service"
        verbose_name_plural = "services"
        constraints = [models.UniqueConstraint(fields=["commune", "key"], name="one_service_an_id")]

    def __str__(self) -> str:
        return self.name

    def kept_elsewhere(self, name: str) -> Any:
        """The place's id."""
        return self.place.key if self.place else None

    def clean(self) -> None:
        """Also refuse the place of another commune."""
        super().clean()
        if self.place and self.place.commune_id != self.commune_id:
            raise ValidationError({"place": "Ce lieu appartient à une autre commune."})


class Closure(CommuneRow):
    """Days with other hours, or none."""

    SCHEMA: ClassVar = schema.Closure

    start = models.DateField("du")
    end = models.DateField("au")
    hours = models.CharField(
        "heures", max_length=500, default="closed", help_text="closed : fermé. Sinon les heures de ces jours-là."
    )
    targets = LinesField("pour", help_text="Identifiants de lieux ou de services, un par ligne ; * pour tous.")
    reason = models.CharField("raison", max_length=200)

    class Meta(CommuneRow.Meta):
        verbose_name = "fermeture"
        verbose_name_plural = "fermetures"

    def __str__(self) -> str:
        return f"{self.reason} ({self.start:%d/%m/%Y})"

    def clean(self) -> None:
        """Also refuse a target that the commune has not."""
        super().clean()
        known = {"*"}
        for model in (Place, Service):
            known |= set(model.objects.filter(commune=self.commune_id).values_list("key", flat=True))
        strangers = [target for target in self.targets if target not in known]
        if strangers:
            raise ValidationError({"targets": f"Aucun lieu ni service n’a cet identifiant : {', '.join(strangers)}"})


class Price(CommuneRow):
    """What the commune charges for something."""

    SCHEMA: ClassVar = schema.Price
    COLUMNS: ClassVar = {"id": "key"}

    key = models.SlugField("identifiant", max_length=60, help_text=_ID_HELP)
    topic = models.CharField("thème", max_length=60, help_text="Identifiant du thème, comme composition_menage.")
    label = models.CharField("libellé", max_length=200)
    amount = models.CharField(
        "montant", max_length=10, blank=True, help_text="En euros, avec un point : 5.00. Vide : inconnu."
    )
    currency = models.CharField("monnaie", max_length=3, default="EUR", editable=False)
    note = models.TextField("remarque", blank=True)
    valid_from = models.DateField("valable à partir du")

    class Meta(CommuneRow.Meta):
        verbose_name = "prix"
        verbose_name_plural = "prix"
        constraints = [models.UniqueConstraint(fields=["commune", "key"], name="one_price_an_id")]

    def __str__(self) -> str:
        return self.label


class Person(CommuneRow):
    """An office holder."""

    SCHEMA: ClassVar = schema.Person

    role = models.CharField("fonction", max_length=30, choices=list(PERSON_ROLES.items()))
    title = models.CharField("titre", max_length=200)
    name = models.CharField("nom", max_length=100, blank=True, help_text="Seulement si la commune le publie.")
    duties = models.TextField("compétences", blank=True)
    email = models.CharField("courriel", max_length=254, blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    appointment = models.TextField("le ou la rencontrer", blank=True)

    class Meta(CommuneRow.Meta):
        verbose_name = "mandataire"
        verbose_name_plural = "mandataires"

    def __str__(self) -> str:
        return self.title
