"""The knowledge of the communes, in rows that staff edit."""

from guichet.knowledge.models.cards import Card, LocalCard
from guichet.knowledge.models.commune import CommuneProfile
from guichet.knowledge.models.directory import Closure, Person, Place, Price, Service
from guichet.knowledge.models.feeds import AgendaItem, Feed, NewsItem
from guichet.knowledge.models.snapshot import Snapshot
from guichet.knowledge.models.waste import ObjectsSource, Street, ThrowObject, WasteFraction, WasteZone

__all__ = [
    "AgendaItem",
    "Card",
    "Closure",
    "CommuneProfile",
    "Feed",
    "LocalCard",
    "NewsItem",
    "ObjectsSource",
    "Person",
    "Place",
    "Price",
    "Service",
    "Snapshot",
    "Street",
    "ThrowObject",
    "WasteFraction",
    "WasteZone",
]
