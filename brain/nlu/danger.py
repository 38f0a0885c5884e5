"""Danger to life, found by rules before anything else is asked (architecture §1).

High recall: a false alarm costs a sentence, a miss may cost a life. What looks like danger and is not (a barbecue, a red light, "mon fils me tue") is
taken out of the message first, then the rules look at what is left. What to say for each kind is in :mod:`actions.danger`; the kind "over" is no danger, but
the end of one ("je plaisante", "les pompiers sont là").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from brain.nlu.danger_events import EVENTS
from brain.nlu.danger_people import PEOPLE
from brain.nlu.danger_plain import PLAIN
from brain.nlu.danger_things import THINGS
from brain.nlu.danger_words import ANIMAL, HARMLESS, PAST, REPORTED
from brain.nlu.words import Word

KINDS = "suicide child violence fire fuel gas ammunition electric poison welfare injury police over other flood bite road".split()
"""In the order in which they are tried: the most particular number first."""

_NOT_DANGER = re.compile(r"\b(?:" + "|".join(HARMLESS) + r")\b")
_COMPILED = {
    kind: re.compile(
        r"(?<![a-z0-9])(?:"
        + "|".join(rule for rules in (PEOPLE, EVENTS, PLAIN, THINGS) for rule in rules.get(kind, ()))
        + r")(?![a-z0-9])"
    )
    for kind in KINDS
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

_MONTHS_AGO = re.compile(r"\bil y a (?:\w+ ){1,3}(?:mois|ans?|annees?)\b")
_BURGLARY = re.compile(r"cambriol|effraction|entre |entree? (?:chez|dans)|vol|forc|fractur|r?entrer|casse")
_OVER_AND_REPORTED = re.compile(rf"\b{REPORTED}\b")
_OF_THE_DEAD = re.compile(
    r"\b(?:actes? (?:de |d )?deces|autopsie|inciner\w+|enterrer|(?:est|etait) decedee?|mort d un|morte d un|assurances? vie)\b"
)
"""Who asks for these papers speaks of somebody whom no ambulance helps any more."""

_PASSES_WITH_TIME = frozenset({"fire", "gas", "poison", "injury", "police", "bite", "flood"})
"""What is no danger any more when it happened in the past; violence, suicide and a child in danger come back."""
_OF_ANIMALS_TOO = frozenset({"injury", "poison", "other", "over"})
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
    now = _NOW.search(line)
    if now and now.group() == "maintenant" and _MONTHS_AGO.search(line):  # "et maintenant nous partons en camp"
        now = None
    lasts = now or (_STILL.search(line) and not _YEARS_AGO.search(line))
    past = _LONG_AGO.search(line) and not lasts
    animal = _ABOUT_AN_ANIMAL.search(line)
    for kind in KINDS:
        match = _COMPILED[kind].search(left)
        if match is None or (past and kind in _PASSES_WITH_TIME) or (animal and kind in _OF_ANIMALS_TOO):
            continue
        if kind == "police" and not lasts and _BURGLARY.search(match.group()) and _OVER_AND_REPORTED.search(line):
            continue
        if kind == "injury" and _OF_THE_DEAD.search(line):
            continue
        return Danger(kind, line[: match.start()].count(" "), line[: match.end()].rstrip().count(" "))
    return None
