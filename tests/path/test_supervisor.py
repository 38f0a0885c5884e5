"""script/server's supervisor: a crashed process is restarted and the reason printed; Ctrl-C stops them all."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import httpx
from guichet_processes import ROOT, free_port


def _read(log: Path) -> str:
    return log.read_text(errors="replace") if log.exists() else ""


def _wait(condition, log: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, _read(log)[-3000:]
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def _refuses_a_second_one(environment: dict[str, str], folder: Path) -> None:
    other = {"GUICHET_PIDFILE": str(folder / "other.pid"), "GUICHET_BRAIN_PORT": str(free_port())}
    for changed, expected in (({}, "runs already"), (other, f"Port {environment['GUICHET_PORT']} is taken")):
        second = subprocess.run(
            ["bash", "script/server"], cwd=ROOT, env=environment | changed, capture_output=True, text=True, timeout=60
        )
        assert (second.returncode, expected in second.stderr) == (1, True), second.stdout + second.stderr


def test_restart_after_a_crash_and_one_stop_for_all(tmp_path: Path) -> None:
    port, brain_port = free_port(), free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")} | {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'guichet.sqlite3'}",
        "GUICHET_PORT": str(port),
        "GUICHET_BRAIN_PORT": str(brain_port),
        "GUICHET_ENV": "development",  # whatever a developer's .env says
        "GUICHET_PIDFILE": str(tmp_path / "supervisord.pid"),
    }
    log = tmp_path / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            ["bash", "script/server"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), log, 120)
        _wait(lambda: f"ready for questions: http://localhost:{port}\n" in _read(log), log, 60)
        for noise in ("CRIT", "Warning", "Uvicorn", '{"at"'):
            assert noise not in _read(log)
        assert (tmp_path / "guichet.sqlite3").stat().st_mode & 0o077 == 0, "others may read what citizens wrote"
        _refuses_a_second_one(environment, tmp_path)
        pid = int(re.findall(r"spawned: 'brain' with pid (\d+)", _read(log))[-1])
        os.kill(pid, signal.SIGKILL)
        _wait(lambda: "exited: brain (terminated by SIGKILL" in _read(log), log, 20)
        _wait(lambda: len(re.findall(r"spawned: 'brain'", _read(log))) == 2, log, 20)
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=40) == 0
        assert not _answers(f"http://127.0.0.1:{port}/healthz")
        for name in ("brain", "desk", "worker"):
            last = int(re.findall(rf"spawned: '{name}' with pid (\d+)", _read(log))[-1])
            assert not Path(f"/proc/{last}").exists(), f"{name} still runs"
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=30)
