"""The sentences of a card that a message asks for, when no field of their own holds them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.named_by_words import keywords, shared
from actions.turn import Turn
from brain.french import sentence
from brain.text import plain

Card = Mapping[str, Any]
SEVERAL_MATTERS = frozenset({"garde", "primes"})
"""Cards whose sentences each answer another question: doctor, chemist, vet; a house, a bicycle, nappies."""
ABROAD = frozenset({"kids_id", "carte_identite"})
_BEYOND_EUROPE = re.compile(
    r"\b(?:angleterre|royaume[- ]uni|londres|ecosse|maroc|algerie|tunisie|egypte|turquie|etats[- ]unis|usa|amerique|new york|canada|mexique"
    r"|japon|chine|inde|thailande|vietnam|dubai|emirats|senegal|cameroun|congo|rwanda|russie|ukraine|serbie|albanie|kosovo|israel|liban"
    r"|australie|bresil|hors (?:de l')?(?:europe|union|ue))\b"
)
_AN_HOUR = re.compile(r"\d{1,2} h\b")
_UNTIL = re.compile(
    r"\b(?:jusqu[’']|du \d{1,2}(?:er)? |le \d{1,2}(?:er)? [a-zéû]+ |à partir du |dès le )", re.IGNORECASE
)
_ENDS = re.compile(r"(?<=\.) ")


def telling(card: Card, facet: str) -> str | None:
    """The sentences of the answer and the note that tell an hour (``hours``) or a date (``delay``); None without any."""
    wanted = {"hours": _AN_HOUR, "delay": _UNTIL}.get(facet)
    if wanted is None:
        return None
    said = [row for text in (card["answer"], card.get("note") or "") for row in _ENDS.split(str(text).strip())]
    return " ".join(sentence(row) for row in said if wanted.search(row)) or None


def beyond_europe(turn: Turn, topic: str, card: Card) -> str | None:
    """What the card says of a journey outside the Union, when the message speaks of one."""
    if topic not in ABROAD or not _BEYOND_EUROPE.search(plain(turn.text)):
        return None
    said = [row for row in _ENDS.split(card.get("conditions") or "") if "Union européenne" in row]
    return said[-1] if said else None


def asked_first(turn: Turn, topic: str, card: Card, text: str) -> str:
    """The card's answer with what the message names before the rest, where each sentence is about something else."""
    if topic not in SEVERAL_MATTERS:
        return text
    said = keywords(turn.text) - keywords(str(card["short_title"]))
    costs = [row for row in _ENDS.split(card.get("cost") or "") if shared(said, keywords(row))]
    rows = sorted(_ENDS.split(text), key=lambda row: -min(1, shared(said, keywords(row))))
    return " ".join([*costs, *rows])
