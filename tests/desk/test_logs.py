"""Logs: one line of JSON an event; no message text, no token, no person."""

import json
import logging
from typing import Any

import httpx
import pytest
from guichet.conversations import turns
from guichet.logs import OneLine, Plain

from fake_brain import FakeBrain
from fake_graph import FakeGraph
from made import event, eventually, post_webhook, webhook


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Everything logged, as the product writes it in production and on a developer's console."""
    return [formatter.format(record) for formatter in (OneLine(), Plain()) for record in caplog.records]


def test_nothing_of_a_citizen_is_logged(
    chat: Any, client: httpx.Client, fake_brain: FakeBrain, fake_graph: FakeGraph, caplog: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(turns, "MAX_ATTEMPTS", 1)
    caplog.set_level(logging.DEBUG)
    secret = "xylophone"
    fake_brain.script[f"{secret} garbage"] = lambda turn: {"messages": [{"text": 5, "secret": secret}]}
    fake_brain.script[f"{secret} effect"] = lambda turn: {
        "effects": [{"kind": "report", "reference": secret, "what": secret}]
    }
    fake_graph.failures = [(400, {"code": 100, "message": f"{secret} 20023344"})]
    conversation = chat()
    for text in (f"{secret}", f"{secret} garbage", f"{secret} effect"):
        conversation.send(text)
    conversation.send(payload=f"/{secret}")
    conversation.client.post(f"{conversation.path}/messages", content=secret, headers=conversation.headers)
    conversation.client.get(f"{conversation.path}/messages", headers={"Authorization": f"Bearer {secret}"})
    post_webhook(client, webhook(event(secret, mid=f"m-{secret}", psid="20023344")))
    post_webhook(client, f'{{"{secret}"'.encode())
    post_webhook(client, webhook(event(secret, mid="m2")), secret=secret)
    eventually(lambda: len(fake_graph.requests) == 2)
    conversation.client.delete(conversation.path, headers=conversation.headers)
    written = lines(caplog)
    assert len(written) > 8
    for hidden in (secret, conversation.token, "20023344", "page-token", "development-only"):
        assert [line for line in written if hidden in line] == []


def test_a_line_is_json_with_known_fields_only() -> None:
    record = logging.makeLogRecord(
        {"name": "guichet.x", "levelname": "INFO", "msg": "turn answered", "ms": 5, "text": "secret"}
    )
    line = json.loads(OneLine().format(record))
    assert (line["message"], line["ms"], line["logger"]) == ("turn answered", 5, "guichet.x")
    assert "text" not in line
    assert "\n" not in OneLine().format(record)


def test_a_developer_reads_words_and_no_more_of_them() -> None:
    record = logging.makeLogRecord(
        {"name": "guichet.x", "levelname": "INFO", "msg": "turn\nanswered", "ms": 5, "count": 0, "text": "secret"}
    )
    assert Plain().format(record).split(" ", 1)[1] == "INFO turn answered (ms=5)"


def test_an_exception_is_its_type_and_places_not_its_words() -> None:
    try:
        raise ValueError("secret\nsecond line")
    except ValueError:
        import sys

        record = logging.makeLogRecord({"msg": "failed", "exc_info": sys.exc_info()})
    text = OneLine().format(record)
    assert "secret" not in text + Plain().format(record)
    assert "ValueError" in Plain().format(record)
    assert json.loads(text)["exception"] == "ValueError"
    assert "test_logs.py" in json.loads(text)["trace"][-1]
