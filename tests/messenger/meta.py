"""Meta's side of the webhook: events in the shapes of its documentation, signed and posted."""

import hashlib
import hmac
import itertools
import json
import random
import time
from datetime import UTC, datetime
from typing import Any

import httpx

from graph import APP_ID, APP_SECRET, Graph

PAGE, PSID = "1001", "2002"
_numbers = itertools.count(1)


def milliseconds(at: float | None = None) -> int:
    """Meta's timestamps."""
    return round((time.time() if at is None else at) * 1000)


def happened(psid: str = PSID, page: str = PAGE, at: float | None = None, **what: Any) -> dict[str, Any]:
    """One event of a citizen: ``happened(reaction={...})``."""
    return {"sender": {"id": psid}, "recipient": {"id": page}, "timestamp": milliseconds(at), **what}


def wrote(
    text: str = "", psid: str = PSID, page: str = PAGE, at: float | None = None, **message: Any
) -> dict[str, Any]:
    """A citizen's message (`messages`)."""
    content = {"mid": f"m_in_{next(_numbers)}", **({"text": text} if text else {}), **message}
    return happened(psid, page, at, message=content)


def echoed(
    text: str = "x", psid: str = PSID, page: str = PAGE, app_id: Any = int(APP_ID), **message: Any
) -> dict[str, Any]:
    """The page sent a message (`message_echoes`)."""
    content = {"is_echo": True, "mid": f"m_echo_{next(_numbers)}", "text": text, **message}
    if app_id is not None:
        content["app_id"] = app_id
    return {"sender": {"id": page}, "recipient": {"id": psid}, "timestamp": milliseconds(), "message": content}


def entry(*events: dict[str, Any], page: str = PAGE, channel: str = "messaging") -> dict[str, Any]:
    """One entry of a webhook."""
    return {"id": page, "time": milliseconds(), channel: list(events)}


def body_of(*entries: dict[str, Any]) -> bytes:
    """A webhook's body."""
    return json.dumps({"object": "page", "entry": list(entries)}).encode()


def signature(body: bytes, secret: str = APP_SECRET) -> str:
    """The value of ``X-Hub-Signature-256``."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Meta:
    """Posts webhooks to a front desk, and lets Graph know that the citizens in them wrote."""

    def __init__(self, client: httpx.Client, graph: Graph) -> None:
        self.client, self.graph = client, graph

    def post(self, body: bytes, *, headers: dict[str, str] | None = None) -> httpx.Response:
        """Post a body, signed unless ``headers`` are given."""
        given = {"X-Hub-Signature-256": signature(body)} if headers is None else headers
        return self.client.post(
            "/messenger/webhook", content=body, headers={"Content-Type": "application/json", **given}
        )

    def tell(self, *events: dict[str, Any], channel: str = "messaging") -> httpx.Response:
        """Post events, one entry a page; each citizen's act opens the window at Graph."""
        by_page: dict[str, list[dict[str, Any]]] = {}
        for event in events:
            echo = event.get("message", {}).get("is_echo")
            page, psid = event["recipient"]["id"], event["sender"]["id"]
            if echo:
                page, psid = psid, page
            elif {"message", "postback", "reaction", "referral"} & event.keys():
                self.graph.wrote(page, psid, datetime.fromtimestamp(min(event["timestamp"] / 1000, time.time()), UTC))
            by_page.setdefault(page, []).append(event)
        answer = self.post(body_of(*(entry(*found, page=page, channel=channel) for page, found in by_page.items())))
        assert answer.status_code == 200, answer.text
        self.sorted()
        return answer

    def sorted(self) -> None:
        """Wait until the front desk has put everything into the conversations."""
        from guichet.messenger.models import WebhookPost

        deadline = time.monotonic() + 120
        while WebhookPost.objects.filter(attempts__lt=3).exists():
            assert time.monotonic() < deadline, "the webhook was not sorted"
            time.sleep(0.01)


def unreliable(
    posts: list[list[dict[str, Any]]], seed: int, repeated: float = 0.05, swapped: float = 0.05
) -> list[list[dict[str, Any]]]:
    """The same posts as Meta may deliver them: some events twice, some before the one written before them."""
    chance = random.Random(seed)
    flat = [(number, event) for number, post in enumerate(posts) for event in post]
    again: dict[int, list[dict[str, Any]]] = {}
    for number, event in flat:
        if chance.random() < repeated:
            again.setdefault(min(number + chance.randrange(4), len(posts) - 1), []).append(event)
    delivered = [[*post, *again.get(number, [])] for number, post in enumerate(posts)]
    for number in range(len(delivered) - 1):
        if chance.random() < swapped:
            delivered[number], delivered[number + 1] = delivered[number + 1], delivered[number]
    return delivered
