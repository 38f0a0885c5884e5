"""Showing the citizen that their message was seen and that an answer is being written. Best effort: never tried again.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/sender-actions
"""

import asyncio
import logging
from uuid import UUID

from django.utils import timezone

from guichet.conversations.models import Conversation, Handling, Message, Status
from guichet.database import UNAVAILABLE, in_database
from guichet.messenger.failures import Failure
from guichet.messenger.graph import Graph
from guichet.messenger.models import MessengerPage, PageState
from guichet.messenger.outbox import page_token

logger = logging.getLogger(__name__)

#: Seconds an answer may take before the citizen sees that their message was read and that somebody is writing.
#: Most answers are there sooner, and two more calls each would only spend the page's budget.
PATIENCE = 0.4
#: Citizens shown this at once; when there are more, answers matter more.
MOST = 100


class Manners:
    """One a process; ``soon`` for each citizen's message, ``answered`` when its answer leaves."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._waiting: dict[UUID, asyncio.Task[None]] = {}

    def soon(self, conversation: UUID) -> None:
        """A message came: unless it is answered within ``PATIENCE``, show ``mark_seen`` and ``typing_on``."""
        if conversation in self._waiting or len(self._waiting) >= MOST:
            return
        task = asyncio.create_task(self._show(conversation))
        self._waiting[conversation] = task
        task.add_done_callback(lambda ended: self._forget(conversation, ended))

    def answered(self, conversation: UUID) -> None:
        """An answer leaves: nothing more to show."""
        if task := self._waiting.pop(conversation, None):
            task.cancel()

    def _forget(self, conversation: UUID, ended: asyncio.Task[None]) -> None:
        if self._waiting.get(conversation) is ended:
            del self._waiting[conversation]

    def stop(self) -> None:
        """Show nothing more."""
        for task in list(self._waiting.values()):
            task.cancel()

    async def _show(self, conversation: UUID) -> None:
        await asyncio.sleep(PATIENCE)
        try:
            found = await in_database(_whom, conversation)
            if found is None:
                return
            page, token, psid = found
            for action in ("mark_seen", "typing_on"):
                await self._graph.send(page, token, {"recipient": {"id": psid}, "sender_action": action})
        except Failure as failure:
            logger.info("typing not shown", extra={"conversation": conversation, "reason": failure.reason})
        except UNAVAILABLE:
            return


def _whom(conversation_id: UUID) -> tuple[str, str, str] | None:
    """(page, token, page-scoped id) of a conversation whose message the assistant is about to answer; None if it is not."""
    waiting = Message.objects.filter(conversation_id=conversation_id, status=Status.RECEIVED)
    rows = Conversation.objects.filter(pk=conversation_id, handling=Handling.ASSISTANT)
    conversation = rows.first() if waiting.exists() else None
    if conversation is None:
        return None
    page = MessengerPage.objects.filter(page_id=conversation.page, state=PageState.WORKING).first()
    if page is None or (page.paused_until and page.paused_until > timezone.now()):
        return None
    token = page_token(page)
    return (conversation.page, token, conversation.page_scoped_id) if token else None
