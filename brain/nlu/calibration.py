"""From scores to a confidence that means what it says, and a detector of what is out of scope.

Both are fitted on messages that a model trained apart has not seen. The probability of a topic is a softmax of the scores with a fitted temperature;
what is out of scope is judged by a logistic regression on the scores' shape and on how much of the message training has ever seen. Training phrases
hold few messages out of scope and citizens send many: both are corrected for the share that is expected in service.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from brain.nlu.features import Groups, Vectorizer
from brain.nlu.words import FUNCTION_WORDS

HELD_OUT = 0.33
TRAINED_ON = 0.4
"""Shares of the phrases that the calibration looks at, and that train its model. More of these changes the figures along their curve
only, which a threshold does too, and takes longer (``docs/decisions/010``)."""
UNKNOWN = "hors_sujet"
OUT_OF_SCOPE_SHARE = 0.12
"""Share of the messages expected to be out of scope. An assumption, to be replaced by the share that is seen in service."""
SEED = 7

Train = Callable[[sp.csr_matrix, np.ndarray], tuple[list[str], np.ndarray, np.ndarray]]


def held_out(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Which of ``size`` messages the calibration looks at, and which train its model."""
    drawn = np.random.default_rng(SEED).random(size)
    return drawn < HELD_OUT, (drawn >= HELD_OUT) & (drawn < HELD_OUT + TRAINED_ON)


def softmax(scores: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities along the last axis."""
    scaled = scores / temperature
    weights = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    result: np.ndarray = weights / weights.sum(axis=-1, keepdims=True)
    return result


@dataclass(frozen=True)
class Novelty:
    """How much of a message training has seen: ``coverage`` of its words (0 to 1), their mean ``rarity`` (idf), its number of ``concepts``."""

    coverage: float
    rarity: float
    concepts: int
    words: int

    @classmethod
    def of(cls, row: Groups, idf: Mapping[str, float], rarest: float) -> Novelty:
        """Measure a message; ``idf`` holds the words seen, ``rarest`` stands for the others."""
        words = row["word"]
        carrying = {word for word in words if word not in FUNCTION_WORDS}
        rarity = sum(idf.get(word, rarest) for word in carrying) / len(carrying) if carrying else 0.0
        coverage = sum(word in idf for word in words) / len(words) if words else 0.0
        return cls(coverage, rarity, len(row["concept"]), len(words))


def signals(scores: np.ndarray, unknown: int, novelty: Novelty) -> list[float]:
    """What tells a message out of scope: the scores' shape and the message's novelty."""
    others = np.delete(scores, unknown)
    second, first = np.partition(others, -2)[-2:]
    return [
        float(scores[unknown]),
        float(first),
        float(first - second),
        novelty.coverage,
        novelty.rarity,
        float(novelty.concepts == 0),
        math.log1p(novelty.concepts),
        math.log1p(novelty.words),
    ]


@dataclass(frozen=True)
class Calibration:
    """A temperature, what the score of "out of scope" is raised by, and a logistic regression on :func:`signals`."""

    temperature: float
    raise_unknown: float
    coefficients: tuple[float, ...]
    intercept: float

    def confidence(self, scores: np.ndarray, unknown: int | None, novelty: Novelty) -> np.ndarray:
        """One confidence a topic; ``unknown`` is the place of the topic for what is out of scope."""
        raised = scores.copy()
        if unknown is None:
            return softmax(raised, self.temperature)
        raised[unknown] += self.raise_unknown
        probabilities = softmax(raised, self.temperature)
        judged = self.intercept + float(np.dot(self.coefficients, signals(scores, unknown, novelty)))
        inside = 1 / (1 + math.exp(min(judged, 50.0)))
        result = probabilities * inside
        result[unknown] = max(probabilities[unknown], 1 - inside)
        return result

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Calibration:
        """From :meth:`as_dict`."""
        return cls(values["temperature"], values["raise_unknown"], tuple(values["coefficients"]), values["intercept"])


def calibrate(
    matrix: sp.csr_matrix, labels: np.ndarray, vectorizer: Vectorizer, rows: Sequence[Groups], train: Train
) -> Calibration:
    """Fit on the messages that :func:`held_out` keeps apart, scored by a model trained on some of the others."""
    aside, learned = held_out(len(labels))
    topics, weights, intercepts = train(matrix[learned], labels[learned])
    place = {topic: index for index, topic in enumerate(topics)}
    looked_at = [index for index in np.flatnonzero(aside) if labels[index] in place]
    scores = np.asarray(matrix[looked_at] @ weights + intercepts)
    right = np.asarray([place[label] for label in labels[looked_at]])
    temperature = _temperature(scores, right)
    unknown = place.get(UNKNOWN)
    foreign = right == unknown
    if unknown is None or len(set(foreign.tolist())) < 2:
        return Calibration(temperature, 0.0, (0.0,) * 8, -50.0)
    idf, rarest = vectorizer.word_idf(matrix[learned]), float(vectorizer.idf.max())
    judged = np.asarray(
        [signals(scores[i], unknown, Novelty.of(rows[row], idf, rarest)) for i, row in enumerate(looked_at)]
    )
    scaler = StandardScaler().fit(judged)
    regression = LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000).fit(
        scaler.transform(judged), foreign
    )
    coefficients = regression.coef_[0] / scaler.scale_
    prior = math.log(OUT_OF_SCOPE_SHARE / (1 - OUT_OF_SCOPE_SHARE))
    trained_share = float(np.mean(labels == UNKNOWN))
    raised = temperature * (prior - math.log(trained_share / (1 - trained_share)))
    intercept = float(regression.intercept_[0] - coefficients @ scaler.mean_) + prior
    return Calibration(temperature, max(raised, 0.0), tuple(float(value) for value in coefficients), intercept)


def _temperature(scores: np.ndarray, right: np.ndarray) -> float:
    """The temperature that makes the right topics most likely."""

    def loss(temperature: float) -> float:
        return -float(np.log(softmax(scores, temperature)[np.arange(len(right)), right] + 1e-12).mean())

    return float(minimize_scalar(loss, bounds=(0.02, 2.0), method="bounded").x)
