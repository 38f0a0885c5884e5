"""Packs that hypothesis makes: every field, any printable text, references that hold."""

import datetime as dt
from typing import Any

from guichet.knowledge.packs.pack import Pack
from guichet.knowledge.schema import cards, directory, feeds, waste
from guichet.knowledge.schema.vocabulary import (
    APPOINTMENT_NEEDS,
    PAYMENT_METHODS,
    PERSON_ROLES,
    PLACE_KINDS,
    SERVICE_ROLES,
)
from guichet.knowledge.topics import topics
from hypothesis import strategies as st

_LETTERS = st.characters(
    exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co"], exclude_characters="\ufeff\ufffe\uffff"
)
_TRAPS = st.sampled_from(
    [
        "null",
        "true",
        "- a",
        "a: b",
        "# x",
        "'",
        '"',
        "5.00",
        "2026-11-23",
        "{a}",
        "[",
        "&a",
        "*",
        "!x",
        "?x",
        ":x",
        "%",
        "@",
        "yes",
        "~",
        "« ? »",
        "\u202f",
    ]
)


def _stripped(text: str) -> str:
    return "\n".join(text.strip().splitlines())


def line(most: int = 60) -> st.SearchStrategy[str]:
    """A text on one line, often with what YAML might misread."""
    words = st.lists(st.text(_LETTERS, min_size=1, max_size=8) | _TRAPS, min_size=1, max_size=5).map(" ".join)
    return words.map(lambda text: text.strip()[:most].strip()).filter(bool)


TEXT = st.lists(line(80) | st.just(""), min_size=1, max_size=4).map("\n".join).map(str.strip).filter(bool)
ID = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,5})?", fullmatch=True)
TOPIC = st.sampled_from(list(topics()))
DAY = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
URL = st.from_regex(r"https?://[a-z]{1,9}\.example(/[a-z0-9?=%~#-]{0,9})?", fullmatch=True)
PHONE = st.from_regex(r"\+32 81 00 00 [0-9]{2}", fullmatch=True)
EMAIL = st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.example", fullmatch=True)
HOURS = st.sampled_from(
    ["24/7", "Mo-Fr 09:00-12:00,13:00-16:00", "Sa[1] 09:00-11:30", "Apr-Oct Tu-Sa 09:00-17:00; Nov-Mar Sa 10:00-12:00"]
)
NAMES = st.lists(line(), max_size=3)
POSTCODE = st.integers(1000, 9999).map(str)
ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:x\r\nCATEGORIES:omr\r\n"
    "DTSTART;VALUE=DATE:20261124\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The value or null."""
    return st.none() | strategy


def link() -> st.SearchStrategy[directory.Link]:
    """A page."""
    return st.builds(directory.Link, title=line(), url=URL)


@st.composite
def places(draw: st.DrawFn, ids: list[str], localities: list[str]) -> list[directory.Place]:
    """A place for each id."""
    made = []
    for place_id in ids:
        spot = draw(maybe(st.tuples(st.floats(-90, 90), st.floats(-180, 180))))
        spot = spot and tuple(round(degrees, 6) for degrees in spot)
        made.append(
            directory.Place(
                id=place_id,
                kind=draw(st.sampled_from(list(PLACE_KINDS))),
                name=draw(line()),
                aliases=draw(NAMES),
                street=draw(maybe(line())),
                postal_code=draw(maybe(POSTCODE)),
                locality=draw(maybe(st.sampled_from(localities))),
                latitude=spot and spot[0],
                longitude=spot and spot[1],
                telephone=draw(maybe(PHONE)),
                email=draw(maybe(EMAIL)),
                url=draw(maybe(URL)),
                opening_hours=draw(maybe(HOURS)),
                closed_on_holidays=draw(st.booleans()),
                hours_note=draw(maybe(TEXT)),
            )
        )
    return made


@st.composite
def services(draw: st.DrawFn, ids: list[str], places: list[str]) -> list[directory.Service]:
    """A service for each id."""
    appointment = st.builds(
        directory.Appointment,
        needed=st.sampled_from(list(APPOINTMENT_NEEDS)),
        url=maybe(URL),
        telephone=maybe(PHONE),
        note=maybe(TEXT),
    )
    return [
        directory.Service(
            id=service_id,
            role=draw(st.sampled_from(list(SERVICE_ROLES))),
            name=draw(line()),
            aliases=draw(NAMES),
            place=draw(maybe(st.sampled_from(places))) if places else None,
            telephone=draw(maybe(PHONE)),
            opening_hours=draw(maybe(HOURS)),
            hours_note=draw(maybe(TEXT)),
            handles=draw(st.lists(TOPIC, max_size=3)),
            appointment=draw(appointment),
            description=draw(maybe(TEXT)),
        )
        for service_id in ids
    ]


@st.composite
def local_cards(draw: st.DrawFn) -> dict[str, cards.LocalCard]:
    """Overrides, in the order of the topics."""
    made = {}
    chosen = draw(st.sets(TOPIC, max_size=3))
    for topic in [topic for topic in topics() if topic in chosen]:
        made[topic] = cards.LocalCard(
            topic=topic,
            answer=draw(maybe(TEXT)),
            evidence=draw(maybe(st.lists(line(), min_size=1, max_size=3))),
            online=draw(maybe(link())),
            note=draw(TEXT),
        )
    return made


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    """A whole pack."""
    ids = draw(st.lists(ID, min_size=3, max_size=7, unique=True))
    place_ids, service_ids = ids[:-2], ids[-2:]
    localities = draw(st.lists(line(40), min_size=1, max_size=3, unique=True))
    zones = draw(st.lists(st.from_regex(r"[a-z]{1,4}[0-9]?", fullmatch=True), max_size=2, unique=True))
    closed = st.tuples(
        DAY,
        st.integers(0, 30),
        st.sampled_from(["closed", "09:00-12:00"]),
        st.lists(st.sampled_from([*ids, "*"]), min_size=1, max_size=3),
        line(),
    )
    fraction = st.builds(waste.Fraction, id=st.just("omr"), name=line(), aliases=NAMES, container=maybe(line()))
    agenda = feeds.FeedSource(id="agenda", kind="agenda", file="agenda.ics")
    news = feeds.FeedSource(id="nouvelles", kind="news", url=draw(URL))
    return Pack(
        commune=directory.CommuneFacts(
            slug=draw(ID),
            name=draw(line()),
            with_de=draw(line()),
            with_a=draw(line()),
            postal_codes=draw(st.lists(POSTCODE, min_size=1, max_size=2)),
            localities=localities,
            province=draw(line()),
            website=draw(URL),
            telephone=draw(PHONE),
            email=draw(EMAIL),
            emergency_note=draw(maybe(TEXT)),
            online_desk=draw(maybe(link())),
            payment_methods=draw(st.lists(st.sampled_from(list(PAYMENT_METHODS)), max_size=3)),
            person_service=service_ids[0],
        ),
        services=draw(services(service_ids, place_ids)),
        places=draw(places(place_ids, localities)),
        closures=[
            directory.Closure(
                start=start, end=start + dt.timedelta(days=days), hours=hours, targets=targets, reason=reason
            )
            for start, days, hours, targets, reason in draw(st.lists(closed, max_size=3))
        ],
        streets=[
            directory.Street(
                name=f"Rue {number} {draw(line(20))}",
                aliases=draw(NAMES),
                locality=draw(st.sampled_from(localities)),
                zone=draw(maybe(st.sampled_from(zones))) if zones else None,
            )
            for number in range(draw(st.integers(0, 3)))
        ],
        prices=[
            directory.Price(
                id=price_id,
                topic=draw(TOPIC),
                label=draw(line()),
                amount=draw(maybe(st.decimals(0, 9999, places=2).map(str))),
                note=draw(maybe(TEXT)),
                valid_from=draw(DAY),
            )
            for price_id in draw(st.lists(ID, max_size=3, unique=True))
        ],
        people=draw(
            st.lists(
                st.builds(
                    directory.Person,
                    role=st.sampled_from(list(PERSON_ROLES)),
                    title=line(),
                    name=maybe(line()),
                    duties=maybe(TEXT),
                    email=maybe(EMAIL),
                    telephone=maybe(PHONE),
                    appointment=maybe(TEXT),
                ),
                max_size=2,
            )
        ),
        waste=waste.Waste(
            fractions=[draw(fraction)],
            zones=zones,
            provider=draw(maybe(st.builds(waste.Provider, name=line(), telephone=maybe(PHONE), url=maybe(URL)))),
            put_out_from=draw(maybe(line())),
        ),
        feeds=[agenda, news],
        texts=directory.Texts(greeting=draw(maybe(TEXT))),
        calendars=dict.fromkeys(zones, ICS),
        feed_files={"agenda.ics": draw(st.sampled_from([ICS, ICS.replace("\r\n", "\n"), "vide\n"]))},
        cards=draw(local_cards()),
    )
