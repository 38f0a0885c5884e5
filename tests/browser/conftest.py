"""The widget under test: a real Chromium, a real site of another origin, the real front desk in its own process, a fake brain."""

import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from answers import teach
from desk import ARGUMENTS, CHROMIUM, Desk, make_commune, prepare
from fake_brain import FakeBrain
from host import Host
from page import Widget
from playwright.sync_api import Browser, sync_playwright
from servers import Server

FOLDER = tempfile.TemporaryDirectory(prefix="guichet-browser-")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-pictures`` writes the pictures that later runs compare with."""
    parser.addoption("--update-pictures", action="store_true", help="write the reference pictures anew")


def pytest_configure(config: pytest.Config) -> None:
    """A database of our own, and no configuration of whoever runs the tests."""
    prepare(FOLDER.name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def fake_brain() -> FakeBrain:
    """What the brain was asked, and answers."""
    return teach(FakeBrain())


@pytest.fixture(scope="session")
def brain(fake_brain: FakeBrain) -> Iterator[Server]:
    """The fake brain, served."""
    server = Server(fake_brain).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def running_desk(brain: Server) -> Iterator[Desk]:
    """The front desk's process."""
    desk = Desk({"GUICHET_BRAIN_URL": brain.url})
    desk.environment["GUICHET_PUBLIC_URL"] = desk.url
    desk.start()
    yield desk
    desk.stop()


@pytest.fixture(scope="session")
def running_host(running_desk: Desk) -> Iterator[Host]:
    """The commune's site."""
    host = Host(running_desk.url)
    yield host
    host.stop()


@pytest.fixture(scope="session")
def made_commune(running_host: Host) -> Any:
    """The commune, in the front desk's database."""
    return make_commune(running_host.url)


@pytest.fixture
def commune(made_commune: Any) -> Iterator[Any]:
    """The commune, with the widget's own settings again after the test."""
    yield made_commune
    from guichet.widget.models import WidgetSettings

    WidgetSettings.objects.all().delete()


@pytest.fixture
def desk(running_desk: Desk, commune: Any) -> Desk:
    """The front desk, serving the commune; started again if a test has stopped it."""
    if running_desk.process is None or running_desk.process.poll() is not None:
        running_desk.start()
    return running_desk


@pytest.fixture
def host(running_host: Host, desk: Desk) -> Iterator[Host]:
    """The commune's site, with the ordinary snippet."""
    snippet = running_host.snippet
    yield running_host
    running_host.snippet = snippet


@pytest.fixture
def widget(browser: Browser, host: Host) -> Iterator[Callable[..., Widget]]:
    """``widget()`` is a page in a browser nobody used before; options are Playwright's; ``beside=`` opens another tab of it."""
    contexts = []

    def new(beside: Widget | None = None, **options: Any) -> Widget:
        context = (
            beside.page.context
            if beside
            else browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "fr-BE", **options})
        )
        if not beside:
            context.set_default_timeout(10_000)
            contexts.append(context)
        return Widget(context.new_page(), host.url)

    yield new
    for context in contexts:
        context.close()
