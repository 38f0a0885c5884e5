"""The webhook: Meta's handshake, and its events, stored before they are acknowledged (``sorting`` reads them); and erasures
that Meta asks for."""

import hmac
import json
import logging

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet import database
from guichet.conversations import service
from guichet.database import UNAVAILABLE, in_database
from guichet.messenger import counts, deletion, posts
from guichet.messenger.events import NotAnEvent, opened
from guichet.messenger.signature import valid
from guichet.problems import Problem, unavailable

logger = logging.getLogger(__name__)


@csrf_exempt
@require_http_methods(["GET", "POST"])
async def webhook(request: HttpRequest) -> HttpResponse:
    """``GET``: the handshake. ``POST``: events; 200 once stored, 403 unsigned, 400 unreadable, 503 come again."""
    if not settings.GUICHET_MESSENGER:
        return Problem(404, "Messenger n’est pas activé sur cette installation.").response()
    try:
        return _handshake(request) if request.method == "GET" else await _receive(request)
    except Problem as problem:
        return problem.response()


def _handshake(request: HttpRequest) -> HttpResponse:
    given = request.GET.get("hub.verify_token", "").encode(errors="replace")
    right = hmac.compare_digest(given, settings.GUICHET_MESSENGER_VERIFY_TOKEN.encode())
    if request.GET.get("hub.mode") != "subscribe" or not right:
        logger.warning("webhook handshake refused: another verify token")
        raise Problem(
            403, "Le jeton de vérification n’est pas le bon : comparez-le avec GUICHET_MESSENGER_VERIFY_TOKEN."
        )
    return HttpResponse(request.GET.get("hub.challenge", "")[:200], content_type="text/plain; charset=utf-8")


async def _receive(request: HttpRequest) -> HttpResponse:
    body = request.body
    _signed(request, body)
    text = _readable(body)
    try:
        await in_database(posts.put, text, timezone.now())
    except UNAVAILABLE as error:
        logger.warning("webhook not stored: the database is away", extra={"error": database.reason(error)})
        raise unavailable() from None
    if service.sorting:
        service.sorting.arrived()
    return HttpResponse("EVENT_RECEIVED", content_type="text/plain; charset=utf-8")


def _signed(request: HttpRequest, body: bytes) -> None:
    """Nothing else looks at a body before this.

    :raises Problem: 403, counted.
    """
    header = request.headers.get("X-Hub-Signature-256")
    if valid(body, header, settings.GUICHET_MESSENGER_APP_SECRET):
        return
    kind = "wrong" if header else "sha1-only" if request.headers.get("X-Hub-Signature") else "missing"
    counts.add(f"refused:signature-{kind}")
    logger.warning("webhook refused: signature", extra={"kind": kind})
    raise Problem(403, "La signature manque ou n’est pas la bonne.")


def _readable(body: bytes) -> str:
    """The body as a text that is a page's webhook.

    :raises Problem: 400, counted.
    """
    try:
        text = body.decode()
        opened(json.loads(text))
    except (ValueError, RecursionError, NotAnEvent) as error:
        kind = "object" if isinstance(error, NotAnEvent) else "json"
        counts.add(f"refused:{kind}")
        logger.warning("webhook refused: unreadable", extra={"kind": kind, "error": type(error).__name__})
        raise Problem(400, "Le corps n’est pas celui d’un webhook de Messenger.") from None
    return text


@csrf_exempt
@require_POST
async def data_deletion(request: HttpRequest) -> HttpResponse:
    """Meta's data-deletion callback: form field ``signed_request``; answers the receipt's page and code, or 403."""
    if not settings.GUICHET_MESSENGER:
        return Problem(404, "Messenger n’est pas activé sur cette installation.").response()
    try:
        user = deletion.user_of(request.POST.get("signed_request", ""))
    except (deletion.BadSignedRequest, RequestDataTooBig):
        counts.add("refused:signed-request")
        logger.warning("data deletion refused: signature")
        return Problem(403, "La demande n’est pas signée par Meta.").response()
    try:
        code = await in_database(deletion.ask, user)
    except UNAVAILABLE as error:
        logger.warning("data deletion not stored: the database is away", extra={"error": database.reason(error)})
        return unavailable().response()
    logger.info("data deletion asked")
    return JsonResponse({"url": f"{settings.GUICHET_PUBLIC_URL}/effacement/{code}", "confirmation_code": code})


@require_safe
async def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The status page of an erasure."""
    try:
        found = await in_database(deletion.receipt_of, code)
    except UNAVAILABLE:
        return unavailable().response()
    shown = deletion.shown(found) if found else None
    return render(request, "messenger/receipt.html", {"receipt": shown}, status=200 if found else 404)
