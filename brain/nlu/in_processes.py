"""The same work on many things, on all cores: reading is pure Python, which threads do not speed up."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
S = TypeVar("S")
FEW = 2000
"""Things below which starting processes costs more than it saves."""
CHUNK = 500

_work: tuple[Callable[[Any], Any], Sequence[Any]] | None = None
"""What the forked processes find in their memory: only the places of the things travel."""


def _one(index: int) -> Any:
    assert _work is not None
    work, things = _work
    return work(things[index])


def for_all(work: Callable[[S], T], things: Sequence[S]) -> list[T]:
    """``work`` of each thing, in their order; what it returns must be picklable.

    Processes are forked, so that ``work`` and the things need no copy; where they cannot be (Windows, inside a daemon process), or where there
    is one core, the work is done here.
    """
    global _work
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    can_fork = "fork" in multiprocessing.get_all_start_methods() and not multiprocessing.current_process().daemon
    if len(things) < FEW or cores < 2 or not can_fork:
        return [work(thing) for thing in things]
    _work = (work, things)
    try:
        with multiprocessing.get_context("fork").Pool(cores) as pool:
            return pool.map(_one, range(len(things)), chunksize=CHUNK)
    finally:
        _work = None
