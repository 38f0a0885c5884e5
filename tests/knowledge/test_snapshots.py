"""Snapshots: the same knowledge has the same version, stored once, and the current one is cheap to ask for."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from guichet.communes.models import Commune
from guichet.knowledge import snapshots
from guichet.knowledge.models import Card, CommuneProfile, Place, Snapshot
from guichet.knowledge.packs.load import load_pack
from guichet.knowledge.packs.read import read_pack

pytestmark = pytest.mark.django_db

KEYS = {
    "format", "commune", "services", "places", "closures", "streets", "waste", "objects", "cards", "prices", "people",
    "agenda", "news", "texts",
}  # fmt: skip


@pytest.fixture
def brume(copied: Callable[[str], Path]) -> dict[str, Any]:
    """The document of the large demo commune, with the library."""
    call_command("load_pack", copied("val-de-brume"), library=copied("library"))
    document: dict[str, Any] = snapshots.current(Commune.objects.get(slug="val-de-brume")).document
    return document


def test_the_document_has_the_shape_of_the_architecture(brume: dict[str, Any]) -> None:
    assert set(brume) == KEYS
    assert brume["format"] == 1
    assert set(brume["commune"]) == {
        "slug", "name", "with_de", "with_a", "postal_codes", "localities", "province", "language", "website",
        "telephone", "email", "emergency_note", "online_desk", "payment_methods", "person_service",
    }  # fmt: skip
    assert set(brume["services"][0]) == {
        "id", "role", "name", "aliases", "place", "telephone", "email", "url", "opening_hours", "hours_note", "handles",
        "appointment", "description",
    }  # fmt: skip
    assert brume["services"][1]["appointment"]["needed"] == "possible"
    assert set(brume["places"][0]) == {
        "id", "kind", "name", "aliases", "street", "postal_code", "locality", "latitude", "longitude", "telephone",
        "email", "url", "opening_hours", "closed_on_holidays", "hours_note",
    }  # fmt: skip
    assert brume["closures"][1] == {
        "from": "2026-12-24",
        "to": "2026-12-24",
        "hours": "08:30-12:00",
        "targets": brume["closures"][1]["targets"],
        "reason": "veille de Noël",
    }
    assert brume["streets"][1] == {
        "name": "Rue de la Station",
        "aliases": ["rue de la gare"],
        "locality": "Brumagne",
        "zone": "A",
    }
    assert [zone["id"] for zone in brume["waste"]["zones"]] == ["A", "B", "C"]
    assert all(zone["ics"].startswith("BEGIN:VCALENDAR") for zone in brume["waste"]["zones"])
    assert set(brume["waste"]["fractions"][0]) == {"id", "name", "aliases", "container"}
    assert brume["prices"][0]["amount"] == "27.00"
    assert brume["people"][0]["name"] is None
    assert set(brume["agenda"][0]) == {"uid", "summary", "start", "end", "location", "url", "description"}
    assert set(brume["news"][0]) == {"title", "url", "published", "summary"}
    assert brume["texts"]["greeting"].startswith("Bonjour")
    json.dumps(brume, allow_nan=False)


def test_cards_are_the_shared_ones_with_the_communes_fields(brume: dict[str, Any]) -> None:
    card = brume["cards"]["encombrants"]
    assert "25,00" in card["answer"]
    assert card["note"] is None
    assert card["short_title"] == Card.objects.get(topic="encombrants").short_title
    assert brume["cards"]["neige"]["note"].startswith("Des bacs à sel")
    assert brume["cards"]["neige"]["answer"] == Card.objects.get(topic="neige").answer
    assert set(brume["cards"]) == set(Card.objects.values_list("topic", flat=True))


def test_an_object_is_not_sent_to_a_collection_that_is_not_made(copied: Callable[[str], Path]) -> None:
    call_command("load_pack", copied("roche-sur-ourlette"), copied("val-de-brume"), library=copied("library"))
    fractions = {}
    for slug in ("roche-sur-ourlette", "val-de-brume"):
        document = snapshots.current(Commune.objects.get(slug=slug)).document
        fractions[slug] = {item["id"]: item["fraction"] for item in document["objects"]}
    assert fractions["val-de-brume"]["epluchures"] == "organique"
    assert fractions["roche-sur-ourlette"]["epluchures"] is None
    assert fractions["roche-sur-ourlette"]["canette"] == "pmc"


def test_the_version_is_that_of_the_content(loaded: Commune) -> None:
    current = snapshots.current(loaded)
    assert len(current.version) == 16
    assert snapshots.version_of(current.document) == current.version
    assert snapshots.version_of(json.loads(json.dumps(current.document))) == current.version


def test_the_same_pack_gives_the_same_version_anywhere(pack: Path) -> None:
    first = snapshots.current(load_pack(read_pack(pack))).version
    Commune.objects.all().delete()
    assert snapshots.current(load_pack(read_pack(pack))).version == first


def test_publishing_what_is_published_stores_nothing(loaded: Commune) -> None:
    before = snapshots.current(loaded)
    assert snapshots.publish(loaded).pk == before.pk
    assert Snapshot.objects.count() == 1


def test_a_change_is_a_new_version_and_going_back_the_old_one(loaded: Commune) -> None:
    first = snapshots.current(loaded)
    place = Place.objects.get(commune=loaded, key="bibliotheque-roche")
    Place.objects.filter(pk=place.pk).update(opening_hours="Fr 10:00-12:00")
    second = snapshots.publish(loaded)
    assert second.version != first.version
    assert snapshots.current(loaded).pk == second.pk
    Place.objects.filter(pk=place.pk).update(opening_hours=place.opening_hours)
    assert snapshots.publish(loaded).version == first.version
    assert snapshots.current(loaded).version == first.version
    assert Snapshot.objects.count() == 2


def test_old_versions_go(loaded: Commune) -> None:
    for number in range(snapshots.KEPT + 3):
        CommuneProfile.objects.update(put_out_from=f"à {number} h")
        newest = snapshots.publish(loaded)
    kept = list(Snapshot.objects.filter(commune=loaded))
    assert len(kept) == snapshots.KEPT
    assert kept[0].pk == newest.pk == snapshots.current(loaded).pk


def test_the_current_one_costs_one_query_without_its_document(loaded: Commune) -> None:
    snapshots.current(loaded)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        document = snapshots.current(loaded).document
    assert len(queries) == 1
    assert "document" not in queries[0]["sql"]
    assert document["commune"]["slug"] == "roche-sur-ourlette"


def test_a_version_published_by_another_process_is_seen_at_once(loaded: Commune) -> None:
    snapshots.current(loaded)
    Snapshot.objects.create(commune=loaded, version="feedfacefeedface", document={"format": 1})
    assert snapshots.current(loaded).version == "feedfacefeedface"


def test_nothing_published() -> None:
    commune = Commune.objects.create(slug="vide", name="Vide")
    with pytest.raises(snapshots.NotPublished):
        snapshots.current(commune)
    with pytest.raises(snapshots.NotPublished):
        snapshots.publish(commune)


def test_a_row_that_is_not_in_order_keeps_the_version_before(loaded: Commune, caplog: pytest.LogCaptureFixture) -> None:
    before = snapshots.current(loaded).version
    Place.objects.filter(commune=loaded).update(opening_hours="le matin, chez Madame Dupont")
    with pytest.raises(ValueError, match="opening_hours"):
        snapshots.publish(loaded)
    assert snapshots.current(loaded).version == before
    snapshots._publish_or_log(loaded)
    assert "not published" in caplog.text
    assert "Dupont" not in caplog.text


def test_publish_on_commit_waits_for_the_commit(loaded: Commune, django_capture_on_commit_callbacks: Any) -> None:
    before = snapshots.current(loaded).version
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        CommuneProfile.objects.update(put_out_from="à midi")
        snapshots.publish_on_commit([loaded])
        assert snapshots.current(loaded).version == before
    assert snapshots.current(loaded).version != before


def test_the_agenda_moves_with_the_days(loaded: Commune, settings: Any) -> None:
    from guichet.knowledge import feeds

    summaries = [
        item["start"] for item in snapshots.current(loaded).document["agenda"] if "gourmand" in item["summary"]
    ]
    assert summaries == ["2026-12-06T09:00:00+01:00", "2027-01-03T09:00:00+01:00", "2027-02-07T09:00:00+01:00", "2027-03-07T09:00:00+01:00"]  # fmt: skip
    settings.GUICHET_NOW = dt.datetime.fromisoformat("2027-01-20T10:00:00+01:00")
    feeds.refresh(loaded)
    starts = [item["start"] for item in snapshots.current(loaded).document["agenda"]]
    assert starts == ["2027-02-07T09:00:00+01:00", "2027-03-07T09:00:00+01:00", "2027-04-04T09:00:00+02:00", "2027-05-02T09:00:00+02:00"]  # fmt: skip
