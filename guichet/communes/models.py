"""A commune: whom a conversation belongs to. What the commune knows is in ``guichet.knowledge``."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models


def valid_origins(value: Any) -> None:
    """Refuse anything but a list of web origins (``https://www.commune.be``, no path)."""
    if not isinstance(value, list) or not all(isinstance(origin, str) for origin in value):
        raise ValidationError('Donnez une liste d’adresses, par exemple ["https://www.macommune.be"].')
    for origin in value:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query or parts.fragment:
            raise ValidationError(
                f"« {origin} » n’est pas une adresse de site sans chemin, comme https://www.macommune.be."
            )


def default_languages() -> list[str]:
    """French alone."""
    return ["fr"]


class Commune(models.Model):
    """One commune: its names and what its channels need.

    ``allowed_origins`` are the websites whose pages may hold this commune's widget (CORS).
    ``display`` holds what the widget shows: ``{"colour": "#…", "title": "…"}``, all optional.
    """

    slug = models.SlugField("identifiant", max_length=60, unique=True)
    name = models.CharField("nom", max_length=100)
    with_de = models.CharField("nom avec « de »", max_length=110, blank=True, help_text="Par exemple : « d’Andenne ».")
    with_a = models.CharField(
        "nom avec « à »", max_length=110, blank=True, help_text="Par exemple : « à La Louvière »."
    )
    languages = models.JSONField("langues", default=default_languages)
    allowed_origins = models.JSONField("sites autorisés", default=list, blank=True, validators=[valid_origins])
    privacy_url = models.URLField("page « vie privée »", blank=True, help_text="Vide : la page de cette installation.")
    display = models.JSONField("affichage", default=dict, blank=True)
    active = models.BooleanField("active", default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "commune"
        verbose_name_plural = "communes"

    def __str__(self) -> str:
        return self.name

    @property
    def of(self) -> str:
        """« de Val-de-Brume », « d’Andenne »: as entered, else « de » and the name."""
        return self.with_de or f"de {self.name}"
