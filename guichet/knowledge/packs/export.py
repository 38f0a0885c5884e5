"""From rows to a pack: what the files would say."""

from typing import Any

from django.db import models, transaction

from guichet.communes.models import Commune
from guichet.knowledge.models import (
    Card,
    Closure,
    CommuneProfile,
    Feed,
    LocalCard,
    ObjectsSource,
    Person,
    Place,
    Price,
    Service,
    Street,
    ThrowObject,
    WasteFraction,
    WasteZone,
)
from guichet.knowledge.models.base import CommuneRow
from guichet.knowledge.packs.pack import Library, Pack
from guichet.knowledge.schema.cards import LocalCard as LocalCardEntry
from guichet.knowledge.schema.directory import Texts
from guichet.knowledge.schema.waste import Objects, Provider, Waste
from guichet.knowledge.topics import topics


@transaction.atomic
def export_pack(commune: Commune) -> Pack:
    """The commune's rows as a pack.

    :raises CommuneProfile.DoesNotExist: nobody has given the commune's facts.
    :raises pydantic.ValidationError: a row does not fit the schema (written past the admin's checks).
    """
    profile = CommuneProfile.objects.select_related("commune").get(commune=commune)
    zones = list(WasteZone.objects.filter(commune=commune))
    return Pack(
        commune=profile.entry(),
        services=_entries(Service, commune, "place"),
        places=_entries(Place, commune),
        closures=_entries(Closure, commune),
        streets=_entries(Street, commune, "zone"),
        prices=_entries(Price, commune),
        people=_entries(Person, commune),
        waste=_waste(profile, zones, commune),
        feeds=_entries(Feed, commune),
        texts=Texts(greeting=profile.greeting or None),
        calendars={zone.key: zone.ics for zone in zones},
        feed_files=dict(Feed.objects.filter(commune=commune).exclude(file="").values_list("file", "local_copy")),
        cards=local_cards(commune),
    )


@transaction.atomic
def export_library() -> Library:
    """The shared cards, in the order of the topics, and the objects."""
    cards = {row.topic: row.entry() for row in Card.objects.all()}
    return Library({topic: cards[topic] for topic in topics() if topic in cards}, _objects())


def local_cards(commune: Commune) -> dict[str, LocalCardEntry]:
    """What the commune changes in the shared cards, by topic, in the order of the topics."""
    cards = {row.topic: row.entry() for row in LocalCard.objects.filter(commune=commune)}
    return {topic: cards[topic] for topic in topics() if topic in cards}


def _objects() -> Objects | None:
    head = ObjectsSource.objects.first()
    if head is None:
        return None
    objects = [row.values() for row in ThrowObject.objects.all()]
    return Objects.model_validate(
        {"source": head.source, "verified_on": head.verified_on, "review_by": head.review_by, "objects": objects}
    )


def _waste(profile: CommuneProfile, zones: list[WasteZone], commune: Commune) -> Waste:
    provider = None
    if profile.waste_provider_name:
        provider = Provider(
            name=profile.waste_provider_name,
            telephone=profile.waste_provider_telephone or None,
            url=profile.waste_provider_url or None,
        )
    return Waste(
        fractions=_entries(WasteFraction, commune),
        zones=[zone.key for zone in zones],
        provider=provider,
        put_out_from=profile.put_out_from or None,
    )


def _entries(model: type[CommuneRow], commune: Commune, *relations: str) -> list[Any]:
    manager: models.Manager[Any] = model._default_manager
    return [row.entry() for row in manager.filter(commune=commune).select_related(*relations)]
