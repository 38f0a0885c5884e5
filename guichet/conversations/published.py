"""The knowledge a turn refers to: the version that is published for a commune now."""

import time
from dataclasses import dataclass
from typing import Any

from guichet.communes.models import Commune
from guichet.knowledge import snapshots

#: Seconds for which a version is believed without asking the database again: to a human, an edit shows at once.
_FRESH = 1.0
_known: dict[int, tuple[float, "Published"]] = {}


@dataclass(frozen=True)
class Published:
    """A commune's slug and the version of its current snapshot."""

    slug: str
    version: str


def current(commune_id: int) -> Published:
    """What is published for a commune.

    :raises NotPublished: nothing yet.
    """
    known = _known.get(commune_id)
    if known and time.monotonic() - known[0] < _FRESH:
        return known[1]
    commune = Commune.objects.get(pk=commune_id)
    found = Published(commune.slug, snapshots.current(commune).version)
    _known[commune_id] = (time.monotonic(), found)
    return found


def document(commune: Commune) -> tuple[str, dict[str, Any]]:
    """The current version and its document (docs/architecture.md §4).

    :raises NotPublished: nothing yet.
    """
    snapshot = snapshots.current(commune)
    return snapshot.version, snapshot.document


def forget() -> None:
    """Ask the database again at the next turn."""
    _known.clear()
