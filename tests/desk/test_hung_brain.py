"""A brain that takes the call and never answers: the citizen's sentence comes within five seconds of the message all the same."""

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from guichet.conversations.models import Message
from guichet.conversations.notices import WAITING

from made import Chat, event, eventually, post_webhook, webhook
from servers import Server

#: The issue's promise.
PROMISE = 5.0


class Deaf:
    """A server on loopback that accepts every connection, reads, and says nothing, ``GET /health`` included."""

    def __init__(self) -> None:
        self.port = 0
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(5)

    async def _serve(self) -> None:
        async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while await reader.read(4096):
                pass
            writer.close()

        server = await asyncio.start_server(listen, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        async with server:
            await self._stop.wait()

    def stop(self) -> None:
        """Close it."""
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)


@pytest.fixture
def hung(commune: Any, graph: Server, settings: Any, unlimited: None) -> Iterator[httpx.Client]:
    """A front desk whose brain hangs, and whose turns are given up after two seconds."""
    from guichet.asgi import application

    deaf = Deaf()
    settings.GUICHET_BRAIN_URL = f"http://127.0.0.1:{deaf.port}"
    settings.GUICHET_BRAIN_TIMEOUT = 2
    desk = Server(application, lifespan="on").start()
    try:
        with httpx.Client(base_url=desk.url, timeout=30) as client:
            yield client
    finally:
        desk.stop()
        deaf.stop()


def delays() -> list[float]:
    """Seconds between each citizen's message and the sentence that it waits."""
    notices = Message.objects.filter(text=WAITING).select_related("in_reply_to")
    return [(notice.created_at - notice.in_reply_to.created_at) / timedelta(seconds=1) for notice in notices]


def test_the_sentence_comes_within_five_seconds_whenever_the_message_does(hung: httpx.Client) -> None:
    # Spread over the looks at the brain's health, each of which hangs for two seconds; more conversations than turns at once.
    for _ in range(24):
        Chat(hung).send("le recyparc est ouvert samedi ?", wait=0)
        time.sleep(0.35)
    eventually(lambda: len(delays()) == 24)
    assert max(delays()) < PROMISE
    assert not Message.objects.filter(author="assistant", in_reply_to__isnull=False).exists()


def test_who_listens_hears_it_within_five_seconds(hung: httpx.Client) -> None:
    Chat(hung).send("déjà là", wait=0)
    time.sleep(4)  # the brain is known to be away
    chat = Chat(hung)
    with hung.stream("GET", f"{chat.path}/events", headers=chat.headers) as stream:
        lines = stream.iter_lines()
        asked = time.monotonic()
        chat.send("le recyparc est ouvert samedi ?", wait=0)
        next(line for line in lines if WAITING in line)
        assert time.monotonic() - asked < PROMISE


def test_who_waits_has_it_in_the_answer_within_five_seconds(hung: httpx.Client) -> None:
    for _ in range(2):
        asked = time.monotonic()
        answer = Chat(hung).send("le recyparc est ouvert samedi ?", wait=5)
        assert time.monotonic() - asked < PROMISE
        assert answer.status_code == 202
        assert [message["text"] for message in answer.json()["messages"]] == [WAITING]


def test_on_messenger_too(hung: httpx.Client, fake_graph: Any) -> None:
    asked = time.monotonic()
    assert post_webhook(hung, webhook(event("le recyparc est ouvert samedi ?", mid="m1"))).status_code == 200
    eventually(lambda: WAITING in fake_graph.texts())
    assert time.monotonic() - asked < PROMISE
