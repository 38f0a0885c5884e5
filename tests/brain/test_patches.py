import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered, deserialise_events

from brain import patches


def test_event_classes_are_those_that_rasa_finds() -> None:
    patches.apply()
    for kind in (SlotSet, ActionExecuted, UserUttered):
        assert Event.resolve_by_type(kind.type_name) is kind
        assert Event.resolve_by_type(kind.type_name) is kind
    assert deserialise_events([{"event": "slot", "name": "context", "value": 1}]) == [SlotSet("context", 1)]


def test_an_unknown_event_is_still_refused() -> None:
    patches.apply()
    with pytest.raises(ValueError, match="no_such_event"):
        Event.resolve_by_type("no_such_event")


def test_actions_of_ours_are_not_validated_again(monkeypatch) -> None:
    patches.apply()
    monkeypatch.setattr(jsonschema, "validate", lambda *a, **k: (_ for _ in ()).throw(AssertionError("validated")))
    assert RemoteAction("action_card", None)._validate_action_result({"events": [], "responses": []})
