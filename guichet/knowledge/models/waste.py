"""Collections and streets of a commune; the shared objects of « où jeter ? »."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from guichet.knowledge.models.base import CommuneRow, Row
from guichet.knowledge.models.fields import LinesField, LinksField
from guichet.knowledge.schema import directory, waste
from guichet.knowledge.schema.vocabulary import FRACTIONS, PLACE_KINDS


class WasteFraction(CommuneRow):
    """A kind of waste collected at the door."""

    SCHEMA: ClassVar = waste.Fraction
    COLUMNS: ClassVar = {"id": "key"}

    key = models.SlugField("identifiant", max_length=60, help_text="Les usuels : " + ", ".join(FRACTIONS) + ".")
    name = models.CharField("nom", max_length=100)
    aliases = LinesField("autres noms", help_text="Un par ligne.")
    container = models.CharField("contenant", max_length=100, blank=True, help_text="Par exemple : sac bleu.")

    class Meta(CommuneRow.Meta):
        verbose_name = "fraction collectée"
        verbose_name_plural = "fractions collectées"
        constraints = [models.UniqueConstraint(fields=["commune", "key"], name="one_fraction_an_id")]

    def __str__(self) -> str:
        return self.name


class WasteZone(models.Model):
    """A zone and its calendar, the iCalendar text as the collector gave it."""

    commune = models.ForeignKey("communes.Commune", models.CASCADE, related_name="+", verbose_name="commune")
    position = models.PositiveIntegerField("ordre", default=0)
    key = models.CharField("zone", max_length=20)
    ics = models.TextField("calendrier (iCalendar)", help_text="Collez ici le fichier .ics de la zone.")

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        verbose_name = "zone de collecte"
        verbose_name_plural = "zones de collecte"
        constraints = [models.UniqueConstraint(fields=["commune", "key"], name="one_zone_an_id")]

    def __str__(self) -> str:
        return f"Zone {self.key}"

    def clean(self) -> None:
        """Refuse what packs refuse."""
        fractions = [row.entry() for row in WasteFraction.objects.filter(commune=self.commune_id)]
        problems = waste.check_calendar(self.ics, fractions)
        if problems:
            raise ValidationError({"ics": problems})


class Street(CommuneRow):
    """A street and the zone of its collections."""

    SCHEMA: ClassVar = directory.Street
    COLUMNS: ClassVar = {"zone": ""}

    name = models.CharField("nom", max_length=100)
    aliases = LinesField("autres noms", help_text="Un par ligne.")
    locality = models.CharField("localité", max_length=100)
    zone = models.ForeignKey(
        WasteZone, models.RESTRICT, null=True, blank=True, related_name="streets", verbose_name="zone"
    )

    class Meta(CommuneRow.Meta):
        verbose_name = "rue"
        verbose_name_plural = "rues"
        constraints = [models.UniqueConstraint(fields=["commune", "name", "locality"], name="one_street_a_locality")]

    def __str__(self) -> str:
        return f"{self.name} ({self.locality})"

    def kept_elsewhere(self, name: str) -> Any:
        """The zone's id."""
        return self.zone.key if self.zone else None

    def clean(self) -> None:
        """Also refuse the zone of another commune."""
        super().clean()
        if self.zone and self.zone.commune_id != self.commune_id:
            raise ValidationError({"zone": "Cette zone appartient à une autre commune."})


class ThrowObject(Row):
    """An object that citizens throw away; shared by all communes."""

    SCHEMA: ClassVar = waste.ThrowObject
    COLUMNS: ClassVar = {"id": "key"}

    position = models.PositiveIntegerField("ordre", default=0)
    key = models.SlugField("identifiant", max_length=60, unique=True)
    name = models.CharField("nom", max_length=100)
    synonyms = LinesField("autres noms", help_text="Les mots des citoyens, un par ligne.")
    fraction = models.CharField("collecte", max_length=60, blank=True, choices=list(FRACTIONS.items()))
    place_kinds = LinesField("lieux", help_text="Un par ligne : " + ", ".join(PLACE_KINDS) + ".")
    note = models.TextField("remarque", blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]
        verbose_name = "objet à jeter"
        verbose_name_plural = "objets à jeter"

    def __str__(self) -> str:
        return self.name


class ObjectsSource(models.Model):
    """Where the rules of the objects come from: one row, the head of library/objets.yml."""

    source = LinksField("sources", help_text="Une page par ligne : titre | adresse.")
    verified_on = models.DateField("vérifié le")
    review_by = models.DateField("à relire avant le", null=True, blank=True)

    class Meta:
        verbose_name = "sources des objets à jeter"
        verbose_name_plural = "sources des objets à jeter"

    def __str__(self) -> str:
        return f"Vérifié le {self.verified_on:%d/%m/%Y}"
