"""The widget's states, each reached as a citizen reaches it; tests look at every one of them."""

from collections.abc import Callable
from pathlib import Path

from page import Widget
from playwright.sync_api import expect

PHOTO = Path(__file__).parent / "photo.jpg"


def closed(w: Widget) -> None:
    """Nothing was touched."""
    w.visit()
    expect(w.launcher).to_be_visible()


def consent(w: Widget) -> None:
    """Opened for the first time."""
    w.visit().open()


def chat(w: Widget) -> None:
    """Begun."""
    w.begin()


def place(w: Widget) -> None:
    """A place with its hours, and quick replies."""
    w.begin().ask("le recyparc est ouvert samedi ?")


def document(w: Widget) -> None:
    """Formatted text and a document's card; before it, a closed service."""
    w.begin().ask("le service population ?").ask("composition de ménage")


def collections(w: Widget) -> None:
    """A small calendar."""
    w.begin().ask("quand passe le camion ?")


def clarification(w: Widget) -> None:
    """Choices, and the reasons of a bad opinion."""
    w.begin().ask("flou")
    w.button("Non").click()
    expect(w.button("Pas clair")).to_be_visible()


def form(w: Widget) -> None:
    """The report form with a photo about to be sent."""
    w.begin().ask("un trou dans la rue").ask("rue du Four 3")
    w.page.locator("guichet-widget input[type=file]").set_input_files(PHOTO)
    expect(w.button("Envoyer la photo")).to_be_visible()


def attach(w: Widget) -> None:
    """The menu of what can be attached."""
    w.begin()
    w.button("Joindre une photo ou votre position").click()


def options(w: Widget) -> None:
    """The menu of what can be done with the conversation."""
    w.begin()
    w.button("Options").click()


def erase(w: Widget) -> None:
    """The question before erasing."""
    options(w)
    w.button("Effacer la conversation").click()


def mistake(w: Widget) -> None:
    """A text too long."""
    w.begin().say("a" * 3000)
    expect(w.panel.locator(".mistake")).to_contain_text("3\u202f000")


def offline(w: Widget) -> None:
    """No connection, and a message on its way."""
    w.begin()
    w.page.context.set_offline(True)
    w.say("bonjour ?")
    expect(w.panel.locator(".warn")).to_be_visible()


STATES: dict[str, Callable[[Widget], None]] = {
    state.__name__: state
    for state in (
        closed,
        consent,
        chat,
        place,
        document,
        collections,
        clarification,
        form,
        attach,
        options,
        erase,
        mistake,
        offline,
    )
}
