"""The date finder's reading of a message: words folded, shorthand spelt out, numbers in digits, weekdays' typos mended.

The grammar of :mod:`brain.nlu.dates` runs over ``Reading.text``, words joined by single spaces; :meth:`Reading.place` gives back where a match stands
in the message as typed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate

from rapidfuzz.distance import OSA

from brain.french import MONTHS, WEEKDAYS

LONGEST = 1000
"""Characters read of a message."""


def _folding() -> dict[int, str]:
    """One character for one character, so that offsets hold: accents off, lower case, apostrophes and spaces made plain."""
    table: dict[int, str] = {}
    for code in range(0x80, 0x250):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        table[code] = base if len(base) == 1 else "?"
    table.update({ord(c): "'" for c in "’‘ʼ´`′＇"})
    table.update({ord(c): " " for c in "\u00a0\u202f\u2009\t\n\r"})
    table.update({ord("œ"): "o", ord("Œ"): "o", ord("–"): "-", ord("—"): "-", ord("İ"): "i"})
    return table


_FOLD = _folding()
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_WORD = re.compile(r"[a-z]+|\d+|[^\sa-z\d'\u0300-\u036f]")

_SPELLINGS = {
    "aujourd hui": "aujourdhui ojd auj ajd aujd ojourdhui ojourdui aujourdui today",
    "demain": "dmain demin demains deamin dmn",
    "apres demain": "apresdemain",
    "apres midi": "aprem apm apresmidi aprm",
    "week end": "weekend wk weekends wkd",
    "maintenant": "mnt mtn maint maintnan mtnt",
    "apres": "apre aps",
    "prochain": "proch prochin prochains",
    "prochaine": "prochaines",
    "janvier": "janv",
    "fevrier": "fev fevr",
    "juillet": "juil",
    "septembre": "sept",
    "octobre": "oct",
    "novembre": "nov",
    "decembre": "dec",
    "mercredi": "merc mercr",
    "vendredi": "vend",
    "samedi": "sam",
    "dimanche": "dim",
    "h": "heure heures hr hrs",
    "semaine": "sem semain",
    "ouvert": "ouver ouvers",
    "jours": "jrs",
    "jour": "jr",
    "1": "premier premiere",
    "2": "deuxieme second",
    "3": "troisieme",
    "4": "quatrieme",
    "5": "cinquieme",
}
_NUMBERS = {
    word: str(number)
    for number, word in {
        2: "deux",
        3: "trois",
        4: "quatre",
        5: "cinq",
        6: "six",
        7: "sept",
        8: "huit",
        9: "neuf",
        10: "dix",
        11: "onze",
        12: "douze",
        13: "treize",
        14: "quatorze",
        15: "quinze",
        16: "seize",
        20: "vingt",
        30: "trente",
        40: "quarante",
        50: "cinquante",
        60: "soixante",
        70: "septante",
        80: "huitante",
        90: "nonante",
    }.items()
}
_CANON: dict[str, str] = {spelling: word for word, spellings in _SPELLINGS.items() for spelling in spellings.split()}
_CANON.update({**_NUMBERS, "sept": "septembre"})
_TENS = frozenset("20 30 40 50 60 70 80 90".split())
_DAY_END = re.compile(r"(?:d[iy]s?|id|nche?s?|ench|manch|mache|mance)$")
_NOT_DAYS = frozenset({"demande", "manche", "midi", "jadis", "lendi"})


@lru_cache(maxsize=2048)
def weekday(word: str) -> str | None:
    """The weekday that ``word`` is, or is a slip for; None when it is none. One slip in short names, two in long ones."""
    if len(word) < 4 or len(word) > 11 or word in _NOT_DAYS:
        return None
    bare = word[:-1] if word.endswith("s") else word
    if bare in WEEKDAYS:
        return bare
    if not _DAY_END.search(word):
        return None
    for day in WEEKDAYS:
        allowed = 1 if len(day) == 5 else 2
        if (
            word[0] == day[0]
            and abs(len(bare) - len(day)) <= 1
            and OSA.distance(bare, day, score_cutoff=allowed) <= allowed
        ):
            return day
    return None


class Reading:
    """A message as the grammar reads it."""

    __slots__ = ("_ends", "_spans", "_starts", "text")

    def __init__(self, message: str) -> None:
        folded = _HYPHEN.sub(" ", message[:LONGEST].translate(_FOLD).lower())
        words: list[str] = []
        self._spans: list[tuple[int, int]] = []
        for match in _WORD.finditer(folded):
            word = match.group()
            tens = self._tens_before(words, word)
            if tens:
                del words[len(words) - tens + 1 :], self._spans[len(words) :]
                words[-1] = str(int(words[-1]) + (1 if word in ("un", "une") else int(_NUMBERS[word])))
                self._spans[-1] = (self._spans[-1][0], match.end())
                continue
            for part in (_CANON.get(word) or weekday(word) or word).split():
                words.append(part)
                self._spans.append(match.span())
        self.text = " ".join(words)
        self._starts = [0, *accumulate(len(word) + 1 for word in words[:-1])] if words else []
        self._ends = [start + len(word) for start, word in zip(self._starts, words)]

    @staticmethod
    def _tens_before(words: list[str], word: str) -> int:
        """How many words back "vingt" of "vingt-quatre" or "vingt et un" stands; 0 when ``word`` is no such unit."""
        if word in ("un", "une"):
            return 2 if len(words) > 1 and words[-1] == "et" and words[-2] in _TENS else 0
        unit = _NUMBERS.get(word, "")
        return 1 if len(unit) == 1 and words and words[-1] in _TENS else 0

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands in the message as typed: start and end in characters."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._ends, end)
        return self._spans[first][0], self._spans[min(last, len(self._spans) - 1)][1]


MONTH_NUMBERS = {name.translate(_FOLD): number for number, name in enumerate(MONTHS, 1)}
"""Folded month → 1 to 12."""
