from datetime import datetime, timedelta, timezone

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, SlotSet

from brain.state import State, StateRefused

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=timezone.utc)
KEEP = timedelta(minutes=30)


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load("domain.yml")


def test_a_round_trip_through_rasas_tracker(domain: Domain) -> None:
    state = State(NOW, {"context": {"topic": "horaires"}}, None, [])
    tracker = state.tracker("t", domain)
    assert tracker.get_slot("context") == {"topic": "horaires"}
    assert tracker.latest_action_name == "action_listen"
    again = State.load(state.after(tracker).dump(NOW), NOW, KEEP)
    assert again.slots == state.slots


def test_a_form_in_progress_is_found_again(domain: Domain) -> None:
    state = State(NOW, {"requested_slot": "report_where", "report_what": "un trou"}, "report_form", [])
    tracker = state.tracker("t", domain)
    assert tracker.active_loop_name == "report_form"
    assert state.after(tracker).loop == "report_form"
    for event in (ActiveLoop(None), SlotSet("requested_slot", "report_where")):
        tracker.update(event, domain)
    left = state.after(tracker)
    assert left.loop is None
    assert "requested_slot" not in left.slots


def test_a_stale_context_is_not_reused() -> None:
    kept = State(NOW, {"context": {"topic": "horaires"}}, "report_form", []).dump(NOW)
    assert State.load(kept, NOW + timedelta(minutes=29), KEEP).slots
    stale = State.load(kept, NOW + timedelta(minutes=31), KEEP)
    assert (stale.slots, stale.loop) == ({}, None)


def test_another_versions_state_is_a_fresh_one() -> None:
    assert State.load({"v": 99}, NOW, KEEP) == State()


@pytest.mark.parametrize(
    "broken", [{}, {"v": 1}, {"v": 1, "at": "yesterday", "slots": {}, "loop": None, "choices": []}, ["v"]]
)
def test_what_is_not_a_state_is_refused(broken) -> None:
    with pytest.raises(StateRefused):
        State.load(broken, NOW, KEEP)


def test_an_unknown_slot_is_left_behind(domain: Domain) -> None:
    assert State(NOW, {"gone": 1}, "no_form", []).tracker("t", domain).active_loop_name is None
