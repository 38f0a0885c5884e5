"""Access for all: axe in every state and look, the keyboard, a screen reader's view."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from states import STATES, consent

LOOKS: dict[str, dict[str, Any]] = {
    "320": {"viewport": {"width": 320, "height": 640}},
    "768": {"viewport": {"width": 768, "height": 1024}},
    "1280": {},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "still": {"reduced_motion": "reduce"},
    # 200 % of a window of 1280 × 800.
    "zoom": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(widget: Any, state: str, look: str) -> None:
    w = widget(**LOOKS[look])
    STATES[state](w)
    w.settle()
    found = Axe().run(w.page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found.response["violations"]] == []
    width = w.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], "the page scrolls sideways"


def test_axe_sees_into_the_widget(widget: Any) -> None:
    """The test above can fail: a button without a name is found."""
    w = widget()
    consent(w)
    w.page.evaluate(
        "document.querySelector('guichet-widget').shadowRoot.querySelector('[aria-label=\"Fermer l’assistant\"]').removeAttribute('aria-label')"
    )
    found = Axe().run(w.page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert "button-name" in [v["id"] for v in found.response["violations"]]


@pytest.mark.parametrize("state", ["consent", "place", "form", "options", "erase", "offline"])
def test_at_400_percent_a_finger_reaches_everything(widget: Any, state: str) -> None:
    """WCAG 1.4.10, 1280 × 1024 at 400 %: what does not fit scrolls, and not by script alone as ``hidden`` would allow."""
    w = widget(viewport={"width": 320, "height": 256})
    STATES[state](w)
    for part in ("dialog", "dialog .log", "dialog .consent"):
        for scrolls in w.page.locator(f"guichet-widget {part}").all():
            assert scrolls.evaluate(
                "(e) => e.scrollHeight <= e.clientHeight || getComputedStyle(e).overflowY === 'auto'"
            ), f"{part} hides what does not fit"
    for control in w.panel.locator("button, textarea, a").all():
        control.scroll_into_view_if_needed()
        box = control.bounding_box()
        assert -1 < box["y"] < 256, control.inner_text()


def test_the_choice_is_in_sight_on_a_phone_and_hides_no_focus(widget: Any) -> None:
    w = widget(viewport={"width": 320, "height": 640})
    consent(w)
    w.settle()
    for name in ("J’accepte et je commence", "Non merci"):
        box = w.button(name).bounding_box()
        assert box["y"] + box["height"] <= 640
    w.page.keyboard.press("Tab")
    assert "Vie privée" in focused(w)
    link, choice = w.panel.locator(".consent a").bounding_box(), w.panel.locator(".agree").bounding_box()
    assert link["y"] + link["height"] <= choice["y"]


def test_two_buttons_of_one_question_stand_side_by_side(widget: Any) -> None:
    w = widget()
    STATES["erase"](w)
    assert w.button("Effacer").bounding_box()["y"] == w.button("Annuler").bounding_box()["y"]


def test_the_options_do_not_cover_who_answers(widget: Any) -> None:
    w = widget(viewport={"width": 320, "height": 640})
    STATES["options"](w)
    said = w.panel.get_by_text("Assistant automatique", exact=True).bounding_box()
    assert said["y"] + said["height"] <= w.panel.locator(".menu").bounding_box()["y"]


def test_forced_colours_keep_the_edges(widget: Any) -> None:
    w = widget(forced_colors="active").begin()
    for part in ("header", ".icon.primary"):
        assert w.panel.locator(part).evaluate("(e) => getComputedStyle(e).borderBottomWidth") == "1px"


def focused(w: Any) -> str:
    """The accessible name or text of what has the focus."""
    found: str = w.page.evaluate(
        "(() => { const e = document.querySelector('guichet-widget').shadowRoot.activeElement;"
        " return e ? e.getAttribute('aria-label') || e.textContent : '' })()"
    )
    return found


def test_the_keyboard_goes_all_the_way(widget: Any) -> None:
    w = widget().visit()
    expect(w.launcher).to_be_visible()
    w.page.keyboard.press("Tab")
    w.page.keyboard.press("Tab")
    assert "Une question" in focused(w)
    w.page.keyboard.press("Enter")
    assert focused(w) == "Bonjour\u202f!"
    names = []
    for _ in range(4):
        w.page.keyboard.press("Tab")
        names.append(focused(w))
    assert "Vie privée" in names[0]
    assert names[1:3] == ["J’accepte et je commence", "Non merci"]
    w.page.keyboard.press("Shift+Tab")
    w.page.keyboard.press("Shift+Tab")
    assert focused(w) == "J’accepte et je commence"
    w.page.keyboard.press("Enter")
    expect(w.bubbles).to_have_count(1)
    assert focused(w) == "Votre message"
    w.page.keyboard.type("flou")
    w.page.keyboard.press("Enter")
    expect(w.button("Kids-ID")).to_be_visible()
    # Back over the attach button, the opinions and the choices.
    for _ in range(5):
        w.page.keyboard.press("Shift+Tab")
    assert focused(w) == "Kids-ID"
    w.page.keyboard.press("Enter")
    expect(w.bubbles.last).to_contain_text("/kids_id")
    assert focused(w) == "Votre message"
    w.page.keyboard.press("Escape")
    expect(w.panel).to_be_hidden()
    assert "Une question" in focused(w)


def test_escape_closes_the_menu_first_and_the_focus_returns(widget: Any) -> None:
    w = widget().begin()
    w.button("Options").click()
    assert focused(w) == "Copier la conversation"
    w.page.keyboard.press("Escape")
    assert focused(w) == "Options"
    expect(w.panel).to_be_visible()
    w.page.keyboard.press("Escape")
    expect(w.panel).to_be_hidden()


def test_a_full_screen_keeps_the_keyboard_inside(widget: Any) -> None:
    w = widget(viewport={"width": 320, "height": 640}).begin()
    outside = 0
    for _ in range(12):
        w.page.keyboard.press("Tab")
        outside += w.page.evaluate("document.activeElement.tagName === 'A'")
    assert outside == 0
    assert w.page.evaluate(
        "document.querySelector('guichet-widget').shadowRoot.querySelector('dialog').matches(':modal')"
    )


#: Writes down every change of every live region, as a screen reader would say it.
LISTEN = """
window.heard = [];
(() => {
  const root = document.querySelector('guichet-widget').shadowRoot;
  const live = '[aria-live], [role=status], [role=alert], [role=log]';
  new MutationObserver((changes) => {
    for (const change of changes) {
      const node = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      const region = node && node.closest(live);
      const added = [...change.addedNodes].map((n) => n.textContent).join('') || (change.type === 'characterData' ? node.textContent : '');
      if (region && added) window.heard.push([region.getAttribute('role') || region.getAttribute('aria-live'), added]);
    }
  }).observe(root, { subtree: true, childList: true, characterData: true });
})();
"""


def test_one_polite_announcement_an_answer(widget: Any) -> None:
    w = widget().begin().ask("flou")
    w.page.wait_for_timeout(300)
    w.page.evaluate(LISTEN)
    w.ask("composition de ménage").ask("deux questions")
    w.page.wait_for_timeout(500)
    heard = w.page.evaluate("window.heard")
    assert [role for role, _ in heard] == ["status", "status"]
    assert heard[0][1].startswith("La composition de ménage coûte 5\xa0€") or heard[0][1].startswith(
        "La composition de ménage coûte 5 €"
    )
    assert heard[1][1] == "Première réponse.\nDeuxième réponse."


def test_the_same_answer_twice_is_said_twice(widget: Any) -> None:
    w = widget().begin()
    w.page.wait_for_timeout(300)
    w.page.evaluate(LISTEN)
    for _ in range(2):
        w.ask("flou")
        w.page.wait_for_timeout(300)
    assert len(w.page.evaluate("window.heard")) == 2


def test_a_restored_conversation_is_not_read_out(widget: Any) -> None:
    w = widget().begin().ask("flou").ask("deux questions")
    w.page.reload()
    expect(w.bubbles).to_have_count(6)
    w.page.wait_for_timeout(500)
    assert (
        w.page.evaluate(
            "[...document.querySelector('guichet-widget').shadowRoot.querySelectorAll('[role=status]')].map((e) => e.textContent).join('')"
        )
        == ""
    )


def test_who_speaks_is_written(widget: Any) -> None:
    w = widget().begin().ask("flou")
    assert [re.sub(r"\s*\d\d:\d\d", "", text) for text in w.panel.locator(".who").all_inner_texts()] == [
        "Assistant",
        "Vous",
        "Assistant",
    ]
