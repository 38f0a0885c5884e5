"""A Graph Send API for tests, on loopback: keeps what it was sent, fails when told."""

import json
from typing import Any


class FakeGraph:
    """An ASGI application; ``sent`` are accepted bodies, ``failures`` answers to give first: (status, error body)."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str]] = []
        self.failures: list[tuple[int, dict[str, Any]]] = []
        self.swallow = 0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One request."""
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        self.requests.append((scope["path"], dict(scope["headers"]).get(b"authorization", b"").decode()))
        status, answer = 200, {"recipient_id": "x", "message_id": f"m_{len(self.requests)}"}
        if self.failures:
            status, error = self.failures.pop(0)
            answer = {"error": error}
        else:
            self.sent.append(json.loads(body))
            if self.swallow:
                self.swallow -= 1
                # The message is taken, its answer is lost: uvicorn cuts a connection whose application dies.
                raise ConnectionAbortedError("swallowed on purpose")
        content = json.dumps(answer).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def texts(self) -> list[str]:
        """The texts accepted, in order."""
        return [body["message"]["text"] for body in self.sent]
