"""Sacks and bins that citizens call by their colour: "les bleus", "la grise"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from brain.text import plain

_COLOURS = {
    "gris": r"gris(?:e|es)?",
    "bleu": r"bleue?s?",
    "vert": r"verte?s?",
    "jaune": r"jaunes?",
    "noir": r"noire?s?",
    "blanc": r"blanc(?:he)?s?",
    "brun": r"brune?s?",
    "orange": r"oranges?",
    "rouge": r"rouges?",
    "rose": r"roses?",
    "mauve": r"(?:mauves?|violet(?:te)?s?)",
    "transparent": r"transparente?s?",
}
_WORDS = {colour: re.compile(rf"\b{words}\b") for colour, words in _COLOURS.items()}
_ALONE = re.compile(
    rf"^(?:(?:et|alors|sinon|c'?\s?est|ce|quand|quel|jour|pour|euh|passent?|ramassage|collecte|des|les?|la|du|de|sacs?|poubelles?|conteneurs?|bacs?|l'?) ?)*"
    rf"(?:{'|'.join(_COLOURS.values())})(?: (?:c'?\s?est|ce|quand|quel|jour|svp|stp|passent?|alors))*[ ?!.]*$"
)
"""A colour, and nothing but what asks for a day."""


def alone(text: str) -> bool:
    """Whether the message is only a colour: "et les gris ?"."""
    return _ALONE.match(plain(text)) is not None


def fraction(snapshot: Mapping[str, Any], text: str) -> Mapping[str, Any] | None:
    """The fraction of this commune that has the colour said, by its name, alias or container; None without a colour, or with several fractions."""
    said = plain(text)
    colours = [colour for colour, words in _WORDS.items() if words.search(said)]
    if len(colours) != 1:
        return None
    fractions: Sequence[Mapping[str, Any]] = snapshot["waste"].get("fractions", ())
    found = [f for f in fractions if _WORDS[colours[0]].search(_names(f))]
    return found[0] if len(found) == 1 else None


def _names(row: Mapping[str, Any]) -> str:
    return plain(" ; ".join([row["name"], *(row.get("aliases") or ()), row.get("container") or ""]))
