"""The demonstration site at ``/``: its own buttons, the widget, the policy of our own pages."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from desk import Desk
from page import Widget
from playwright.sync_api import expect
from test_access import LOOKS, RULES


def test_a_question_of_the_page_is_asked_in_the_widget(widget: Callable[..., Widget], desk: Desk) -> None:
    w = widget()
    w.host = desk.url
    w.visit("/")
    w.page.get_by_role("button", name="Le recyparc est-il ouvert samedi ?").click()
    # Nothing leaves before the citizen has agreed.
    assert not [url for url in w.requests if "/conversations" in url]
    w.button("J’accepte et je commence").click()
    expect(w.text).to_have_value("Le recyparc est-il ouvert samedi\u202f?")
    w.text.press("Enter")
    expect(w.panel.locator(".m.assistant")).to_have_count(2)
    assert w.page.evaluate("window.violations") == []


@pytest.mark.parametrize("path", ["/", "/vie-privee/val-de-brume", "/nulle-part"])
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_our_pages(
    widget: Callable[..., Widget], desk: Desk, full_page: None, path: str, look: str
) -> None:
    w = widget(**LOOKS[look])
    w.host = desk.url
    w.visit(path)
    if path == "/":
        expect(w.page.get_by_role("button", name="Poser une question")).to_be_visible()
        w.page.locator("summary").click()
        expect(w.page.get_by_text("Rue du Four 12")).to_be_visible()
    found = Axe().run(w.page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found.response["violations"]] == []
    width = w.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], "the page scrolls sideways"


@pytest.fixture
def full_page(commune: Any) -> Any:
    """Something in every part of the home page."""
    from guichet.knowledge.models import Snapshot

    document = {
        "format": 1,
        "commune": {"telephone": "081 00 00 00", "email": "info@val-de-brume.example"},
        "services": [{"name": "Service Population", "description": "Cartes d’identité", "telephone": "081 00 00 01"}],
        "places": [{"name": "Recyparc", "street": "Rue du Four 12", "postal_code": "5999", "locality": "Brumagne"}],
        "agenda": [{"summary": "Marché", "start": "2999-12-05T20:00:00+01:00", "location": "Place"}],
        "news": [{"title": "Travaux", "published": "2026-11-20", "summary": "Rue fermée"}],
    }
    full = Snapshot.objects.create(commune=commune, version="feedfacefeedface", document=document)
    yield
    full.delete()


def test_every_element_of_the_home_page_is_closed(desk: Desk, full_page: None) -> None:
    text = httpx.get(desk.url).text
    for tag in ("div", "section", "ul", "li", "p", "main", "header", "footer", "details"):
        assert len(re.findall(rf"<{tag}[\s>]", text)) == text.count(f"</{tag}>"), tag


def test_the_privacy_page_says_what_is_true(desk: Desk) -> None:
    text = httpx.get(f"{desk.url}/vie-privee/val-de-brume").text
    for words in ("30 jours", "120 minutes", "Effacer la conversation", "Il n’y a pas de cookie", "votre avis"):
        assert words in text


def test_the_page_opens_the_widget(widget: Callable[..., Widget], desk: Desk) -> None:
    w = widget()
    w.host = desk.url
    w.visit("/")
    w.page.get_by_role("button", name="Poser une question").click()
    expect(w.panel).to_be_visible()


def test_without_the_widget_no_button_does_nothing(widget: Callable[..., Widget], desk: Desk) -> None:
    w = widget()
    w.host = desk.url
    w.page.route("**/widget.js", lambda route: route.abort())
    w.visit("/")
    expect(w.page.get_by_role("heading", level=1)).to_be_visible()
    expect(w.page.get_by_role("button", name="Poser une question")).to_be_hidden()
