"""A brain for tests: a tiny HTTP server on loopback that speaks docs/architecture.md §2 and does as it is told.

What it answers is decided by the text: ``poison`` → 500, ``mute`` → never, ``garbage`` → another shape, anything else → an echo.
"""

import asyncio
import json
from typing import Any

SECRET = "development-only-brain-secret"


class FakeBrain:
    """An ASGI application; ``turns`` are the bodies it was given, ``snapshots`` what it was taught."""

    def __init__(self) -> None:
        self.turns: list[dict[str, Any]] = []
        self.snapshots: dict[tuple[str, str], dict[str, Any]] = {}
        self.script: dict[str, Any] = {}
        self.delay = 0.0
        self.busy = 0
        self.most_busy = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One request."""
        if scope["type"] != "http":
            raise NotImplementedError
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        status, answer = await self.answer(scope, body)
        content = b"" if answer is None else json.dumps(answer).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def answer(self, scope: dict[str, Any], body: bytes) -> tuple[int, Any]:
        """Status and JSON of one request."""
        if scope["path"] == "/health":
            return 200, {"status": "ok"}
        if dict(scope["headers"]).get(b"authorization") != f"Bearer {SECRET}".encode():
            return 401, {"error": "unauthorized"}
        if scope["method"] == "PUT":
            _, _, commune, version = scope["path"].split("/")
            self.snapshots[commune, version] = json.loads(body)
            return 204, None
        turn = json.loads(body)
        if (turn["commune"], turn["snapshot"]) not in self.snapshots:
            return 409, {"error": "unknown_snapshot"}
        self.turns.append(turn)
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        try:
            await asyncio.sleep(self.delay)
            return await self.turn(turn)
        finally:
            self.busy -= 1

    async def turn(self, turn: dict[str, Any]) -> tuple[int, Any]:
        """The answer of one turn."""
        text = turn["text"] or turn["payload"] or "pièce jointe"
        if text == "poison":
            return 500, {"error": "turn_failed"}
        if text == "garbage":
            return 200, {"messages": "?"}
        if text == "mute":
            await asyncio.sleep(60)
        count = (turn["state"] or {"turns": 0})["turns"] + 1
        answer = {
            "messages": [
                {"text": f"Vous avez dit {text}", "choices": [{"title": "Adresse", "payload": '/adresse{"place":"x"}'}]}
            ],
            "understood": {"decision": "answer", "topic": "horaires"},
            "effects": [],
            "state": {"turns": count},
            "model": "fake-1",
            "timing_ms": {"parse": 0.1, "total": 0.2},
        }
        special = self.script.get(text)
        return 200, answer | (special(turn) if special else {})
