"""What a commune chooses for its widget, and what citizens send with it beside messages."""

import secrets
from typing import Any

from django.db import models
from django.utils import timezone

from guichet.communes.models import Commune
from guichet.conversations.models import Conversation, Message

#: A blue that belongs to no party and no commune.
DEFAULT_COLOUR = "#1f5a96"


class Position(models.TextChoices):
    """The corner of the page."""

    RIGHT = "right", "En bas à droite"
    LEFT = "left", "En bas à gauche"


class WidgetSettings(models.Model):
    """One commune's choices. Colours are ``#rrggbb``; pages are paths, one a line, ``*`` for anything.

    ``avatar`` is a PNG of 96 × 96 pixels. ``person_hours`` is OpenStreetMap's ``opening_hours``; public holidays are off.
    """

    commune = models.OneToOneField(
        Commune, models.CASCADE, related_name="widget_settings", verbose_name="commune", primary_key=True
    )
    title = models.CharField("titre", max_length=60, blank=True)
    colour = models.CharField("couleur", max_length=7, default=DEFAULT_COLOUR)
    colour_dark = models.CharField("couleur en mode sombre", max_length=7, blank=True)
    avatar = models.BinaryField("image", blank=True, default=b"")
    first_message = models.CharField("premier message", max_length=300, blank=True)
    position = models.CharField("position", max_length=5, choices=Position, default=Position.RIGHT)
    show_on = models.TextField("seulement sur ces pages", max_length=4000, blank=True)
    hide_on = models.TextField("jamais sur ces pages", max_length=4000, blank=True)
    person_hours = models.CharField("heures d’une personne", max_length=500, blank=True)
    person_hours_text = models.CharField("ces heures, en mots", max_length=120, blank=True)

    class Meta:
        verbose_name = "réglages du widget"
        verbose_name_plural = "réglages des widgets"

    def __str__(self) -> str:
        return f"Widget {self.commune.of}"


def new_photo_reference() -> str:
    """A reference nobody can guess, as messages carry it (docs/architecture.md §2)."""
    return f"att_{secrets.token_urlsafe(18)}"


class Photo(models.Model):
    """A photo a citizen sent: a JPEG of at most 1600 pixels without metadata. It goes with its conversation."""

    reference = models.CharField("référence", max_length=40, primary_key=True, default=new_photo_reference)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="photos", verbose_name="conversation")
    jpeg = models.BinaryField("image")
    created_at = models.DateTimeField("reçue", default=timezone.now)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "photo"
        verbose_name_plural = "photos"

    def __str__(self) -> str:
        return f"Photo {self.reference[4:10]}"


class Reason(models.TextChoices):
    """Why an answer was not useful."""

    WRONG = "wrong", "C’est faux"
    OFF_TOPIC = "off_topic", "Hors de la question"
    UNCLEAR = "unclear", "Pas clair"
    INCOMPLETE = "incomplete", "Incomplet"


class Feedback(models.Model):
    """A citizen's opinion on one answer; the last one given counts. It goes with its conversation."""

    message = models.OneToOneField(
        Message, models.CASCADE, related_name="feedback", verbose_name="réponse", primary_key=True
    )
    useful = models.BooleanField("utile")
    reason = models.CharField("pourquoi", max_length=10, choices=Reason, blank=True)
    created_at = models.DateTimeField("donné", default=timezone.now)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "avis"
        verbose_name_plural = "avis"

    def __str__(self) -> str:
        return "Utile" if self.useful else f"Pas utile {self.get_reason_display()}".strip()

    def question(self) -> str:
        """What the citizen had asked; empty when the answer was to nothing."""
        asked: Any = self.message.in_reply_to
        return asked.text if asked else ""
