"""Bad input on the web: a clear answer, nothing lost, nothing leaked."""

import json
from typing import Any

import httpx
import pytest
from django.db import connections
from guichet import database
from guichet.conversations.models import Conversation, Message
from guichet.conversations.notices import CUT, EMPTY

from fake_brain import FakeBrain
from made import Chat, event, eventually, make_commune, post_webhook, webhook
from postgres import Postgres
from servers import Server


def problem(answer: httpx.Response, status: int) -> str:
    """The French sentence of a problem."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["status"], body["type"]) == (status, "about:blank")
    return str(body["detail"])


@pytest.mark.parametrize("text", ["", "   \n", "\x00\x07", "\u200b"])
def test_an_empty_text_gets_a_polite_answer_without_the_brain(chat: Any, fake_brain: FakeBrain, text: str) -> None:
    assert chat().ask(text) == [EMPTY]
    assert fake_brain.turns == []


def test_emoji_only_is_for_the_brain(chat: Any, fake_brain: FakeBrain) -> None:
    assert chat().ask("😡😡") == ["Vous avez dit 😡😡"]
    assert fake_brain.turns[0]["text"] == "😡😡"


def test_three_thousand_characters_are_read_up_to_a_thousand_and_it_is_said(chat: Any, fake_brain: FakeBrain) -> None:
    conversation = chat()
    answers = conversation.ask("é" * 3000)
    assert answers[0] == CUT
    assert len(answers) == 2
    assert fake_brain.turns[0]["text"] == "é" * 1000
    assert len(conversation.history()[1]["text"]) == 1000


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_of_a_megabyte_is_refused(chat: Any, client: httpx.Client, chunked: bool) -> None:
    conversation = chat()
    body = json.dumps({"text": "a" * 1_000_000}).encode()
    content = (body[start : start + 65536] for start in range(0, len(body), 65536)) if chunked else body
    answer = client.post(f"{conversation.path}/messages", content=content, headers=conversation.headers)
    assert "16 ko" in problem(answer, 413)
    assert len(conversation.history()) == 1


def test_a_body_that_never_comes_is_given_up(desk: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr("guichet.bounds.BODY_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", desk.port), timeout=10) as raw:
        raw.sendall(b"POST /api/v1/conversations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        assert b" 408 " in raw.recv(1000)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"text": "a"', b"[" * 9000])
def test_broken_json(chat: Any, client: httpx.Client, body: bytes) -> None:
    conversation = chat()
    answer = client.post(f"{conversation.path}/messages", content=body, headers=conversation.headers)
    assert answer.status_code in (400, 422)
    problem(answer, answer.status_code)
    assert len(conversation.history()) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": 5},
        {"text": None},
        {"text": ["a"]},
        {"texte": "a"},
        {"text": "a", "payload": "/menu"},
        {"payload": "menu"},
        {"payload": {"a": 1}},
        {"attachments": [{"kind": "location", "latitude": 91, "longitude": 0}]},
        {"attachments": [{"kind": "image", "url": "https://x.example"}]},
        {"attachments": []},
        [],
        "texte",
        None,
    ],
)
def test_wrong_types_name_the_place_and_not_the_value(chat: Any, client: httpx.Client, body: Any) -> None:
    conversation = chat()
    answer = client.post(f"{conversation.path}/messages", json=body, headers=conversation.headers)
    assert "n’a pas la forme attendue" in problem(answer, 422)
    assert len(conversation.history()) == 1


def test_control_characters_are_dropped(chat: Any) -> None:
    assert chat().ask("a\x00b\x1bc\u202ed") == ["Vous avez dit abcd"]


def test_a_lone_surrogate_is_refused_clearly(chat: Any, client: httpx.Client) -> None:
    conversation = chat()
    headers = conversation.headers | {"Content-Type": "application/json"}
    answer = client.post(f"{conversation.path}/messages", content=b'{"text": "a\\ud800b"}', headers=headers)
    assert "text" in problem(answer, 422)


@pytest.mark.parametrize("slug", ["liege", "val-de-brume-2"])
def test_an_unknown_commune(client: httpx.Client, slug: str) -> None:
    assert "Vérifiez" in problem(client.post("/api/v1/conversations", json={"commune": slug}), 404)


@pytest.mark.parametrize("slug", ["", "a\x00", "../etc", "Val-de-Brume", "a" * 61, 5, None])
def test_a_slug_of_another_shape(client: httpx.Client, slug: Any) -> None:
    problem(client.post("/api/v1/conversations", json={"commune": slug}), 422)


def test_an_inactive_commune_is_unknown(client: httpx.Client) -> None:
    commune = make_commune("roche", "Roche")
    commune.active = False
    commune.save()
    problem(client.post("/api/v1/conversations", json={"commune": "roche"}), 404)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><img src=x onerror=y>",
        "'; DROP TABLE conversations_message; --",
        "%s %(a)s {0} {{a}} $1",
    ],
)
def test_html_and_sql_are_only_text(chat: Any, fake_brain: FakeBrain, text: str) -> None:
    conversation = chat()
    assert conversation.ask(text) == [f"Vous avez dit {text}"]
    assert fake_brain.turns[0]["text"] == text
    assert conversation.history()[1]["text"] == text


@pytest.mark.parametrize("text", ["/restart", '/parler_humain{"x":1}', "/menu", '/adresse{"place":"x"}'])
def test_a_typed_command_is_only_text(chat: Any, fake_brain: FakeBrain, text: str) -> None:
    conversation = chat()
    conversation.ask("bonjour")
    conversation.ask(text)
    assert (fake_brain.turns[-1]["text"], fake_brain.turns[-1]["payload"]) == (text, None)


def test_an_offered_button_is_a_payload_and_shows_its_title(chat: Any, fake_brain: FakeBrain) -> None:
    conversation = chat()
    conversation.ask("bonjour")
    answer = conversation.send(payload='/adresse{"place":"x"}')
    assert answer.status_code == 200
    assert answer.json()["message"]["text"] == "Adresse"
    assert (fake_brain.turns[-1]["text"], fake_brain.turns[-1]["payload"]) == (None, '/adresse{"place":"x"}')


@pytest.mark.parametrize("payload", ["/restart", '/adresse{"place":"y"}', '/adresse{"place":"x"} ', "/menu "])
def test_a_forged_payload_is_refused(chat: Any, fake_brain: FakeBrain, payload: str) -> None:
    conversation = chat()
    conversation.ask("bonjour")
    assert "bouton" in problem(conversation.send(payload=payload), 409)
    assert len(fake_brain.turns) == 1
    assert len(conversation.history()) == 3


def test_a_button_of_another_conversation_is_forged_here(chat: Any) -> None:
    chat().ask("bonjour")
    problem(chat().send(payload='/adresse{"place":"x"}'), 409)


def test_a_standing_payload_needs_no_offer(chat: Any, fake_brain: FakeBrain) -> None:
    assert chat().send(payload="/menu").json()["message"]["text"] == "Menu"
    assert fake_brain.turns[0]["payload"] == "/menu"


def test_a_position_goes_to_the_brain(chat: Any, fake_brain: FakeBrain) -> None:
    place = {"kind": "location", "latitude": 50.1, "longitude": 4.9}
    assert chat().send(attachments=[place]).status_code == 200
    assert fake_brain.turns[0]["attachments"] == [place]
    assert fake_brain.turns[0]["text"] is None


def _limit_pages(extra: int | None) -> None:
    """Leave the SQLite file only ``extra`` more pages, as a full disk would; None lifts the limit."""
    with connections["default"].cursor() as cursor:
        if extra is not None:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + extra if extra is not None else 1073741823}")


@pytest.mark.usefixtures("only_sqlite")
def test_a_full_disk_stores_nothing_and_says_come_again(chat: Any, client: httpx.Client, settings: Any) -> None:
    settings.GUICHET_RATE_CONVERSATION = 0
    conversation = chat()
    before = Message.objects.count()
    # The limit belongs to a connection: it is set in the thread that serves citizens.
    run_in_desk(client, _limit_pages, 0)
    refused = None
    for number in range(200):
        answer = conversation.send("x" * 1000, wait=0, headers={"Idempotency-Key": f"key-{number}"})
        if answer.status_code != 202:
            refused = answer
            break
    assert refused is not None, "the disk never filled"
    assert "réessayez" in problem(refused, 503)
    assert int(refused.headers["retry-after"]) > 0
    stored = Message.objects.filter(author="citizen").count()
    assert stored == number
    assert before + stored <= Message.objects.count()
    assert not Message.objects.filter(idempotency_key=f"key-{number}").exists()
    run_in_desk(client, _limit_pages, None)
    again = conversation.send("x" * 1000, headers={"Idempotency-Key": f"key-{number}"})
    assert again.status_code in (200, 202)
    eventually(lambda: not Message.objects.filter(status="received").exists(), within=20)
    asked = [message["id"] for message in everything(conversation) if message["author"] == "citizen"]
    answered = [m["in_reply_to"] for m in everything(conversation) if m["author"] == "assistant" and m["in_reply_to"]]
    assert len(asked) == number + 1
    assert answered == asked


def everything(conversation: Chat) -> list[dict[str, Any]]:
    """All messages, page after page."""
    messages: list[dict[str, Any]] = []
    while found := conversation.history(messages[-1]["seq"] if messages else 0):
        messages += found
    return messages


def test_the_full_disk_of_a_webhook_is_a_503(client: httpx.Client, only_sqlite: None) -> None:
    run_in_desk(client, _limit_pages, 0)
    events = [event("x" * 900, mid=f"m{number}", psid=str(5000 + number)) for number in range(300)]
    answer = post_webhook(client, webhook(*events))
    assert answer.status_code == 503
    assert not Conversation.objects.exists()
    run_in_desk(client, _limit_pages, None)
    assert post_webhook(client, webhook(*events)).status_code == 200
    eventually(lambda: Conversation.objects.count() == 300, within=30)


def run_in_desk(client: httpx.Client, step: Any, *args: Any) -> None:
    """Run a function in the front desk's own database thread (there is one on SQLite)."""
    assert database._pool is not None
    database._pool.submit(step, *args).result(timeout=10)


def test_a_database_away_for_ten_seconds(chat: Any, client: httpx.Client, cluster: Postgres) -> None:
    import time

    conversation: Chat = chat()
    conversation.ask("avant")
    cluster.stop()
    try:
        stopped = time.monotonic()
        refused = 0
        while time.monotonic() - stopped < 10:
            answer = conversation.send("pendant", headers={"Idempotency-Key": "pendant"}, wait=0)
            assert "réessayez" in problem(answer, 503)
            refused += 1
            assert client.get("/healthz").status_code == 503
            time.sleep(1)
        assert refused >= 2
    finally:
        cluster.start()
        connections["default"].close()
    answers = conversation.ask("pendant", headers={"Idempotency-Key": "pendant"}, wait=20)
    assert answers == ["Vous avez dit pendant"]
    assert [text for author, text in conversation.said() if author == "citizen"] == ["avant", "pendant"]
    assert client.get("/healthz").json()["database"] == "ok"


def test_two_communes_never_mix(chat: Any, fake_brain: FakeBrain) -> None:
    make_commune("roche", "Roche")
    here, there = chat(), chat(commune="roche")
    here.ask("un")
    there.ask("deux")
    assert [turn["commune"] for turn in fake_brain.turns] == ["val-de-brume", "roche"]
    assert fake_brain.turns[0]["snapshot"] != fake_brain.turns[1]["snapshot"]
    assert Conversation.objects.get(pk=there.id).commune.slug == "roche"
    assert "Roche" in there.started["messages"][0]["text"]
