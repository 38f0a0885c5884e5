"""From probabilities to what to do: answer, clarify or fall back. A wrong answer costs more than a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ANSWER_FROM = 0.5
CLARIFY_FROM = 0.1
MOST_CANDIDATES = 5


@dataclass(frozen=True)
class Decision:
    """``kind`` is answer, clarify or fallback; ``topic`` is set when it is answer."""

    kind: str
    topic: str | None
    confidence: float


def decide(candidates: Sequence[tuple[str, float]]) -> Decision:
    """Decide on topics and their calibrated confidence, best first."""
    topic, confidence = candidates[0]
    if confidence >= ANSWER_FROM:
        return Decision("answer", topic, confidence)
    if confidence >= CLARIFY_FROM:
        return Decision("clarify", None, confidence)
    return Decision("fallback", None, confidence)
