"""The same work on many things, on all cores."""

from __future__ import annotations

import multiprocessing

import pytest

from brain.nlu import in_processes
from brain.nlu.in_processes import FEW, for_all


@pytest.mark.parametrize("size", [0, 3, FEW + 1])
def test_the_results_keep_their_order(size: int) -> None:
    assert for_all(lambda number: number * number, range(size)) == [number * number for number in range(size)]


def test_a_failure_is_raised_here() -> None:
    def fail(number: int) -> int:
        raise ValueError(number)

    with pytest.raises(ValueError, match=r"\d+"):
        for_all(fail, range(FEW + 1))


def test_where_processes_cannot_be_forked_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    seen: list[int] = []
    for_all(seen.append, range(FEW + 1))
    assert len(seen) == FEW + 1
    assert in_processes._work is None
