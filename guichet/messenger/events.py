"""Reading Meta's webhook bodies: every event of every entry, leniently, for one bad event must not cost the others.

Shapes: https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events
(messages, message_echoes, messaging_postbacks, messaging_referrals, message_reactions, message_deliveries,
message_reads, messaging_handovers, messaging_policy_enforcement, standby). An entry brings events in ``messaging``
(this app answers), in ``standby`` (another one does), or one in each of its ``changes`` as ``{"field", "value"}``.
"""

import hashlib
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from guichet.conversations.text import neutralise
from guichet.messenger.attachments import read_attachments
from guichet.messenger.counts import shape_of

logger = logging.getLogger(__name__)

#: Longer ids are not Meta's.
LONGEST_ID, LONGEST_MID = 64, 255
#: Meta's clock and ours may differ by so much.
SKEW = timedelta(minutes=1)
#: Below this a timestamp counts seconds (those of ``changes`` in Meta's examples): in milliseconds it would be 1973.
LEAST_MILLISECONDS = 10**11
#: The payload of buttons whose title is the question itself: ice breakers and the persistent menu.
QUESTION = "question"
#: An owner of the thread that Meta does not name.
UNSAID = "unsaid"
#: What a click on a link to the page ("m.me") and the « Démarrer » button say.
GREETING = "/bonjour"
#: Kinds that are read, by their field.
READ_KINDS = {
    "message", "postback", "referral", "reaction", "delivery", "read", "pass_thread_control", "take_thread_control",
    "policy_enforcement",
}  # fmt: skip
#: Kinds that are known and need nothing done.
KNOWN_KINDS = {
    "optin", "account_linking", "message_edit", "game_play", "checkout_update", "payment", "pre_checkout",
    "app_roles", "request_thread_control", "typing", "message_context", "feedback",
}  # fmt: skip


@dataclass(frozen=True)
class Inbound:
    """A citizen's message or button press. ``mid`` is unique within the page; ``psid`` is the page-scoped id.

    ``title`` is what the button said. ``attachments``: see ``attachments.read_attachments``. ``at``: when it was
    written, however long ago; when Meta does not say, or names the future, when it was received. ``standby``: another
    app is to answer. ``pressed``: a button, whose payload may be missing (standby) or not ours.
    """

    page: str
    psid: str
    mid: str
    at: datetime
    text: str = ""
    payload: str = ""
    title: str = ""
    attachments: list[dict[str, Any]] = field(default_factory=list)
    standby: bool = False
    pressed: bool = False


@dataclass(frozen=True)
class Echo:
    """Meta tells of a message that the page sent, by whatever ``app`` (``""``: not said).

    ``metadata`` is what the sender attached; ours is ``<uuid of the message>:<part, from 0>``.
    """

    page: str
    psid: str
    mid: str
    app: str
    metadata: str
    text: str
    at: datetime


@dataclass(frozen=True)
class Receipt:
    """Everything up to ``watermark`` is ``delivered`` or ``read``."""

    page: str
    psid: str
    kind: str
    watermark: datetime
    at: datetime


@dataclass(frozen=True)
class Handover:
    """Meta gave the thread to the app ``owner`` (``""``: to none, it is idle)."""

    page: str
    psid: str
    owner: str
    at: datetime


@dataclass(frozen=True)
class Touch:
    """The citizen did something that opens the window and wants no answer: a reaction."""

    page: str
    psid: str
    at: datetime


@dataclass(frozen=True)
class Enforcement:
    """Meta restricts the page, or lifts it."""

    page: str
    blocked: bool
    at: datetime


@dataclass(frozen=True)
class Deleted:
    """The citizen took a message back."""

    page: str
    psid: str
    mid: str
    at: datetime


#: What happened in one citizen's thread.
type InThread = Inbound | Echo | Receipt | Handover | Touch | Deleted
type Event = InThread | Enforcement


@dataclass
class Batch:
    """What a body held. ``kinds`` counts everything by (page, kind); ``shapes`` holds the unknown ones' fields."""

    events: list[Event] = field(default_factory=list)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    shapes: dict[tuple[str, str], Any] = field(default_factory=dict)
    ignored: int = 0
    future: int = 0

    @property
    def inbound(self) -> list[Inbound]:
        """The citizens' messages and presses."""
        return [event for event in self.events if isinstance(event, Inbound)]


class NotAnEvent(Exception):
    """The body is JSON but not a page's webhook."""


def read(body: Any, now: datetime) -> Batch:
    """All events of a parsed body, received ``now``.

    :raises NotAnEvent: no ``{"object": "page", "entry": [...]}``.
    """
    batch = Batch()
    for entry, event, standby in _updates(opened(body)):
        reader = _Reader(batch, now, entry, standby)
        try:
            reader.read(event)
        except Exception:
            # Whatever is wrong with one event, those beside it are other citizens'.
            logger.exception("event not read", extra={"page": reader.entry_page})
            batch.kinds[reader.entry_page, "unreadable"] += 1
            batch.ignored += 1
    return batch


def opened(body: Any) -> list[Any]:
    """The entries of a body.

    :raises NotAnEvent: it is not ``{"object": "page", "entry": [...]}``.
    """
    if not isinstance(body, dict) or body.get("object") != "page" or not isinstance(body.get("entry"), list):
        raise NotAnEvent
    entries: list[Any] = body["entry"]
    return entries


def _updates(entries: list[Any]) -> Iterator[tuple[Any, Any, bool]]:
    """(entry, event, standby) for every update."""
    for entry in entries:
        found = False
        for name in ("messaging", "standby"):
            events = at(entry, name)
            if isinstance(events, list):
                found = True
                yield from ((entry, event, name == "standby") for event in events)
        changes = at(entry, "changes")
        if isinstance(changes, list):
            found = True
            yield from ((entry, _changed(change), at(change, "field") == "standby") for change in changes)
        if not found:
            yield entry, None, False


def _changed(change: Any) -> Any:
    value = at(change, "value")
    if isinstance(value, dict) and ("sender" in value or "recipient" in value):
        return value
    # A change of the page itself (feed, mention …): kept apart from the events of Messenger.
    return {f"changes:{text_of(at(change, 'field'))[:40] or 'unknown'}": value}


class _Reader:
    """One event's reading."""

    def __init__(self, batch: Batch, now: datetime, entry: Any, standby: bool) -> None:
        self.batch, self.now, self.standby = batch, now, standby
        self.entry_page = identifier(at(entry, "id"))
        self.page = self.psid = ""
        self.at = now
        #: Whether Meta says when, and it is not the future.
        self.dated = False

    def read(self, event: Any) -> None:
        """Add it to the batch, or count it as ignored."""
        kind = _kind(event)
        found: Event | None = None
        if kind:
            self._who_and_when(event)
            found = getattr(self, f"_{kind}")(event[kind], event) if kind in READ_KINDS else None
        page = self.page or self.entry_page
        unknown = bool(kind) and kind not in READ_KINDS | KNOWN_KINDS
        name = kind or "unreadable"
        if found is None and kind in READ_KINDS:
            name = f"unusable:{kind}"
        name = f"standby:{name}" if self.standby else name
        self.batch.kinds[page, name] += 1
        if found is None:
            self.batch.ignored += 1
        else:
            self.batch.events.append(found)
        if unknown:
            self.batch.shapes.setdefault((page, name), shape_of(event[kind]))

    def _who_and_when(self, event: dict[str, Any]) -> None:
        sender, recipient = identifier(at(event, "sender", "id")), identifier(at(event, "recipient", "id"))
        if at(event, "message", "is_echo") is True:
            self.page, self.psid = sender, recipient
        else:
            self.page, self.psid = recipient or self.entry_page, sender
        self.at = self._moment(event.get("timestamp"))

    def _moment(self, milliseconds: Any) -> datetime:
        moment = instant(milliseconds)
        future = moment is not None and moment > self.now + SKEW
        self.batch.future += future
        self.dated = moment is not None and not future
        # An old moment stays what it is: the 24-hour window began then, not when Meta told of it.
        return min(moment, self.now) if moment else self.now

    def _message(self, message: Any, event: dict[str, Any]) -> Event | None:
        mid = _mid(message)
        if not mid or not self.page or not self.psid:
            return None
        text = text_of(message.get("text"))
        if message.get("is_echo") is True:
            app, metadata = identifier(message.get("app_id")), text_of(message.get("metadata"))[:100]
            return Echo(self.page, self.psid, mid, app, metadata, text, self.at)
        if message.get("is_deleted") is True:
            return Deleted(self.page, self.psid, mid, self.at)
        said, attachments = read_attachments(message.get("attachments"), message.get("sticker_id"))
        payload = text_of(at(message, "quick_reply", "payload"))
        return Inbound(
            self.page, self.psid, mid, self.at, text=text or said, payload=payload, title=text, attachments=attachments,
            standby=self.standby, pressed=bool(payload),
        )  # fmt: skip

    def _postback(self, postback: Any, event: dict[str, Any]) -> Event | None:
        payload, title = text_of(at(postback, "payload")), text_of(at(postback, "title"))
        if not (payload or title) or not self.page or not self.psid:
            return None
        mid = _mid(postback) or self._made_up_mid("postback", event, payload or title)
        if payload in {QUESTION, ""}:
            # Without a payload (standby) what the button says is all there is.
            return Inbound(self.page, self.psid, mid, self.at, text=title, title=title, standby=self.standby)
        return Inbound(
            self.page, self.psid, mid, self.at, payload=payload, title=title, standby=self.standby, pressed=True
        )

    def _referral(self, referral: Any, event: dict[str, Any]) -> Event | None:
        if not isinstance(referral, dict) or not self.page or not self.psid:
            return None
        mid = self._made_up_mid("referral", event, text_of(referral.get("ref")))
        return Inbound(
            self.page, self.psid, mid, self.at, payload=GREETING, title="Bonjour", standby=self.standby, pressed=True
        )

    def _made_up_mid(self, kind: str, event: dict[str, Any], what: str) -> str:
        # Some events have no mid: what identifies them is who, when and what.
        parts = f"{self.psid}\n{event.get('timestamp')}\n{what}"
        return f"{kind}:{hashlib.sha256(parts.encode(errors='replace')).hexdigest()}"

    def _reaction(self, reaction: Any, event: dict[str, Any]) -> Event | None:
        # A reaction has no mid to be recognised by: told again without its date, it would open the window again.
        reacted = at(reaction, "action") == "react" and self.page and self.psid and self.dated
        return Touch(self.page, self.psid, self.at) if reacted else None

    def _delivery(self, delivery: Any, event: dict[str, Any]) -> Event | None:
        return self._receipt("delivered", delivery)

    def _read(self, read_: Any, event: dict[str, Any]) -> Event | None:
        return self._receipt("read", read_)

    def _receipt(self, kind: str, value: Any) -> Event | None:
        watermark = instant(at(value, "watermark"))
        if not watermark or not self.page or not self.psid:
            return None
        return Receipt(self.page, self.psid, kind, min(watermark, self.now), self.at)

    def _pass_thread_control(self, value: Any, event: dict[str, Any]) -> Event | None:
        if not isinstance(value, dict) or not self.page or not self.psid:
            return None
        return Handover(self.page, self.psid, identifier(value.get("new_owner_app_id")), self.at)

    def _take_thread_control(self, value: Any, event: dict[str, Any]) -> Event | None:
        if not isinstance(value, dict) or not self.page or not self.psid:
            return None
        # Before Conversation Routing this event did not say who took it.
        return Handover(self.page, self.psid, identifier(value.get("new_owner_app_id")) or UNSAID, self.at)

    def _policy_enforcement(self, value: Any, event: dict[str, Any]) -> Event | None:
        action = at(value, "action")
        known = bool(self.page) and action in {"block", "unblock"}
        return Enforcement(self.page, action == "block", self.at) if known else None


def _kind(event: Any) -> str:
    """What sort of event it is: the field that is neither who nor when."""
    if not isinstance(event, dict):
        return ""
    names = [name for name in event if name not in {"sender", "recipient", "timestamp"}]
    first: str = ([name for name in names if name in READ_KINDS] or names or [""])[0]
    return first


def _mid(value: Any) -> str:
    mid = neutralise(text_of(at(value, "mid"))[: LONGEST_MID + 1]).text
    return mid if len(mid) <= LONGEST_MID else ""


def at(value: Any, *path: str) -> Any:
    """The value at a path of fields; None where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_of(value: Any) -> str:
    """A text; empty for anything else."""
    return value if isinstance(value, str) else ""


def identifier(value: Any) -> str:
    """An id of Meta's, which it writes as a string or as a number; empty for anything else."""
    name = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return name if name.isascii() and name.isalnum() and len(name) <= LONGEST_ID else ""


def instant(milliseconds: Any) -> datetime | None:
    """Milliseconds since 1970 (or seconds), as a number or a string; None for what is not an instant."""
    text = str(milliseconds) if isinstance(milliseconds, str | int) and not isinstance(milliseconds, bool) else ""
    if not text.isascii() or not text.isdigit() or not 1 <= len(text) <= 14:
        return None
    since = int(text)
    if not since:
        return None
    return datetime.fromtimestamp(since if since < LEAST_MILLISECONDS else since / 1000, UTC)
