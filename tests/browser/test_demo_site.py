"""The demonstration site at ``/``: its own buttons, the widget, the policy of our own pages."""

from collections.abc import Callable

from desk import Desk
from page import Widget
from playwright.sync_api import expect


def test_a_question_of_the_page_is_asked_in_the_widget(widget: Callable[..., Widget], desk: Desk) -> None:
    w = widget()
    w.host = desk.url
    w.visit("/")
    w.page.get_by_role("button", name="Le recyparc est-il ouvert samedi ?").click()
    # Nothing leaves before the citizen has agreed.
    assert not [url for url in w.requests if "/conversations" in url]
    w.button("J’accepte et je commence").click()
    expect(w.text).to_have_value("Le recyparc est-il ouvert samedi ?")
    w.text.press("Enter")
    expect(w.panel.locator(".m.assistant")).to_have_count(2)
    assert w.page.evaluate("window.violations") == []


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
