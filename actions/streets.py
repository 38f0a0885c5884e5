"""Finding the street that a citizen typed: slips of the keyboard, look-alikes, the same name in two villages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from brain.text import plain

SURE = 90.0
"""Likeness (0 to 100) from which a single street is taken for the one meant."""
MARGIN = 6.0
"""How far behind the next street must be for that."""
LIKELY = 72.0
"""Likeness from which a street is offered."""
MOST_OFFERED = 4

_ABBREVIATIONS = (
    (re.compile(r"^r\.? (?=\w)"), "rue "),
    (re.compile(r"^(?:av|ave)\.? "), "avenue "),
    (re.compile(r"^pl\.? "), "place "),
    (re.compile(r"^(?:bd|bld|blvd|boul)\.? "), "boulevard "),
    (re.compile(r"^(?:ch|chee|chss)\.? "), "chaussee "),
    (re.compile(r"\bst[ .-]+"), "saint "),
    (re.compile(r"\bste[ .-]+"), "sainte "),
)
_LEAD = re.compile(r"^(?:(?:j'habite|jhabite|j habite|c'est|dans|chez moi|a|au|la|le|pour|et) )+")
_NUMBER = re.compile(r"[ ,]+(?:n[°o] ?)?\d+ ?(?:bis|ter|[a-d])?(?=$|[ ,]).*$|^\d+ ?(?:bis|ter|[a-d])?[ ,]+")
_TYPE = re.compile(
    r"^(?:(?:rue|avenue|place|boulevard|chaussee|route|chemin|clos|allee|impasse|ruelle|quai|square|sentier|venelle|drève|dreve|parc|cour|cite|voie) )"
    r"(?:(?:de la|de l'|du|des|de|d'|aux|au|a la|le|la|les) ?)?"
)
_NOT_WORD = re.compile(r"[^a-z0-9' ]+")


@dataclass(frozen=True)
class Streets:
    """``found`` is the street meant, or None; ``alike`` those that may be, best first."""

    found: Mapping[str, Any] | None
    alike: tuple[Mapping[str, Any], ...]


def _folded(name: str) -> str:
    text = _NOT_WORD.sub(" ", plain(name)).strip()
    for pattern, full in _ABBREVIATIONS:
        text = pattern.sub(full, text)
    return re.sub(r"\s+", " ", text)


def _likeness(typed: str, name: str) -> float:
    """0 to 100: of the whole names, and of what follows "rue de la"."""
    whole = fuzz.ratio(typed, name)
    core_typed, core_name = _TYPE.sub("", typed), _TYPE.sub("", name)
    if not core_typed or not core_name:
        return whole
    core = fuzz.ratio(core_typed, core_name)
    same_type = typed.split(" ", 1)[0] == name.split(" ", 1)[0] or core_typed == typed
    return max(whole if core >= LIKELY or core_typed == typed else 0.0, core if same_type else core * 0.93)


def find(snapshot: Mapping[str, Any], typed: str) -> Streets:
    """The street of the snapshot that ``typed`` names."""
    streets = snapshot["streets"]
    localities = {plain(str(s["locality"])): s["locality"] for s in streets if s.get("locality")}
    text = plain(typed[:120])
    named = next(
        (real for folded, real in localities.items() if re.search(rf"(?<!\w){re.escape(folded)}(?!\w)", text)), None
    )
    without = _NUMBER.sub("", _LEAD.sub("", text))
    exact = [s for s in streets if _folded(without) in {_folded(n) for n in (s["name"], *s.get("aliases", ()))}]
    if exact:
        return Streets(exact[0], (exact[0],)) if len(exact) == 1 else Streets(None, tuple(exact[:MOST_OFFERED]))
    if named:
        village = rf"[ ,(]*(?:a )?(?<!\w){re.escape(plain(str(named)))}(?!\w)\)?"
        cut = re.sub(rf"{village}$", "", without)
        without = (cut if cut != without else re.sub(village, "", without, count=1)).strip() or without
    wanted = _folded(without)
    if len(wanted) < 3:
        return Streets(None, ())
    scored = [
        (max(_likeness(wanted, _folded(n)) for n in (s["name"], *s.get("aliases", ()))), s)
        for s in streets
        if named is None or s.get("locality") == named
    ]
    likely = sorted([pair for pair in scored if pair[0] >= LIKELY], key=lambda pair: -pair[0])
    if not likely:
        return Streets(None, ())
    best, street = likely[0]
    rivals = [s for score, s in likely[1:] if score > best - MARGIN]
    exact = [s for score, s in likely if score == 100.0]
    if len(exact) == 1 or (best >= SURE and not rivals):
        return Streets(street, (street,))
    return Streets(None, tuple(exact or [s for _, s in likely])[:MOST_OFFERED])


def label(snapshot: Mapping[str, Any], street: Mapping[str, Any]) -> str:
    """The street's name, with its village when another has the same."""
    twins = [s for s in snapshot["streets"] if s["name"] == street["name"]]
    return f"{street['name']}, {street['locality']}" if len(twins) > 1 else str(street["name"])
