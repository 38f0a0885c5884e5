"""The report form: its place and its photo."""

import io
from typing import Any

from PIL import Image
from playwright.sync_api import expect
from states import PHOTO, form

from guichet.widget.models import Photo

BRUMAGNE = {"latitude": 50.123456789, "longitude": 4.987654321}


def test_the_position_is_sent_when_the_citizen_allows_it(widget: Any, fake_brain: Any) -> None:
    w = widget(geolocation=BRUMAGNE, permissions=["geolocation"]).begin().ask("un trou dans la rue")
    w.button("Envoyer ma position").click()
    expect(w.bubbles.last).to_contain_text("pièce jointe")
    assert fake_brain.turns[-1]["attachments"] == [{"kind": "location", "latitude": 50.12346, "longitude": 4.98765}]
    w.page.reload()
    expect(w.panel.locator(".citizen .bubble").last).to_have_text("Position envoyée")


def test_without_permission_it_asks_for_the_street(widget: Any) -> None:
    w = widget().begin().ask("un trou dans la rue")
    w.button("Envoyer ma position").click()
    expect(w.panel).to_contain_text(
        "Votre navigateur n’a pas donné votre position. Écrivez plutôt la rue et le numéro."
    )


def test_the_photo_leaves_small_and_without_metadata(widget: Any, fake_brain: Any) -> None:
    with Image.open(PHOTO) as original:
        assert original.size == (2400, 1800)
        assert original.getexif()
    w = widget()
    form(w)
    w.page.evaluate(
        """() => {
          const send = window.fetch;
          window.fetch = (url, options) => {
            if (options.body instanceof Blob) window.sent = options.body.arrayBuffer().then((bytes) => [...new Uint8Array(bytes)]);
            return send(url, options);
          };
        }"""
    )
    w.button("Envoyer la photo").click()
    expect(w.panel.locator(".citizen .bubble").last).to_have_text("Photo envoyée")
    expect(w.bubbles.last).to_contain_text("pièce jointe")
    photo = Photo.objects.order_by("-created_at").first()
    assert photo
    assert fake_brain.turns[-1]["attachments"] == [{"kind": "image", "ref": photo.reference}]
    for jpeg in (bytes(w.page.evaluate("window.sent")), bytes(photo.jpeg)):
        with Image.open(io.BytesIO(jpeg)) as picture:
            assert max(picture.size) == 1600
            assert not picture.getexif()
        assert len(jpeg) <= 1_000_000
        assert b"Appareil" not in jpeg


def test_a_file_that_is_no_picture_is_refused_with_a_word(widget: Any) -> None:
    w = widget().begin()
    w.page.locator("guichet-widget input[type=file]").set_input_files(
        {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    )
    expect(w.panel.get_by_role("alert")).to_have_text(
        "Cette image ne peut pas être lue. Choisissez une photo JPEG ou PNG."
    )


def test_a_photo_that_does_not_arrive_can_be_sent_again(widget: Any) -> None:
    w = widget()
    form(w)
    w.page.context.set_offline(True)
    w.button("Envoyer la photo").click()
    expect(w.panel.get_by_role("alert")).to_have_text("Cela n’a pas marché. Réessayez dans un instant.")
    w.page.context.set_offline(False)
    w.button("Envoyer la photo").click()
    expect(w.panel.locator(".citizen .bubble").last).to_have_text("Photo envoyée", timeout=20_000)


def test_the_photo_can_be_taken_back(widget: Any) -> None:
    before = Photo.objects.count()
    w = widget()
    form(w)
    w.button("Annuler").click()
    expect(w.text).to_be_focused()
    assert Photo.objects.count() == before


def test_any_message_can_have_a_photo(widget: Any) -> None:
    w = widget().begin()
    w.button("Joindre une photo ou votre position").click()
    with w.page.expect_file_chooser() as chooser:
        w.button("Joindre une photo").click()
    chooser.value.set_files(PHOTO)
    w.button("Envoyer la photo").click()
    expect(w.panel.locator(".citizen .bubble").last).to_have_text("Photo envoyée")
