"""Opening hours: the rules of priority, and what must hold whatever the hours."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from actions.directory import Target, find
from actions.hours import dated_text
from actions.opening import Timetable, overlapping
from brain.belgian_calendar import communal_holiday
from brain.nlu.dates import BRUSSELS, find_dates
from tests.actions.conftest import document

HOURS = (
    "24/7",
    "Mo-Fr 09:00-12:00,13:00-17:00",
    "Tu-Sa 09:00-17:00; Su 09:00-12:00",
    "We 14:00-16:00",
    "Mo-Su 10:00-24:00",
    "Fr 20:00-02:00",
    "Apr-Sep: Mo-Sa 08:00-19:00; Oct-Mar: Mo-Sa 09:00-17:00",
    'Mo-Fr 08:00-12:00 "sur rendez-vous"',
    "Mo[1] 18:00-20:00",
    "Mo-Fr 09:00-12:00; PH 10:00-11:00",
)
days = st.dates(date(2025, 1, 1), date(2029, 12, 31))
clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def timetable(hours: str | None, closures: list[dict[str, Any]] | None = None, *, holidays: bool = True) -> Timetable:
    snapshot = document()
    place = {"id": "x", "kind": "autre", "name": "Maison X", "opening_hours": hours, "closed_on_holidays": holidays}
    snapshot["places"], snapshot["closures"] = [place], closures or []
    return Timetable(snapshot, Target("place", place, place))


def closure(first: str, last: str, hours: str, *targets: str) -> dict[str, Any]:
    return {"from": first, "to": last, "hours": hours, "targets": list(targets), "reason": "raison"}


@settings(max_examples=200, deadline=None)  # the first example loads the calendar
@given(hours=st.sampled_from(HOURS), day=days, at=clocks)
def test_open_at_a_moment_is_what_the_library_says_except_on_holidays(hours: str, day: date, at: time) -> None:
    moment = datetime.combine(day, at)
    table = timetable(hours)
    if communal_holiday(day) and hours != "24/7":
        assert table.at(moment) is None
    elif (day - timedelta(days=1)).weekday() != 4 or hours != "Fr 20:00-02:00":
        assert (table.at(moment) is not None) == OpeningHours(hours).is_open(moment)


@settings(max_examples=150)
@given(hours=st.sampled_from(HOURS), day=days, at=clocks)
def test_the_next_opening_is_later_and_nothing_opens_before_it(hours: str, day: date, at: time) -> None:
    moment, table = datetime.combine(day, at), timetable(hours)
    found = table.next_opening(moment)
    assert found is not None
    assert found.start > moment
    assert table.at(found.start) is not None
    between = [
        i for n in range((found.start.date() - day).days + 1) for i in table.day(day + timedelta(days=n)).intervals
    ]
    assert not [i for i in between if moment < i.start < found.start]


@given(day=days)
def test_no_day_of_a_closure_is_open(day: date) -> None:
    last = day + timedelta(days=3)
    table = timetable("24/7", [closure(day.isoformat(), last.isoformat(), "closed", "x")])
    assert [bool(table.day(day + timedelta(days=n)).intervals) for n in range(-1, 5)] == [
        True,
        False,
        False,
        False,
        False,
        True,
    ]


def test_a_closure_wins_over_a_holiday_and_its_own_target_over_all() -> None:
    christmas = date(2026, 12, 25)
    table = timetable("Mo-Fr 09:00-12:00", [closure("2026-12-25", "2026-12-25", "10:00-11:00", "x")])
    assert table.day(christmas).label() == "de 10 h à 11 h"
    both = [closure("2026-12-24", "2026-12-24", "closed", "*"), closure("2026-12-24", "2026-12-24", "09:00-10:00", "x")]
    assert timetable("Mo-Fr 09:00-12:00", both).day(date(2026, 12, 24)).label() == "de 9 h à 10 h"
    assert (
        timetable("Mo-Fr 09:00-12:00", [closure("2026-12-24", "2026-12-24", "closed", "other")])
        .day(date(2026, 12, 24))
        .intervals
    )


def test_summer_hours_do_not_open_the_doors_on_a_holiday() -> None:
    table = timetable("Mo-Fr 09:00-12:00", [closure("2026-07-01", "2026-08-31", "08:00-11:00", "x")])
    assert table.day(date(2026, 7, 20)).label() == "de 8 h à 11 h"
    assert table.day(date(2026, 7, 21)).intervals == ()
    assert "jour férié" in (table.day(date(2026, 7, 21)).reason or "")


def test_a_holiday_is_the_reason_only_of_a_day_that_would_be_open() -> None:
    sunday = date(2026, 11, 1)
    assert timetable("Mo-Fr 09:00-12:00").day(sunday).reason is None
    assert timetable("Mo-Su 09:00-12:00").day(sunday).reason == "jour férié, Toussaint"
    assert timetable("Mo-Su 09:00-12:00", holidays=False).day(sunday).label() == "de 9 h à 12 h"


def test_hours_that_cannot_be_read_are_unknown() -> None:
    assert not timetable("tous les jours").known
    assert not timetable(None).known
    assert not timetable("").known


def test_comments_and_midnight() -> None:
    assert (
        timetable('Mo 08:00-12:00 "sur rendez-vous"').day(date(2026, 11, 23)).label()
        == "de 8 h à 12 h (sur rendez-vous)"
    )
    assert timetable("Mo 20:00-24:00").day(date(2026, 11, 23)).label() == "de 20 h à minuit"
    assert timetable("Mo 09:30-12:00").usual_week(date(2026, 11, 23))[0] == ("Lundi", "de 9 h 30 à 12 h")


def test_a_service_takes_its_places_hours_and_closures() -> None:
    snapshot = document()
    (service,) = find(snapshot, "service", "environnement")
    table = Timetable(snapshot, service)
    assert table.from_place
    snapshot["closures"] = [closure("2026-11-23", "2026-11-23", "closed", "maison-communale")]
    assert Timetable(snapshot, service).day(date(2026, 11, 23)).intervals == ()


def test_overlapping() -> None:
    day = timetable("Mo 09:00-12:00,13:00-17:00").day(date(2026, 11, 23))
    noon = datetime(2026, 11, 23, 12)
    assert overlapping(day.intervals, noon, noon + timedelta(hours=1)) == []
    assert len(overlapping(day.intervals, noon - timedelta(minutes=1), noon + timedelta(hours=2))) == 2


@settings(max_examples=100)
@given(
    hours=st.sampled_from(HOURS),
    text=st.sampled_from(
        (
            "demain",
            "maintenant",
            "samedi à 16h",
            "à 16h",
            "après 18h",
            "le 15 novembre",
            "ce week-end",
            "la semaine prochaine",
            "en août",
            "noël",
            "demain matin",
            "",
        )
    ),
    day=days,
    at=clocks,
)
def test_every_question_gets_a_sentence(hours: str, text: str, day: date, at: time) -> None:
    snapshot = json.loads(json.dumps(document()))
    place = {"id": "x", "kind": "recyparc", "name": "Recyparc X", "opening_hours": hours, "closed_on_holidays": True}
    now = datetime.combine(day, at, BRUSSELS)
    found = find_dates(text, now)
    target = Target("place", place, place)
    said = dated_text(target, Timetable(snapshot, target), found[0].value() if found else None, now)
    assert "Recyparc X" in said
    assert "None" not in said
    assert "ouvert" in said or "fermé" in said or "toute la journée" in said or "de " in said


NOON = datetime(2026, 11, 23, 12, tzinfo=BRUSSELS)
WINTER = "du 21 décembre au 3 janvier"


def told(text: str, hours: str, *closures: dict[str, Any], now: datetime = NOON) -> str:
    place = {"id": "x", "kind": "creche", "name": "Crèche X", "opening_hours": hours, "closed_on_holidays": True}
    snapshot = document() | {"places": [place], "closures": list(closures)}
    target = Target("place", place, place)
    return dated_text(target, Timetable(snapshot, target), find_dates(text, now)[0].value(), now)


def test_days_closed_for_one_reason_are_told_as_one_stretch() -> None:
    text = told(WINTER, "Mo-Fr 07:00-18:00", closure("2026-12-24", "2027-01-01", "closed", "x"))
    assert text.splitlines()[-1] == "• Du jeudi 24 décembre au vendredi 1er janvier 2027 : fermé (raison)"
    assert len(text.splitlines()) == 5


def test_a_range_that_is_all_closed_is_one_sentence() -> None:
    text = told(WINTER, "Mo-Fr 07:00-18:00", closure("2026-12-21", "2027-01-03", "closed", "x"))
    assert text == (
        "La Crèche X est fermée du lundi 21 décembre au dimanche 3 janvier 2027 (raison). "
        "Prochaine ouverture : lundi 4 janvier 2027, de 7 h à 18 h."
    )


def test_an_hour_without_a_day_tells_the_days_that_are_open_then() -> None:
    hours = "Mo-Fr 08:30-12:00; Th 16:00-19:00; Tu,Fr 17:00-20:00; Sa[1] 18:00-19:30"
    assert told("après 18h", hours) == (
        "Pas aujourd’hui, lundi 23 novembre. Après 18 h, la Crèche X est ouverte le mardi et le vendredi, de 17 h à 20 h ; le jeudi, de 16 h à 19 h."
    )
    assert told("à 18h", "Mo 17:00-19:00") == "Oui, lundi 23 novembre à 18 h, la Crèche X est ouverte, de 17 h à 19 h."
    assert told("à 22h", "Mo-Fr 08:00-18:00") == (
        "Non, à 22 h, la Crèche X est fermée tous les jours. Aujourd’hui, lundi 23 novembre, c’est ouvert de 8 h à 18 h."
    )


def test_a_part_of_the_day_is_not_open_for_its_first_minutes() -> None:
    hours = "Sa 09:30-13:30; Fr 12:00-13:30,16:00-21:00; Tu 18:00-18:30"
    assert told("samedi après-midi", hours).startswith(
        "Non, samedi 28 novembre après-midi, la Crèche X est fermée. Ce jour-là"
    )
    assert told("vendredi après-midi", hours).endswith("ouverte, de 16 h à 21 h.")
    assert told("demain soir", hours).startswith("Oui")
    assert told("samedi à 13h15", hours).startswith("Oui")


def test_the_note_of_the_one_service_of_a_place_is_told_with_its_hours() -> None:
    snapshot = document()
    place = {"id": "x", "kind": "cpas", "name": "CPAS X", "opening_hours": "Mo-Fr 08:30-12:00"}
    service = {"id": "s", "place": "x", "hours_note": "Permanence le mardi."}
    snapshot |= {"places": [place], "services": [service]}
    assert Timetable(snapshot, Target("place", place, place)).note == "Permanence le mardi."
    snapshot |= {"services": [service, service | {"id": "t"}]}
    assert Timetable(snapshot, Target("place", place, place)).note is None


def test_a_date_just_gone_by_is_said() -> None:
    text = told("le 16 novembre", "Mo-Fr 08:00-18:00")
    assert text == "Le lundi 16 novembre est passé. Mardi 16 novembre 2027, la Crèche X est ouverte de 8 h à 18 h."


@given(hours=st.sampled_from(HOURS), hour=st.integers(0, 23), day=days)
def test_a_day_usually_open_at_an_hour_is_open_then_in_the_coming_weeks(hours: str, hour: int, day: date) -> None:
    table, start = timetable(hours, holidays=False), datetime.combine(day, time(hour))
    end = start + timedelta(minutes=1)
    if table.usually_open(start, end):
        coming = [(start + timedelta(days=n), end + timedelta(days=n)) for n in range(36)]
        assert any(overlapping(table.day(at.date()).intervals, at, until) for at, until in coming)
