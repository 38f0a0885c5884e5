"""Answer cards: the shared ones, and what each commune changes in them."""

from typing import ClassVar

from django.db import models

from guichet.knowledge.models.base import CommuneRow, Row
from guichet.knowledge.models.fields import LinesField, LinksField
from guichet.knowledge.schema import cards as schema
from guichet.knowledge.schema.vocabulary import CARD_STATUSES, LOCAL_FIELDS, SERVICE_ROLES


class Card(Row):
    """A shared card: what is true in every Walloon commune."""

    SCHEMA: ClassVar = schema.Card

    topic = models.CharField("thème", max_length=60, unique=True)
    title = models.CharField("titre", max_length=60)
    short_title = models.CharField("titre court", max_length=20, help_text="Sur un bouton.")
    status = models.CharField("état", max_length=10, choices=list(CARD_STATUSES.items()))
    answer = models.TextField("réponse", max_length=420, help_text="La première phrase est le fait demandé.")
    evidence = LinesField("documents à apporter", help_text="Un par ligne.")
    cost = models.TextField("prix", blank=True, help_text="Seulement ce qui est le même partout.")
    processing_time = models.TextField("délai", blank=True)
    competent_service = models.CharField(
        "service compétent", max_length=30, blank=True, choices=list(SERVICE_ROLES.items())
    )
    authority_name = models.CharField("autre administration : nom", max_length=100, blank=True)
    authority_url = models.CharField("autre administration : site", max_length=500, blank=True)
    authority_telephone = models.CharField("autre administration : téléphone", max_length=30, blank=True)
    where = models.TextField("où", blank=True, help_text="Si ce n’est pas simplement le service compétent.")
    online_title = models.CharField("en ligne : nom", max_length=200, blank=True)
    online_url = models.CharField("en ligne : adresse", max_length=500, blank=True)
    conditions = models.TextField("conditions", blank=True)
    local_fields = LinesField("à fixer par la commune", help_text="Un par ligne : " + ", ".join(LOCAL_FIELDS) + ".")
    related = LinesField("thèmes proches", help_text="Identifiants de thèmes, un par ligne.")
    source = LinksField("sources", help_text="Une page par ligne : titre | adresse.")
    verified_on = models.DateField("vérifiée le")
    review_by = models.DateField("à relire avant le")

    class Meta:
        ordering: ClassVar[list[str]] = ["topic"]
        verbose_name = "fiche partagée"
        verbose_name_plural = "fiches partagées"

    def __str__(self) -> str:
        return self.title


class LocalCard(CommuneRow):
    """What a commune says in place of the shared card's fields; an empty one leaves the shared card's."""

    SCHEMA: ClassVar = schema.LocalCard

    topic = models.CharField("thème", max_length=60)
    answer = models.TextField("réponse", max_length=420, blank=True)
    evidence = LinesField(
        "documents à apporter", default=None, null=True, help_text="Un par ligne. Vide : ceux de la fiche partagée."
    )
    cost = models.TextField("prix", blank=True)
    processing_time = models.TextField("délai", blank=True)
    where = models.TextField("où", blank=True)
    online_title = models.CharField("en ligne : nom", max_length=200, blank=True)
    online_url = models.CharField("en ligne : adresse", max_length=500, blank=True)
    conditions = models.TextField("conditions", blank=True)
    note = models.TextField("remarque", blank=True)

    class Meta(CommuneRow.Meta):
        verbose_name = "fiche de la commune"
        verbose_name_plural = "fiches des communes"
        constraints = [models.UniqueConstraint(fields=["commune", "topic"], name="one_local_card_a_topic")]

    def __str__(self) -> str:
        return self.topic

    def clean(self) -> None:
        """No document typed is no change, not an empty list."""
        self.evidence = self.evidence or None
        super().clean()
