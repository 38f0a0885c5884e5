"""Shared by the tests of the understanding: a reader with the lemmas of a few sentences, and small snapshots."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from brain.nlu import lemmas, lexicon
from brain.nlu.gazetteer import Gazetteer, generic_names, own_names
from brain.nlu.words import Reader

NOW = datetime(2026, 11, 23, 16, 15, tzinfo=ZoneInfo("Europe/Brussels"))


@pytest.fixture(scope="session")
def concepts() -> lexicon.Concepts:
    """The lexicon of this installation."""
    return lexicon.usable()[0]


@pytest.fixture(scope="session")
def reader(concepts: lexicon.Concepts) -> Reader:
    """A reader that knows the lexicon's words."""
    return Reader(lemmas.build(entry for entries in concepts.values() for entry in entries))


@pytest.fixture(scope="session")
def generic(concepts: lexicon.Concepts, reader: Reader) -> Gazetteer:
    """The gazetteer of no commune."""
    return Gazetteer(generic_names(concepts), reader)


@pytest.fixture(scope="session")
def snapshot() -> dict[str, Any]:
    """The names of a small commune (architecture §4)."""
    return {
        "services": [
            {"id": "pop", "role": "population", "name": "Service Population", "aliases": ["bureau des cartes"]}
        ],
        "places": [
            {
                "id": "recyparc-brumagne",
                "kind": "recyparc",
                "name": "Recyparc de Brumagne",
                "aliases": ["parc du Four"],
            },
            {"id": "la-ruche", "kind": "bibliotheque", "name": "La Ruche aux livres", "aliases": []},
        ],
        "streets": [
            {"name": "Rue de la Station", "aliases": ["rue de la gare"]},
            {"name": "Tienne aux Pierres", "aliases": []},
        ],
        "objects": [{"id": "matelas", "name": "matelas", "synonyms": ["sommier"]}],
        "waste": {
            "fractions": [{"id": "bleu", "name": "Sacs bleus PMC", "aliases": ["sac bleu"], "container": "sac bleu"}]
        },
    }


@pytest.fixture(scope="session")
def own(generic: Gazetteer, snapshot: dict[str, Any], reader: Reader) -> Gazetteer:
    """The gazetteer of that commune."""
    return generic.extended(own_names(snapshot), reader)
