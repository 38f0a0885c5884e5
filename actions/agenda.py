"""What is on in the commune."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.directory import LONGEST_LINK, cut
from actions.hours import relative_day
from actions.named_by_words import keywords, shared, villages
from actions.turn import Turn, choice
from brain.french import day_label, hour_label, range_label, sentence
from brain.nlu.dates import BRUSSELS, find_dates
from brain.text import plain

COMING = 30
"""Days shown when no date is asked."""
MOST_EVENTS = 5
MOST_TIMES = 3
"""Dates said of an event that comes back."""
_HOLIDAYS = re.compile(r"\b(?:vacances|conges?)\b")
"""School holidays are called as the feasts ("les vacances de carnaval"), and are no event."""
_WHEN = re.compile(r"\b(?:quand|date|dates|quel(?:le)?s? (?:jour|date|heure)s?|prochaine?s?|a lieu|commence|debute)\b")


def _start(event: Mapping[str, Any]) -> tuple[date, datetime | None]:
    """The day, and the hour unless it lasts the whole day."""
    text = event["start"]
    if "T" not in text:
        return date.fromisoformat(text), None
    moment = datetime.fromisoformat(text)
    return moment.date(), moment


def _last_day(event: Mapping[str, Any]) -> date:
    end = event.get("end")
    if not end:
        return _start(event)[0]
    # An all-day event ends, in iCalendar, on the day after its last.
    return (
        datetime.fromisoformat(end).date()
        if "T" in end
        else max(_start(event)[0], date.fromisoformat(end) - timedelta(days=1))
    )


def events_between(snapshot: Mapping[str, Any], first: date, last: date) -> list[Mapping[str, Any]]:
    """The events under way between two days, both included, in order."""
    found = [e for e in snapshot["agenda"] if _start(e)[0] <= last and _last_day(e) >= first]
    return sorted(found, key=lambda e: e["start"])


def event_line(event: Mapping[str, Any], today: date) -> str:
    """ "Samedi 5 décembre à 14 h : Marché de Noël, Place du Brouillard"."""
    day, moment = _start(event)
    when = relative_day(day, today) + (f" à {hour_label(moment)}" if moment else "")
    where = f", {event['location']}" if event.get("location") else ""
    return f"{sentence(when)[:-1]} : {event['summary']}{where}"


def _named(turn: Turn) -> list[tuple[int, int, Mapping[str, Any]]]:
    """The coming events that share words with the message: how many, of how many, and the event.

    A feast's name is a date too. "Noël" asks for what is on that day; "marché de Noël" for the market, and "Saint-Nicolas" for the event that
    is called nothing else.
    """
    if _HOLIDAYS.search(plain(turn.text)):
        return []
    where, today = villages(turn.snapshot), turn.now.date()
    said = keywords(turn.text, besides=where)
    as_date = keywords(" ".join(str(e.get("text") or "") for e in turn.entities if e["entity"] == "date"))
    found = []
    for event in turn.snapshot["agenda"]:
        name = keywords(event["summary"], besides=where)
        count = shared(said, name)
        if count and _last_day(event) >= today and (count > shared(as_date, name) or count == len(name)):
            found.append((count, len(name), event))
    most = max((count for count, _, _ in found), default=0)
    return sorted((row for row in found if row[0] == most), key=lambda row: str(row[2]["start"]))


def outright(turn: Turn) -> list[Mapping[str, Any]]:
    """The events that the message surely means: by two words of their name, or by all of it."""
    return [event for count, words, event in _named(turn) if count > 1 or count == words]


def asks_when(turn: Turn) -> bool:
    """Whether the message asks for a date or an hour."""
    return turn.facet == "hours" or _WHEN.search(plain(turn.text)) is not None


def times(events: Sequence[Mapping[str, Any]], today: date) -> str:
    """ "samedi 12 décembre de 11 h à 21 h, puis dimanche 13 décembre de 11 h à 21 h"."""
    rows = []
    for event in events[:MOST_TIMES]:
        (day, begins), last, end = _start(event), _last_day(event), event.get("end")
        if begins is None:
            rows.append(relative_day(day, today) if last == day else range_label(day, last, today))
            continue
        ends = datetime.fromisoformat(end) if end and "T" in end and last == day else None
        rows.append(
            relative_day(day, today)
            + (f" de {hour_label(begins)} à {hour_label(ends)}" if ends else f" à {hour_label(begins)}")
        )
    return ", puis ".join(rows)


def events_answer(turn: Turn, events: Sequence[Mapping[str, Any]]) -> Answer:
    """When and where the events named are."""
    rows, links = [], []
    for summary, group in groupby(sorted(events, key=lambda e: str(e["summary"])), key=lambda e: str(e["summary"])):
        of_name = sorted(group, key=lambda e: str(e["start"]))
        first = of_name[0]
        row = f"{summary} : {times(of_name, turn.now.date())}."
        row += f" Lieu : {first['location']}." if first.get("location") else ""
        row += f" {sentence(first['description'])}" if first.get("description") else ""
        rows.append((first["start"], row))
        links += [{"title": cut(summary, LONGEST_LINK), "url": first["url"]}] if first.get("url") else []
    shown = [row for _, row in sorted(rows)][:MOST_EVENTS]
    text = shown[0] if len(shown) == 1 else "\n".join(f"• {row}" for row in shown)
    return Answer(
        text, [choice("À venir", "agenda")], links[:MOST_EVENTS], remember={"topic": "agenda", "date": _day(rows)}
    )


def _day(rows: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The day of the first of several events, as a ``date`` entity's value: "où ?" is asked of it next."""
    day = date.fromisoformat(min(rows)[0][:10])
    begins = datetime(day.year, day.month, day.day, tzinfo=BRUSSELS)
    return {
        "from": begins.isoformat(),
        "to": (begins + timedelta(days=1)).isoformat(),
        "grain": "day",
        "label": day_label(day),
    }


def where(turn: Turn, day: Mapping[str, Any]) -> Answer:
    """The events of the day talked of, each with its place."""
    of_day = {"entity": "date", "value": day, "text": "", "start": 0, "end": 0}
    given = on_days(replace(turn, entities=(of_day,)))
    return replace(given, remember={"topic": "agenda", "date": day})


def on_the_day(turn: Turn, events: Sequence[Mapping[str, Any]]) -> Answer:
    """The events named that are on the day asked, if any day is; that none is, and when they are, else."""
    name = keywords(" ".join(str(event["summary"]) for event in events))
    dates = [e for e in turn.entities if e["entity"] == "date" and isinstance(e["value"], Mapping)]
    asked = next((e for e in dates if not shared(keywords(str(e.get("text") or "")), name)), None)
    if asked is None:
        return events_answer(turn, events)
    first, last = _days(asked["value"])
    then = [event for event in events if _start(event)[0] <= last and _last_day(event) >= first]
    if then:
        return events_answer(turn, then)
    given = events_answer(turn, events)
    return replace(given, text=f"Pas à cette date.\n{given.text}")


def _days(when: Mapping[str, Any]) -> tuple[date, date]:
    """First and last day of a ``date`` entity's value."""
    begins, ends = datetime.fromisoformat(when["from"]), datetime.fromisoformat(when["to"])
    return begins.date(), max(begins, ends - timedelta(seconds=1)).date()


def answer(turn: Turn) -> Answer:
    """The events named, those of the date asked, or the coming ones."""
    named = [event for _, _, event in _named(turn)]
    if named:
        return on_the_day(turn, named)
    given = on_days(turn)
    looked_for = keywords(turn.text, besides=villages(turn.snapshot))
    if looked_for and asks_when(turn) and not turn.entity("date"):
        return replace(given, text=f"Je ne trouve pas cet événement à l’agenda communal.\n{given.text}")
    return given


def on_days(turn: Turn) -> Answer:
    """The events of the date asked, or the coming ones."""
    today, when = turn.now.date(), turn.entity("date")
    first, last = today, today + timedelta(days=COMING)
    if isinstance(when, Mapping):
        first, last = _days(when)
    found = events_between(turn.snapshot, first, last)
    remember = {"date": when}
    if found:
        rows = [event_line(e, today) for e in found[:MOST_EVENTS]]
        links = [
            {"title": cut(e["summary"], LONGEST_LINK), "url": e["url"]} for e in found[:MOST_EVENTS] if e.get("url")
        ]
        text = (
            f"{rows[0]}."
            if len(rows) == 1
            else "\n".join([f"Au programme {turn.snapshot['commune']['with_a']} :", *(f"• {row}" for row in rows)])
        )
        if len(found) > MOST_EVENTS:
            text += f"\nEt {len(found) - MOST_EVENTS} autre{'s' if len(found) > MOST_EVENTS + 1 else ''} ensuite : donnez-moi une date."
        return Answer(
            text,
            [choice("Ce week-end", "agenda", date=_weekend(today))] if not when else [choice("À venir", "agenda")],
            links,
            remember=remember,
        )
    website = turn.snapshot["commune"].get("website")
    links = [{"title": "Site de la commune", "url": website}] if website else []
    label = when["label"] if isinstance(when, Mapping) else f"dans les {COMING} jours à venir"
    text = f"Je ne vois rien à l’agenda communal, {label}."
    coming = events_between(turn.snapshot, last + timedelta(days=1), last + timedelta(days=365))
    if coming:
        line = event_line(coming[0], today)
        text += f" Ensuite, {line[0].lower()}{line[1:]}."
    return Answer(text, links=links, remember=remember)


def _weekend(today: date) -> dict[str, str]:
    """The coming week-end, as a ``date`` entity's value."""
    return find_dates("ce week-end", datetime(today.year, today.month, today.day, 12, tzinfo=BRUSSELS))[0].value()


class ActionAgenda(Action):
    """``action_agenda``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_agenda"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say what is on."""
        turn = Turn.from_tracker(tracker)
        return say(dispatcher, turn, answer(turn))
