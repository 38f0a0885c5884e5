"""Connecting a page: every check that fails says what to do; the admin, the command and the daily job run them."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from guichet.jobs.models import Job
from guichet.messenger import checks, setup, tasks
from guichet.messenger.models import MessengerPage
from guichet.messenger.profile import ICE_BREAKERS, greeting, profile
from made import make_commune
from servers import Server

from graph import Graph
from meta import PAGE


@pytest.fixture
def page(commune: Any, graph_server: Server, graph: Graph, settings: Any) -> MessengerPage:
    """A page connected as it should be."""
    settings.GUICHET_PUBLIC_URL = "https://guichet.example"
    row = MessengerPage.objects.select_related("commune").get()
    # Nobody checks a page several times a second, but these tests do.
    graph.looks_a_second = 100
    graph.subscriptions = [
        {
            "object": "page",
            "callback_url": "https://guichet.example/messenger/webhook",
            "active": True,
            "fields": [{"name": name, "version": "v26.0"} for name in checks.WEBHOOK_FIELDS],
        }
    ]
    setup.write_page(row)
    return row


def failed(page: MessengerPage) -> dict[str, checks.Check]:
    """The checks that fail, by name; each says what to do."""
    found = {one.name: one for one in setup.check_page(page) if not one.ok}
    assert all(one.fix and one.seen for one in found.values())
    return found


def test_a_page_in_order(page: MessengerPage, graph: Graph) -> None:
    assert failed(page) == {}
    page.refresh_from_db()
    assert [one["name"] for one in page.checks] == [
        "token", "messaging", "reading", "subscription", "profile", "webhook", "silence",
    ]  # fmt: skip
    assert page.checked_at is not None
    assert "encore" in page.checks[-1]["seen"]
    assert "page-token" not in str(page.checks)
    assert all("page-token" not in line for line in graph.requests)


def test_what_is_written(page: MessengerPage, graph: Graph) -> None:
    there = graph.pages[PAGE]
    assert set(there.fields) == set(checks.WEBHOOK_FIELDS)
    assert there.profile["get_started"] == {"payload": "/bonjour"}
    assert "assistant automatique de Val-de-Brume" in there.profile["greeting"][0]["text"]
    questions = [one["question"] for one in there.profile["ice_breakers"][0]["call_to_actions"]]
    assert questions == ICE_BREAKERS
    titles = [one["title"] for one in there.profile["persistent_menu"][0]["call_to_actions"]]
    assert titles == ["Menu", "Parler à quelqu’un", "Supprimez mes données", "Vie privée"]


def test_a_communes_own_ice_breakers(page: MessengerPage) -> None:
    page.ice_breakers = ["Où se gare-t-on\u202f?"]
    assert profile(page)["ice_breakers"][0]["call_to_actions"] == [
        {"question": "Où se gare-t-on\u202f?", "payload": "question"}
    ]
    page.full_clean()
    for wrong in (["x" * 81], ["a"] * 5, [""], "a", [1], {"a": 1}):
        page.ice_breakers = wrong  # type: ignore[assignment]
        with pytest.raises(ValidationError):
            page.full_clean()


def test_a_long_name_fits_the_greeting(page: MessengerPage) -> None:
    page.commune.with_de = "de " + "Saint-Quelquechose-sur-Meuse " * 4
    assert len(greeting(page.commune)) <= 160


def test_no_token(page: MessengerPage) -> None:
    page.encrypted_token = ""
    page.save()
    assert failed(page).keys() == {"token"}


def test_an_invalid_token_breaks_the_page_and_a_good_one_mends_it(page: MessengerPage) -> None:
    page.set_token("autre")
    page.save()
    assert "créez un nouveau jeton" in failed(page)["token"].fix
    assert MessengerPage.objects.get().state == "broken"
    page.encrypted_token = ""
    page.set_token("page-token-1001")
    page.state, page.problem = "broken", "x"  # type: ignore[assignment]
    page.save()
    assert failed(page) == {}
    assert (MessengerPage.objects.get().state, MessengerPage.objects.get().problem) == ("working", "")


def test_the_token_of_another_page(page: MessengerPage, graph: Graph) -> None:
    graph.pages["4444"] = graph.pages.pop(PAGE)
    assert "4444" in failed(page)["token"].seen


@pytest.mark.parametrize(
    ("permission", "steps"),
    [
        ("pages_messaging", {"messaging", "profile"}),
        ("pages_read_engagement", {"reading"}),
        ("pages_manage_metadata", {"subscription"}),
    ],
)
def test_a_missing_permission(page: MessengerPage, graph: Graph, permission: str, steps: set[str]) -> None:
    graph.pages[PAGE].permissions.discard(permission)
    found = failed(page)
    assert found.keys() == steps
    assert all(permission in one.fix for one in found.values())


def test_a_page_that_is_not_subscribed_or_not_to_all(page: MessengerPage, graph: Graph) -> None:
    graph.pages[PAGE].fields = ["messages"]
    assert "standby" in failed(page)["subscription"].seen
    graph.pages[PAGE].fields = []
    assert "n’envoie rien" in failed(page)["subscription"].seen


@pytest.mark.parametrize("name", ["greeting", "persistent_menu", "ice_breakers", "get_started"])
def test_a_profile_that_is_not_ours(page: MessengerPage, graph: Graph, name: str) -> None:
    graph.pages[PAGE].profile.pop(name)
    assert failed(page).keys() == {"profile"}
    setup.write_page(page)
    assert failed(page) == {}


def test_the_apps_webhook(page: MessengerPage, graph: Graph, settings: Any) -> None:
    [subscription] = graph.subscriptions
    subscription["fields"] = subscription["fields"][:3]
    assert "standby" in failed(page)["webhook"].fix
    subscription["callback_url"] = "https://ailleurs.example/webhook"
    assert "https://guichet.example/messenger/webhook" in failed(page)["webhook"].fix
    subscription["active"] = False
    assert "actif" in failed(page)["webhook"].seen
    graph.subscriptions = []
    assert failed(page).keys() == {"webhook"}
    settings.GUICHET_MESSENGER_APP_ID = ""
    assert "GUICHET_MESSENGER_APP_ID" in failed(page)["webhook"].seen


def test_graph_away_blames_nobody(page: MessengerPage, graph_server: Server) -> None:
    graph_server.stop()
    found = failed(page)
    assert "Réessayez" in found["token"].fix
    assert MessengerPage.objects.get().state == "working"


def test_a_silent_page_shows(page: MessengerPage, settings: Any) -> None:
    settings.GUICHET_MESSENGER_SILENT_DAYS = 3
    MessengerPage.objects.update(last_event_at=timezone.now() - timedelta(days=2))
    page.refresh_from_db()
    assert failed(page) == {}
    assert f"{timezone.localtime(page.last_event_at):%d/%m/%Y}" in page.checks[-1]["seen"]
    MessengerPage.objects.update(last_event_at=timezone.now() - timedelta(days=4))
    page.refresh_from_db()
    assert failed(page).keys() == {"silence"}
    MessengerPage.objects.update(last_event_at=None, added_at=timezone.now() - timedelta(days=4))
    page.refresh_from_db()
    assert failed(page).keys() == {"silence"}


def test_the_daily_job_checks_every_page(page: MessengerPage, graph: Graph) -> None:
    make_commune("roche", "Roche", page="1002")
    MessengerPage.objects.create(page_id="1003", commune=page.commune, active=False)
    result = tasks.check(Job(kind="messenger.check"), lambda percent, note: None)
    assert result == {"pages": 2, "failed": {"1002": ["token"]}}
    assert MessengerPage.objects.get(page_id="1003").checked_at is None


def test_the_daily_job_is_scheduled() -> None:
    from guichet.jobs.registry import KINDS

    assert KINDS["messenger.check"].every == timedelta(days=1)


# The command.


def run(*arguments: str, typed: str = "", monkeypatch: Any = None) -> str:
    out = io.StringIO()
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    call_command("messenger_page", *arguments, stdout=out)
    return out.getvalue()


def test_a_clerk_connects_a_page(page: MessengerPage, monkeypatch: Any) -> None:
    MessengerPage.objects.all().delete()
    said = run(
        "add",
        PAGE,
        "--commune",
        "val-de-brume",
        "--name",
        "Ma page",
        typed="page-token-1001\n",
        monkeypatch=monkeypatch,
    )
    assert "enregistrée" in said
    assert "✓ Jeton de la page" in said
    assert MessengerPage.objects.get().token() == "page-token-1001"
    assert "page-token" not in said
    assert "1001  val-de-brume  Ma page" in run("list")


def test_the_command_says_what_to_do_and_fails(page: MessengerPage, graph: Graph) -> None:
    graph.pages[PAGE].fields, graph.pages[PAGE].profile = [], {}
    out = io.StringIO()
    with pytest.raises(CommandError, match="2 point"):
        call_command("messenger_page", "check", PAGE, stdout=out)
    assert "→ Pour abonner la page" in out.getvalue()
    assert "écrits" in run("write", PAGE)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["add", "abc", "--commune", "val-de-brume"], "nombre"),
        (["add", "12", "--commune", "ailleurs"], "ailleurs"),
        (["add", "12", "--commune", "val-de-brume"], "Aucun jeton"),
        (["check", "999"], "999"),
    ],
)
def test_the_commands_mistakes(page: MessengerPage, arguments: list[str], word: str, monkeypatch: Any) -> None:
    with pytest.raises(CommandError, match=word):
        run(*arguments, typed="\n", monkeypatch=monkeypatch)


def test_writing_what_graph_refuses(page: MessengerPage, graph: Graph) -> None:
    graph.pages[PAGE].permissions.clear()
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("messenger_page", "write", stdout=out)
    assert "pages_manage_metadata" in out.getvalue()


# The admin.


@pytest.fixture
def staff(page: MessengerPage) -> Client:
    """A clerk who is allowed everything."""
    client = Client()
    client.force_login(User.objects.create_superuser("clerc", password="un mot de passe"))
    return client


def test_the_admin_shows_each_check_and_what_to_do(staff: Client, page: MessengerPage, graph: Graph) -> None:
    graph.pages[PAGE].fields = []
    setup.check_page(page)
    shown = staff.get(f"/admin/messenger/messengerpage/{page.pk}/change/").content.decode()
    assert "Pour abonner la page" in shown
    assert "https://guichet.example/messenger/webhook" in shown
    assert "page-token" not in shown
    assert "À vérifier" in staff.get("/admin/messenger/messengerpage/").content.decode()


def test_the_admin_checks_and_writes(staff: Client, page: MessengerPage, graph: Graph) -> None:
    graph.pages[PAGE].fields = []
    chosen = {"_selected_action": [page.pk]}
    shown = staff.post("/admin/messenger/messengerpage/", {"action": "check_pages", **chosen}, follow=True)
    assert "Abonnement de la page" in shown.content.decode()
    shown = staff.post("/admin/messenger/messengerpage/", {"action": "write_pages", **chosen}, follow=True)
    assert "tout est en ordre" in shown.content.decode()
    graph.pages[PAGE].permissions.clear()
    shown = staff.post("/admin/messenger/messengerpage/", {"action": "write_pages", **chosen}, follow=True)
    assert "Une autorisation manque" in shown.content.decode()


def test_a_token_entered_is_checked_at_once_and_never_shown(staff: Client, page: MessengerPage) -> None:
    form = {
        "page_id": PAGE,
        "commune": page.commune.pk,
        "name": "",
        "active": "on",
        "ice_breakers": "",
        "token": "faux-jeton",
    }
    shown = staff.post(f"/admin/messenger/messengerpage/{page.pk}/change/", form, follow=True).content.decode()
    assert "nouveau jeton" in shown
    assert "faux-jeton" not in shown
    assert "En panne" in staff.get("/admin/messenger/messengerpage/").content.decode()


def test_a_page_turned_off_can_be_checked(page: MessengerPage) -> None:
    page.active = False
    page.save()
    assert failed(page) == {}
    assert MessengerPage.objects.get().state == "working"


def test_a_clerk_writes_one_question_a_line(staff: Client, page: MessengerPage) -> None:
    form = {"page_id": PAGE, "commune": page.commune.pk, "name": "", "active": "on", "token": ""}
    address = f"/admin/messenger/messengerpage/{page.pk}/change/"
    staff.post(address, {**form, "ice_breakers": "  Où se gare-t-on ?\r\n\r\nQuand voter ?\n"}, follow=True)
    assert MessengerPage.objects.get().ice_breakers == ["Où se gare-t-on ?", "Quand voter ?"]
    assert "Où se gare-t-on ?\nQuand voter ?</textarea>" in staff.get(address).content.decode()
    shown = staff.post(address, {**form, "ice_breakers": "un\ndeux\ntrois\nquatre\ncinq"}).content.decode()
    assert "4 questions au plus" in shown
    staff.post(address, {**form, "ice_breakers": ""}, follow=True)
    assert MessengerPage.objects.get().ice_breakers == []


def test_the_command_lists_what_is_silent_and_what_is_turned_off(page: MessengerPage) -> None:
    MessengerPage.objects.update(last_event_at=timezone.now() - timedelta(days=30))
    assert "Silencieuse" in run("list")
    MessengerPage.objects.update(active=False)
    assert "Désactivée" in run("list")


def test_a_silent_page_shows_in_the_list(staff: Client) -> None:
    MessengerPage.objects.update(last_event_at=timezone.now() - timedelta(days=30))
    assert "Silencieuse" in staff.get("/admin/messenger/messengerpage/").content.decode()


def test_counts_and_receipts_are_only_to_be_read(staff: Client) -> None:
    for name in ("messenger/eventcount", "conversations/erasurereceipt"):
        assert staff.get(f"/admin/{name}/").status_code == 200
        assert staff.get(f"/admin/{name}/add/").status_code == 403
