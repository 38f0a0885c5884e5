"""A village alone, after a street or a place."""

from __future__ import annotations

import pytest

from brain.context import villages
from brain.nlu import languages

SNAPSHOT = {
    "commune": {"localities": ["Brumagne", "Sart-la-Brume", "Rivelette"]},
    "streets": [
        {"name": "Rue de l’Église", "locality": "Brumagne"},
        {"name": "Rue de l’Église", "locality": "Sart-la-Brume"},
    ],
    "places": [
        {"id": "ecole-sart", "kind": "ecole", "locality": "Sart-la-Brume"},
        {"id": "ecole-brumagne", "kind": "ecole", "locality": "Brumagne"},
    ],
}


@pytest.mark.parametrize(
    "text", ["non, je voulais dire à Brumagne", "et à Brumagne ?", "Brumagne", "celle de brumagne"]
)
def test_a_village_is_all_that_is_said(text: str) -> None:
    assert villages.village(text, SNAPSHOT) == "brumagne"
    assert villages.street_there(text, "Rue de l’Église, Sart-la-Brume", SNAPSHOT) == "Rue de l’Église, Brumagne"
    assert villages.place_there(text, "ecole-sart", SNAPSHOT) == "ecole-brumagne"


@pytest.mark.parametrize("text", ["la piscine de Brumagne", "et à Bruxelles ?", "", "non"])
def test_anything_else_is_no_village_alone(text: str) -> None:
    assert villages.village(text, SNAPSHOT) is None


def test_no_namesake_there() -> None:
    assert villages.street_there("à Rivelette", "Rue de l’Église, Brumagne", SNAPSHOT) is None
    assert villages.place_there("à Rivelette", "ecole-sart", SNAPSHOT) is None


def test_a_short_message_goes_on_in_its_language() -> None:
    assert languages.goes_on("how much does it cost?", "en")
    assert not languages.goes_on("c'est combien ?", "en")
    assert not languages.goes_on("la piscine", "nl")
    assert languages.likely("hoeveel kost een paspoort?") == "nl"
    assert languages.likely("la piscine") is None
