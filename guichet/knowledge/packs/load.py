"""From a pack to rows, in one transaction: the commune has all of it or what it had before."""

from typing import Any

from django.db import models, transaction

from guichet.communes.models import Commune
from guichet.knowledge import feeds, snapshots
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


@transaction.atomic
def load_pack(pack: Pack) -> Commune:
    """Put a pack in the database in place of what the commune had, and publish it."""
    facts = pack.commune
    commune, _ = Commune.objects.update_or_create(
        slug=facts.slug,
        defaults={"name": facts.name, "with_de": facts.with_de, "with_a": facts.with_a},
        create_defaults={
            "slug": facts.slug,
            "name": facts.name,
            "with_de": facts.with_de,
            "with_a": facts.with_a,
            "languages": [facts.language],
        },
    )
    # Rows that others refer to go last.
    for model in (Service, Street, Place, WasteZone, Closure, Price, Person, WasteFraction, LocalCard):
        model._default_manager.filter(commune=commune).delete()
    _profile(pack, commune)
    _rows(Place, pack.places, commune)
    places = {place.key: place for place in Place.objects.filter(commune=commune)}
    _rows(Service, pack.services, commune, lambda service: {"place": places.get(service.place)})
    _rows(WasteFraction, pack.waste.fractions, commune)
    WasteZone.objects.bulk_create(
        WasteZone(commune=commune, position=position, key=zone, ics=pack.calendars[zone])
        for position, zone in enumerate(pack.waste.zones)
    )
    zones = {zone.key: zone for zone in WasteZone.objects.filter(commune=commune)}
    _rows(Street, pack.streets, commune, lambda street: {"zone": zones.get(street.zone)})
    _rows(Closure, pack.closures, commune)
    _rows(Price, pack.prices, commune)
    _rows(Person, pack.people, commune)
    _rows(LocalCard, list(pack.cards.values()), commune)
    _feeds(pack, commune)
    # The pack's own feed files are read at once; those at an address are the worker's.
    feeds.refresh(commune, local_only=True)
    snapshots.publish(commune)
    return commune


@transaction.atomic
def load_library(library: Library) -> None:
    """Put the library in the database in place of what was there, and publish every commune again."""
    Card.objects.all().delete()
    Card.objects.bulk_create(Card.of_entry(card) for card in library.cards.values())
    ThrowObject.objects.all().delete()
    ObjectsSource.objects.all().delete()
    if library.objects:
        head = library.objects.model_dump(mode="json", include={"source"})
        ObjectsSource.objects.create(
            **head, verified_on=library.objects.verified_on, review_by=library.objects.review_by
        )
        objects = enumerate(library.objects.objects)
        ThrowObject.objects.bulk_create(ThrowObject.of_entry(item, position=position) for position, item in objects)
    snapshots.publish_on_commit(Commune.objects.filter(profile__isnull=False))


def _rows(model: type[CommuneRow], entries: list[Any], commune: Commune, relations: Any = lambda entry: {}) -> None:
    rows = [
        model.of_entry(entry, commune=commune, position=position, **relations(entry))
        for position, entry in enumerate(entries)
    ]
    manager: models.Manager[Any] = model._default_manager
    manager.bulk_create(rows)


def _profile(pack: Pack, commune: Commune) -> None:
    profile = CommuneProfile.objects.filter(commune=commune).first() or CommuneProfile(commune=commune)
    profile.fill(pack.commune)
    provider = pack.waste.provider
    profile.waste_provider_name = provider.name if provider else ""
    profile.waste_provider_telephone = (provider and provider.telephone) or ""
    profile.waste_provider_url = (provider and provider.url) or ""
    profile.put_out_from = pack.waste.put_out_from or ""
    profile.greeting = pack.texts.greeting or ""
    profile.save()


def _feeds(pack: Pack, commune: Commune) -> None:
    """A feed whose source has not changed keeps its last good copy."""
    Feed.objects.filter(commune=commune).exclude(key__in=[source.id for source in pack.feeds]).delete()
    for position, source in enumerate(pack.feeds):
        feed = Feed.objects.filter(commune=commune, key=source.id).first() or Feed(commune=commune, key=source.id)
        local_copy = pack.feed_files.get(source.file, "") if source.file else ""
        before = (feed.kind, feed.url, feed.local_copy)
        feed.fill(source)
        feed.position, feed.local_copy = position, local_copy
        if before != (feed.kind, feed.url, feed.local_copy):
            feed.last_good, feed.last_good_at, feed.error = "", None, ""
            if feed.pk:
                feed.agenda_items.all().delete()
                feed.news_items.all().delete()
        feed.save()
