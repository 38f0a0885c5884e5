"""CORS: which websites may hold the widget of which commune.

A preflight says nothing of the commune, so it is allowed to the sites of any commune of this installation; the request
itself is then refused unless its site belongs to the conversation's commune (``tokens.holder``).
"""

import time
from collections import defaultdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import async_only_middleware

from guichet.communes.models import Commune
from guichet.database import UNAVAILABLE, in_database
from guichet.middleware import View
from guichet.problems import unavailable

#: Seconds for which the allow-lists are believed without asking the database again.
_FRESH = 5.0
_known: tuple[float, dict[str, frozenset[int]]] = (0.0, {})


async def communes_of(request: HttpRequest) -> frozenset[int] | None:
    """The communes whose widget the requesting page may hold; None for all (our own pages, and programs)."""
    origin = request.headers.get("Origin")
    if origin is None or origin in (settings.GUICHET_PUBLIC_URL, f"{request.scheme}://{request.get_host()}"):
        return None
    return (await _allowed()).get(origin, frozenset())


def forget() -> None:
    """Read the allow-lists again at the next request."""
    global _known
    _known = (0.0, {})


@async_only_middleware
def cors(get_response: View) -> View:
    """Answers preflights and names the allowed site in the responses of the API."""

    async def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith("/api/"):
            return await get_response(request)
        try:
            allowed = await communes_of(request)
        except UNAVAILABLE:
            return unavailable().response()
        preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204) if preflight else await get_response(request)
        if allowed:
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Expose-Headers"] = "Retry-After, Preference-Applied"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if allowed and preflight:
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
            response.headers["Access-Control-Allow-Headers"] = (
                "Authorization, Content-Type, Idempotency-Key, Last-Event-ID, Prefer"
            )
            response.headers["Access-Control-Max-Age"] = "600"
        response.headers["Vary"] = "Origin"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


async def _allowed() -> dict[str, frozenset[int]]:
    global _known
    if time.monotonic() - _known[0] > _FRESH or not _known[0]:
        _known = (time.monotonic(), await in_database(_read))
    return _known[1]


def _read() -> dict[str, frozenset[int]]:
    origins: dict[str, set[int]] = defaultdict(set)
    for commune, allowed in Commune.objects.filter(active=True).values_list("pk", "allowed_origins"):
        for origin in allowed:
            origins[origin].add(commune)
    return {origin: frozenset(communes) for origin, communes in origins.items()}
