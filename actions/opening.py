"""Opening hours: OpenStreetMap's ``opening_hours`` with Belgium's holidays and the commune's own closures.

A closure that the commune entered wins over a holiday, and a holiday over the usual hours. Services, and places that are ``closed_on_holidays``,
close on the legal holidays and on 27 September; "24/7" never closes.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

from actions.directory import Target
from brain.belgian_calendar import communal_holiday, holiday
from brain.french import WEEKDAYS, day_label, hour_label, listed

logger = logging.getLogger(__name__)

USUALLY = 3
"""Weeks of the next four in which something must be so to be usual: a day once a month is not."""
LOOK_AHEAD = 366
"""Days searched for the next opening."""


def clock(moment: datetime) -> str:
    """ "9 h", "12 h", "minuit"."""
    return "12 h" if (moment.hour, moment.minute) == (12, 0) else hour_label(moment)


@dataclass(frozen=True)
class Interval:
    """An opening, in local time without zone; ``comment`` is the string's own ("sur rendez-vous")."""

    start: datetime
    end: datetime
    comment: str = ""

    def label(self) -> str:
        """ "de 9 h à 17 h"."""
        text = f"de {clock(self.start)} à {clock(self.end)}"
        if self.end - self.start >= timedelta(hours=24):
            text = "toute la journée"
        return f"{text} ({self.comment})" if self.comment else text


@dataclass(frozen=True)
class OpenDay:
    """One day's openings; ``reason`` says why it differs from the usual."""

    day: date
    intervals: tuple[Interval, ...]
    reason: str | None = None

    def label(self) -> str:
        """ "de 9 h à 12 h et de 14 h à 16 h", or "fermé"."""
        return listed([i.label() for i in self.intervals]) if self.intervals else "fermé"


@lru_cache(maxsize=4096)
def _parsed(expression: str) -> OpeningHours | None:
    try:
        return OpeningHours(expression)
    except ParserError:
        logger.warning("an opening_hours expression of the snapshot cannot be read")
        return None


@lru_cache(maxsize=16384)
def _openings(expression: str, day: date) -> tuple[Interval, ...]:
    hours = _parsed(expression)
    if hours is None:
        return ()
    start = datetime.combine(day, time())
    found = []
    for begin, end, state, comment in hours.intervals(start, start + timedelta(days=1)):
        if state == State.OPEN:
            found.append(Interval(begin, end, str(comment)))
    return tuple(found)


class Timetable:
    """When a service or a place is open. All times are local (Europe/Brussels) and without zone."""

    def __init__(self, snapshot: Mapping[str, Any], target: Target) -> None:
        record = target.record if target.record.get("opening_hours") else target.place
        self.expression: str | None = record.get("opening_hours") if record else None
        self.from_place = record is not target.record
        self.note: str | None = record.get("hours_note") if record else None
        if target.kind == "place" and not self.note:  # the one service there knows more of its building's hours
            notes = [s.get("hours_note") for s in snapshot["services"] if s.get("place") == target.record["id"]]
            self.note = notes[0] if len(notes) == 1 else None
        ids = {"*", target.record["id"], *([target.place["id"]] if target.place else [])}
        self._closures = [c for c in snapshot["closures"] if ids & set(c["targets"])]
        self._closures.sort(key=lambda closure: "*" in closure["targets"])
        self._holidays = self._closes_on_holidays(target)

    def _closes_on_holidays(self, target: Target) -> bool:
        if (self.expression or "").strip() == "24/7":
            return False
        return target.kind == "service" or bool(target.record.get("closed_on_holidays"))

    @property
    def known(self) -> bool:
        """Whether somebody entered hours that can be read."""
        return bool(self.expression) and _parsed(self.expression or "") is not None

    def day(self, day: date) -> OpenDay:
        """That day's openings.

        What the commune says of that very day comes first, then a holiday, then what it says of a longer time: hours from
        July to August do not open the doors on 21 July.
        """
        name = communal_holiday(day) if self._holidays else None
        usual, reason = _openings(self.expression or "", day), None
        for closure in self._closures:
            if closure["from"] <= day.isoformat() <= closure["to"]:
                hours = closure["hours"]
                usual, reason = () if hours == "closed" else _openings(hours, day), closure.get("reason")
                if closure["from"] == closure["to"] or hours == "closed":
                    return OpenDay(day, usual, reason)
                break
        if name and usual:
            return OpenDay(day, (), f"jour férié, {name}" if holiday(day) else name)
        return OpenDay(day, usual, reason)

    def at(self, moment: datetime) -> Interval | None:
        """The opening under way at ``moment``, or None when closed."""
        return next((i for i in self.day(moment.date()).intervals if i.start <= moment < i.end), None)

    def next_opening(self, after: datetime) -> Interval | None:
        """The first opening that starts after ``after``, within :data:`LOOK_AHEAD` days."""
        for ahead in range(LOOK_AHEAD):
            for interval in self.day(after.date() + timedelta(days=ahead)).intervals:
                if interval.start > after:
                    return interval
        return None

    def usual_week(self, day: date) -> list[tuple[str, str]]:
        """The usual week from ``day`` on, days with the same hours together: ("Lundi à vendredi", "de 9 h à 12 h")."""
        monday = day - timedelta(days=day.weekday())
        days = [self._usual(monday + timedelta(days=n), day) for n in range(7)]
        if len(set(days)) == 1:
            return [("Tous les jours", days[0])]
        rows: list[list[Any]] = []
        for number, label in enumerate(days):
            if rows and rows[-1][2] == label and rows[-1][1] == number - 1:
                rows[-1][1] = number
            else:
                rows.append([number, number, label])
        return [(_days(first, last), label) for first, last, label in rows]

    def usually_open(self, start: datetime, end: datetime, least: timedelta = timedelta()) -> list[str]:
        """The weekdays usually open between the hours of ``start`` and ``end``, the same hours together: ("le jeudi, de 16 h à 19 h")."""
        monday = start.date() - timedelta(days=start.weekday())
        rows: dict[str, list[int]] = {}
        for weekday in range(7):
            labels = []
            for week in range(1, 5):
                shift = monday + timedelta(days=weekday, weeks=week) - start.date()
                intervals = _openings(self.expression or "", start.date() + shift)
                found = overlapping(intervals, start + shift, end + shift, least)
                labels += [listed([i.label() for i in found])] if found else []
            if len(labels) >= USUALLY:
                rows.setdefault(labels[0], []).append(weekday)
        return [f"{_weekdays(days)}, {label}" for label, days in rows.items()]

    def _usual(self, first: date, today: date) -> str:
        """The hours of a weekday; what is otherwise once a month ("le premier samedi") is told apart, with its next date."""
        weeks = [first + timedelta(weeks=n) for n in range(-1, 6)]
        labels = [OpenDay(each, _openings(self.expression or "", each)).label() for each in weeks]
        alone = [n for n in range(1, 6) if labels[n] != labels[n - 1] == labels[n + 1]]
        usual = labels[0] if 1 in alone else labels[1]
        coming = next((n for n in alone if weeks[n] >= today and labels[n - 1] == usual), None)
        if coming is None:
            return usual
        return f"{usual}, mais {labels[coming]} le {day_label(weeks[coming])}"


def _days(first: int, last: int) -> str:
    if first == last:
        return WEEKDAYS[first].capitalize()
    link = "et" if last == first + 1 else "à"
    return f"{WEEKDAYS[first].capitalize()} {link} {WEEKDAYS[last]}"


def _weekdays(days: Sequence[int]) -> str:
    """ "le mardi et le jeudi", "du mardi au samedi", "tous les jours"."""
    if len(days) == 7:
        return "tous les jours"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"du {WEEKDAYS[days[0]]} au {WEEKDAYS[days[-1]]}"
    return listed([f"le {WEEKDAYS[day]}" for day in days])


def local(moment: datetime) -> datetime:
    """``moment`` without its zone: opening hours are local time."""
    return moment.replace(tzinfo=None)


def overlapping(
    intervals: Sequence[Interval], start: datetime, end: datetime, least: timedelta = timedelta()
) -> list[Interval]:
    """The openings that share ``least`` with a stretch of time, or lie in it whole."""
    found = [(i, min(i.end, end) - max(i.start, start)) for i in intervals if i.start < end and start < i.end]
    return [i for i, shared in found if shared >= least or shared == i.end - i.start]
