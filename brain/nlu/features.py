"""Sparse features of a message: words and their pairs, lemmas, sounds, concepts, and character n-grams within words.

Each group of features is scaled to the same length before the groups are weighted, so that a long story and two keywords weigh the same and
no group drowns another. What each group brings is in ``docs/decisions/`` (understanding).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import scipy.sparse as sp

from brain.nlu.in_processes import for_all
from brain.nlu.sounds import sound
from brain.nlu.words import FUNCTION_WORDS, Word

NGRAM_SIZES = {"char": (3, 4), "heard": (4,)}
"""Of the groups whose features are the n-grams of their words. Longer ones, and more of them, brought time and nothing else."""
MOST_CONCEPTS = 12
"""Concepts whose pairs are features; a long story names more of them than say what it is about."""
MOST_SPELT = 50_000
"""Words whose n-grams are kept at hand; beyond, they are looked up anew."""

Groups = dict[str, Sequence[str]]


def ngrams(form: str, sizes: Sequence[int]) -> tuple[str, ...]:
    """Character n-grams of one word, its limits shown as spaces."""
    padded = f" {form} "
    return tuple(padded[i : i + size] for size in sizes for i in range(len(padded) - size + 1))


def _pairs(names: Sequence[str]) -> Iterator[str]:
    ordered = sorted(set(names[:MOST_CONCEPTS]))
    for index, left in enumerate(ordered):
        for right in ordered[index + 1 :]:
            yield f"{left}+{right}"


def _following(words: Sequence[str]) -> list[str]:
    return [f"{left} {right}" for left, right in pairwise(words)]


def groups(words: Sequence[Word], concepts: Sequence[str] = ()) -> Groups:
    """The features of one message by group, as strings; of the groups of :data:`NGRAM_SIZES`, the words whose n-grams are the features."""
    forms = [word.form for word in words]
    heard = [sound(form) for form in forms]
    return {
        "word": forms,
        "words": _following(forms),
        "lemma": [word.lemma for word in words if word.form not in FUNCTION_WORDS],
        "char": forms,
        "sound": heard,
        "sounds": _following(heard),
        "heard": heard,
        "concept": concepts,
        "concepts": list(_pairs(concepts)),
    }


def _spelt(words: Counter[str], sizes: Sequence[int]) -> Counter[str]:
    """In how many messages each n-gram stands, from how many each word does; two words of a message that share one count twice."""
    grams: Counter[str] = Counter()
    for word, count in words.items():
        for gram in set(ngrams(word, sizes)):
            grams[gram] += count
    return grams


class Vectorizer:
    """Turns groups of features into rows of a sparse matrix.

    ``index`` maps ``group:feature`` to a column, ``idf`` its weight.
    """

    def __init__(self, weights: Mapping[str, float], index: Mapping[str, int], idf: np.ndarray) -> None:
        self.weights = dict(weights)
        self.index = dict(index)
        self.idf = idf
        self._columns: dict[str, dict[str, int]] = {group: {} for group in weights}
        self._spelt: dict[str, dict[str, np.ndarray]] = {group: {} for group in NGRAM_SIZES}
        for name, column in self.index.items():
            group, _, feature = name.partition(":")
            self._columns[group][feature] = column

    @classmethod
    def fit(cls, rows: Iterable[Groups], weights: Mapping[str, float], min_count: Mapping[str, int]) -> Vectorizer:
        """Choose the columns: the features of a group seen in at least ``min_count[group]`` messages (1 if it is not there)."""
        counts: dict[str, Counter[str]] = {group: Counter() for group in weights}
        total = 0
        for row in rows:
            total += 1
            for group in weights:
                counts[group].update(set(row[group]))
        for group in NGRAM_SIZES.keys() & weights.keys():
            counts[group] = _spelt(counts[group], NGRAM_SIZES[group])
        names: list[str] = []
        frequency: list[int] = []
        for group, counter in counts.items():
            for feature, count in sorted(counter.items()):
                if count >= min_count.get(group, 1):
                    names.append(f"{group}:{feature}")
                    frequency.append(count)
        idf = np.log((1 + total) / (1 + np.asarray(frequency, dtype=np.float32))) + 1
        return cls(weights, {name: column for column, name in enumerate(names)}, idf.astype(np.float32))

    def word_idf(self, matrix: sp.csr_matrix | None = None) -> dict[str, float]:
        """The words seen in training with their idf; only those that some row of ``matrix`` holds, if it is given."""
        columns = self._columns["word"]
        if matrix is None:
            return {word: float(self.idf[column]) for word, column in columns.items()}
        present = np.zeros(len(self.index), dtype=bool)
        present[np.unique(matrix.indices)] = True
        return {word: float(self.idf[column]) for word, column in columns.items() if present[column]}

    def row(self, features: Groups) -> tuple[np.ndarray, np.ndarray]:
        """Columns and values of one message."""
        columns: list[np.ndarray] = []
        values: list[np.ndarray] = []
        for group, weight in self.weights.items():
            at = (
                self._spelt_columns(group, features[group])
                if group in NGRAM_SIZES
                else self._plain_columns(group, features[group])
            )
            if len(at):
                value = self.idf[at]
                columns.append(at)
                values.append(value * np.float32(weight / np.sqrt(value @ value)))
        if not columns:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        return np.concatenate(columns), np.concatenate(values)

    def _plain_columns(self, group: str, features: Sequence[str]) -> np.ndarray:
        known = self._columns[group]
        found = {column for feature in features if (column := known.get(feature)) is not None}
        return np.fromiter(found, dtype=np.int32, count=len(found))

    def _spelt_columns(self, group: str, words: Sequence[str]) -> np.ndarray:
        kept = self._spelt[group]
        parts = []
        for word in set(words):
            columns = kept.get(word)
            if columns is None:
                columns = self._plain_columns(group, ngrams(word, NGRAM_SIZES[group]))
                if len(kept) < MOST_SPELT:
                    kept[word] = columns
            parts.append(columns)
        return np.unique(np.concatenate(parts)) if parts else np.empty(0, np.int32)

    def matrix(self, rows: Sequence[Groups]) -> sp.csr_matrix:
        """One row a message, columns in order, in the precision that liblinear works in."""
        columns: list[np.ndarray] = []
        values: list[np.ndarray] = []
        ends = [0]
        for at, value in for_all(self.row, rows):
            columns.append(at)
            values.append(value)
            ends.append(ends[-1] + len(at))
        data = (np.concatenate(values).astype(np.float64), np.concatenate(columns), np.asarray(ends, dtype=np.int32))
        matrix = sp.csr_matrix(data, shape=(len(ends) - 1, len(self.index)))
        matrix.sort_indices()
        return matrix
