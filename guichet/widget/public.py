"""What everybody may know of a commune's widget: the JSON it begins with."""

import functools
import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings

from guichet import clock
from guichet.communes.models import Commune
from guichet.problems import Problem
from guichet.widget import colours
from guichet.widget.models import WidgetSettings
from guichet.widget.person_hours import is_available

_STRINGS = Path(__file__).resolve().parent / "strings"
#: The languages of the widget's own words; the assistant answers in French.
LANGUAGES = ("fr", "nl", "de", "en")


@functools.cache
def strings(language: str) -> dict[str, str]:
    """What the widget says. A key is never taken away: pinned versions of the widget go on asking for it."""
    words: dict[str, str] = json.loads((_STRINGS / f"{language}.json").read_text())
    return words


def avatar_version(avatar: bytes) -> str:
    """The beginning of the picture's SHA-256: its address changes with it."""
    return hashlib.sha256(avatar).hexdigest()[:16]


def lines(text: str) -> list[str]:
    """The lines that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def public_settings(slug: str, communes: frozenset[int] | None, language: str) -> dict[str, Any]:
    """The settings a page's widget begins with (``Settings`` in widget/src/types.ts).

    ``communes`` are those whose widget the page may hold, None for all.

    :raises Problem: 404 unknown commune; 403 a page of another website.
    """
    commune = Commune.objects.select_related("widget_settings").filter(slug=slug, active=True).first()
    if commune is None:
        raise Problem(404, "Cette commune n’est pas servie ici. Vérifiez son identifiant.")
    if communes is not None and commune.pk not in communes:
        raise Problem(403, "Cette page n’est pas autorisée à utiliser l’assistant de cette commune.")
    chosen = getattr(commune, "widget_settings", None) or WidgetSettings(commune=commune)
    language = language if language in LANGUAGES else "fr"
    avatar = bytes(chosen.avatar)
    return {
        "name": commune.name,
        "title": chosen.title or f"Assistant {commune.of}",
        # Written in French by the commune; in another language the widget's own words are better.
        "greeting": chosen.first_message if chosen.first_message and language == "fr" else None,
        "colour": chosen.colour,
        "colour_dark": chosen.colour_dark or colours.nearest_on_dark(chosen.colour),
        "position": chosen.position,
        "avatar": f"/widget/avatar/{slug}/{avatar_version(avatar)}.png" if avatar else None,
        "show_on": lines(chosen.show_on),
        "hide_on": lines(chosen.hide_on),
        "person": _person(chosen),
        "privacy_url": commune.privacy_url or f"{settings.GUICHET_PUBLIC_URL}/vie-privee/{slug}",
        "retention_days": settings.GUICHET_RETENTION_DAYS,
        "lang": language,
        "strings": strings(language),
    }


def avatar(slug: str) -> bytes:
    """The commune's picture, empty when there is none."""
    found = (
        WidgetSettings.objects.filter(commune__slug=slug, commune__active=True).values_list("avatar", flat=True).first()
    )
    return bytes(found or b"")


def _person(chosen: WidgetSettings) -> dict[str, Any] | None:
    if not chosen.person_hours:
        return None
    return {"available": is_available(chosen.person_hours, clock.now()), "text": chosen.person_hours_text}
