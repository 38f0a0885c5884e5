"""The two demo communes and the objects are complete, fictional and well written."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import recurring_ical_events
from guichet.knowledge.packs.pack import Pack
from guichet.knowledge.packs.read import read_library, read_pack
from guichet.knowledge.packs.references import problems_of
from guichet.knowledge.schema.vocabulary import PLACE_KINDS, SERVICE_ROLES
from guichet.knowledge.topics import topics
from icalendar import Calendar
from opening_hours import OpeningHours

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def brume() -> Pack:
    return read_pack(ROOT / "communes" / "val-de-brume")


@pytest.fixture(scope="module")
def roche() -> Pack:
    return read_pack(ROOT / "communes" / "roche-sur-ourlette")


def test_the_large_one_is_complete(brume: Pack) -> None:
    assert {service.role for service in brume.services} == set(SERVICE_ROLES)
    assert {place.kind for place in brume.places} == set(PLACE_KINDS)
    assert len(brume.streets) >= 60
    assert len(brume.commune.localities) == 5
    assert len(brume.prices) >= 40
    assert len(brume.cards) >= 30
    assert list(brume.calendars) == ["A", "B", "C"]
    assert {street.zone for street in brume.streets} == {"A", "B", "C"}
    assert brume.closures
    assert brume.feed_files.keys() == {"agenda.ics", "news.xml"}


def test_streets_that_look_alike(brume: Pack) -> None:
    names = [(street.name, street.locality) for street in brume.streets]
    assert ("Rue de la Station", "Brumagne") in names
    assert ("Rue de la Stacion", "Sart-la-Brume") in names
    assert {locality for name, locality in names if name == "Rue du Moulin"} == {"Brumagne", "Rivelette"}


def test_every_matter_has_a_service(brume: Pack) -> None:
    handled = {topic for service in brume.services for topic in service.handles}
    spoken = {topic.id for topic in topics().values() if topic.domain in {"bavardage", "hors_sujet"}}
    nobody_here = {"urgence", "garde"}  # 112 and the doctors on duty: no service of the commune.
    assert set(topics()) - spoken - nobody_here - handled == set()


def test_places_without_hours_say_why(brume: Pack) -> None:
    assert [place.id for place in brume.places if not place.opening_hours and not place.hours_note] == []


@pytest.mark.parametrize(
    ("place", "moment", "is_open"),
    [
        ("recyparc-brumagne", "2026-11-28T10:00", True),
        ("recyparc-brumagne", "2026-11-28T17:30", False),
        ("recyparc-brumagne", "2026-11-30T10:00", False),
        ("recyparc-brumagne", "2027-07-07T09:30", False),
        ("recyparc-brumagne", "2027-07-07T17:30", True),
        ("bibliotheque-brumagne", "2026-11-24T16:00", True),
        ("bibliotheque-brumagne", "2027-07-06T16:00", False),
        ("cimetiere-brumagne", "2027-04-01T19:00", True),
        ("cimetiere-brumagne", "2026-11-23T19:00", False),
        ("maison-communale", "2026-12-05T10:00", True),
        ("maison-communale", "2026-12-12T10:00", False),
        ("maison-communale", "2026-11-26T18:00", True),
    ],
)
def test_hours_mean_what_was_meant(brume: Pack, place: str, moment: str, is_open: bool) -> None:
    hours = next(item.opening_hours for item in brume.places if item.id == place)
    assert OpeningHours(hours).is_open(dt.datetime.fromisoformat(moment)) is is_open


def collected(pack: Pack, zone: str, day: str) -> set[str]:
    events = recurring_ical_events.of(Calendar.from_ical(pack.calendars[zone])).at(dt.date.fromisoformat(day))
    return {str(event["CATEGORIES"].cats[0]) for event in events}


@pytest.mark.parametrize(
    ("zone", "day", "fractions"),
    [
        ("A", "2026-11-24", {"pmc"}),
        ("A", "2026-11-23", {"omr", "organique"}),
        ("A", "2027-03-29", set()),  # Easter Monday: the Saturday before.
        ("A", "2027-03-27", {"omr", "organique"}),
        ("B", "2026-11-11", set()),  # Armistice: the Saturday after.
        ("B", "2026-11-14", {"omr", "organique"}),
        ("C", "2026-12-25", set()),
        ("C", "2026-12-26", {"omr", "organique", "pmc"}),
        ("C", "2027-01-01", set()),
        ("C", "2027-01-02", {"omr", "organique"}),
        ("C", "2027-12-31", {"omr", "organique"}),
        ("A", "2027-01-09", {"sapins"}),
        ("A", "2026-12-03", {"encombrants"}),
    ],
)
def test_collections_and_their_moved_days(brume: Pack, zone: str, day: str, fractions: set[str]) -> None:
    assert collected(brume, zone, day) == fractions


def test_no_collection_on_a_holiday(brume: Pack, roche: Pack) -> None:
    fixed = [(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)]
    movable = ["2026-04-06", "2026-05-14", "2026-05-25", "2027-03-29", "2027-05-06", "2027-05-17"]
    days = movable + [f"{year}-{month:02}-{day:02}" for year in (2026, 2027) for month, day in fixed]
    for pack in (brume, roche):
        assert {(zone, day) for zone in pack.calendars for day in days if collected(pack, zone, day)} == set()


def test_the_small_one_is_different_in_everything(brume: Pack, roche: Pack) -> None:
    assert (len(roche.services), len(roche.places), len(roche.streets)) == (5, 5, 12)
    assert not {place.id for place in brume.places} & {place.id for place in roche.places}
    assert not {service.id for service in brume.services} & {service.id for service in roche.services}
    assert not set(brume.commune.localities) & set(roche.commune.localities)
    same = {price.id: price.amount for price in brume.prices}
    assert all(price.amount != same.get(price.id) for price in roche.prices if price.amount)


@pytest.mark.parametrize("slug", ["val-de-brume", "roche-sur-ourlette"])
class TestWriting:
    def text(self, slug: str) -> str:
        files = [*(ROOT / "communes" / slug).rglob("*.yml"), *(ROOT / "communes" / slug).rglob("*.xml")]
        lines = [line for file in files for line in file.read_text().splitlines() if not line.startswith("#")]
        return "\n".join(lines)

    def test_nobody_real_can_be_reached(self, slug: str) -> None:
        text = self.text(slug)
        assert set(re.findall(r"\+32 \d\d 00 00 ", text)) <= {"+32 81 00 00 ", "+32 61 00 00 "}
        assert re.findall(r"\+32(?! (?:81|61) 00 00 \d\d)", text) == []
        hosts = {*re.findall(r"@([\w.-]+)", text), *re.findall(r"https?://([\w.-]+)", text)}
        assert {host for host in hosts if not host.rstrip(".").endswith(f"{slug}.example")} == set()

    def test_no_person_is_named(self, slug: str) -> None:
        assert [person.name for person in read_pack(ROOT / "communes" / slug).people if person.name] == []

    def test_typography(self, slug: str) -> None:
        text = self.text(slug)
        assert re.findall(r"\w'\w+", text) == []
        assert re.findall(r".{0,20} [?!;»]", text) == []
        assert re.findall(r"« .{0,20}|.{0,20} :", text) == []

    def test_all_references_hold(self, slug: str) -> None:
        assert problems_of(read_pack(ROOT / "communes" / slug)) == []


@pytest.fixture(scope="module")
def objects() -> Any:
    return read_library(ROOT / "library").objects


class TestObjects:
    def test_there_are_many_with_belgian_names(self, objects: Any) -> None:
        assert len(objects.objects) >= 170
        names = {name for item in objects.objects for name in (item.name, *item.synonyms)}
        assert {"frigolite", "vidanges", "essuie-tout", "GSM", "langes", "brol", "Gyproc", "sac à pellets"} <= names

    @pytest.mark.parametrize(
        ("name", "fraction", "kinds"),
        [
            ("capsule de café", "pmc", []),
            ("lange", "omr", []),
            ("frigolite", None, ["recyparc"]),
            ("vêtements", None, ["bulle_vetements"]),
            ("bouteille en verre", None, ["bulle_verre"]),
            ("plat en Pyrex", None, ["recyparc"]),
            ("médicaments", None, []),
            ("piles", None, ["recyparc"]),
            ("essuie-tout", "organique", []),
            ("bouteille de gaz rechargeable", None, []),
        ],
    )
    def test_rules(self, objects: Any, name: str, fraction: str | None, kinds: list[str]) -> None:
        item = next(item for item in objects.objects if name in (item.name, *item.synonyms))
        assert (item.fraction, item.place_kinds) == (fraction, kinds)

    def test_what_goes_nowhere_says_what_to_do(self, objects: Any) -> None:
        assert [
            item.id for item in objects.objects if not item.fraction and not item.place_kinds and not item.note
        ] == []
        assert [item.id for item in objects.objects if item.fraction == "organique" and not item.note] == []

    def test_sources(self, objects: Any) -> None:
        assert len(objects.source) >= 10
        assert objects.verified_on == dt.date(2026, 11, 23)
