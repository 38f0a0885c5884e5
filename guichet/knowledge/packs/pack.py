"""A commune's pack and the library, in memory: what the files say, valid."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AfterValidator, Field, TypeAdapter

from guichet.knowledge.schema.cards import Card, LocalCard
from guichet.knowledge.schema.directory import Closure, CommuneFacts, Person, Place, Price, Service, Street, Texts
from guichet.knowledge.schema.feeds import FeedSource
from guichet.knowledge.schema.fields import unique
from guichet.knowledge.schema.waste import Objects, Waste


def _unique_ids(items: list[Service]) -> list[Service]:
    return unique(items, "id", "l’identifiant (id)")


_Ids = AfterValidator(_unique_ids)
#: One file each: its name without « .yml » and the shape of what it holds.
FILES: dict[str, TypeAdapter[Any]] = {
    "commune": TypeAdapter(CommuneFacts),
    "services": TypeAdapter(Annotated[list[Service], Field(max_length=200), _Ids]),
    "places": TypeAdapter(Annotated[list[Place], Field(max_length=1000), _Ids]),
    "closures": TypeAdapter(Annotated[list[Closure], Field(max_length=500)]),
    "streets": TypeAdapter(Annotated[list[Street], Field(max_length=5000)]),
    "prices": TypeAdapter(Annotated[list[Price], Field(max_length=500), _Ids]),
    "people": TypeAdapter(Annotated[list[Person], Field(max_length=60)]),
    "waste": TypeAdapter(Waste),
    "feeds": TypeAdapter(Annotated[list[FeedSource], Field(max_length=10), _Ids]),
    "texts": TypeAdapter(Texts),
}
CARD = TypeAdapter(Card)
LOCAL_CARD = TypeAdapter(LocalCard)
OBJECTS = TypeAdapter(Objects)
#: A pack without these is not one; an absent other file says nothing.
REQUIRED = ("commune", "services", "places")
LARGEST_CALENDAR = 500_000
LARGEST_FEED = 2_000_000


@dataclass
class Pack:
    """What a pack's folder says. ``calendars``: iCalendar text by zone; ``feed_files``: text by file name."""

    commune: CommuneFacts
    services: list[Service]
    places: list[Place]
    closures: list[Closure] = field(default_factory=list)
    streets: list[Street] = field(default_factory=list)
    prices: list[Price] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    waste: Waste = field(default_factory=Waste)
    feeds: list[FeedSource] = field(default_factory=list)
    texts: Texts = field(default_factory=Texts)
    calendars: dict[str, str] = field(default_factory=dict)
    feed_files: dict[str, str] = field(default_factory=dict)
    cards: dict[str, LocalCard] = field(default_factory=dict)


@dataclass
class Library:
    """The shared cards, by topic, and the objects of « où jeter ? » (None: no objets.yml)."""

    cards: dict[str, Card] = field(default_factory=dict)
    objects: Objects | None = None
