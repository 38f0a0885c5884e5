"""Knowledge under test: a real database, copies of the demo packs, a web server of feeds on loopback."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from postgres import Postgres

from feed_server import FeedServer

ROOT = Path(__file__).resolve().parents[2]
CLUSTER: list[Postgres] = []
FOLDER = tempfile.TemporaryDirectory(prefix="guichet-knowledge-")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--db=postgres`` runs everything on a temporary PostgreSQL."""
    parser.addoption("--db", choices=["sqlite", "postgres"], default="sqlite", help="database of the tests")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the database and the day before Django reads its settings."""
    for name in [name for name in os.environ if name.startswith("GUICHET_")]:
        del os.environ[name]
    os.environ["GUICHET_NOW"] = "2026-11-23T16:15:00+01:00"
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/knowledge.sqlite3"
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


@pytest.fixture
def copied(tmp_path: Path) -> Callable[[str], Path]:
    """``copied("roche-sur-ourlette")``: a demo pack that a test may break; ``copied("library")`` also works."""

    def copy(name: str) -> Path:
        source = ROOT / "library" if name == "library" else ROOT / "communes" / name
        return Path(shutil.copytree(source, tmp_path / name))

    return copy


@pytest.fixture
def pack(copied: Callable[[str], Path]) -> Path:
    """The small demo commune's pack."""
    return copied("roche-sur-ourlette")


@pytest.fixture
def loaded(db: None, pack: Path) -> Any:
    """The small demo commune, loaded."""
    from guichet.knowledge.packs.load import load_pack
    from guichet.knowledge.packs.read import read_pack

    return load_pack(read_pack(pack))


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedServer]:
    """A server of feeds that tests may read although it is on loopback."""
    monkeypatch.setenv("GUICHET_FEEDS_ALLOW_LOOPBACK", "1")
    with FeedServer() as server:
        yield server
