"""Bounds on what a client may send, before Django keeps any of it."""

import asyncio
import logging
from typing import Any

from guichet.problems import problem_body

logger = logging.getLogger(__name__)

#: Largest body by beginning of the path, in bytes; the last one is for all the rest (staff's forms).
BODY_LIMITS = (
    ("/api/v1/widget/photos/", 1024 * 1024),
    ("/api/", 16 * 1024),
    ("/messenger/", 1024 * 1024),
    ("/", 2 * 1024 * 1024),
)
#: Seconds to send a body in: a slow client must not hold a place for long.
BODY_SECONDS = 10


class Bounds:
    """Reads the whole body within a limit of size and time, then hands it to the application in one piece."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One HTTP request: 413 when its body is too large, 408 when it does not come."""
        if scope["type"] != "http":
            # No websockets here: closing is the ASGI way to refuse one.
            await send({"type": "websocket.close", "code": 1000})
            return
        limit = next(size for prefix, size in BODY_LIMITS if scope["path"].startswith(prefix) or prefix == "/")
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _read(scope, receive, limit)
        except TimeoutError:
            logger.warning("request refused: its body does not come", extra={"status": 408, "kind": _family(scope)})
            await _refuse(send, 408, "Votre message n’est pas arrivé à temps. Vérifiez votre connexion et réessayez.")
            return
        except OverflowError:
            logger.warning("request refused: its body is too large", extra={"status": 413, "kind": _family(scope)})
            await _refuse(send, 413, f"Votre envoi est trop grand : {limit // 1024} ko au plus.")
            return
        if body is None:
            return
        await self.application(scope, _replay(body, receive), send)


async def _read(scope: dict[str, Any], receive: Any, limit: int) -> bytes | None:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > limit:
            raise OverflowError
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise OverflowError
        if not message.get("more_body", False):
            return b"".join(parts)


def _replay(body: bytes, receive: Any) -> Any:
    given = False

    async def once() -> dict[str, Any]:
        nonlocal given
        if given:
            message: dict[str, Any] = await receive()
            return message
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


def _family(scope: dict[str, Any]) -> str:
    """The beginning of the path, for the log: the rest may hold a conversation's id or worse."""
    return next(prefix for prefix, _ in BODY_LIMITS if scope["path"].startswith(prefix) or prefix == "/")


async def _refuse(send: Any, status: int, detail: str) -> None:
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": problem_body(status, detail)})
