"""Waste collections at a citizen's street: the next ones, those of a fraction, those of a day."""

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

from actions import agenda, colours, streets
from actions.answer import Answer, say
from actions.collections_calendar import Collection, between
from actions.directory import LONGEST_LINK, cut, spoken, telephone_link, where_to_ask
from actions.hours import relative_day
from actions.turn import Turn, choice
from brain.french import day_label, listed, sentence
from brain.text import plain

COMING = 14
"""Days shown when no date is asked."""
LOOK_AHEAD = 62
MOST_DAYS = 4
_AFTER = re.compile(r"\b(?:cel(?:le|ui)|ceux|celles) d'apres\b|\bsuivante?s?\b|\bla fois d'apres\b")
"""The collection after the one just said."""
_WEEK_OF = re.compile(r"\bsemaine (?:de|d'|du) ?(?=\w)(?!prochaine)")
EVENING = 17
"""Hour from which a message speaks of an evening."""
_STREET = re.compile(
    r"(?<!\bma )(?<!notre )(?<!cette )(?<!votre )(?<!quelle )(?<!chaque )\b(?:rue|avenue|chemin|impasse|ruelle|boulevard)"
    r" (?:(?:de la|de l['’]|du|des|de) ?)?(?:ste?[ .-]+)?(?!svp|stp|merci|est|sont|et|ou|le|la)\w{3,}(?: \w+){0,2}",
    re.IGNORECASE,
)


def provider(turn: Turn) -> tuple[str, list[dict[str, str]]]:
    """Whom to ask about collections: the one who collects, else the commune."""
    who = turn.snapshot["waste"].get("provider")
    if not who or not (who.get("telephone") or who.get("url")):
        return where_to_ask(turn.snapshot)
    links = [telephone_link(who["telephone"])] if who.get("telephone") else []
    links += [{"title": cut(who["name"], LONGEST_LINK), "url": who["url"]}] if who.get("url") else []
    how = spoken(who["telephone"]) if who.get("telephone") else who["url"]
    return f"Renseignements : {who['name']}, {how}.", links


def _days(value: Mapping[str, Any] | None) -> tuple[date, date] | None:
    """First and last day of a ``date`` entity's value."""
    if not value:
        return None
    first, end = datetime.fromisoformat(value["from"]), datetime.fromisoformat(value["to"])
    return first.date(), max(first, end - timedelta(seconds=1)).date()


def _week_of(turn: Turn) -> Mapping[str, Any] | None:
    """The ``date`` entity's value, widened to its week for "la semaine de Noël"."""
    value = turn.entity("date")
    days = _days(value) if isinstance(value, Mapping) else None
    if not days or days[0] != days[1] or not _WEEK_OF.search(plain(turn.text)):
        return value if isinstance(value, Mapping) else None
    begins = datetime.fromisoformat(value["from"])
    monday = begins - timedelta(days=begins.weekday())
    return {
        "from": monday.isoformat(),
        "to": (monday + timedelta(days=7)).isoformat(),
        "grain": "range",
        "label": f"semaine du {day_label(monday.date(), turn.now.date())}",
    }


def _rows(found: Sequence[Collection], today: date) -> list[str]:
    rows = []
    for day, group in groupby(found, key=lambda c: c.day):
        of_day = list(group)
        notes = [c.note for c in of_day if c.note]
        rows.append(
            f"• {sentence(relative_day(day, today))[:-1]} : {listed([c.name for c in of_day])}"
            + (f" ({notes[0].rstrip('.')})" if notes else "")
        )
    return rows


def _card(turn: Turn, title: str, found: Sequence[Collection]) -> dict[str, Any]:
    days = [
        {
            "date": day.isoformat(),
            "label": sentence(day_label(day, turn.now.date()))[:-1],
            "fractions": [c.name for c in group],
        }
        for day, group in groupby(found, key=lambda c: c.day)
    ]
    return {"type": "collections", "title": title, "days": days}


def _put_out(turn: Turn) -> str:
    since = turn.snapshot["waste"].get("put_out_from")
    return f" À sortir {since}." if since else ""


def _fraction(turn: Turn) -> Mapping[str, Any] | None:
    wanted = turn.entity("fraction")
    fractions: Sequence[Mapping[str, Any]] = turn.snapshot["waste"].get("fractions", ())
    if wanted is None and _AFTER.search(plain(turn.text)):
        wanted = turn.context.get("fraction")
    known = next((f for f in fractions if f["id"] == wanted), None)
    if known or wanted:
        return known
    return _named_fraction(turn) or colours.fraction(turn.snapshot, _without_street(turn))


def _without_street(turn: Turn) -> str:
    """The message without its street: "rue Verte" is no green bin."""
    text = plain(turn.text)
    for street in (turn.entity("street"), _typed_street(turn)):
        text = text.replace(plain(street), " ") if isinstance(street, str) else text
    return text


def _named_fraction(turn: Turn) -> Mapping[str, Any] | None:
    """The fraction whose name holds the day that was read: "les sapins de Noël" asks about firs, not about 25 December."""
    said = plain(turn.text)
    days = [plain(e["text"]) for e in turn.entities if e["entity"] == "date" and e.get("text")]
    fractions: Sequence[Mapping[str, Any]] = turn.snapshot["waste"].get("fractions", ())
    for fraction in fractions:
        for name in (plain(n) for n in (fraction["name"], *fraction.get("aliases", ()))):
            words = name.split()
            if any(day in name for day in days) and words[0].rstrip("s") in said:
                return fraction
    return None


def _remember(turn: Turn, street: str | None, **more: Any) -> dict[str, Any]:
    fraction = turn.entity("fraction") or (colours.fraction(turn.snapshot, _without_street(turn)) or {}).get("id")
    return {"street": street, "fraction": fraction, "date": turn.entity("date"), **more}


def ask_street(turn: Turn) -> Answer:
    """The street is needed."""
    return Answer(
        "Dans quelle rue habitez-vous ? Le nom de la rue suffit, sans le numéro.",
        remember=_remember(turn, None, asked="street"),
    )


def unknown_street(turn: Turn, typed: str) -> Answer:
    """No street of the commune looks like it."""
    asked, links = provider(turn)
    name = typed.strip()[:60]
    text = (
        f"Je ne trouve pas « {name} » {turn.snapshot['commune']['with_a']}. Vérifiez son nom et réécrivez-le. {asked}"
    )
    return Answer(
        text, [choice("Parler à quelqu’un", "parler_humain")], links, remember=_remember(turn, None, asked="street")
    )


def which_street(turn: Turn, alike: Sequence[Mapping[str, Any]]) -> Answer:
    """Several streets look like it."""
    kept = {name: value for name, value in _remember(turn, None).items() if value}
    labels = [streets.label(turn.snapshot, s) for s in alike]
    remember = _remember(turn, None, asked="street")
    if len(labels) == 1:
        yes = choice("Oui", "collecte_dechets", street=labels[0], **kept)
        other = choice("Une autre rue", "collecte_dechets", **kept)
        return Answer(f"Voulez-vous dire « {labels[0]} » ?", [yes, other], remember=remember)
    choices = [choice(label, "collecte_dechets", street=label, **kept) for label in labels]
    return Answer("De quelle rue s’agit-il ?", choices, remember=remember)


def no_calendar(turn: Turn, name: str) -> Answer:
    """The street has no zone, or its zone no calendar."""
    asked, links = provider(turn)
    return Answer(
        f"Je n’ai pas le calendrier des collectes pour « {name} ». {asked}", links=links, remember=_remember(turn, name)
    )


def _of_day(
    turn: Turn, name: str, zone: str, days: tuple[date, date], fraction: Mapping[str, Any] | None
) -> Answer | None:
    """What is collected on the days asked; what comes next when nothing is."""
    today, (first, last) = turn.now.date(), days
    found = between(turn.snapshot, zone, first, last)
    if found is None:
        return None
    if fraction:
        found = [c for c in found if c.fraction == fraction["id"]]
    when = turn.entity("date")["label"] if first != last else relative_day(first, today)
    choices = [choice("Toutes les collectes", "collecte_dechets", street=name)]
    if found:
        rows = _rows(found, today)
        text = rows[0][2:] + "." if len(rows) == 1 else "\n".join([f"{name} :", *rows])
        if len(rows) == 1:
            text = f"{name}, {text[0].lower()}{text[1:]}"
        put_out = _put_out(turn) if last >= today else ""
        return Answer(
            text + (put_out if len(rows) == 1 else f"\n{put_out.strip()}" if put_out else ""),
            choices,
            card=_card(turn, name, found),
            remember=_remember(turn, name),
        )
    coming = (
        between(
            turn.snapshot, zone, max(last, today) + timedelta(days=1), max(last, today) + timedelta(days=LOOK_AHEAD)
        )
        or []
    )
    if not coming:
        asked, links = provider(turn)
        return Answer(
            f"Mon calendrier des collectes ne va pas jusque-là. {asked}", choices, links, remember=_remember(turn, name)
        )
    coming = [c for c in coming if fraction is None or c.fraction == fraction["id"]]
    what = f"pas de collecte « {fraction['name']} »" if fraction else "pas de collecte"
    text = f"{sentence(when)[:-1]} : {what}, {name}."
    if coming:
        names = listed([c.name for c in coming if c.day == coming[0].day])
        text += f" Prochaine collecte : {relative_day(coming[0].day, today)} ({names})."
    return Answer(text, choices, card=_card(turn, name, coming[:1]), remember=_remember(turn, name))


def _evening(turn: Turn) -> date | None:
    """The day whose evening is asked ("ce soir"): what is put out then is collected the next morning."""
    when = turn.entity("date")
    if not isinstance(when, Mapping) or when.get("grain") not in ("part", "hour"):
        return None
    begins = datetime.fromisoformat(when["from"])
    return begins.date() if begins.hour >= EVENING else None


def _to_put_out(turn: Turn, name: str, zone: str, evening: date, fraction: Mapping[str, Any] | None) -> Answer | None:
    """What to put out that evening, for the collection of the next day."""
    today, next_day = turn.now.date(), evening + timedelta(days=1)
    found = between(turn.snapshot, zone, next_day, next_day + timedelta(days=LOOK_AHEAD))
    if found is None:
        return None
    found = [c for c in found if fraction is None or c.fraction == fraction["id"]]
    then = [c for c in found if c.day == next_day]
    when = {0: "ce soir", 1: "demain soir"}.get((evening - today).days, f"le {day_label(evening, today)} au soir")
    choices = [choice("Toutes les collectes", "collecte_dechets", street=name)]
    since = turn.snapshot["waste"].get("put_out_from") or ""
    if then and "matin" not in plain(since):
        hour = since.removeprefix("la veille").strip()
        text = (
            f"{sentence(when)[:-1]}{f' {hour}' if hour else ''}, sortez : {listed([c.name for c in then])}. "
            f"La collecte passe {relative_day(next_day, today)}, {name}."
        )
        return Answer(text, choices, card=_card(turn, name, then), remember=_remember(turn, name))
    if then:
        text = (
            f"Rien {when} : ici, les déchets se sortent {since}. "
            f"Collecte {relative_day(next_day, today)}, {name} : {listed([c.name for c in then])}."
        )
        return Answer(text, choices, card=_card(turn, name, then), remember=_remember(turn, name))
    text = f"Rien à sortir {when}, {name}."
    if found:
        names = listed([c.name for c in found if c.day == found[0].day])
        text += f" Prochaine collecte : {relative_day(found[0].day, today)} ({names}).{_put_out(turn)}"
    return Answer(text, choices, card=_card(turn, name, found[:1]) if found else None, remember=_remember(turn, name))


def _coming(turn: Turn, name: str, zone: str, fraction: Mapping[str, Any] | None) -> Answer | None:
    """The next collections, or the next two of a fraction: those after the first when "the one after" is asked."""
    today = turn.now.date()
    found = between(turn.snapshot, zone, today, today + timedelta(days=LOOK_AHEAD if fraction else COMING))
    if found is None:
        return None
    if fraction:
        skipped = 1 if _AFTER.search(plain(turn.text)) else 0
        found = [c for c in found if c.fraction == fraction["id"]][skipped : skipped + 2]
        if found:
            days = [relative_day(c.day, today) for c in found]
            text = f"{name}, {fraction['name']} : {', puis '.join(days)}.{_put_out(turn)}"
            more = [choice("Toutes les collectes", "collecte_dechets", street=name)]
            remember = {**_remember(turn, name), "fraction": fraction["id"]}
            return Answer(text, more, card=_card(turn, name, found), remember=remember)
    days_shown = sorted({c.day for c in found})[:MOST_DAYS]
    found = [c for c in found if c.day in days_shown]
    if not found:
        asked, links = provider(turn)
        what = f"« {fraction['name']} »" if fraction else ""
        return Answer(
            f"Je ne vois pas de collecte {what} prévue pour « {name} ». {asked}",
            links=links,
            remember=_remember(turn, name),
        )
    text = "\n".join([f"Prochaines collectes, {name} :", *_rows(found, today)])
    put_out = _put_out(turn).strip()
    return Answer(
        text + (f"\n{put_out}" if put_out else ""),
        _fraction_choices(turn, name),
        card=_card(turn, name, found),
        remember=_remember(turn, name),
    )


def _fraction_choices(turn: Turn, name: str) -> list[dict[str, str]]:
    fractions = turn.snapshot["waste"].get("fractions", ())[:4]
    return [choice(f["name"], "collecte_dechets", street=name, fraction=f["id"]) for f in fractions]


def _typed_street(turn: Turn) -> str | None:
    """A street that the commune does not have is not recognised as one: "rue Machin" is still what the citizen wrote."""
    found = _STREET.search(turn.text)
    return found.group(0).strip() if found else None


def _village(turn: Turn) -> str | None:
    """The village that the message names beside the street ("rue du Moulin à Rivelette")."""
    said = f" {plain(turn.text)} "
    known = {str(s["locality"]) for s in turn.snapshot["streets"] if s.get("locality")}
    return next((name for name in sorted(known) if re.search(rf"(?<!\w){re.escape(plain(name))}(?!\w)", said)), None)


def answer(turn: Turn) -> Answer:
    """The collections asked for."""
    week = _week_of(turn)
    if week is not turn.entity("date"):
        others = [e for e in turn.entities if e["entity"] != "date"]
        turn = replace(turn, entities=(*others, {"entity": "date", "value": week, "text": "", "start": 0, "end": 0}))
    typed = turn.entity("street") or _typed_street(turn)
    events = agenda.outright(turn) if not typed and not turn.entity("fraction") else []
    if events:  # "la collecte de sang" is none of ours
        return agenda.on_the_day(turn, events)
    if not isinstance(typed, str) or not typed.strip():
        return ask_street(turn)
    streets_found = streets.find(turn.snapshot, typed)
    village = _village(turn)
    if streets_found.found is None and streets_found.alike and village:
        streets_found = streets.find(turn.snapshot, f"{typed} {village}")
    if streets_found.found is None:
        return which_street(turn, streets_found.alike) if streets_found.alike else unknown_street(turn, typed)
    name = streets.label(turn.snapshot, streets_found.found)
    zone = streets_found.found.get("zone")
    fraction = _fraction(turn)
    days = None if fraction and not turn.entity("fraction") else _days(turn.entity("date"))
    given = None
    evening = _evening(turn)
    if zone and evening:
        given = _to_put_out(turn, name, zone, evening, fraction)
    elif zone:
        given = _of_day(turn, name, zone, days, fraction) if days else _coming(turn, name, zone, fraction)
    return given or no_calendar(turn, name)


class ActionWaste(Action):
    """``action_waste``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_waste"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Say when it is collected."""
        turn = Turn.from_tracker(tracker)
        return say(dispatcher, turn, answer(turn))
