"""Which topic a message is about: a linear classifier over sparse features, with calibrated probabilities."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC


from brain.nlu.features import Groups, Vectorizer

WEIGHTS = {"word": 1.0, "lemma": 1.0, "pair": 0.7, "char": 1.0}
MIN_COUNT = {"word": 1, "lemma": 1, "pair": 2, "char": 2}
REGULARIZATION = 0.3
TEMPERATURE = 0.25


class TopicModel:
    """Topics and their probabilities for a message.

    ``coefficients`` has one row a feature and one column a topic; ``intercepts`` one value a topic.
    """

    def __init__(
        self, topics: Sequence[str], vectorizer: Vectorizer, coefficients: np.ndarray, intercepts: np.ndarray, temperature: float
    ) -> None:
        self.topics = tuple(topics)
        self.vectorizer = vectorizer
        self.coefficients = coefficients
        self.intercepts = intercepts
        self.temperature = temperature

    @classmethod
    def fit(cls, rows: Sequence[Groups], labels: Sequence[str]) -> TopicModel:
        """Train on featurized messages."""
        vectorizer = Vectorizer.fit(rows, WEIGHTS, MIN_COUNT)
        matrix: sp.csr_matrix = vectorizer.matrix(rows)
        svm = LinearSVC(C=REGULARIZATION).fit(matrix, np.asarray(labels))
        return cls(list(svm.classes_), vectorizer, svm.coef_.T.astype(np.float32).copy(), svm.intercept_.astype(np.float32), TEMPERATURE)

    def probabilities(self, row: Groups) -> np.ndarray:
        """One probability a topic, in the order of :attr:`topics`."""
        columns, values = self.vectorizer.row(row)
        scores = (values @ self.coefficients[columns] + self.intercepts) / self.temperature
        weights = np.exp(scores - scores.max())
        result: np.ndarray = weights / weights.sum()
        return result

    def save(self, folder: Path) -> None:
        """Write the model as plain arrays and JSON: nothing that runs when it is read."""
        np.savez_compressed(
            folder / "topics.npz", coefficients=self.coefficients.astype(np.float16), intercepts=self.intercepts, idf=self.vectorizer.idf
        )
        description = {
            "topics": self.topics,
            "temperature": self.temperature,
            "weights": self.vectorizer.weights,
            "features": list(self.vectorizer.index),
        }
        (folder / "topics.json").write_text(json.dumps(description, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TopicModel:
        """Read what :meth:`save` wrote."""
        description: dict[str, Any] = json.loads((folder / "topics.json").read_text(encoding="utf-8"))
        with np.load(folder / "topics.npz", allow_pickle=False) as arrays:
            index = {name: column for column, name in enumerate(description["features"])}
            vectorizer = Vectorizer(description["weights"], index, arrays["idf"])
            coefficients = arrays["coefficients"].astype(np.float32)
            return cls(description["topics"], vectorizer, coefficients, arrays["intercepts"], description["temperature"])


