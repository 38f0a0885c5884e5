"""What the front desk does for the widget: settings, photos, opinions, the form in which an officer dresses it."""

import io
import re
import secrets
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from PIL import Image

from guichet.clock import BRUSSELS
from guichet.conversations import erasure
from guichet.widget import colours, photos
from guichet.widget.forms import WidgetSettingsForm
from guichet.widget.models import Feedback, Photo, WidgetSettings
from guichet.widget.person_hours import is_available


@pytest.fixture
def api(desk: Any) -> Any:
    """The API, as a program calls it."""
    with httpx.Client(base_url=f"{desk.url}/api/v1", timeout=20) as client:
        yield client


@pytest.fixture
def begin(api: httpx.Client) -> Callable[[], tuple[str, dict[str, str]]]:
    """Starts a conversation: its id and the header with its token."""

    def start() -> tuple[str, dict[str, str]]:
        started = api.post("/conversations", json={"commune": "val-de-brume"}).json()
        return started["id"], {"Authorization": f"Bearer {started['token']}"}

    return start


def jpeg(width: int = 40, height: int = 30, kind: str = "JPEG") -> bytes:
    """A grey picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "grey").save(out, kind)
    return out.getvalue()


def test_settings_are_public_and_short_lived(api: httpx.Client) -> None:
    answer = api.get("/widget/settings/val-de-brume")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    found = answer.json()
    assert found["title"] == "Assistant de Val-de-Brume"
    assert found["retention_days"] == 30
    assert found["person"] is None
    assert colours.on_dark(found["colour_dark"]) >= 4.5


def test_an_unknown_commune_and_another_site_are_refused(api: httpx.Client) -> None:
    assert api.get("/widget/settings/nulle-part").status_code == 404
    refused = api.get("/widget/settings/val-de-brume", headers={"Origin": "https://ailleurs.example"})
    assert refused.status_code == 403
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_a_photo_needs_its_own_token(api: httpx.Client, begin: Any) -> None:
    conversation, _ = begin()
    _, other = begin()
    kind = {"Content-Type": "image/jpeg"}
    assert api.post(f"/widget/photos/{conversation}", content=jpeg(), headers=kind).status_code == 401
    assert api.post(f"/widget/photos/{conversation}", content=jpeg(), headers={**kind, **other}).status_code == 401


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (jpeg(kind="PNG"), "image/png", 415),
        (jpeg(kind="PNG"), "image/jpeg", 422),
        (b"", "image/jpeg", 422),
        (b"<svg onload=alert(1)>", "image/jpeg", 422),
        (jpeg()[:200], "image/jpeg", 422),
        (b"x" * (1024 * 1024 + 1), "image/jpeg", 413),
    ],
)
def test_what_is_no_photo_is_refused(api: httpx.Client, begin: Any, content: bytes, kind: str, status: int) -> None:
    conversation, token = begin()
    answer = api.post(f"/widget/photos/{conversation}", content=content, headers={**token, "Content-Type": kind})
    assert answer.status_code == status
    assert answer.json()["detail"].endswith((".", "plus."))
    assert not Photo.objects.filter(conversation_id=conversation).exists()


def test_a_picture_of_too_many_pixels_is_not_even_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MOST_PIXELS", 1000)
    with pytest.raises(photos.Problem, match="pixels"):
        photos.clean_jpeg(jpeg(100, 100))


def test_a_photo_of_another_conversation_cannot_be_attached(api: httpx.Client, begin: Any) -> None:
    mine, token = begin()
    other, other_token = begin()
    kind = {"Content-Type": "image/jpeg"}
    ref = api.post(f"/widget/photos/{other}", content=jpeg(), headers={**other_token, **kind}).json()["ref"]
    body = {"attachments": [{"kind": "image", "ref": ref}]}
    refused = api.post(f"/conversations/{mine}/messages", json=body, headers=token)
    assert refused.status_code == 409
    assert refused.json()["detail"] == "Cette photo n’est plus disponible. Envoyez-la à nouveau."
    assert api.post(f"/conversations/{other}/messages", json=body, headers=other_token).status_code in (200, 202)


def test_ten_photos_are_enough(api: httpx.Client, begin: Any) -> None:
    conversation, token = begin()
    headers = {**token, "Content-Type": "image/jpeg"}
    statuses = [
        api.post(f"/widget/photos/{conversation}", content=jpeg(), headers=headers).status_code for _ in range(11)
    ]
    assert statuses == [201] * 10 + [409]


def test_photos_and_opinions_go_with_the_conversation(api: httpx.Client, begin: Any) -> None:
    conversation, token = begin()
    api.post(f"/widget/photos/{conversation}", content=jpeg(), headers={**token, "Content-Type": "image/jpeg"})
    answer = api.post(
        f"/conversations/{conversation}/messages", json={"text": "flou"}, headers={**token, "Prefer": "wait=5"}
    )
    opinion = {"message": answer.json()["messages"][0]["id"], "useful": True}
    assert api.post(f"/widget/feedback/{conversation}", json=opinion, headers=token).status_code == 204
    assert Photo.objects.filter(conversation_id=conversation).exists()
    assert api.delete(f"/conversations/{conversation}", headers=token).status_code == 204
    assert not Photo.objects.filter(conversation_id=conversation).exists()
    assert not Feedback.objects.filter(message_id=opinion["message"]).exists()


def test_photos_go_when_the_assistant_erases(api: httpx.Client, begin: Any) -> None:
    from guichet.conversations.models import Conversation

    conversation, token = begin()
    api.post(f"/widget/photos/{conversation}", content=jpeg(), headers={**token, "Content-Type": "image/jpeg"})
    erasure.empty(Conversation.objects.get(pk=conversation))
    assert not Photo.objects.filter(conversation_id=conversation).exists()


def test_an_opinion_is_about_an_answer_of_this_conversation(api: httpx.Client, begin: Any) -> None:
    conversation, token = begin()
    other, other_token = begin()
    sent = api.post(
        f"/conversations/{other}/messages", json={"text": "flou"}, headers={**other_token, "Prefer": "wait=5"}
    ).json()
    for message in (str(uuid.uuid4()), sent["messages"][0]["id"], sent["message"]["id"]):
        answer = api.post(f"/widget/feedback/{conversation}", json={"message": message, "useful": True}, headers=token)
        assert answer.status_code == 404
    bad = {"message": sent["messages"][0]["id"], "useful": False, "reason": "parce que"}
    assert api.post(f"/widget/feedback/{other}", json=bad, headers=other_token).status_code == 422


def dressed(commune: Any, **choices: Any) -> WidgetSettingsForm:
    """The form, filled in."""
    return WidgetSettingsForm({"commune": commune.pk, "colour": "#1f5a96", "position": "right", **choices})


def test_a_colour_too_pale_is_refused_with_the_nearest_that_fits(commune: Any) -> None:
    form = dressed(commune, colour="#ffd700")
    assert not form.is_valid()
    said = form.errors["colour"][0]
    assert "il faut 4,5" in said
    nearest = said.rsplit(" ", 1)[1].rstrip(".")
    assert dressed(commune, colour=nearest).is_valid()


def test_a_dark_colour_is_checked_on_the_dark_panel(commune: Any) -> None:
    assert "fond sombre" in dressed(commune, colour_dark="#1f5a96").errors["colour_dark"][0]
    assert dressed(commune, colour_dark="#8ab4f8").is_valid()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("colour", "bleu", "#1f5a96"),
        ("show_on", "demarches", "/demarches/"),
        ("hide_on", "https://www.example.be/contact", "/demarches/"),
        ("hide_on", "\n".join(["/a"] * 51), "50 pages"),
        ("person_hours", "du lundi au vendredi", "Mo-Fr"),
        ("person_hours", "Mo-Fr 09:00-12:00", "en mots"),
    ],
)
def test_the_form_says_what_to_do(commune: Any, field: str, value: str, said: str) -> None:
    errors = dressed(commune, **{field: value}).errors
    assert said in "".join(message for messages in errors.values() for message in messages)


def test_contrast_is_the_one_of_wcag() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    # The example everybody knows: #767676 is the lightest grey with 4.5 on white.
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert colours.contrast("#777777", "#ffffff") < 4.5


@pytest.mark.parametrize(
    ("now", "there"),
    [("2026-11-23T10:00", True), ("2026-11-23T12:30", False), ("2026-11-11T10:00", False), ("2027-09-27T10:00", False)],
)
def test_a_person_is_not_there_on_public_holidays(now: str, there: bool) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=BRUSSELS)
    assert is_available("Mo-Fr 09:00-12:00", moment) is there


class Officer:
    """A member of staff in the admin, as a browser holds the session."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, timeout=20)
        self.post("/admin/login/", {"username": "agent", "password": PASSWORD, "next": "/admin/"})

    def get(self, path: str) -> httpx.Response:
        """A page."""
        return self.http.get(path)

    def post(self, path: str, values: dict[str, str], files: Any = None) -> httpx.Response:
        """A filled-in form of that page, with its CSRF token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(path).text)
        assert token
        return self.http.post(path, data={**values, "csrfmiddlewaretoken": token[1]}, files=files)


PASSWORD = secrets.token_urlsafe(16)


@pytest.fixture
def officer(desk: Any) -> Iterator[Officer]:
    """Staff, logged in."""
    from django.contrib.auth.models import User

    user, _ = User.objects.get_or_create(username="agent", is_staff=True, is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    officer = Officer(desk.url)
    yield officer
    officer.http.close()


def test_the_admin_shows_the_line_to_paste_with_its_integrity(officer: Officer, commune: Any) -> None:
    from guichet.widget import built

    WidgetSettings.objects.create(commune=commune)
    page = officer.get(f"/admin/widget/widgetsettings/{commune.pk}/change/").text
    assert "/widget.js&quot; data-commune=&quot;val-de-brume&quot; defer&gt;" in page
    assert f"/widget/{built.current().version}/widget.js" in page
    assert f"integrity=&quot;{built.current().integrity}&quot; crossorigin=&quot;anonymous&quot;" in page


def test_the_admin_keeps_a_picture_small(officer: Officer, commune: Any, api: httpx.Client) -> None:
    WidgetSettings.objects.create(commune=commune)
    address = f"/admin/widget/widgetsettings/{commune.pk}/change/"
    values = {"title": "", "colour": "#1f5a96", "position": "right"}
    picture = {"picture": ("armoiries.jpg", jpeg(800, 400), "image/jpeg")}
    assert officer.post(address, values, picture).status_code == 302
    path = api.get("/widget/settings/val-de-brume").json()["avatar"]
    served = httpx.get(str(api.base_url).removesuffix("/api/v1/") + path)
    assert served.headers["Cache-Control"].endswith("immutable")
    with Image.open(io.BytesIO(served.content)) as image:
        assert (image.format, image.size) == ("PNG", (96, 96))
    bad = {"picture": ("x.svg", b"<svg/>", "image/svg+xml")}
    assert "ne peut pas être lue" in officer.post(address, values, bad).text
    assert officer.post(address, {**values, "remove_picture": "on"}).status_code == 302
    assert api.get("/widget/settings/val-de-brume").json()["avatar"] is None


def test_photos_are_for_staff_only(officer: Officer, api: httpx.Client, begin: Any) -> None:
    conversation, token = begin()
    ref = api.post(
        f"/widget/photos/{conversation}", content=jpeg(), headers={**token, "Content-Type": "image/jpeg"}
    ).json()["ref"]
    address = f"/admin/widget/photo/{ref}/photo.jpg"
    assert officer.get(address).headers["Content-Type"] == "image/jpeg"
    assert officer.get(f"/admin/widget/photo/{ref}/change/").status_code == 200
    assert officer.get("/admin/widget/photo/").status_code == 200
    assert officer.get("/admin/widget/feedback/").status_code == 200
    assert httpx.get(str(officer.http.base_url.join(address))).status_code == 302
    assert officer.get("/admin/widget/photo/att_none/photo.jpg").status_code == 404
