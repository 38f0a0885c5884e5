"""Danger to life, found by rules before anything else is asked (architecture §1).

High recall: a false alarm costs a sentence, a miss may cost a life. What looks like danger and is not (a barbecue, a red light, "mon fils me tue") is
taken out of the message first, then the rules look at what is left. Kinds and their numbers: fire, gas, injury, other → 112; police → 101;
poison → 070 245 245; suicide → 0800 32 123; violence → 0800 30 030; child → 103.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from brain.nlu.danger_events import EVENTS
from brain.nlu.danger_people import PEOPLE
from brain.nlu.danger_words import ANIMAL, HARMLESS, PAST
from brain.nlu.words import Word

KINDS = ("suicide", "child", "violence", "fire", "gas", "poison", "injury", "police", "other")
"""In the order in which they are tried: the most particular number first."""

_NOT_DANGER = re.compile(r"\b(?:" + "|".join(HARMLESS) + r")\b")
_COMPILED = {
    kind: re.compile(r"(?<![a-z0-9])(?:" + "|".join(rules) + r")(?![a-z0-9])")
    for kind, rules in (PEOPLE | EVENTS).items()
}
_ABOUT_AN_ANIMAL = re.compile(rf"\b(?:mon|ma|mes|un|une|le|la|les|des|d un|son|sa|leur|petit|jeune|ce) {ANIMAL}\b")
_LONG_AGO = re.compile(rf"\b{PAST}\b")
_YEARS_AGO = re.compile(r"\bil y a (?:\w+ ){1,3}(?:ans?|annees?)\b|\ben \d{4}\b")
_NOW = re.compile(
    r"\b(?:vomi\w*|saigne\w*|respire\w*|convuls\w*|maintenant"
    r"|en ce moment|en train|vite|au secours|a l instant|tout de suite|a nouveau|vient de|viens de)\b"
)
_STILL = re.compile(r"\b(?:depuis|toujours|encore)\b")
"""Of an accident of yesterday, these say that the danger lasts; of one of years ago, that life has gone on with it."""

_PASSES_WITH_TIME = frozenset({"fire", "gas", "poison", "injury", "police"})
"""What is no danger any more when it happened in the past; violence, suicide and a child in danger come back."""
_OF_ANIMALS_TOO = frozenset({"injury", "poison", "other"})
"""What may befall an animal, which no emergency number is for."""


@dataclass(frozen=True)
class Danger:
    """A danger to life: one of :data:`KINDS`, and the words that say it."""

    kind: str
    first: int
    last: int


def find(words: Sequence[Word]) -> Danger | None:
    """The danger that a message speaks of, or None."""
    line = " ".join(word.form for word in words)
    left = _NOT_DANGER.sub(lambda match: "#" * len(match.group()), line)
    lasts = _NOW.search(line) or (_STILL.search(line) and not _YEARS_AGO.search(line))
    past = _LONG_AGO.search(line) and not lasts
    animal = _ABOUT_AN_ANIMAL.search(line)
    for kind in KINDS:
        match = _COMPILED[kind].search(left)
        if match and not (past and kind in _PASSES_WITH_TIME) and not (animal and kind in _OF_ANIMALS_TOO):
            return Danger(kind, line[: match.start()].count(" "), line[: match.end()].rstrip().count(" "))
    return None
