"""The webhook's door: the handshake, and signatures forged, missing or cut."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from guichet.conversations.models import Conversation
from guichet.messenger.signature import valid

from meta import Meta, body_of, entry, signature, wrote
from stored import counted

# The handshake.

RIGHT = {
    "hub.mode": "subscribe",
    "hub.verify_token": "development-only-messenger-verify-token",
    "hub.challenge": "1158201444",
}


def test_the_handshake(client: httpx.Client) -> None:
    answer = client.get("/messenger/webhook", params=RIGHT)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "change", [{"hub.verify_token": "autre"}, {"hub.mode": "unsubscribe"}, {"hub.verify_token": "é"}]
)
def test_a_wrong_handshake(client: httpx.Client, change: dict[str, str]) -> None:
    assert client.get("/messenger/webhook", params=RIGHT | change).status_code == 403
    assert client.get("/messenger/webhook").status_code == 403


# Signatures: 403, a count, a line in the log, and nobody reads the body.

FORGED = [
    ({}, "missing"),
    ({"X-Hub-Signature": "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709"}, "sha1-only"),
    ({"X-Hub-Signature-256": ""}, "missing"),
    ({"X-Hub-Signature-256": "sha256="}, "wrong"),
    ({"X-Hub-Signature-256": signature(b"other")}, "wrong"),
    ({"X-Hub-Signature-256": signature(body_of(entry(wrote("a"))), "another secret")}, "wrong"),
    ({"X-Hub-Signature-256": "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709"}, "wrong"),
    ({"X-Hub-Signature-256": "sha256=\xe9"}, "wrong"),
    ({"X-Hub-Signature-256": "x" * 5000}, "wrong"),
]


@pytest.mark.parametrize(("headers", "kind"), FORGED)
def test_a_forged_or_missing_signature(
    meta: Meta, headers: dict[str, str], kind: str, logged: Callable[[], str], monkeypatch: Any
) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError("the body was read")

    monkeypatch.setattr("guichet.messenger.views.opened", never)
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    answer = meta.post(body_of(entry(wrote("un secret"))), headers=encoded)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert not Conversation.objects.exists()
    assert counted(f"refused:signature-{kind}") == 1
    assert "webhook refused: signature" in logged()
    assert "un secret" not in logged()


def test_a_truncated_signature_and_a_truncated_body(meta: Meta) -> None:
    body = body_of(entry(wrote("a")))
    assert meta.post(body, headers={"X-Hub-Signature-256": signature(body)[:-1]}).status_code == 403
    assert meta.post(body[:-1], headers={"X-Hub-Signature-256": signature(body)}).status_code == 403


def test_the_signature_is_of_the_raw_body(meta: Meta) -> None:
    body = body_of(entry(wrote("a"))).replace(b": ", b":   ")
    assert meta.post(body).status_code == 200
    assert meta.post(body.replace(b":   ", b": "), headers={"X-Hub-Signature-256": signature(body)}).status_code == 403


def test_a_known_signature() -> None:
    # Computed apart: printf '%s' '{"a":1}' | openssl dgst -sha256 -hmac secret
    digest = "aa9e2e3575f5d7098b6caccd790888c36d5fdb63342a73bada2d6a51747a8494"
    assert valid(b'{"a":1}', f"sha256={digest}", "secret")
    assert not valid(b'{"a":2}', f"sha256={digest}", "secret")
    assert not valid(b'{"a":1}', f"sha256={digest.upper()}", "secret")
    assert not valid(b'{"a":1}', digest, "secret")
