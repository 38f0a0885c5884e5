"""Dates that lean on the day talked of, hours without a day, and dates that have just gone by."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from brain.french import MONTHS, WEEKDAYS
from brain.nlu.dates import BRUSSELS, find_dates
from tests.actions.test_dates import MONDAY, moments, rows

LEANING = """
et à midi ? | 2026-12-24T12:00 | hour
et le midi ? | 2026-12-24T12:00 | hour
14h ? | 2026-12-24T14:00 | hour
et l'après-midi ? | 2026-12-24T13:00 | part
le matin ? | 2026-12-24T06:00 | part
ce soir ? | 2026-11-23T18:00 | part
et demain ? | 2026-11-24T00:00 | day
et le 26 ? | 2026-12-26T00:00 | day
et le 20 ? | 2026-12-20T00:00 | day
et le 2 ? | 2027-01-02T00:00 | day
et le 26 janvier ? | 2027-01-26T00:00 | day
et samedi 26 ? | 2026-12-26T00:00 | day
et l'autre jeudi | 2026-12-31T00:00 | day
le jeudi d'après | 2026-12-31T00:00 | day
le samedi suivant | 2026-12-26T00:00 | day
le lendemain ? | 2026-12-25T00:00 | day
le jour d'avant | 2026-12-23T00:00 | day
la veille ? | 2026-12-23T00:00 | day
la veille de Noël | 2026-12-24T00:00 | day
la semaine d'après | 2026-12-28T00:00 | range
le mois suivant ? | 2027-01-01T00:00 | range
le week-end d'après | 2026-12-26T00:00 | range
le même jour | 2026-12-24T00:00 | day
"""
"""What is said after 24 December was talked of."""


@pytest.mark.parametrize(("text", "begins", "grain"), rows(LEANING), ids=[r[0] for r in rows(LEANING)])
def test_a_date_leans_on_the_day_talked_of(text: str, begins: str, grain: str) -> None:
    (found,) = find_dates(text, MONDAY, (date(2026, 12, 24), date(2026, 12, 24)))
    assert (found.begins, found.grain) == (datetime.fromisoformat(begins).replace(tzinfo=BRUSSELS), grain)


def test_a_weekday_or_a_number_is_inside_the_range_talked_of() -> None:
    winter = date(2026, 12, 21), date(2027, 1, 3)
    found = [find_dates(text, MONDAY, winter)[0].begins for text in ("et le samedi ?", "et le 30 ?", "et ce samedi ?")]
    assert [f.date() for f in found] == [date(2026, 12, 26), date(2026, 12, 30), date(2026, 11, 28)]


def test_a_number_is_rather_in_the_month_talked_of() -> None:
    january, last_of_year = date(2027, 1, 4), date(2026, 12, 31)
    assert find_dates("et le 20 ?", MONDAY, (january, january))[0].begins.date() == date(2027, 1, 20)
    assert find_dates("et le 2 ?", MONDAY, (last_of_year, last_of_year))[0].begins.date() == date(2027, 1, 2)


def test_a_part_of_the_day_alone_is_a_date_only_after_a_question_of_hours() -> None:
    assert find_dates("et le midi ?", MONDAY) == []
    assert find_dates("et le soir ?", MONDAY, leans=True)[0].dayless


def test_an_hour_without_a_day_says_so() -> None:
    said = {"à 18h": True, "après 18h": True, "samedi à 18h": False, "ce soir": False, "samedi": False}
    assert {text: find_dates(text, MONDAY)[0].dayless for text in said} == said
    assert find_dates("à 18h", MONDAY)[0].value()["dayless"] is True
    assert "dayless" not in find_dates("samedi", MONDAY)[0].value()


def test_a_date_that_has_just_gone_by_is_told() -> None:
    gone = {
        "le 15 novembre": date(2026, 11, 15),
        "15/11 à 10h": date(2026, 11, 15),
        "à la Toussaint": date(2026, 11, 1),
        "le 15 novembre 2027": None,
        "le 15 février": None,
        "le 1er janvier": None,
        "samedi": None,
        "dans 10 mois": None,
    }
    assert {text: find_dates(text, MONDAY)[0].passed for text in gone} == gone
    assert find_dates("le 15 novembre", MONDAY)[0].value()["passed"] == "2026-11-15"


@given(now=moments, ahead=st.integers(0, 400), number=st.integers(1, 28))
def test_a_number_alone_is_the_day_nearest_to_the_one_talked_of(now: datetime, ahead: int, number: int) -> None:
    day = now.date() + timedelta(days=ahead)
    (found,) = find_dates(f"et le {number} ?", now, (day, day))
    assert found.begins.day == number
    assert found.begins.date() >= now.date()
    assert abs((found.begins.date() - day).days) <= 31


@given(now=moments, ahead=st.integers(0, 400), weekday_number=st.integers(0, 6), hour=st.integers(0, 23))
def test_what_leans_follows_the_day_talked_of(now: datetime, ahead: int, weekday_number: int, hour: int) -> None:
    day = now.date() + timedelta(days=ahead)
    (other,) = find_dates(f"et l'autre {WEEKDAYS[weekday_number]} ?", now, (day, day))
    assert other.begins.weekday() == weekday_number
    assert 1 <= (other.begins.date() - day).days <= 7
    (at,) = find_dates(f"et à {hour}h ?", now, (day, day))
    assert (at.begins.date(), at.begins.hour, at.dayless) == (day, hour, False)


@given(now=moments, ago=st.integers(1, 350))
def test_a_date_without_its_year_has_gone_by_or_is_to_come(now: datetime, ago: int) -> None:
    day = now.date() - timedelta(days=ago)
    assume((day.month, day.day) != (2, 29))
    (found,) = find_dates(f"le {day.day} {MONTHS[day.month - 1]}", now)
    assert found.begins.date() >= now.date()
    assert found.passed in (None, day)
    assert (found.passed == day) == (ago <= 92)
