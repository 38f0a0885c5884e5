"""The communes' knowledge, in memory: the last two snapshots of each commune.

Snapshots are immutable once put; what is derived from one (a gazetteer, a parsed calendar) is kept beside it through :meth:`Snapshot.derived`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

KEPT_PER_COMMUNE = 2
FORMAT = 1
LISTS = ("services", "places", "closures", "streets", "objects", "prices", "people", "agenda", "news")
TABLES = ("commune", "waste", "cards", "texts")

T = TypeVar("T")


class SnapshotRefused(ValueError):
    """A document that is not a snapshot; the message says what is wrong with it."""


class UnknownSnapshot(LookupError):
    """No snapshot of that commune and version is in memory."""


class Snapshot:
    """One version of one commune's knowledge (architecture §4)."""

    def __init__(self, commune: str, version: str, document: Mapping[str, Any]) -> None:
        self.commune = commune
        self.version = version
        self.document = document
        self._derived: dict[str, Any] = {}
        self._lock = threading.RLock()

    def derived(self, name: str, build: Callable[[Mapping[str, Any]], T]) -> T:
        """What ``build(document)`` gives, computed once for this snapshot."""
        with self._lock:
            if name not in self._derived:
                self._derived[name] = build(self.document)
            value: T = self._derived[name]
            return value


_kept: dict[str, OrderedDict[str, Snapshot]] = {}


def put(commune: str, version: str, document: object) -> Snapshot:
    """Keep a snapshot, and let the commune's oldest go.

    Raises:
        SnapshotRefused: the document lacks a part, or is another commune's.
    """
    if not isinstance(document, dict):
        raise SnapshotRefused("a snapshot is a JSON object")
    if document.get("format") != FORMAT:
        raise SnapshotRefused(f"format is {document.get('format')!r}, this brain reads {FORMAT}")
    for names, kind in ((LISTS, list), (TABLES, dict)):
        for name in names:
            if not isinstance(document.get(name), kind):
                raise SnapshotRefused(f"{name} must be a {kind.__name__}")
    if document["commune"].get("slug") != commune:
        raise SnapshotRefused(f"this is the snapshot of {document['commune'].get('slug')!r}, not of {commune!r}")
    snapshot = Snapshot(commune, version, document)
    versions = _kept.setdefault(commune, OrderedDict())
    versions[version] = snapshot
    versions.move_to_end(version)
    while len(versions) > KEPT_PER_COMMUNE:
        versions.popitem(last=False)
    return snapshot


def get(commune: str, version: str) -> Snapshot:
    """The snapshot.

    Raises:
        UnknownSnapshot: it is not in memory; the front desk sends it again.
    """
    try:
        return _kept[commune][version]
    except KeyError:
        raise UnknownSnapshot(f"{commune}/{version}") from None


def known() -> dict[str, list[str]]:
    """The versions in memory, by commune."""
    return {commune: list(versions) for commune, versions in _kept.items()}


def clear() -> None:
    """Forget all; for tests."""
    _kept.clear()
