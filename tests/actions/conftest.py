"""The commune of ``tests/fixtures/snapshot.json`` and a way to play saved trackers through ``rasa_sdk``'s own executor."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

from actions.turn import Turn
from brain import snapshots
from brain.nlu.dates import BRUSSELS, find_dates

ROOT = Path(__file__).resolve().parents[2]
CASES = Path(__file__).resolve().parent / "cases"
MONDAY = datetime(2026, 11, 23, 10, 15, tzinfo=BRUSSELS)
DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "tests/fixtures/snapshot.json").read_text(encoding="utf-8"))
    return loaded


executor = ActionExecutor()
executor.register_package("actions")


def play(action: str, tracker: dict[str, Any]) -> dict[str, Any]:
    """What an action server would answer: ``{"events", "responses"}``."""
    call = {"next_action": action, "tracker": tracker, "domain": DOMAIN, "sender_id": tracker["sender_id"]}
    answer = asyncio.run(executor.run(call))
    assert answer is not None
    return answer


@pytest.fixture(autouse=True)
def snapshot() -> Iterator[dict[str, Any]]:
    content = document()
    snapshots.put("val-de-brume", "0123456789abcdef", content)
    yield content
    snapshots.clear()


@pytest.fixture
def turn(snapshot: dict[str, Any]) -> Callable[..., Turn]:
    """A turn with the dates that its text names."""

    def build(text: str = "", topic: str = "horaires", *, now: datetime = MONDAY, **known: Any) -> Turn:
        entities = [d.entity(text) for d in find_dates(text, now)]
        named = {
            name: known.pop(name)
            for name in ("place", "service", "street", "fraction", "object", "age", "theme")
            if name in known
        }
        entities += [
            {"entity": name, "value": value, "text": "", "start": 0, "end": 0} for name, value in named.items()
        ]
        facet, candidates = known.pop("facet", None), known.pop("candidates", [])
        understood = {"candidates": [{"topic": t, "confidence": c} for t, c in candidates], "facet": facet}
        attachments, context = tuple(known.pop("attachments", ())), known.pop("context", {})
        assert not known
        return Turn(
            text, topic, facet, tuple(entities), understood, context, snapshot, now, "web", "fr", "K7F-4QM", attachments
        )

    return build
