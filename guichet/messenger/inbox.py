"""Storing what a webhook brought: all of it in one transaction, once for each ``mid``, before Meta is told 200."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from guichet.conversations.intake import ForgedPayload, Incoming, accept, open_conversation
from guichet.conversations.models import Author, Channel, Conversation, Message, Status
from guichet.conversations.notices import TOO_MANY
from guichet.conversations.text import neutralise
from guichet.messenger.doubt import UNCONFIRMED
from guichet.messenger.events import Batch, Echo, Inbound
from guichet.messenger.models import MessengerPage

#: Messages of one conversation that may wait for their answers; those beyond are refused, and it is said.
MOST_WAITING = 20


@dataclass
class Kept:
    """What was done with a batch: conversations with something new, and counts for the log."""

    conversations: list[UUID] = field(default_factory=list)
    stored: int = 0
    duplicates: int = 0
    unknown_pages: int = 0


def keep(batch: Batch) -> Kept:
    """Store a batch. Two processes given the same batch at once store it once: the second then finds the first's rows."""
    try:
        return _keep(batch)
    except IntegrityError:
        return _keep(batch)


def _keep(batch: Batch) -> Kept:
    kept = Kept()
    with transaction.atomic():
        _confirm(batch.echoes)
        pages = MessengerPage.objects.filter(page_id__in={event.page for event in batch.inbound}, active=True)
        communes = {page.page_id: page.commune for page in pages.select_related("commune") if page.commune.active}
        by_citizen: dict[tuple[str, str], list[Inbound]] = defaultdict(list)
        known = _known_mids(batch.inbound)
        for event in batch.inbound:
            if event.page not in communes:
                kept.unknown_pages += 1
            elif (event.page, event.mid) in known:
                kept.duplicates += 1
            else:
                known.add((event.page, event.mid))
                by_citizen[event.page, event.psid].append(event)
        conversations = _conversations(list(by_citizen))
        messages: list[Message] = []
        # Always in the same order: two batches that lock the same rows must not wait for each other.
        for citizen in sorted(by_citizen):
            conversation = conversations.get(citizen)
            if conversation is None:
                page, psid = citizen
                conversation, said = open_conversation(
                    communes[page], Channel.MESSENGER, page=page, page_scoped_id=psid
                )
                conversation.save(force_insert=True)
                messages += said
            messages += _accept_all(conversation, by_citizen[citizen])
            conversation.save()
            kept.conversations.append(conversation.id)
            kept.stored += len(by_citizen[citizen])
        Message.objects.bulk_create(messages, batch_size=500)
    return kept


def _accept_all(conversation: Conversation, events: list[Inbound]) -> list[Message]:
    messages: list[Message] = []
    waiting = conversation.messages.filter(status=Status.RECEIVED).count()
    for event in events:
        said = _accept(conversation, event)
        messages += said
        if said[0].status != Status.RECEIVED:
            continue
        waiting += 1
        if waiting > MOST_WAITING:
            said[0].status, said[0].done_at = Status.REFUSED, timezone.now()
        if waiting == MOST_WAITING + 1:
            messages.append(conversation.outgoing(Author.SYSTEM, text=TOO_MANY, in_reply_to_id=said[0].id))
    return messages


def _accept(conversation: Conversation, event: Inbound) -> list[Message]:
    incoming = Incoming(
        text=event.text, payload=event.payload, attachments=event.attachments, page=event.page,
        external_id=neutralise(event.mid).text,
    )  # fmt: skip
    try:
        return accept(conversation, incoming)
    except ForgedPayload:
        # An old button, of a conversation erased since: what it said is still a good question.
        return accept(conversation, replace(incoming, payload=None, text=event.title))


def _known_mids(events: list[Inbound]) -> set[tuple[str, str]]:
    mids = [event.mid for event in events]
    found: set[tuple[str, str]] = set()
    for start in range(0, len(mids), 500):
        rows = Message.objects.filter(external_id__in=mids[start : start + 500], author=Author.CITIZEN)
        found |= set(rows.values_list("page", "external_id"))
    return found


def _conversations(citizens: list[tuple[str, str]]) -> dict[tuple[str, str], Conversation]:
    found: dict[tuple[str, str], Conversation] = {}
    for start in range(0, len(citizens), 200):
        wanted = Q()
        for page, psid in citizens[start : start + 200]:
            wanted |= Q(page=page, page_scoped_id=psid)
        rows = Conversation.objects.filter(wanted, channel=Channel.MESSENGER).select_related("commune")
        for row in rows.select_for_update(of=("self",)).order_by("page", "page_scoped_id"):
            found[row.page, row.page_scoped_id] = row
    return found


def _confirm(echoes: list[Echo]) -> None:
    """Meta's echo proves that a message was accepted, even if its answer to us was lost."""
    for echo in echoes:
        try:
            message_id = UUID(echo.metadata)
        except ValueError:
            continue
        unsure = Message.objects.filter(
            pk=message_id, conversation__page=echo.page, status=Status.FAILED, error=UNCONFIRMED
        )
        unsure.update(
            status=Status.SENT, external_id=echo.mid[:255], error="", needs_attention=False, done_at=timezone.now()
        )
