"""Messenger's webhook: signed, stored before it is acknowledged, every event once."""

import json
from typing import Any

import httpx
import pytest
from guichet.conversations.models import Conversation, Message
from guichet.messenger.events import Batch, NotAnEvent, read
from guichet.messenger.inbox import MOST_WAITING
from guichet.messenger.signature import valid

from fake_brain import FakeBrain
from fake_graph import FakeGraph
from made import APP_SECRET, event, eventually, make_commune, post_webhook, webhook


def citizens_texts() -> list[str]:
    """What citizens wrote, in order."""
    return list(Message.objects.filter(author="citizen").order_by("conversation", "seq").values_list("text", flat=True))


def test_the_handshake(client: httpx.Client) -> None:
    query = {
        "hub.mode": "subscribe",
        "hub.verify_token": "development-only-messenger-verify-token",
        "hub.challenge": "1158201444",
    }
    answer = client.get("/messenger/webhook", params=query)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "change", [{"hub.verify_token": "autre"}, {"hub.mode": "unsubscribe"}, {"hub.verify_token": "é"}]
)
def test_a_wrong_handshake(client: httpx.Client, change: dict[str, str]) -> None:
    query = {
        "hub.mode": "subscribe",
        "hub.verify_token": "development-only-messenger-verify-token",
        "hub.challenge": "1",
    }
    answer = client.get("/messenger/webhook", params=query | change)
    assert answer.status_code == 403
    assert client.get("/messenger/webhook").status_code == 403


@pytest.mark.parametrize(
    "header",
    [None, "", "sha256=", "sha256=00", "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha256=\xe9", "x" * 5000],
)
def test_a_forged_or_missing_signature_stores_nothing(client: httpx.Client, header: str | None) -> None:
    headers = {} if header is None else {"X-Hub-Signature-256": header.encode("latin-1")}
    answer = client.post("/messenger/webhook", content=webhook(event("a", mid="m1")), headers=headers)
    assert answer.status_code == 403
    assert not Conversation.objects.exists()


def test_the_signature_is_of_the_raw_body(client: httpx.Client) -> None:
    assert post_webhook(client, webhook(event("a", mid="m1")), secret="autre-secret").status_code == 403
    spaced = webhook(event("a", mid="m1")).replace(b": ", b":   ")
    assert post_webhook(client, spaced).status_code == 200


def test_a_known_signature() -> None:
    # Computed apart: printf '%s' '{"a":1}' | openssl dgst -sha256 -hmac secret
    digest = "aa9e2e3575f5d7098b6caccd790888c36d5fdb63342a73bada2d6a51747a8494"
    assert valid(b'{"a":1}', f"sha256={digest}", "secret")
    assert not valid(b'{"a":2}', f"sha256={digest}", "secret")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"object":"user","entry":[]}', b'{"object":"page"}', b"[" * 100000]
)
def test_a_signed_but_unreadable_body(client: httpx.Client, body: bytes) -> None:
    answer = post_webhook(client, body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_over_a_megabyte(client: httpx.Client) -> None:
    assert post_webhook(client, b" " * (1024 * 1024 + 1)).status_code == 413


def test_every_event_of_every_entry(client: httpx.Client, fake_graph: FakeGraph) -> None:
    make_commune("roche", "Roche", page="1002")
    body = json.dumps(
        {
            "object": "page",
            "entry": [
                {"id": "1001", "messaging": [event("un", mid="m1"), event("deux", mid="m2", psid="3003")]},
                {"id": "1002", "messaging": [event("trois", mid="m3", page="1002")]},
            ],
        }
    ).encode()
    assert post_webhook(client, body).status_code == 200
    assert sorted(citizens_texts()) == ["deux", "trois", "un"]
    communes = Conversation.objects.order_by("page", "page_scoped_id").values_list("commune__slug", "page_scoped_id")
    assert list(communes) == [("val-de-brume", "2002"), ("val-de-brume", "3003"), ("roche", "2002")]
    eventually(lambda: len(fake_graph.sent) == 6)
    assert {path for path, _ in fake_graph.requests} == {"/v26.0/1001/messages", "/v26.0/1002/messages"}


def test_replayed_events_are_answered_once(client: httpx.Client, fake_graph: FakeGraph, fake_brain: FakeBrain) -> None:
    body = webhook(event("un", mid="m1"), event("un", mid="m1"), event("deux", mid="m2"))
    for _ in range(3):
        assert post_webhook(client, body).status_code == 200
    eventually(lambda: len(fake_graph.sent) == 3)
    assert post_webhook(client, webhook(event("deux", mid="m2"), event("trois", mid="m3"))).status_code == 200
    eventually(lambda: len(fake_graph.sent) == 4)
    assert citizens_texts() == ["un", "deux", "trois"]
    assert [turn["text"] for turn in fake_brain.turns] == ["un", "deux", "trois"]


def test_the_same_mid_on_another_page_is_another_message(client: httpx.Client) -> None:
    make_commune("roche", "Roche", page="1002")
    post_webhook(client, webhook(event("un", mid="m1")))
    post_webhook(client, webhook(event("deux", mid="m1", page="1002"), page="1002"))
    assert len(citizens_texts()) == 2


def test_messages_of_one_body_are_answered_in_order(client: httpx.Client, fake_graph: FakeGraph) -> None:
    post_webhook(client, webhook(*(event(f"n{number}", mid=f"m{number}") for number in range(8))))
    eventually(lambda: len(fake_graph.sent) == 9)
    assert fake_graph.texts()[1:] == [f"Vous avez dit n{number}" for number in range(8)]


@pytest.mark.parametrize(
    "ignored",
    [
        {"sender": {"id": "2002"}, "recipient": {"id": "1001"}, "delivery": {"mids": ["m"]}},
        {"sender": {"id": "2002"}, "recipient": {"id": "1001"}, "read": {"watermark": 1}},
        {"sender": {"id": "1001"}, "recipient": {"id": "2002"}, "message": {"mid": "e", "is_echo": True, "text": "x"}},
        {"sender": {"id": "2002"}, "recipient": {"id": "1001"}, "inconnu": {}},
        {"sender": {"id": "2002"}, "recipient": {"id": "1001"}, "message": {"text": "sans mid"}},
        {"sender": {}, "recipient": {"id": "1001"}, "message": {"mid": "m", "text": "sans expéditeur"}},
        {"sender": {"id": {"$ne": 1}}, "recipient": {"id": "1001"}, "message": {"mid": "m", "text": "x"}},
        {"message": None},
        "texte",
        None,
    ],
)
def test_what_is_not_a_message_is_ignored_and_costs_the_others_nothing(client: httpx.Client, ignored: Any) -> None:
    assert post_webhook(client, webhook(ignored, event("un", mid="m1"))).status_code == 200
    assert citizens_texts() == ["un"]


def test_an_unknown_page_is_ignored(client: httpx.Client) -> None:
    assert post_webhook(client, webhook(event("un", mid="m1", page="999"), page="999")).status_code == 200
    assert not Conversation.objects.exists()


def test_a_quick_reply_that_was_offered(client: httpx.Client, fake_graph: FakeGraph, fake_brain: FakeBrain) -> None:
    post_webhook(client, webhook(event("bonjour", mid="m1")))
    eventually(lambda: len(fake_graph.sent) == 2)
    pressed = event("Adresse", mid="m2", quick_reply={"payload": '/adresse{"place":"x"}'})
    post_webhook(client, webhook(pressed))
    eventually(lambda: len(fake_brain.turns) == 2)
    assert (fake_brain.turns[1]["text"], fake_brain.turns[1]["payload"]) == (None, '/adresse{"place":"x"}')


def test_a_forged_quick_reply_is_its_title(client: httpx.Client, fake_brain: FakeBrain) -> None:
    post_webhook(client, webhook(event("Adresse", mid="m1", quick_reply={"payload": "/restart"})))
    eventually(lambda: fake_brain.turns)
    assert (fake_brain.turns[0]["text"], fake_brain.turns[0]["payload"]) == ("Adresse", None)


def test_a_postback_with_and_without_mid(client: httpx.Client, fake_brain: FakeBrain) -> None:
    press = {"sender": {"id": "2002"}, "recipient": {"id": "1001"}, "timestamp": 17}
    post_webhook(client, webhook(press | {"postback": {"title": "Menu", "payload": "/menu"}}))
    post_webhook(client, webhook(press | {"postback": {"title": "Menu", "payload": "/menu"}}))
    post_webhook(client, webhook(press | {"postback": {"title": "Menu", "payload": "/menu", "mid": "m2"}}))
    eventually(lambda: len(fake_brain.turns) == 2)
    assert [turn["payload"] for turn in fake_brain.turns] == ["/menu", "/menu"]
    assert len(citizens_texts()) == 2


def test_attachments_keep_a_reference_and_the_brain_never_sees_the_address(
    client: httpx.Client, fake_brain: FakeBrain
) -> None:
    image = {"type": "image", "payload": {"url": "https://cdn.example/photo?token=1"}}
    place = {"type": "location", "payload": {"coordinates": {"lat": 50.1, "long": 4.9}}}
    wrong = {"type": "location", "payload": {"coordinates": {"lat": 500, "long": "x"}}}
    post_webhook(client, webhook(event(mid="m1", attachments=[image, place, wrong, None, {"type": "sticker"}])))
    eventually(lambda: fake_brain.turns)
    given = fake_brain.turns[0]["attachments"]
    assert [attachment["kind"] for attachment in given] == ["image", "location", "file"]
    assert given[1] == {"kind": "location", "latitude": 50.1, "longitude": 4.9}
    assert given[0]["ref"].startswith("att_")
    assert "url" not in given[0]
    assert Message.objects.get(author="citizen").attachments[0]["url"] == "https://cdn.example/photo?token=1"


def test_a_flood_is_answered_up_to_a_limit_and_it_is_said(client: httpx.Client, fake_brain: FakeBrain) -> None:
    fake_brain.delay = 0.2
    flood = [event(f"n{number}", mid=f"m{number}") for number in range(MOST_WAITING + 5)]
    assert post_webhook(client, webhook(*flood)).status_code == 200
    assert Message.objects.filter(status="refused").count() == 5
    assert Message.objects.filter(author="system", text__contains="beaucoup de messages").count() == 1


def test_a_large_batch(client: httpx.Client) -> None:
    events = [event("bonjour", mid=f"m{number}", psid=str(5000 + number)) for number in range(300)]
    assert post_webhook(client, webhook(*events)).status_code == 200
    assert Conversation.objects.count() == 300


def test_messenger_turned_off(client: httpx.Client, settings: Any) -> None:
    settings.GUICHET_MESSENGER = False
    assert post_webhook(client, webhook(event("un", mid="m1"))).status_code == 404
    assert client.get("/messenger/webhook").status_code == 404


def test_reading_survives_any_json() -> None:
    from hypothesis import given
    from hypothesis import strategies as st

    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "sender",
                        "recipient",
                        "id",
                        "message",
                        "mid",
                        "text",
                        "postback",
                        "payload",
                        "attachments",
                        "type",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )

    @given(st.lists(anything, max_size=4))
    def check(events: list[Any]) -> None:
        batch = read({"object": "page", "entry": [{"id": "1", "messaging": events}]})
        assert isinstance(batch, Batch)
        assert len(batch.inbound) + len(batch.echoes) + batch.ignored == len(events)

    check()
    with pytest.raises(NotAnEvent):
        read([])


def test_the_full_disk_of_a_webhook_is_a_503(client: httpx.Client, only_sqlite: None) -> None:
    from test_bad_input import _limit_pages, run_in_desk

    run_in_desk(client, _limit_pages, 0)
    events = [event("x" * 900, mid=f"m{number}", psid=str(5000 + number)) for number in range(300)]
    answer = post_webhook(client, webhook(*events))
    assert answer.status_code == 503
    assert not Conversation.objects.exists()
    run_in_desk(client, _limit_pages, None)
    assert post_webhook(client, webhook(*events)).status_code == 200
    assert Conversation.objects.count() == 300


def test_signature_of_another_secret() -> None:
    import hashlib
    import hmac

    body = b'{"a":1}'
    right = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert valid(body, f"sha256={right}", APP_SECRET)
    assert not valid(body + b" ", f"sha256={right}", APP_SECRET)
    assert not valid(body, f"sha256={right.upper()}", APP_SECRET)
    assert not valid(body, right, APP_SECRET)
