import pytest

from brain.turn import BadTurn, TurnRequest, understood_from_payload

GOOD = {"turn": "t1", "commune": "val", "snapshot": "v1", "now": "2026-11-23T16:15:00+01:00", "text": "bonjour"}


def test_a_good_request_is_read() -> None:
    request = TurnRequest.parse({**GOOD, "channel": "messenger", "state": None})
    assert (request.text, request.channel, request.now.hour) == ("bonjour", "messenger", 16)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"turn": ""}, "turn"),
        ({"commune": 3}, "commune"),
        ({"now": "hier"}, "now"),
        ({"now": "2026-11-23T16:15:00"}, "time zone"),
        ({"text": "x" * 1001}, "text"),
        ({"text": "   "}, "text"),
        ({"text": None}, "exactly one"),
        ({"payload": "/menu"}, "exactly one"),
        ({"text": None, "payload": "menu"}, "payload"),
        ({"text": None, "payload": "/menu; drop table"}, "payload"),
        ({"attachments": [{}] * 11}, "attachments"),
        ({"state": "x"}, "state"),
    ],
)
def test_a_bad_field_is_named(change: dict, says: str) -> None:
    with pytest.raises(BadTurn, match=says):
        TurnRequest.parse({**GOOD, **change})


def test_not_an_object() -> None:
    with pytest.raises(BadTurn):
        TurnRequest.parse(["text"])


def test_a_payload_is_understood_for_sure() -> None:
    understood = understood_from_payload('/carte_identite{"facet":"price","age":8}')
    assert (understood["topic"], understood["facet"], understood["confidence"]) == ("carte_identite", "price", 1.0)
    assert [(e["entity"], e["value"]) for e in understood["entities"]] == [("age", 8)]


@pytest.mark.parametrize("payload", ["/menu{", "/menu[1]", "/menu{}x", "/Menu", '/menu{"a":}', "/menu{1}"])
def test_a_broken_payload_is_refused(payload: str) -> None:
    with pytest.raises(BadTurn):
        understood_from_payload(payload)
