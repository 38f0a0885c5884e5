"""What the web API does in the database, one function a request."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from guichet.communes.models import Commune
from guichet.conversations import erasure, turns
from guichet.conversations.intake import ACCEPT_FIELDS, ForgedPayload, Incoming, accept, open_conversation
from guichet.conversations.models import Channel, Conversation, Message, Status
from guichet.conversations.turns import Turn
from guichet.problems import Problem
from guichet.webchat import tokens
from guichet.widget import photos

#: Messages a page of history.
PAGE = 100


@dataclass(frozen=True)
class Received:
    """A stored message, what the front desk itself said about it, and its turn if this process may begin it now."""

    message: Message
    said: list[Message]
    turn: Turn | None


def start(slug: str, communes: frozenset[int] | None, token: str) -> tuple[Conversation, list[Message]]:
    """A stored conversation that ``token`` opens, and its first message.

    :raises Problem: 404 unknown commune; 403 a page of another website.
    """
    commune = Commune.objects.filter(slug=slug, active=True).first()
    if commune is None:
        raise Problem(404, "Cette commune n’est pas servie ici. Vérifiez son identifiant.")
    if communes is not None and commune.pk not in communes:
        raise Problem(403, "Cette page n’est pas autorisée à utiliser l’assistant de cette commune.")
    with transaction.atomic():
        conversation, messages = open_conversation(
            commune, Channel.WEB, token_hash=tokens.digest(token), token_expires_at=tokens.expiry()
        )
        conversation.save(force_insert=True)
        Message.objects.bulk_create(messages)
    return conversation, messages


def receive(
    conversation_id: UUID, token: str, communes: frozenset[int] | None, incoming: Incoming, owner: str | None
) -> Received:
    """Store a citizen's message, once for an idempotency key; ``owner`` is the turn loop that would answer it.

    :raises Problem: 401, 403 (``tokens.holder``); 409 a button or a photo that is not its own; 422 the key of another message.
    """
    with transaction.atomic():
        conversation = tokens.holder(conversation_id, token, communes, lock=True)
        photos.check_attachments(conversation, incoming.attachments)
        alone, settled = conversation.lease_until is None, conversation.settled
        try:
            said = accept(conversation, incoming)
            # A key that has served fails here on its constraint: cheaper than asking before every message.
            with transaction.atomic():
                Message.objects.bulk_create(said)
        except (ForgedPayload, IntegrityError) as error:
            if known := _same(conversation_id, incoming):
                return Received(known, [], None)
            if isinstance(error, IntegrityError):
                raise
            detail = "Ce bouton n’est plus valable. Écrivez plutôt votre question en quelques mots."
            raise Problem(409, detail) from None
        turn = None
        if owner and alone and said[0].status == Status.RECEIVED:
            turn = turns.lease(conversation, said[0], owner) if settled else turns.take(conversation, owner)
        conversation.save(update_fields={*ACCEPT_FIELDS, *turns.LEASE_FIELDS, "token_expires_at"})
        return Received(said[0], said[1:], turn)


def _same(conversation_id: UUID, incoming: Incoming) -> Message | None:
    """The message that the idempotency key has already brought.

    :raises Problem: 422, it was another message.
    """
    if not incoming.idempotency_key:
        return None
    rows = Message.objects.filter(conversation_id=conversation_id, idempotency_key=incoming.idempotency_key)
    known = next(iter(rows), None)
    if known and known.body_hash != incoming.body_hash:
        raise Problem(422, "Cette clé d’idempotence a déjà servi pour un autre message. Envoyez-en une nouvelle.")
    return known


def answers(message_id: UUID) -> tuple[Message | None, list[Message]]:
    """A citizen's message as it is now and its answers so far; None when it was erased."""
    message = Message.objects.filter(pk=message_id).first()
    return message, list(Message.objects.filter(in_reply_to_id=message_id).order_by("seq")) if message else []


def history(
    conversation_id: UUID, token: str, communes: frozenset[int] | None, after: int
) -> tuple[list[Message], bool]:
    """A page of the messages after ``after``, and whether there are more.

    :raises Problem: 401, 403.
    """
    conversation = tokens.holder(conversation_id, token, communes)
    found = since(conversation.pk, after, PAGE + 1)
    return found[:PAGE], len(found) > PAGE


def since(conversation_id: UUID, after: int, limit: int = PAGE) -> list[Message]:
    """The messages after ``after``, in order."""
    return list(Message.objects.filter(conversation_id=conversation_id, seq__gt=after).order_by("seq")[:limit])


def news(conversation_id: UUID, after: int) -> list[Message] | None:
    """As ``since``; None when the conversation is no more."""
    return since(conversation_id, after) or ([] if Conversation.objects.filter(pk=conversation_id).exists() else None)


def delete(conversation_id: UUID, token: str, communes: frozenset[int] | None) -> None:
    """Erase the conversation (``guichet.conversations.erasure`` says what goes and what stays).

    :raises Problem: 401, 403.
    """
    tokens.holder(conversation_id, token, communes, expired=True)
    erasure.erase(conversation_id)
