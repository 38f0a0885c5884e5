"""Counting what the webhook brought: in memory, and into the database every few seconds, so that a flood costs no writes."""

import threading
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from guichet import clock
from guichet.messenger.models import EventCount

#: Different kinds counted between two flushes: whoever invents kinds must not fill the table.
MOST_KINDS = 200
OTHER = "other"

_lock, _writing = threading.Lock(), threading.Lock()
_counted: Counter[tuple[str, str]] = Counter()
_shapes: dict[tuple[str, str], Any] = {}


def add(kind: str, page: str = "", count: int = 1, *, shape: Any = None) -> None:
    """Count ``count`` of a kind; ``shape`` (see ``shape_of``) marks a kind that nobody here knows."""
    with _lock:
        key = (page[:64], _plain(kind)[:80])
        if key not in _counted and len(_counted) >= MOST_KINDS:
            key = ("", OTHER)
        _counted[key] += count
        if shape is not None:
            _shapes.setdefault(key, shape)


def flush() -> None:
    """Add what was counted to today's rows. A process killed before loses some seconds of counts, nothing else.

    One at a time: whoever returns from here finds everything counted before in the rows.
    """
    with _writing:
        _flush()


def _flush() -> None:
    with _lock:
        counted, shapes = dict(_counted), dict(_shapes)
        _counted.clear()
        _shapes.clear()
    today = clock.now().date()
    try:
        with transaction.atomic():
            for (page, kind), count in sorted(counted.items()):
                shape = shapes.get((page, kind))
                row, _ = EventCount.objects.get_or_create(
                    day=today, page=page, kind=kind, defaults={"known": shape is None, "shape": shape}
                )
                EventCount.objects.filter(pk=row.pk).update(count=F("count") + count, last_at=timezone.now())
    except Exception:
        for (page, kind), count in counted.items():
            add(kind, page, count, shape=shapes.get((page, kind)))
        raise


def waiting() -> bool:
    """Whether there is something to flush."""
    return bool(_counted)


def _plain(name: str) -> str:
    """A name that every database stores: no NUL, no lone surrogate."""
    return "".join(character if character.isascii() and character.isprintable() else "?" for character in name[:100])


def shape_of(value: Any, depth: int = 3) -> Any:
    """The names of the fields and the types of their values: ``{"id": "str"}``. Bounded: 3 levels, 20 fields each."""
    if isinstance(value, dict) and depth:
        fields = sorted(((_plain(str(name))[:40], inner) for name, inner in value.items()), key=lambda one: one[0])[:20]
        return {name: shape_of(inner, depth - 1) for name, inner in fields}
    if isinstance(value, list) and depth:
        return [shape_of(value[0], depth - 1)] if value else []
    return type(value).__name__
