"""The kinds of jobs: a function each, and how often it comes round by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from guichet.jobs.models import Job

#: Tells how far the work is: percent, and a few French words for the console.
type Progress = Callable[[int, str], None]
#: Does the work; what it returns (JSON) is kept as the job's result. It may run twice after a crash.
type Work = Callable[[Job, Progress], Any]


@dataclass(frozen=True)
class Kind:
    """One kind of job; ``every`` is None when only somebody's wish starts it."""

    name: str
    work: Work
    every: timedelta | None


KINDS: dict[str, Kind] = {}


def job(name: str, *, every: timedelta | None = None) -> Callable[[Work], Work]:
    """Register a function as the kind ``name``, as ``@job("conversations.retention", every=timedelta(hours=1))``.

    Each app registers its own in a module ``tasks``, which ``JobsConfig.ready`` imports.
    """

    def register(work: Work) -> Work:
        KINDS[name] = Kind(name, work, every)
        return work

    return register
