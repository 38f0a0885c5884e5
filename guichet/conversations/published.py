"""The knowledge a turn refers to: the version that is published for a commune now."""

import time
from typing import Any

from guichet.communes.models import Commune

#: Seconds for which a version is believed without asking the database again: an edit shows at once, to a human.
_FRESH = 1.0
_versions: dict[int, tuple[float, str]] = {}


class NothingPublished(Exception):
    """The commune has no snapshot yet: somebody has to load its pack."""


def version(commune: Commune) -> str:
    """The version of the commune's current snapshot.

    :raises NothingPublished: none yet.
    """
    known = _versions.get(commune.pk)
    if known and time.monotonic() - known[0] < _FRESH:
        return known[1]
    found = _current(commune).version
    _versions[commune.pk] = (time.monotonic(), found)
    return str(found)


def document(commune: Commune) -> tuple[str, dict[str, Any]]:
    """The current version and its document (docs/architecture.md §4).

    :raises NothingPublished: none yet.
    """
    snapshot = _current(commune)
    return snapshot.version, snapshot.document


def forget() -> None:
    """Ask the database again at the next turn."""
    _versions.clear()


def _current(commune: Commune) -> Any:
    from guichet.knowledge import snapshots

    try:
        snapshot = snapshots.current(commune)
    except LookupError:
        snapshot = None
    except Exception as error:
        if type(error).__name__ == "DoesNotExist":
            raise NothingPublished(commune.slug) from error
        raise
    if snapshot is None:
        raise NothingPublished(commune.slug)
    return snapshot
