"""Staff's edits: checked as packs are, in French, and published at once."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from guichet.communes.models import Commune
from guichet.jobs.models import Job
from guichet.jobs.runner import Worker
from guichet.knowledge import models, snapshots

#: Publication happens when the edit is committed: these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def staff(loaded: Commune) -> Client:
    """Somebody of the commune, logged in."""
    User.objects.create_superuser("agent", password="motdepasse-de-test")
    client = Client()
    assert client.login(username="agent", password="motdepasse-de-test")
    return client


def form(client: Client, url: str) -> dict[str, Any]:
    """The values of a page's form, as a browser would send them."""
    fields = client.get(url).context["adminform"].form
    values = {name: fields[name].value() for name in fields.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def page(row: Any) -> str:
    return f"/admin/knowledge/{row._meta.model_name}/{row.pk}/change/"


def send(client: Client, row: Any, **changes: Any) -> Any:
    return client.post(page(row), form(client, page(row)) | changes, follow=True)


def test_an_edit_is_published(staff: Client, loaded: Commune) -> None:
    place = models.Place.objects.get(key="bibliotheque-roche")
    before = snapshots.current(loaded).version
    answer = send(staff, place, opening_hours="Th 16:00-19:00", aliases="la biblio\n\n bibli ")
    assert answer.status_code == 200
    assert snapshots.current(loaded).version != before
    shown = next(item for item in snapshots.current(loaded).document["places"] if item["id"] == "bibliotheque-roche")
    assert shown["opening_hours"] == "Th 16:00-19:00"
    assert shown["aliases"] == ["la biblio", "bibli"]


@pytest.mark.parametrize(
    ("model", "key", "changes", "field", "expected"),
    [
        ("Place", "bibliotheque-roche", {"opening_hours": "le jeudi"}, "opening_hours", "opening_hours"),
        ("Place", "bibliotheque-roche", {"latitude": "49.8", "longitude": ""}, None, "latitude et longitude"),
        ("Place", "bibliotheque-roche", {"url": "javascript:alert(1)"}, "url", "https://"),
        ("Service", "cpas-roche", {"handles": "cpas\naide_sociale"}, "handles", "thème"),
        ("Service", "cpas-roche", {"appointment_url": "www.exemple.be"}, "appointment_url", "https://"),
        ("Service", "cpas-roche", {"email": "cpas"}, "email", "courriel"),
        ("Price", "sacs-gris", {"amount": "12,50"}, "amount", "deux décimales"),
        ("WasteZone", "sud", {"ics": "<html>"}, "ics", "iCalendar"),
    ],
)  # fmt: skip
def test_what_a_pack_refuses_the_admin_refuses(
    staff: Client, loaded: Commune, model: str, key: str, changes: Any,
    field: str | None, expected: str
) -> None:  # fmt: skip
    row = getattr(models, model).objects.get(key=key)
    before = snapshots.current(loaded).version
    answer = send(staff, row, **changes)
    errors = answer.context["adminform"].form.errors
    assert expected in str(errors[field or "__all__"])
    assert snapshots.current(loaded).version == before


def test_closures_and_local_cards(staff: Client, loaded: Commune) -> None:
    closure = models.Closure.objects.filter(commune=loaded).first()
    answer = send(staff, closure, targets="piscine")
    assert "piscine" in str(answer.context["adminform"].form.errors["targets"])
    card = models.LocalCard.objects.get(commune=loaded, topic="bibliotheque")
    answer = send(staff, card, cost="", evidence="")
    assert "ne change rien" in str(answer.context["adminform"].form.errors)
    send(staff, card, cost="", evidence="Carte d’identité")
    card.refresh_from_db()
    assert card.evidence == ["Carte d’identité"]


def test_adding_and_deleting_are_published(staff: Client, loaded: Commune) -> None:
    answer = staff.post(
        "/admin/knowledge/street/add/",
        {"commune": loaded.pk, "position": 99, "name": "Rue Neuve", "locality": "Roche", "aliases": ""},
        follow=True,
    )
    assert answer.status_code == 200
    street = models.Street.objects.get(name="Rue Neuve")
    assert snapshots.current(loaded).document["streets"][-1]["name"] == "Rue Neuve"
    staff.post(f"/admin/knowledge/street/{street.pk}/delete/", {"post": "yes"})
    assert snapshots.current(loaded).document["streets"][-1]["name"] == "Rue de l’Écluse"
    ticked = list(models.Street.objects.filter(locality="Roche").values_list("pk", flat=True))
    staff.post("/admin/knowledge/street/", {"action": "delete_selected", "_selected_action": ticked, "post": "yes"})
    assert len(snapshots.current(loaded).document["streets"]) == 6


def test_a_place_in_use_is_not_deleted(staff: Client, loaded: Commune) -> None:
    place = models.Place.objects.get(key="cpas-ourlette")
    answer = staff.post(f"/admin/knowledge/place/{place.pk}/delete/", {"post": "yes"})
    assert models.Place.objects.filter(pk=place.pk).exists()
    assert "CPAS de Roche-sur-Ourlette" in answer.content.decode()


def test_an_edit_that_breaks_a_reference_is_said(staff: Client, loaded: Commune) -> None:
    service = models.Service.objects.get(key="guichet-unique")
    answer = send(staff, service, key="accueil")
    warnings = [str(message) for message in answer.context["messages"]]
    assert any("commune.yml" in warning and "« guichet-unique »" in warning for warning in warnings)


def test_an_edit_beside_a_broken_row_is_stored_and_said(staff: Client, loaded: Commune) -> None:
    models.Price.objects.filter(key="sacs-gris").update(amount="douze")
    before = snapshots.current(loaded).version
    place = models.Place.objects.get(key="bibliotheque-roche")
    answer = send(staff, place, name="Bibliothèque")
    assert any("pas publiée" in str(message) for message in answer.context["messages"])
    assert snapshots.current(loaded).version == before


@pytest.fixture
def two(loaded: Commune, copied: Any) -> list[Commune]:
    """Two communes and the library."""
    from django.core.management import call_command

    call_command("load_pack", copied("val-de-brume"), library=copied("library"))
    return list(Commune.objects.order_by("slug"))


def kids_id(commune: Commune) -> str:
    """What the published card says."""
    return str(snapshots.current(commune).document["cards"]["kids_id"]["answer"])


def change_kids_id(staff: Client, answer: str) -> Any:
    sent = send(staff, models.Card.objects.get(topic="kids_id"), answer=answer)
    assert "adminform" not in sent.context, sent.context["adminform"].form.errors
    return sent


def test_a_shared_card_is_published_for_every_commune_by_the_worker(staff: Client, two: list[Commune]) -> None:
    before = [kids_id(commune) for commune in two]
    sent = change_kids_id(staff, "La Kids-ID change.")
    # With 262 communes it would keep the clerk, and the only writer of SQLite, for a minute.
    assert [kids_id(commune) for commune in two] == before
    assert any("quelques instants" in str(message) for message in sent.context["messages"])
    assert Worker().one()
    assert [kids_id(commune) for commune in two] == ["La Kids-ID change."] * 2
    assert Job.objects.get().result == {"communes": 2, "failed": []}


def test_edits_that_wait_share_a_job_and_one_that_runs_is_followed_by_another(
    staff: Client, two: list[Commune]
) -> None:
    change_kids_id(staff, "Une.")
    change_kids_id(staff, "Deux.")
    assert Job.objects.count() == 1
    Job.objects.update(status="running")
    change_kids_id(staff, "Trois.")
    assert Job.objects.count() == 2


def test_a_commune_that_cannot_be_published_does_not_hold_the_others_back(staff: Client, two: list[Commune]) -> None:
    roche, brume = two
    models.Price.objects.filter(key="sacs-gris", commune=roche).update(amount="douze")
    before = kids_id(roche)
    change_kids_id(staff, "La Kids-ID change.")
    assert Worker().one()
    assert (kids_id(roche), kids_id(brume)) == (before, "La Kids-ID change.")
    assert Job.objects.get().result == {"communes": 2, "failed": ["roche-sur-ourlette"]}


def test_a_shared_card_that_is_deleted_goes_from_every_commune(staff: Client, two: list[Commune]) -> None:
    card = models.Card.objects.get(topic="kids_id")
    staff.post(f"/admin/knowledge/card/{card.pk}/delete/", {"post": "yes"})
    assert Worker().one()
    assert all("kids_id" not in snapshots.current(commune).document["cards"] for commune in two)


def test_a_commune_that_changes_its_name_is_published(staff: Client, loaded: Commune) -> None:
    url = f"/admin/communes/commune/{loaded.pk}/change/"
    sent = staff.post(url, form(staff, url) | {"name": "Roche-la-Neuve", "allowed_origins": "[]", "display": "{}",
                                               "languages": '["fr"]'}, follow=True)  # fmt: skip
    assert "adminform" not in sent.context, sent.context["adminform"].form.errors
    assert snapshots.current(loaded).document["commune"]["name"] == "Roche-la-Neuve"


def test_every_page_opens(staff: Client, loaded: Commune) -> None:
    for name in models.__all__:
        model = getattr(models, name)
        label = model._meta.model_name
        assert staff.get(f"/admin/knowledge/{label}/").status_code == 200, name
        row = model._default_manager.first()
        if row is not None:
            assert staff.get(page(row)).status_code == 200, name


def test_an_unreadable_feed_is_seen(staff: Client, loaded: Commune) -> None:
    models.Feed.objects.filter(key="agenda").update(error="le site a répondu 500")
    assert "le site a répondu 500" in staff.get("/admin/knowledge/feed/").content.decode()


def test_what_the_machine_writes_is_read_only(staff: Client, loaded: Commune) -> None:
    item = models.AgendaItem.objects.first()
    assert staff.post(page(item), {"summary": "x"}).status_code == 403
    assert staff.get("/admin/knowledge/snapshot/add/").status_code == 403


def test_a_row_offers_only_its_communes_places(staff: Client, copied: Any) -> None:
    from django.core.management import call_command

    call_command("load_pack", copied("val-de-brume"))
    service = models.Service.objects.get(key="cpas-roche")
    fields = staff.get(page(service)).context["adminform"].form.fields
    assert {place.key for place in fields["place"].queryset} == {
        "maison-communale-roche", "hall-technique", "recyparc-ourlette", "cpas-ourlette", "bibliotheque-roche",
    }  # fmt: skip
