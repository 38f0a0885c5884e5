"""The days that French names: each finder is a pattern over a :class:`brain.nlu.date_words.Reading`'s text and what its match means.

The finders' order is their rank: the first to match keeps the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from brain.belgian_calendar import add_months, easter, nth_weekday, public_holidays, school_holiday
from brain.french import WEEKDAYS
from brain.nlu.date_words import MONTH_NUMBERS

FARTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Days:
    """Days named in the reading, first and last included; ``start`` and ``end`` are places in the reading.

    ``passed`` is the day of this name that a citizen may have meant, when it has just gone by and ``first`` is a year later.
    """

    start: int
    end: int
    first: date
    last: date
    passed: date | None = None


_DAY = "|".join(WEEKDAYS)
_MONTH = "|".join(MONTH_NUMBERS)
_N = r"(?:\d{1,3}|septembre|une?)"
_NUMBER = r"(?P<d>\d{1,2}|septembre)(?: er\b| eme\b| e\b)?"
_END = r"(?= (?:[?!.,;)]|a|au|vers|et|est|c|il|on|vous|ou|matin|midi|apres|soir|de ce|du mois|en|pour|dans|je|j|s|svp|y|merci)\b| [?!.,;)]|$)"
_STREET = r"(?<!rue du )(?<!rue de )(?<!place du )(?<!avenue du )(?<!square du )(?<!quai du )(?<!boulevard du )(?<!allee du )(?<!rue )(?<!place )"
_NOT_MORE = (
    r"(?! ?(?:ans|an|mois|euros?|eur|€|%|kg|km|m|metres?|litres?|l|fois|personnes?|enfants?|jours?|minutes|h)\b)(?! €)"
)


def week_of(day: date) -> tuple[date, date]:
    """Its week, Monday and Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of its month."""
    first = day.replace(day=1)
    return first, add_months(first, 1) - timedelta(days=1)


def _number(text: str) -> int:
    return 7 if text == "septembre" else 1 if text.startswith("un") else int(text)


def _dated(day: int, month: int, year: str | None, today: date) -> date | None:
    """That day, of the next year in which it is still to come when no year is given; None when there is no such day."""
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else [today.year + n for n in range(9)]
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    return None


Found = Iterator[Days]
Finder = Callable[[str, date], Found]
FINDERS: list[Finder] = []
"""By rank."""


def _finder(pattern: str) -> Callable[[Callable[[re.Match[str], date], tuple[date, date] | date | None]], Finder]:
    """Make a finder of days from a pattern and what its match means; earlier finders claim their words first."""
    compiled = re.compile(pattern)

    def register(meaning: Callable[[re.Match[str], date], tuple[date, date] | date | None]) -> Finder:
        def find(text: str, today: date) -> Found:
            for match in compiled.finditer(text):
                days = meaning(match, today)
                if days is not None:
                    first, last = days if isinstance(days, tuple) else (days, days)
                    if first <= last and abs(first - today) < FARTHEST:
                        yield Days(match.start(), match.end(), first, last)

        FINDERS.append(find)
        return find

    return register


@_finder(
    r"\b(?:entre|de) (?:la )?noel (?:et|a|au) (?:le |la )?(?:nouvel an|an|reveillon|saint sylvestre)\b|\b(?:les |pendant les )?fetes de fin d annee\b"
)
def _between_christmas_and_new_year(match: re.Match[str], today: date) -> tuple[date, date]:
    year = today.year - 1 if today == date(today.year, 1, 1) else today.year
    first = date(year, 12, 26 if "noel" in match.group() else 24)
    return first, date(year, 12, 31) if "noel" in match.group() else date(year + 1, 1, 1)


@_finder(
    r"\b(?:(?:pendant|durant) les )?(?:grandes vacances|(?:vacances|conges?)(?: scolaires?)? (?:(?:d|de|du|de la) )?"
    r"(?P<key>hiver|noel|detente|carnaval|printemps|paques|ete|automne|toussaint)|(?:vacances|conges?) scolaires?)\b"
    r"|\b(?:pendant|durant) les (?:petites )?vacances\b"
)
def _school_holidays(match: re.Match[str], today: date) -> tuple[date, date] | None:
    key = {"noel": "hiver", "detente": "carnaval", "paques": "printemps", "toussaint": "automne"}.get(
        match["key"], match["key"]
    )
    found = school_holiday("ete" if "grandes" in match.group() else key, today)
    return (found.first, found.last) if found else None


_HOLIDAY = (
    r"(?P<eve>veille de (?:la |l |le )?)?(?P<bridge>pont de (?:l |la )?)?(?P<monday>lundi (?:de |du )?(?:la )?)?"
    r"(?P<name>noel|nouvel an|jour de l an|paques|ascension|pentecote|fete du travail|fete nationale|assomption|toussaint|armistice|saint sylvestre|"
    r"reveillon|saint nicolas|mardi gras|fete de la communaute(?: francaise)?|fetes de wallonie)"
)
_FIXED = {
    "noel": (12, 25),
    "nouvel an": (1, 1),
    "jour de l an": (1, 1),
    "fete du travail": (5, 1),
    "fete nationale": (7, 21),
    "assomption": (8, 15),
    "toussaint": (11, 1),
    "armistice": (11, 11),
    "saint sylvestre": (12, 31),
    "reveillon": (12, 31),
    "saint nicolas": (12, 6),
}
_FROM_EASTER = {"paques": 0, "ascension": 39, "pentecote": 49, "mardi gras": -47}


def _named_day(name: str, year: int, monday: bool) -> date | None:
    if name in _FROM_EASTER:
        return easter(year) + timedelta(days=_FROM_EASTER[name] + (1 if monday else 0))
    if name.startswith("fete de la communaute"):
        return date(year, 9, 27)
    return date(year, *_FIXED[name]) if name in _FIXED else None


def _around(day: date) -> tuple[date, date]:
    """The week-end that touches a holiday, with the holiday."""
    saturday = (
        day - timedelta(days=(day.weekday() + 2) % 7)
        if day.weekday() in (0, 5, 6)
        else week_of(day)[0] + timedelta(days=5)
    )
    return min(saturday, day), max(saturday + timedelta(days=1), day)


@_finder(
    rf"\b(?:le |du )?(?:jour (?:de |d )(?:la |l |le )?)?(?P<weekend>week end (?:prolonge )?(?:de |du )?(?:la |l |le )?)?{_HOLIDAY}\b(?: (?P<year>20\d\d)\b)?"
)
def _holidays(match: re.Match[str], today: date) -> tuple[date, date] | date | None:
    years = [int(match["year"])] if match["year"] else [today.year, today.year + 1]
    for year in years:
        found = _named_day(match["name"], year, bool(match["monday"]))
        if found is None:
            return None
        found += timedelta(days=-1 if match["eve"] else 1 if match["bridge"] else 0)
        if found >= today or match["year"]:
            return _around(found) if match["weekend"] else found
    return None


@_finder(
    r"\b(?:(?:le|les|prochain|un|au) )?jours? feries?\b(?: prochain)?|^(?:et )?(?:les |un |le )?feries?(?= ?[?!.]*$)"
)
def _any_holiday(match: re.Match[str], today: date) -> date | None:
    coming = [*public_holidays(today.year), *public_holidays(today.year + 1)]
    return next((day for day in coming if day >= today), None)


@_finder(
    rf"\b(?:(?:le|au|pour le|pendant le) )?week end du (?:(?:{_DAY}) )?(?P<d>\d{{1,2}})(?: er)?(?: (?:et|au|-) \d{{1,2}})?(?: (?P<m>{_MONTH}))?\b"
)
def _weekend_of(match: re.Match[str], today: date) -> tuple[date, date] | None:
    months = [MONTH_NUMBERS[match["m"]]] if match["m"] else [add_months(today, ahead).month for ahead in range(3)]
    coming = [day for month in months if (day := _dated(int(match["d"]), month, None, today))]
    if not coming:
        return None
    saturday = week_of(min(coming))[0] + timedelta(days=5)
    return saturday, saturday + timedelta(days=1)


@_finder(
    rf"{_STREET}\b(?:(?:du|entre le|de) )(?:(?:{_DAY}) )?(?P<d1>\d{{1,2}})(?: er)?(?: (?P<m1>{_MONTH}))? (?:au|et le|a|et) (?:(?:{_DAY}) )?(?P<d2>\d{{1,2}})"
    rf"(?: er)? (?P<m2>{_MONTH})(?: (?P<year>20\d\d))?\b"
)
def _from_day_to_day(match: re.Match[str], today: date) -> tuple[date, date] | None:
    month = MONTH_NUMBERS[match["m2"]]
    last = _dated(int(match["d2"]), month, match["year"], today)
    first_month = MONTH_NUMBERS[match["m1"]] if match["m1"] else month
    if last is None:
        return None
    first = _dated(int(match["d1"]), first_month, str(last.year - (first_month > month)), today)
    return (first, last) if first else None


@_finder(
    rf"{_STREET}\b(?:(?:le|au|du|pour le|ce|des le|{_DAY}) )*{_NUMBER} (?:de |du mois de )?(?P<m>{_MONTH})\b(?: (?P<year>20\d\d)\b)?"
)
def _day_and_month(match: re.Match[str], today: date) -> tuple[date, date] | date | None:
    found = _dated(_number(match["d"]), MONTH_NUMBERS[match["m"]], match["year"], today)
    return week_of(found) if found and match.string[: match.start()].endswith("semaine ") else found


@_finder(
    rf"(?<![\d/.+-] )\b(?:(?:le|au|du|pour le|{_DAY}) )*(?<!\d )(?P<d>0?[1-9]|[12]\d|3[01])"
    r" (?P<sep>[/.-]) (?P<m>0?[1-9]|1[0-2])(?: (?P=sep) (?P<year>20\d\d|\d\d))?\b"
    r"(?! ?[/.,-] ?\d)(?! \d\d)(?! €| eur)"
)
def _day_slash_month(match: re.Match[str], today: date) -> date | None:
    bare = match.group()[0].isdigit() and not match["year"]
    if bare and (match["sep"] != "/" or (match["d"], match["m"]) in _FRACTIONS):
        return None
    return _dated(int(match["d"]), int(match["m"]), match["year"], today)


_FRACTIONS = {("1", "2"), ("1", "3"), ("2", "3"), ("1", "4"), ("3", "4")}
_NTH = {"dernier": -1, "derniere": -1}


@_finder(
    rf"\b(?:(?:le|chaque|tous les|les) )?(?P<n>[1-5]|dernier)(?: er| e| eme| nd)? (?P<day>{_DAY}) (?:du mois|de chaque mois)(?: (?P<next>prochain))?"
    rf"|\b(?:le )?(?P<n2>[1-5]|dernier)(?: er| e| eme| nd)? (?P<day2>{_DAY}) (?:de |d )?(?P<m>{_MONTH})\b"
)
def _nth_weekday(match: re.Match[str], today: date) -> date | None:
    nth = _NTH.get(match["n"] or match["n2"]) or int(match["n"] or match["n2"])
    weekday = WEEKDAYS.index(match["day"] or match["day2"])
    if match["m"]:
        month = MONTH_NUMBERS[match["m"]]
        found = [nth_weekday(year, month, weekday, nth) for year in (today.year, today.year + 1)]
    else:
        months = [add_months(today, n) for n in range(1 if match["next"] else 0, 7)]
        found = [nth_weekday(first.year, first.month, weekday, nth) for first in months]
    return next((day for day in found if day and day >= today), None)


@_finder(rf"\b(?:dans|d ici) (?P<n>{_N}) (?P<unit>jours?|j|semaines?|mois|ans?)\b|\bdans (?:une|la) quinzaine\b")
def _in_days(match: re.Match[str], today: date) -> date | None:
    number, unit = (2, "semaine") if not match["n"] else (_number(match["n"]), match["unit"])
    if unit in ("jours", "jour", "j"):
        return today + timedelta(days={8: 7, 15: 14}.get(number, number))
    if unit.startswith("semaine"):
        return today + timedelta(weeks=number)
    months = number * (12 if unit.startswith("an") else 1)
    if months > 36:
        return None
    first, last = month_of(add_months(today, months))
    return min(first.replace(day=1) + timedelta(days=today.day - 1), last)


@_finder(rf"\b(?:du|de|entre(?: le)?) (?P<a>{_DAY}) (?:au|a|et(?: le)?) (?P<b>{_DAY})\b")
def _from_weekday_to_weekday(match: re.Match[str], today: date) -> tuple[date, date]:
    first = today + timedelta(days=(WEEKDAYS.index(match["a"]) - today.weekday()) % 7)
    return first, first + timedelta(days=(WEEKDAYS.index(match["b"]) - first.weekday()) % 7)


@_finder(
    rf"\b(?:(?:le|ce|au|du|des le|{_DAY}) )+(?<!\d ){_NUMBER}(?: (?P<next>du mois prochain)| (?:de ce mois(?: ci)?|du mois|courant)|{_END}){_NOT_MORE}"
)
def day_of_month(match: re.Match[str], today: date) -> date | None:
    """ "le 24", "samedi 24", of this month or a later one."""
    words = match.group().split()
    named = [word for word in words if word in WEEKDAYS]
    if (
        not named
        and not {"le", "ce", "des"} & set(words)
        and not match.string[: match.start()].endswith(("matin ", "soir ", "midi "))
    ):
        return None
    number = _number(match["d"])
    for months in range(1 if match["next"] else 0, 14):
        first = add_months(today, months)
        try:
            found = first.replace(day=number)
        except ValueError:
            continue
        if found >= today and (not named or WEEKDAYS[found.weekday()] == named[-1]):
            return found
    return None


@_finder(
    rf"\b(?:(?:le|la|ce|cette|chaque|les|tous les|de|du) )?(?P<day>{_DAY})"
    r"(?P<how> en (?:8|15)\b| (?:de )?(?:la )?semaine prochaine| de cette semaine| prochain| qui vient| suivant| dernier| passe| dans (?:8|15) jours)?"
)
def weekday_named(match: re.Match[str], today: date) -> date:
    """ "samedi", "le samedi", "samedi en huit"."""
    ahead = (WEEKDAYS.index(match["day"]) - today.weekday()) % 7
    how = (match["how"] or "").strip()
    if how in ("en 8", "dans 8 jours"):
        return today + timedelta(days=ahead + 7)
    if how in ("en 15", "dans 15 jours"):
        return today + timedelta(days=ahead + 14)
    if how.endswith("semaine prochaine"):
        return week_of(today)[0] + timedelta(days=7 + WEEKDAYS.index(match["day"]))
    if how in ("dernier", "passe"):
        return today - timedelta(days=(today.weekday() - WEEKDAYS.index(match["day"]) - 1) % 7 + 1)
    if how in ("prochain", "suivant"):
        return today + timedelta(days=ahead or 7)
    return today + timedelta(days=ahead)


@_finder(
    r"\b(?:(?:ce|le|du|au|des|les|pendant le) )?week ends?\b(?P<next> prochain)?|\b(?:ce|le|du) we\b(?P<next2> prochain)?"
)
def _weekend(match: re.Match[str], today: date) -> tuple[date, date]:
    saturday = week_of(today)[0] + timedelta(days=5)
    if (match["next"] or match["next2"]) and today.weekday() >= 5:
        saturday += timedelta(days=7)
    return max(saturday, today) if today.weekday() == 6 else saturday, saturday + timedelta(days=1)


@_finder(r"\b(?:la )?semaine (?:prochaine|suivante|qui vient)\b|\bcette semaine\b")
def _weeks(match: re.Match[str], today: date) -> tuple[date, date]:
    if match.group().startswith("cette"):
        return today, week_of(today)[1]
    return week_of(today + timedelta(days=7))


@_finder(
    rf"\b(?:(?P<next>(?:le )?mois prochain)|ce mois ci|ce mois|(?:en|au mois de|au mois d|courant|debut|mi|fin|tout) (?P<m>{_MONTH}))\b"
)
def _months(match: re.Match[str], today: date) -> tuple[date, date]:
    if not match["m"]:
        return month_of(add_months(today, 1 if match["next"] else 0))
    month = MONTH_NUMBERS[match["m"]]
    first, last = month_of(date(today.year + (month < today.month), month, 1))
    word = match.group().split()[0]
    return {
        "debut": (first, first.replace(day=10)),
        "mi": (first.replace(day=11), first.replace(day=20)),
        "fin": (first.replace(day=21), last),
    }.get(word, (first, last))


@_finder(r"\b(?:en|cet|(?:pendant|durant|tout|et) l) (?P<season>ete|hiver)\b")
def _season(match: re.Match[str], today: date) -> tuple[date, date]:
    """July and August, December to February: what hours of summer and of winter are made for."""
    summer = match["season"] == "ete"
    year = today.year + (today.month > 8 if summer else -1 if today.month < 3 else 0)
    return (date(year, 7, 1), date(year, 8, 31)) if summer else (date(year, 12, 1), date(year + 1, 3, 1) - timedelta(1))


_RELATIVE = {
    "aujourd": 0,
    "ce jour": 0,
    "demain": 1,
    "2 m 1": 1,
    "2 main": 1,
    "dm 1": 1,
    "dem 1": 1,
    "surlendemain": 2,
    "hier": -1,
    "avant hier": -2,
}


@_finder(
    r"\b(?P<after>apres )?(?P<word>aujourd hui|aujourd|ce jour|demain|2 m 1|2 main|dm 1|dem 1|surlendemain|avant hier|hier)\b(?! soir (?:d|de) hier)"
)
def _relative(match: re.Match[str], today: date) -> date:
    days = _RELATIVE[match["word"].removesuffix(" hui")]
    return today + timedelta(days=days + (1 if match["after"] and days == 1 else 0))
