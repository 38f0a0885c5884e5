"""Photos citizens send: made anew, so that neither metadata nor anything hidden in the file is kept."""

import io
from typing import Any
from uuid import UUID

from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from guichet.conversations.models import Conversation
from guichet.problems import Problem
from guichet.webchat import tokens
from guichet.widget.models import Photo

#: Largest upload in bytes; the widget sends at most 1,000,000.
LARGEST = 1024 * 1024
#: Longest side kept, in pixels, and the most pixels an upload may have before it is decoded.
LONGEST_SIDE = 1600
MOST_PIXELS = 40_000_000
#: Photos of one conversation.
MOST = 10

UNREADABLE = "Cette photo ne peut pas être lue. Envoyez une photo au format JPEG."


def clean_jpeg(upload: bytes) -> bytes:
    """The same picture, upright, at most ``LONGEST_SIDE`` pixels, as a new JPEG without any metadata.

    :raises Problem: 422 when it is not a readable JPEG or has too many pixels.
    """
    try:
        with Image.open(io.BytesIO(upload), formats=["JPEG"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Problem(422, "Cette photo a trop de pixels. Envoyez-en une plus petite.")
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Problem(422, UNREADABLE) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A new image: `save` would otherwise copy what the file said about itself.
    new = Image.new("RGB", upright.size)
    new.paste(upright)
    out = io.BytesIO()
    new.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def keep(conversation_id: UUID, token: str, communes: frozenset[int] | None, jpeg: bytes) -> str:
    """Store a clean photo; returns its reference.

    :raises Problem: 401, 403 (``tokens.holder``); 409 one photo too many.
    """
    with transaction.atomic():
        conversation = tokens.holder(conversation_id, token, communes, lock=True)
        if conversation.photos.count() >= MOST:
            raise Problem(409, f"Vous avez déjà envoyé {MOST} photos dans cette conversation, c’est le maximum.")
        conversation.save(update_fields=["token_expires_at"])
        return Photo.objects.create(conversation=conversation, jpeg=jpeg).reference


def check_attachments(conversation: Conversation, attachments: list[dict[str, Any]]) -> None:
    """Refuse a photo that was not sent in this conversation.

    :raises Problem: 409.
    """
    references = [attachment["ref"] for attachment in attachments if attachment["kind"] == "image"]
    if references and conversation.photos.filter(pk__in=references).count() != len(set(references)):
        raise Problem(409, "Cette photo n’est plus disponible. Envoyez-la à nouveau.")
