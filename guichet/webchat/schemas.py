"""Shapes of the public API; its OpenAPI description is made from them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, model_validator

from guichet.conversations.models import Message


class Strict(Schema):
    """Refuses members it does not know, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Start(Strict):
    """A conversation to start."""

    commune: str = Field(
        pattern=r"^[a-z0-9-]{1,60}$", description="Identifiant de la commune, par exemple val-de-brume."
    )


class Location(Strict):
    """A position the citizen shares, WGS 84 degrees."""

    kind: Literal["location"]
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


class Image(Strict):
    """A photo sent before in this conversation (``POST widget/photos/{conversation}``)."""

    kind: Literal["image"]
    ref: str = Field(pattern=r"^att_[A-Za-z0-9_-]{1,60}$")


class Send(Strict):
    """A citizen's message: a text or the payload of a button of this conversation; a position or a photo along or alone."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["text"]}, {"required": ["payload"]}, {"required": ["attachments"]}],
            "not": {"required": ["text", "payload"]},
        }
    )

    text: str = Field(
        "", max_length=16_000, description="Le texte ; au-delà de 1 000 caractères il est coupé, et c’est dit."
    )
    payload: str = Field("", pattern=r"^/", max_length=1000, description="Le payload d’un choix proposé, tel quel.")
    attachments: list[Annotated[Location | Image, Field(discriminator="kind")]] = Field(
        default_factory=list, min_length=1, max_length=1
    )

    @model_validator(mode="after")
    def one_content(self) -> "Send":
        """Refuse both a text and a payload, and a message without any of the three."""
        if not self.model_fields_set:
            raise ValueError("Donnez text, payload ou attachments.")
        if {"text", "payload"} <= self.model_fields_set:
            raise ValueError("Donnez text ou payload, pas les deux.")
        return self


class ChoiceOut(Schema):
    """A button; send its payload back as it is."""

    title: str
    payload: str


class LinkOut(Schema):
    """A link."""

    title: str
    url: str


class AttachmentOut(Schema):
    """What came with a citizen's message, without its content."""

    kind: str


class MessageOut(Schema):
    """One message of a conversation; ``seq`` grows by the order of the conversation."""

    id: UUID
    seq: int
    author: Literal["citizen", "assistant", "person", "system"]
    text: str
    choices: list[ChoiceOut]
    links: list[LinkOut]
    card: dict[str, Any] | None
    attachments: list[AttachmentOut]
    in_reply_to: UUID | None
    created_at: datetime


class Started(Schema):
    """A new conversation. The token is given this once; ``expires_at`` moves on at each use."""

    id: UUID
    token: str
    expires_at: datetime
    commune: str
    messages: list[MessageOut]


class Sent(Schema):
    """A stored message and, if they were waited for, its answers."""

    status: Literal["received", "answered", "held", "refused"]
    message: MessageOut
    messages: list[MessageOut]


class History(Schema):
    """Messages in order; ask again with ``after`` set to the last ``seq`` while ``more``."""

    messages: list[MessageOut]
    more: bool


class ProblemOut(Schema):
    """An error (RFC 9457); ``detail`` is a French sentence for the citizen."""

    type: str
    title: str
    status: int
    detail: str


def message_out(message: Message) -> dict[str, Any]:
    """A message as the API shows it (``MessageOut``)."""
    return {
        "id": str(message.id),
        "seq": message.seq,
        "author": str(message.author),
        "text": message.text,
        "choices": message.choices,
        "links": message.links,
        "card": message.card,
        "attachments": [{"kind": attachment["kind"]} for attachment in message.attachments],
        "in_reply_to": str(message.in_reply_to_id) if message.in_reply_to_id else None,
        "created_at": message.created_at.isoformat(timespec="milliseconds"),
    }
