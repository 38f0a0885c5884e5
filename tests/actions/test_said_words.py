"""What the words of a message name: events, news, colours, prices, ways to pay; and messages without a word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from actions import agenda, cards, clarify, colours, instead, local_facts, news, prices, where_to_throw
from actions.gestures import gesture
from actions.named_by_words import keywords, shared
from actions.personal_data import is_national_number, retention
from actions.smalltalk import _VAGUE
from actions.turn import Turn
from brain.text import plain

Build = Callable[..., Turn]
EVENTS = [
    {
        "uid": "1",
        "summary": "Marché de Noël de Brumagne",
        "start": "2026-12-12T11:00:00+01:00",
        "end": "2026-12-12T21:00:00+01:00",
    },
    {"uid": "2", "summary": "Concert de Noël", "start": "2026-12-20T16:00:00+01:00", "end": None, "location": "Église"},
    {"uid": "3", "summary": "Carnaval", "start": "2027-02-13", "end": "2027-02-15", "description": "Cortège à 14 h"},
    {"uid": "4", "summary": "Repair Café", "start": "2026-12-19T14:00:00+01:00", "end": "2026-12-19T17:00:00+01:00"},
    {"uid": "5", "summary": "Repair Café", "start": "2027-01-16T14:00:00+01:00", "end": "2027-01-16T17:00:00+01:00"},
    {"uid": "6", "summary": "Repair Café", "start": "2026-11-21T14:00:00+01:00", "end": "2026-11-21T17:00:00+01:00"},
]


@pytest.fixture
def with_events(snapshot: dict[str, Any]) -> None:
    snapshot["agenda"] = [{"location": None, "url": None, "description": None, **event} for event in EVENTS]


@pytest.mark.usefixtures("with_events")
@pytest.mark.parametrize(
    ("text", "summaries"),
    [
        ("et le marché de Noël ?", ["Marché de Noël de Brumagne"]),
        ("marche de noel a brumagne", ["Marché de Noël de Brumagne"]),
        ("carnaval c’est quand ?", ["Carnaval"]),
        ("le carnval c’est quand ?", ["Carnaval"]),
        ("le repair café", ["Repair Café", "Repair Café"]),
        ("qu’y a-t-il à Noël ?", []),
        ("c’est à quelle heure samedi à Brumagne ?", []),
    ],
)
def test_an_event_is_named_by_its_words_and_not_by_a_feast_alone(turn: Build, text: str, summaries: list[str]) -> None:
    assert [e["summary"] for e in agenda.outright(turn(text, "agenda"))] == summaries


@pytest.mark.usefixtures("with_events")
def test_an_event_tells_its_times_its_place_and_what_is_said_of_it(turn: Build) -> None:
    assert agenda.answer(turn("carnaval", "agenda")).text == (
        "Carnaval : du samedi 13 au dimanche 14 février 2027. Cortège à 14 h."
    )
    text = agenda.answer(turn("c’est quand le repair café ?", "agenda")).text
    assert text == "Repair Café : samedi 19 décembre de 14 h à 17 h, puis samedi 16 janvier 2027 de 14 h à 17 h."
    assert agenda.answer(turn("concert de Noël", "agenda")).text == (
        "Concert de Noël : dimanche 20 décembre à 16 h. Lieu : Église."
    )


@pytest.mark.usefixtures("with_events")
def test_an_event_that_is_not_there_is_said_not_to_be(turn: Build) -> None:
    assert agenda.answer(turn("quand est la ducasse ?", "agenda")).text.startswith("Je ne trouve pas cet événement")
    assert not agenda.answer(turn("quoi à l’agenda ?", "agenda")).text.startswith("Je ne trouve pas")


@pytest.mark.usefixtures("with_events")
def test_a_card_gives_way_to_the_event_that_is_meant(turn: Build) -> None:
    assert "12 décembre" in cards.answer(turn("c’est quand le marché de Noël", "marche")).text
    assert "12 décembre" not in cards.answer(turn("le marché, c’est quand ?", "marche")).text


def test_words_of_places_and_of_time_name_nothing() -> None:
    assert keywords("C’est quand le marché à Brumagne, samedi ?", besides=["Brumagne"]) == {"marche"}
    assert shared(keywords("les travaux des ponts"), keywords("Travaux au pont")) == 2


def test_news_need_two_words(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["news"] = [
        {"title": "Coupure d’eau à Haltinoy", "url": None, "published": "2026-11-09", "summary": "De 8 h 30 à 15 h."},
        {"title": "Travaux rue Haute", "url": None, "published": "2026-11-10", "summary": "Jusqu’au 18 décembre."},
    ]
    assert [n["title"] for n in news.about(turn("plus d’eau à Haltinoy"))] == ["Coupure d’eau à Haltinoy"]
    assert news.about(turn("la facture d’eau")) == []
    text = news.answer(turn("les travaux de la rue Haute", "actualites")).text
    assert text == "Travaux rue Haute (publié le mardi 10 novembre). Jusqu’au 18 décembre."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("les bleus", "pmc"),
        ("et la bleue ?", "pmc"),
        ("les oranges", None),
        ("", None),
        ("les gris et les bleus", None),
    ],
)
def test_a_colour_is_the_fraction_that_has_it(snapshot: dict[str, Any], text: str, found: str | None) -> None:
    snapshot["waste"]["fractions"] = [
        {"id": "pmc", "name": "PMC", "aliases": ["sac bleu"], "container": "sac bleu"},
        {"id": "omr", "name": "Sacs gris", "aliases": [], "container": None},
    ]
    assert (colours.fraction(snapshot, text) or {}).get("id") == found


def test_a_colour_of_two_fractions_tells_neither(snapshot: dict[str, Any]) -> None:
    snapshot["waste"]["fractions"] = [{"id": "a", "name": "Sac vert"}, {"id": "b", "name": "Bac vert"}]
    assert colours.fraction(snapshot, "le vert") is None


@pytest.mark.parametrize("text", ["les gris", "et les gris ?", "c'est quand les bleus", "la verte ?", "sacs bleus"])
def test_a_colour_alone(text: str) -> None:
    assert colours.alone(text)


@pytest.mark.parametrize("text", ["ma carte grise", "un chat gris perdu", "la rue verte est barrée", "les"])
def test_a_colour_of_something_else(text: str) -> None:
    assert not colours.alone(text)


def test_a_clarification_shows_no_title_that_is_hardly_possible() -> None:
    shares = [0.44, 0.03, 0.004, 0.001]
    candidates = [{"topic": str(n), "confidence": share} for n, share in enumerate(shares)]
    assert [c["confidence"] for c in clarify.likely(candidates)] == [0.44, 0.03]
    assert len(clarify.likely(candidates[1:])) == 2
    even = [{"topic": str(n), "confidence": 0.015} for n in range(3)]
    assert len(clarify.likely(even)) == 3


def test_of_several_prices_those_that_are_named(snapshot: dict[str, Any]) -> None:
    labels = ("Rouleau de 10 sacs de dépannage", "Rouleau de 20 sacs bleus")
    snapshot["prices"] = [
        {"topic": "sacs_poubelle", "label": label, "amount": "3.00", "currency": "EUR"} for label in labels
    ]
    day = date(2026, 11, 23)
    assert len(prices.price_rows(snapshot, "sacs_poubelle", day, "combien coûte un rouleau ?")) == 2
    assert prices.price_rows(snapshot, "sacs_poubelle", day, "le prix des sacs bleus") == [f"{labels[1]} : 3 €"]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("je peux payer par carte ?", "Oui : "),
        ("vous prenez le liquide ?", "Non, pas en espèces : "),
        ("avec payconiq ?", "Non, pas avec un téléphone : "),
        ("comment on paie ?", "À Val-de-Brume, vous payez"),
    ],
)
def test_a_way_to_pay_gets_yes_or_no(turn: Build, snapshot: dict[str, Any], text: str, begins: str) -> None:
    snapshot["commune"]["payment_methods"] = ["bancontact", "credit_card"]
    facts = local_facts.local_facts(turn(text, "paiement"), "paiement")
    assert facts is not None
    assert facts[0].startswith(begins)


@pytest.mark.parametrize(
    ("text", "begins"),
    [("👍", "Avec plaisir"), ("❤️ 🙏🏽", "Avec plaisir"), ("👎", "Je suis désolé"), ("???", "Je vous écoute")],
)
def test_a_sign_is_heard(turn: Build, text: str, begins: str) -> None:
    given = gesture(turn(text))
    assert given is not None
    assert given.text.startswith(begins)


@pytest.mark.parametrize("text", ["👍👎", "blorgzu", "!!!", "😀", "..."])
def test_other_signs_are_not_guessed(turn: Build, text: str) -> None:
    assert gesture(turn(text)) is None


def test_a_thumb_calls_nobody(turn: Build) -> None:
    given = gesture(turn("👍", context={"asked": "person"}))
    assert given is not None
    assert given.remember == {"asked": "person"}


@pytest.mark.parametrize(("text", "vague"), [("ok", True), ("D’accord !", True), ("oui", False), ("ok oui", False)])
def test_ok_is_not_yes(text: str, vague: bool) -> None:
    assert bool(_VAGUE.match(plain(text))) is vague


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("85.07.12-123.45", True),
        ("mon registre est 85073003328", True),
        ("85073003329", False),
        ("appelez le 081 00 00 11 22", False),
        ("BE68 5390 0754 7034", False),
        ("le 12.07.2026", False),
    ],
)
def test_a_national_number_is_known_by_its_form(text: str, is_one: bool) -> None:
    assert is_national_number(text) is is_one


def test_how_long_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUICHET_RETENTION_DAYS", raising=False)
    assert retention() == "30 jours"
    monkeypatch.setenv("GUICHET_RETENTION_DAYS", "7")
    assert retention() == "7 jours"
    monkeypatch.setenv("GUICHET_RETENTION_DAYS", "soon")
    assert retention() == "30 jours"


def test_objects_of_a_list_are_all_answered(turn: Build, snapshot: dict[str, Any]) -> None:
    snapshot["objects"] = [
        {"id": name, "name": name, "note": f"Ici : {name}."} for name in ("frigo", "matelas", "pneu", "télé")
    ]
    asked = turn("où jeter un frigo, un vieux matelas, des pneus et une télé ?", "ou_jeter", object="frigo")
    assert len(where_to_throw.answers(asked)) == 4
    asked = turn("où jeter un frigo, mon fils dort sur un matelas", "ou_jeter", object="frigo")
    assert len(where_to_throw.answers(asked)) == 1


@pytest.mark.parametrize(
    ("text", "last", "dead"),
    [
        ("mon chien est mort", None, True),
        ("et s’il est mort ?", "animal_perdu", True),
        ("et s’il est mort ?", "declaration_deces", False),
        ("mon chien est perdu", None, False),
    ],
)
def test_a_dead_animal_is_not_declared(
    turn: Build, snapshot: dict[str, Any], text: str, last: str | None, dead: bool
) -> None:
    snapshot["objects"] = [{"id": "animal-mort", "name": "animal mort", "note": "Demandez à votre vétérinaire."}]
    snapshot["cards"]["animal_perdu"] = {**next(iter(snapshot["cards"].values())), "short_title": "Animal perdu"}
    given = instead.dead_animal(turn(text, "declaration_deces", context={"topic": last}))
    assert (given is not None) is dead


@pytest.mark.parametrize(
    ("text", "age", "meant"),
    [("prix du passeport", None, 2), ("pour un mineur", None, 1), ("passeport", 15, 1), ("passeport", 30, 1)],
)
def test_a_price_is_that_of_the_person(
    turn: Build, snapshot: dict[str, Any], text: str, age: int | None, meant: int
) -> None:
    snapshot["prices"] = [
        {"topic": "passeport", "label": f"Passeport, {who}", "amount": "1.00"} for who in ("adulte", "moins de 18 ans")
    ]
    said = prices.for_whom(turn(text, "passeport", **({"age": age} if age else {})))
    assert len(prices.price_rows(snapshot, "passeport", date(2026, 11, 23), said)) == meant
