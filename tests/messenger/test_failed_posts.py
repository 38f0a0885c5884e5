"""Webhooks that cannot be stored, sorted or read: nothing acknowledged is lost, nothing is kept too long."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from guichet.conversations.models import Conversation
from guichet.messenger import posts
from guichet.messenger.events import read
from guichet.messenger.models import EventCount, WebhookPost
from made import eventually

from graph import Graph
from meta import PAGE, PSID, Meta, body_of, entry, wrote
from stored import citizens_texts, counted


def away(*_: Any, **__: Any) -> Any:
    """The database, when its disk is full."""
    from django.db import OperationalError

    raise OperationalError("database or disk is full")


def test_a_webhook_that_cannot_be_stored_is_a_503_and_comes_again(meta: Meta, monkeypatch: Any) -> None:
    body = body_of(entry(wrote("un")))
    meta.graph.wrote(PAGE, PSID)
    with monkeypatch.context() as patch:
        patch.setattr("guichet.messenger.posts.put", away)
        assert meta.post(body).status_code == 503
    assert meta.post(body).status_code == 200
    meta.sorted()
    assert citizens_texts() == ["un"]


def test_what_is_acknowledged_is_sorted_when_the_database_is_back(meta: Meta, monkeypatch: Any) -> None:
    meta.graph.wrote(PAGE, PSID)
    with monkeypatch.context() as patch:
        patch.setattr("guichet.messenger.posts.sort", away)
        assert meta.post(body_of(entry(wrote("un")))).status_code == 200
        time.sleep(0.3)
        assert citizens_texts() == []
        assert WebhookPost.objects.count() == 1
    meta.sorted()
    assert citizens_texts() == ["un"]
    assert WebhookPost.objects.count() == 0


def test_what_a_dead_process_left_is_sorted_once(start_desk: Any, graph: Graph) -> None:
    events = [wrote(f"n{number}", psid=str(5000 + number)) for number in range(120)]
    for event in events:
        graph.wrote(PAGE, event["sender"]["id"])
    posts.put(body_of(entry(*events)).decode(), timezone.now())
    post = posts.oldest()
    assert post
    # It died after the first part, which is stored.
    batch = read(json.loads(post.body), post.received_at)
    assert posts.sort(post.pk, 0, batch.events[:50], last=False)
    assert Conversation.objects.count() == 50
    start_desk()
    eventually(lambda: WebhookPost.objects.count() == 0, within=30)
    assert sorted(citizens_texts()) == sorted(f"n{number}" for number in range(120))
    assert posts.sort(post.pk, 0, batch.events[:50], last=True) is None


@pytest.mark.parametrize("poisoned", [{0}, {1}, {2}, {0, 1, 2}])
def test_an_event_that_cannot_be_sorted_is_left_out_alone_and_keeps_no_text(
    meta: Meta, monkeypatch: Any, logged: Callable[[], str], poisoned: set[int]
) -> None:
    real = posts.sort

    def breaks(pk: int, done: int, events: list[Any], *, last: bool) -> Any:
        if any("poison" in event.text for event in events):
            raise ValueError("mon secret")
        return real(pk, done, events, last=last)

    monkeypatch.setattr(posts, "sort", breaks)
    now = time.time()
    words = ["poison" if number in poisoned else f"n{number}" for number in range(3)]
    meta.tell(*(wrote(word, psid=str(5000 + number), at=now - 9 + number) for number, word in enumerate(words)))
    meta.tell(wrote("suivant"))
    assert sorted(citizens_texts()) == sorted([word for word in words if word != "poison"] + ["suivant"])
    assert WebhookPost.objects.count() == 0
    # What a webhook brought is counted once it is stored, a moment after its row is gone.
    eventually(lambda: counted("message") == 4)
    assert counted("left-out:inbound") == len(poisoned)
    row = EventCount.objects.get(kind="left-out:inbound")
    assert (row.known, row.shape, row.page) == (False, {"error": "ValueError"}, PAGE)
    assert "an event could not be sorted and was left out" in logged()
    assert "mon secret" not in logged()
    assert "poison" not in logged()


def test_a_webhook_that_cannot_be_read_at_all_does_not_stop_the_next_one(meta: Meta, monkeypatch: Any) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("guichet.messenger.sorting.read", lambda *_: {}["x"])
        meta.tell(wrote("perdu"))
    meta.tell(wrote("un"))
    assert citizens_texts() == ["un"]
    eventually(lambda: counted("left-out:webhook") == 1)


def test_one_failure_that_passes_costs_nothing(meta: Meta, graph: Graph, monkeypatch: Any) -> None:
    real, failures = posts.sort, [ValueError(), ValueError()]

    def breaks(*given: Any, **named: Any) -> Any:
        if failures:
            raise failures.pop()
        return real(*given, **named)

    monkeypatch.setattr(posts, "sort", breaks)
    meta.tell(wrote("un"), wrote("deux"))
    eventually(lambda: len(graph.sent) == 3)
    assert citizens_texts() == ["un", "deux"]
    assert counted("left-out:inbound") == 0


def test_what_was_never_sorted_goes_with_the_retention(commune: Any) -> None:
    posts.put(body_of(entry(wrote("un"))).decode(), timezone.now() - timedelta(days=29))
    assert posts.forget_old() == 0
    WebhookPost.objects.update(received_at=timezone.now() - timedelta(days=31))
    assert posts.forget_old() == 1
