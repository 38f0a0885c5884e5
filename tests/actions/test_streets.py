"""Streets as citizens type them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import streets
from tests.actions.conftest import document

SNAPSHOT = document()
NAMES = sorted(
    {s["name"] for s in SNAPSHOT["streets"] if s["name"] not in ("Rue du Moulin", "Rue des Prés", "Rue des Prêtres")}
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Rue de la Station", "Rue de la Station"),
        ("rue de la gare", "Rue de la Station"),
        ("RUE DE LA STATION 12", "Rue de la Station"),
        ("rue de la station, 12 bis", "Rue de la Station"),
        ("12 rue de la station", "Rue de la Station"),
        ("j'habite rue de la station", "Rue de la Station"),
        ("rue de la staton", "Rue de la Station"),
        ("r de la station", "Rue de la Station"),
        ("la station", "Rue de la Station"),
        ("av. des tilleuls", "Avenue des Tilleuls"),
        ("avenue des tilleul", "Avenue des Tilleuls"),
        ("tilleuls", "Avenue des Tilleuls"),
        ("pl du brouillard", "Place du Brouillard"),
        ("rue des pres", "Rue des Prés"),
        ("rue des prêtres", "Rue des Prêtres"),
        ("rue du moulin, Sart-Brume", "Rue du Moulin"),
    ],
)
def test_one_street(typed: str, name: str) -> None:
    found = streets.find(SNAPSHOT, typed).found
    assert found is not None
    assert found["name"] == name


def test_the_same_name_in_two_villages_is_asked() -> None:
    result = streets.find(SNAPSHOT, "rue du moulin")
    assert result.found is None
    assert [streets.label(SNAPSHOT, s) for s in result.alike] == [
        "Rue du Moulin, Brumagne",
        "Rue du Moulin, Sart-Brume",
    ]
    assert streets.find(SNAPSHOT, "Rue du Moulin, Sart-Brume").found == result.alike[1]


def test_look_alikes_are_offered_best_first() -> None:
    result = streets.find(SNAPSHOT, "rue des pretes")
    assert result.found is None
    assert [s["name"] for s in result.alike] == ["Rue des Prêtres", "Rue des Prés"]


@pytest.mark.parametrize(
    "typed", ["rue Bidon", "rue", "x", "", "12", "avenue Louise", "🙂", "'; DROP TABLE streets; --", "a" * 1000]
)
def test_unknown_streets(typed: str) -> None:
    assert streets.find(SNAPSHOT, typed) == streets.Streets(None, ())


@given(name=st.sampled_from(NAMES), number=st.integers(1, 400))
def test_every_street_is_found_with_a_house_number(name: str, number: int) -> None:
    found = streets.find(SNAPSHOT, f"{name.lower()} {number}").found
    assert found is not None
    assert found["name"] == name


@settings(max_examples=200)
@given(name=st.sampled_from(NAMES), data=st.data())
def test_one_slip_still_offers_the_street(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(5, len(name) - 1))
    slip = name[:place] + data.draw(st.sampled_from(["", "e", name[place] * 2])) + name[place + 1 :]
    result = streets.find(SNAPSHOT, slip)
    assert name in [s["name"] for s in result.alike]


@given(typed=st.text(max_size=200))
def test_any_text_is_read(typed: str) -> None:
    result = streets.find(SNAPSHOT, typed)
    assert result.found is None or result.found in SNAPSHOT["streets"]


def test_a_village_inside_a_streets_own_name() -> None:
    rows = [("Rue de Sart-Brume", "Brumagne"), ("Rue du Four", "Sart-Brume"), ("Rue du Four", "Brumagne")]
    snapshot = {
        "streets": [{"name": name, "aliases": [], "locality": locality, "zone": "A"} for name, locality in rows]
    }
    assert streets.find(snapshot, "rue de Sart-Brume 4").found == snapshot["streets"][0]
    assert streets.find(snapshot, "rue du four à Sart-Brume").found == snapshot["streets"][1]
    assert len(streets.find(snapshot, "rue du four").alike) == 2
