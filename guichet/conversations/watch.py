"""Noticing what other processes stored, for those who listen in this one."""

import asyncio
import logging
from uuid import UUID

from guichet import database
from guichet.conversations import bell
from guichet.conversations.models import Conversation
from guichet.database import UNAVAILABLE, in_database

logger = logging.getLogger(__name__)

#: Seconds between two looks. One query whatever the number of listeners.
EVERY = 0.5
#: Conversations a query; SQLite takes at most 32,766 parameters.
_BATCH = 1000


async def run() -> None:
    """Ring the bell of every listened conversation that has grown, until cancelled."""
    seen: dict[UUID, int] = {}
    while True:
        await asyncio.sleep(EVERY)
        listened = bell.listened()
        seen = {conversation: seq for conversation, seq in seen.items() if conversation in set(listened)}
        try:
            for start in range(0, len(listened), _BATCH):
                batch = listened[start : start + _BATCH]
                found = await in_database(_sizes, batch)
                for conversation in batch:
                    size, channel = found.get(conversation, (0, ""))
                    if seen.get(conversation) != size:
                        seen[conversation] = size
                        bell.ring(conversation, channel)
        except UNAVAILABLE as error:
            logger.warning("the database is away", extra={"error": database.reason(error)})


def _sizes(conversations: list[UUID]) -> dict[UUID, tuple[int, str]]:
    rows = Conversation.objects.filter(pk__in=conversations).values_list("pk", "next_seq", "channel")
    return {pk: (next_seq, channel) for pk, next_seq, channel in rows}
