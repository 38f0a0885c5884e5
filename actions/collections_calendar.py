"""The waste calendars of a snapshot's zones: iCalendar with recurrences and exceptions."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import recurring_ical_events
from icalendar import Calendar

from brain.text import plain

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Collection:
    """One fraction collected on a day; ``fraction`` is None when the calendar's name is no fraction of the commune. ``note`` is the calendar's own."""

    day: date
    name: str
    fraction: str | None
    note: str | None = None


@lru_cache(maxsize=512)
def _events(ics: str) -> Any:
    try:
        return recurring_ical_events.of(Calendar.from_ical(ics))
    except ValueError:
        logger.warning("a waste calendar of the snapshot cannot be read")
        return None


def _categories(event: Any) -> list[str]:
    found = event.get("CATEGORIES")
    if found is None:
        return []
    many = found if isinstance(found, list) else [found]
    return [str(c) for each in many for c in getattr(each, "cats", [each])]


def _fraction(event: Any, summary: str, fractions: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """By category, else by the fraction's id, name or alias in the summary, the longest first."""
    categories = set(_categories(event))
    for fraction in fractions:
        if fraction["id"] in categories:
            return fraction
    text = plain(summary)
    names = [(plain(n), f) for f in fractions for n in (f["id"], f["name"], *f.get("aliases", ()))]
    return next((f for name, f in sorted(names, key=lambda pair: -len(pair[0])) if name in text), None)


def between(snapshot: Mapping[str, Any], zone: str, first: date, last: date) -> list[Collection] | None:
    """The collections from ``first`` to ``last``, both included, in order; None when the zone has no calendar that can be read."""
    ics = next((z["ics"] for z in snapshot["waste"].get("zones", ()) if z["id"] == zone), None)
    events = _events(ics) if ics else None
    if events is None:
        return None
    fractions = list(snapshot["waste"].get("fractions", ()))
    found: set[Collection] = set()
    for event in events.between(first, last + timedelta(days=1)):
        start = event["DTSTART"].dt
        day = start.date() if isinstance(start, datetime) else start
        if first <= day <= last:
            summary = str(event.get("SUMMARY", "")).strip()
            fraction = _fraction(event, summary, fractions)
            note = str(event["DESCRIPTION"]).strip() if event.get("DESCRIPTION") else None
            name = fraction["name"] if fraction else summary
            found.add(Collection(day, name, fraction["id"] if fraction else None, note))
    return sorted(found, key=lambda c: (c.day, c.name))
