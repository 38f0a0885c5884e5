"""Days that matter to a Walloon commune: public holidays, the Communauté française's day, French-speaking schools' holidays.

Sources
    Public holidays: the ``holidays`` library (Belgium), named here as a Belgian would. 27 September, feast of the Fédération
    Wallonie-Bruxelles, is a day off in communal services though not a legal holiday.
    School holidays (maternel, primaire, secondaire) of the Fédération Wallonie-Bruxelles: the calendars 2025-2026 and 2026-2027 of
    http://www.enseignement.be, as republished by schools and academies (compared with one another, first Monday to last Sunday).
    A later year is added here once its official calendar has been read; until then nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

NAMES: Mapping[str, str] = {
    "Nouvel An": "Nouvel An",
    "Pâques": "Pâques",
    "Lundi de Pâques": "lundi de Pâques",
    "Fête du Travail": "Fête du Travail",
    "Ascension": "Ascension",
    "Pentecôte": "Pentecôte",
    "Lundi de Pentecôte": "lundi de Pentecôte",
    "Fête nationale": "Fête nationale",
    "Assomption": "Assomption",
    "Toussaint": "Toussaint",
    "Jour de l'Armistice": "Armistice",
    "Noël": "Noël",
}
"""The library's French name → the name shown to citizens."""

COMMUNITY_DAY = "fête de la Fédération Wallonie-Bruxelles"


@lru_cache(maxsize=16)
def public_holidays(year: int) -> Mapping[date, str]:
    """The legal holidays of ``year``, by date; the value is the name shown to citizens."""
    found = holidays.country_holidays("BE", years=year, language="fr")
    return {day: NAMES.get(name, name) for day, name in sorted(found.items())}


def holiday(day: date) -> str | None:
    """The name of the legal holiday on ``day``, or None."""
    return public_holidays(day.year).get(day)


def communal_holiday(day: date) -> str | None:
    """The name of the day on which communal services are closed, or None: legal holidays and 27 September."""
    return holiday(day) or (COMMUNITY_DAY if (day.month, day.day) == (9, 27) else None)


def easter(year: int) -> date:
    """Easter Sunday."""
    return next(day for day, name in public_holidays(year).items() if name == "Pâques")


@dataclass(frozen=True)
class SchoolHoliday:
    """A school holiday; both days belong to it. ``key`` is one of hiver, carnaval, printemps, ete, automne."""

    key: str
    name: str
    first: date
    last: date


SCHOOL_HOLIDAYS: tuple[SchoolHoliday, ...] = (
    SchoolHoliday("automne", "vacances d’automne", date(2025, 10, 20), date(2025, 11, 2)),
    SchoolHoliday("hiver", "vacances d’hiver", date(2025, 12, 22), date(2026, 1, 4)),
    SchoolHoliday("carnaval", "vacances de détente", date(2026, 2, 16), date(2026, 3, 1)),
    SchoolHoliday("printemps", "vacances de printemps", date(2026, 4, 27), date(2026, 5, 10)),
    SchoolHoliday("ete", "vacances d’été", date(2026, 7, 4), date(2026, 8, 23)),
    SchoolHoliday("automne", "vacances d’automne", date(2026, 10, 19), date(2026, 11, 1)),
    SchoolHoliday("hiver", "vacances d’hiver", date(2026, 12, 21), date(2027, 1, 3)),
    SchoolHoliday("carnaval", "vacances de détente", date(2027, 2, 22), date(2027, 3, 7)),
    SchoolHoliday("printemps", "vacances de printemps", date(2027, 4, 26), date(2027, 5, 9)),
)


def school_holiday(key: str | None, today: date) -> SchoolHoliday | None:
    """The school holiday ``key`` (any when None) that is under way or comes next, or None when its calendar is not known."""
    return next((h for h in SCHOOL_HOLIDAYS if h.last >= today and key in (None, h.key)), None)


def add_months(day: date, months: int) -> date:
    """The first day of the month that is ``months`` after ``day``'s."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The ``nth`` (1 to 5, -1 for the last) ``weekday`` (Monday is 0) of a month, or None if it has no fifth."""
    first = date(year, month, 1)
    days = [first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * week) for week in range(5)]
    days = [day for day in days if day.month == month]
    try:
        return days[nth - 1 if nth > 0 else nth]
    except IndexError:
        return None
