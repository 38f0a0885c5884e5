"""French normalisation: from what a citizen types to words that compare.

spaCy's French tokenizer cuts the message; each token is then folded (case, accents, ligatures, apostrophes), long repetitions of a letter
are cut, shorthand is spelt out, and each word gets spaCy's lemma (:mod:`brain.nlu.lemmas`). Offsets always point into the message as typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import spacy

from brain.nlu.shorthand import SHORTHAND

LONGEST_MESSAGE = 1000
"""Characters read of one message; the front desk cuts at the same length (architecture §2)."""

FUNCTION_WORDS = frozenset(
    """a au aux avec ce cela ces cet cette chez comme dans de des donc du elle elles en et eux il ils j je l la le les leur leurs lui m ma mais me
    mes moi mon n ne ni nos notre nous on ont ou par pas plus pour que qu qui s sa sans se ses si son sont sur t ta te tes toi ton tu un une
    vos votre vous y ai as est es etre avoir suis sommes etes sera serait etait c ca ci cela d alors aussi bien bon bah ben hein quoi dont tout
    toute tous toutes tres trop juste voila svp stp plait merci bonjour bonsoir salut madame monsieur mme mr ok oui euh""".split()
)
"""Words that never carry a topic by themselves, folded."""

ARTICLES = frozenset(
    "le la les l un une des du de d mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs au aux a en".split()
)
"""Words that lexicon entries and names ignore, folded."""

_SAME_LENGTH = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "´": "'",
        "`": "'",
        "′": "'",
        "＇": "'",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\t": " ",
    }
)
_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"}
_LETTERS_OR_DIGITS = re.compile(r"[a-z]+|[0-9]+")
_PIECE = re.compile(r"[a-z0-9]+|[€?!]|[^\sa-z0-9'\-.,;:()\"«»/_*+&#@%=<>\[\]{}|\\^~$]")
_REPEATED = re.compile(r"([a-z!?])\1{2,}")


@dataclass(frozen=True)
class Word:
    """One word: ``form`` and ``lemma`` folded, ``start``/``end`` in characters of the message as typed."""

    form: str
    lemma: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    character = character.lower()
    decomposed = unicodedata.normalize("NFKD", _LIGATURES.get(character, character))
    # Decomposed first, lowered after: "𝕬" is a capital letter only once it is an "A".
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def fold(text: str) -> str:
    """Lower case, without accents or ligatures, straight apostrophes, plain spaces."""
    text = text.translate(_SAME_LENGTH).lower()
    return text if text.isascii() else "".join(map(_fold_character, text))


def _pieces(token: str, offset: int) -> Iterator[tuple[str, int, int]]:
    """The words and signs inside one spaCy token, with their place in the message."""
    if token.isascii():
        folded, origin = token.lower(), None
    else:
        parts = [_fold_character(c) for c in token]
        folded = "".join(parts)
        origin = [index for index, part in enumerate(parts) for _ in part]
    for match in _PIECE.finditer(folded):
        whole = (
            [match]
            if match.group() in SHORTHAND or match.group().isalpha()
            else [*_LETTERS_OR_DIGITS.finditer(folded, *match.span())]
        )
        for part in whole or [match]:
            start, last = part.start(), part.end() - 1
            if origin is not None:
                start, last = origin[start], origin[last]
            yield _REPEATED.sub(r"\1", part.group()), offset + start, offset + last + 1


class Reader:
    """Reads a message into :class:`Word` s.

    ``lemmas`` gives the lemma of a folded word (see :func:`brain.nlu.lemmas.build`); a word it lacks is its own lemma.
    """

    def __init__(self, lemmas: Mapping[str, str]) -> None:
        self.lemmas = lemmas
        self._nlp: Any = spacy.blank("fr")

    def lemma(self, form: str) -> str:
        """The folded lemma of a folded word."""
        return self.lemmas.get(form, form)

    def read(self, text: str) -> list[Word]:
        """The words of ``text``, whose part beyond :data:`LONGEST_MESSAGE` is not read."""
        words: list[Word] = []
        for token in self._nlp.make_doc(text[:LONGEST_MESSAGE].translate(_SAME_LENGTH)):
            elided = token.text.endswith("'")
            for form, start, end in _pieces(token.text, token.idx):
                for spelt in (form,) if elided else SHORTHAND.get(form) or self._elided(form):
                    words.append(Word(spelt, self.lemma(spelt), start, end))
        return words

    def _elided(self, form: str) -> tuple[str, ...]:
        """Put back a forgotten apostrophe ("lacte", "didentite") when what follows is a known word and the whole is not."""
        if (
            len(form) > 4
            and form[0] in "ldjnmtsc"
            and form[1] in "aeiouyh"
            and form not in self.lemmas
            and form[1:] in self.lemmas
        ):
            return form[0], form[1:]
        return (form,)
