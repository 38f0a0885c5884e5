"""Calling the Graph API: the Send API, the Conversations API, and what the set-up asks.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/reference/send-api
"""

import asyncio
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings

from guichet.messenger.failures import Behaviour, Failure, of_answer

#: Seconds a request may take in all.
SECONDS = 10
#: Messages looked through to see whether one arrived.
RECENT = 20
#: Requests at once.
CONNECTIONS = 48


@dataclass(frozen=True)
class Delivered:
    """A message of the page as Graph shows it; ``text`` is empty for some templates."""

    mid: str
    text: str
    at: datetime


class Graph:
    """One keep-alive client; to be closed. Every call raises :class:`Failure` for whatever is not an answer."""

    def __init__(self) -> None:
        self._http = httpx.AsyncClient(
            base_url=f"{settings.GUICHET_GRAPH_URL}/{settings.GUICHET_GRAPH_VERSION}/",
            timeout=httpx.Timeout(SECONDS, connect=5),
            limits=httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS),
            trust_env=False,
        )

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def send(self, page: str, token: str, body: dict[str, Any]) -> str:
        """Send one message, or a sender action, in the name of ``page``; returns its ``mid`` (empty for an action)."""
        answer = await self.post(f"{page}/messages", token, body)
        return str(answer.get("message_id") or "")[:255]

    async def recent(self, page: str, token: str, psid: str) -> list[Delivered]:
        """The last messages of the page's conversation with a citizen, the page's own only, the newest first.

        https://developers.facebook.com/documentation/business-messaging/messenger-platform/conversations
        """
        fields = f"messages.limit({RECENT}){{id,message,from,created_time}}"
        query = {"platform": "messenger", "user_id": psid, "fields": fields}
        answer = await self.get(f"{page}/conversations", token, query)
        try:
            return [
                Delivered(message["id"], message.get("message") or "", datetime.fromisoformat(message["created_time"]))
                for conversation in answer["data"]
                for message in conversation["messages"]["data"]
                if message["from"]["id"] == page
            ]
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Failure(Behaviour.DOUBT, "conversation of another shape") from None

    async def get(self, path: str, token: str, query: dict[str, str] | None = None) -> dict[str, Any]:
        """A reading call."""
        return await self._call("GET", path, token, params={**(query or {}), "appsecret_proof": proof(token)})

    async def post(self, path: str, token: str, body: dict[str, Any]) -> dict[str, Any]:
        """A writing call, in JSON."""
        return await self._call("POST", path, token, json={**body, "appsecret_proof": proof(token)})

    async def _call(self, method: str, path: str, token: str, **options: Any) -> dict[str, Any]:
        try:
            # In a header, the token stays out of addresses, which proxies log.
            headers = {"Authorization": f"Bearer {token}"}
            async with asyncio.timeout(SECONDS):
                response = await self._http.request(method, path, headers=headers, **options)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Failure(Behaviour.AGAIN, type(error).__name__) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise Failure(Behaviour.DOUBT, type(error).__name__, ended=not isinstance(error, TimeoutError)) from None
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if response.status_code == 200 and isinstance(answer, dict) and "error" not in answer:
            return answer
        if response.status_code == 200:
            raise Failure(Behaviour.DOUBT, "graph answer of another shape")
        raise of_answer(response.status_code, answer)


def proof(token: str) -> str:
    """``appsecret_proof``: the token's HMAC-SHA256 with the app secret; without it a stolen token is of no use.

    https://developers.facebook.com/docs/graph-api/guides/secure-requests
    """
    secret = settings.GUICHET_MESSENGER_APP_SECRET.encode()
    return hmac.new(secret, token.encode(), hashlib.sha256).hexdigest()


def app_token() -> str:
    """The app's own access token, ``<app id>|<app secret>``."""
    return f"{settings.GUICHET_MESSENGER_APP_ID}|{settings.GUICHET_MESSENGER_APP_SECRET}"
