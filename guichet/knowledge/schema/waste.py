"""Waste: waste.yml, waste/<zone>.ics and library/objets.yml."""

import re
import unicodedata
from typing import Annotated, Self

from icalendar import Calendar, Component
from pydantic import Field, model_validator

from guichet.knowledge.schema.directory import Link, PlaceKind
from guichet.knowledge.schema.fields import (
    Date,
    Entry,
    Id,
    Line,
    Name,
    Names,
    Telephone,
    Text,
    Url,
    ZoneId,
    one_of,
    refused,
)
from guichet.knowledge.schema.vocabulary import FRACTIONS

#: Recurrence finer than a day would let a small file expand without end.
RECURRENCES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
MOST_EVENTS = 1000


class Provider(Entry):
    """Who collects."""

    name: Name
    telephone: Telephone | None = None
    url: Url | None = None


class Fraction(Entry):
    """A kind of waste collected at the door; an id of the usual ones is shared by all (``vocabulary.FRACTIONS``)."""

    id: Id
    name: Name
    aliases: Names = Field(default_factory=list)
    container: Name | None = None


class Waste(Entry):
    """waste.yml: collections; each zone has its calendar in waste/<zone>.ics."""

    fractions: Annotated[list[Fraction], Field(max_length=30)] = Field(default_factory=list)
    zones: Annotated[list[ZoneId], Field(max_length=60)] = Field(default_factory=list)
    provider: Provider | None = None
    put_out_from: Line | None = None


class ThrowObject(Entry):
    """An object to throw away: the fraction it goes in, or the kinds of place that take it, or what to do in ``note``."""

    id: Id
    name: Name
    synonyms: Names = Field(default_factory=list)
    fraction: Annotated[str, one_of(FRACTIONS)] | None = None
    place_kinds: Annotated[list[PlaceKind], Field(max_length=5)] = Field(default_factory=list)
    note: Text | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.fraction or self.place_kinds or self.note):
            raise refused("dites où va l’objet : fraction, place_kinds ou note")
        return self


class Objects(Entry):
    """library/objets.yml: the objects of « où jeter ? » and where the rules come from."""

    source: Annotated[list[Link], Field(min_length=1, max_length=40)]
    verified_on: Date
    review_by: Date | None = None
    objects: Annotated[list[ThrowObject], Field(max_length=2000)]


def plain(text: str) -> str:
    """Lower case without accents or repeated space, to compare names."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"\s+", " ", "".join(letter for letter in decomposed if not unicodedata.combining(letter))).strip()


def check_calendar(text: str, fractions: list[Fraction]) -> list[str]:
    """What is wrong with a zone's calendar, in French; empty when it can be used.

    Each event names its fraction by id in ``CATEGORIES``, or by name or alias in ``SUMMARY``.
    """
    try:
        calendar = Calendar.from_ical(text)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError):
        return ["attendu : un calendrier iCalendar (BEGIN:VCALENDAR … END:VCALENDAR)"]
    events = calendar.walk("VEVENT")
    if not events:
        return ["attendu : au moins une collecte (VEVENT)"]
    if len(events) > MOST_EVENTS:
        return [f"attendu : {MOST_EVENTS} collectes (VEVENT) au plus, il y en a {len(events)}"]
    known = {plain(name) for fraction in fractions for name in (fraction.id, fraction.name, *fraction.aliases)}
    problems: list[str] = []
    for number, event in enumerate(events, 1):
        name = f"collecte n° {number} (« {str(event.get('SUMMARY', ''))[:60]} »)"
        if event.get("DTSTART") is None or not hasattr(event["DTSTART"], "dt"):
            problems.append(f"{name} : attendu une date de début (DTSTART)")
        if not set(map(plain, categories(event))) & known and plain(str(event.get("SUMMARY", ""))) not in known:
            problems.append(
                f"{name} : aucune fraction de waste.yml n’a ce nom (SUMMARY) ni cet identifiant (CATEGORIES)"
            )
        if not recurrence_allowed(event):
            problems.append(f"{name} : répétition refusée, attendu FREQ={', '.join(sorted(RECURRENCES))}")
    return problems


def categories(event: Component) -> list[str]:
    """The event's categories as plain strings."""
    value = event.get("CATEGORIES", [])
    lists = value if isinstance(value, list) else [value]
    return [str(category) for item in lists for category in getattr(item, "cats", [item])]


def recurrence_allowed(event: Component) -> bool:
    """Whether the event does not repeat, or repeats by days, weeks, months or years."""
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if str((rule.get("FREQ") or ["?"])[0]).upper() not in RECURRENCES:
            return False
        if any(rule.get(part) for part in ("BYHOUR", "BYMINUTE", "BYSECOND")):
            return False
    return True
