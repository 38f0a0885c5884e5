"""The demonstration site of a commune, the privacy page and the health check."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guichet import clock
from guichet.communes.models import Commune
from guichet.conversations import published, service
from guichet.database import UNAVAILABLE, in_database
from guichet.knowledge.snapshots import NotPublished
from guichet.problems import UNAVAILABLE_DETAIL, Problem

#: How many of each the home page shows.
NEWS, EVENTS = 3, 4


@require_safe
async def home(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """A commune's home page with the chat; the demo commune's at ``/``."""
    try:
        found = await in_database(_read, slug or settings.GUICHET_DEMO_COMMUNE)
    except UNAVAILABLE:
        return _page(request, "unavailable", {"detail": UNAVAILABLE_DETAIL}, status=503)
    if found is None:
        return _page(request, "unknown", {}, status=404)
    commune, document = found
    return _page(request, "home", {"commune": commune, **_shown(document)})


@require_safe
async def privacy(request: HttpRequest, slug: str) -> HttpResponse:
    """What becomes of a citizen's messages."""
    try:
        found = await in_database(_read, slug)
    except UNAVAILABLE:
        return _page(request, "unavailable", {"detail": UNAVAILABLE_DETAIL}, status=503)
    if found is None:
        return _page(request, "unknown", {}, status=404)
    commune, document = found
    return _page(
        request,
        "privacy",
        {
            "commune": commune,
            "about": document.get("commune", {}),
            "days": settings.GUICHET_RETENTION_DAYS,
            "minutes": settings.GUICHET_TOKEN_MINUTES,
        },
    )


@require_safe
async def health(request: HttpRequest) -> HttpResponse:
    """Whether this process serves: 200, or 503 without its database. The brain's absence is told but is no failure."""
    try:
        await in_database(_touch)
        database = "ok"
    except UNAVAILABLE:
        database = "away"
    loop = service.turn_loop
    brain = "unknown" if loop is None else "ok" if loop.available else "away"
    status = 200 if database == "ok" else 503
    return JsonResponse({"status": database, "database": database, "brain": brain}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 404: problem details for programs, a page for people."""
    if request.path.startswith(("/api/", "/messenger/")):
        return Problem(404, "Cette adresse n’existe pas.").response()
    return _page(request, "unknown", {}, status=404)


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"site/{name}.html", context, status=status)


def _read(slug: str) -> tuple[Commune, dict[str, Any]] | None:
    commune = Commune.objects.filter(slug=slug, active=True).first()
    if commune is None:
        return None
    try:
        return commune, published.document(commune)[1]
    except NotPublished:
        return commune, {}


def _touch() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _shown(document: dict[str, Any]) -> dict[str, Any]:
    """The parts of the snapshot that the home page shows (docs/architecture.md §4)."""
    now = clock.now()
    events = []
    for event in document.get("agenda", []):
        start = datetime.fromisoformat(event["start"])
        start = start.replace(tzinfo=start.tzinfo or clock.BRUSSELS).astimezone(clock.BRUSSELS)
        # A day without an hour lasts the whole day.
        all_day = len(event["start"]) == len("2026-11-23")
        if start >= now or (all_day and start.date() == now.date()):
            events.append(event | {"start": start, "all_day": all_day})
    news = sorted(document.get("news", []), key=lambda item: item["published"] or "", reverse=True)[:NEWS]
    dated = [item | {"published": item["published"] and datetime.fromisoformat(item["published"])} for item in news]
    return {
        "about": document.get("commune", {}),
        "services": document.get("services", []),
        "places": document.get("places", []),
        "news": dated,
        "events": sorted(events, key=lambda event: event["start"])[:EVENTS],
    }
