"""A message's meaning by itself, as the pipeline gives it: the ``understood`` shape of ``docs/architecture.md`` §5, read and rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Understood = dict[str, Any]


def entities(understood: Understood) -> dict[str, Mapping[str, Any]]:
    """Its entities by type; of several of one type, the last."""
    return {entity["entity"]: entity for entity in understood.get("entities", ())}


def as_entity(name: str, value: Any) -> dict[str, Any]:
    """An entity that the message does not hold, as the pipeline would give it."""
    return {"entity": name, "value": value, "text": "", "start": 0, "end": 0, "from_context": True}


def answered(understood: Understood, topic: str, inherited: Mapping[str, Any], facet: str | None = None) -> Understood:
    """The same message, understood as ``topic`` with the entities it lacks taken from the context."""
    present = entities(understood)
    extra = [as_entity(name, value) for name, value in inherited.items() if value is not None and name not in present]
    candidates = [{"topic": topic, "confidence": 1.0}]
    candidates += [c for c in understood.get("candidates", ()) if c["topic"] != topic][:4]
    return {
        **understood,
        "decision": "answer",
        "topic": topic,
        "confidence": 1.0,
        "facet": facet or understood.get("facet"),
        "candidates": candidates,
        "entities": [*understood.get("entities", ()), *extra],
        "from_context": True,
    }
