"""One turn: (state, message, clock, snapshot) → (state, answers). Nothing of the conversation stays in this process."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.shared.core.events import ActiveLoop, SlotSet

from brain import snapshots
from brain.action_endpoint import failures
from brain.choices import OTHER, a_yes_to_several, chosen
from brain.context.moments import leaning
from brain.context.resolve import kept, resolve
from brain.meaning import Understood
from brain.state import OneTurnStore, State
from brain.text import plain

MAX_TEXT = 1000
MAX_PARTS = 4
MAX_ATTACHMENTS = 10
_PAYLOAD = re.compile(r"^/(?P<intent>[a-z][a-z0-9_]{0,60})(?P<entities>\{.*\})?$", re.DOTALL)

ALWAYS_OFFERED = {"menu": "/menu", "le menu": "/menu"}
"""What is always a choice: its button stands under many answers and in Messenger's own menu."""
WORDLESS: Understood = {
    "decision": "fallback",
    "topic": None,
    "confidence": 0.0,
    "candidates": [],
    "facet": None,
    "entities": [],
    "bare": False,
}
"""Emoji or punctuation only: a classifier would still find it likely to be about something."""


class BadTurn(ValueError):
    """The request is not a turn; the message says which field."""


class TurnFailed(RuntimeError):
    """An action failed; nothing of the turn is to be used."""


@dataclass(frozen=True)
class TurnRequest:
    """What the front desk asks (architecture §2)."""

    turn: str
    commune: str
    snapshot: str
    now: datetime
    text: str | None = None
    payload: str | None = None
    attachments: tuple[Mapping[str, Any], ...] = field(default=())
    channel: str = "web"
    locale: str = "fr"
    reference: str = ""
    state: Mapping[str, Any] | None = None

    @classmethod
    def parse(cls, body: object) -> TurnRequest:
        """Check the request's fields.

        Raises:
            BadTurn: a field is missing, of a wrong type or too long.
        """
        if not isinstance(body, dict):
            raise BadTurn("a JSON object is expected")
        for name in ("turn", "commune", "snapshot", "now"):
            if not isinstance(body.get(name), str) or not 0 < len(body[name]) <= 100:
                raise BadTurn(f"{name}: a string of 1 to 100 characters is expected")
        try:
            now = datetime.fromisoformat(body["now"])
        except ValueError as error:
            raise BadTurn("now: an ISO 8601 date and time is expected") from error
        if now.tzinfo is None:
            raise BadTurn("now: a time zone is expected")
        text, payload, attachments = body.get("text"), body.get("payload"), body.get("attachments") or []
        if text is not None and (not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT):
            raise BadTurn(f"text: 1 to {MAX_TEXT} characters are expected")
        if payload is not None and (
            not isinstance(payload, str) or not _PAYLOAD.match(payload) or len(payload) > MAX_TEXT
        ):
            raise BadTurn("payload: /intent or /intent{json} is expected")
        if not isinstance(attachments, list) or len(attachments) > MAX_ATTACHMENTS:
            raise BadTurn(f"attachments: a list of at most {MAX_ATTACHMENTS} is expected")
        if (text is not None) + (payload is not None) > 1 or not (text or payload or attachments):
            raise BadTurn("exactly one of text and payload, or attachments, is expected")
        state = body.get("state")
        if state is not None and not isinstance(state, dict):
            raise BadTurn("state: an object or null is expected")
        optional = {name: body[name] for name in ("channel", "locale", "reference") if isinstance(body.get(name), str)}
        return cls(
            body["turn"],
            body["commune"],
            body["snapshot"],
            now,
            text,
            payload,
            tuple(attachments),
            state=state,
            **optional,
        )


class Collector(OutputChannel):
    """Rasa's output channel of one turn: keeps what the actions say, in our shapes."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.effects: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Rasa's name of the channel."""
        return "guichet"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one of an action's messages."""
        custom = message.get("custom") or {}
        if "effect" in custom:
            self.effects.append(custom["effect"])
            return
        self.messages.append(
            {
                "text": message.get("text") or "",
                "choices": message.get("buttons") or [],
                "links": custom.get("links") or [],
                "card": custom.get("card"),
            }
        )


def understood_from_payload(payload: str) -> Understood:
    """A button's payload, in the shape of understood text.

    Raises:
        BadTurn: the entities are not a JSON object of plain values.
    """
    match = _PAYLOAD.match(payload)
    if not match:
        raise BadTurn("payload: /intent or /intent{json} is expected")
    try:
        entities = json.loads(match["entities"] or "{}")
    except ValueError as error:
        raise BadTurn("payload: its entities are not JSON") from error
    if not isinstance(entities, dict):
        raise BadTurn("payload: its entities are not an object")
    facet = entities.pop("facet", None)
    listed = [{"entity": n, "value": v, "text": "", "start": 0, "end": 0} for n, v in entities.items()]
    return _sure(match["intent"], facet, listed)


def asked_again(choices: Sequence[Mapping[str, str]], said: Understood) -> Understood:
    """The clarification that ``choices`` belong to, with what is ``said`` now: neither "oui" nor "et demain ?" tells which one."""
    offered = [understood_from_payload(choice["payload"]) for choice in choices if choice["payload"] != OTHER]
    new = {entity["entity"] for entity in said["entities"]}
    kept_entities = [entity for entity in offered[0]["entities"] if entity["entity"] not in new]
    return {
        **said,
        "decision": "clarify",
        "topic": None,
        "confidence": 0.5,
        "candidates": [{"topic": each["topic"], "confidence": round(1 / len(offered), 4)} for each in offered],
        "facet": said.get("facet") or offered[0]["facet"],
        "entities": [*said["entities"], *kept_entities],
        "parts": [],
    }


def _say_once(messages: list[dict[str, Any]]) -> None:
    """Take out what an earlier message of the turn says word for word."""
    messages[:] = list({message["text"]: message for message in reversed(messages)}.values())[::-1]


def _sure(intent: str, facet: str | None, entities: list[dict[str, Any]]) -> Understood:
    return {
        "decision": "answer",
        "topic": intent,
        "confidence": 1.0,
        "candidates": [{"topic": intent, "confidence": 1.0}],
        "facet": facet,
        "entities": entities,
        "bare": False,
    }


def parse_data(understood: Understood, text: str) -> dict[str, Any]:
    """What Rasa's processor wants to know of a message that is understood already."""
    decision = understood["decision"]
    intent = understood["topic"] if decision == "answer" else f"nlu_{decision}"
    return {
        "text": text,
        "intent": {"name": intent, "confidence": understood["confidence"]},
        "entities": understood["entities"],
        "intent_ranking": [{"name": c["topic"], "confidence": c["confidence"]} for c in understood["candidates"]],
        "understood": understood,
    }


class Brain:
    """A loaded model, ready for turns."""

    def __init__(self, agent: Agent, store: OneTurnStore, *, keep_context: timedelta) -> None:
        if agent.processor is None:
            raise ValueError("the agent has no model")
        self.processor = agent.processor
        self.domain = agent.processor.domain
        self.store = store
        self.keep_context = keep_context
        self.model = agent.processor.model_filename.removesuffix(".tar.gz")

    async def warm(self, commune: str, version: str, now: datetime) -> None:
        """Parse once with a snapshot, so that no citizen waits while its gazetteer is built."""
        metadata = {"commune": commune, "snapshot": version, "now": now.isoformat(), "locale": "fr"}
        await self.parse("le recyparc est ouvert demain ?", metadata)

    async def turn(self, request: TurnRequest) -> dict[str, Any]:
        """Answer one message; the result is the body of architecture §2.

        Raises:
            UnknownSnapshot, StateRefused, BadTurn, TurnFailed: nothing was changed; the front desk may ask again.
        """
        started = time.perf_counter()
        snapshot = snapshots.get(request.commune, request.snapshot)
        state = State.load(request.state, request.now, self.keep_context)
        collector = Collector()
        errors: list[BaseException] = []
        failures.set(errors)
        # A key of its own for each call: the front desk may ask again while an earlier call of the same turn still runs.
        call = uuid.uuid4().hex
        self.store.live[call] = state.tracker(call, self.domain)
        try:
            understood, text = await self._understand(request, state)
            parse_ms = (time.perf_counter() - started) * 1000
            parts = self._parts(understood, call) or [{**understood, "text": text}]
            first = await self._answer(parts, request, call, collector, snapshot.document)
            understood = first if len(parts) == 1 or first.get("from_context") else understood
            if errors:
                raise TurnFailed(f"{type(errors[0]).__name__} in an action") from errors[0]
            after = state.after(self.store.live[call])
        finally:
            self.store.live.pop(call, None)
        after.choices = collector.messages[-1]["choices"] if collector.messages else []
        return {
            "messages": collector.messages,
            "understood": {
                k: understood.get(k) for k in ("decision", "topic", "confidence", "candidates", "facet", "entities")
            },
            "effects": collector.effects,
            "state": after.dump(request.now),
            "model": self.model,
            "timing_ms": {"parse": round(parse_ms, 2), "total": round((time.perf_counter() - started) * 1000, 2)},
        }

    async def _understand(self, request: TurnRequest, state: State) -> tuple[Understood, str]:
        """The message's meaning by itself, and its text."""
        if request.payload:
            return understood_from_payload(request.payload), request.text or ""
        if not request.text:
            return _sure("piece_jointe", None, []), ""
        text = request.text.lstrip("/ \t\n") or request.text.replace("/", " ").strip() or "?"
        if not re.search(r"\w", text):
            return dict(WORDLESS), text
        understood = await self.parse(text, self._metadata(request))
        payload = chosen(text, state.choices, numbers=state.loop is None) or ALWAYS_OFFERED.get(plain(text))
        if payload and understood.get("topic") != "urgence":  # "au feu !" is no answer to a button about garden fires
            return {**understood_from_payload(payload), "typed_choice": True}, text
        unsure = understood["decision"] != "answer" or understood["topic"] == "hors_sujet"
        adds = understood.get("bare") and unsure and not {e["entity"] for e in understood["entities"]} - {"date", "age"}
        # "c'est combien ?" after a question among titles is asked of them, unless the subject talked of is one: then it is of that one.
        talked_of = (state.slots.get("context") or {}).get("topic")
        adds = adds and talked_of not in {
            understood_from_payload(choice["payload"])["topic"] for choice in state.choices
        }
        if a_yes_to_several(text, state.choices) or (adds and OTHER in [c["payload"] for c in state.choices]):
            return {**asked_again(state.choices, understood), "typed_choice": True}, text
        return understood, text

    async def parse(self, text: str, metadata: Mapping[str, Any]) -> Understood:
        """Run the pipeline on one text (architecture §5)."""
        data = await self.processor.parse_message(UserMessage(text=text, metadata=dict(metadata)))
        understood: Understood = data["understood"]
        return understood

    async def _answer(
        self,
        parts: Sequence[Understood],
        request: TurnRequest,
        call: str,
        collector: Collector,
        snapshot: Mapping[str, Any],
    ) -> Understood:
        """Answer each part, and give back the first as it was read. A question put back to the citizen comes last: the next message replies to it."""
        held: list[dict[str, Any]] = []
        asking: dict[str, Any] = {}
        read: list[Understood] = []
        for number, part in enumerate(parts):
            before, said = self.store.live[call].get_slot("context") or {}, len(collector.messages)
            known = before if number == 0 else {name: value for name, value in before.items() if name != "asked"}
            read.append(await self._in_context(part, request, call, snapshot, known))
            self._leave_form_in_danger(read[-1], call)
            await self._handle(read[-1], request, call, collector)
            self._keep(before, read[-1], call, collector)
            after = self.store.live[call].get_slot("context") or {}
            if number + 1 < len(parts) and after.get("asked"):
                held, asking = collector.messages[said:], after
                del collector.messages[said:]
        tracker = self.store.live[call]
        _say_once(collector.messages)
        if held and not (tracker.get_slot("context") or {}).get("asked") and not tracker.active_loop_name:
            collector.messages += held
            tracker.update(SlotSet("context", asking), self.domain)
        else:
            collector.messages[:0] = held
        return read[0]

    def _parts(self, understood: Understood, call: str) -> list[Understood]:
        """The questions of a message that asks several; sides of nothing ("prix et documents ?") are so only after something was said."""
        parts: list[Understood] = (understood.get("parts") or [])[:MAX_PARTS]
        tracker = self.store.live[call]
        known = (tracker.get_slot("context") or {}).get("topic") and not tracker.active_loop_name
        return parts if known or any(part["decision"] == "answer" for part in parts) else []

    async def _in_context(
        self,
        part: Understood,
        request: TurnRequest,
        call: str,
        snapshot: Mapping[str, Any],
        context: Mapping[str, Any],
    ) -> Understood:
        tracker = self.store.live[call]
        if request.payload or part.get("typed_choice") or tracker.active_loop_name or not request.text:
            return part
        metadata, cards = self._metadata(request), snapshot["cards"]

        async def parse(text: str) -> Understood:
            return leaning(await self.parse(text, metadata), text, context, request.now, cards)

        part = leaning(part, part["text"], context, request.now, cards)
        return await resolve(part, part["text"], context, snapshot, parse)

    def _keep(self, before: Mapping[str, Any], part: Understood, call: str, collector: Collector) -> None:
        """Leave to the next turn what the question just put to the citizen was about."""
        tracker = self.store.live[call]
        after = tracker.get_slot("context") or {}
        offered = [choice["payload"] for choice in collector.messages[-1]["choices"]] if collector.messages else []
        tracker.update(SlotSet("context", kept(before, after, part, offered)), self.domain)

    def _leave_form_in_danger(self, part: Understood, sender: str) -> None:
        """Danger to life is never delayed by a form."""
        tracker = self.store.live[sender]
        if part["topic"] == "urgence" and tracker.active_loop_name:
            for event in (ActiveLoop(None), SlotSet("requested_slot", None)):
                tracker.update(event, self.domain)

    async def _handle(self, part: Understood, request: TurnRequest, call: str, collector: Collector) -> None:
        text = part.get("text") or ""
        message = UserMessage(
            text=text,
            output_channel=collector,
            sender_id=call,
            input_channel=request.channel,
            message_id=request.turn,
            parse_data=parse_data(part, text),
            metadata=self._metadata(request),
        )
        await self.processor.handle_message(message)

    @staticmethod
    def _metadata(request: TurnRequest) -> dict[str, Any]:
        return {
            "commune": request.commune,
            "snapshot": request.snapshot,
            "now": request.now.isoformat(),
            "channel": request.channel,
            "locale": request.locale,
            "reference": request.reference,
            "attachments": list(request.attachments),
        }
