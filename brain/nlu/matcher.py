"""Find names and expressions in a message, whatever their inflection, articles and spelling.

A dictionary of word sequences, looked up from each word of the message: by lemma, by written form and, for long enough entries, by sound.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from brain.nlu.sounds import sound
from brain.nlu.words import ARTICLES, Reader, Word

LONGEST_ENTRY = 8
"""Words of an entry, articles not counted."""
LETTERS_FOR_SOUND = 6
"""An entry shorter than this is never found by sound: too many short words sound alike."""
LETTERS_FOR_SLIP = 6
"""A word shorter than this is never found with a wrong letter."""
LETTERS_FOR_PREFIX = 5
"""Letters before a ``*``, at least."""

V = TypeVar("V")


@dataclass(frozen=True)
class Match(Generic[V]):
    """``value`` was found in the words ``first`` to ``last`` (included)."""

    value: V
    first: int
    last: int


class Matcher(Generic[V]):
    """The entries of a lexicon or gazetteer, ready to be found."""

    def __init__(self, entries: Iterable[tuple[V, str]], reader: Reader) -> None:
        self._exact: dict[tuple[str, ...], list[V]] = defaultdict(list)
        self._sounds: dict[tuple[str, ...], list[V]] = defaultdict(list)
        self._prefixes: dict[tuple[str, ...], list[tuple[str, V]]] = defaultdict(list)
        self._starts: set[str] = set()
        self._known = reader.lemmas
        self._near: dict[str, str] = {}
        self._longest = 1
        for value, text in entries:
            self._add(value, text.strip(), reader)

    def _add(self, value: V, text: str, reader: Reader) -> None:
        words = [word for word in reader.read(text.rstrip("*")) if word.form not in ARTICLES][:LONGEST_ENTRY]
        if not words:
            return
        self._longest = max(self._longest, len(words))
        if text.endswith("*"):
            sequence = (*(word.lemma for word in words[:-1]), words[-1].form[:LETTERS_FOR_PREFIX])
            self._prefixes[sequence].append((words[-1].form, value))
            self._starts.add(sequence[0])
            return
        for word in words:
            self._spell(word)
        for sequence in {tuple(word.lemma for word in words), tuple(word.form for word in words)}:
            _append(self._exact[sequence], value)
            self._starts.add(sequence[0])
        if sum(len(word.form) for word in words) >= LETTERS_FOR_SOUND:
            heard = tuple(sound(word.form) for word in words)
            _append(self._sounds[heard], value)
            self._starts.add(heard[0])

    def _spell(self, word: Word) -> None:
        """Foresee the word with a letter too few, and so (both ways) with one letter wrong or too many; never what two words share."""
        if len(word.form) >= LETTERS_FOR_SLIP and word.form not in self._near:
            for spelling in (word.form, *_one_letter_less(word.form)):
                self._near[spelling] = word.lemma if self._near.get(spelling, word.lemma) == word.lemma else ""

    def _lemma(self, word: Word) -> str:
        """The word's lemma; of a word that nobody knows, that of the entry's word which differs by one letter, if there is one only."""
        if len(word.form) < LETTERS_FOR_SLIP or word.form in self._known:
            return word.lemma
        near = {self._near.get(spelling) for spelling in (word.form, *_one_letter_less(word.form))} - {None, ""}
        return str(near.pop()) if len(near) == 1 else word.lemma

    def find(self, words: Sequence[Word]) -> list[Match[V]]:
        """Every entry found, in the order of the message; entries may overlap."""
        kept = [index for index, word in enumerate(words) if word.form not in ARTICLES]
        forms = [words[index].form for index in kept]
        lemmas = [self._lemma(words[index]) for index in kept]
        heard = [sound(form) for form in forms]
        found: dict[Match[V], None] = {}
        for start in range(len(kept)):
            if self._starts.isdisjoint((forms[start], lemmas[start], heard[start], forms[start][:LETTERS_FOR_PREFIX])):
                continue
            for end in range(start + 1, min(start + self._longest, len(kept)) + 1):
                values = self._values(tuple(lemmas[start:end]), tuple(forms[start:end]), tuple(heard[start:end]))
                for value in values:
                    found[Match(value, kept[start], kept[end - 1])] = None
        return list(found)

    def _values(self, lemmas: tuple[str, ...], forms: tuple[str, ...], heard: tuple[str, ...]) -> list[V]:
        exact = self._exact.get(lemmas, []) + (self._exact.get(forms, []) if forms != lemmas else [])
        for prefix, value in self._prefixes.get((*lemmas[:-1], forms[-1][:LETTERS_FOR_PREFIX]), ()):
            if forms[-1].startswith(prefix):
                exact = [*exact, value]
        if exact or sum(map(len, forms)) < LETTERS_FOR_SOUND:
            return exact
        return self._sounds.get(heard, [])


def _one_letter_less(form: str) -> list[str]:
    """The spellings without one letter; the first letter stays, for it is rarely wrong."""
    return [form[:index] + form[index + 1 :] for index in range(1, len(form))]


def _append(values: list[V], value: V) -> None:
    if value not in values:
        values.append(value)
