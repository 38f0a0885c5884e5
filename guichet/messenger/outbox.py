"""What waits for its delivery, in the database: claimed, sent, to be tried again, or given up."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from guichet.conversations.models import Author, Conversation, Message, Status
from guichet.messenger.failures import RESTRICTED_FOR, Behaviour, Failure
from guichet.messenger.models import MessengerPage, PageState, Thread
from guichet.messenger.pace import backoff
from guichet.messenger.payloads import bodies
from guichet.messenger.tokens import UnreadableToken
from guichet.messenger.window import CLOSED, STANDARD, envelope

logger = logging.getLogger(__name__)

#: Between two looks at a page without a usable token.
NO_TOKEN_AGAIN = timedelta(minutes=1)
BLOCKED = "blocked: Meta does not deliver to this citizen"
#: A request that ended without a clear answer is asked about after this, one that may still be on its way after `IN_DOUBT`.
ASK_SOON = timedelta(seconds=2)


@dataclass(frozen=True)
class Parcel:
    """One part of a message to send now. ``body`` is the whole request; ``paused``: the page's last calls were too
    many, or Meta restricted it.

    ``answers``: it is what the citizen waits for, not a notice.
    """

    message: UUID
    conversation: UUID
    page: str
    token: str
    body: dict[str, Any]
    part: int
    parts: int
    paused: bool
    answers: bool


def due(limit: int = 100) -> list[UUID]:
    """Messenger conversations whose first unsent message may go now."""
    now = timezone.now()
    first = (
        Message.objects.filter(conversation=OuterRef("conversation"), status__in=[Status.PENDING, Status.SENDING])
        .order_by("seq")
        .values("pk")[:1]
    )
    closed = MessengerPage.objects.filter(Q(state=PageState.BROKEN) | Q(paused_until__gt=now)).values("page_id")
    rows = (
        Message.objects.filter(status=Status.PENDING, pk=Subquery(first))
        .filter(Q(retry_at=None) | Q(retry_at__lte=now))
        .exclude(conversation__page__in=closed)
        .order_by("created_at")
    )
    return list(rows.values_list("conversation_id", flat=True)[:limit])


def claim(conversation_id: UUID) -> Parcel | None:
    """Mark the conversation's next part as being sent; None if there is none, or another process is sending.

    Messages that may no longer leave (window closed, citizen unreachable) are given up on the way.
    """
    with transaction.atomic():
        conversation = Conversation.objects.filter(pk=conversation_id).select_related("thread").first()
        page = MessengerPage.objects.filter(page_id=conversation.page).first() if conversation else None
        if conversation is None or (page and _closed(page)):
            return None
        thread = getattr(conversation, "thread", None)
        while True:
            unsent = Message.objects.filter(conversation=conversation, status__in=[Status.PENDING, Status.SENDING])
            message = unsent.select_for_update(of=("self",)).order_by("seq").first()
            if message is None or message.status == Status.SENDING:
                return None
            if message.retry_at and message.retry_at > timezone.now():
                return None
            message.conversation = conversation
            says = envelope(message, thread.opened_at if thread else _last_act(conversation))
            if says and not (thread and thread.blocked_at):
                break
            _give_up(message, BLOCKED if says else CLOSED)
        token = page_token(page)
        if not token:
            # Nothing left: whoever enters the token lets it go at the next try.
            message.error, message.retry_at = "no page token", timezone.now() + NO_TOKEN_AGAIN
            message.needs_attention = True
            message.save(update_fields=["error", "retry_at", "needs_attention"])
            return None
        return _claimed(message, token, says, paused=bool(page and (page.pauses or page.state == PageState.RESTRICTED)))


def _claimed(message: Message, token: str, says: dict[str, Any], *, paused: bool) -> Parcel:
    conversation = message.conversation
    requests = bodies(message, conversation.page_scoped_id)
    part = min(message.parts_sent, len(requests) - 1)
    message.status = Status.SENDING
    message.claimed_at = message.retry_at = timezone.now()
    message.save(update_fields=["status", "retry_at", "claimed_at"])
    body = {**says, **requests[part]}
    answers = message.in_reply_to_id is not None and message.author != Author.SYSTEM
    return Parcel(message.id, conversation.id, conversation.page, token, body, part, len(requests), paused, answers)


def sent(parcel: Parcel, mid: str) -> Parcel | None:
    """Graph took the part; the message is sent with its last one. Returns the conversation's next part, claimed."""
    with transaction.atomic():
        mark_sent(parcel.message, mid, part=parcel.part, parts=parcel.parts)
        if parcel.paused:
            _let_go(parcel.page)
        return claim(parcel.conversation)


def _let_go(page: str) -> None:
    """Graph takes the page's messages again: it is neither too fast nor restricted any more."""
    rows = MessengerPage.objects.filter(page_id=page)
    rows.update(pauses=0)
    rows.filter(state=PageState.RESTRICTED).update(state=PageState.WORKING, problem="", paused_until=None)


def mark_sent(message: UUID, mid: str, *, part: int, parts: int) -> None:
    """The part number ``part`` of ``parts``, from 0, is at Graph as ``mid``."""
    fields: dict[str, Any] = {
        "parts_sent": part + 1,
        "retry_at": None,
        "attempts": 0,
        "error": "",
        "needs_attention": False,
    }
    if part + 1 == parts:
        fields |= {"status": Status.SENT, "external_id": mid, "done_at": timezone.now()}
    else:
        fields |= {"status": Status.PENDING, "external_id": mid}
    Message.objects.filter(pk=message, status=Status.SENDING, parts_sent=part).update(**fields)


def not_sent(parcel: Parcel, failure: Failure) -> Status:
    """Do with the message, the page and the thread what the failure asks for; the message's new status."""
    with transaction.atomic():
        rows = Message.objects.select_related("conversation").select_for_update(of=("self",))
        message = rows.filter(pk=parcel.message, status=Status.SENDING, parts_sent=parcel.part).first()
        if message is None:
            return Status.SENT
        message.attempts = min(message.attempts + 1, 1000)
        message.error = failure.reason[:200]
        {
            Behaviour.AGAIN: _again,
            Behaviour.DOUBT: _doubt,
            Behaviour.RATE: _rate,
            Behaviour.WINDOW: _window,
            Behaviour.RESTRICTED: _page_waits,
            Behaviour.BROKEN: _page_waits,
            Behaviour.BLOCKED: _blocked,
            Behaviour.REFUSED: _refused,
        }[failure.behaviour](message, failure)
        message.save()
        return Status(message.status)


def _again(message: Message, failure: Failure) -> None:
    message.status, message.retry_at = Status.PENDING, timezone.now() + backoff(message.attempts)


def _doubt(message: Message, failure: Failure) -> None:
    """It stays claimed; ``doubt`` asks Graph whether it has it, sooner when the request is surely over."""
    from guichet.messenger.doubt import IN_DOUBT

    if failure.ended:
        message.retry_at = timezone.now() - IN_DOUBT + ASK_SOON


def _rate(message: Message, failure: Failure) -> None:
    page = MessengerPage.objects.filter(page_id=message.conversation.page).first()
    pauses = min((page.pauses if page else 0) + 1, 100)
    until = timezone.now() + backoff(pauses)
    MessengerPage.objects.filter(page_id=message.conversation.page).update(paused_until=until, pauses=pauses)
    message.status, message.retry_at = Status.PENDING, until


def _window(message: Message, failure: Failure) -> None:
    """Meta knows better than we when the citizen last wrote: a person's message may still leave with its tag."""
    closed = timezone.now() - STANDARD
    was_open = Thread.objects.filter(conversation=message.conversation, opened_at__gt=closed).update(opened_at=closed)
    if was_open and message.author == Author.PERSON:
        message.status, message.retry_at = Status.PENDING, None
    else:
        _refused(message, failure)


def _page_waits(message: Message, failure: Failure) -> None:
    restricted = failure.behaviour is Behaviour.RESTRICTED
    until = timezone.now() + RESTRICTED_FOR
    MessengerPage.objects.filter(page_id=message.conversation.page).update(
        state=PageState.RESTRICTED if restricted else PageState.BROKEN,
        problem=failure.problem(),
        paused_until=until if restricted else None,
    )
    message.status, message.needs_attention = Status.PENDING, True
    message.retry_at = until if restricted else None


def _blocked(message: Message, failure: Failure) -> None:
    Thread.objects.filter(conversation=message.conversation).update(blocked_at=timezone.now())
    _refused(message, failure)


def _refused(message: Message, failure: Failure) -> None:
    message.status, message.done_at, message.needs_attention = Status.FAILED, timezone.now(), True


def _give_up(message: Message, reason: str) -> None:
    message.status, message.done_at, message.error = Status.FAILED, timezone.now(), reason
    message.needs_attention = True
    message.save(update_fields=["status", "done_at", "error", "needs_attention"])


def expire(limit: int = 200) -> int:
    """Give up what a broken or paused page held until its window closed; returns how many messages."""
    old = timezone.now() - STANDARD
    rows = Message.objects.filter(status=Status.PENDING, conversation__thread__opened_at__lt=old)
    closed = MessengerPage.objects.exclude(state=PageState.WORKING).values("page_id")
    rows = rows.filter(conversation__page__in=closed).exclude(author=Author.PERSON)
    found = list(rows.values_list("pk", flat=True)[:limit])
    return Message.objects.filter(pk__in=found, status=Status.PENDING).update(
        status=Status.FAILED, done_at=timezone.now(), error=CLOSED, needs_attention=True
    )


def page_token(page: MessengerPage | None) -> str:
    """The token to send with in the page's name; empty when there is none, or the page is turned off."""
    return readable_token(page) if page and page.active else ""


def readable_token(page: MessengerPage) -> str:
    """The page's access token; empty when there is none that can be read."""
    try:
        return page.token()
    except UnreadableToken as error:
        logger.error("a page token cannot be read", extra={"reason": str(error)})
        return ""


def works_again(page: str) -> None:
    """The page's token and permissions were seen to work: what waits for them may leave."""
    rows = MessengerPage.objects.filter(page_id=page, state=PageState.BROKEN)
    rows.update(state=PageState.WORKING, problem="", paused_until=None)


def _closed(page: MessengerPage) -> bool:
    return page.state == PageState.BROKEN or bool(page.paused_until and page.paused_until > timezone.now())


def _last_act(conversation: Conversation) -> datetime | None:
    """For a conversation that has no thread of its own yet."""
    rows = Message.objects.filter(conversation=conversation, author=Author.CITIZEN).order_by("-seq")
    return rows.values_list(Coalesce("sent_at", "created_at"), flat=True).first()
