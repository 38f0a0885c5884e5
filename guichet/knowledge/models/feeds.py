"""The agenda and the news: their feeds and what the last good copy says."""

from typing import ClassVar

from django.db import models

from guichet.knowledge.models.base import CommuneRow
from guichet.knowledge.schema import feeds as schema
from guichet.knowledge.schema.vocabulary import FEED_KINDS


class Feed(CommuneRow):
    """Where the agenda or the news come from.

    ``local_copy`` is the text of the pack's own file (``file``); ``last_good`` the last content that could be read,
    whatever its source. ``error`` is empty when the last try succeeded.
    """

    SCHEMA: ClassVar = schema.FeedSource
    COLUMNS: ClassVar = {"id": "key"}

    key = models.SlugField("identifiant", max_length=60)
    kind = models.CharField("genre", max_length=10, choices=list(FEED_KINDS.items()))
    url = models.CharField("adresse", max_length=500, blank=True)
    file = models.CharField("fichier du pack", max_length=60, blank=True)
    local_copy = models.TextField("contenu du fichier", blank=True)
    last_good = models.TextField("dernière copie lisible", blank=True, editable=False)
    last_good_at = models.DateTimeField("lue le", null=True, blank=True, editable=False)
    tried_at = models.DateTimeField("dernier essai", null=True, blank=True, editable=False)
    error = models.CharField("erreur", max_length=300, blank=True, editable=False)

    class Meta(CommuneRow.Meta):
        verbose_name = "flux"
        verbose_name_plural = "flux (agenda et nouvelles)"
        constraints = [models.UniqueConstraint(fields=["commune", "key"], name="one_feed_an_id")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} : {self.key}"


class AgendaItem(models.Model):
    """One occurrence of an event, read from a feed."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="agenda_items", verbose_name="flux")
    uid = models.CharField(max_length=255)
    summary = models.CharField("titre", max_length=200)
    start = models.DateTimeField("début")
    end = models.DateTimeField("fin", null=True, blank=True)
    all_day = models.BooleanField("toute la journée", default=False)
    location = models.CharField("lieu", max_length=200, blank=True)
    url = models.CharField("page web", max_length=500, blank=True)
    description = models.TextField("description", blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["start", "uid"]
        verbose_name = "activité"
        verbose_name_plural = "agenda"

    def __str__(self) -> str:
        return self.summary


class NewsItem(models.Model):
    """One article, read from a feed."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="news_items", verbose_name="flux")
    title = models.CharField("titre", max_length=200)
    url = models.CharField("page web", max_length=500, blank=True)
    published = models.DateField("publié le", null=True, blank=True)
    summary = models.TextField("résumé", blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-published", "title"]
        verbose_name = "nouvelle"
        verbose_name_plural = "nouvelles"

    def __str__(self) -> str:
        return self.title
