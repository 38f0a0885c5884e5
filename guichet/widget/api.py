"""What the widget asks of the front desk beside conversations, under ``/api/v1/widget/``."""

import asyncio
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Path, Query, Router, Schema

from guichet.conversations.models import Author, Message
from guichet.database import in_database
from guichet.problems import Problem
from guichet.webchat import limits, tokens
from guichet.webchat.api import TOKEN, errors, token_of
from guichet.webchat.origins import communes_of
from guichet.webchat.schemas import Strict
from guichet.widget import photos
from guichet.widget.models import Feedback, Reason
from guichet.widget.public import public_settings

#: Seconds for which a browser keeps the settings: a change shows within that time.
FRESH = 60

router = Router(tags=["widget"])


class Person(Schema):
    """Whether a person also answers; ``text`` says when, in the commune's words."""

    available: bool
    text: str


class SettingsOut(Schema):
    """How a commune's widget looks, and what it says. Colours are ``#rrggbb``; pages are paths with ``*``."""

    name: str
    title: str
    greeting: str | None
    colour: str
    colour_dark: str
    position: Literal["left", "right"]
    avatar: str | None
    show_on: list[str]
    hide_on: list[str]
    person: Person | None
    privacy_url: str
    retention_days: int
    lang: str
    strings: dict[str, str]


class PhotoOut(Schema):
    """The reference to give as ``{"kind": "image", "ref": …}`` in the message that follows."""

    ref: str


class Opinion(Strict):
    """Whether an answer was useful; ``reason`` only when it was not."""

    message: UUID
    useful: bool
    reason: Literal["wrong", "off_topic", "unclear", "incomplete"] | None = None

    model_config = {"extra": "forbid", "strict": False}


@router.get("/settings/{commune}", response={200: SettingsOut, **errors(403, 404)}, summary="Réglages du widget")
async def read_settings(
    request: HttpRequest,
    commune: Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$")],
    lang: Annotated[str, Query(max_length=10)] = "fr",
) -> HttpResponse:
    """L’apparence du widget d’une commune et ses textes, dans la langue demandée ou en français."""
    limits.check_address(request)
    found = await in_database(public_settings, commune, await communes_of(request), lang)
    return JsonResponse(found, headers={"Cache-Control": f"public, max-age={FRESH}"})


JPEG_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post(
    "/photos/{uuid:conversation}",
    auth=TOKEN,
    response={201: PhotoOut, **errors(401, 403, 409, 415)},
    openapi_extra=JPEG_BODY,
    summary="Envoyer une photo",
)
async def send_photo(request: HttpRequest, conversation: UUID) -> HttpResponse:
    """Garde la photo, refaite sans ses métadonnées ; elle part avec le message qui donne sa référence."""
    limits.check_address(request)
    limits.check_conversation(conversation)
    if request.content_type != "image/jpeg":
        raise Problem(415, photos.UNREADABLE)
    communes = await communes_of(request)
    # Who may not send is refused before the work of decoding.
    await in_database(tokens.holder, conversation, token_of(request), communes)
    jpeg = await asyncio.to_thread(photos.clean_jpeg, request.body)
    reference = await in_database(photos.keep, conversation, token_of(request), communes, jpeg)
    return JsonResponse({"ref": reference}, status=201)


@router.post(
    "/feedback/{uuid:conversation}",
    auth=TOKEN,
    response={204: None, **errors(401, 403, 404)},
    summary="Dire si une réponse est utile",
)
async def give_feedback(request: HttpRequest, conversation: UUID, body: Opinion) -> HttpResponse:
    """Garde l’avis, le dernier donné compte ; il s’efface avec la conversation."""
    limits.check_address(request)
    await in_database(_keep_opinion, conversation, token_of(request), await communes_of(request), body)
    return HttpResponse(status=204)


def _keep_opinion(conversation_id: UUID, token: str, communes: frozenset[int] | None, opinion: Opinion) -> None:
    with transaction.atomic():
        tokens.holder(conversation_id, token, communes)
        answers = Message.objects.filter(conversation_id=conversation_id, author__in=[Author.ASSISTANT, Author.PERSON])
        if not answers.filter(pk=opinion.message).exists():
            raise Problem(404, "Cette réponse n’existe plus.")
        reason = Reason(opinion.reason) if opinion.reason and not opinion.useful else ""
        Feedback.objects.update_or_create(
            message_id=opinion.message, defaults={"useful": opinion.useful, "reason": reason}
        )
