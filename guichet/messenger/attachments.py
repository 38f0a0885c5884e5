"""What citizens send besides words: what the brain can use, and a polite answer to the rest.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messages
"""

import secrets
from typing import Any

#: Attachments read of one message.
MOST = 10
#: Longest address of a file kept.
LONGEST_URL = 2000
#: Meta's « like » stickers (small, medium, large): a thumbs-up.
THUMBS_UP = {"369239263222822", "369239343222814", "369239383222810"}
#: The same, in words; skin tones aside.
LIKE, SKIN_TONES = "👍", "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff\ufe0f"
#: Kinds that the brain is given: a photo or a place may be part of a report (docs/architecture.md §2).
USEFUL = {"image", "location"}
#: What the front desk answers when a message holds nothing else.
POLITE = {
    # Often pressed by mistake, so never taken for a yes.
    "like": "Merci\u202f! Si vous répondez à une question, écrivez «\u202foui\u202f» ou «\u202fnon\u202f». Sinon, je reste à votre disposition.",
    "sticker": "Merci\u202f! Écrivez-moi votre question en quelques mots, et je cherche la réponse.",
    "audio": "Je ne peux pas écouter les messages vocaux. Écrivez-moi votre question en quelques mots, ou «\u202fparler à quelqu’un\u202f».",
    "video": "Je ne peux pas regarder les vidéos. Décrivez-moi en quelques mots ce qu’on y voit, ou envoyez une photo.",
    "file": "Je ne peux pas ouvrir ce que vous m’avez envoyé. Écrivez-moi votre question en quelques mots. N’envoyez pas ici de document personnel.",
}


def read_attachments(found: Any, sticker: Any) -> tuple[str, list[dict[str, Any]]]:
    """(what they say in words, the attachments): ``{"kind", "ref", "url"}`` or ``{"kind": "location", "latitude", "longitude"}``.

    ``sticker`` is the message's own ``sticker_id``. A sticker comes as type ``sticker``, or as an ``image`` with a
    ``sticker_id``, or both at once (Meta's change of June to August 2026):
    https://developers.facebook.com/documentation/business-messaging/messenger-platform/changelog/
    """
    items = [item for item in found[:MOST] if isinstance(item, dict)] if isinstance(found, list) else []
    stickers = {identity for item in items if (identity := _sticker(item, sticker))}
    attachments = [one for item in items if not _sticker(item, sticker) and (one := _one(item))]
    if stickers and not attachments:
        return (LIKE, []) if stickers & THUMBS_UP else ("", [{"kind": "sticker", "ref": _reference()}])
    return "", attachments


def polite_answer(text: str, attachments: list[dict[str, Any]]) -> str:
    """What to say to a message that holds nothing the brain could use; empty when it holds something."""
    if text.strip().rstrip(SKIN_TONES) == LIKE and not attachments:
        return POLITE["like"]
    if text.strip() or not attachments or any(one["kind"] in USEFUL for one in attachments):
        return ""
    return POLITE.get(attachments[0]["kind"], POLITE["file"])


def _sticker(item: dict[str, Any], of_message: Any) -> str:
    payload = item.get("payload")
    identity = (payload.get("sticker_id") if isinstance(payload, dict) else None) or of_message
    return str(identity or "sticker") if item.get("type") == "sticker" or identity else ""


def _one(item: dict[str, Any]) -> dict[str, Any] | None:
    kind, payload = item.get("type"), item.get("payload")
    payload = payload if isinstance(payload, dict) else {}
    if not isinstance(kind, str) or not kind:
        return None
    if kind == "location":
        coordinates = payload.get("coordinates")
        coordinates = coordinates if isinstance(coordinates, dict) else {}
        latitude, longitude = coordinates.get("lat"), coordinates.get("long")
        if not _degrees(latitude, 90) or not _degrees(longitude, 180):
            return None
        return {"kind": kind, "latitude": latitude, "longitude": longitude}
    url = payload.get("url")
    url = url[:LONGEST_URL] if isinstance(url, str) and url.startswith("https://") else ""
    # An address is of plain characters; others could not all be stored (NUL, lone surrogates).
    url = url if url.isascii() and url.isprintable() else ""
    return {"kind": kind if kind in {"image", "audio", "video"} else "file", "ref": _reference(), "url": url}


def _reference() -> str:
    return f"att_{secrets.token_hex(12)}"


def _degrees(value: Any, limit: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -limit <= value <= limit
