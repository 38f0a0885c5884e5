"""Messages that left and may have arrived: Graph is asked, so that none is lost and none is said twice."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from guichet.conversations.models import Message, Status
from guichet.database import in_database
from guichet.messenger.graph import SECONDS, Graph, NotSent, Unconfirmed, bodies
from guichet.messenger.models import MessengerPage
from guichet.messenger.outbox import mark_sent, page_token

logger = logging.getLogger(__name__)

#: A claimed message is in doubt when its request must have ended and nothing was written down.
IN_DOUBT = timedelta(seconds=SECONDS + 5)
#: Meta's clock and ours may differ by so much.
SKEW = timedelta(seconds=30)
#: Between two questions about the same message, and how often it is asked.
AGAIN, MOST_TIMES = timedelta(seconds=15), 20
UNCONFIRMED = "unconfirmed: Graph did not say whether it took the message"


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


def questions(limit: int = 20) -> list[Question]:
    """Messages in doubt whose turn to be asked about has come."""
    rows = Message.objects.filter(status=Status.SENDING, retry_at__lte=timezone.now() - IN_DOUBT)
    return [_question(message) for message in rows.select_related("conversation").order_by("retry_at")[:limit]]


async def settle(graph: Graph, question: Question) -> None:
    """Ask Graph, and write down what it says; what it does not say is asked again, then shown to staff."""
    facts = {"conversation": question.conversation}
    try:
        delivered = await graph.recent(question.page, question.token, question.psid)
    except (NotSent, Unconfirmed) as error:
        again = not isinstance(error, NotSent) or error.again
        await in_database(unknown, question, again)
        logger.warning("delivery still in doubt", extra={**facts, "reason": str(error)})
        return
    since = question.claimed - SKEW
    found = [
        one.mid for one in delivered if one.text == question.text and one.at >= since and one.mid not in question.known
    ]
    if found:
        await in_database(_arrived, question, found[0])
    else:
        await in_database(_missing, question)
    logger.info("delivery settled", extra={**facts, "status": "sent" if found else "to send again"})


def unknown(question: Question, again: bool) -> None:
    """No answer to the question: ask later, or give up and show it to staff rather than risk saying it twice."""
    message = Message.objects.filter(pk=question.message, status=Status.SENDING)
    if again and question.claimed > timezone.now() - IN_DOUBT - AGAIN * MOST_TIMES:
        return
    message.update(status=Status.FAILED, error=UNCONFIRMED, needs_attention=True, done_at=timezone.now())


def _question(message: Message) -> Question:
    conversation = message.conversation
    parts = bodies(message, conversation.page_scoped_id)
    part = min(message.parts_sent, len(parts) - 1)
    known = (
        Message.objects.filter(conversation=conversation).exclude(external_id="").values_list("external_id", flat=True)
    )
    return Question(
        message=message.id,
        conversation=conversation.id,
        page=conversation.page,
        psid=conversation.page_scoped_id,
        token=page_token(MessengerPage.objects.filter(page_id=conversation.page).first()),
        text=parts[part]["message"]["text"],
        part=part,
        parts=len(parts),
        claimed=message.retry_at or message.created_at,
        known=frozenset(known),
    )


def _arrived(question: Question, mid: str) -> None:
    mark_sent(question.message, mid, part=question.part, parts=question.parts)


def _missing(question: Question) -> None:
    Message.objects.filter(pk=question.message, status=Status.SENDING, parts_sent=question.part).update(
        status=Status.PENDING, retry_at=None
    )
