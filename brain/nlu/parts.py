"""Two questions in one message: where it may be cut, and whether both halves are questions of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

SHORTEST_PART = 3
"""Words of a part."""
SURE_FROM = 0.75
"""Confidence that each of two parts needs; higher than for a whole message, for a cut loses context."""
MOST_CUTS = 3

_CUT = re.compile(
    (
        r"(?<=[?!.;])\s+(?=\S)|,?\s+(?:et aussi|et puis|et sinon|et au fait|et|puis|sinon|ainsi que|par"
        r" ailleurs|autre question)\s+"
    ),
    re.IGNORECASE,
)
_ASKS = re.compile(
    (
        r"\?|\b(?:quand|combien|comment|où|quels?|quelles?|qui|quoi|est[- ]ce|peut[- ]on|puis[- ]je|faut[-"
        r" ]il|y a[- ]t[- ]il|ouvert|ouvre|fermé|heure|prix|je (?:veux|voudrais|dois|cherche)|cb|kan|koi)\b"
    ),
    re.IGNORECASE,
)
_CHAT = frozenset(
    "bonjour au_revoir merci oui non compliment insulte hors_sujet meteo autre_langue qui_es_tu urgence plainte parler_humain".split()
)

_NAMES = frozenset({"place", "service", "street", "object", "fraction"})


def splits(text: str) -> Iterator[tuple[str, str]]:
    """The ways to cut a message into two halves that each ask something."""
    for match in list(_CUT.finditer(text))[:MOST_CUTS]:
        left, right = text[: match.start()].strip(), text[match.end() :].strip()
        if min(len(left.split()), len(right.split())) >= SHORTEST_PART and _ASKS.search(left) and _ASKS.search(right):
            yield left, right


def are_two_questions(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """Whether both halves are surely understood, and not as the same question."""
    if any(
        half["decision"] != "answer" or half["confidence"] < SURE_FROM or half["topic"] in _CHAT or _leans(half)
        for half in (left, right)
    ):
        return False
    return bool(left["topic"] != right["topic"])


def _leans(half: Mapping[str, Any]) -> bool:
    """Whether a half says nothing without the other: it is bare, and names nothing of its own."""
    return bool(half["bare"]) and not _NAMES & {entity["entity"] for entity in half.get("entities", ())}
