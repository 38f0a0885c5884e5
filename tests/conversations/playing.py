"""A conversation written as YAML, and how it is played: the state is carried from turn to turn as the front desk does.

A file holds one conversation or more (YAML documents), each ``{commune, now, turns}``. A turn is one of ``citizen`` (typed text), ``choose`` (the title of
a choice shown before) and ``attachments`` (architecture §2), with ``expect`` and, when the clock moved, ``now`` (ISO 8601).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from brain.turn import Brain, TurnRequest, understood_from_payload

FOLDER = Path(__file__).resolve().parent
NOW = "2026-11-23T10:00:00+01:00"
"""A Monday morning; the agenda of the demo communes is expanded from this day on."""
REFERENCE = "K7F-4QM"
SAID = frozenset({"citizen", "choose", "attachments"})
EXPECTED = frozenset(
    {"decision", "topic", "facet", "says", "not_says", "choices", "links", "effects", "card", "messages"}
)
LINK = re.compile(r"^(?:https?://|tel:|mailto:)\S+$")
STRAIGHT = re.compile(r"\w'\w|(?<=\w) [?!;»](?:\s|$)|(?<=\w) :\s|« ")
"""French typography forgotten: a straight apostrophe, an ordinary space where a narrow one belongs."""
BROKEN = re.compile(r"\b(?:None|nan|undefined|Undefined)\b|\{\w*\}|<[a-z/]")
MOST_CHOICES = 13
LARGEST_STATE = 8_000
"""Characters of a state as JSON: it travels with every message."""


@dataclass(frozen=True)
class Conversation:
    """One conversation; ``name`` says what it teaches."""

    name: str
    commune: str
    now: str
    turns: tuple[Mapping[str, Any], ...]


@dataclass
class Played:
    """What a turn gave, easy to look at: ``text`` has ordinary spaces and apostrophes."""

    answer: Mapping[str, Any]
    text: str = field(init=False)
    titles: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.text = as_typed("\n".join(message["text"] for message in self.answer["messages"]))
        choices = [choice for message in self.answer["messages"] for choice in message["choices"]]
        self.titles = {as_typed(choice["title"]): choice["payload"] for choice in choices}


def as_typed(text: str) -> str:
    """``text`` with the spaces and apostrophes of a keyboard, to be compared."""
    return text.replace("\u202f", " ").replace("\u00a0", " ").replace("’", "'")


def conversations() -> Iterator[Conversation]:
    """All conversations, by name.

    Raises:
        ValueError: a file is not written as the module says; a misspelt expectation would hold whatever is answered.
    """
    for path in sorted(FOLDER.glob("*.yml")):
        documents = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
        for number, document in enumerate(documents, 1):
            name = path.stem if len(documents) == 1 else f"{path.stem}-{number}"
            for turn in document["turns"]:
                unknown = set(turn["expect"]) - EXPECTED | set(turn) - SAID - {"expect", "now"}
                if unknown or not turn["expect"] or len(SAID & set(turn)) != 1:
                    raise ValueError(f"{path.name}: {turn}: {sorted(unknown) or 'one thing said, and an expectation'}")
            yield Conversation(name, document["commune"], document.get("now", NOW), tuple(document["turns"]))


def request(
    conversation: Conversation, number: int, version: str, state: Mapping[str, Any] | None, seen: Mapping[str, str]
) -> TurnRequest:
    """The request that the front desk would make; ``seen`` are the choices shown so far, title → payload."""
    turn = conversation.turns[number]
    body = {
        "turn": f"{conversation.name}-{number}",
        "commune": conversation.commune,
        "snapshot": version,
        "now": turn.get("now", conversation.now),
        "reference": REFERENCE,
        "state": json.loads(json.dumps(state)),
        "text": turn.get("citizen"),
        "attachments": turn.get("attachments", []),
    }
    if "choose" in turn:
        assert turn["choose"] in seen, f"{turn['choose']!r} was never offered: {sorted(seen)}"
        body["payload"] = seen[turn["choose"]]
    return TurnRequest.parse(body)


async def play(brain: Brain, conversation: Conversation, version: str) -> list[Played]:
    """All turns of a conversation."""
    played: list[Played] = []
    state, seen = None, dict[str, str]()
    for number in range(len(conversation.turns)):
        answer = await brain.turn(request(conversation, number, version, state, seen))
        state = answer["state"]
        played.append(Played(answer))
        seen |= played[-1].titles
    return played


def faults(turn: Mapping[str, Any], played: Played) -> list[str]:
    """What is not as expected."""
    expect, understood = turn["expect"], played.answer["understood"]
    found = [
        f"{name}: {understood[name]!r}, expected {expect[name]!r}"
        for name in ("decision", "topic", "facet")
        if name in expect and understood[name] != expect[name]
    ]
    found += [f"does not say {t!r}" for t in expect.get("says", ()) if as_typed(t).lower() not in played.text.lower()]
    found += [f"says {t!r}" for t in expect.get("not_says", ()) if as_typed(t).lower() in played.text.lower()]
    found += [f"does not offer {t!r}" for t in expect.get("choices", ()) if as_typed(t) not in played.titles]
    urls = [link["url"] for message in played.answer["messages"] for link in message["links"]]
    found += [f"no link {u!r} in {urls}" for u in expect.get("links", ()) if not any(u in url for url in urls)]
    if "card" in expect:
        types = [message["card"]["type"] for message in played.answer["messages"] if message["card"]]
        if (expect["card"] not in types) if expect["card"] else types:
            found.append(f"card: {types}, expected {expect['card']!r}")
    if len(played.answer["messages"]) != expect.get("messages", len(played.answer["messages"])):
        found.append(f"{len(played.answer['messages'])} messages, expected {expect['messages']}")
    return found + effect_faults(expect.get("effects", []), played.answer["effects"])


def effect_faults(expected: list[Mapping[str, Any]], given: list[Mapping[str, Any]]) -> list[str]:
    """Effects, all of them: one that nobody expects is a fault. Of each, the fields that are named."""
    if len(expected) != len(given):
        return [f"effects: {given}, expected {expected}"]
    return [
        f"effect {name}: {effect.get(name)!r}, expected {value!r}"
        for wanted, effect in zip(expected, given)
        for name, value in wanted.items()
        if effect.get(name) != value
    ]


def broken_promises(played: Played) -> list[str]:
    """What must hold of any answer, whatever was asked (architecture §3 and the manners of citizens' texts)."""
    answer, found = played.answer, []
    if not answer["messages"]:
        found.append("nothing is said")
    foreign = answer["understood"]["topic"] == "autre_langue"
    for message in answer["messages"]:
        text = message["text"]
        if not text.strip() or BROKEN.search(text) or (STRAIGHT.search(text) and not foreign):
            found.append(f"text not fit for a citizen: {text!r}")
        if len(message["choices"]) > MOST_CHOICES:
            found.append(f"{len(message['choices'])} choices")
        for choice in message["choices"]:
            understood_from_payload(choice["payload"])
        found += [f"link {link}" for link in message["links"] if not LINK.match(link["url"]) or not link["title"]]
    if len(json.dumps(answer["state"])) > LARGEST_STATE:
        found.append("the state is too large")
    return found
