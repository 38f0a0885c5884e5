"""What a message names: places, services, streets, objects, fractions, dates, languages, ages."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import NOW

from brain.nlu import entities, languages
from brain.nlu.gazetteer import Gazetteer
from brain.nlu.words import Reader


def named(text: str, reader: Reader, gazetteer: Gazetteer) -> list[tuple[str, Any, str]]:
    words = reader.read(text)
    found, _ = entities.find(words, text, gazetteer.find(words, text), NOW)
    assert all(text[entity["start"] : entity["end"]] == entity["text"] for entity in found)
    return [(entity["entity"], entity["value"], entity["text"]) for entity in found if entity["entity"] != "date"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("le recyparc est-il ouvert ?", [("place", "recyparc", "recyparc")]),
        ("horaire du parc à conteneurs", [("place", "recyparc", "parc à conteneurs")]),
        ("le CPAS", [("place", "cpas", "CPAS")]),
        ("numéro de l'état civil", [("service", "etat_civil", "état civil")]),
        ("service Urbanisme svp", [("service", "urbanisme", "service Urbanisme")]),
        ("quand les sacs bleus ?", [("fraction", "pmc", "sacs bleus")]),
        ("papiers-cartons quel jour", [("fraction", "papiers_cartons", "papiers-cartons")]),
        ("le recyprac", [("place", "recyparc", "recyprac")]),
        ("la piscinr est ouverte", [("place", "piscine", "piscinr")]),
        ("la bibliothéqe", [("place", "bibliotheque", "bibliothéqe")]),
        ("la bibliotek", [("place", "bibliotheque", "bibliotek")]),
        ("poubelles rue de la Station 12", [("street", "rue de la Station", "rue de la Station")]),
        ("collecte avenue des Tilleuls à Brumagne", [("street", "avenue des Tilleuls", "avenue des Tilleuls")]),
        ("un nid de poule rue haute", [("street", "rue haute", "rue haute")]),
        ("ma rue est barrée", []),
        ("la rue est sale", []),
        ("une place en crèche", [("place", "creche", "crèche")]),
        ("rien du tout", []),
    ],
)
def test_generic_names(text: str, found: list[tuple[str, str, str]], reader: Reader, generic: Gazetteer) -> None:
    assert named(text, reader, generic) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("le Recyparc de Brumagne", [("place", "recyparc-brumagne", "Recyparc de Brumagne")]),
        ("le parc du four", [("place", "recyparc-brumagne", "parc du four")]),
        ("le recyparc", [("place", "recyparc", "recyparc")]),
        ("la ruche au livre", [("place", "la-ruche", "ruche au livre")]),
        ("bureau des cartes", [("service", "pop", "bureau des cartes")]),
        ("rue de la gare", [("street", "rue de la gare", "rue de la gare")]),
        ("poubelles tienne aux pierres", [("street", "tienne aux pierres", "tienne aux pierres")]),
        ("où jeter un sommier", [("object", "matelas", "sommier")]),
        ("sac bleu", [("fraction", "bleu", "sac bleu")]),
    ],
)
def test_the_communes_own_names_win(
    text: str, found: list[tuple[str, str, str]], reader: Reader, own: Gazetteer
) -> None:
    assert named(text, reader, own) == found


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("mon fils de 8 ans", 8),
        ("ma fille a 11ans", 11),
        ("j'ai 67 ans", 67),
        ("mon bébé de 6 mois", 0),
        ("un enfant âgé de douze ans", 12),
        ("et pour mon fils de 8 ans ?", 8),
        ("j'habite ici depuis 8 ans", None),
        ("il y a 3 ans", None),
        ("valable 10 ans", None),
        ("les moins de 18 ans", None),
        ("dans 2 ans", None),
        ("un bail de 9 ans", None),
        ("mon fils de 300 ans", None),
    ],
)
def test_ages_of_people_only(text: str, years: int | None, reader: Reader, generic: Gazetteer) -> None:
    ages = [value for entity, value, _ in named(text, reader, generic) if entity == "age"]
    assert ages == ([] if years is None else [years])


def test_a_date_is_found_with_its_label(reader: Reader, generic: Gazetteer) -> None:
    text = "ouvert samedi ?"
    words = reader.read(text)
    [date] = [e for e in entities.find(words, text, generic.find(words, text), NOW)[0] if e["entity"] == "date"]
    assert date["value"]["from"].startswith("2026-11-28")
    assert (date["text"], date["value"]["grain"]) == ("samedi", "day")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Ik wil een nieuwe identiteitskaart aanvragen", "nl"),
        ("Wanneer is het gemeentehuis open?", "nl"),
        ("Ich brauche einen neuen Ausweis", "de"),
        ("Where can I get a new passport?", "en"),
        ("Donde puedo pagar por favor", "es"),
        ("Où puis-je payer ?", None),
        ("je veux un rendez-vous", None),
        ("ok", None),
        ("kids id prix", None),
    ],
)
def test_language_of_the_message(text: str, code: str | None, reader: Reader) -> None:
    assert languages.written_in(reader.read(text)) == code


def test_a_language_named_is_an_entity(reader: Reader, generic: Gazetteer) -> None:
    assert ("language", "nl", "néerlandais") in named("parlez-vous néerlandais ?", reader, generic)
