"""A Graph server of ours on loopback, as strict as Meta's about tokens, proofs, limits and the 24-hour window.

Sources: the references named in ``guichet.messenger`` (payloads, failures, window, pace). It can be slow, cut a
connection before or after taking a message, answer with any of Meta's errors, and limit the rate. The webhooks that
Meta would send, repeated and in the wrong order, come from ``meta.py``.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

APP_ID, APP_SECRET, VERSION = "9001", "development-only-messenger-app-secret", "v26.0"
APP_TOKEN = f"{APP_ID}|{APP_SECRET}"
#: What a page token may do, and which edge needs it.
PERMISSIONS = {"pages_messaging", "pages_manage_metadata", "pages_read_engagement", "pages_show_list"}


@dataclass
class Page:
    """A Facebook page as Meta knows it."""

    token: str
    name: str = "Page"
    permissions: set[str] = field(default_factory=lambda: set(PERMISSIONS))
    fields: list[str] = field(default_factory=list)
    profile: dict[str, Any] = field(default_factory=dict)
    restricted: bool = False


@dataclass(frozen=True)
class Sent:
    """A message that Graph took."""

    page: str
    psid: str
    mid: str
    body: dict[str, Any]
    at: float

    @property
    def text(self) -> str:
        """What it says; empty for a carousel."""
        message = self.body["message"]
        return message.get("text") or message["attachment"]["payload"].get("text", "")


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one send: ``taken`` says whether Graph took the message all the same.

    ``status`` 0 cuts the connection. ``error``: (code, subcode).
    """

    status: int = 0
    error: tuple[int, int] = (2, 0)
    taken: bool = False
    seconds: float = 0


class Refused(Exception):
    """An error answer."""

    def __init__(self, status: int, code: int, message: str, subcode: int = 0) -> None:
        super().__init__(message)
        error = {"message": f"(#{code}) {message}", "type": "OAuthException", "code": code, "fbtrace_id": "AaBbCcDdEeF"}
        self.status, self.body = status, {"error": error | ({"error_subcode": subcode} if subcode else {})}


class Cut(Exception):
    """The connection is cut."""


class Graph:
    """An ASGI application. ``sent`` are the messages taken, ``actions`` the sender actions, ``requests`` all addresses.

    ``faults`` go wrong in turn, one a send; ``fault`` decides for those after them. ``delay`` is every answer's, in seconds.
    """

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.sent: list[Sent] = []
        self.actions: list[tuple[str, str]] = []
        self.requests: list[str] = []
        self.tries = 0
        self.faults: deque[Fault] = deque()
        self.fault: Callable[[dict[str, Any]], Fault | None] = lambda body: None
        self.delay = 0.0
        self.looks_fail = False
        self.blocked: set[str] = set()
        self.acts: dict[tuple[str, str], datetime] = {}
        self.scoped_ids: dict[str, list[tuple[str, str]]] = {}
        self.subscriptions: list[dict[str, Any]] = []
        self.sends_a_second, self.looks_a_second = 300, 2
        self.on_sent: Callable[[Sent], None] = lambda sent: None
        self._calls: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def wrote(self, page: str, psid: str, at: datetime | None = None) -> None:
        """The citizen did something: the window is open."""
        self.acts[page, psid] = max(
            at or datetime.now(UTC), self.acts.get((page, psid), datetime.min.replace(tzinfo=UTC))
        )

    def texts(self, psid: str | None = None) -> list[str]:
        """The texts taken, in order."""
        return [sent.text for sent in self.sent if psid in {None, sent.psid}]

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """One request."""
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        self.requests.append(f"{scope['method']} {scope['path']}?{scope['query_string'].decode()}")
        await asyncio.sleep(self.delay)
        try:
            answer = await self._answer(scope["method"], scope["path"], headers, query, body)
            status = 200
        except Refused as refused:
            status, answer = refused.status, refused.body
        except Cut:
            # uvicorn cuts the connection of an application that dies.
            raise ConnectionAbortedError("cut on purpose") from None
        content = json.dumps(answer).encode()
        kind = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": kind})
        await send({"type": "http.response.body", "body": content})

    async def _answer(
        self, method: str, path: str, headers: dict[str, str], query: dict[str, str], raw: bytes
    ) -> dict[str, Any]:
        body = json.loads(raw) if raw else {}
        parts = path.strip("/").split("/")
        if parts[0] != VERSION:
            raise Refused(400, 2635, "You are calling a deprecated version of the API.")
        token = headers.get("authorization", "").removeprefix("Bearer ")
        who = self._who(token, body.get("appsecret_proof") or query.get("appsecret_proof", ""))
        node, edge = parts[1], parts[2] if len(parts) > 2 else ""
        if edge in {"subscriptions", "ids_for_pages"}:
            if who is not None:
                raise Refused(400, 15, "This method must be called with an app access_token.")
            return self._of_app(node, edge)
        if who is None:
            raise Refused(400, 210, "A page access token is required to request this resource.")
        page_id, page = who
        if node not in {page_id, "me"}:
            raise Refused(400, 100, "Unsupported request: this object does not exist or permissions are missing.", 33)
        if (method, edge) == ("POST", "messages"):
            return await self._message(page_id, page, body)
        return self._page_edge(method, edge, page_id, page, query, body)

    def _who(self, token: str, proof: str) -> tuple[str, Page] | None:
        """The page of a token, None for the app itself."""
        found = next(((name, page) for name, page in self.pages.items() if page.token == token), None)
        if found is None and token != APP_TOKEN:
            raise Refused(401, 190, "Invalid OAuth access token - Cannot parse access token", 463)
        right = hmac.new(APP_SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
        if proof != right:
            raise Refused(400, 100, "Invalid appsecret_proof provided in the API argument")
        return found

    def _of_app(self, node: str, edge: str) -> dict[str, Any]:
        if edge == "subscriptions":
            return {"data": self.subscriptions if node == APP_ID else []}
        return {"data": [{"id": psid, "page": {"id": page}} for page, psid in self.scoped_ids.get(node, [])]}

    def _page_edge(
        self, method: str, edge: str, page_id: str, page: Page, query: dict[str, str], body: dict[str, Any]
    ) -> dict[str, Any]:
        if not edge:
            return {"id": page_id, "name": page.name}
        if edge == "subscribed_apps":
            self._may(page, "pages_manage_metadata")
            if method == "POST":
                page.fields = _listed(body["subscribed_fields"])
                return {"success": True}
            return {
                "data": [{"id": APP_ID, "name": "Guichet", "subscribed_fields": page.fields}] if page.fields else []
            }
        if edge == "messenger_profile":
            self._may(page, "pages_messaging")
            if method == "POST":
                profile = {name: value for name, value in body.items() if name != "appsecret_proof"}
                _check_profile({**page.profile, **profile})
                page.profile |= profile
                return {"result": "success"}
            wanted = query.get("fields", "").split(",")
            known = {name: value for name, value in page.profile.items() if name in wanted}
            return {"data": [known] if known else []}
        if edge == "conversations":
            self._may(page, "pages_read_engagement")
            return self._conversation(page_id, query)
        raise Refused(400, 100, f"Tried accessing nonexisting field ({edge})")

    def _may(self, page: Page, permission: str) -> None:
        if permission not in page.permissions:
            raise Refused(403, 200, f"Requires {permission} permission to manage the object")

    def _rate(self, page: str, what: str, most: int, code: int) -> None:
        calls, now = self._calls[page, what], time.monotonic()
        while calls and calls[0] < now - 1:
            calls.popleft()
        if len(calls) >= most:
            raise Refused(400, code, "Calls to this API have exceeded the rate limit.")
        calls.append(now)

    async def _message(self, page_id: str, page: Page, body: dict[str, Any]) -> dict[str, Any]:
        self._may(page, "pages_messaging")
        psid = body.get("recipient", {}).get("id")
        if not psid:
            raise Refused(400, 100, "The parameter recipient is required")
        if page.restricted:
            raise Refused(400, 10, "This page is restricted from sending messages.", 1893063)
        self._rate(page_id, "messages", self.sends_a_second, 613)
        if "sender_action" in body:
            if "message" in body or body["sender_action"] not in {"mark_seen", "typing_on", "typing_off"}:
                raise Refused(400, 100, "Cannot send both message and state at the same time.", 2018233)
            self.actions.append((psid, body["sender_action"]))
            return {"recipient_id": psid}
        self.tries += 1
        fault = self.faults.popleft() if self.faults else self.fault(body)
        if fault and not fault.taken:
            await self._go_wrong(fault)
        self._check_recipient(page_id, psid, body)
        _check_message(body.get("message"))
        sent = Sent(page_id, psid, f"m_{secrets.token_hex(16)}", body, time.time())
        self.sent.append(sent)
        self.on_sent(sent)
        if fault and fault.taken:
            await self._go_wrong(fault)
        return {"recipient_id": psid, "message_id": sent.mid}

    async def _go_wrong(self, fault: Fault) -> None:
        await asyncio.sleep(fault.seconds)
        if not fault.status:
            raise Cut
        if fault.status != 200:
            raise Refused(fault.status, fault.error[0], "An error.", fault.error[1])

    def _check_recipient(self, page: str, psid: str, body: dict[str, Any]) -> None:
        act = self.acts.get((page, psid))
        if act is None:
            raise Refused(400, 100, "No matching user found", 2018001)
        if psid in self.blocked:
            raise Refused(400, 551, "This person isn't available right now.", 1545041)
        age, kind, tag = datetime.now(UTC) - act, body.get("messaging_type"), body.get("tag")
        if kind == "RESPONSE" and tag is None:
            allowed = age <= timedelta(hours=24)
        elif kind == "MESSAGE_TAG" and tag == "HUMAN_AGENT":
            allowed = age <= timedelta(days=7)
        else:
            raise Refused(
                400, 100, "Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG}; tag is unknown"
            )
        if not allowed:
            raise Refused(400, 10, "This message is sent outside of allowed window.", 2018278)

    def _conversation(self, page: str, query: dict[str, str]) -> dict[str, Any]:
        self._rate(page, "conversations", self.looks_a_second, 613)
        if self.looks_fail:
            raise Refused(500, 2, "Service temporarily unavailable")
        found = [sent for sent in reversed(self.sent) if (sent.page, sent.psid) == (page, query.get("user_id"))][:20]
        messages = [
            {
                "id": sent.mid,
                "message": sent.text,
                "from": {"id": page},
                "created_time": f"{datetime.fromtimestamp(sent.at, UTC):%Y-%m-%dT%H:%M:%S}+0000",
            }
            for sent in found
        ]
        return {"data": [{"id": "t_1", "messages": {"data": messages}}] if messages else []}


def _listed(fields: Any) -> list[str]:
    return fields.split(",") if isinstance(fields, str) else list(fields)


def _most(value: Any, limit: int, name: str) -> None:
    if not isinstance(value, str) or not value or len(value) > limit:
        raise Refused(400, 100, f"Length of param {name} must be between 1 and {limit}")


def _check_message(message: Any) -> None:
    """Meta's limits of one message."""
    if not isinstance(message, dict) or ("text" in message) == ("attachment" in message):
        raise Refused(400, 100, "Message cannot be empty, must provide valid attachment or text")
    if "text" in message:
        _most(message["text"], 2000, "message[text]")
    else:
        _check_template(message["attachment"])
    if "metadata" in message:
        _most(message["metadata"], 1000, "message[metadata]")
    replies = message.get("quick_replies", [])
    if "quick_replies" in message and not replies:
        raise Refused(400, 194, "param message[quick_replies] has too few elements.")
    if len(replies) > 13:
        raise Refused(400, 105, "param message[quick_replies] has too many elements.")
    for reply in replies:
        if reply.get("content_type") != "text":
            raise Refused(400, 100, "Param message[quick_replies][0][content_type] is invalid")
        _most(reply.get("title"), 20, "message[quick_replies][0][title]")
        _most(reply.get("payload"), 1000, "message[quick_replies][0][payload]")


def _check_template(attachment: dict[str, Any]) -> None:
    payload = attachment["payload"]
    if attachment["type"] != "template" or payload["template_type"] not in {"button", "generic"}:
        raise Refused(400, 100, "Param message[attachment][type] is unknown")
    if payload["template_type"] == "button":
        _most(payload.get("text"), 640, "message[attachment][payload][text]")
        _check_buttons(payload["buttons"], required=True)
        return
    if not 1 <= len(payload["elements"]) <= 10:
        raise Refused(400, 105, "param message[attachment][payload][elements] has too many elements.")
    for element in payload["elements"]:
        _most(element.get("title"), 80, "elements[0][title]")
        if "subtitle" in element:
            _most(element["subtitle"], 80, "elements[0][subtitle]")
        if len(element) < 2:
            raise Refused(400, 100, "At least one property must be set in addition to title")
        _check_buttons(element.get("buttons", []), required=False)


def _check_buttons(buttons: list[dict[str, Any]], *, required: bool) -> None:
    if len(buttons) > 3 or (required and not buttons):
        raise Refused(400, 105, "param buttons must have 1 to 3 elements.")
    for button in buttons:
        _most(button.get("title"), 20, "buttons[0][title]")
        good = {
            "web_url": str(button.get("url", "")).startswith(("https://", "http://")),
            "postback": 0 < len(str(button.get("payload", ""))) <= 1000,
            "phone_number": str(button.get("payload", "")).startswith("+"),
        }
        if not good.get(button.get("type", "")):
            raise Refused(400, 100, "Invalid button")


def _check_profile(profile: dict[str, Any]) -> None:
    """Meta's limits of a Messenger profile."""
    for greeting in profile.get("greeting", []):
        _most(greeting.get("text"), 160, "greeting[0][text]")
    for menu in profile.get("persistent_menu", []):
        if "get_started" not in profile:
            raise Refused(
                400, 100, "You must set a Get Started button if you also wish to use persistent menu", 2018145
            )
        if not 1 <= len(menu["call_to_actions"]) <= 20:
            raise Refused(400, 105, "param call_to_actions has too many elements.")
        for item in menu["call_to_actions"]:
            _most(item.get("title"), 30, "call_to_actions[0][title]")
    for breakers in profile.get("ice_breakers", []):
        if not 1 <= len(breakers["call_to_actions"]) <= 4:
            raise Refused(400, 105, "param ice_breakers has too many elements.")
        for item in breakers["call_to_actions"]:
            _most(item.get("question"), 80, "ice_breakers[0][question]")
            _most(item.get("payload"), 1000, "ice_breakers[0][payload]")
    defaults = [name for name in ("greeting", "persistent_menu", "ice_breakers") if name in profile]
    if any(all(one.get("locale") != "default" for one in profile[name]) for name in defaults):
        raise Refused(400, 100, "A default locale is required")
