"""The demonstration site, the health check, the staff's admin, and the headers of all pages."""

import re
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from guichet.conversations import published

from made import make_commune
from servers import Server


class Page(HTMLParser):
    """What a test wants to know of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such element."""
        return [attrs for name, attrs in self.tags if name == tag]


def test_the_home_page_shows_the_commune_and_its_widget(client: httpx.Client, commune: Any) -> None:
    from guichet.knowledge.models import Snapshot

    document = {
        "format": 1,
        "commune": {"telephone": "081 00 00 00", "email": "info@val-de-brume.example"},
        "services": [
            {"name": "Service Population", "description": "Cartes & <b>passeports</b>", "telephone": "081 00 00 01"}
        ],
        "places": [{"name": "Recyparc", "street": "Rue du Four 12", "postal_code": "5999", "locality": "Brumagne"}],
        "agenda": [
            {"summary": "Marché de Noël", "start": "2999-12-05T20:00:00+01:00", "location": "Place"},
            {"summary": "Toute la journée", "start": "2999-12-06"},
            {"summary": "Passé", "start": "2001-01-01T20:00:00+01:00"},
        ],
        "news": [
            {"title": "Travaux", "published": "2026-11-20", "summary": "Rue fermée"},
            {"title": "Sans date", "published": None},
        ],
    }
    Snapshot.objects.create(commune=commune, version="feedfacefeedface", document=document)
    answer = client.get("/")
    assert answer.status_code == 200
    for text in (
        "Service Population",
        "Recyparc",
        "Marché de Noël",
        "Toute la journée",
        "Travaux",
        "Sans date",
        "20 novembre 2026",
    ):
        assert text in answer.text
    assert "Passé" not in answer.text
    assert "<b>passeports" not in answer.text
    page = Page(answer.text)
    assert page.all("html") == [{"lang": "fr"}]
    widget = next(tag for tag in page.all("script") if tag["src"] == "/widget.js")
    assert widget["data-commune"] == "val-de-brume"
    assert client.get("/widget.js").status_code == 200
    # Buttons of the page that would do nothing without the widget wait for it.
    assert next(tag for tag in page.all("div") if "data-assistant" in tag).keys() == {"data-assistant", "hidden"}


def test_a_page_without_knowledge_says_so(client: httpx.Client, commune: Any) -> None:
    commune.snapshots.all().delete()
    published.forget()
    answer = client.get("/")
    assert answer.status_code == 200
    assert "pas encore chargés" in answer.text


@pytest.mark.parametrize("path", ["/", "/c/val-de-brume/", "/vie-privee/val-de-brume", "/admin/login/", "/nulle-part"])
def test_pages_run_nothing_inline_and_say_so_to_browsers(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    page = Page(answer.text)
    assert all(script.get("src") for script in page.all("script"))
    assert not page.all("style")
    assert not [attrs for _, attrs in page.tags for name in attrs if name.startswith("on") or name == "style"]


def test_every_file_a_page_names_is_there(client: httpx.Client) -> None:
    page = Page(client.get("/").text)
    files = [link["href"] for link in page.all("link")] + [script["src"] for script in page.all("script")]
    assert len(files) >= 4
    for file in files:
        assert client.get(str(file)).status_code == 200, file
    assert client.get("/static/site/site.css").headers["content-type"].startswith("text/css")
    assert client.get("/static/../settings.py").status_code == 404
    assert client.get("/static/site/rien.js").status_code == 404


def test_citizens_words_on_the_pages_have_their_narrow_spaces(client: httpx.Client) -> None:
    for path in ("/", "/vie-privee/val-de-brume", "/nulle-part"):
        text = re.sub(r"<[^>]*>", "\n", client.get(path).text)
        assert not re.findall(r"[^\s\u202f:][ ]?[?!;](?=\s|$)(?<!\u202f[?!;])", text), path
        assert "'" not in text, path


def test_another_commune_has_its_page(client: httpx.Client) -> None:
    make_commune("roche", "Roche")
    assert "Commune de Roche" in client.get("/c/roche/").text
    assert 'data-commune="roche"' in client.get("/c/roche/").text


@pytest.mark.parametrize("path", ["/c/inconnue/", "/vie-privee/inconnue", "/nulle-part"])
def test_unknown_pages(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Page introuvable" in answer.text


def test_privacy_tells_how_long(client: httpx.Client, settings: Any) -> None:
    settings.GUICHET_RETENTION_DAYS = 17
    assert "17 jours" in client.get("/vie-privee/val-de-brume").text


def test_health_tells_of_the_brain_and_no_secret(client: httpx.Client, brain: Server, chat: Any) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "database": "ok", "brain": "ok"}
    brain.stop()
    chat().send("un", wait=0)
    from made import eventually

    eventually(lambda: client.get("/healthz").json()["brain"] == "away")
    assert client.get("/healthz").status_code == 200


def test_the_admin_is_french_and_asks_who_is_there(client: httpx.Client) -> None:
    answer = client.get("/admin/")
    assert answer.status_code == 302
    assert "Mot de passe" in client.get("/admin/login/").text


def test_staff_pages(client: httpx.Client, chat: Any, commune: Any) -> None:
    from django.contrib.auth.models import User
    from guichet.conversations.models import PersonRequest, Report
    from guichet.jobs.models import Job

    conversation = chat()
    conversation.ask("un secret")
    Report.objects.create(commune=commune, reference="AAA-AAA", what="trou")
    PersonRequest.objects.create(conversation_id=conversation.id, reason="permis")
    Job.enqueue("jobs.tidy")
    User.objects.create_superuser("chef", password="un-bon-mot-de-passe")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/admin/login/").text)
    assert token
    form = {"username": "chef", "password": "un-bon-mot-de-passe", "csrfmiddlewaretoken": token[1], "next": "/admin/"}
    assert client.post("/admin/login/", data=form, headers={"Referer": str(client.base_url)}).status_code == 302
    index = client.get("/admin/").text
    for path in re.findall(r'href="(/admin/(?:communes|conversations|messenger|jobs)/\w+/)"', index):
        page = client.get(path)
        assert page.status_code == 200, path
        for row in re.findall(rf'href="({path}[\w-]+/change/)', page.text)[:1]:
            assert client.get(row).status_code == 200, row
    change = f"/admin/conversations/conversation/{conversation.id}/change/"
    assert "un secret" in client.get(change).text
    delete = change.replace("change", "delete")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(delete).text)
    assert token
    answer = client.post(
        delete, data={"post": "yes", "csrfmiddlewaretoken": token[1]}, headers={"Referer": str(client.base_url)}
    )
    assert answer.status_code == 302
    from guichet.conversations.models import Conversation

    assert not Conversation.objects.exists()
