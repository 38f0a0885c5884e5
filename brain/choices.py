"""A typed reply to choices that were shown: a number, a title, or a word that only one title has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from brain.text import plain

_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "un une premier premiere",
            "deux deuxieme second seconde",
            "trois troisieme",
            "quatre quatrieme",
            "cinq cinquieme",
        ),
        1,
    )
    for name in names.split()
}
_NUMBERED = re.compile(
    r"^(?:le |la |l'|option |choix |numero |n° ?|no )?(?P<n>\d{1,2}|[a-z]+?)(?:er|ere|e|eme|ieme)?\s*[.)!]*$"
)
_WORDS = re.compile(r"[a-z0-9]{3,}")
_POINTING = re.compile(
    r"^(?:(?:oui|plutot|pour|c'est|a|au|aux) )*(?:celle|celui|celles|ceux)(?:-ci|-la)? (?:d[eu]s? |d'|a |au )?(?:la |le |les |l')?"
)
""" "celle de": what a choice is pointed at with."""


def chosen(text: str, choices: Sequence[Mapping[str, str]], *, numbers: bool = True) -> str | None:
    """The payload of the choice that ``text`` names, or None when it names none or several."""
    typed = _POINTING.sub("", plain(text))
    titles = [plain(choice["title"]) for choice in choices]
    if typed in titles:
        return choices[titles.index(typed)]["payload"]
    if numbers:
        match = _NUMBERED.match(typed)
        if match:
            word = match["n"]
            number = int(word) if word.isdigit() else _NUMBERS.get(word, 0)
            if 1 <= number <= len(choices):
                return choices[number - 1]["payload"]
    words = set(_WORDS.findall(typed))
    if 1 <= len(words) <= 3 and len(typed) <= 30:
        hits = [choice for choice, title in zip(choices, titles) if words <= set(_WORDS.findall(title))]
        if len(hits) == 1:
            return hits[0]["payload"]
    return None
