"""Who may use the API, from which site, and how often."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone
from guichet.conversations.models import Conversation
from guichet.webchat import limits, tokens

from made import make_commune
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


def test_passwords_of_staff_are_not_tried_without_end(client: httpx.Client) -> None:
    tries = [client.post("/admin/login/", data={"username": "agent", "password": "x"}) for _ in range(limits.LOGINS)]
    assert {answer.status_code for answer in tries} == {403}, "no CSRF token, and counted all the same"
    refused = client.post("/admin/login/", data={"username": "agent", "password": "x"})
    assert refused.status_code == 429
    assert "Attendez une minute" in refused.text
    assert int(refused.headers["retry-after"]) <= 60
    assert client.get("/admin/login/").status_code == 200
