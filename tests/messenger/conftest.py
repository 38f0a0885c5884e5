"""The front desk under test: the real ASGI application on loopback, a real database, a fake brain, a strict Graph."""

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
import httpx
import pytest
from django.db import connections
from fake_brain import FakeBrain
from postgres import Postgres
from servers import Server

from graph import APP_ID, Graph, Page
from meta import PAGE, PSID, Meta

CLUSTER: list[Postgres] = []
FOLDER = tempfile.TemporaryDirectory(prefix="guichet-messenger-")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--db=postgres`` runs everything on a temporary PostgreSQL."""
    parser.addoption("--db", choices=["sqlite", "postgres"], default="sqlite", help="database of the tests")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the database before Django reads its settings, and forget the configuration of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("GUICHET_")]:
        del os.environ[name]
    os.environ["GUICHET_MESSENGER_APP_ID"] = APP_ID
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/messenger.sqlite3"
    if config.getoption("--db") == "postgres":
        cluster = Postgres()
        cluster.start()
        CLUSTER.append(cluster)
        os.environ["DATABASE_URL"] = cluster.url
    os.environ["DJANGO_SETTINGS_MODULE"] = "guichet.settings"
    django.setup()


def pytest_unconfigure() -> None:
    """Remove the temporary cluster."""
    while CLUSTER:
        CLUSTER.pop().remove()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A test database in a file: one in memory could not be shared by threads."""
    if not CLUSTER:
        connections["default"].settings_dict["TEST"]["NAME"] = str(Path(FOLDER.name) / "test.sqlite3")


@pytest.fixture
def fake_brain() -> FakeBrain:
    """What the brain is told to do and was asked."""
    return FakeBrain()


@pytest.fixture
def brain(fake_brain: FakeBrain, settings: Any) -> Iterator[Server]:
    """The fake brain, served."""
    server = Server(fake_brain).start()
    settings.GUICHET_BRAIN_URL = server.url
    yield server
    if server.thread.is_alive():
        server.stop()


@pytest.fixture
def graph() -> Graph:
    """What Graph knows, is told to do and was sent."""
    graph = Graph()
    graph.pages[PAGE] = Page("page-token-1001", "Val-de-Brume")
    return graph


@pytest.fixture
def graph_server(graph: Graph, settings: Any) -> Iterator[Server]:
    """Graph, served."""
    server = Server(graph).start()
    settings.GUICHET_GRAPH_URL = server.url
    yield server
    if server.thread.is_alive():
        server.stop()


@pytest.fixture
def commune(transactional_db: None) -> Any:
    """A commune with something published and a Facebook page."""
    from guichet.conversations import published
    from guichet.messenger import counts
    from made import make_commune

    published.forget()
    counts._counted.clear()
    return make_commune("val-de-brume", "Val-de-Brume", page=PAGE)


@pytest.fixture
def start_desk(commune: Any, brain: Server, graph_server: Server) -> Iterator[Callable[[], Server]]:
    """Starts front desks, with their background services; they are stopped at the end."""
    from guichet.asgi import application

    servers: list[Server] = []

    def start() -> Server:
        servers.append(Server(application, lifespan="on").start())
        return servers[-1]

    yield start
    for server in servers:
        if server.thread.is_alive():
            server.stop()


@pytest.fixture
def desk(start_desk: Callable[[], Server]) -> Server:
    """The front desk, served."""
    return start_desk()


@pytest.fixture
def client(desk: Server) -> Iterator[httpx.Client]:
    """An HTTP client of the front desk."""
    with httpx.Client(base_url=desk.url, timeout=30) as client:
        yield client


@pytest.fixture
def meta(client: httpx.Client, graph: Graph) -> Meta:
    """Meta's webhooks."""
    return Meta(client, graph)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """All that was logged, as the log's own formatter writes it."""
    from guichet.logs import OneLine

    caplog.set_level("DEBUG", logger="guichet")
    return lambda: "\n".join(OneLine().format(record) for record in caplog.records)


@pytest.fixture
def soon(monkeypatch: Any) -> None:
    """Doubts are settled at once instead of after fifteen seconds."""
    from guichet.messenger import doubt, outbox

    monkeypatch.setattr(doubt, "IN_DOUBT", timedelta(seconds=0.2))
    monkeypatch.setattr(doubt, "AGAIN", timedelta(seconds=0.5))
    monkeypatch.setattr(outbox, "ASK_SOON", timedelta(0))


@pytest.fixture
def answer(commune: Any, graph: Graph) -> Any:
    """An answer that waits for its delivery."""
    from django.utils import timezone
    from guichet.conversations.models import Author, Conversation
    from guichet.messenger.models import Thread

    from waiting import outgoing

    conversation = Conversation.objects.create(
        commune=commune, channel="messenger", page=PAGE, page_scoped_id=PSID, reserved_reference="AAA-AAA"
    )
    Thread.objects.create(conversation=conversation, opened_at=timezone.now())
    graph.wrote(PAGE, PSID)
    return outgoing(conversation, Author.ASSISTANT, "Ouvert.")
