"""A village or "the next one" alone, after a street's collections or a place: "non, je voulais dire à Brumagne", "et après ?"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from brain.context.places import namesake
from brain.meaning import Understood, answered, entities
from brain.text import plain

_LEAD = re.compile(
    r"^(?:(?:et|non|nan|pardon|euh|oups|desole|plutot|mais|c'est|je (?:voulais|veux) dire|je parl(?:e|ais)"
    r"|celle|celui|celles|ceux|pour|a|de|d'|du|dans|la|le)\b[\s,.!]*|d')*"
)
_THE_NEXT = re.compile(
    r"^(?:et )?(?:apres(?: ca)?|la suivante|le suivant|les suivante?s|celui d'apres|celle d'apres|la fois d'apres|la prochaine(?: fois)?|ensuite"
    r"|pour tout|tout|toutes?|toutes les (?:poubelles|collectes)|les autres)[ ?!.]*$"
)


def village(text: str, snapshot: Mapping[str, Any]) -> str | None:
    """The village that is all that the message says, folded; None when it says more, or none."""
    said = _LEAD.sub("", plain(text)).strip(" ?!.,")
    records = (*snapshot.get("streets", ()), *snapshot.get("places", ()))
    names = {*snapshot.get("commune", {}).get("localities", ()), *(r.get("locality") or "" for r in records)}
    known = {plain(name) for name in names if name}
    return said if said in known else None


def street_there(text: str, street: str, snapshot: Mapping[str, Any]) -> str | None:
    """The street of the same name in the village that the message says, with the village; None when there is none."""
    where = village(text, snapshot)
    if not where:
        return None
    bare = plain(street).split(",")[0]
    alike = [s for s in snapshot["streets"] if plain(s["name"]) == bare and plain(s.get("locality") or "") == where]
    return f"{alike[0]['name']}, {alike[0]['locality']}" if len(alike) == 1 else None


def place_there(text: str, place: str | None, snapshot: Mapping[str, Any]) -> str | None:
    """The place of the same kind in the village that the message says, as its id."""
    where = village(text, snapshot)
    return namesake(place, where, snapshot) if where and place else None


def collections(
    understood: Understood, text: str, context: Mapping[str, Any], snapshot: Mapping[str, Any]
) -> Understood:
    """The same street's collections, or those of its namesake, when a village or "the next" is all that is said; anything else as it is."""
    new, said, street = entities(understood), plain(text), context.get("street")
    talked = context.get("topic") == "collecte_dechets"
    own = understood.get("topic") == "collecte_dechets"
    there = street_there(text, str(street), snapshot) if talked and street else None
    if there:
        kept = {"street": there, "fraction": context.get("fraction"), "date": context.get("date")}
        return answered({**understood, "entities": []}, "collecte_dechets", kept)
    if talked and street and not own and not new and _THE_NEXT.match(said):
        return answered({**understood, "entities": []}, "collecte_dechets", {"street": street})
    return understood
