"""The public web API: tokens, idempotency, waiting, history, events, deletion, CORS, limits."""

import contextlib
import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone
from guichet.conversations.models import Conversation, Message, PersonRequest, Report
from guichet.webchat import api, limits, stream, tokens

from fake_brain import FakeBrain
from made import Chat, eventually, make_commune
from test_bad_input import problem

# Tokens.


def test_only_the_hash_of_a_token_is_kept(chat: Any) -> None:
    conversation = chat()
    row = Conversation.objects.get()
    assert len(conversation.token) >= 43
    assert row.token_hash == tokens.digest(conversation.token)
    assert conversation.token not in json.dumps([str(value) for value in Conversation.objects.values_list().get()])


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "EVENTS"])
@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer autre", "Basic abc", "Bearer \xe9"])
def test_no_or_a_wrong_token(chat: Any, client: httpx.Client, method: str, authorization: str | None) -> None:
    conversation = chat()
    headers = {} if authorization is None else {"Authorization": authorization.encode("latin-1")}
    answer = call(client, conversation.path, method, headers)
    problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert Conversation.objects.exists()


def call(client: httpx.Client, path: str, method: str, headers: Any) -> httpx.Response:
    """One call of each kind."""
    if method == "DELETE":
        return client.delete(path, headers=headers)
    if method == "POST":
        return client.post(f"{path}/messages", json={"text": "a"}, headers=headers)
    return client.get(f"{path}/{'events' if method == 'EVENTS' else 'messages'}", headers=headers)


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "EVENTS"])
def test_a_token_opens_its_own_conversation_only(chat: Any, client: httpx.Client, method: str) -> None:
    mine, other = chat(), chat()
    detail = problem(call(client, other.path, method, mine.headers), 401)
    unknown = problem(call(client, f"/api/v1/conversations/{uuid4()}", method, mine.headers), 401)
    assert detail == unknown
    assert Conversation.objects.count() == 2


def test_a_token_expires_and_is_renewed_by_use(chat: Any) -> None:
    conversation = chat()
    soon = timezone.now() + timedelta(minutes=1)
    Conversation.objects.update(token_expires_at=soon)
    conversation.history()
    assert Conversation.objects.get().token_expires_at > soon
    Conversation.objects.update(token_expires_at=soon)
    conversation.ask("un")
    assert Conversation.objects.get().token_expires_at > soon
    Conversation.objects.update(token_expires_at=timezone.now())
    assert "Commencez-en une nouvelle" in problem(conversation.send("deux"), 401)


def test_a_messenger_conversation_is_not_opened_by_the_web(client: httpx.Client, commune: Any) -> None:
    row = Conversation.objects.create(
        commune=commune, channel="messenger", page="1", page_scoped_id="2", reserved_reference="AAA-AAA",
        token_hash=tokens.digest("jeton"), token_expires_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    answer = client.get(f"/api/v1/conversations/{row.id}/messages", headers={"Authorization": "Bearer jeton"})
    problem(answer, 401)


# Idempotency.


def test_the_same_key_and_body_give_the_same_result(chat: Any, fake_brain: FakeBrain) -> None:
    conversation = chat()
    key = {"Idempotency-Key": "k1"}
    first, second = conversation.send("un", headers=key), conversation.send("un", headers=key)
    assert first.json() == second.json()
    assert (first.status_code, second.status_code) == (200, 200)
    assert len(fake_brain.turns) == 1
    assert len(conversation.history()) == 3


def test_the_same_key_with_another_body_is_refused(chat: Any) -> None:
    conversation = chat()
    key = {"Idempotency-Key": "k1"}
    conversation.send("un", headers=key)
    assert "clé" in problem(conversation.send("deux", headers=key), 422)
    assert len(conversation.history()) == 3


def test_keys_belong_to_their_conversation(chat: Any) -> None:
    key = {"Idempotency-Key": "k1"}
    assert (
        chat().send("un", headers=key).json()["message"]["id"] != chat().send("un", headers=key).json()["message"]["id"]
    )


def test_the_same_key_at_once_stores_one_message(chat: Any, fake_brain: FakeBrain) -> None:
    fake_brain.delay = 0.2
    conversation = chat()
    answers: list[httpx.Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(conversation.send("un", headers={"Idempotency-Key": "k"})))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["message"]["id"] for answer in answers}) == 1
    assert len(fake_brain.turns) == 1


@pytest.mark.parametrize("key", ["é".encode(), b"a b", b"x" * 256])
def test_a_key_of_another_shape(chat: Any, key: bytes) -> None:
    problem(chat().send("un", headers={"Idempotency-Key": key}), 422)


# Waiting.


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [("", 0), ("wait=5", 5), ("respond-async, wait=10", 10), ("wait = 3; x", 3), ('WAIT="7"', 7), ("wait=9999", 20), ("wait=-1", 0),
     ("wait=abc", 0), ("await=5", 0)],
)  # fmt: skip
def test_reading_prefer(prefer: str, seconds: int) -> None:
    assert api.wait_seconds(prefer) == seconds


def test_without_wait_the_answer_comes_later(chat: Any) -> None:
    conversation = chat()
    answer = conversation.send("un", wait=0)
    assert (answer.status_code, answer.json()["status"], answer.json()["messages"]) == (202, "received", [])
    eventually(lambda: ("assistant", "Vous avez dit un") in conversation.said())


def test_a_wait_that_is_too_short(chat: Any, fake_brain: FakeBrain) -> None:
    fake_brain.delay = 1.5
    conversation = chat()
    answer = conversation.send("un", wait=1)
    assert (answer.status_code, answer.headers["preference-applied"]) == (202, "wait=1")
    eventually(lambda: ("assistant", "Vous avez dit un") in conversation.said())


def test_a_message_for_a_person_is_held(chat: Any, fake_brain: FakeBrain) -> None:
    conversation = chat()
    Conversation.objects.update(handling="person")
    answer = conversation.send("un")
    assert (answer.status_code, answer.json()["status"]) == (202, "held")
    assert fake_brain.turns == []


def test_an_answer_stored_by_another_process_is_seen(chat: Any, fake_brain: FakeBrain) -> None:
    from guichet.conversations import turns

    conversation = chat()
    # Another process has the lease: this one stores, waits, and finds the other's answer.
    Conversation.objects.update(lease_owner="other", lease_until=timezone.now() + timedelta(seconds=30))
    answers: list[httpx.Response] = []
    thread = threading.Thread(target=lambda: answers.append(conversation.send("un", wait=10)))
    thread.start()
    message = eventually(lambda: Message.objects.filter(author="citizen").first())
    Conversation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    turn = turns.claim(message.conversation_id, "other")
    if turn:
        turns.finish(turn, turns.TurnAnswer.model_validate({"messages": [{"text": "D’ailleurs."}]}))
    thread.join()
    assert answers[0].status_code == 200
    assert len(answers[0].json()["messages"]) == 1


# History.


def test_history_after_a_number_and_page_by_page(chat: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("guichet.webchat.steps.PAGE", 2)
    conversation = chat()
    conversation.ask("un")
    answer = conversation.client.get(f"{conversation.path}/messages", headers=conversation.headers).json()
    assert ([message["seq"] for message in answer["messages"]], answer["more"]) == ([1, 2], True)
    answer = conversation.client.get(f"{conversation.path}/messages?after=2", headers=conversation.headers).json()
    assert ([message["seq"] for message in answer["messages"]], answer["more"]) == ([3], False)
    assert set(answer["messages"][0]) >= {
        "id", "seq", "author", "text", "choices", "links", "card", "in_reply_to", "created_at",
    }  # fmt: skip


@pytest.mark.parametrize("after", ["-1", "a", "99999999999999999999", "1.5"])
def test_a_wrong_after(chat: Any, after: str) -> None:
    conversation = chat()
    answer = conversation.client.get(f"{conversation.path}/messages?after={after}", headers=conversation.headers)
    problem(answer, 422)


# Events.


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


# Deletion.


def test_deleting_erases_everything_but_the_anonymous_report(chat: Any, client: httpx.Client) -> None:
    conversation, other = chat(), chat()
    conversation.ask("un")
    other.ask("deux")
    row = Conversation.objects.get(pk=conversation.id)
    Report.objects.create(
        commune=row.commune, conversation=row, reference="AAA-AAA", what="un trou", contact="0470", photo="att_1"
    )
    PersonRequest.objects.create(conversation=row, reason="permis")
    assert client.delete(conversation.path, headers=conversation.headers).status_code == 204
    assert list(Conversation.objects.values_list("pk", flat=True)) == [row.__class__.objects.get(pk=other.id).pk]
    assert Message.objects.exclude(conversation_id=other.id).count() == 0
    assert PersonRequest.objects.count() == 0
    report = Report.objects.get()
    assert (report.what, report.contact, report.photo, report.conversation_id) == ("un trou", "", "", None)
    problem(client.delete(conversation.path, headers=conversation.headers), 401)
    problem(conversation.send("trois"), 401)


def test_deleting_in_mid_turn(chat: Any, client: httpx.Client, fake_brain: FakeBrain) -> None:
    fake_brain.delay = 0.5
    conversation = chat()
    conversation.send("un", wait=0)
    assert client.delete(conversation.path, headers=conversation.headers).status_code == 204
    time.sleep(0.8)
    assert not Message.objects.exists()
    assert chat().ask("deux") == ["Vous avez dit deux"]


def test_the_wish_to_be_forgotten_is_answered_though_all_is_erased(chat: Any, fake_brain: FakeBrain) -> None:
    fake_brain.script["efface"] = lambda turn: {
        "messages": [{"text": "C’est effacé."}],
        "effects": [{"kind": "erase"}],
        "state": None,
    }
    conversation = chat()
    conversation.ask("un secret")
    answer = conversation.send("efface")
    assert (answer.status_code, answer.json()["status"]) == (200, "answered")
    words, receipt = [message["text"] for message in answer.json()["messages"]]
    assert words == "C’est effacé."
    assert "numéro de reçu" in receipt
    assert [message["text"] for message in conversation.history()] == [words, receipt]


# CORS.


def test_preflight_of_an_allowed_and_of_an_unknown_site(client: httpx.Client) -> None:
    headers = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    allowed = client.options("/api/v1/conversations", headers=headers | {"Origin": "https://www.val-de-brume.example"})
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == "https://www.val-de-brume.example"
    assert "Idempotency-Key" in allowed.headers["access-control-allow-headers"]
    assert allowed.headers["vary"] == "Origin"
    for origin in ("https://evil.example", "null", "https://www.val-de-brume.example.evil.example"):
        refused = client.options("/api/v1/conversations", headers=headers | {"Origin": origin})
        assert "access-control-allow-origin" not in refused.headers


def test_a_site_speaks_for_its_own_commune_only(chat: Any, client: httpx.Client) -> None:
    make_commune("roche", "Roche")
    from guichet.webchat import origins

    origins.forget()
    roche = {"Origin": "https://www.roche.example"}
    assert client.post("/api/v1/conversations", json={"commune": "roche"}, headers=roche).status_code == 201
    refused = client.post("/api/v1/conversations", json={"commune": "val-de-brume"}, headers=roche)
    assert "pas autorisée" in problem(refused, 403)
    conversation = chat()
    for method in ("GET", "POST", "DELETE", "EVENTS"):
        problem(call(client, conversation.path, method, conversation.headers | roche), 403)
    own = conversation.headers | {"Origin": "https://www.val-de-brume.example"}
    answer = call(client, conversation.path, "GET", own)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, own["Origin"])


def test_our_own_pages_and_unknown_sites(chat: Any, client: httpx.Client, desk: Any) -> None:
    assert (
        client.post("/api/v1/conversations", json={"commune": "val-de-brume"}, headers={"Origin": desk.url}).status_code
        == 201
    )
    evil = client.post(
        "/api/v1/conversations", json={"commune": "val-de-brume"}, headers={"Origin": "https://evil.example"}
    )
    problem(evil, 403)
    assert "access-control-allow-origin" not in evil.headers


# Limits.


def test_a_conversation_is_limited_and_says_when_to_come_again(chat: Any, settings: Any) -> None:
    settings.GUICHET_RATE_CONVERSATION = 3
    conversation, other = chat(), chat()
    for _ in range(3):
        conversation.ask("un")
    refused = conversation.send("quatre")
    assert "Attendez" in problem(refused, 429)
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert len(conversation.history()) == 7
    assert other.ask("un")


def test_an_address_is_limited(client: httpx.Client, settings: Any) -> None:
    settings.GUICHET_RATE_ADDRESS = 2
    statuses = [client.post("/api/v1/conversations", json={"commune": "val-de-brume"}).status_code for _ in range(4)]
    assert statuses == [201, 201, 429, 429]


def test_a_limit_refills_forgets_and_can_be_lifted() -> None:
    clock = [0.0]
    limiter = limits.Limiter(lambda: 6, now=lambda: clock[0])
    assert [limiter.wait("a") > 0 for _ in range(7)] == [False] * 6 + [True]
    clock[0] = 10.0
    assert [limiter.wait("a") > 0 for _ in range(2)] == [False, True]
    assert limiter.wait("b") == 0
    clock[0] = 100.0
    limiter.wait("c")
    assert set(limiter._buckets) == {"c"}
    unlimited = limits.Limiter(lambda: 0)
    assert not any(unlimited.wait("a") for _ in range(1000))
    assert unlimited._buckets == {}


def test_addresses_are_not_kept_in_clear(client: httpx.Client) -> None:
    client.post("/api/v1/conversations", json={"commune": "val-de-brume"})
    assert limits.address_limit._buckets
    assert "127.0.0.1" not in str(limits.address_limit._buckets)


# The rest.


def test_unknown_addresses_and_methods(client: httpx.Client) -> None:
    problem(client.get("/api/v1/nulle-part"), 404)
    assert client.put("/api/v1/conversations").status_code == 405
    assert client.get("/api/v1/conversations/pas-un-uuid/messages").status_code == 404


def test_answers_are_not_cached(chat: Any) -> None:
    conversation = chat()
    answer = conversation.client.get(f"{conversation.path}/messages", headers=conversation.headers)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_description_names_every_operation(client: httpx.Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    described = {(path.removeprefix("/api/v1"), method) for path, item in schema["paths"].items() for method in item}
    assert described >= {
        ("/conversations", "post"),
        ("/conversations/{conversation}", "delete"),
        ("/conversations/{conversation}/messages", "get"),
        ("/conversations/{conversation}/messages", "post"),
        ("/conversations/{conversation}/events", "get"),
    }
    errors = schema["paths"]["/api/v1/conversations"]["post"]["responses"]["404"]["content"]
    assert list(errors) == ["application/problem+json"]
