"""The worker: one job at a time, tried again, never lost; what comes round by itself."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from guichet.conversations.models import Conversation, Report
from guichet.jobs import registry, runner
from guichet.jobs.models import Job
from guichet.jobs.runner import Worker

pytestmark = pytest.mark.usefixtures("clean_database")


@pytest.fixture
def done() -> Iterator[list[Any]]:
    """A kind ``test.note`` that notes its parameters, and ``test.fail`` that fails."""
    notes: list[Any] = []

    @registry.job("test.note")
    def note(job: Job, progress: registry.Progress) -> dict[str, int]:
        progress(50, "à moitié")
        row = Job.objects.get(pk=job.pk)
        notes.append((job.parameters, row.status, row.progress, row.note))
        return {"notes": len(notes)}

    @registry.job("test.fail")
    def fail(job: Job, progress: registry.Progress) -> None:
        raise ValueError("secret")

    @registry.job("test.away")
    def away(job: Job, progress: registry.Progress) -> None:
        raise OperationalError("server closed the connection")

    yield notes
    for name in ("test.note", "test.fail", "test.away"):
        del registry.KINDS[name]


def test_a_job_is_done_with_its_progress_and_result(done: list[Any]) -> None:
    job = Job.enqueue("test.note", colour="blue")
    assert job is not None
    assert Worker().one()
    job.refresh_from_db()
    assert done == [({"colour": "blue"}, "running", 50, "à moitié")]
    assert (job.status, job.progress, job.result, job.attempts) == ("done", 100, {"notes": 1}, 1)
    assert not Worker().one()


def test_jobs_are_done_in_order(done: list[Any]) -> None:
    for number in range(3):
        Job.enqueue("test.note", number=number)
    worker = Worker()
    while worker.one():
        pass
    assert [note[0]["number"] for note in done] == [0, 1, 2]


def test_a_job_for_later_waits(done: list[Any]) -> None:
    job = Job.enqueue("test.note")
    assert job is not None
    Job.objects.update(run_at=timezone.now() + timedelta(hours=1))
    assert not Worker().one()


def test_one_job_a_key(done: list[Any]) -> None:
    assert Job.enqueue("test.note", key="a")
    assert Job.enqueue("test.note", key="a") is None
    assert Job.enqueue("test.note", key="b")
    Worker().one()
    assert Job.enqueue("test.note", key="a")


def test_one_at_a_time_whatever_the_workers(done: list[Any]) -> None:
    Job.enqueue("test.note")
    Job.enqueue("test.note")
    assert runner.take("a")
    assert runner.take("b") is None


def test_a_job_left_by_a_dead_worker_is_taken_again(done: list[Any]) -> None:
    Job.enqueue("test.note")
    dead = runner.take("dead")
    assert dead is not None
    assert not Worker().one()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert Worker().one()
    assert (len(done), Job.objects.get().status, Job.objects.get().attempts) == (1, "done", 2)
    runner.finished(dead, "dead", {"late": True})
    assert Job.objects.get().result == {"notes": 1}


def test_a_job_that_kills_its_worker_is_given_up(done: list[Any]) -> None:
    Job.enqueue("test.note")
    for _ in range(3):
        assert runner.take("dead")
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert not Worker().one()
    assert (Job.objects.get().status, done) == ("failed", [])
    assert "interrompu" in Job.objects.get().error


def test_a_failure_is_tried_again_later_then_given_up(done: list[Any], caplog: Any) -> None:
    caplog.set_level(logging.INFO)
    Job.enqueue("test.fail")
    delays = []
    for _ in range(2):
        assert Worker().one()
        job = Job.objects.get()
        delays.append(round((job.run_at - timezone.now()).total_seconds()))
        assert (job.status, job.error) == ("queued", "ValueError")
        assert not Worker().one()
        Job.objects.update(run_at=timezone.now())
    assert delays == [30, 60]
    assert Worker().one()
    assert (Job.objects.get().status, Job.objects.get().attempts) == ("failed", 3)


def test_a_database_away_leaves_the_job_for_later(done: list[Any]) -> None:
    Job.enqueue("test.away")
    with pytest.raises(OperationalError):
        Worker().one()
    assert Job.objects.get().status == "running"
    Job.objects.update(lease_until=timezone.now())
    assert runner.take("b")


def test_a_long_job_keeps_its_lease(monkeypatch: Any) -> None:
    import time

    monkeypatch.setattr(runner, "RENEW", 0.05)
    leases = []

    @registry.job("test.long")
    def long(job: Job, progress: registry.Progress) -> None:
        leases.append(Job.objects.get(pk=job.pk).lease_until)
        time.sleep(0.5)
        leases.append(Job.objects.get(pk=job.pk).lease_until)

    try:
        Job.enqueue("test.long")
        Worker().one()
    finally:
        del registry.KINDS["test.long"]
    assert leases[1] > leases[0]


def test_an_unknown_kind_is_left_alone() -> None:
    Job.enqueue("later.kind")
    assert not Worker().one()
    assert Job.objects.get().status == "queued"


def test_recurring_jobs_come_round(monkeypatch: Any) -> None:
    runner.schedule()
    recurring = {kind.name for kind in registry.KINDS.values() if kind.every}
    assert {"conversations.retention", "knowledge.feeds", "jobs.tidy"} <= recurring
    assert set(Job.objects.values_list("kind", flat=True)) == recurring
    runner.schedule()
    assert Job.objects.count() == len(recurring)
    Job.objects.update(status="done", created_at=timezone.now() - timedelta(days=1))
    runner.schedule()
    assert Job.objects.count() == 2 * len(recurring)


def test_the_command_does_what_waits_and_stops(done: list[Any]) -> None:
    from django.core.management import call_command

    Job.enqueue("test.note")
    call_command("run_worker", "--once")
    assert len(done) == 1


def test_the_feeds_of_every_commune_are_fetched_though_one_is_dead(monkeypatch: Any) -> None:
    from guichet.jobs.tasks import feeds
    from guichet.knowledge import feeds as knowledge_feeds

    from made import make_commune

    asked = []

    def refresh(commune: Any) -> None:
        asked.append(commune.slug)
        if commune.slug == "a":
            raise ConnectionError("https://secret.example")

    monkeypatch.setattr(knowledge_feeds, "refresh", refresh)
    make_commune("a", "A")
    make_commune("b", "B")
    job = Job.enqueue("knowledge.feeds")
    assert job is not None
    result = feeds(job, lambda percent, note: None)
    assert asked == ["a", "b"]
    assert result == {"communes": 2, "failed": ["a: ConnectionError"]}


def test_retention_erases_what_is_past_its_time_only(settings: Any) -> None:
    from guichet.conversations.tasks import retention
    from guichet.webchat import steps

    from made import make_commune

    settings.GUICHET_RETENTION_DAYS = 30
    make_commune("a", "A")
    old, young = steps.start("a", None, "x")[0], steps.start("a", None, "y")[0]
    Conversation.objects.filter(pk=old.pk).update(last_message_at=timezone.now() - timedelta(days=30, minutes=1))
    Conversation.objects.filter(pk=young.pk).update(last_message_at=timezone.now() - timedelta(days=29, hours=23))
    Report.objects.create(commune=old.commune, conversation=old, reference="AAA-AAA", what="trou", contact="0470")
    job = Job.enqueue("conversations.retention")
    assert job is not None
    assert retention(job, lambda percent, note: None) == {"erased": 1}
    assert list(Conversation.objects.values_list("pk", flat=True)) == [young.pk]
    assert Report.objects.get().contact == ""


def test_messages_that_wait_too_long_are_told_to_the_operator(caplog: Any) -> None:
    from guichet.conversations.intake import Incoming
    from guichet.conversations.models import Message
    from guichet.conversations.tasks import waiting
    from guichet.webchat import steps

    from made import make_commune

    make_commune("a", "A")
    conversation = steps.start("a", None, "x")[0]
    steps.receive(conversation.id, "x", None, Incoming(text="un"), None)
    job = Job.enqueue("conversations.waiting")
    assert job is not None
    assert waiting(job, lambda percent, note: None) == {"waiting": 0}
    Message.objects.filter(author="citizen").update(created_at=timezone.now() - timedelta(minutes=6))
    assert waiting(job, lambda percent, note: None) == {"waiting": 1}
    assert "messages wait" in caplog.text
