"""Server-sent events: as they are stored, resumed, kept alive, ended."""

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
from guichet.conversations.models import Conversation
from guichet.webchat import stream

from made import Chat, eventually
from test_bad_input import problem


class Events:
    """An open stream, read in a thread."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.ended = threading.Event()

    def seqs(self) -> list[int]:
        """The ids received."""
        return [int(line[4:]) for line in self.lines if line.startswith("id: ")]


@contextlib.contextmanager
def listening(conversation: Chat, *, after: int | None = None, **headers: str) -> Iterator[Events]:
    """Read the conversation's events until the end of the block."""
    events = Events()
    connection = http.client.HTTPConnection("127.0.0.1", conversation.client.base_url.port, timeout=30)
    if after is not None:
        headers["Last-Event-ID"] = str(after)
    connection.request("GET", f"{conversation.path}/events", headers=conversation.headers | headers)
    opened = connection.sock
    response = connection.getresponse()
    assert (response.status, response.headers["content-type"]) == (200, "text/event-stream")

    def read() -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            while line := response.readline():
                events.lines.append(line.decode().rstrip("\n"))
        events.ended.set()

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield events
    finally:
        # Closing alone would leave the reading thread, and so the connection, as they are.
        with contextlib.suppress(OSError):
            opened.shutdown(socket.SHUT_RDWR)
        thread.join(timeout=5)
        connection.close()


def test_events_come_as_they_are_stored(chat: Any) -> None:
    conversation = chat()
    with listening(conversation) as events:
        eventually(lambda: events.seqs() == [1])
        conversation.send("un", wait=0)
        eventually(lambda: events.seqs() == [1, 2, 3], within=2)
        data = [json.loads(line[6:]) for line in events.lines if line.startswith("data: ")]
    assert data == conversation.history()


def test_events_resume_after_the_last_one(chat: Any) -> None:
    conversation = chat()
    conversation.ask("un")
    with listening(conversation, after=2) as events:
        eventually(lambda: events.seqs() == [3])
        conversation.ask("deux")
        eventually(lambda: events.seqs() == [3, 4, 5])


def test_what_another_process_stores_comes_too(chat: Any) -> None:
    from guichet.conversations.models import Author

    conversation = chat()
    with listening(conversation, after=1) as events:
        time.sleep(0.2)
        row = Conversation.objects.get()
        row.outgoing(Author.PERSON, text="Bonjour, ici le service.").save(force_insert=True)
        row.save(update_fields=["next_seq"])
        eventually(lambda: events.seqs() == [2], within=3)


def test_a_quiet_stream_has_a_heartbeat(chat: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.2)
    with listening(chat()) as events:
        eventually(lambda: events.lines.count(": ") >= 2, within=3)
    assert events.seqs() == [1]


def test_a_deleted_conversation_ends_its_streams(chat: Any, client: httpx.Client) -> None:
    conversation = chat()
    with listening(conversation) as events:
        eventually(lambda: events.seqs() == [1])
        assert client.delete(conversation.path, headers=conversation.headers).status_code == 204
        assert events.ended.wait(timeout=3)
    assert "event: deleted" in events.lines


def test_a_stopping_server_ends_its_streams(chat: Any, desk: Any) -> None:
    from guichet.conversations import service

    conversation = chat()
    with listening(conversation) as events:
        eventually(lambda: events.seqs() == [1])
        # What the signal handlers of `service` do; a server in a thread gets no signals.
        desk.loop.call_soon_threadsafe(service.stopping.set)
        assert events.ended.wait(timeout=3)


def test_too_many_streams(chat: Any, client: httpx.Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(stream, "MOST_A_CONVERSATION", 1)
    conversation, other = chat(), chat()
    with listening(conversation) as events:
        eventually(lambda: events.seqs() == [1])
        problem(client.get(f"{conversation.path}/events", headers=conversation.headers), 429)
        monkeypatch.setattr(stream, "MOST", 1)
        problem(client.get(f"{other.path}/events", headers=other.headers), 503)
    eventually(lambda: stream._open.total() == 0)
