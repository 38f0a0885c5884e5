"""Reading webhooks: each kind of Meta's documentation, and anything else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from guichet.messenger.attachments import POLITE, polite_answer
from guichet.messenger.events import (
    Batch,
    Deleted,
    Echo,
    Enforcement,
    Handover,
    Inbound,
    NotAnEvent,
    Receipt,
    Touch,
    read,
)
from hypothesis import given
from hypothesis import strategies as st

import samples
from meta import PAGE, PSID, echoed, milliseconds, wrote

NOW = datetime.now(UTC)


def batch(*events: Any, channel: str = "messaging") -> Batch:
    return read({"object": "page", "entry": [{"id": PAGE, "time": 1, channel: list(events)}]}, datetime.now(UTC))


def one(event: Any, channel: str = "messaging") -> Any:
    [found] = batch(event, channel=channel).events
    return found


def test_a_text() -> None:
    found = one(samples.TEXT)
    assert isinstance(found, Inbound)
    assert (found.page, found.psid, found.mid, found.text, found.standby) == (
        PAGE,
        PSID,
        "m_sample",
        "hello, world!",
        False,
    )


def test_a_quick_reply_has_a_payload_and_a_title() -> None:
    found = one(samples.QUICK_REPLY)
    assert (found.payload, found.title, found.pressed) == ('/adresse{"place":"x"}', "Adresse", True)


@pytest.mark.parametrize(
    ("sample", "kinds"),
    [
        (samples.IMAGE, ["image"]),
        (samples.AUDIO, ["audio"]),
        (samples.VIDEO, ["video"]),
        (samples.FILE, ["file"]),
        (samples.FALLBACK, ["file"]),
        (samples.LOCATION, ["location"]),
        (samples.BOTH_STICKER, ["sticker"]),
        (samples.NEW_STICKER, ["sticker"]),
    ],
)
def test_attachments(sample: dict[str, Any], kinds: list[str]) -> None:
    assert [attachment["kind"] for attachment in one(sample).attachments] == kinds


def test_a_thumbs_up_is_a_word() -> None:
    found = one(samples.OLD_STICKER)
    assert (found.text, found.attachments) == ("👍", [])


def test_a_location_keeps_its_coordinates_and_an_image_its_address() -> None:
    assert one(samples.LOCATION).attachments == [{"kind": "location", "latitude": 50.4669, "longitude": 4.8675}]
    [image] = one(samples.IMAGE).attachments
    assert image["ref"].startswith("att_")
    assert image["url"].startswith("https://scontent")


@pytest.mark.parametrize(
    "address", ["http://interne/", "file:///etc/passwd", "https://" + "x" * 3000, 5, "https:// \x00", "https://é\ud800"]
)
def test_an_address_that_is_not_metas_is_dropped_or_cut(address: Any) -> None:
    [image] = one(samples.message(attachments=[{"type": "image", "payload": {"url": address}}])).attachments
    assert image["url"] == ("https://" + "x" * 1992 if "xxx" in str(address) else "")


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("audio", "vocaux"), ("sticker", "Écrivez-moi"), ("video", "vidéos"), ("file", "ouvrir"), ("x", "ouvrir")],
)
def test_what_cannot_be_used_gets_a_polite_answer(kind: str, answer: str) -> None:
    assert answer in polite_answer("", [{"kind": kind}])
    assert polite_answer("bonjour", [{"kind": kind}]) == ""


@pytest.mark.parametrize("kind", ["image", "location"])
def test_what_a_report_can_use_is_for_the_brain(kind: str) -> None:
    assert polite_answer("", [{"kind": "audio"}, {"kind": kind}]) == ""


@pytest.mark.parametrize("text", ["👍", " 👍🏽 ", "👍️"])
def test_a_like_is_thanked_for_and_never_taken_for_a_yes(text: str) -> None:
    assert "Merci" in polite_answer(text, [])
    assert polite_answer(f"{text} pour demain ?", []) == ""


def test_polite_answers_are_typeset_in_french() -> None:
    assert all("'" not in text and " ?" not in text and " !" not in text for text in POLITE.values())


def test_a_postback_with_and_without_a_payload() -> None:
    assert one(samples.POSTBACK).payload == "/bonjour"
    found = one(samples.STANDBY_POSTBACK, channel="standby")
    assert (found.payload, found.text, found.standby) == ("", "Menu", True)


def test_a_press_of_a_question_button_is_its_title() -> None:
    found = one({**samples.WHO, "postback": {"mid": "m", "title": "Parler à quelqu’un", "payload": "question"}})
    assert (found.text, found.payload) == ("Parler à quelqu’un", "")


def test_presses_without_a_mid_are_told_apart_by_who_when_and_what() -> None:
    press = {**samples.WHO, "timestamp": 17, "postback": {"title": "Menu", "payload": "/menu"}}
    later = press | {"timestamp": 18}
    assert one(press).mid == one(press).mid != one(later).mid


def test_a_referral_is_a_greeting() -> None:
    found = one(samples.REFERRAL)
    assert isinstance(found, Inbound)
    assert found.payload == "/bonjour"


def test_an_echo_has_its_app_whether_a_number_or_a_string() -> None:
    for app_id in (9001, "9001"):
        found = one(echoed("Bonjour", app_id=app_id, metadata="m"))
        assert isinstance(found, Echo)
        assert (found.page, found.psid, found.app, found.metadata) == (PAGE, PSID, "9001", "m")


def test_a_citizen_cannot_pass_for_an_echo() -> None:
    assert isinstance(one(wrote("x", is_echo="true")), Inbound)
    assert isinstance(one(wrote("x", is_echo=False, app_id=9001)), Inbound)


def test_receipts() -> None:
    assert isinstance(one(samples.DELIVERY), Receipt)
    assert one(samples.DELIVERY).kind == "delivered"
    assert one(samples.READ).watermark == datetime.fromtimestamp(1458668856.253, UTC)


def test_reactions_open_the_window_and_taking_one_back_does_not() -> None:
    assert isinstance(one(samples.REACTION), Touch)
    assert batch(samples.UNREACTION).events == []


def test_handovers() -> None:
    assert one(samples.PASS).owner == "123456789"
    assert one(samples.TAKE).owner == "123456789"
    idle = {**samples.WHO, "pass_thread_control": {"previous_owner_app_id": "9001", "new_owner_app_id": None}}
    assert one(idle) == Handover(PAGE, PSID, "", one(idle).at) or one(idle).owner == ""
    assert one({**samples.WHO, "take_thread_control": {"previous_owner_app_id": "9001"}}).owner == "unsaid"


def test_policy_enforcement() -> None:
    assert isinstance(one(samples.ENFORCEMENT), Enforcement)


def test_a_message_taken_back() -> None:
    assert isinstance(one(samples.message(is_deleted=True)), Deleted)


@pytest.mark.parametrize("sample", [samples.OPTIN, samples.EDIT, samples.REQUEST, samples.ROLES])
def test_kinds_that_need_nothing_are_counted(sample: dict[str, Any]) -> None:
    found = batch(sample)
    assert (found.events, found.ignored, found.shapes) == ([], 1, {})
    assert sum(found.kinds.values()) == 1


def test_an_unknown_kind_is_counted_with_its_shape_and_without_its_values() -> None:
    found = batch(
        {**samples.WHO, "timestamp": 1, "hologram": {"text": "secret", "size": 3, "rays": [{"psid": "2002"}]}}
    )
    assert found.events == []
    assert found.kinds == {(PAGE, "hologram"): 1}
    assert found.shapes == {(PAGE, "hologram"): {"text": "str", "size": "int", "rays": [{"psid": "str"}]}}
    in_standby = batch({**samples.WHO, "hologram": {}}, channel="standby")
    assert list(in_standby.kinds) == list(in_standby.shapes) == [(PAGE, "standby:hologram")]


def test_changes_bring_events_and_other_things() -> None:
    assert one(samples.CHANGED_POSTBACK, channel="changes").payload == "/menu"
    found = batch(samples.CHANGED_FEED, channel="changes")
    assert (found.events, list(found.kinds)) == ([], [(PAGE, "changes:feed")])
    assert "un texte" not in str(found.shapes)


def test_entries_with_several_channels() -> None:
    both = {"id": PAGE, "messaging": [wrote("a")], "standby": [wrote("b")], "changes": [samples.CHANGED_POSTBACK]}
    found = read({"object": "page", "entry": [both, {"id": PAGE}, None]}, NOW)
    assert [event.standby for event in found.inbound] == [False, True, False]
    assert found.ignored == 2


def test_an_old_timestamp_stays_old_a_future_or_impossible_one_is_now() -> None:
    now = datetime.now(UTC)

    def at(timestamp: Any) -> Any:
        found = read(
            {"object": "page", "entry": [{"id": PAGE, "messaging": [wrote("a") | {"timestamp": timestamp}]}]}, now
        )
        return found.inbound[0].at, found.future

    an_hour = now - timedelta(hours=1)
    assert at(milliseconds(an_hour.timestamp()))[0] - an_hour < timedelta(seconds=1)
    assert at(str(milliseconds(an_hour.timestamp())))[0] - an_hour < timedelta(seconds=1)
    assert at(milliseconds(now.timestamp() + 10**8)) == (now, 1)
    for impossible in (0, -5, None, "hier", 10**30, True, [], 1.5):
        assert at(impossible) == (now, 0)
    assert at(1458692752478) == (datetime.fromtimestamp(1458692752.478, UTC), 0)
    # Meta's own examples of `changes` count in seconds.
    assert at("1527459824") == (datetime.fromtimestamp(1527459824, UTC), 0)


@pytest.mark.parametrize("timestamp", [None, "hier", milliseconds(datetime.now(UTC).timestamp() + 10**6)])
def test_a_reaction_without_a_true_date_opens_nothing(timestamp: Any) -> None:
    found = batch(samples.REACTION | {"timestamp": timestamp})
    assert (found.events, list(found.kinds)) == ([], [(PAGE, "unusable:reaction")])


def test_an_event_that_breaks_the_reader_costs_the_others_nothing(monkeypatch: Any) -> None:
    def breaks(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr("guichet.messenger.events._Reader._reaction", breaks)
    found = batch(wrote("un"), samples.REACTION, wrote("deux"))
    assert [event.text for event in found.inbound] == ["un", "deux"]
    assert (found.ignored, found.kinds[PAGE, "unreadable"]) == (1, 1)


@pytest.mark.parametrize(
    "body", [[], None, 1, "x", {}, {"object": "page"}, {"object": "user", "entry": []}, {"object": "page", "entry": {}}]
)
def test_what_is_not_a_pages_webhook(body: Any) -> None:
    with pytest.raises(NotAnEvent):
        read(body, NOW)


NAMES = [
    "sender", "recipient", "id", "message", "mid", "text", "postback", "payload", "attachments", "type", "is_echo",
    "app_id", "read", "delivery", "watermark", "timestamp", "reaction", "referral", "pass_thread_control", "title",
    "policy_enforcement", "action", "quick_reply", "coordinates", "lat", "long", "sticker_id", "url", "moment", "receipt",
]  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("block"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=15,
)


@given(st.lists(ANYTHING, max_size=4), st.sampled_from(["messaging", "standby", "changes"]))
def test_reading_survives_any_json(events: list[Any], channel: str) -> None:
    found = batch(*events, channel=channel)
    assert len(found.events) + found.ignored == len(events) == sum(found.kinds.values())
