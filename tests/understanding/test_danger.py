"""Danger to life is found before anything else, and what only looks like it is not: the messages of ``danger.yml``."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from brain.nlu import danger
from brain.nlu.words import Reader

READER = Reader({})

PHRASES = yaml.safe_load((Path(__file__).parent / "danger.yml").read_text(encoding="utf-8"))
DANGERS: dict[str, list[str]] = PHRASES["dangers"]
HARMLESS: list[str] = PHRASES["harmless"]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in DANGERS.items() for text in texts])
def test_danger_is_found(kind: str, text: str) -> None:
    found = danger.find(READER.read(text))
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_danger_raises_no_alarm(text: str) -> None:
    assert danger.find(READER.read(text)) is None


def test_every_kind_is_tested_and_known() -> None:
    assert set(DANGERS) == set(danger.KINDS)


def test_danger_is_found_within_a_long_message() -> None:
    story = "Bonjour, je vous écris à propos de la carte d'identité de ma maman, " * 5 + "mais là elle ne respire plus"
    found = danger.find(READER.read(story))
    assert found is not None
    assert found.kind == "injury"


def test_the_words_of_the_danger_are_shown() -> None:
    text = "Bonjour, il y a le feu chez moi"
    words = READER.read(text)
    found = danger.find(words)
    assert found is not None
    assert "le feu" in text[words[found.first].start : words[found.last].end]
