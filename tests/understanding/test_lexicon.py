"""The lexicon: its files, and what is found of it in a message."""

from __future__ import annotations

from pathlib import Path

import pytest

from brain.nlu import lexicon
from brain.nlu.corpus import CorpusRefused
from brain.nlu.lexicon import Lexicon
from brain.nlu.words import Reader

READER = Reader({"perdu": "perdre", "cartes": "carte", "demenages": "demenager", "demenage": "demenager"})
LEXICON = Lexicon(
    {
        "perte": ["perdre", "égarer"],
        "carte_identite": ["carte d’identité", "eid"],
        "deces": ["nous a quittés", "dcd"],
        "fin_de_vie": ["euthanasi*"],
        "permis_monde": ["permis interna*"],
        "recyparc": ["recyparc"],
    },
    READER,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("j'ai perdu ma carte d'identité", ["perte", "carte_identite"]),
        ("CARTES identite", ["carte_identite"]),
        ("mon père nous a quittés hier", ["deces"]),
        ("papa dcd", ["deces"]),
        ("euthanasier, l'euthanasie", ["fin_de_vie"]),
        ("un permis international", ["permis_monde"]),
        ("le recipark", ["recyparc"]),
        ("une carte postale", []),
        ("", []),
    ],
)
def test_finds_concepts(text: str, found: list[str]) -> None:
    assert LEXICON.concepts(READER.read(text)) == found


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("Perte: [perdre]", "lowercase"),
        ("perte: perdre", "a list of words"),
        ("perte: []", "a list of words"),
        ("perte: [oui]\nautre: [true]", "put it between quotes"),
        ("perte: [le la]", "can match nothing"),
        ("perte: ['un deux trois quatre cinq six sept huit neuf dix']", "more than"),
        ("perte: ['abc*']", r"before \*"),
        ("perte: [perdre", "x.yml:"),
        ("- perdre", "concepts with their entries"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "x.yml").write_text(content, encoding="utf-8")
    with pytest.raises(CorpusRefused, match=fault):
        lexicon.read(tmp_path)


def test_a_concept_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.yml").write_text("perte: [perdre]", encoding="utf-8")
    (tmp_path / "y.yml").write_text("perte: [égarer]", encoding="utf-8")
    with pytest.raises(CorpusRefused, match=r"y\.yml: perte: .*another file"):
        lexicon.read(tmp_path)


def test_this_installation_names_every_kind_role_and_some_fractions(concepts: lexicon.Concepts) -> None:
    kinds = """maison_communale recyparc bibliotheque piscine hall_sportif cpas police ecole creche cimetiere salle musee parc office_tourisme
        bulle_verre bulle_vetements maison_de_repos marche poste"""
    roles = """accueil population etat_civil etrangers urbanisme logement travaux environnement finances cpas police enfance enseignement culture
        sports economie secretariat communication"""
    assert {f"place_{kind}" for kind in kinds.split()} <= set(concepts)
    assert {f"service_{role}" for role in roles.split()} <= set(concepts)
    assert {"fraction_pmc", "fraction_papiers_cartons", "fraction_ordures_menageres"} <= set(concepts)
