"""Dates that lean on the date of the last question: "et à midi ?" after "samedi", "et le 26 ?" after 24 December, "l'autre jeudi", "et après ?"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from brain.context.places import KIND_OF
from brain.meaning import Understood, entities
from brain.nlu.date_grammar import Days
from brain.nlu.date_leaning import About
from brain.nlu.dates import BRUSSELS, DateSpan, find_dates, whole_days
from brain.nlu.words import FUNCTION_WORDS
from brain.text import plain

LONGEST = 8
"""Words of a message that still leans on the last one."""
WEEKLY = frozenset({"collecte_dechets", "agenda"})
"""Topics that have nothing to tell of most days: what comes "after" a day is what comes in the week that follows it."""
DATED = WEEKLY | {"horaires"}
"""Topics whose question is asked again by a moment alone."""
NAMES = frozenset({"place", "service", "street"})
_JOINED = re.compile(r"^(?:et|ou|alors|sinon|mais|puis)\b")
_AFTER = re.compile(
    r"^(?:et |puis |alors )*(?:juste )?(?:apres|ensuite|(?:celle|celui|la fois) d'apres|l[ae] suivante?)(?: (?:ca|cela))?[ ?!.]*$"
)
_IN_THE_WEEK = re.compile(r"^(?:et |ou |alors )*(?:en|la|pendant la|les jours de) semaine[ ?!.]*$")
_WORD = re.compile(r"\w+")


def leaning(
    understood: Understood, text: str, context: Mapping[str, Any], now: datetime, cards: Mapping[str, Any]
) -> Understood:
    """The message with its dates counted from the date of the last question, when it leans on it; else as it is. ``cards``: the snapshot's."""
    if understood.get("topic") == "urgence" or not context.get("topic") or not _leans(understood, text):
        return understood
    about, hours = _days(context.get("date")), context["topic"] == "horaires"
    spans = (
        _after(text, about, context, now)
        or (_weekdays(text, now) if hours else [])
        or find_dates(text, now, about, leans=hours)
    )
    if not spans:
        return understood
    others = [e for e in understood["entities"] if e["entity"] != "date" and not _inside(e, spans)]
    found = sorted([*others, *(span.entity(text) for span in spans)], key=lambda entity: int(entity["start"]))
    read = {**understood, "entities": found}
    bare = understood.get("bare") and not understood.get("facet") and not others
    if not bare and not _only_dates(text, spans):
        return read
    last, unsure = context["topic"], understood.get("decision") != "answer"
    if last in cards and _tells(cards[last], spans, text):  # "et le dimanche ?" after when one may mow
        read |= {"decision": "answer", "topic": last, "confidence": 1.0}
    elif last in cards and unsure and (last in KIND_OF or not lasts(read)):
        # "et samedi ?" after what is done at a desk: when one can come. "Du 2 au 5" is when a container stands, and no visit.
        read |= {"decision": "answer", "topic": "horaires", "confidence": 1.0}
    elif last in DATED and understood.get("topic") != last:  # what a moment alone sounds like is no question
        read |= {"decision": "clarify", "topic": None}
    return read | {"bare": True}


def _days(when: Any) -> About | None:
    """First and last day of a ``date`` entity's value; None of an hour whose day was not said, and of "now"."""
    if not isinstance(when, Mapping) or when.get("dayless") or when["grain"] == "now":
        return None
    first, end = (datetime.fromisoformat(when[key]).astimezone(BRUSSELS) for key in ("from", "to"))
    last: date = max(first, end - timedelta(seconds=1)).date()
    return (first.date(), last) if when["grain"] in ("day", "range") else (first.date(), first.date())


def _leans(understood: Understood, text: str) -> bool:
    """A short message, that names no other place or street unless it goes on from the last one ("et la piscine à midi ?")."""
    named = NAMES & set(entities(understood))
    return len(text.split()) <= LONGEST and (not named or _JOINED.match(plain(text)) is not None)


def _weekdays(text: str, now: datetime) -> list[DateSpan]:
    """ "et en semaine ?": Monday to Friday, of the next whole week."""
    if not _IN_THE_WEEK.match(plain(text)):
        return []
    monday = now.astimezone(BRUSSELS).date() + timedelta(days=7 - now.astimezone(BRUSSELS).weekday())
    return [whole_days(Days(0, len(text), monday, monday + timedelta(days=4)), now.astimezone(BRUSSELS))]


def _after(text: str, about: About | None, context: Mapping[str, Any], now: datetime) -> list[DateSpan]:
    """ "et après ?": the day after the one talked of, or the week after where most days have nothing to tell."""
    if about is None or not _AFTER.match(plain(text)):
        return []
    long = context.get("topic") in WEEKLY or about[0] < about[1]
    first, last = about[1] + timedelta(days=1), about[1] + timedelta(days=7 if long else 1)
    return [whole_days(Days(0, len(text), first, last), now.astimezone(BRUSSELS))]


def lasts(understood: Understood) -> bool:
    """Whether the dates are a range of days."""
    return any(e["value"].get("grain") == "range" for e in understood["entities"] if e["entity"] == "date")


def _tells(card: Mapping[str, Any], spans: Sequence[DateSpan], text: str) -> bool:
    """Whether the card itself speaks of such a moment: "le dimanche", "le soir"."""
    told = set(_WORD.findall(plain(f"{card.get('answer') or ''} {card.get('conditions') or ''}")))
    said = {word for span in spans for word in _WORD.findall(plain(text[span.start : span.end]))}
    return any(len(word) > 3 and word.isalpha() and word not in FUNCTION_WORDS for word in said & told)


def _inside(entity: Mapping[str, Any], spans: Sequence[DateSpan]) -> bool:
    return any(entity["start"] < span.end and span.start < entity["end"] for span in spans)


def _only_dates(text: str, spans: Sequence[DateSpan]) -> bool:
    """Whether nothing but little words stands beside the dates."""
    rest = "".join(" " if any(s.start <= n < s.end for s in spans) else character for n, character in enumerate(text))
    return all(word in FUNCTION_WORDS for word in _WORD.findall(plain(rest)))
