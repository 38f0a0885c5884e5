"""What tests are made of: communes, conversations over HTTP, signed webhooks."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
from guichet.communes.models import Commune
from guichet.knowledge import snapshots
from guichet.knowledge.models import Snapshot
from guichet.messenger.models import MessengerPage

APP_SECRET = "development-only-messenger-app-secret"


def make_commune(slug: str, name: str, *, page: str = "") -> Commune:
    """A commune with an empty snapshot and, if wanted, a page with a token."""
    commune = Commune.objects.create(
        slug=slug, name=name, with_de=f"de {name}", allowed_origins=[f"https://www.{slug}.example"]
    )
    publish(commune)
    if page:
        row = MessengerPage(page_id=page, commune=commune, name=name)
        row.set_token(f"page-token-{page}")
        row.save()
    return commune


class Chat:
    """A web conversation as a browser holds it."""

    def __init__(self, client: httpx.Client, *, commune: str = "val-de-brume") -> None:
        self.client = client
        answer = client.post("/api/v1/conversations", json={"commune": commune})
        assert answer.status_code == 201, answer.text
        self.started = answer.json()
        self.id, self.token = self.started["id"], self.started["token"]
        self.path = f"/api/v1/conversations/{self.id}"
        self.headers = {"Authorization": f"Bearer {self.token}"}

    def send(
        self, text: str | None = None, *, wait: int = 5, headers: dict[str, str] | None = None, **body: Any
    ) -> httpx.Response:
        """Send a message and wait for the answer."""
        prefer = {"Prefer": f"wait={wait}"} if wait else {}
        content = body if text is None else {"text": text, **body}
        return self.client.post(f"{self.path}/messages", json=content, headers=self.headers | prefer | (headers or {}))

    def ask(self, text: str, **options: Any) -> list[str]:
        """The texts answered to a text."""
        answer = self.send(text, **options)
        assert answer.status_code == 200, answer.text
        return [message["text"] for message in answer.json()["messages"]]

    def history(self, after: int = 0) -> list[dict[str, Any]]:
        """All messages."""
        answer = self.client.get(f"{self.path}/messages", params={"after": after}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    def said(self) -> list[tuple[str, str]]:
        """(author, text) of all messages but the first, the disclosure."""
        return [(message["author"], message["text"]) for message in self.history()[1:]]


def event(text: str = "", *, mid: str, psid: str = "2002", page: str = "1001", **message: Any) -> dict[str, Any]:
    """One messaging event with a message."""
    content = {"mid": mid, **({"text": text} if text else {}), **message}
    # Now: outside of Messenger's window of 24 hours nothing is sent.
    return {"sender": {"id": psid}, "recipient": {"id": page}, "timestamp": int(time.time() * 1000), "message": content}


def webhook(*events: dict[str, Any], page: str = "1001") -> bytes:
    """A webhook body with one entry."""
    return json.dumps({"object": "page", "entry": [{"id": page, "time": 1, "messaging": list(events)}]}).encode()


def post_webhook(client: httpx.Client, body: bytes, *, secret: str = APP_SECRET) -> httpx.Response:
    """Post a signed webhook body."""
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
    return client.post("/messenger/webhook", content=body, headers=headers)


def eventually[Found](find: Callable[[], Found], *, within: float = 10) -> Found:
    """The first true result of ``find``, or a failed test after ``within`` seconds."""
    deadline = time.monotonic() + within
    while True:
        found = find()
        if found:
            return found
        assert time.monotonic() < deadline, f"not within {within} s"
        time.sleep(0.05)


def publish(commune: Commune) -> Snapshot:
    """Publish a snapshot for a commune that says no more than its name."""
    document = {"format": 1, "commune": {"slug": commune.slug, "name": commune.name}}
    return Snapshot.objects.create(commune=commune, version=snapshots.version_of(document), document=document)
