"""Refreshing a commune's feeds: fetch, read, keep the last good copy, publish when something changed."""

import logging
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from guichet import clock
from guichet.communes.models import Commune
from guichet.knowledge import snapshots
from guichet.knowledge.feeds import parse
from guichet.knowledge.feeds.fetch import FeedError, fetch
from guichet.knowledge.models import AgendaItem, Feed, NewsItem

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class FeedOutcome:
    """How one feed fared: ``error`` is empty when it could be read; ``items`` are those shown now."""

    feed: str
    error: str
    items: int


def refresh(commune: Commune, *, local_only: bool = False) -> list[FeedOutcome]:
    """Read every feed of the commune again and publish; a feed that fails keeps its last good copy and says why.

    The snapshot changes only if the items do. ``local_only`` leaves those at an address to the next time.
    Fetching is outside of any transaction; calling it twice does nothing more.
    """
    outcomes = []
    for feed in Feed.objects.filter(commune=commune):
        if not (local_only and feed.url):
            outcomes.append(_refresh(feed))
    if outcomes:
        try:
            snapshots.publish(commune)
        except snapshots.NotPublished:
            logger.warning("%s has feeds and no profile", commune.slug)
    return outcomes


def _refresh(feed: Feed) -> FeedOutcome:
    error = ""
    try:
        text = fetch(feed.url, feed.kind) if feed.url else feed.local_copy
        items = _items(feed, text)
    except FeedError as failure:
        error = str(failure)[:300]
        logger.warning("feed %s of commune %s not read", feed.key, feed.commune_id)
        # The agenda moves on with the days even while its site is away.
        text, items = feed.last_good, _items_of_last_good(feed)
    now = timezone.now()
    with transaction.atomic():
        # Two workers may read the same feed: the items of one replace those of the other.
        Feed.objects.select_for_update().filter(pk=feed.pk).first()
        _replace(feed, items)
        good = {} if error else {"last_good": text, "last_good_at": now}
        Feed.objects.filter(pk=feed.pk).update(tried_at=now, error=error, **good)
    return FeedOutcome(feed.key, error, len(items))


def _items(feed: Feed, text: str) -> list[AgendaItem] | list[NewsItem]:
    if feed.kind == "agenda":
        return [AgendaItem(feed=feed, **asdict(found)) for found in parse.agenda(text, clock.now().date())]
    return [NewsItem(feed=feed, **asdict(found)) for found in parse.news(text)]


def _items_of_last_good(feed: Feed) -> list[AgendaItem] | list[NewsItem]:
    try:
        return _items(feed, feed.last_good) if feed.last_good else []
    except FeedError:
        return []


def _replace(feed: Feed, items: Any) -> None:
    AgendaItem.objects.filter(feed=feed).delete()
    NewsItem.objects.filter(feed=feed).delete()
    (AgendaItem if feed.kind == "agenda" else NewsItem).objects.bulk_create(items)
