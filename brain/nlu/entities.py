"""All that a message names, in Rasa's form: ``{"entity", "value", "text", "start", "end"}`` (architecture §5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from brain.nlu import languages
from brain.nlu.dates import find_dates
from brain.nlu.gazetteer import Found
from brain.nlu.words import Word

Entity = dict[str, Any]

_NUMBERS = dict(
    zip(
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(),
        range(1, 17),
        strict=True,
    )
) | {"une": 1, "dix sept": 17, "dix huit": 18, "soixante": 60, "septante": 70, "quatre vingt": 80, "nonante": 90}
_AGE = re.compile(
    r"(?:(?P<before>\w+) )?(?P<link>de |a |ai |as |avait |aura |age de |agee de |ages de |qui a |aurait |j ai |il a |elle a )?"
    r"(?P<number>\d{1,3}|"
    + "|".join(sorted(_NUMBERS, key=len, reverse=True))
    + r") (?P<unit>ans?|mois)(?! (?:de |d )?(?:residence|mariage|prison|retard|garantie))"
)
_NOT_AN_AGE = frozenset(
    "depuis pendant dans y tous les moins plus apres avant durant valable jusque environ pour sous chaque ca cela fait encore minimum mandat".split()
)
_SOMEBODY = re.compile(
    r"\b(?:fils|fille|filles|garcon|enfant|enfants|gamin|gamine|petit|petite|bebe|ado|mere|pere|maman|papa|mari|femme|neveu|niece|frere|soeur|jumeaux|kid|gosse|ket|"
    r"j ai|il a|elle a|age|agee|lui|personne|grand|ain[e]e?|cadet|cadette|j aurai|il aura|elle aura|puce|loulou|qui a|eu)\b"
)
OLDEST = 120


def find(words: Sequence[Word], text: str, names: Sequence[Found], now: datetime) -> tuple[list[Entity], set[int]]:
    """The entities of a message, and the indexes of the words that they cover.

    Args:
        words: ``text``, read.
        names: the places, services, streets, objects and fractions in it.
        now: what "demain" is counted from; aware.
    """
    entities: list[Entity] = []
    covered: set[int] = set()
    dates = find_dates(text, now)
    inside_dates = {i for i, word in enumerate(words) for span in dates if span.start <= word.start < span.end}
    for name in names:
        span = range(name.first, name.last + 1)
        if not inside_dates.intersection(span):
            entities.append(_entity(name.entity, name.value, text, words[name.first].start, words[name.last].end))
            covered.update(span)
    entities += [span.entity(text) for span in dates]
    covered |= inside_dates
    for code, index in languages.named(words):
        if index not in covered:
            entities.append(_entity("language", code, text, words[index].start, words[index].end))
            covered.add(index)
    age = _age(words, covered)
    if age:
        years, first, last = age
        entities.append(_entity("age", years, text, words[first].start, words[last].end))
        covered.update(range(first, last + 1))
    return sorted(entities, key=lambda entity: (entity["start"], entity["end"])), covered


def _entity(kind: str, value: Any, text: str, start: int, end: int) -> Entity:
    return {"entity": kind, "value": value, "text": text[start:end], "start": start, "end": end}


def _age(words: Sequence[Word], covered: set[int]) -> tuple[int, int, int] | None:
    """The first age of a person, in whole years, and the words that say it; a length of time is none."""
    line = " ".join(word.form for word in words)
    if " ans" not in line and " mois" not in line and " an" not in line:
        return None
    for match in _AGE.finditer(line):
        if match["before"] in _NOT_AN_AGE or not (
            match["link"] not in (None, "de ", "a ") or _SOMEBODY.search(line[: match.start("number")])
        ):
            continue
        if match["unit"] == "mois" and not re.search(
            r"(?:bebe|fils|fille|enfant|petit|petite) (?:\w+ )?(?:de |a )$", line[: match.start("number")]
        ):
            continue
        number = int(match["number"]) if match["number"].isdigit() else _NUMBERS[match["number"]]
        years = number // 12 if match["unit"] == "mois" else number
        first = line[: match.start("number")].count(" ")
        last = line[: match.end("unit")].count(" ")
        if years <= OLDEST and not covered.intersection(range(first, last + 1)):
            return years, first, last
    return None
