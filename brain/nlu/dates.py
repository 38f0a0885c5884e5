"""French dates as citizens type them: "samedi en huit", "2m1 matin", "le 24 à 16h", "entre Noël et Nouvel An".

A date without a year is the next one to come. :mod:`brain.nlu.date_words` mends the spelling, :mod:`brain.nlu.date_grammar` names the days, this module
adds the hours, :mod:`brain.nlu.date_leaning` the days counted from the ones talked of. "Huit jours" is a week and "quinze jours" a fortnight, as in everyday
French.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from brain.french import day_label, hour_label, range_label
from brain.nlu.date_grammar import FINDERS, Days, Finder
from brain.nlu.date_leaning import About, moved, relative
from brain.nlu.date_words import MONTH_NUMBERS, Reading

BRUSSELS = ZoneInfo("Europe/Brussels")
MOST_DATES = 4
"""Dates kept of one message."""
JUST_PASSED = timedelta(days=92)
"""A date of the last three months may be the one that a citizen means; an older one is next year's."""


@dataclass(frozen=True)
class DateSpan:
    """A date in a message.

    ``start`` and ``end`` are characters of the message; ``begins`` (included) and ``ends`` (excluded) are aware, in Europe/Brussels, and equal
    when ``grain`` is "now". ``grain``: "day", "hour", "part" (of a day), "range" (of days), "now". ``label`` is for citizens. ``dayless``: an hour whose
    day is not said, taken as the next one to come. ``passed``: see :class:`brain.nlu.date_grammar.Days`.
    """

    start: int
    end: int
    begins: datetime
    ends: datetime
    grain: str
    label: str
    dayless: bool = False
    passed: date | None = None

    def value(self) -> dict[str, Any]:
        """The ``date`` entity's value (architecture §5)."""
        plain = {"from": self.begins.isoformat(), "to": self.ends.isoformat(), "grain": self.grain, "label": self.label}
        unsaid = {"dayless": True} if self.dayless else {}
        return plain | unsaid | ({"passed": self.passed.isoformat()} if self.passed else {})

    def entity(self, text: str) -> dict[str, Any]:
        """The ``date`` entity in ``text`` (architecture §5)."""
        return {
            "entity": "date",
            "value": self.value(),
            "text": text[self.start : self.end],
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True)
class _Hours:
    """Hours named in the reading, of a day named beside them or else of today; ``until`` None is a moment.

    ``alone``: they are hours even where no day is named. ``of_today``: "ce soir".
    """

    start: int
    end: int
    since: time
    until: time | None
    grain: str
    words: str
    alone: bool
    of_today: bool = False


_HINT = re.compile(
    rf"\d|jour|demain|hier|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|week|semaine|mois|annee|{'|'.join(MONTH_NUMBERS)}|noel|nouvel|paques|ascension|pentecote|toussaint|assomption|armistice|ferie|"
    r"vacances|conges?\b|matin|midi|soir|nuit|maintenant|moment|encore|deja|actuellement|ouverte?s?|ferme|fetes?\b|mardi gras|saint|quinzaine|"
    r"surlendemain|reveillon| h\b|\bete\b|hiver"
)


_NOW = re.compile(r"\b(?:maintenant|en ce moment(?: meme)?|actuellement|a cette h ci|tout de suite)\b")
_STILL = re.compile(
    r"\b(?:encore|deja) (?:ouvert|ferme)[es]*(?: la\b)?|(?<=ouvert )la(?= [?!.]|$)|(?<=ouverts )la(?= [?!.]|$)|(?<=ouverte )la(?= [?!.]|$)"
)
"""Signs of "now" that hold only when the message names no other moment."""
_PARTS = {
    "matin": (time(6), time(12), "au matin"),
    "matinee": (time(6), time(12), "au matin"),
    "midi": (time(12), time(14), "sur le temps de midi"),
    "apres midi": (time(13), time(18), "après-midi"),
    "soir": (time(18), time(23), "en soirée"),
    "soiree": (time(18), time(23), "en soirée"),
    "nuit": (time(22), time(6), "dans la nuit"),
}
_PART = re.compile(
    r"\b(?P<this>ce|cet|cette)? ?(?:(?:au|le|la|l|en|dans la|dans l|en fin d|en debut d|tot le|du) )?\b(?P<part>matinee|matin|apres midi|soiree|soir|nuit)\b"
    r"|\bentre midi et (?:2|deux)\b"
)
_HOUR = r"(?:(?P<{0}>[01]?\d|2[0-4]|septembre) ?(?:h|:)(?: (?P<{0}m>[0-5]\d)\b)?(?: (?P<{0}q>et demie?|et quart|30))?|(?P<{0}w>midi|minuit))"
_CLOCK = re.compile(
    rf"\b(?P<lead>(?:a partir de|jusqu a|des|vers|avant|apres|a|pour|de|entre|sur le coup de|ce(?= midi)) )?(?<![\d/:.] ){_HOUR.format('a')}"
    rf"(?: (?:a|et|-|jusqu a) {_HOUR.format('b')})?(?! ?/)(?! \d)(?: (?P<half>du matin|du soir|de l apres midi))?"
)
_IN_HOURS = re.compile(
    r"\bdans (?:(?P<n>\d{1,2}|septembre|une?) (?P<unit>h|min|mn|minutes?)\b(?: (?P<more>[0-5]\d)\b)?|(?P<half>une? demi h|un quart d h))"
)
_NOT_A_CLOCK = re.compile(r"\b(?:en|sous|depuis|pendant|toutes les|moins de|plus de|duree de|les)$")
_LINK = re.compile(r"^ ?(?:(?:a|au|dans|le|la|l|en|vers|,|du|des|de|donc|pour) ?){0,2}$")


_OPEN_ENDED = frozenset({"avant ", "apres "})


def _minutes(match: re.Match[str], which: str) -> time | None:
    if match[f"{which}w"]:
        return time(12 if match[f"{which}w"] == "midi" else 0)
    if not match[which]:
        return None
    hour = 7 if match[which] == "septembre" else int(match[which])
    past = {"et demi": 30, "et demie": 30, "et quart": 15, "30": 30}.get(
        match[f"{which}q"] or "", int(match[f"{which}m"] or 0)
    )
    return time(hour % 24, past)


def _clock(text: str) -> Iterator[_Hours]:
    """Hours of the clock; "24 h" of a delay and "2 h" of a length are none."""
    for match in _CLOCK.finditer(text):
        since, until = _minutes(match, "a"), _minutes(match, "b")
        if since is None or _NOT_A_CLOCK.search(text[: match.start()].rstrip()):
            continue
        if match["half"] in ("du soir", "de l apres midi") and since.hour < 12:
            since = since.replace(hour=since.hour + 12)
        sure = bool(match["lead"] or match["am"] or match["aq"] or until or match["half"]) or not re.search(
            "[a-z]", text.replace(match.group(), "")
        )
        if match["aw"] and not match["lead"]:
            sure = False
        words = f"à {hour_label(since)}" if until is None else f"de {hour_label(since)} à {hour_label(until)}"
        if until is None and match["lead"] in _OPEN_ENDED:
            before = match["lead"] == "avant "
            words = f"{'avant' if before else 'après'} {hour_label(since)}"
            since, until = (time(), since) if before else (since, time())
        elif match["lead"] == "jusqu a " and until is None:  # open until 14 h: the minute before
            since, until = (datetime.combine(date.min, since) + timedelta(hours=24, minutes=-1)).time(), since
        yield _Hours(match.start(), match.end(), since, until, "hour", words, sure, match["lead"] == "ce ")


def _parts(text: str) -> Iterator[_Hours]:
    for match in _PART.finditer(text):
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        since, until, words = _PARTS[match["part"] or "midi"]
        this = bool(match["this"])
        yield _Hours(start, match.end(), since, until, "part", words, this or not match["part"], this)


def _claimed(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < e and s < end for s, e in spans)


def _days(text: str, today: date, about: About | None) -> list[Days]:
    """The days named, each word kept by the first finder that takes it, in the message's order."""
    kept: list[Days] = list(relative(text, about)) if about else []
    spans = [(days.start, days.end) for days in kept]
    for find in FINDERS:
        for days in find(text, today):
            if not _claimed(spans, days.start, days.end):
                kept.append(moved(days, find, text, about, today) if about else _passed(days, find, text, today))
                spans.append((days.start, days.end))
    return sorted(kept, key=lambda days: days.start)


def _passed(days: Days, find: Finder, text: str, today: date) -> Days:
    """``days``, with the day of the same name that has just gone by."""
    if days.first != days.last or (days.first - today) < timedelta(days=365) - JUST_PASSED:
        return days
    same = (d for d in find(text, today - JUST_PASSED) if (d.start, d.end) == (days.start, days.end))
    last_time = next((d.first for d in same if d.first == d.last and d.first < today), None)
    return replace(days, passed=last_time) if last_time else days


def _hours(text: str, days: list[Days]) -> list[_Hours]:
    spans = [(d.start, d.end) for d in days]
    kept: list[_Hours] = []
    for hours in (*_parts(text), *_clock(text)):
        if not _claimed(spans, hours.start, hours.end):
            kept.append(hours)
            spans.append((hours.start, hours.end))
    return sorted(kept, key=lambda hours: hours.start)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, BRUSSELS)


def _beside(text: str, hours: _Hours, days: list[Days]) -> Days | None:
    """The single day that ``hours`` belongs to: named just before or just after."""
    for day in days:
        gap = text[day.end : hours.start] if day.end <= hours.start else text[hours.end : day.start]
        if day.first == day.last and (day.end <= hours.start or hours.end <= day.start) and _LINK.match(gap):
            return day
    return None


def _ends(hours: _Hours, day: date) -> datetime:
    begins = _at(day, hours.since)
    ends = begins + timedelta(minutes=1) if hours.until is None else _at(day, hours.until)
    return ends if ends > begins else _at(day + timedelta(days=1), hours.until or time())


def _with_hours(hours: _Hours, days: Days | None, now: datetime, start: int, end: int) -> DateSpan:
    """``hours`` of their day, else of the next day on which they are still to come."""
    day = days.first if days else now.date()
    if days is None and not hours.of_today and _over(hours, day, now):
        day += timedelta(days=1)
    label = f"{day_label(day, now.date())} {hours.words}"
    dayless, passed = days is None and not hours.of_today, days.passed if days else None
    return DateSpan(start, end, _at(day, hours.since), _ends(hours, day), hours.grain, label, dayless, passed)


def _over(hours: _Hours, day: date, now: datetime) -> bool:
    return (_at(day, hours.since) if hours.until is None else _ends(hours, day)) < now


def _in_hours(text: str, now: datetime) -> Iterator[tuple[int, int, datetime]]:
    for match in _IN_HOURS.finditer(text):
        if match["half"]:
            minutes = 30 if "demi" in match["half"] else 15
        else:
            number = 7 if match["n"] == "septembre" else 1 if match["n"].startswith("un") else int(match["n"])
            minutes = number * 60 + int(match["more"] or 0) if match["unit"] == "h" else number
        yield match.start(), match.end(), now + timedelta(minutes=minutes)


def _now(match: re.Match[str], now: datetime) -> DateSpan:
    return DateSpan(match.start(), match.end(), now, now, "now", "maintenant")


def _moments(text: str, now: datetime) -> list[DateSpan]:
    """ "maintenant" and "dans une heure"."""
    found = [_now(match, now) for match in _NOW.finditer(text)][:1]
    for start, end, at in _in_hours(text, now):
        found.append(
            DateSpan(
                start,
                end,
                at,
                at + timedelta(minutes=1),
                "hour",
                f"{day_label(at.date(), now.date())} à {hour_label(at)}",
            )
        )
    return found


def whole_days(days: Days, now: datetime) -> DateSpan:
    """``days`` from midnight to midnight; ``start`` and ``end`` stay those of ``days``."""
    label = range_label(days.first, days.last, now.date())
    grain = "day" if days.first == days.last else "range"
    begins, ends = _at(days.first, time()), _at(days.last + timedelta(days=1), time())
    return DateSpan(days.start, days.end, begins, ends, grain, label, passed=days.passed)


def _timed(
    words: str, days: list[Days], now: datetime, about: About | None, taken: list[tuple[int, int]], leans: bool
) -> list[DateSpan]:
    """The hours named, each of the day beside it, else of the one day that the message names or is ``about``; the days so used leave ``days``."""
    spans: list[DateSpan] = []
    found = [h for h in _hours(words, days) if not _claimed(taken, h.start, h.end)]
    apart = days[0] if len(days) == len(found) == 1 and days[0].first == days[0].last and not taken else None
    talked_of = Days(0, 0, *about) if about and about[0] == about[1] and not days else None
    for hours in found:
        day = _beside(words, hours, days)
        start, end = (min(day.start, hours.start), max(day.end, hours.end)) if day else (hours.start, hours.end)
        said = hours.alone or leans or talked_of is not None or (apart is not None and hours.grain == "part")
        if _claimed(taken, start, end) or (day is None and not said):
            continue
        day = day or (None if hours.of_today else apart or talked_of)
        spans.append(_with_hours(hours, day, now, start, end))
        taken.append((start, end))
        if day in days:
            days.remove(day)
    return spans


def find_dates(text: str, now: datetime, about: About | None = None, *, leans: bool = False) -> list[DateSpan]:
    """The dates that ``text`` names, in its order, at most :data:`MOST_DATES`; ``now`` is aware.

    ``about``: the first and the last of the days talked of, for a message that leans on them ("le lendemain", "et à midi ?"). ``leans``: it goes on from
    a question of hours, so that "le soir ?" is one too.

    Raises:
        ValueError: ``now`` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now: a time zone is expected")
    now = now.astimezone(BRUSSELS)
    reading = Reading(text)
    words = reading.text
    if not about and not _HINT.search(words):
        return []
    days = _days(words, now.date(), about)
    spans = _moments(words, now)
    taken = [(m.start, m.end) for m in spans]
    spans += _timed(words, days, now, about, taken, leans)
    spans += [whole_days(d, now) for d in days if not _claimed(taken, d.start, d.end)]
    spans = spans or [_now(match, now) for match in _STILL.finditer(words)][:1]
    found = []
    for span in sorted(spans, key=lambda s: s.start)[:MOST_DATES]:
        start, end = reading.place(span.start, span.end)
        found.append(replace(span, start=start, end=end))
    return found
