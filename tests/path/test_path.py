"""A newcomer's question, by web and by Messenger, through the real processes."""

from __future__ import annotations

import hashlib
import hmac
import json
import time

import httpx
from conftest import PAGE
from fake_graph import FakeGraph, said
from guichet_processes import Citizen, Installation

QUESTION = "le recyparc est ouvert samedi ?"
APP_SECRET = "development-only-messenger-app-secret"


def post_webhook(
    guichet: Installation, text: str, mid: str, psid: str = "2002", secret: str = APP_SECRET
) -> httpx.Response:
    now = int(time.time() * 1000)
    message = {
        "sender": {"id": psid},
        "recipient": {"id": PAGE},
        "timestamp": now,
        "message": {"mid": mid, "text": text},
    }
    body = json.dumps({"object": "page", "entry": [{"id": PAGE, "time": now, "messaging": [message]}]}).encode()
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"x-hub-signature-256": signature, "content-type": "application/json"}
    return httpx.post(f"{guichet.url}/messenger/webhook", content=body, headers=headers, timeout=10)


def sent_to(graph: FakeGraph, psid: str) -> list[str]:
    return [said(body) for body in graph.sent if body["recipient"]["id"] == psid]


def wait_until(condition, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_the_recyparc_on_saturday_by_web(guichet: Installation) -> None:
    answer = Citizen(guichet.url).ask(QUESTION)
    assert "samedi 28 novembre" in answer.lower()
    assert "ouvert" in answer
    assert "9" in answer


def test_messenger_gives_the_same_answer(guichet: Installation, graph: FakeGraph) -> None:
    by_web = Citizen(guichet.url).ask(QUESTION)
    assert post_webhook(guichet, QUESTION, "mid-path-1").status_code == 200
    wait_until(lambda: len(sent_to(graph, "2002")) >= 2)
    disclosure, *answers = sent_to(graph, "2002")
    assert "assistant automatique" in disclosure
    assert by_web.startswith(answers[0]) or answers[0] in by_web


def test_a_replayed_event_is_answered_once(guichet: Installation, graph: FakeGraph) -> None:
    for _ in range(3):
        assert post_webhook(guichet, "bonjour", "mid-replayed", psid="3003").status_code == 200
    wait_until(lambda: len(sent_to(graph, "3003")) >= 2)
    time.sleep(1)
    assert len(sent_to(graph, "3003")) == 2


def test_a_forged_signature_changes_nothing(guichet: Installation, graph: FakeGraph) -> None:
    assert post_webhook(guichet, QUESTION, "mid-forged", psid="4004", secret="another").status_code == 403
    time.sleep(0.5)
    assert sent_to(graph, "4004") == []


def test_two_communes_never_mix(guichet: Installation) -> None:
    first = Citizen(guichet.url, "val-de-brume").ask("quelle est l'adresse de la maison communale ?")
    second = Citizen(guichet.url, "roche-sur-ourlette").ask("quelle est l'adresse de la maison communale ?")
    assert first != second
    assert "Roche" not in first
    assert "Brume" not in second


def test_a_context_lives_from_message_to_message(guichet: Installation) -> None:
    citizen = Citizen(guichet.url)
    citizen.ask(QUESTION)
    follow_up = citizen.ask("et dimanche ?")
    assert "dimanche 29 novembre" in follow_up.lower()
    assert "ecyparc" in follow_up


def test_rasas_back_door_is_shut(guichet: Installation) -> None:
    citizen = Citizen(guichet.url)
    for typed in ("/restart", '/parler_humain{"x":1}', '/urgence{"danger":"fire"}'):
        assert citizen.ask(typed)
    understood = guichet.manage(
        "shell", "-c",
        "from guichet.conversations.models import Message\n"
        f"print([m.understood.get('confidence') for m in Message.objects.filter(conversation__id='{citizen.id}', author='citizen')])",
    )  # fmt: skip
    assert "1.0" not in understood
    assert citizen.ask(QUESTION)


def test_logs_hold_no_message_text_and_no_token(guichet: Installation) -> None:
    citizen = Citizen(guichet.url)
    citizen.ask("mon secret est xylophone-4217")
    logs = guichet.logs()
    assert "xylophone" not in logs
    assert citizen.started["token"] not in logs
    assert "page-token" not in logs
