"""The front desk under test: the real ASGI application on loopback, a real database, a fake brain and a fake Graph."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import httpx
import pytest
from django.core.management import call_command
from django.db import connections
from django.test.utils import setup_databases, teardown_databases

from fake_brain import FakeBrain
from fake_graph import FakeGraph
from postgres import Postgres
from servers import Server

CLUSTER: list[Postgres] = []
FOLDER = tempfile.TemporaryDirectory(prefix="guichet-desk-")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--db=postgres`` runs everything on a temporary PostgreSQL."""
    parser.addoption("--db", choices=["sqlite", "postgres"], default="sqlite", help="database of the tests")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the database before Django reads its settings, and forget the configuration of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("GUICHET_")]:
        del os.environ[name]
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/desk.sqlite3"
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
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """A migrated test database; SQLite's in a file, for one in memory could not be shared by threads."""
    if not CLUSTER:
        connections["default"].settings_dict["TEST"]["NAME"] = str(Path(FOLDER.name) / "test.sqlite3")
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        yield
        teardown_databases(made, verbosity=0)


@pytest.fixture
def clean_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The real database, committed to, and emptied afterwards.

    As pytest-django's ``transactional_db``, without creating every permission again after each test (half a second).
    """
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
        connections["default"].close()


@pytest.fixture
def only_sqlite(request: pytest.FixtureRequest) -> None:
    """Skip on PostgreSQL."""
    if request.config.getoption("--db") != "sqlite":
        pytest.skip("simulated with an SQLite pragma")


@pytest.fixture
def cluster() -> Postgres:
    """The temporary PostgreSQL; skipped on SQLite, which cannot go away."""
    if not CLUSTER:
        pytest.skip("needs --db=postgres: an SQLite file cannot be stopped")
    return CLUSTER[0]


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
def fake_graph() -> FakeGraph:
    """What Graph is told to do and was sent."""
    return FakeGraph()


@pytest.fixture
def graph(fake_graph: FakeGraph, settings: Any) -> Iterator[Server]:
    """The fake Graph, served."""
    server = Server(fake_graph).start()
    settings.GUICHET_GRAPH_URL = server.url
    yield server
    if server.thread.is_alive():
        server.stop()


@pytest.fixture
def commune(clean_database: None) -> Any:
    """A commune with something published and a Facebook page."""
    from guichet.conversations import published
    from guichet.webchat import limits, origins

    from made import make_commune

    published.forget()
    origins.forget()
    limits.conversation_limit.clear()
    limits.address_limit.clear()
    limits.login_limit.clear()
    return make_commune("val-de-brume", "Val-de-Brume", page="1001")


@pytest.fixture
def desk(commune: Any, brain: Server, graph: Server) -> Iterator[Server]:
    """The front desk, served with its background services."""
    from guichet.asgi import application

    server = Server(application, lifespan="on").start()
    yield server
    if server.thread.is_alive():
        server.stop()


@pytest.fixture
def client(desk: Server) -> Iterator[httpx.Client]:
    """An HTTP client of the front desk."""
    with httpx.Client(base_url=desk.url, timeout=30) as client:
        yield client


@pytest.fixture
def unlimited(settings: Any) -> None:
    """No rate limits."""
    settings.GUICHET_RATE_CONVERSATION = settings.GUICHET_RATE_ADDRESS = 0


@pytest.fixture
def chat(client: httpx.Client) -> Callable[..., Any]:
    """Starts conversations: ``chat()`` gives a ``Chat``."""
    from made import Chat

    return lambda **options: Chat(client, **options)
