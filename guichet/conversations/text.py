"""A citizen's text made harmless: still the citizen's words, never a command, a control character or a novel."""

import unicodedata
from dataclasses import dataclass

from guichet.conversations.notices import TEXT_LIMIT

#: Marks that reorder text on screen (Unicode bidirectional controls): they can make a text read as another.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@dataclass(frozen=True)
class CleanText:
    """``text`` of at most ``TEXT_LIMIT`` characters; ``cut`` if there was more; ``visible`` if anything can be seen."""

    text: str
    cut: bool
    visible: bool


def neutralise(raw: str) -> CleanText:
    """Unicode NFC, no control or reordering characters, no lone surrogates, at most 1,000 characters.

    A leading ``/`` stays: the brain is told that this is text, so ``/restart`` is just a word (docs/architecture.md §2).
    """
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    text = "".join(character for character in text if _kept(character)).strip()
    return CleanText(
        text=text[:TEXT_LIMIT].rstrip(),
        cut=len(text) > TEXT_LIMIT,
        visible=any(unicodedata.category(character)[0] not in "ZC" for character in text[:TEXT_LIMIT]),
    )


def _kept(character: str) -> bool:
    if character == "\n":
        return True
    # Cc: controls; Cs: lone surrogates, which no database can store. Cf stays: it joins emoji.
    return unicodedata.category(character) not in {"Cc", "Cs"} and character not in _REORDERING
