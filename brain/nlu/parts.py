"""Two questions in one message: where it may be cut, and whether both halves are questions of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from brain.nlu.facets import FACET_AS_TOPIC

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
        r"\?|\b(?:quand|combien|comment|où|quels?|quelles?|qui|quoi|est[- ]ce|peut[- ]on|puis[- ]je|faut[- ]il|y a[- ]t[- ]il|ouverte?s?"
        r"|ouvre(?:nt)?|fermée?s?|heures?|horaires?|prix|tarifs?|numéros?|téléphone|adresse|mail|courriel|documents?|papiers|délais?"
        r"|je (?:veux|voudrais|dois|cherche)|cb|kan|koi)\b"
    ),
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"^(?:c'est|ça coûte) (?:combien|payant|gratuit|cher)(?: l'entrée| pour entrer| d'entrer| d'y aller)?[ ?!.]*$", re.I
)
"""What it costs to enter the place just named, whatever else has an entry."""
_CHAT = frozenset(
    "bonjour au_revoir merci oui non compliment insulte hors_sujet meteo autre_langue qui_es_tu urgence plainte parler_humain".split()
)

Part = Mapping[str, Any]
_NAMES = frozenset({"place", "service", "street", "object", "fraction"})


def splits(text: str) -> Iterator[tuple[str, str]]:
    """The ways to cut a message into two parts that each ask something; one of them may be as short as "et l'adresse"."""
    for match in list(_CUT.finditer(text))[:MOST_CUTS]:
        left, right = text[: match.start()].strip(), text[match.end() :].strip()
        longest = max(len(left.split()), len(right.split()))
        if longest >= SHORTEST_PART and _ASKS.search(left) and _ASKS.search(right):
            yield left, right


def sides(whole: Part) -> list[Part]:
    """One part for each side asked in one breath: "kids id prix et documents", "numéro et adresse de la piscine"; none when it asks for one.

    What a place costs is left to its card, which only the commune's snapshot knows; sides of nothing lean on the last question.
    """
    facets = whole["facets"]
    of_a_name = (
        whole["decision"] != "answer" and {"place", "service"} & _named(whole) and set(facets) <= FACET_AS_TOPIC.keys()
    )
    about_a_place = of_a_name or whole["topic"] in FACET_AS_TOPIC.values()
    leans = whole["bare"] and whole["decision"] != "answer"
    if len(facets) < 2 or not (_is_sure(whole) or about_a_place or leans):
        return []
    nothing = {"decision": "clarify", "topic": None, "bare": True}
    of_place = {
        facet: {"decision": "answer", "topic": FACET_AS_TOPIC[facet]} if facet in FACET_AS_TOPIC else nothing
        for facet in facets
    }
    return [{**whole, "facet": facet, **(of_place[facet] if about_a_place else {})} for facet in facets]


def two_sides(left: Part, right: Part) -> tuple[Part, Part] | None:
    """Both questions when one half only adds a side of the other's topic: "quels documents pour le passeport, et c'est combien ?"."""
    if _NAMES & _named(left) and _asks_to_enter(right):
        right = {**right, "decision": "clarify", "topic": None, "bare": True}
    for adds, whole in ((right, left), (left, right)):
        if (
            _is_sure(whole)
            and adds["bare"]
            and not adds["entities"]
            and adds["facet"]
            and whole["facet"] not in (None, adds["facet"])
        ):
            if adds is right:
                return left, right
            first = {name: whole[name] for name in ("decision", "topic", "confidence", "candidates", "entities")}
            if whole["topic"] in FACET_AS_TOPIC.values():
                first["topic"] = FACET_AS_TOPIC.get(left["facet"], whole["topic"])
            return {**left, **first, "bare": False}, right
    return None


def _is_sure(half: Part) -> bool:
    return bool(half["decision"] == "answer" and half["confidence"] >= SURE_FROM and half["topic"] not in _CHAT)


def are_two_questions(left: Part, right: Part) -> bool:
    """Whether both halves are surely understood, and not as the same question."""
    if any(not _is_sure(half) or _leans(half) for half in (left, right)):
        return False
    return bool(left["topic"] != right["topic"])


def _leans(half: Part) -> bool:
    """Whether a half says nothing without the other: it is bare, and names nothing of its own."""
    return (bool(half["bare"]) or _asks_to_enter(half)) and not _NAMES & _named(half)


def _asks_to_enter(half: Part) -> bool:
    return _ENTRY.match(half.get("text", "").replace("’", "'")) is not None


def _named(half: Part) -> set[str]:
    return {entity["entity"] for entity in half.get("entities", ())}
