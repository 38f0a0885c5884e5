"""A citizen's message becomes rows: the only way in, for every channel."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from guichet.communes.models import Commune
from guichet.conversations.models import Author, Conversation, Handling, Message, Status
from guichet.conversations.notices import CUT, EMPTY, disclosure
from guichet.conversations.references import free_reference
from guichet.conversations.text import neutralise

#: Payloads that anybody may send: the widget's and the page's own menu buttons, and what they say.
STANDING_PAYLOADS = {"/menu": "Menu", "/bonjour": "Bonjour"}
#: What ``accept`` changes in a conversation.
ACCEPT_FIELDS = ["next_seq", "last_message_at", "erase_at", "settled", "person_spoke"]
#: Outgoing messages looked through for the button that was pressed: months of an ordinary conversation.
_BUTTONS_LOOKED_AT = 300


class ForgedPayload(Exception):
    """The payload was not offered in this conversation."""


@dataclass(frozen=True)
class Incoming:
    """What a channel received; one of text, payload or attachments at least.

    ``attachments``: ``{"kind","ref"|"latitude","longitude"}`` (§2). ``external_id``, with its ``page``, is Meta's ``mid``.
    ``sent_at`` is when it was written. ``idempotency_key`` and ``body_hash`` are the web client's.
    ``answered`` is what the front desk itself answers, when this message is not for the brain.
    """

    text: str | None = None
    payload: str | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)
    page: str = ""
    external_id: str = ""
    idempotency_key: str = ""
    body_hash: str = ""
    sent_at: datetime | None = None
    answered: str = ""


def open_conversation(
    commune: Commune, channel: str, *, reference: str = "", **fields: Any
) -> tuple[Conversation, list[Message]]:
    """A new unsaved conversation and its first message: the assistant says that it is one.

    ``reference``: a free one, where the caller has drawn many at once.
    """
    reserved = reference or free_reference(commune.pk)
    conversation = Conversation(commune=commune, channel=channel, reserved_reference=reserved, **fields)
    return conversation, [_disclosure(conversation)]


def accept(conversation: Conversation, incoming: Incoming) -> list[Message]:
    """The rows of one citizen's message: itself, then what the front desk itself has to say about it. Unsaved.

    The caller holds the conversation's row lock, saves the messages and the conversation, and only then acknowledges.

    :raises ForgedPayload: nothing is to be stored.
    """
    silent_since = conversation.last_message_at
    long_silence = conversation.next_seq > 1 and silent_since < timezone.now() - timedelta(
        hours=settings.GUICHET_SILENCE_HOURS
    )
    held = conversation.handling == Handling.PERSON
    disclosed_again = not held and (long_silence or conversation.person_spoke)
    clean = neutralise(incoming.text or "")
    text, payload = clean.text, incoming.payload or ""
    if payload:
        text = offered_title(conversation, payload)
    message = conversation.next(
        Author.CITIZEN,
        status=Status.HELD if held else Status.RECEIVED,
        text=text,
        payload=payload,
        attachments=incoming.attachments,
        page=incoming.page,
        external_id=incoming.external_id,
        idempotency_key=incoming.idempotency_key,
        body_hash=incoming.body_hash,
        sent_at=incoming.sent_at,
    )
    conversation.erase_at = None
    conversation.person_spoke = held
    said = [message]
    if disclosed_again:
        said.append(_disclosure(conversation, message.id))
    if clean.cut and not payload:
        said.append(conversation.outgoing(Author.SYSTEM, text=CUT, in_reply_to_id=message.id))
    empty = not payload and not clean.visible and not incoming.attachments
    if not held and (incoming.answered or empty):
        message.status, message.done_at = Status.ANSWERED, message.created_at
        said.append(conversation.outgoing(Author.SYSTEM, text=incoming.answered or EMPTY, in_reply_to_id=message.id))
    conversation.settled = conversation.settled and message.status != Status.RECEIVED
    return said


def offered_title(conversation: Conversation, payload: str) -> str:
    """The title of the button that carried ``payload`` in this conversation.

    :raises ForgedPayload: no message of the conversation offered it and it is not a standing one.
    """
    if payload in STANDING_PAYLOADS:
        return STANDING_PAYLOADS[payload]
    offers = (
        Message.objects.filter(conversation_id=conversation.pk)
        .exclude(author=Author.CITIZEN)
        .exclude(choices=[])
        .order_by("-seq")
        .values_list("choices", flat=True)[:_BUTTONS_LOOKED_AT]
    )
    for choices in offers:
        for choice in choices:
            if choice["payload"] == payload:
                return str(choice["title"])
    raise ForgedPayload


def _disclosure(conversation: Conversation, in_reply_to: UUID | None = None) -> Message:
    text, links = disclosure(conversation.commune)
    return conversation.outgoing(Author.ASSISTANT, text=text, links=links, in_reply_to_id=in_reply_to)
