"""From scores to a confidence that means what it says: of the messages given 0.8, 8 in 10 are right.

Fitted on messages that a model trained apart has not seen, among them whole topics that it has never heard of: so the confidence also knows what
an unknown subject looks like (low scores for all topics, little between the first two, words never seen), which is the out-of-scope detector.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from brain.nlu.features import Groups, Vectorizer

HELD_OUT_MESSAGES = 0.2
HELD_OUT_TOPICS = 0.1
UNKNOWN = "hors_sujet"
CHAT = frozenset("bonjour au_revoir merci oui non compliment insulte qui_es_tu que_sais_tu_faire autre_langue".split())
SEED = 7

Train = Callable[[sp.csr_matrix, np.ndarray], tuple[list[str], np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Split:
    """What a calibration trains on and looks at: rows' indexes; ``unknown`` rows are of topics that it never trains on."""

    train: np.ndarray
    known: np.ndarray
    unknown: np.ndarray


def held_out(labels: np.ndarray) -> Split:
    """Keep messages of every topic apart, and some topics altogether."""
    generator = np.random.default_rng(SEED)
    topics = np.asarray(sorted(set(labels.tolist()) - CHAT - {UNKNOWN}))
    unheard = generator.choice(topics, size=int(len(topics) * HELD_OUT_TOPICS), replace=False)
    of_unknown = np.isin(labels, unheard)
    aside = generator.random(len(labels)) < HELD_OUT_MESSAGES
    every = np.arange(len(labels))
    return Split(every[~of_unknown & ~aside], every[~of_unknown & aside], every[of_unknown])


def softmax(scores: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities along the last axis."""
    scaled = scores / temperature
    weights = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    result: np.ndarray = weights / weights.sum(axis=-1, keepdims=True)
    return result


def signals(scores: np.ndarray, probabilities: np.ndarray, coverage: float, length: int, unknown: int | None) -> np.ndarray:
    """What the confidence of the best topic is judged on.

    Args:
        scores: the SVM's, one a topic.
        probabilities: of these scores.
        coverage: share of the message's words that were seen in training, 0 to 1.
        length: of the message, in words.
        unknown: place of the topic for what is out of scope.
    """
    first, second = np.sort(scores)[-1], np.sort(scores)[-2] if len(scores) > 1 else -1.0
    best = float(np.clip(probabilities.max(), 1e-6, 1 - 1e-6))
    foreign = float(probabilities[unknown]) if unknown is not None else 0.0
    return np.asarray([np.log(best / (1 - best)), first, first - second, coverage, coverage * coverage, np.log1p(length), foreign])


@dataclass(frozen=True)
class Calibration:
    """A temperature, and a logistic regression on :func:`signals`."""

    temperature: float
    coefficients: tuple[float, ...]
    intercept: float

    def confidence(self, scores: np.ndarray, row: Groups, vectorizer: Vectorizer, topics: Sequence[str]) -> np.ndarray:
        """One confidence a topic: the best topic's chance to be right, and the others' share of the rest."""
        probabilities = softmax(scores, self.temperature)
        unknown = topics.index(UNKNOWN) if UNKNOWN in topics else None
        seen = signals(scores, probabilities, coverage(row, vectorizer), len(row["word"]), unknown)
        chance = 1 / (1 + np.exp(-(float(seen @ np.asarray(self.coefficients)) + self.intercept)))
        best = int(np.argmax(scores))
        others = probabilities.copy()
        others[best] = 0.0
        result = others * min(1.0, (1 - chance) / max(float(others.sum()), 1e-9))
        result = np.minimum(result, chance)
        result[best] = chance
        return result

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Calibration:
        """From :meth:`as_dict`."""
        return cls(values["temperature"], tuple(values["coefficients"]), values["intercept"])


def coverage(row: Groups, vectorizer: Vectorizer) -> float:
    """Share of a message's words that training saw; 0 for an empty message."""
    words = row["word"]
    return sum(vectorizer.knows("word", word) for word in words) / len(words) if words else 0.0


def _temperature(scores: np.ndarray, right: np.ndarray) -> float:
    """The temperature that makes the right topics most likely."""

    def loss(temperature: float) -> float:
        return -float(np.log(softmax(scores, temperature)[np.arange(len(right)), right] + 1e-12).mean())

    return float(minimize_scalar(loss, bounds=(0.02, 2.0), method="bounded").x)


def calibrate(
    matrix: sp.csr_matrix, labels: np.ndarray, vectorizer: Vectorizer, rows: Sequence[Groups], split: Split, train: Train
) -> Calibration:
    """Fit a calibration on the messages that ``split`` keeps apart, scored by a model trained on the others."""
    topics, weights, intercepts = train(matrix[split.train], labels[split.train])
    place = {topic: index for index, topic in enumerate(topics)}
    looked_at = np.concatenate([split.known, split.unknown])
    scores = np.asarray(matrix[looked_at] @ weights + intercepts)
    right = np.asarray([place.get(label, -1) for label in labels[looked_at]])
    temperature = _temperature(scores[right >= 0], right[right >= 0])
    probabilities = softmax(scores, temperature)
    seen_words = _words_of(matrix[split.train], vectorizer)
    judged = np.vstack(
        [
            signals(scores[i], probabilities[i], _coverage(rows[row], seen_words), len(rows[row]["word"]), place.get(UNKNOWN))
            for i, row in enumerate(looked_at)
        ]
    )
    correct = scores.argmax(axis=1) == right
    scaler = StandardScaler().fit(judged)
    regression = LogisticRegression(C=1.0, max_iter=1000).fit(scaler.transform(judged), correct)
    coefficients = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - coefficients @ scaler.mean_)
    return Calibration(temperature, tuple(float(value) for value in coefficients), intercept)


def _words_of(matrix: sp.csr_matrix, vectorizer: Vectorizer) -> frozenset[str]:
    """The words that some row of ``matrix`` holds."""
    used = np.unique(matrix.indices)
    present = np.zeros(len(vectorizer.index), dtype=bool)
    present[used] = True
    return frozenset(name.removeprefix("word:") for name, column in vectorizer.index.items() if name.startswith("word:") and present[column])


def _coverage(row: Groups, seen: frozenset[str]) -> float:
    words = row["word"]
    return sum(word in seen for word in words) / len(words) if words else 0.0
