"""What is on in the commune."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.directory import LONGEST_LINK, cut
from actions.hours import relative_day
from actions.turn import Turn, choice
from brain.french import hour_label, sentence
from brain.nlu.dates import BRUSSELS, find_dates

COMING = 30
"""Days shown when no date is asked."""
MOST_EVENTS = 5


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


def answer(turn: Turn) -> Answer:
    """The events of the date asked, or the coming ones."""
    today, when = turn.now.date(), turn.entity("date")
    first, last = today, today + timedelta(days=COMING)
    if isinstance(when, Mapping):
        begins, ends = datetime.fromisoformat(when["from"]), datetime.fromisoformat(when["to"])
        first, last = begins.date(), max(begins, ends - timedelta(seconds=1)).date()
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
