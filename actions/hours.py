"""Opening hours of a service or a place: now, on a day, at an hour, over a range of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import Answer, say
from actions.directory import (
    Target,
    competent,
    contact_point,
    mentioned_in_text,
    named,
    not_found,
    offer,
    offer_most_asked,
    reception,
    related_topic,
)
from actions.opening import Interval, OpenDay, Timetable, clock, local, overlapping
from actions.place_card import place_card
from actions.turn import Turn, choice
from brain.french import agreed, day_label, is_or_are, listed, of, range_label, sentence

MOST_ANSWERS = 2
MOST_COMPARED = 4
"""Places of one kind whose hours on a day are said together."""
LONG_ENOUGH = timedelta(minutes=45)
"""Of a morning or an evening: what closes a quarter of an hour into it is not open then."""
OF_ANY_DAY = {"au matin": "le matin", "après-midi": "l’après-midi", "en soirée": "le soir", "dans la nuit": "la nuit"}
"""Parts of "samedi 28 novembre au matin" where no day is named."""
LONGEST_LIST = 8
"""Days listed one by one; a longer range only says what differs."""


def relative_day(day: date, today: date) -> str:
    """ "aujourd’hui, lundi 23 novembre", "demain, mardi 24 novembre" or "samedi 28 novembre"."""
    prefix = {0: "aujourd’hui, ", 1: "demain, "}.get((day - today).days, "")
    return prefix + day_label(day, today)


def opening_sentence(table: Timetable, after: datetime, today: date) -> str:
    """When it opens next, or "" when nothing is known of the next weeks."""
    found = table.next_opening(after)
    if found is None:
        return ""
    return f" Prochaine ouverture : {relative_day(found.start.date(), today)}, {found.label()}."


def _closed(name: str, open_day: OpenDay) -> str:
    reason = f" ({open_day.reason})" if open_day.reason else ""
    return f"{agreed(name, 'fermé')}{reason}"


def now_text(target: Target, table: Timetable, now: datetime) -> str:
    """Open or closed at this moment."""
    name, be = target.the_name, is_or_are(target.name)
    under_way = table.at(now)
    if under_way:
        until = "" if under_way.end - under_way.start >= timedelta(hours=24) else f", jusqu’à {clock(under_way.end)}"
        text = f"Oui, {name} {be} {agreed(target.name, 'ouvert')} en ce moment{until}."
        return text + (f" {sentence(under_way.comment)}" if under_way.comment else "")
    day = table.day(now.date())
    reason = f" ({day.reason})" if day.reason else ""
    text = sentence(f"{name} {be} {agreed(target.name, 'fermé')} en ce moment{reason}")
    return text + opening_sentence(table, now, now.date())


def day_text(target: Target, table: Timetable, day: date, now: datetime) -> str:
    """Open or closed on a day, and its hours."""
    open_day, when = table.day(day), relative_day(day, now.date())
    subject = f"{sentence(when)[:-1]}, {target.the_name} {is_or_are(target.name)}"
    if not open_day.intervals:
        after = max(now, datetime.combine(day, datetime.min.time()))
        return f"{subject} {_closed(target.name, open_day)}.{opening_sentence(table, after, now.date())}"
    reason = f" ({open_day.reason})" if open_day.reason else ""
    text = f"{subject} {agreed(target.name, 'ouvert')} {open_day.label()}{reason}."
    if day == now.date() and table.at(now) is None and open_day.intervals[-1].end <= now:
        text += f" C’est fermé maintenant.{opening_sentence(table, now, now.date())}"
    return text


def _span(when: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """From when to when, in local time."""
    return local(datetime.fromisoformat(when["from"])), local(datetime.fromisoformat(when["to"]))


def _open_then(intervals: Sequence[Interval], when: Mapping[str, Any]) -> list[Interval]:
    return overlapping(intervals, *_span(when), LONG_ENOUGH if when["grain"] == "part" else timedelta())


def hour_text(target: Target, table: Timetable, when: Mapping[str, Any], now: datetime) -> str:
    """Open or closed at an hour, or over a part of a day."""
    begins = _span(when)[0]
    open_day = table.day(begins.date())
    found = _open_then(open_day.intervals, when)
    state = agreed(target.name, "ouvert" if found else "fermé")
    text = f"{'Oui' if found else 'Non'}, {when['label']}, {target.the_name} {is_or_are(target.name)} {state}"
    if found:
        reason = f" ({open_day.reason})" if open_day.reason else ""
        return f"{text}, {' et '.join(i.label() for i in found)}{reason}."
    text += f" ({open_day.reason})." if open_day.reason else "."
    if open_day.intervals:
        return f"{text} Ce jour-là, c’est ouvert {open_day.label()}."
    return text + opening_sentence(table, max(now, begins), now.date())


def dayless_text(target: Target, table: Timetable, when: Mapping[str, Any], now: datetime) -> str:
    """Open or closed at an hour of no day in particular: today's answer, else the days that are open then."""
    begins, ends = _span(when)
    day, that_day = table.day(begins.date()), relative_day(begins.date(), now.date())
    if _open_then(day.intervals, when):
        return hour_text(target, table, when, now)
    said = when["label"].removeprefix(day_label(begins.date(), now.date())).strip()
    hour = sentence(OF_ANY_DAY.get(said, said))[:-1]
    subject = f"{target.the_name} {is_or_are(target.name)}"
    rows = table.usually_open(begins, ends, LONG_ENOUGH if when["grain"] == "part" else timedelta())
    if rows:
        return f"Pas {that_day}. {hour}, {subject} {agreed(target.name, 'ouvert')} {' ; '.join(rows)}."
    text = f"Non, {hour[0].lower()}{hour[1:]}, {subject} {agreed(target.name, 'fermé')} tous les jours."
    if day.intervals:
        return f"{text} {sentence(that_day)[:-1]}, c’est ouvert {day.label()}."
    return text + opening_sentence(table, max(now, begins), now.date())


def _stretches(days: Sequence[OpenDay]) -> list[str]:
    """Days as rows; those in a row that differ from the usual in the same way are told as one stretch."""
    rows: list[list[OpenDay]] = []
    for day in days:
        alike = rows and day.reason and (rows[-1][-1].reason, rows[-1][-1].label()) == (day.reason, day.label())
        if alike and day.day - rows[-1][-1].day == timedelta(days=1):
            rows[-1].append(day)
        else:
            rows.append([day])
    today = days[0].day
    return [
        f"• {sentence(range_label(row[0].day, row[-1].day, today))[:-1]} : {row[0].label()}"
        + (f" ({row[0].reason})" if row[0].reason else "")
        for row in rows
    ]


def range_text(target: Target, table: Timetable, first: date, last: date, now: datetime) -> str:
    """A range of days: each day when few, only what differs when many, one sentence when all are closed."""
    days = [table.day(first + timedelta(days=n)) for n in range((last - first).days + 1)]
    label = range_label(first, last, now.date())
    if not any(day.intervals for day in days):
        reasons = listed(list(dict.fromkeys(day.reason for day in days if day.reason)))
        closed = f"{target.the_name} {is_or_are(target.name)} {agreed(target.name, 'fermé')} {label}"
        after = max(now, datetime.combine(last, datetime.max.time()))
        return (
            f"{sentence(closed)[:-1]}{f' ({reasons})' if reasons else ''}.{opening_sentence(table, after, now.date())}"
        )
    head = f"{sentence(target.the_name)[:-1]}, {label}"
    if len(days) <= LONGEST_LIST:
        return "\n".join([f"{head} :", *_stretches(days)])
    special = [day for day in days if day.reason]
    rows = [f"• {label} : {hours}" for label, hours in table.usual_week(first)]
    text = "\n".join([f"{head}, heures habituelles :", *rows])
    return "\n".join([text, "Sauf :", *_stretches(special)]) if special else text


def week_text(target: Target, table: Timetable, now: datetime) -> str:
    """The state now and the usual week."""
    state = now_text(target, table, now).removeprefix("Oui, ")
    rows = [f"• {label} : {hours}" for label, hours in table.usual_week(now.date())]
    return "\n".join([sentence(state), "Heures habituelles :", *rows])


def dated_text(target: Target, table: Timetable, when: Mapping[str, Any] | None, now: datetime) -> str:
    """The hours at ``when``, a ``date`` entity's value (architecture §5), or in general."""
    now = local(now)
    if when is None:
        return week_text(target, table, now)
    begins, ends = _span(when)
    if when.get("passed"):
        gone = day_label(date.fromisoformat(when["passed"]), now.date())
        this_time = {name: value for name, value in when.items() if name != "passed"}
        return f"Le {gone} est passé. {dated_text(target, table, this_time, now)}"
    if when["grain"] == "now":
        return now_text(target, table, now)
    if when.get("dayless"):
        return dayless_text(target, table, when, now)
    if when["grain"] in ("hour", "part"):
        return hour_text(target, table, when, now)
    last = (ends - timedelta(seconds=1)).date()
    if when["grain"] == "range" and last > begins.date():
        return range_text(target, table, begins.date(), last, now)
    return day_text(target, table, begins.date(), now)


def unknown_hours(turn: Turn, target: Target) -> Answer:
    """Nobody entered the hours: what the commune says of them if anything, and whom to ask."""
    whom, links = contact_point(turn.snapshot, target)
    note = target.record.get("hours_note")
    text = f"Je n’ai pas les heures d’ouverture {of(target.the_name)}."
    if note and target.field("telephone"):
        text += f" {sentence(note)} Téléphone : {target.field('telephone')}."
    else:
        text += f" {sentence(note)}" if note else ""
        text += f" Demandez-les {whom}."
    return Answer(text, links=links, card=place_card(turn.snapshot, target, turn.now), remember=target.entity())


def _gap(text: str) -> str:
    return "\n" if "\n" in text else " "


def _exceptional(table: Timetable, dates: list[Any]) -> bool:
    """Whether the days asked have hours of their own: the note is about the usual ones, and would contradict them."""
    days = [local(datetime.fromisoformat(when["from"])).date() for when in dates if when["grain"] != "range"]
    return bool(days) and all(table.day(day).reason for day in days)


def answer_for(turn: Turn, target: Target, dates: list[Any]) -> Answer:
    """The hours of one service or place."""
    table = Timetable(turn.snapshot, target)
    if not table.known:
        return unknown_hours(turn, target)
    text = "\n".join(dated_text(target, table, when, turn.now) for when in dates or [None])
    if table.from_place and target.place and target.kind == "service":
        text += f"{_gap(text)}Ce sont les heures du lieu : {target.place['name']}."
    if table.note and not _exceptional(table, dates):
        text += f"{_gap(text)}{sentence(table.note)}"
    choices = [
        choice("Adresse", "adresse", **target.entity()),
        choice("Téléphone", "contact_service", **target.entity()),
    ]
    if dates:
        choices.insert(0, choice("Toutes les heures", "horaires", **target.entity()))
    remember = {**target.entity(), "date": dates[0] if dates else None}
    return Answer(text, choices, card=place_card(turn.snapshot, target, turn.now), remember=remember)


def ask_which(turn: Turn, intent: str, question: str, targets: list[Target] | None = None, **remember: Any) -> Answer:
    """Ask which service or place is meant."""
    kept = {name: value for name, value in remember.items() if value is not None}
    choices = offer(targets, intent, **kept) if targets else offer_most_asked(turn.snapshot, intent, **kept)
    return Answer(question, choices, remember={"asked": "place", **kept})


def which_place(turn: Turn, targets: list[Target], dates: list[Any]) -> Answer:
    """Several places fit: the hours of each on the day asked when they are few, and which one is meant."""
    question, when = "De quel lieu parlez-vous ?", dates[0] if dates else None
    tables = [Timetable(turn.snapshot, target) for target in targets]
    if when and when["grain"] != "range" and len(targets) <= MOST_COMPARED and all(t.known for t in tables):
        day = local(datetime.fromisoformat(when["from"])).date()
        rows = [_row(target, table.day(day)) for target, table in zip(targets, tables)]
        question = "\n".join([f"{sentence(relative_day(day, turn.now.date()))[:-1]} :", *rows, question])
    return ask_which(turn, "horaires", question, targets, date=when)


def _row(target: Target, day: OpenDay) -> str:
    label = day.label() if day.intervals else agreed(target.name, "fermé")
    return f"• {target.name} : {label}" + (f" ({day.reason})" if day.reason else "")


def which_of_all(turn: Turn, dates: list[Any]) -> Answer:
    """No place is named: the building where the reception is, then what people ask most."""
    desk, when = reception(turn.snapshot), dates[0] if dates else None
    house = desk.place if desk else None
    text = "De quel service ou de quel lieu voulez-vous les heures ?"
    if house and house.get("opening_hours"):
        target = Target("place", house, house)
        known = dated_text(target, Timetable(turn.snapshot, target), when, turn.now) if when else ""
        text = f"{known}\nPour un autre lieu ou un service précis, choisissez ou écrivez son nom." if known else text
    return ask_which(turn, "horaires", text, date=when)


def answers(turn: Turn) -> list[Answer]:
    """One answer for each place named, two at most."""
    dates = [value for value in turn.entity_values("date") if isinstance(value, Mapping)][:MOST_ANSWERS]
    mentions = named(turn) or [[t] for t in mentioned_in_text(turn)]
    if not mentions:
        handler = competent(turn.snapshot, related_topic(turn)) if not turn.entities else None
        if handler is None:
            return [which_of_all(turn, dates)]
        mentions = [[handler]]
    given = []
    for targets in mentions[:MOST_ANSWERS]:
        if not targets:
            text, links = not_found(turn)
            given.append(Answer(text, links=links))
        elif len(targets) > 1:
            given.append(which_place(turn, targets, dates))
        else:
            given.append(answer_for(turn, targets[0], dates))
    return given


class ActionHours(Action):
    """``action_hours``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_hours"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say when it is open."""
        turn = Turn.from_tracker(tracker)
        return say(dispatcher, turn, *answers(turn))
