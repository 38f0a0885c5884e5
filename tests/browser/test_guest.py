"""A good guest on somebody else's site: its policy, its privacy, its style sheet, its speed."""

import io
from typing import Any

import httpx
import pytest
from answers import HOSTILE
from PIL import Image, ImageChops
from playwright.sync_api import expect
from states import STATES, consent, place


@pytest.mark.parametrize("state", STATES)
def test_the_strictest_policy_is_kept_and_nobody_else_is_asked(widget: Any, host: Any, state: str) -> None:
    w = widget()
    STATES[state](w)
    assert w.violations() == []
    assert [url for url in w.requests if not url.startswith((host.url, host.desk))] == []
    assert [error for error in w.errors if state != "offline"] == []


def test_the_policy_is_there(widget: Any) -> None:
    """The test above can fail: this page refuses HTML from strings and other people's scripts."""
    w = widget().visit()
    w.page.evaluate("try { document.body.innerHTML = '<b>x</b>' } catch {}")
    w.page.evaluate(
        "document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'https://fonts.example/x.css' }))"
    )
    w.page.wait_for_timeout(200)
    assert len(w.violations()) == 2


def test_nothing_is_sent_or_stored_before_the_citizen_agrees(widget: Any, host: Any) -> None:
    w = widget()
    consent(w)
    asked = [url.removeprefix(host.desk) for url in w.requests if url.startswith(host.desk)]
    assert asked == ["/widget.js", "/api/v1/widget/settings/val-de-brume?lang=fr"]
    assert w.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    w.button("Non merci").click()
    expect(w.panel).to_be_hidden()
    assert w.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_first_visit_opens_one_store_of_the_browser(widget: Any) -> None:
    """Opening one costs a page time: what a tab keeps is looked for only where the citizen has agreed."""
    w = widget()
    w.page.add_init_script(
        "window.opened = []; for (const name of ['localStorage', 'sessionStorage']) {"
        " const get = Object.getOwnPropertyDescriptor(window, name).get;"
        " Object.defineProperty(window, name, { get() { window.opened.push(name); return get.call(window) } }) }"
    )
    w.visit()
    expect(w.launcher).to_be_visible()
    w.page.wait_for_timeout(300)
    assert set(w.page.evaluate("window.opened")) == {"localStorage"}
    assert w.panel.count() == 0, "what is inside waits until it is opened"


def test_consent_says_who_answers_and_what_is_kept(widget: Any) -> None:
    w = widget()
    consent(w)
    expect(w.panel).to_contain_text("Vous parlez à un programme automatique, pas à une personne.")
    expect(w.panel).to_contain_text("gardée 30 jours")
    assert w.panel.get_by_role("link", name="Vie privée").get_attribute("href").endswith("/vie-privee/val-de-brume")


def test_a_hostile_style_sheet_changes_nothing(widget: Any) -> None:
    calm, hostile = widget(), widget()
    pictures = []
    for w, path in ((calm, "/"), (hostile, "/?hostile")):
        w.visit(path)
        expect(w.launcher).to_be_visible()
        # The site itself shows through the round corners.
        w.page.evaluate("document.querySelector('main').remove()")
        launcher = w.launcher.screenshot()
        w.open()
        w.button("J’accepte et je commence").click()
        w.ask("le recyparc est ouvert samedi ?").ask("quand passe le camion ?")
        w.page.evaluate(
            "document.querySelector('guichet-widget').shadowRoot.querySelectorAll('time').forEach((time) => (time.textContent = '12:00'))"
        )
        w.settle()
        pictures.append((launcher, w.panel.screenshot()))
    for one, other in zip(*pictures, strict=True):
        first, second = Image.open(io.BytesIO(one)).convert("RGB"), Image.open(io.BytesIO(other)).convert("RGB")
        assert first.size == second.size
        difference = ImageChops.difference(first, second).convert("L")
        changed = difference.histogram()
        # Chromium on a busy machine smooths round corners otherwise: 91 pixels of 300,000 were seen, by little. One letter moved is more, and black.
        assert sum(changed[64:]) <= 20, f"pixels differ in {difference.getbbox()}"
        assert sum(changed[1:]) <= 600, f"pixels differ in {difference.getbbox()}"


def test_html_and_scripts_are_shown_as_text(widget: Any) -> None:
    w = widget().begin().ask("attaque")
    expect(w.bubbles.last).to_contain_text(HOSTILE)
    assert w.panel.locator("img, script").count() == 0
    hrefs = w.panel.locator("a").evaluate_all("(links) => links.map((link) => link.href)")
    assert all(href.startswith(("http://", "https://", "mailto:", "tel:")) for href in hrefs), hrefs
    w.say(HOSTILE)
    expect(w.panel.locator(".citizen .bubble").last).to_have_text(HOSTILE)
    assert w.page.evaluate("window.hacked") is None
    assert w.violations() == []


def test_a_text_too_long_is_refused_with_a_word(widget: Any, fake_brain: Any) -> None:
    w = widget().begin()
    before = len(fake_brain.turns)
    w.say("é" * 3000)
    expect(w.panel.get_by_role("alert")).to_have_text(
        "Votre message compte 3\u202f000 caractères, 1\u202f000 au plus. Raccourcissez-le un peu."
    )
    assert w.text.input_value() == "é" * 3000
    assert len(fake_brain.turns) == before
    w.ask("é" * 1000)
    expect(w.panel.get_by_role("alert")).to_have_text("")


def test_no_front_desk_no_widget(widget: Any, host: Any, desk: Any) -> None:
    desk.stop()
    w = widget().visit()
    w.page.wait_for_timeout(500)
    expect(w.page.locator("h1")).to_be_visible()
    assert w.element.count() == 0
    assert not [error for error in w.errors if "Guichet" not in error and "ERR_CONNECTION_REFUSED" not in error]


def test_a_site_that_is_not_allowed_shows_nothing(widget: Any, commune: Any) -> None:
    from guichet.communes.models import Commune

    allowed = commune.allowed_origins
    Commune.objects.update(allowed_origins=["https://www.val-de-brume.example"])
    try:
        w = widget()
        # The front desk believes an allow-list for five seconds.
        for _ in range(8):
            w.visit().page.wait_for_timeout(1000)
            if w.element.count() == 0:
                break
        assert w.element.count() == 0
        assert any("Guichet: no assistant" in error for error in w.errors)
    finally:
        Commune.objects.update(allowed_origins=allowed)
        for _ in range(8):
            if httpx.get(f"{w.requests[0]}", timeout=5).status_code and _allowed(w):
                break
            w.page.wait_for_timeout(1000)


def _allowed(w: Any) -> bool:
    w.visit().page.wait_for_timeout(300)
    return bool(w.element.count())


def test_two_snippets_make_one_widget(widget: Any, host: Any) -> None:
    host.snippet = host.snippet * 2
    w = widget().visit()
    expect(w.launcher).to_have_count(1)


def test_a_versioned_file_with_its_integrity_runs_and_another_one_does_not(widget: Any, host: Any) -> None:
    from guichet.widget import built

    file = built.current()
    address = f"{host.desk}/widget/{file.version}/widget.js"
    host.snippet = f'<script src="{address}" integrity="{file.integrity}" crossorigin="anonymous" data-commune="val-de-brume" defer></script>'
    w = widget().visit()
    expect(w.launcher).to_be_visible()
    assert httpx.get(address).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    host.snippet = host.snippet.replace(file.integrity, "sha384-" + "A" * 64)
    w = widget().visit()
    w.page.wait_for_timeout(300)
    assert w.element.count() == 0


def test_files_are_served_as_told(host: Any) -> None:
    answer = httpx.get(f"{host.desk}/widget.js", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = httpx.get(f"{host.desk}/widget.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert httpx.get(f"{host.desk}/widget/0123456789ab/widget.js").status_code == 404


def test_200_messages_scroll_smoothly(widget: Any) -> None:
    w = widget().begin()
    for number in range(100):
        w.page.evaluate("(text) => window.Guichet.send(text)", f"message {number}")
    expect(w.bubbles).to_have_count(201, timeout=60_000)
    frames = w.page.evaluate(
        """() => new Promise((resolve) => {
          const log = document.querySelector('guichet-widget').shadowRoot.querySelector('.log');
          const times = [];
          let last = performance.now();
          const step = (now) => {
            times.push(now - last); last = now; log.scrollTop -= 120;
            if (log.scrollTop > 0) requestAnimationFrame(step); else resolve(times);
          };
          requestAnimationFrame(step);
        })"""
    )
    assert len(frames) > 50
    # Two frames at 60 Hz; a slow machine may miss one now and then.
    late = sorted(frames)[int(len(frames) * 0.95)]
    assert late <= 34, f"95 % of frames within {late:.0f} ms"


def test_without_storage_it_still_talks(widget: Any) -> None:
    w = widget()
    w.page.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new Error('forbidden') } });"
    )
    place(w)
    assert len(w.said()) == 3
