"""The Graph Send API: one request a message.

https://developers.facebook.com/docs/messenger-platform/reference/send-api and …/error-codes
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings

from guichet.conversations.models import Message

#: Meta's limits: characters of a text; quick replies a message; characters of their titles and payloads.
TEXT_LIMIT, REPLY_LIMIT, TITLE_LIMIT, PAYLOAD_LIMIT = 2000, 13, 20, 1000
#: Error codes that pass: unknown/service (1, 2), rate limits (4, 17, 32, 341, 613, 80006), temporary send failure (1200).
PASSING_CODES = {1, 2, 4, 17, 32, 341, 613, 1200, 80006}
#: Codes that staff must mend (190: the page token is no longer valid); the message waits for it.
MENDABLE_CODES = {190}


#: Seconds a request may take in all.
SECONDS = 10
#: Messages looked through to see whether one arrived.
RECENT = 20


@dataclass(frozen=True)
class Delivered:
    """A message of the page as Graph shows it."""

    mid: str
    text: str
    at: datetime


class NotSent(Exception):
    """Graph did not take the message. ``again``: a later try may succeed. ``reason`` has no text and no id."""

    def __init__(self, reason: str, *, again: bool) -> None:
        super().__init__(reason)
        self.reason, self.again = reason, again


class Unconfirmed(Exception):
    """The request left and no answer came: Graph may have taken the message."""


class Graph:
    """One keep-alive client of the Send API; to be closed."""

    def __init__(self) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{settings.GUICHET_GRAPH_URL}/{settings.GUICHET_GRAPH_VERSION}/",
            timeout=httpx.Timeout(SECONDS, connect=5),
            limits=httpx.Limits(max_connections=16),
        )

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def send(self, page: str, token: str, body: dict[str, Any]) -> str:
        """Send one message in the name of ``page``; returns its ``mid``.

        :raises NotSent: no connection, or Graph said no.
        :raises Unconfirmed: a time-out, a cut or a gateway's error after the request had left.
        """
        answer = await self._call("POST", f"{page}/messages", token, json=body)
        return str(answer.get("message_id") or "")[:255]

    async def recent(self, page: str, token: str, psid: str) -> list[Delivered]:
        """The last messages of the page's conversation with a citizen, the page's own only.

        https://developers.facebook.com/docs/messenger-platform/conversations

        :raises NotSent, Unconfirmed: as ``send``.
        """
        fields = f"messages.limit({RECENT}){{id,message,from,created_time}}"
        query = {"platform": "messenger", "user_id": psid, "fields": fields}
        answer = await self._call("GET", f"{page}/conversations", token, params=query)
        try:
            return [
                Delivered(message["id"], message["message"], datetime.fromisoformat(message["created_time"]))
                for conversation in answer["data"]
                for message in conversation["messages"]["data"]
                if message["from"]["id"] == page
            ]
        except (KeyError, TypeError, ValueError):
            raise NotSent("conversation of another shape", again=False) from None

    async def _call(self, method: str, path: str, token: str, **options: Any) -> dict[str, Any]:
        try:
            # In a header, the token stays out of addresses, which proxies log.
            headers = {"Authorization": f"Bearer {token}"}
            async with asyncio.timeout(SECONDS):
                response = await self._http.request(method, path, headers=headers, **options)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent(type(error).__name__, again=True) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise Unconfirmed(type(error).__name__) from None
        try:
            answer = response.json()
        except ValueError:
            answer = None
        answer = answer if isinstance(answer, dict) else {}
        if response.status_code == 200:
            return answer
        refusal = answer.get("error")
        refusal = refusal if isinstance(refusal, dict) else {}
        code = refusal.get("code")
        again = refusal.get("is_transient") is True or code in PASSING_CODES | MENDABLE_CODES
        if response.status_code >= 500 and code is None:
            # Not Graph's own words: a gateway's, which does not know what became of the request behind it.
            raise Unconfirmed(f"status {response.status_code}")
        again = again or response.status_code == 429 or response.status_code >= 500
        raise NotSent(f"graph status {response.status_code} code {code}", again=again)


def bodies(message: Message, psid: str) -> list[dict[str, Any]]:
    """The Send API requests for one message: its text in parts, the buttons with the last one."""
    links = [f"{link['title']} : {link['url']}" for link in message.links]
    text = "\n".join([message.text, *links]).strip()
    parts = split(text) or ["…"]
    requests: list[dict[str, Any]] = []
    for part in parts:
        body: dict[str, Any] = {"text": part, "metadata": str(message.id)}
        requests.append({"recipient": {"id": psid}, "messaging_type": "RESPONSE", "message": body})
    replies = [
        {"content_type": "text", "title": shortened(choice["title"]), "payload": choice["payload"]}
        for choice in message.choices[:REPLY_LIMIT]
        if len(choice["payload"]) <= PAYLOAD_LIMIT
    ]
    if replies:
        requests[-1]["message"]["quick_replies"] = replies
    return requests


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """The text in parts of at most ``limit`` characters, cut after a paragraph, a line, a sentence or a word."""
    parts = []
    while len(text) > limit:
        cut = limit
        for pattern in (r"\n\n", r"\n", r"(?<=[.!?…])\s", r"\s"):
            places = [found.start() for found in re.finditer(pattern, text[: limit + 1]) if found.start() > limit // 2]
            if places:
                cut = places[-1]
                break
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [part for part in [*parts, text] if part]


def shortened(title: str) -> str:
    """A title within Meta's limit, cut at a word where it can be."""
    if len(title) <= TITLE_LIMIT:
        return title
    head = title[: TITLE_LIMIT - 1]
    word = head.rsplit(" ", 1)[0] if " " in head else head
    return f"{(word if len(word) > TITLE_LIMIT // 2 else head).rstrip()}…"
