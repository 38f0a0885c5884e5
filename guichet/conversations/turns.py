"""The steps of a turn in the database. Each is one transaction; nothing here waits for the brain.

One turn at a time a conversation, in order: a process takes a conversation's lease inside the transaction that shows it
a waiting message, and stores the answer only if the lease is still its own and the message still waits. A process
that died leaves a lease that expires; one that slept through its lease finds another owner and drops its answer.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from guichet import clock
from guichet.conversations import erasure, published
from guichet.conversations.brain import EraseEffect, PersonRequestEffect, ReportEffect, TurnAnswer, TurnFailed
from guichet.conversations.models import Author, Channel, Conversation, Handling, Message, PersonRequest, Report, Status
from guichet.conversations.notices import PATIENCE, UNANSWERABLE, WAITING, receipt
from guichet.conversations.references import free_reference
from guichet.knowledge.snapshots import NotPublished

logger = logging.getLogger(__name__)

#: How long a lease lasts unless renewed; after a crash, the longest a conversation stays still.
LEASE = timedelta(seconds=6)
#: What taking and releasing a lease changes in a conversation.
LEASE_FIELDS = ["lease_owner", "lease_until", "retry_at", "settled"]
_FINISH_FIELDS = [*LEASE_FIELDS, "state", "next_seq", "last_message_at", "reserved_reference", "erase_at"]
#: Turns begun for one message before it is given up.
MAX_ATTEMPTS = 5


@dataclass(frozen=True)
class Turn:
    """A citizen's message that this process may have answered now. ``body`` is the brain's request (§2)."""

    message: UUID
    seq: int
    conversation: UUID
    commune: int
    channel: str
    owner: str
    attempts: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Stored:
    """What storing did: ``answers`` (None when another process had answered already) and the conversation's next turn."""

    answers: list[Message] | None
    next: Turn | None


def claim(conversation_id: UUID, owner: str) -> Turn | None:
    """Take the conversation's lease and its first waiting message; None if nothing waits or another process has it."""
    with transaction.atomic():
        conversation = _locked(conversation_id)
        if conversation is None:
            return None
        turn = take(conversation, owner)
        conversation.save(update_fields=LEASE_FIELDS)
        return turn


def take(conversation: Conversation, owner: str) -> Turn | None:
    """As ``claim``, for a caller that holds the row's lock and saves the conversation."""
    now = timezone.now()
    if conversation.handling != Handling.ASSISTANT:
        conversation.messages.filter(status=Status.RECEIVED).update(status=Status.HELD)
        return None
    if conversation.lease_until and conversation.lease_until > now:
        return None
    if conversation.retry_at and conversation.retry_at > now:
        return None
    conversation.lease_owner, conversation.lease_until, conversation.retry_at = "", None, None
    # A channel may deliver two messages in the wrong order: as long as both wait, they are answered as they were written.
    waiting = conversation.messages.filter(status=Status.RECEIVED).order_by(Coalesce("sent_at", "created_at"), "seq")
    message = next(iter(waiting[:1]), None)
    conversation.settled = message is None
    return lease(conversation, message, owner) if message else None


def lease(conversation: Conversation, message: Message, owner: str) -> Turn | None:
    """Give ``owner`` the turn of ``message``, the first that waits; the caller saves the conversation.

    None, and a new try in five seconds, when the commune has nothing published yet.
    """
    now = timezone.now()
    try:
        known = published.current(conversation.commune_id)
    except NotPublished as error:
        logger.error("no snapshot is published: load the commune’s pack", extra={"commune": str(error)})
        conversation.retry_at = now + timedelta(seconds=5)
        return None
    conversation.lease_owner, conversation.lease_until = owner, now + LEASE
    body = {
        "conversation": str(conversation.id),
        "turn": str(message.id),
        "commune": known.slug,
        "snapshot": known.version,
        "channel": conversation.channel,
        "locale": conversation.locale,
        "now": clock.now().isoformat(timespec="seconds"),
        "text": None if message.payload else message.text or None,
        "payload": message.payload or None,
        "attachments": [_for_the_brain(attachment) for attachment in message.attachments],
        "reference": conversation.reserved_reference,
        "state": conversation.state,
    }
    return Turn(
        message.id,
        message.seq,
        conversation.id,
        conversation.commune_id,
        conversation.channel,
        owner,
        message.attempts,
        body,
    )


def finish(turn: Turn, answer: TurnAnswer) -> Stored:
    """Store answers, effects, state and status together, and take the conversation's next waiting message.

    :raises TurnFailed: an effect cannot be stored (a reference that was not ours); nothing is stored.
    """
    with transaction.atomic():
        conversation = _locked(turn.conversation)
        if conversation is None or conversation.lease_owner != turn.owner:
            return Stored(None, None)
        if conversation.handling == Handling.PERSON:
            # A person took over while the brain was thinking: the assistant does not talk over them.
            conversation.lease_owner, conversation.lease_until = "", None
            take(conversation, turn.owner)
            conversation.save(update_fields=LEASE_FIELDS)
            return Stored(None, None)
        newer = conversation.next_seq > turn.seq + 1 or conversation.channel == Channel.MESSENGER
        if not _mark_answered(turn, answer):
            return Stored(None, _release_and_take(conversation, turn.owner, newer=True))
        conversation.state = answer.state
        _apply(conversation, turn, answer)
        answers = [
            conversation.outgoing(
                Author.ASSISTANT,
                text=reply.text,
                choices=[choice.model_dump() for choice in reply.choices],
                links=[link.model_dump() for link in reply.links],
                card=reply.card,
                in_reply_to_id=None if conversation.erase_at else turn.message,
                model=answer.model,
            )
            for reply in answer.messages
        ]
        if any(isinstance(effect, EraseEffect) for effect in answer.effects):
            text, links = receipt(erasure.done())
            answers.append(conversation.outgoing(Author.SYSTEM, text=text, links=links))
        Message.objects.bulk_create(answers)
        return Stored(answers, _release_and_take(conversation, turn.owner, newer=newer))


def give_up_for_now(turn: Turn) -> None:
    """The brain is away: release the conversation; the message keeps waiting and no attempt is counted."""
    Conversation.objects.filter(pk=turn.conversation, lease_owner=turn.owner).update(lease_owner="", lease_until=None)


def failed(turn: Turn, reason: str) -> bool:
    """A turn was begun and failed: try again later (0.5, 1, 2, 4 s), or, after ``MAX_ATTEMPTS``, say so honestly.

    Returns whether the message was given up: refused, marked for staff, and the conversation goes on.
    """
    with transaction.atomic():
        conversation = _locked(turn.conversation)
        if conversation is None or conversation.lease_owner != turn.owner:
            return False
        conversation.lease_owner, conversation.lease_until = "", None
        attempts = turn.attempts + 1
        waiting = Message.objects.filter(pk=turn.message, status=Status.RECEIVED)
        if attempts < MAX_ATTEMPTS:
            waiting.update(attempts=attempts, error=reason[:200])
            conversation.retry_at = timezone.now() + timedelta(seconds=0.5 * 2 ** (attempts - 1))
            conversation.save()
            return False
        given_up = waiting.update(
            attempts=attempts, error=reason[:200], status=Status.REFUSED, needs_attention=True, done_at=timezone.now()
        )
        if given_up:
            conversation.outgoing(Author.SYSTEM, text=UNANSWERABLE, in_reply_to_id=turn.message).save(force_insert=True)
        conversation.retry_at = None
        conversation.save()
        return bool(given_up)


def renew(conversations: list[UUID], owner: str) -> None:
    """Keep the leases of turns that are still running."""
    Conversation.objects.filter(pk__in=conversations, lease_owner=owner).update(lease_until=timezone.now() + LEASE)


def waiting(limit: int = 200) -> list[UUID]:
    """Conversations with a message to answer and no live lease, the oldest message first."""
    now = timezone.now()
    rows = (
        Message.objects.filter(status=Status.RECEIVED)
        .filter(Q(conversation__lease_until=None) | Q(conversation__lease_until__lte=now))
        .filter(Q(conversation__retry_at=None) | Q(conversation__retry_at__lte=now))
        .order_by("created_at")
        .values_list("conversation_id", flat=True)[:limit]
    )
    return list(dict.fromkeys(rows))


def tell_those_who_wait(limit: int = 100) -> list[tuple[UUID, str]]:
    """Store one plain sentence for each message without an answer for ``PATIENCE``; returns (conversation, channel)."""
    late = timezone.now() - PATIENCE
    overdue = Message.objects.filter(
        status=Status.RECEIVED, notified_at=None, created_at__lte=late, conversation__handling=Handling.ASSISTANT
    )
    told = []
    for message_id, conversation_id in overdue.order_by("created_at").values_list("pk", "conversation_id")[:limit]:
        with transaction.atomic():
            conversation = _locked(conversation_id)
            still = Message.objects.filter(pk=message_id, status=Status.RECEIVED, notified_at=None)
            if (
                conversation is None
                or conversation.handling == Handling.PERSON
                or not still.update(notified_at=timezone.now())
            ):
                continue
            conversation.outgoing(Author.SYSTEM, text=WAITING, in_reply_to_id=message_id).save(force_insert=True)
            conversation.save(update_fields=["next_seq", "last_message_at"])
            told.append((conversation_id, conversation.channel))
    return told


def _locked(conversation_id: UUID) -> Conversation | None:
    return next(iter(Conversation.objects.select_for_update().filter(pk=conversation_id)), None)


def _mark_answered(turn: Turn, answer: TurnAnswer) -> bool:
    return bool(
        Message.objects.filter(pk=turn.message, status=Status.RECEIVED).update(
            status=Status.ANSWERED,
            understood=answer.understood,
            model=answer.model,
            timing=answer.timing_ms,
            error="",
            done_at=timezone.now(),
        )
    )


def _release_and_take(conversation: Conversation, owner: str, *, newer: bool) -> Turn | None:
    conversation.lease_owner, conversation.lease_until, conversation.retry_at = "", None, None
    conversation.settled = True
    turn = take(conversation, owner) if newer else None
    conversation.save(update_fields=_FINISH_FIELDS)
    return turn


def _apply(conversation: Conversation, turn: Turn, answer: TurnAnswer) -> None:
    for effect in answer.effects:
        if isinstance(effect, ReportEffect):
            if effect.reference != conversation.reserved_reference:
                raise TurnFailed("report with a reference that was not reserved")
            _report(conversation, effect)
        elif isinstance(effect, PersonRequestEffect):
            _person_request(conversation, turn, effect.reason, effect.expected)
        elif isinstance(effect, EraseEffect):
            erasure.empty(conversation)


def _report(conversation: Conversation, effect: ReportEffect) -> None:
    Report.objects.create(
        commune=conversation.commune,
        conversation=conversation,
        reference=effect.reference,
        what=effect.what,
        where=effect.where or "",
        location=effect.location,
        photo=(effect.photo or "")[:100],
        contact=(effect.contact or "")[:255],
    )
    conversation.reserved_reference = free_reference(conversation.commune_id)


def _person_request(conversation: Conversation, turn: Turn, reason: str, expected: datetime | None) -> None:
    PersonRequest.objects.create(
        conversation=conversation, message_id=turn.message, reason=reason, expected_at=expected
    )


def _for_the_brain(attachment: dict[str, Any]) -> dict[str, Any]:
    return {name: attachment[name] for name in ("kind", "ref", "latitude", "longitude") if name in attachment}
