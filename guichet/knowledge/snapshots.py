"""Published versions of a commune's knowledge: the documents that the brain answers from (docs/architecture.md §4).

A version is the first 16 hexadecimal digits of the SHA-256 of the canonical JSON: the same knowledge has the same version.
"""

import hashlib
import json
import logging
import threading
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from guichet.clock import BRUSSELS
from guichet.communes.models import Commune
from guichet.knowledge.models import AgendaItem, Card, CommuneProfile, NewsItem, Snapshot, ThrowObject
from guichet.knowledge.packs.export import export_pack
from guichet.knowledge.schema.directory import dump

logger = logging.getLogger(__name__)

#: Versions kept for each commune: a turn under way may still name the one before.
KEPT = 5
MOST_AGENDA = 200
MOST_NEWS = 30

_lock = threading.Lock()
_current: dict[int, Snapshot] = {}


class NotPublished(LookupError):
    """The commune has no snapshot yet: its pack has to be loaded."""


def current(commune: Commune) -> Snapshot:
    """The snapshot that is published now: one query for its version; the document stays in this process's memory.

    :raises NotPublished: none yet.
    """
    key = Snapshot.objects.filter(commune_id=commune.pk).values_list("pk", "version").first()
    if key is None:
        raise NotPublished(commune.slug)
    known = _current.get(commune.pk)
    if known is None or (known.pk, known.version) != key:
        # Pruned between the two queries: the newest one is there.
        known = Snapshot.objects.filter(pk=key[0]).first() or Snapshot.objects.filter(commune_id=commune.pk).first()
        if known is None:
            raise NotPublished(commune.slug)
        with _lock:
            _current[commune.pk] = known
    return known


@transaction.atomic
def publish(commune: Commune) -> Snapshot:
    """Make what the rows say now the current version; nothing changes when it already is.

    :raises NotPublished: the commune has no profile.
    :raises pydantic.ValidationError: a row does not fit the schema; the version before stays current.
    """
    # One publication at a time, so that the last one to start is the last one to win.
    Commune.objects.select_for_update().get(pk=commune.pk)
    content = document(commune)
    version = version_of(content)
    newest = Snapshot.objects.filter(commune=commune).only("version").first()
    if newest and newest.version == version:
        return newest
    snapshot, created = Snapshot.objects.get_or_create(commune=commune, version=version, defaults={"document": content})
    if not created:
        snapshot.published_at = timezone.now()
        snapshot.save(update_fields=["published_at"])
    kept = Snapshot.objects.filter(commune=commune).values_list("pk", flat=True)[:KEPT]
    Snapshot.objects.filter(commune=commune).exclude(pk__in=list(kept)).delete()
    logger.info("snapshot %s published for %s", version, commune.slug)
    return snapshot


def publish_on_commit(communes: Iterable[Commune]) -> None:
    """Publish these communes once the running transaction has succeeded; what one lacks is logged, not raised."""
    for commune in communes:
        transaction.on_commit(partial(_publish_or_log, commune))


def _publish_or_log(commune: Commune) -> None:
    try:
        publish(commune)
    except (NotPublished, ValueError) as error:
        # The values may be personal: a row is named by its schema, its content is not logged.
        logger.error("snapshot of %s not published: %s", commune.slug, type(error).__name__)


def version_of(content: dict[str, Any]) -> str:
    """The version of a document."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def document(commune: Commune) -> dict[str, Any]:
    """The commune's rows, the library and the feeds' items as docs/architecture.md §4 has them.

    :raises NotPublished: the commune has no profile.
    """
    try:
        pack = export_pack(commune)
    except CommuneProfile.DoesNotExist:
        raise NotPublished(commune.slug) from None
    waste = dump(pack.waste)
    waste["zones"] = [{"id": zone, "ics": pack.calendars[zone]} for zone in pack.waste.zones]
    return {
        "format": 1,
        "commune": dump(pack.commune),
        **{
            name: [dump(entry) for entry in getattr(pack, name)]
            for name in ("services", "places", "closures", "streets", "prices", "people")
        },
        "waste": waste,
        "objects": _objects({fraction.id for fraction in pack.waste.fractions}),
        "cards": _cards({topic: dump(card) for topic, card in pack.cards.items()}),
        "agenda": _agenda(commune),
        "news": _news(commune),
        "texts": dump(pack.texts),
    }


def _cards(local: dict[str, dict[str, Any]]) -> dict[str, Any]:
    cards = {}
    for row in Card.objects.all():
        card = {**dump(row.entry()), "note": None}
        card.update({name: value for name, value in local.get(row.topic, {}).items() if value is not None})
        cards[row.topic] = card
    return cards


def _objects(collected: set[str]) -> list[dict[str, Any]]:
    """The shared objects; a fraction that is not collected here is not a way to get rid of one."""
    objects = [dump(row.entry()) for row in ThrowObject.objects.all()]
    return [{**item, "fraction": item["fraction"] if item["fraction"] in collected else None} for item in objects]


def _agenda(commune: Commune) -> list[dict[str, Any]]:
    def moment(value: Any, all_day: bool) -> str | None:
        if value is None:
            return None
        local = value.astimezone(BRUSSELS)
        return str(local.date().isoformat() if all_day else local.isoformat())

    return [
        {
            "uid": item.uid,
            "summary": item.summary,
            "start": moment(item.start, item.all_day),
            "end": moment(item.end, item.all_day),
            "location": item.location or None,
            "url": item.url or None,
            "description": item.description or None,
        }
        for item in AgendaItem.objects.filter(feed__commune=commune)[:MOST_AGENDA]
    ]


def _news(commune: Commune) -> list[dict[str, Any]]:
    return [
        {
            "title": item.title,
            "url": item.url or None,
            "published": item.published.isoformat() if item.published else None,
            "summary": item.summary or None,
        }
        for item in NewsItem.objects.filter(feed__commune=commune)[:MOST_NEWS]
    ]
