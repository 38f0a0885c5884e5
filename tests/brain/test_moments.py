"""Dates that lean on the date of the last question."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from brain.context.moments import leaning
from brain.nlu.dates import BRUSSELS, find_dates

NOW = datetime(2026, 11, 23, 10, tzinfo=BRUSSELS)
CARDS = {
    "passeport": {"answer": "Le passeport se demande à la commune."},
    "bruit": {"answer": "Limité le soir, le dimanche et les jours fériés."},
}


def said(text: str, *others: dict[str, Any], **more: Any) -> dict[str, Any]:
    dates = [span.entity(text) for span in find_dates(text, NOW)]
    return {"decision": "clarify", "topic": None, "entities": [*others, *dates], "bare": False} | more


def about(text: str, topic: str = "horaires") -> dict[str, Any]:
    return {"topic": topic, "date": find_dates(text, NOW)[0].value()}


def labels(understood: dict[str, Any]) -> list[str]:
    return [e["value"]["label"] for e in understood["entities"] if e["entity"] == "date"]


@pytest.mark.parametrize(
    ("before", "text", "label"),
    [
        ("samedi", "et à midi ?", "samedi 28 novembre à midi"),
        ("samedi", "jusqu'à 14h ?", "samedi 28 novembre à 14 h"),
        ("samedi à 10h", "et l'après-midi ?", "samedi 28 novembre après-midi"),
        ("le 24 décembre", "et le 26 ?", "samedi 26 décembre"),
        ("le 24 décembre", "et après ?", "vendredi 25 décembre"),
        ("la semaine prochaine", "et le samedi ?", "samedi 5 décembre"),
        ("maintenant", "et à 18h ?", "lundi 23 novembre à 18 h"),
        ("maintenant", "et à 8h ?", "mardi 24 novembre à 8 h"),
    ],
)
def test_a_short_message_leans_on_the_last_date(before: str, text: str, label: str) -> None:
    read = leaning(said(text), text, about(before), NOW, CARDS)
    assert labels(read) == [label]
    assert read["bare"]


def test_after_a_collection_is_the_week_that_follows() -> None:
    read = leaning(said("et après ?"), "et après ?", about("jeudi", "collecte_dechets"), NOW, CARDS)
    assert labels(read) == ["du vendredi 27 novembre au jeudi 3 décembre"]


def test_in_the_week_is_monday_to_friday_and_a_part_of_the_day_is_of_any_day() -> None:
    hours = {"topic": "horaires", "place": "recyparc"}
    assert labels(leaning(said("et en semaine ?"), "et en semaine ?", hours, NOW, CARDS)) == [
        "du lundi 30 novembre au vendredi 4 décembre"
    ]
    noon = leaning(said("et le midi ?", topic="cantine"), "et le midi ?", hours, NOW, CARDS)
    assert (labels(noon), noon["topic"]) == (["lundi 23 novembre à midi"], None)


def test_another_place_stands_by_itself_unless_it_goes_on() -> None:
    place = {"entity": "place", "value": "piscine", "text": "piscine", "start": 3, "end": 10}
    alone = said("la piscine ouvre à midi ?", place)
    assert leaning(alone, "la piscine ouvre à midi ?", about("samedi"), NOW, CARDS) is alone
    on = "et la piscine à midi ?"
    read = leaning(said(on, place | {"start": 6, "end": 13}), on, about("samedi"), NOW, CARDS)
    assert labels(read) == ["samedi 28 novembre à midi"]
    assert not read["bare"]


@pytest.mark.parametrize("text", ["je voudrais savoir si un agent peut passer chez nous à midi", "et le prix ?"])
def test_what_does_not_lean_is_left(text: str) -> None:
    understood = said(text)
    assert leaning(understood, text, about("samedi"), NOW, CARDS) is understood


def test_a_moment_alone_asks_the_last_question_whatever_it_sounds_like() -> None:
    meals = said("et à midi ?", topic="cantine", decision="answer", confidence=0.99)
    read = leaning(meals, "et à midi ?", {"topic": "horaires", "place": "piscine"}, NOW, CARDS)
    assert (read["decision"], read["topic"], read["bare"]) == ("clarify", None, True)
    assert leaning(meals, "et à midi ?", {"topic": "ecole"}, NOW, CARDS)["topic"] == "cantine"


def test_a_day_alone_after_a_card_asks_for_hours_unless_it_is_surely_something_else() -> None:
    card, text = {"topic": "passeport"}, "et samedi ?"
    assert leaning(said(text), text, card, NOW, CARDS)["topic"] == "horaires"
    assert leaning(said(text), text, {"topic": "bonjour"}, NOW, CARDS)["topic"] is None
    doctor = said(text, topic="garde", decision="answer")
    assert leaning(doctor, text, card, NOW, CARDS)["topic"] == "garde"


def test_a_day_that_the_last_card_speaks_of_asks_it_again() -> None:
    doctor = said("et samedi soir ?", topic="garde", decision="answer")
    assert leaning(doctor, "et samedi soir ?", {"topic": "bruit"}, NOW, CARDS)["topic"] == "bruit"
    assert leaning(said("et mardi ?"), "et mardi ?", {"topic": "bruit"}, NOW, CARDS)["topic"] == "horaires"


def test_an_hour_without_a_day_is_no_day_to_lean_on() -> None:
    hour = about("à 18h")
    assert leaning(said("et à 11h ?"), "et à 11h ?", hour, NOW, CARDS)["entities"][0]["value"]["dayless"]


def test_nothing_to_lean_on_and_danger_are_left() -> None:
    understood = said("et à midi ?")
    assert leaning(understood, "et à midi ?", {}, NOW, CARDS) is understood
    urgent = said("et à midi ?", topic="urgence")
    assert leaning(urgent, "et à midi ?", about("samedi"), NOW, CARDS) is urgent
