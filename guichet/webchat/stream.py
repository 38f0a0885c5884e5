"""Server-sent events: a conversation's messages as they come, resumable by ``Last-Event-ID``."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from uuid import UUID

from guichet.conversations import bell, service
from guichet.database import UNAVAILABLE, in_database
from guichet.problems import Problem
from guichet.webchat import steps
from guichet.webchat.schemas import message_out

#: Seconds between two comments that keep proxies from closing a quiet stream.
HEARTBEAT = 15.0
#: Seconds after which the server ends a stream; the client comes back with Last-Event-ID.
LONGEST = 3600.0
#: Open streams of one conversation (its tabs), and of this process.
MOST_A_CONVERSATION, MOST = 5, 2000

_open: Counter[UUID] = Counter()


def check_room(conversation: UUID) -> None:
    """Refuse one stream too many.

    :raises Problem: 429 for the conversation, 503 for the process.
    """
    if _open[conversation] >= MOST_A_CONVERSATION:
        raise Problem(
            429, "Cette conversation est déjà ouverte dans plusieurs onglets. Fermez-en un.", {"Retry-After": "15"}
        )
    if _open.total() >= MOST:
        raise Problem(
            503, "Beaucoup de personnes discutent en ce moment. Réessayez dans un instant.", {"Retry-After": "15"}
        )


async def events(conversation: UUID, after: int) -> AsyncIterator[bytes]:
    """The stream: every message after ``after``, then those to come; ``event: deleted`` when the conversation is erased.

    It ends at a stop of the server or of the database; EventSource and the widget connect again.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST
    _open[conversation] += 1
    try:
        with bell.listen(conversation) as queue:
            yield b"retry: 2000\n\n"
            while loop.time() < end and not service.stopping.is_set():
                found = await in_database(steps.news, conversation, after)
                if found is None:
                    yield b"event: deleted\ndata: {}\n\n"
                    return
                for message in found:
                    after = message.seq
                    data = json.dumps(message_out(message), ensure_ascii=False)
                    yield f"id: {after}\nevent: message\ndata: {data}\n\n".encode()
                if len(found) < steps.PAGE and not await _rung(queue):
                    yield b": \n\n"
    except UNAVAILABLE:
        return
    finally:
        _open[conversation] -= 1
        if not _open[conversation]:
            del _open[conversation]


async def _rung(queue: "asyncio.Queue[bell.Ring]") -> bool:
    """Wait for the bell, the stop of the server or the next heartbeat; whether something happened."""
    waits = [asyncio.ensure_future(queue.get()), asyncio.ensure_future(service.stopping.wait())]
    try:
        done, _ = await asyncio.wait(waits, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
    while not queue.empty():
        queue.get_nowait()
    return bool(done)
