"""From the text of a feed to its items, bounded. A text that is not the feed it should be is refused whole."""

import calendar
import datetime as dt
import io
import itertools
import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from xml.etree.ElementTree import ParseError

import feedparser
import recurring_ical_events
from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]
from django.utils.html import strip_tags
from icalendar import Calendar
from pydantic import TypeAdapter, ValidationError

from guichet.clock import BRUSSELS
from guichet.knowledge.feeds.fetch import FeedError
from guichet.knowledge.schema.fields import Url
from guichet.knowledge.schema.waste import recurrence_allowed

#: The agenda reaches this far; a citizen seldom asks further.
DAYS_AHEAD = 120
MOST_OCCURRENCES = 300
MOST_ARTICLES = 60
MOST_EVENTS = 5000
_url = TypeAdapter(Url)


@dataclass(frozen=True)
class Occurrence:
    """One occurrence of an event; ``start`` and ``end`` are aware, midnight in Belgium when ``all_day``."""

    uid: str
    summary: str
    start: dt.datetime
    end: dt.datetime | None
    all_day: bool
    location: str
    url: str
    description: str


@dataclass(frozen=True)
class Article:
    """One piece of news."""

    title: str
    url: str
    published: dt.date | None
    summary: str


def agenda(text: str, today: dt.date) -> list[Occurrence]:
    """What happens from ``today`` on, for ``DAYS_AHEAD`` days, in order.

    Events that repeat by the hour or quicker, cancelled ones and ones without title are left out.

    :raises FeedError: not an iCalendar text.
    """
    try:
        parsed = Calendar.from_ical(text)
        events = parsed.walk("VEVENT")
        if parsed.name != "VCALENDAR" or len(events) > MOST_EVENTS:
            raise FeedError(f"attendu un calendrier iCalendar de {MOST_EVENTS} activités au plus")
        parsed.subcomponents = [
            part
            for part in parsed.subcomponents
            if part.name != "VEVENT"
            or (
                part.get("DTSTART")
                and part.get("SUMMARY")
                and part.get("STATUS") != "CANCELLED"
                and recurrence_allowed(part)
            )
        ]
        query = recurring_ical_events.of(parsed, skip_bad_series=True)
        start = dt.datetime.combine(today, dt.time(), BRUSSELS)
        found = [_occurrence(event) for event in query.between(start, start + dt.timedelta(days=DAYS_AHEAD))]
    except FeedError:
        raise
    except Exception as error:  # The two libraries raise many kinds on a bad text; all mean the same here.
        raise FeedError("attendu un calendrier iCalendar (BEGIN:VCALENDAR … END:VCALENDAR)") from error
    return sorted(found, key=lambda item: (item.start, item.uid))[:MOST_OCCURRENCES]


def news(text: str) -> list[Article]:
    """The articles, the newest first; one without title is left out.

    :raises FeedError: not an RSS or Atom text.
    """
    try:
        # Refuses document types and entities, which can expand without end; feedparser alone is more lenient.
        fromstring(text.encode(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise FeedError("attendu un flux RSS ou Atom bien formé") from None
    # From a stream: feedparser would take a string for an address to fetch or a file to open.
    parsed = feedparser.parse(io.BytesIO(text.encode()))
    if not parsed.version:
        raise FeedError("attendu un flux RSS ou Atom")
    articles = [_article(entry) for entry in itertools.islice(parsed.entries, MOST_ARTICLES)]
    found = [article for article in articles if article.title]
    return sorted(found, key=lambda article: article.published or dt.date.min, reverse=True)


def _occurrence(event: Any) -> Occurrence:
    start = event["DTSTART"].dt
    # The library gives an end to an event that has none: its start.
    end = event["DTEND"].dt if event.get("DTEND") and event["DTEND"].dt != start else None
    return Occurrence(
        uid=_words(event.get("UID", ""), 255) or _words(event["SUMMARY"], 200),
        summary=_words(event["SUMMARY"], 200),
        start=_aware(start),
        end=_aware(end) if end else None,
        all_day=not isinstance(start, dt.datetime),
        location=_words(event.get("LOCATION", ""), 200),
        url=_address(event.get("URL", "")),
        description=_words(event.get("DESCRIPTION", ""), 500),
    )


def _article(entry: Any) -> Article:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    published = (
        dt.datetime.fromtimestamp(calendar.timegm(moment), dt.UTC).astimezone(BRUSSELS).date() if moment else None
    )
    return Article(
        title=_words(entry.get("title", ""), 200),
        url=_address(entry.get("link", "")),
        published=published,
        summary=_words(entry.get("summary", ""), 400),
    )


def _aware(moment: dt.date | dt.datetime) -> dt.datetime:
    if not isinstance(moment, dt.datetime):
        return dt.datetime.combine(moment, dt.time(), BRUSSELS)
    return moment.astimezone(BRUSSELS) if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)


def _words(value: Any, most: int) -> str:
    """Plain text on one line: no markup, no control character."""
    plain = unescape(strip_tags(str(value)))
    plain = re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+", " ", plain).strip()
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def _address(value: Any) -> str:
    try:
        return str(_url.validate_python(str(value).strip()))
    except ValidationError:
        return ""
