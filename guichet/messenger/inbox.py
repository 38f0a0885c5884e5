"""Putting events into the conversations, once for each ``mid``.

A hundred citizens' messages are a dozen statements: rows are read together, changed in memory and written together.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import batched
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from guichet.communes.models import Commune
from guichet.conversations.intake import ACCEPT_FIELDS, open_conversation
from guichet.conversations.models import Author, Channel, Conversation, Message, Status
from guichet.conversations.references import free_references
from guichet.messenger import echoes
from guichet.messenger.events import Enforcement, Event, Inbound, InThread
from guichet.messenger.failures import RESTRICTED, RESTRICTED_FOR
from guichet.messenger.models import MessengerPage, PageState, Thread
from guichet.messenger.threads import Citizen

#: How precisely a page's last event is known.
MINUTE = timedelta(minutes=1)
#: Rows asked for in one query.
ROWS = 500


@dataclass
class Kept:
    """What was done with events: conversations with something new, and counts for the log."""

    conversations: list[UUID] = field(default_factory=list)
    stored: int = 0
    duplicates: int = 0
    unknown_pages: int = 0
    forged: int = 0
    cut: int = 0

    def add(self, more: "Kept") -> None:
        """Count what was done with more of them."""
        self.stored += more.stored
        self.duplicates += more.duplicates
        self.unknown_pages += more.unknown_pages
        self.forged += more.forged
        self.cut += more.cut


def keep(events: list[Event]) -> Kept:
    """Store events. Two processes given the same ones at once store them once: the second finds the first's rows."""
    try:
        return _keep(events)
    except IntegrityError:
        return _keep(events)


def _keep(events: list[Event]) -> Kept:
    kept = Kept()
    with transaction.atomic():
        pages = {page.page_id: page for page in _pages(events)}
        by_citizen: dict[tuple[str, str], list[InThread]] = defaultdict(list)
        known = _known_mids([event for event in events if isinstance(event, Inbound)])
        for event in events:
            if event.page not in pages:
                kept.unknown_pages += 1
            elif isinstance(event, Enforcement):
                _enforce(pages[event.page], event.blocked)
            elif isinstance(event, Inbound) and (event.page, event.mid) in known:
                kept.duplicates += 1
            else:
                if isinstance(event, Inbound):
                    known.add((event.page, event.mid))
                by_citizen[event.page, event.psid].append(event)
        _seen(pages.values())
        citizens = _citizens(by_citizen, {page: row.commune for page, row in pages.items()})
        echoes.confirm(events, pages.keys())
        # Always in the same order: two batches that lock the same rows must not wait for each other.
        for name in sorted(citizens):
            citizen = citizens[name]
            for event in by_citizen[name]:
                citizen.take(event)
            kept.stored += citizen.stored
            kept.forged += citizen.forged
            kept.cut += citizen.cut
        _save([citizens[name] for name in sorted(citizens)])
        kept.conversations = [citizen.conversation.id for citizen in citizens.values() if citizen.messages]
    return kept


def _pages(events: list[Event]) -> list[MessengerPage]:
    rows = MessengerPage.objects.filter(page_id__in={event.page for event in events}, active=True)
    return [page for page in rows.select_related("commune") if page.commune.active]


def _seen(pages: Iterable[MessengerPage]) -> None:
    now = timezone.now()
    late = [page.pk for page in pages if page.last_event_at is None or page.last_event_at < now - MINUTE]
    if late:
        MessengerPage.objects.filter(pk__in=late).update(last_event_at=now)


def _enforce(page: MessengerPage, blocked: bool) -> None:
    rows = MessengerPage.objects.filter(pk=page.pk)
    if blocked:
        rows.update(state=PageState.RESTRICTED, problem=RESTRICTED, paused_until=timezone.now() + RESTRICTED_FOR)
    else:
        rows.filter(state=PageState.RESTRICTED).update(state=PageState.WORKING, problem="", paused_until=None)


def _known_mids(events: list[Inbound]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for mids in batched((event.mid for event in events), ROWS):
        rows = Message.objects.filter(external_id__in=mids, author=Author.CITIZEN)
        found |= set(rows.values_list("page", "external_id"))
    return found


def _citizens(
    by_citizen: dict[tuple[str, str], list[InThread]], communes: dict[str, Commune]
) -> dict[tuple[str, str], Citizen]:
    """The citizens of a batch, with a new conversation for those who write for the first time."""
    found = {(row.page, row.page_scoped_id): row for row in _conversations(list(by_citizen))}
    waiting = _waiting([row.id for row in found.values()])
    citizens = {name: Citizen.known(row, waiting.get(row.id, 0)) for name, row in found.items()}
    newcomers: dict[Commune, list[tuple[str, str]]] = defaultdict(list)
    for name, events in by_citizen.items():
        # Only a citizen's own words open a conversation here: an echo or a receipt alone is somebody else's.
        if name not in found and any(isinstance(event, Inbound) for event in events):
            newcomers[communes[name[0]]].append(name)
    for commune, names in newcomers.items():
        for (page, psid), reference in zip(names, free_references(commune.pk, len(names)), strict=True):
            first = next(event for event in by_citizen[page, psid] if isinstance(event, Inbound))
            conversation, said = open_conversation(
                commune, Channel.MESSENGER, reference=reference, page=page, page_scoped_id=psid
            )
            citizens[page, psid] = Citizen.new(conversation, said, standby=first.standby)
    return citizens


def _conversations(names: list[tuple[str, str]]) -> list[Conversation]:
    found: list[Conversation] = []
    by_page: dict[str, list[str]] = defaultdict(list)
    for page, psid in names:
        by_page[page].append(psid)
    for page, psids in sorted(by_page.items()):
        for some in batched(sorted(psids), ROWS):
            rows = Conversation.objects.filter(channel=Channel.MESSENGER, page=page, page_scoped_id__in=some)
            rows = rows.select_related("commune", "thread")
            found += rows.select_for_update(of=("self",)).order_by("page_scoped_id")
    return found


def _waiting(conversations: list[UUID]) -> dict[UUID, int]:
    waiting: dict[UUID, int] = {}
    for some in batched(conversations, ROWS):
        rows = Message.objects.filter(conversation_id__in=some, status=Status.RECEIVED).values_list("conversation_id")
        waiting |= dict(rows.annotate(Count("pk")).order_by())
    return waiting


def _save(citizens: list[Citizen]) -> None:
    new = [citizen.conversation for citizen in citizens if citizen.is_new]
    changed = [citizen.conversation for citizen in citizens if not citizen.is_new and citizen.messages]
    Conversation.objects.bulk_create(new)
    # One statement for all of them; each row is there, so only the fields named change.
    Conversation.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["id"], update_fields=[*ACCEPT_FIELDS, "handling"]
    )
    quiet = [citizen.conversation for citizen in citizens if not citizen.messages and citizen.moved]
    for conversation in quiet:
        conversation.save(update_fields=["handling", "person_spoke"])
    Thread.objects.bulk_create(
        [citizen.thread for citizen in citizens],
        update_conflicts=True,
        unique_fields=["conversation"],
        update_fields=["opened_at", "owner", "person_at", "blocked_at", "delivered_at", "read_at"],
    )
    Message.objects.bulk_create([message for citizen in citizens for message in citizen.messages])
