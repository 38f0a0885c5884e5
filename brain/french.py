"""French as citizens read it: dates, hours, lists, typography."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

_BEFORE_SIGN = re.compile(r"(?<=[^\s:/]) ?(?=[?!;»]+(?:\s|$|[?!»)]))| (?=:(?:\s|$))")
_AFTER_QUOTE = re.compile(r"« ?")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def typography(text: str) -> str:
    """``text`` with French apostrophes, and narrow no-break spaces before ? ! ; : » and after «."""
    text = _APOSTROPHE.sub("’", text)
    return _BEFORE_SIGN.sub("\u202f", _AFTER_QUOTE.sub("«\u202f", text))


def day_of_month(day: date) -> str:
    """ "1er" or the number."""
    return "1er" if day.day == 1 else str(day.day)


def day_label(day: date, today: date | None = None) -> str:
    """ "samedi 28 novembre"; with the year when it is not ``today``'s."""
    label = f"{WEEKDAYS[day.weekday()]} {day_of_month(day)} {MONTHS[day.month - 1]}"
    return label if today is None or day.year == today.year else f"{label} {day.year}"


def range_label(first: date, last: date, today: date | None = None) -> str:
    """ "du samedi 28 au dimanche 29 novembre"; both days belong to it."""
    if first == last:
        return day_label(first, today)
    start = day_label(first, last if first.year == last.year else today)
    if (first.year, first.month) == (last.year, last.month):
        start = f"{WEEKDAYS[first.weekday()]} {day_of_month(first)}"
    return f"du {start} au {day_label(last, today)}"


def hour_label(at: time | datetime) -> str:
    """ "9 h", "9 h 30", "midi", "minuit"."""
    if at.minute == 0 and at.hour in (0, 12):
        return "minuit" if at.hour == 0 else "midi"
    return f"{at.hour} h" if at.minute == 0 else f"{at.hour} h {at.minute:02d}"


def listed(words: Sequence[str], last: str = "et") -> str:
    """ "a, b et c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def sentence(text: str) -> str:
    """``text`` with a capital first letter and a full stop, unless it has an end already."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def de(name: str) -> str:
    """ "de Brumagne", "d’Andenne"."""
    return f"d’{name}" if name[:1].lower() in tuple("aeiouéèêëàâîïôûœ") else f"de {name}"
