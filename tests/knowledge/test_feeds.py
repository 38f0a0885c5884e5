"""Feeds: whatever a site sends, the last good copy stays, the error is on the row, and nothing inside is reached."""

import socket
import time
from typing import Any

import pytest
from guichet.communes.models import Commune
from guichet.knowledge import feeds, snapshots
from guichet.knowledge.feeds import fetch as fetching
from guichet.knowledge.models import AgendaItem, Feed, NewsItem

from feed_server import FeedServer

pytestmark = pytest.mark.django_db


def calendar(*events: str) -> bytes:
    inner = "".join(f"BEGIN:VEVENT\r\nDTSTAMP:20260101T000000Z\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:t\r\n{inner}END:VCALENDAR\r\n".encode()


CONCERT = "UID:concert\r\nSUMMARY:Concert\r\nDTSTART:20261205T190000Z\r\nLOCATION:Salle"
GOOD = calendar(CONCERT)
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>x</title><link>https://x.example</link><description>x</description>
<item><title>Travaux &amp; détours</title><link>https://x.example/a</link>
<pubDate>Fri, 20 Nov 2026 09:00:00 GMT</pubDate><description>&lt;p&gt;Rue &lt;b&gt;fermée&lt;/b&gt;&lt;/p&gt;</description></item>
</channel></rss>
""".encode()


@pytest.fixture
def source(loaded: Commune, web: FeedServer) -> Feed:
    """The commune's agenda, now at an address where a good calendar was read."""
    Feed.objects.filter(commune=loaded, kind="news").delete()
    feed = Feed.objects.get(commune=loaded)
    Feed.objects.filter(pk=feed.pk).update(url=web.serve("/agenda.ics", GOOD), file="", local_copy="")
    assert [outcome.error for outcome in feeds.refresh(loaded)] == [""]
    feed.refresh_from_db()
    return feed


def shown(commune: Commune) -> list[str]:
    """What citizens are told of the agenda."""
    return [item["summary"] for item in snapshots.current(commune).document["agenda"]]


def test_a_good_calendar_is_shown(source: Feed, loaded: Commune) -> None:
    assert shown(loaded) == ["Concert"]
    item = snapshots.current(loaded).document["agenda"][0]
    assert item == {
        "uid": "concert",
        "summary": "Concert",
        "start": "2026-12-05T20:00:00+01:00",
        "end": None,
        "location": "Salle",
        "url": None,
        "description": None,
    }
    assert source.error == ""
    assert source.last_good_at is not None


def test_reading_twice_changes_nothing(source: Feed, loaded: Commune) -> None:
    before = snapshots.current(loaded)
    feeds.refresh(loaded)
    assert AgendaItem.objects.filter(feed=source).count() == 1
    assert snapshots.current(loaded).pk == before.pk


def test_a_change_is_published(source: Feed, loaded: Commune, web: FeedServer) -> None:
    before = snapshots.current(loaded).version
    web.serve("/agenda.ics", calendar(CONCERT, CONCERT.replace("concert", "bal").replace("Concert", "Bal")))
    feeds.refresh(loaded)
    assert shown(loaded) == ["Bal", "Concert"]
    assert snapshots.current(loaded).version != before


@pytest.mark.parametrize(
    ("body", "content_type", "status", "expected"),
    [
        (b"<html><body>Page introuvable</body></html>", "text/html; charset=utf-8", 200, "reçu text/html"),
        (b"<html><body>Bienvenue</body></html>", "text/calendar", 200, "BEGIN:VCALENDAR"),
        (b"", "text/calendar", 200, "BEGIN:VCALENDAR"),
        (b"\xff\xfe\x00binaire", "text/calendar", 200, "BEGIN:VCALENDAR"),
        (GOOD[:60], "text/calendar", 200, "BEGIN:VCALENDAR"),
        (GOOD, "text/calendar", 500, "répondu 500"),
        (GOOD, "text/calendar", 404, "répondu 404"),
        (GOOD, "application/json", 200, "reçu application/json"),
        (b"x" * 2_000_001, "text/calendar", 200, "dépasse 2 Mo"),
        (calendar(*[f"UID:{number}\r\nSUMMARY:x\r\nDTSTART:20261205" for number in range(5001)]), "text/calendar", 200, "5000"),
    ],
)  # fmt: skip
def test_a_bad_calendar_keeps_the_last_good_copy(
    source: Feed, loaded: Commune, web: FeedServer, body: bytes, content_type: str, status: int, expected: str
) -> None:
    before = snapshots.current(loaded).pk
    web.serve("/agenda.ics", body, content_type, status)
    outcome = feeds.refresh(loaded)[0]
    source.refresh_from_db()
    assert expected in outcome.error
    assert source.error == outcome.error
    assert source.last_good == GOOD.decode()
    assert shown(loaded) == ["Concert"]
    assert snapshots.current(loaded).pk == before
    assert source.tried_at > source.last_good_at

    web.serve("/agenda.ics", GOOD)
    feeds.refresh(loaded)
    source.refresh_from_db()
    assert source.error == ""


def test_a_site_that_stops_talking(
    source: Feed, loaded: Commune, web: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT", 0.3)
    web.serve("/agenda.ics", [(0, GOOD[:50]), (2, GOOD[50:])])
    began = time.monotonic()
    assert "pas répondu à temps" in feeds.refresh(loaded)[0].error
    assert time.monotonic() - began < 2
    assert shown(loaded) == ["Concert"]


def test_a_site_that_drips(source: Feed, loaded: Commune, web: FeedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, the whole does not."""
    monkeypatch.setattr(fetching, "WHOLE", 0.5)
    web.serve("/agenda.ics", [(0.1, b"x")] * 50)
    began = time.monotonic()
    assert "pas répondu à temps" in feeds.refresh(loaded)[0].error
    assert time.monotonic() - began < 3


def test_a_site_that_is_gone(source: Feed, loaded: Commune) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        Feed.objects.filter(pk=source.pk).update(url=f"http://127.0.0.1:{probe.getsockname()[1]}/agenda.ics")
        assert "ne répond pas" in feeds.refresh(loaded)[0].error
    Feed.objects.filter(pk=source.pk).update(url="https://n-existe-pas.invalid/agenda.ics")
    assert "n’existe pas" in feeds.refresh(loaded)[0].error
    assert shown(loaded) == ["Concert"]


def test_a_compressed_body_is_not_unpacked(source: Feed, loaded: Commune, web: FeedServer) -> None:
    web.serve("/agenda.ics", GOOD)
    web.pages["/agenda.ics"][1]["Content-Encoding"] = "gzip"
    assert "compression" in feeds.refresh(loaded)[0].error


def test_redirections_are_followed_a_little(source: Feed, loaded: Commune, web: FeedServer) -> None:
    for number in range(3):
        web.pages[f"/r{number}"] = (302, {"Location": f"/r{number + 1}"}, b"")
    web.serve("/r3", calendar(CONCERT.replace("Concert", "Au bout")))
    Feed.objects.filter(pk=source.pk).update(url=f"http://127.0.0.1:{web.port}/r0")
    assert feeds.refresh(loaded)[0].error == ""
    assert shown(loaded) == ["Au bout"]
    web.pages["/r3"] = (302, {"Location": "/r0"}, b"")
    assert "3 redirections" in feeds.refresh(loaded)[0].error


class TestAgenda:
    def read(self, loaded: Commune, web: FeedServer, *events: str) -> list[dict[str, Any]]:
        Feed.objects.filter(commune=loaded, kind="agenda").update(url=web.serve("/a.ics", calendar(*events)), file="")
        assert feeds.refresh(loaded)[0].error == ""
        found: list[dict[str, Any]] = snapshots.current(loaded).document["agenda"]
        return found

    def test_recurrences_exceptions_and_moved_days(self, loaded: Commune, web: FeedServer) -> None:
        weekly = (
            "UID:w\r\nSUMMARY:Cours\r\nDTSTART:20261125T180000\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE:20261202T180000"
        )
        moved = "UID:w\r\nSUMMARY:Cours (déplacé)\r\nRECURRENCE-ID:20261209T180000\r\nDTSTART:20261210T190000"
        found = self.read(loaded, web, weekly, moved)
        assert [(item["start"][:16], item["summary"]) for item in found] == [
            ("2026-11-25T18:00", "Cours"),
            ("2026-12-10T19:00", "Cours (déplacé)"),
            ("2026-12-16T18:00", "Cours"),
        ]

    def test_whole_days_have_no_hour(self, loaded: Commune, web: FeedServer) -> None:
        found = self.read(
            loaded, web, "UID:f\r\nSUMMARY:Fête\r\nDTSTART;VALUE=DATE:20261205\r\nDTEND;VALUE=DATE:20261207"
        )
        assert (found[0]["start"], found[0]["end"]) == ("2026-12-05", "2026-12-07")

    def test_past_far_and_cancelled_events_are_not_shown(self, loaded: Commune, web: FeedServer) -> None:
        found = self.read(
            loaded, web,
            "UID:1\r\nSUMMARY:Passé\r\nDTSTART:20261122T180000",
            "UID:2\r\nSUMMARY:Lointain\r\nDTSTART:20270601T180000",
            "UID:3\r\nSUMMARY:Annulé\r\nDTSTART:20261205T180000\r\nSTATUS:CANCELLED",
            "UID:4\r\nDTSTART:20261205T180000",
            CONCERT,
        )  # fmt: skip
        assert [item["summary"] for item in found] == ["Concert"]

    def test_an_event_without_end_of_repetition_does_not_take_the_place(self, loaded: Commune, web: FeedServer) -> None:
        began = time.monotonic()
        found = self.read(
            loaded, web, "UID:b\r\nSUMMARY:Bombe\r\nDTSTART:20200101T000000\r\nRRULE:FREQ=SECONDLY", CONCERT
        )
        assert [item["summary"] for item in found] == ["Concert"]
        assert time.monotonic() - began < 5

    def test_markup_and_bad_links_do_not_pass(self, loaded: Commune, web: FeedServer) -> None:
        event = (
            "UID:x\r\nSUMMARY:<b>Bal</b><script>alert(1)</script>\r\nDTSTART:20261205T180000\r\nURL:javascript:alert(1)"
        )
        found = self.read(loaded, web, event + "\r\nDESCRIPTION:Entrée &amp\\; bar\\n" + "x" * 2000)
        assert "<" not in found[0]["summary"]
        assert found[0]["url"] is None
        assert found[0]["description"].startswith("Entrée & bar x")
        assert len(found[0]["description"]) == 500


class TestNews:
    @pytest.fixture
    def news(self, loaded: Commune, web: FeedServer) -> Feed:
        Feed.objects.filter(commune=loaded, kind="agenda").delete()
        Feed.objects.filter(commune=loaded).update(url=web.serve("/rss", RSS, "application/rss+xml"), file="")
        assert [outcome.error for outcome in feeds.refresh(loaded)] == [""]
        return Feed.objects.get(commune=loaded)

    def test_rss(self, news: Feed, loaded: Commune) -> None:
        assert snapshots.current(loaded).document["news"] == [
            {
                "title": "Travaux & détours",
                "url": "https://x.example/a",
                "published": "2026-11-20",
                "summary": "Rue fermée",
            }
        ]

    def test_atom(self, news: Feed, loaded: Commune, web: FeedServer) -> None:
        atom = (
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>x</id><updated>2026-11-01T00:00:00Z</updated>'
            "<entry><title>Neige</title><id>1</id><updated>2026-11-22T23:30:00Z</updated>"
            '<link href="https://x.example/neige"/></entry></feed>'
        )
        web.serve("/rss", atom.encode(), "application/atom+xml")
        feeds.refresh(loaded)
        item = snapshots.current(loaded).document["news"][0]
        assert (item["title"], item["published"]) == ("Neige", "2026-11-23")

    @pytest.mark.parametrize(
        ("body", "content_type", "expected"),
        [
            (RSS[:200], "application/rss+xml", "bien formé"),
            (b"<html><body><p>Bonjour</p></body></html>", "application/xml", "RSS ou Atom"),
            (b"<html></html>", "text/html", "reçu text/html"),
            (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>', "text/xml", "bien formé"),
            (b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel><title>&f;</title></channel></rss>', "text/xml", "bien formé"),
            (b"", "text/xml", "bien formé"),
            (b"https://autre.example/rss", "text/plain", "bien formé"),
            (b"x" * 2_000_001, "text/xml", "dépasse 2 Mo"),
        ],
    )  # fmt: skip
    def test_bad_xml_keeps_the_last_good_copy(
        self, news: Feed, loaded: Commune, web: FeedServer, body: bytes, content_type: str, expected: str
    ) -> None:
        web.serve("/rss", body, content_type)
        assert expected in feeds.refresh(loaded)[0].error
        assert [item["title"] for item in snapshots.current(loaded).document["news"]] == ["Travaux & détours"]
        assert NewsItem.objects.get().summary == "Rue fermée"

    def test_newest_first_and_not_too_many(self, news: Feed, loaded: Commune, web: FeedServer) -> None:
        items = "".join(
            f"<item><title>n{day}</title><pubDate>{day:02} Oct 2026 09:00:00 GMT</pubDate></item>"
            for day in range(1, 32)
        )
        body = f"<rss version='2.0'><channel><title>x</title>{items * 3}</channel></rss>"
        web.serve("/rss", body.encode(), "text/xml")
        feeds.refresh(loaded)
        titles = [item["title"] for item in snapshots.current(loaded).document["news"]]
        assert titles[0] == "n31"
        assert len(titles) == snapshots.MOST_NEWS


def test_local_files_need_no_network(loaded: Commune) -> None:
    assert [(outcome.feed, outcome.error, outcome.items > 0) for outcome in feeds.refresh(loaded)] == [
        ("agenda", "", True),
        ("nouvelles", "", True),
    ]


def test_loading_the_pack_again_keeps_the_last_good_copy(
    source: Feed, loaded: Commune, web: FeedServer, pack: Any
) -> None:
    """The site is down when the pack is loaded: the agenda stays."""
    (pack / "feeds.yml").write_text(f"- {{id: agenda, kind: agenda, url: '{source.url}'}}\n")
    (pack / "feeds" / "agenda.ics").unlink()
    (pack / "feeds" / "news.xml").unlink()
    from django.core.management import call_command

    web.serve("/agenda.ics", b"", status=503)
    call_command("load_pack", pack)
    assert shown(loaded) == ["Concert"]
