"""Which topic a message is about: a linear classifier over sparse features, with calibrated confidence.

One-vs-rest linear SVM, the best of those compared (``docs/decisions/``). Its scores become probabilities through a temperature, and the confidence
of the best topic through :mod:`brain.nlu.calibration`. The weights are kept on 8 bits: 4 times less memory, the same answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from brain.nlu.calibration import UNKNOWN, Calibration, Novelty, calibrate
from brain.nlu.features import Groups, Vectorizer
from brain.nlu.words import FUNCTION_WORDS, Word

WEIGHTS = {
    "word": 1.0,
    "words": 0.7,
    "lemma": 1.0,
    "char": 1.0,
    "sound": 1.0,
    "sounds": 0.7,
    "heard": 1.0,
    "concept": 0.8,
    "concepts": 0.5,
}
MIN_COUNT = {"words": 2, "char": 3, "sounds": 2, "heard": 3, "concepts": 2}
REGULARIZATION = 0.1
TOLERANCE = 0.01
"""When liblinear stops; a hundred times less changes no score by more than 0.001, and takes longer."""
THREADS = 2
RANKED = 12
"""Topics that a ranking holds: more than are ever shown, since some are never offered."""
_STEPS = 127
"""Steps of a weight on 8 bits, on each side of zero."""


def one_vs_rest(matrix: sp.csr_matrix, labels: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Train one linear SVM a topic, in threads (liblinear releases the interpreter).

    Returns the topics, the weights (a row a feature, a column a topic) and the intercepts.
    """
    topics = sorted(set(labels.tolist()))

    def train(some: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        others = np.where(np.isin(labels, some), labels, "~others")
        svm = LinearSVC(C=REGULARIZATION, tol=TOLERANCE, random_state=0).fit(matrix, others)
        places = [list(svm.classes_).index(topic) for topic in some]
        return svm.coef_[places], svm.intercept_[places]

    shares = [share for share in np.array_split(np.asarray(topics), THREADS) if len(share) > 1]
    if len(shares) < THREADS or sum(map(len, shares)) < len(topics):
        shares = [np.asarray(topics)]
    with ThreadPoolExecutor(len(shares)) as pool:
        parts = list(pool.map(train, shares))
    return (
        topics,
        np.vstack([weights for weights, _ in parts]).T,
        np.concatenate([intercepts for _, intercepts in parts]),
    )


class TopicModel:
    """Topics and their confidence for a message.

    ``weights`` has one row a feature and one column a topic, as 8-bit steps of ``scales`` (one a topic); ``intercepts`` one value a topic.
    """

    def __init__(
        self,
        topics: Sequence[str],
        vectorizer: Vectorizer,
        weights: np.ndarray,
        scales: np.ndarray,
        intercepts: np.ndarray,
        calibration: Calibration,
    ) -> None:
        self.topics = tuple(topics)
        self.vectorizer = vectorizer
        self.weights = weights
        self.scales = scales
        self.intercepts = intercepts
        self.calibration = calibration
        self._unknown = self.topics.index(UNKNOWN) if UNKNOWN in self.topics else None
        self._word_idf = vectorizer.word_idf()
        self._rarest = float(vectorizer.idf.max()) if len(vectorizer.idf) else 0.0

    @classmethod
    def fit(
        cls,
        rows: Sequence[Groups],
        labels: Sequence[str],
        noisy_rows: Sequence[Groups] = (),
        noisy_labels: Sequence[str] = (),
    ) -> TopicModel:
        """Train on featurized messages; noisy copies of them are trained on too, and neither choose the features nor calibrate."""
        vectorizer = Vectorizer.fit(rows, WEIGHTS, MIN_COUNT)
        matrix = vectorizer.matrix(rows)
        known = np.asarray(labels)
        calibration = calibrate(matrix, known, vectorizer, rows, one_vs_rest)
        if noisy_rows:
            matrix = sp.vstack([matrix, vectorizer.matrix(noisy_rows)], format="csr")
            known = np.concatenate([known, np.asarray(noisy_labels)])
        topics, weights, intercepts = one_vs_rest(matrix, known)
        scales = np.maximum(np.abs(weights).max(axis=0), 1e-9) / _STEPS
        steps = np.round(weights / scales).astype(np.int8)
        return cls(
            topics,
            vectorizer,
            np.ascontiguousarray(steps),
            scales.astype(np.float32),
            intercepts.astype(np.float32),
            calibration,
        )

    def scores(self, row: Groups) -> np.ndarray:
        """The SVM's scores, one a topic, in the order of :attr:`topics`."""
        columns, values = self.vectorizer.row(row)
        # Not "@": for so small a product the threads of BLAS cost a hundred times more than the product itself.
        summed = np.einsum("i,ij->j", values, self.weights[columns].astype(np.float32))
        result: np.ndarray = summed * self.scales + self.intercepts
        return result

    def rank(self, row: Groups) -> list[tuple[str, float]]:
        """The :data:`RANKED` best topics with their confidence, best first."""
        scores = self.scores(row)
        confidence = self.calibration.confidence(scores, self._unknown, Novelty.of(row, self._word_idf, self._rarest))
        best = np.argsort(-confidence, kind="stable")[:RANKED]
        return [(self.topics[index], float(confidence[index])) for index in best]

    def has_read(self, words: Iterable[Word]) -> bool:
        """Whether training has seen a word of the message; of one that says nothing to it, it cannot even say that it is out of scope."""
        return any(word.form in self._word_idf and word.form not in FUNCTION_WORDS for word in words)

    def save(self, folder: Path) -> None:
        """Write the model as plain arrays and JSON: nothing that runs when it is read.

        Compressed here: Rasa's own gzip takes 12 s over so many zeros.
        """
        np.savez_compressed(
            folder / "topics.npz",
            weights=self.weights,
            scales=self.scales,
            intercepts=self.intercepts,
            idf=self.vectorizer.idf,
        )
        description = {
            "topics": self.topics,
            "weights": self.vectorizer.weights,
            "calibration": self.calibration.as_dict(),
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
            calibration = Calibration.from_dict(description["calibration"])
            return cls(
                description["topics"],
                vectorizer,
                arrays["weights"],
                arrays["scales"],
                arrays["intercepts"],
                calibration,
            )
