"""``script/messenger``: a citizen in a terminal."""

import subprocess

import httpx
import pytest

import by_hand
from graph import Graph


def test_what_is_typed_is_answered(client: httpx.Client, graph: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    by_hand.say(client, graph, "bonjour")
    assert [line[:4] for line in capsys.readouterr().out.splitlines()][:1] == ["  < "]
    assert len(graph.sent) >= 2


def test_no_server_is_said() -> None:
    done = subprocess.run(
        [by_hand.ROOT / "script/messenger", "--graph-port", "0"],
        env={"PATH": "/usr/bin:/bin", "GUICHET_PORT": "9"}, input="", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "No Guichet answers" in done.stderr
    assert "script/server" in done.stderr
