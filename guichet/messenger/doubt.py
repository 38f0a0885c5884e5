"""Messages that left and may have arrived: Graph is asked, so that none is lost and none is said twice."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from guichet.conversations.models import Message, Status
from guichet.database import in_database
from guichet.messenger.echoes import UNCONFIRMED
from guichet.messenger.failures import Failure
from guichet.messenger.graph import SECONDS, Delivered, Graph
from guichet.messenger.models import MessengerPage
from guichet.messenger.outbox import mark_sent, page_token
from guichet.messenger.payloads import bodies, text_of

logger = logging.getLogger(__name__)

#: A claimed message is in doubt when its request must have ended and nothing was written down.
IN_DOUBT = timedelta(seconds=SECONDS + 5)
#: Meta's clock and ours may differ by so much.
SKEW = timedelta(seconds=30)
#: Between two questions about the same message, and for how long it is asked.
AGAIN, PATIENCE = timedelta(seconds=15), timedelta(minutes=5)


@dataclass(frozen=True)
class Question:
    """Was this part of this message delivered? ``claimed`` is when its request left; ``known`` are mids of other ones."""

    message: UUID
    conversation: UUID
    page: str
    psid: str
    token: str
    text: str
    part: int
    parts: int
    claimed: datetime
    known: frozenset[str]


def questions(limit: int = 50) -> list[Question]:
    """Messages in doubt whose turn to be asked about has come; asking is put off for the next one to ask."""
    now = timezone.now()
    rows = Message.objects.filter(status=Status.SENDING, retry_at__lte=now - IN_DOUBT)
    found = [_question(message) for message in rows.select_related("conversation").order_by("retry_at")[:limit]]
    asked = [question.message for question in found]
    Message.objects.filter(pk__in=asked, status=Status.SENDING).update(retry_at=now - IN_DOUBT + AGAIN)
    return found


async def settle(graph: Graph, question: Question) -> bool:
    """Ask Graph, and write down what it says; what it does not say is asked again, then shown to staff. True: settled."""
    facts = {"conversation": question.conversation}
    try:
        delivered = await graph.recent(question.page, question.token, question.psid)
    except Failure as failure:
        await in_database(unknown, question)
        logger.warning("delivery still in doubt", extra={**facts, "reason": failure.reason})
        return False
    found = _found(question, delivered)
    if found:
        await in_database(_arrived, question, found)
    else:
        await in_database(_missing, question)
    logger.info("delivery settled", extra={**facts, "status": "sent" if found else "to send again"})
    return True


def unknown(question: Question) -> None:
    """No answer to the question: asked again, or given up and shown to staff rather than risk saying it twice."""
    if question.claimed > timezone.now() - PATIENCE:
        return
    message = Message.objects.filter(pk=question.message, status=Status.SENDING, claimed_at=question.claimed)
    message.update(status=Status.FAILED, error=UNCONFIRMED, needs_attention=True, done_at=timezone.now())


def _found(question: Question, delivered: list[Delivered]) -> str:
    """The mid of the message among those of its time; a carousel, which has no text, is one without text."""
    since = question.claimed - SKEW
    for one in delivered:
        if one.at >= since and one.mid not in question.known and one.text.strip() == question.text.strip():
            return one.mid
    return ""


def _question(message: Message) -> Question:
    conversation = message.conversation
    parts = bodies(message, conversation.page_scoped_id)
    part = min(message.parts_sent, len(parts) - 1)
    known = Message.objects.filter(conversation=conversation).exclude(external_id="")
    return Question(
        message=message.id,
        conversation=conversation.id,
        page=conversation.page,
        psid=conversation.page_scoped_id,
        token=page_token(MessengerPage.objects.filter(page_id=conversation.page).first()),
        text=text_of(parts[part]),
        part=part,
        parts=len(parts),
        claimed=message.claimed_at or message.created_at,
        known=frozenset(known.values_list("external_id", flat=True)),
    )


def _arrived(question: Question, mid: str) -> None:
    mark_sent(question.message, mid, part=question.part, parts=question.parts)


def _missing(question: Question) -> None:
    # The same try: another process may have asked too, and sent it again since.
    rows = Message.objects.filter(pk=question.message, status=Status.SENDING, claimed_at=question.claimed)
    rows.update(status=Status.PENDING, retry_at=None)
