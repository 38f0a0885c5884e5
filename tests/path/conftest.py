"""One installation for all tests here: starting the brain takes some seconds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_graph import FakeGraph
from guichet_processes import ROOT, Installation
from servers import Server

PAGE = "1001"


@pytest.fixture(scope="session")
def graph_server() -> Iterator[tuple[FakeGraph, Server]]:
    """A Graph of ours on loopback."""
    graph = FakeGraph()
    server = Server(graph).start()
    yield graph, server
    server.stop()


@pytest.fixture(scope="session")
def guichet(tmp_path_factory: pytest.TempPathFactory, graph_server: tuple[FakeGraph, Server]) -> Iterator[Installation]:
    """Database, demo communes, a Facebook page, brain and front desk, as a newcomer's first start makes them."""
    assert list((ROOT / "models").glob("*.tar.gz")), "no model: run script/train"
    installation = Installation(Path(tmp_path_factory.mktemp("guichet")), graph_server[1].url)
    try:
        installation.manage("migrate", "--verbosity", "0")
        packs = sorted(str(pack.relative_to(ROOT)) for pack in (ROOT / "communes").iterdir() if pack.is_dir())
        installation.manage("load_pack", *packs, "--library", "library")
        installation.manage(
            "shell", "-c",
            "from guichet.communes.models import Commune\nfrom guichet.messenger.models import MessengerPage\n"
            f"page = MessengerPage(page_id='{PAGE}', commune=Commune.objects.get(slug='val-de-brume'), name='Test')\n"
            "page.set_token('page-token')\npage.save()",
        )  # fmt: skip
        installation.start_brain()
        installation.start_desk()
        yield installation
    finally:
        installation.stop()


@pytest.fixture
def graph(graph_server: tuple[FakeGraph, Server]) -> FakeGraph:
    """Graph, with nothing sent yet."""
    graph_server[0].sent.clear()
    return graph_server[0]
