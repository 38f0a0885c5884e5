"""The classifier and its calibration, trained on a small corpus of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from brain.nlu import features
from brain.nlu.calibration import UNKNOWN, Calibration, Novelty, held_out, softmax
from brain.nlu.classifier import TopicModel, one_vs_rest
from brain.nlu.features import Groups, Vectorizer
from brain.nlu.words import Reader

READER = Reader({})
SUBJECTS = {
    "passeport": ["passeport", "voyage", "avion", "visa", "frontière", "vacances"],
    "feu": ["feu", "brûler", "fumée", "branches", "barbecue", "jardin"],
    "ecole": ["école", "classe", "instituteur", "rentrée", "élève", "cartable"],
    UNKNOWN: ["football", "recette", "horoscope", "cinéma", "bourse", "voiture"],
}
TURNS = [
    "je cherche {}",
    "{} svp",
    "une question sur {}",
    "et pour {} ?",
    "info {}",
    "mon problème de {}",
    "{} comment faire",
    "besoin de {}",
]


def row(text: str, *concepts: str) -> Groups:
    return features.groups(READER.read(text), concepts)


@pytest.fixture(scope="module")
def model() -> TopicModel:
    examples = [(topic, turn.format(word)) for topic, words in SUBJECTS.items() for word in words for turn in TURNS]
    return TopicModel.fit([row(text) for _, text in examples], [topic for topic, _ in examples])


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("mon passeport svp", "passeport"),
        ("on peut faire du feu", "feu"),
        ("la rentrée à l'école", "ecole"),
        ("recette de cuisine", UNKNOWN),
    ],
)
def test_ranks_the_right_topic_first(model: TopicModel, text: str, topic: str) -> None:
    assert model.rank(row(text))[0][0] == topic


def test_spellings_by_ear_are_recognised(model: TopicModel) -> None:
    assert model.rank(row("jcherche ekol pr mon fis"))[0][0] == "ecole"


def test_confidences_are_chances(model: TopicModel) -> None:
    for text in ("passeport", "zzz qqq", "", "feu école"):
        chances = [confidence for _, confidence in model.rank(row(text))]
        assert chances == sorted(chances, reverse=True)
        assert all(0 <= chance <= 1 for chance in chances)


def test_words_never_seen_are_less_sure(model: TopicModel) -> None:
    known, unknown = (model.rank(row(text))[0][1] for text in ("passeport visa avion", "wxyzv bdfgh"))
    assert known > unknown


def test_a_saved_model_answers_the_same(model: TopicModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    loaded = TopicModel.load(tmp_path)
    for text in ("mon passeport", "brûler des branches", "horoscope"):
        before, after = dict(model.rank(row(text))), dict(loaded.rank(row(text)))
        assert before.keys() == after.keys()
        assert all(abs(before[topic] - after[topic]) < 1e-5 for topic in before)


def test_nothing_that_runs_is_saved(model: TopicModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".npz", ".json"}
    with np.load(tmp_path / "topics.npz", allow_pickle=False) as arrays:
        assert arrays["weights"].dtype == np.int8


def test_one_topic_in_two_threads_is_the_same_as_in_one() -> None:
    rows = [row(f"{word} {turn}") for word in ("feu", "école", "avion") for turn in ("svp", "info", "demain")]
    matrix = Vectorizer.fit(rows, {"word": 1.0}, {}).matrix(rows)
    topics, weights, _ = one_vs_rest(matrix, np.repeat(["a", "b", "c"], 3))
    assert topics == ["a", "b", "c"]
    assert ((matrix @ weights).argmax(axis=1) == np.repeat([0, 1, 2], 3)).all()


def test_the_same_messages_are_always_held_out() -> None:
    aside, learned = held_out(1000)
    assert (held_out(1000)[0] == aside).all()
    assert 0.28 < aside.mean() < 0.38
    assert 0.35 < learned.mean() < 0.45
    assert not (aside & learned).any()


def test_softmax_sums_to_one_and_sharpens_when_cold() -> None:
    scores = np.asarray([0.2, 0.1, -1.0])
    assert softmax(scores, 0.5).sum() == pytest.approx(1)
    assert softmax(scores, 0.05)[0] > softmax(scores, 0.5)[0]


def test_what_looks_foreign_lowers_every_topic() -> None:
    calibration = Calibration(0.2, 0.0, (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0), -5.0)
    scores = np.asarray([0.5, -0.5, -1.0])
    plain = calibration.confidence(scores, 2, Novelty(1.0, 2.0, 3, 5))
    foreign = calibration.confidence(scores, 2, Novelty(0.2, 9.0, 0, 5))
    assert foreign[0] < plain[0]
    assert foreign[2] > plain[2]


def test_novelty_counts_what_training_has_not_seen() -> None:
    novelty = Novelty.of(row("passeport zzz", "voyage"), {"passeport": 3.0}, 9.0)
    assert (novelty.coverage, novelty.rarity, novelty.concepts, novelty.words) == (0.5, 6.0, 1, 2)
