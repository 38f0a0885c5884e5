"""A Graph Send API for tests, on loopback: keeps what it was sent, fails when told."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs


def said(body: dict[str, Any]) -> str:
    """The text of a request: its own or its template's."""
    message: dict[str, Any] = body["message"]
    return str(message.get("text") or message["attachment"]["payload"].get("text", ""))


class FakeGraph:
    """An ASGI application; ``sent`` are accepted bodies, ``failures`` answers to give first: (status, error body)."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str]] = []
        self.failures: list[tuple[int, dict[str, Any]]] = []
        self.swallow = 0
        self.answers_questions = True
        self._shown: list[tuple[str, str, str, datetime]] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One request."""
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        if scope["method"] == "GET":
            await self._conversation(scope, send)
            return
        if "sender_action" in json.loads(body):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b'{"recipient_id": "x"}'})
            return
        self.requests.append((scope["path"], dict(scope["headers"]).get(b"authorization", b"").decode()))
        status, answer = 200, {"recipient_id": "x", "message_id": f"m_{len(self.requests)}"}
        if self.failures:
            status, error = self.failures.pop(0)
            answer = {"error": error}
        else:
            sent = json.loads(body)
            self.sent.append(sent)
            self._shown.append((sent["recipient"]["id"], answer["message_id"], said(sent), datetime.now(UTC)))
            if self.swallow:
                self.swallow -= 1
                # The message is taken, its answer is lost: uvicorn cuts a connection whose application dies.
                raise ConnectionAbortedError("swallowed on purpose")
        content = json.dumps(answer).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _conversation(self, scope: dict[str, Any], send: Any) -> None:
        """The Conversations API: the page's messages to one citizen."""
        page, psid = scope["path"].split("/")[2], parse_qs(scope["query_string"].decode())["user_id"][0]
        messages = [
            {"id": mid, "message": text, "from": {"id": page}, "created_time": f"{at:%Y-%m-%dT%H:%M:%S}+0000"}
            for to, mid, text, at in self._shown
            if to == psid
        ]
        answer: dict[str, Any] = {"data": [{"id": "t_1", "messages": {"data": messages}}]}
        if not self.answers_questions:
            answer = {"error": {"code": 200, "message": "permission"}}
        await send({"type": "http.response.start", "status": 200 if self.answers_questions else 403, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    def texts(self) -> list[str]:
        """The texts accepted, in order."""
        return [said(body) for body in self.sent]
