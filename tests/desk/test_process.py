"""The server as an operator starts it: it stops when told, though citizens listen."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from test_environment import ROOT


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An SQLite database with one commune, and no brain."""
    folder = tmp_path_factory.mktemp("process")
    chosen = {"DATABASE_URL": f"sqlite:///{folder}/x.sqlite3", "GUICHET_BRAIN_URL": "http://127.0.0.1:9"}
    code = (
        "from django.core.management import call_command; call_command('migrate', verbosity=0);"
        "from guichet.communes.models import Commune; Commune.objects.create(slug='a', name='A')"
    )
    command = [sys.executable, "guichet/manage.py", "shell", "--no-imports", "-c", code]
    subprocess.run(command, cwd=ROOT, env=os.environ | chosen, check=True, timeout=120)
    return dict(os.environ | chosen)


@pytest.fixture
def started(tmp_path: Path, environment: dict[str, str]):
    """A real uvicorn process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "guichet.asgi:application", "--port", str(port)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/healthz")
                break
            except httpx.TransportError:
                assert process.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield process, f"http://127.0.0.1:{port}", tmp_path / "log"
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_at_a_signal_though_somebody_listens(started, number: int) -> None:
    process, url, log = started
    with httpx.Client(base_url=f"{url}/api/v1", timeout=20) as client:
        conversation = client.post("/conversations", json={"commune": "a"}).json()
        headers = {"Authorization": f"Bearer {conversation['token']}"}
        with client.stream("GET", f"/conversations/{conversation['id']}/events", headers=headers) as stream:
            lines = stream.iter_lines()
            assert next(lines) == "retry: 2000"
            asked = time.monotonic()
            process.send_signal(number)
            list(lines)
    process.wait(timeout=10)
    assert time.monotonic() - asked < 5
    assert "Traceback" not in log.read_text()


def test_the_worker_stops_at_a_signal(environment: dict[str, str], tmp_path: Path) -> None:
    with (tmp_path / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "guichet/manage.py", "run_worker"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    deadline = time.monotonic() + 30
    while "worker started" not in (tmp_path / "worker.log").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(0.5)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=15) == 0
