"""Days that lean on the days talked of: "l'autre jeudi", "le lendemain", "et le 26 ?" after 24 December.

``about`` is the first and the last of the days talked of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from brain.belgian_calendar import add_months
from brain.french import WEEKDAYS
from brain.nlu.date_grammar import Days, Finder, day_of_month, month_of, week_of, weekday_named

About = tuple[date, date]
OTHER_MONTH = timedelta(days=10)
"""How much nearer a day must be to be meant rather than that of the month talked of."""

_DAY = "|".join(WEEKDAYS)
_NEXT = r"(?:d apres|suivante?|apres(?= [?!.,]|$))"
_BEFORE = r"(?:d avant|precedente?)"
_RELATIVE = re.compile(
    rf"\bl autre (?P<other>{_DAY})\b|\b(?:le )?(?P<day>{_DAY}) {_NEXT}"
    rf"|\b(?P<week>(?:la )?semaine {_NEXT}|l autre semaine)|\b(?P<week_before>(?:la )?semaine {_BEFORE})"
    rf"|\b(?P<month>(?:le )?mois {_NEXT})|\b(?P<weekend>(?:le )?week end {_NEXT}|l autre week end)"
    rf"|\b(?P<after>(?:le )?lendemain|(?:le )?jour {_NEXT})\b"
    rf"|\b(?P<before>la veille(?! (?:de|du|d|des)\b)|(?:le )?jour {_BEFORE})"
    r"|\b(?P<same>(?:ce|le) meme jour|ce jour la)\b"
)


def _one(day: date) -> About:
    return day, day


def relative(text: str, about: About) -> Iterator[Days]:
    """Days named by their distance from ``about``."""
    first, last = about
    for match in _RELATIVE.finditer(text):
        day = match["other"] or match["day"]
        if day:
            ahead = (WEEKDAYS.index(day) - last.weekday() - 1) % 7 + 1
            found = _one(last + timedelta(days=ahead))
        elif match["week"] or match["week_before"]:
            found = week_of(first + timedelta(days=7 if match["week"] else -7))
        elif match["month"]:
            found = month_of(add_months(first, 1))
        elif match["weekend"]:
            saturday = last + timedelta(days=(5 - last.weekday() - 1) % 7 + 1)
            found = (saturday, saturday + timedelta(days=1))
        elif match["after"]:
            found = _one(last + timedelta(days=1))
        else:
            found = _one(first - timedelta(days=1)) if match["before"] else about
        yield Days(match.start(), match.end(), *found)


def moved(days: Days, find: Finder, text: str, about: About, today: date) -> Days:
    """``days``, which ``find`` counted from ``today``, counted from ``about`` when the words leave the month or the week open."""
    words = text[days.start : days.end].split()
    if find is day_of_month and not {"mois", "courant"} & set(words):
        return _nearest(days, [word for word in words if word in WEEKDAYS], about, today)
    if find is weekday_named and words[-1] in WEEKDAYS and words[0] not in ("ce", "cette") and about[0] < about[1]:
        ahead = (days.first.weekday() - max(about[0], today).weekday()) % 7
        inside = max(about[0], today) + timedelta(days=ahead)
        return Days(days.start, days.end, inside, inside) if inside <= about[1] else days
    return days


def _nearest(days: Days, named: list[str], about: About, today: date) -> Days:
    """The day of that number that is nearest to ``about`` and still to come, rather in its month; of two, the later."""
    near = []
    for months in range(-2, 4):
        month = add_months(about[0], months)
        try:
            day = month.replace(day=days.first.day)
        except ValueError:
            continue
        if day >= today and (not named or WEEKDAYS[day.weekday()] == named[-1]):
            far = max(about[0] - day, day - about[1], timedelta())
            same = (day.year, day.month) in {(each.year, each.month) for each in about}
            near.append((far + (timedelta() if same else OTHER_MONTH), -day.toordinal()))
    if not near:
        return days
    found = date.fromordinal(-min(near)[1])
    return Days(days.start, days.end, found, found)
