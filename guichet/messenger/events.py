"""Reading Meta's webhook bodies: every event of every entry, leniently, for one bad event must not cost the others.

https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/messages
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

#: What the brain knows of Meta's attachment types; anything else is a file to it.
KINDS = {"image", "audio", "video", "file", "location"}
#: Longer ids are not Meta's.
LONGEST_ID = 64


@dataclass(frozen=True)
class Inbound:
    """A citizen's message or button press. ``mid`` is unique within the page; ``psid`` is the page-scoped id.

    ``title`` is what the button said. Attachments: ``{"kind", "ref", "url"}`` or ``{"kind": "location", "latitude", "longitude"}``.
    """

    page: str
    psid: str
    mid: str
    text: str = ""
    payload: str = ""
    title: str = ""
    attachments: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Echo:
    """Meta tells that a message of ours was delivered; ``metadata`` is the uuid we gave it."""

    page: str
    mid: str
    metadata: str


@dataclass
class Batch:
    """What a body held; ``ignored`` counts receipts, unknown kinds and unreadable events."""

    inbound: list[Inbound] = field(default_factory=list)
    echoes: list[Echo] = field(default_factory=list)
    ignored: int = 0


class NotAnEvent(Exception):
    """The body is JSON but not a webhook's."""


def read(body: Any) -> Batch:
    """All events of a parsed body.

    :raises NotAnEvent: no ``{"object": "page", "entry": [...]}``.
    """
    if not isinstance(body, dict) or body.get("object") != "page" or not isinstance(body.get("entry"), list):
        raise NotAnEvent
    batch = Batch()
    for entry in body["entry"]:
        events = entry.get("messaging") if isinstance(entry, dict) else None
        if not isinstance(events, list):
            batch.ignored += 1
            continue
        for event in events:
            found = _event(event, entry)
            if isinstance(found, Inbound):
                batch.inbound.append(found)
            elif isinstance(found, Echo):
                batch.echoes.append(found)
            else:
                batch.ignored += 1
    return batch


def _event(event: Any, entry: dict[str, Any]) -> Inbound | Echo | None:
    if not isinstance(event, dict):
        return None
    message, postback = event.get("message"), event.get("postback")
    if isinstance(message, dict) and message.get("is_echo"):
        page = _id(_at(event, "sender", "id"))
        mid, metadata = _text(message.get("mid")), _text(message.get("metadata"))
        return Echo(page, mid, metadata) if page and mid and metadata else None
    page, psid = _id(_at(event, "recipient", "id")) or _id(entry.get("id")), _id(_at(event, "sender", "id"))
    if not page or not psid:
        return None
    if isinstance(message, dict):
        return _message(message, page, psid)
    if isinstance(postback, dict):
        return _postback(postback, event, page, psid)
    return None


def _message(message: dict[str, Any], page: str, psid: str) -> Inbound | None:
    mid = _text(message.get("mid"))
    if not mid or len(mid) > 255:
        return None
    text = _text(message.get("text"))
    return Inbound(
        page, psid, mid, text=text, payload=_text(_at(message, "quick_reply", "payload")), title=text,
        attachments=_attachments(message.get("attachments")),
    )  # fmt: skip


def _postback(postback: dict[str, Any], event: dict[str, Any], page: str, psid: str) -> Inbound | None:
    payload, title = _text(postback.get("payload")), _text(postback.get("title"))
    if not payload and not title:
        return None
    # Older webhook versions give postbacks no mid: what identifies the press is who, when and what.
    press = hashlib.sha256(f"{psid}\n{event.get('timestamp')}\n{payload}".encode(errors="replace")).hexdigest()
    mid = _text(postback.get("mid"))
    return Inbound(page, psid, mid if mid and len(mid) <= 255 else f"postback:{press}", payload=payload, title=title)


def _attachments(found: Any) -> list[dict[str, Any]]:
    if not isinstance(found, list):
        return []
    attachments: list[dict[str, Any]] = []
    for item in found[:10]:
        kind = _text(_at(item, "type"))
        latitude, longitude = _at(item, "payload", "coordinates", "lat"), _at(item, "payload", "coordinates", "long")
        if kind == "location" and _degrees(latitude, 90) and _degrees(longitude, 180):
            attachments.append({"kind": kind, "latitude": latitude, "longitude": longitude})
        elif kind and kind != "location":
            url = _text(_at(item, "payload", "url"))[:2000]
            reference = f"att_{secrets.token_hex(12)}"
            attachments.append({"kind": kind if kind in KINDS else "file", "ref": reference, "url": url})
    return attachments


def _at(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _id(value: Any) -> str:
    identifier = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return identifier if identifier.isascii() and identifier.isalnum() and len(identifier) <= LONGEST_ID else ""


def _degrees(value: Any, limit: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -limit <= value <= limit
