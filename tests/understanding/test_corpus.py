"""Bad training files are refused with file and line, before anything is trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from brain import train
from brain.nlu import corpus, lexicon
from brain.nlu.corpus import CorpusRefused

GOOD = """version: "3.1"
nlu:
- intent: passeport
  examples: |
    - refaire mon passeport
    - passeport pour le Maroc
- intent: primes
  examples: |
    - prime pour isoler le toit
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def faults(folder: Path, **checks: object) -> list[str]:
    return corpus.check(corpus.read(folder), ["passeport", "primes"], **checks)  # type: ignore[arg-type]


def test_good_files_have_no_fault(folder: Path) -> None:
    assert faults(folder) == []
    assert [phrase.place for phrase in corpus.read(folder)] == ["a.yml:5", "a.yml:6", "a.yml:9"]


@pytest.mark.parametrize(
    "line", ["    passeport sans tiret", "- intention: passeport", "\t- tabulé", "    -", "{[", "texte"]
)
def test_a_broken_line_is_refused(folder: Path, line: str) -> None:
    (folder / "a.yml").write_text(GOOD.replace("    - passeport pour le Maroc", line), encoding="utf-8")
    with pytest.raises(CorpusRefused, match=r"^a\.yml:6: neither"):
        corpus.read(folder)


def test_bytes_that_are_not_utf8_are_refused(folder: Path) -> None:
    (folder / "b.yml").write_bytes(b"- intent: primes\n  examples: |\n    - prime \xe9nergie\n")
    with pytest.raises(CorpusRefused, match=r"b\.yml:1: not UTF-8"):
        corpus.read(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusRefused, match="no training file"):
        corpus.read(tmp_path)


def test_an_unknown_topic_is_refused(folder: Path) -> None:
    (folder / "b.yml").write_text("nlu:\n- intent: astrologie\n  examples: |\n    - mon horoscope\n", encoding="utf-8")
    assert faults(folder) == ["b.yml:4: unknown topic 'astrologie' (not in topics.tsv)"]


def test_a_phrase_in_two_topics_is_refused_whatever_its_accents(folder: Path) -> None:
    (folder / "b.yml").write_text(
        "nlu:\n- intent: primes\n  examples: |\n    - Refaire  mon PASSEPORT !\n", encoding="utf-8"
    )
    [fault] = faults(folder)
    assert fault.startswith("b.yml:4: also stands at a.yml:5")


def test_an_empty_topic_is_refused(folder: Path) -> None:
    assert corpus.check(corpus.read(folder), ["passeport", "primes", "feu"]) == [
        "topics.tsv: topic 'feu' has no training phrase"
    ]


def test_a_topic_without_card_is_refused_when_there_are_cards(folder: Path) -> None:
    assert faults(folder, cards={"passeport"}) == ["a.yml:9: topic 'primes' has no card in library/"]
    assert faults(folder, cards=None) == []


def test_a_development_message_is_never_trained_on(folder: Path) -> None:
    development = [("passeport", "motcle", "Passeport pour le MAROC ?", "identite.tsv:3")]
    [fault] = faults(folder, development_set=development)
    assert fault.startswith("a.yml:6: stands in the development set too (identite.tsv:3")


def test_a_phrase_too_long_is_refused(folder: Path) -> None:
    with (folder / "a.yml").open("a", encoding="utf-8") as file:
        file.write("    - " + "mot " * 400 + "\n")
    assert faults(folder)[0].startswith("a.yml:10: ")


def test_a_broken_development_line_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("topic\tkind\ttext\npasseport\tmotcle\n", encoding="utf-8")
    with pytest.raises(CorpusRefused, match=r"x\.tsv:2: topic, kind and text"):
        corpus.development(tmp_path)


def test_training_stops_at_a_fault(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> None:
        raise CorpusRefused(["a.yml:6: broken"])

    monkeypatch.setattr(corpus, "load", refuse)
    monkeypatch.setattr(lexicon, "read", dict)
    assert train.main([]) == 1
    assert "a.yml:6: broken" in capsys.readouterr().err


def test_new_words_are_counted_by_topic(folder: Path) -> None:
    assert corpus.new_words(corpus.read(folder)) == {("a.yml", "passeport"): (2, 6), ("a.yml", "primes"): (1, 5)}


def test_the_files_of_this_installation_are_read_whole() -> None:
    phrases = corpus.read()
    assert {phrase.topic for phrase in phrases} <= set(corpus.topics())
    for path in corpus.PHRASES.glob("*.yml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert sum(phrase.file == path.name for phrase in phrases) == sum(line.startswith("    - ") for line in lines)
