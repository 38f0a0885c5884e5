"""Normalisation: what a citizen types, and the words that are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.nlu.shorthand import SHORTHAND
from brain.nlu.sounds import sound
from brain.nlu.words import ARTICLES, LONGEST_MESSAGE, Reader, fold

PLAIN = Reader({"identite": "identite", "acte": "acte", "enfant": "enfant"})


def forms(text: str) -> list[str]:
    return [word.form for word in PLAIN.read(text)]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Où est l’État civil ?", ["ou", "est", "l", "etat", "civil", "?"]),
        ("l'état l`état lʼétat l´état", ["l", "etat"] * 4),
        ("Œuvre, cœur", ["oeuvre", "coeur"]),
        ("HORAIRES", ["horaires"]),
        ("ouvertttt", ["ouvert"]),
        ("rdv dem1 à 16h30", ["rendez", "vous", "demain", "a", "16", "heure", "30"]),
        ("jdois payer cb", ["je", "dois", "payer", "combien"]),
        ("c combien", ["c", "est", "combien"]),
        ("c'est combien", ["c", "est", "combien"]),
        ("aujourd'hui et auj", ["aujourd", "hui", "et", "aujourd", "hui"]),
        ("kids-ID", ["kids", "id"]),
        ("ça coûte 12€", ["ca", "coute", "12", "€"]),
        ("merci 😀", ["merci", "😀"]),
        ("carte didentité", ["carte", "d", "identite"]),
        ("lacte de naissance", ["l", "acte", "de", "naissance"]),
        ("mon ex ne me répond plus", ["mon", "ex", "ne", "me", "repond", "plus"]),
        ("", []),
        (" \t\n", []),
    ],
)
def test_reads_what_is_meant(typed: str, read: list[str]) -> None:
    assert forms(typed) == read


def test_keeps_places_in_the_message_as_typed() -> None:
    text = "L’œuf : rdv à l’école"
    assert [text[word.start : word.end] for word in PLAIN.read(text)] == ["L", "œuf", "rdv", "rdv", "à", "l", "école"]


def test_reads_no_more_than_a_message_may_hold() -> None:
    assert max(word.end for word in PLAIN.read("mot " * 5000)) <= LONGEST_MESSAGE


@given(st.text(max_size=200))
def test_any_text_is_read_within_its_bounds(text: str) -> None:
    for word in PLAIN.read(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.form == word.form.lower()


def test_accents_and_case_do_not_matter() -> None:
    assert fold("Bibliothèque À L’ÉTÉ") == "bibliotheque a l'ete"


def test_no_shorthand_hides_a_small_word() -> None:
    assert not set(SHORTHAND) & ARTICLES
    assert not set(SHORTHAND) & {"me", "te", "se", "ne", "et", "ou", "si", "fer", "jeu", "ex", "mais"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("photo", "foto"),
        ("recyparc", "recipark"),
        ("carte", "kart"),
        ("commune", "komune"),
        ("bibliotheque", "bibliotek"),
        ("enfant", "anfan"),
        ("demenager", "demenagé".replace("é", "e")),
        ("certificat", "sertifika"),
    ],
)
def test_spellings_that_sound_the_same_meet(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"), [("permis", "prime"), ("naissance", "nuisance"), ("deces", "dettes"), ("acte", "agent")]
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert sound(one) != sound(other)
