"""Training-time noise: the slips that citizens make, put into copies of training phrases.

Case, accents and shorthand need no noise (normalisation removes them); left are slips of the fingers, letters written by ear, forgotten apostrophes and
articles. The same seed gives the same copies.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

SHARE = 0.1
"""Copies made, for one phrase."""
SEED = 11

_BY_EAR = (
    ("qu", "k"),
    ("eau", "o"),
    ("au", "o"),
    ("ph", "f"),
    ("ai", "é"),
    ("er ", "é "),
    ("ez", "é"),
    ("ss", "s"),
    ("tion", "ssion"),
    ("c", "k"),
    ("ç", "s"),
)
_NEIGHBOURS = {
    "a": "zq",
    "e": "zr",
    "i": "uo",
    "o": "ip",
    "u": "yi",
    "r": "et",
    "t": "ry",
    "s": "qd",
    "n": "bh",
    "m": "lp",
    "l": "km",
    "p": "om",
    "d": "sf",
}
_ARTICLE = re.compile(r"\b(?:le|la|les|un|une|des|du|de|mon|ma|mes) ", re.IGNORECASE)


def _place(text: str, generator: random.Random) -> int | None:
    """A letter inside a word of 5 letters or more."""
    words = list(re.finditer(r"\w{5,}", text))
    if not words:
        return None
    word = generator.choice(words)
    return generator.randrange(word.start() + 1, word.end() - 1)


def _drop(text: str, generator: random.Random) -> str:
    at = _place(text, generator)
    return text if at is None else text[:at] + text[at + 1 :]


def _swap(text: str, generator: random.Random) -> str:
    at = _place(text, generator)
    return text if at is None else text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _miss(text: str, generator: random.Random) -> str:
    at = _place(text, generator)
    return (
        text
        if at is None
        else text[:at] + generator.choice(_NEIGHBOURS.get(text[at].lower(), text[at])) + text[at + 1 :]
    )


def _by_ear(text: str, generator: random.Random) -> str:
    possible = [pair for pair in _BY_EAR if pair[0] in text]
    return text.replace(*generator.choice(possible), 1) if possible else text


def _mute_ending(text: str, generator: random.Random) -> str:
    endings = list(re.finditer(r"(?<=\w{4})(?:es|s|e|t|x|d)\b", text))
    if not endings:
        return text
    ending = generator.choice(endings)
    return text[: ending.start()] + text[ending.end() :]


def _no_apostrophe(text: str, generator: random.Random) -> str:
    return re.sub(r"(?<=\w)['’](?=\w)", generator.choice(["", " "]), text)


def _no_article(text: str, generator: random.Random) -> str:
    return _ARTICLE.sub("", text)


SLIPS: tuple[Callable[[str, random.Random], str], ...] = (
    _drop,
    _swap,
    _miss,
    _by_ear,
    _by_ear,
    _mute_ending,
    _no_apostrophe,
    _no_article,
)


def slip(text: str, generator: random.Random) -> str:
    """``text`` with one slip for every 40 characters, two at least."""
    for _ in range(max(2, len(text) // 40)):
        text = generator.choice(SLIPS)(text, generator)
    return text


def copies(texts: Sequence[str], labels: Sequence[str]) -> list[tuple[str, str]]:
    """Copies with slips of :data:`SHARE` of the texts, each with its label."""
    generator = random.Random(SEED)  # noqa: S311 (not for secrets)
    return [(slip(text, generator), label) for text, label in zip(texts, labels) if generator.random() < SHARE]
