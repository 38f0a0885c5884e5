"""What the understanding is worth on messages that it was not trained on (``tests/nlu``), and how the numbers are counted.

Right first: answered with the right topic. Right after clarification: that, or asked with the right topic among the titles. Wrong: answered with a wrong
topic. Lost: fallback. Out of scope answered: answered with a topic other than ``hors_sujet``. All in percent of the messages of their kind.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from brain.nlu.decision import MOST_CHOICES

OUT_OF_SCOPE = "hors_champ"
FOREIGN_TOPIC = "hors_sujet"
KINDS = ("motcle", "sms", "recit", "paraphrase", "formel", "familier")


@dataclass(frozen=True)
class Case:
    """A development message, and what was understood of it."""

    topic: str
    kind: str
    understood: Mapping[str, Any]

    @property
    def answered(self) -> str | None:
        """The topic answered, or None."""
        return self.understood["topic"] if self.understood["decision"] == "answer" else None

    @property
    def asked(self) -> bool:
        """Whether the right topic is among the titles of a clarification."""
        shown = [candidate["topic"] for candidate in self.understood["candidates"][:MOST_CHOICES]]
        return self.understood["decision"] == "clarify" and self.topic in shown


def _percent(count: int, total: int) -> float:
    return round(100 * count / total, 1) if total else 0.0


def figures(cases: Sequence[Case]) -> dict[str, float]:
    """The figures of cases in scope, in percent; F1 macro too, counting what is not answered as answered with no topic."""
    total = len(cases)
    right = sum(case.answered == case.topic for case in cases)
    asked = sum(case.asked for case in cases)
    return {
        "messages": total,
        "right_first": _percent(right, total),
        "right_after_clarification": _percent(right + asked, total),
        "wrong": _percent(sum(case.answered is not None for case in cases) - right, total),
        "lost": _percent(sum(case.understood["decision"] == "fallback" for case in cases), total),
        "f1_macro": round(100 * f1_macro(cases), 1),
    }


def f1_macro(cases: Sequence[Case]) -> float:
    """Mean over the topics of the F1 of what was answered."""
    expected = Counter(case.topic for case in cases)
    answered = Counter(case.answered for case in cases if case.answered)
    right = Counter(case.topic for case in cases if case.answered == case.topic)
    return sum(2 * right[topic] / (expected[topic] + answered[topic]) for topic in expected) / max(len(expected), 1)


def report(cases: Sequence[Case]) -> dict[str, Any]:
    """All the figures: of all that is in scope, by kind, and of what is out of scope."""
    inside = [case for case in cases if case.kind != OUT_OF_SCOPE]
    outside = [case for case in cases if case.kind == OUT_OF_SCOPE]
    answered = sum(case.answered not in (None, FOREIGN_TOPIC) for case in outside)
    return {
        "all": figures(inside),
        "kinds": {kind: figures([case for case in inside if case.kind == kind]) for kind in KINDS},
        "out_of_scope": {"messages": len(outside), "answered": _percent(answered, len(outside))},
    }


def confusions(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """A row a topic: support, F1 in percent, and the topics that its messages were taken for, most often first; weakest first."""
    rows = []
    by_topic: dict[str, list[Case]] = defaultdict(list)
    taken: Counter[str] = Counter()
    for case in cases:
        if case.kind != OUT_OF_SCOPE:
            by_topic[case.topic].append(case)
            taken[case.answered or ""] += 1
    for topic, own in by_topic.items():
        right = sum(case.answered == topic for case in own)
        # A peer may have no idea at all.
        best = (case.understood["candidates"][0]["topic"] for case in own if case.understood["candidates"])
        wrong = Counter(name for name in best if name != topic)
        rows.append(
            {
                "topic": topic,
                "support": len(own),
                "f1": round(200 * right / (len(own) + taken[topic]), 1),
                "confused_with": [f"{name} ({count})" for name, count in wrong.most_common(3)],
            }
        )
    return sorted(rows, key=lambda row: (row["f1"], row["topic"]))


def table(result: Mapping[str, Any]) -> str:
    """The figures as a Markdown table."""
    names = ("messages", "right_first", "right_after_clarification", "wrong", "lost", "f1_macro")
    lines = ["| kind | " + " | ".join(name.replace("_", " ") for name in names) + " |", "|---|" + "--:|" * len(names)]
    for kind, row in [("all", result["all"]), *result["kinds"].items()]:
        lines.append(f"| {kind} | " + " | ".join(f"{row[name]:g}" for name in names) + " |")
    outside = result["out_of_scope"]
    lines.append(f"\nOut of scope answered as if known: {outside['answered']:g} % of {outside['messages']}.")
    return "\n".join(lines)
