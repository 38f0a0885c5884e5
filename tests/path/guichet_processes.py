"""Guichet's real processes on free ports of loopback, with a database and a clock of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
BRAIN_PYTHON = ROOT / ".venv/brain/bin/python"
DESK_PYTHON = ROOT / ".venv/desk/bin/python"
NOW = "2026-11-23T10:00:00+01:00"
"""A Monday morning; the demo communes' packs are checked against this day."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Installation:
    """One Guichet: brain and front desk, startable, killable, in a folder of their own."""

    def __init__(self, folder: Path, graph_url: str) -> None:
        self.folder = folder
        self.desk_port, self.brain_port = free_port(), free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")},
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": f"sqlite:///{folder / 'guichet.sqlite3'}",
            "GUICHET_NOW": NOW,
            "GUICHET_BRAIN_PORT": str(self.brain_port),
            "GUICHET_BRAIN_URL": f"http://127.0.0.1:{self.brain_port}",
            "GUICHET_BRAIN_SECRET": "a-secret-of-the-path-test-and-nothing-else",
            "GUICHET_GRAPH_URL": graph_url,
            "GUICHET_FEEDS_ALLOW_LOOPBACK": "1",
            "GUICHET_RATE_CONVERSATION": "0",
            "GUICHET_RATE_ADDRESS": "0",
        }
        self.brain: subprocess.Popen[bytes] | None = None
        self.desk: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The front desk's address."""
        return f"http://127.0.0.1:{self.desk_port}"

    def manage(self, *arguments: str) -> str:
        """Run a management command; its output."""
        done = subprocess.run(
            [DESK_PYTHON, "guichet/manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _start(self, name: str, *command: str | Path) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT)

    def start_brain(self) -> None:
        """Start the brain and wait until it answers."""
        self.brain = self._start("brain", BRAIN_PYTHON, "-W", "ignore", "-m", "brain")
        authorised = {"authorization": f"Bearer {self.environment['GUICHET_BRAIN_SECRET']}"}
        self._wait(self.brain, f"http://127.0.0.1:{self.brain_port}/health", authorised)

    def start_desk(self) -> None:
        """Start the front desk and wait until it answers."""
        self.desk = self._start(
            "desk",
            DESK_PYTHON.parent / "uvicorn",
            "guichet.asgi:application",
            "--port",
            str(self.desk_port),
            "--no-access-log",
        )
        self._wait(self.desk, f"{self.url}/healthz", {})

    def _wait(self, process: subprocess.Popen[bytes], url: str, headers: dict[str, str]) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            assert process.poll() is None, f"{url}: the process ended with {process.returncode}\n{self.logs()[-3000:]}"
            try:
                if httpx.get(url, headers=headers, timeout=2).status_code < 500:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"{url} did not answer in 90 s")

    def kill(self, name: str) -> None:
        """kill -9, by the id of the process that we started."""
        process = getattr(self, name)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
        setattr(self, name, None)

    def stop(self) -> None:
        """End what runs."""
        for process in (self.desk, self.brain):
            if process and process.poll() is None:
                process.terminate()
                try:
                    process.wait(timeout=15)
                except subprocess.TimeoutExpired:
                    process.kill()

    def logs(self) -> str:
        """All that the processes printed."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))


class Citizen:
    """Somebody in the web chat."""

    def __init__(self, url: str, commune: str = "val-de-brume") -> None:
        self.http = httpx.Client(base_url=f"{url}/api/v1", timeout=30)
        started = self.http.post("/conversations", json={"commune": commune})
        assert started.status_code == 201, started.text
        self.started = started.json()
        self.id = self.started["id"]
        self.http.headers["authorization"] = f"Bearer {self.started['token']}"

    def send(self, text: str, *, key: str, wait: int = 20) -> httpx.Response:
        """Send a message; waits for its answers up to ``wait`` seconds."""
        headers = {"idempotency-key": key} | ({"prefer": f"wait={wait}"} if wait else {})
        return self.http.post(f"/conversations/{self.id}/messages", json={"text": text}, headers=headers)

    def ask(self, text: str) -> str:
        """Send a message; the answers' texts."""
        answer = self.send(text, key=f"k{time.monotonic_ns()}")
        assert answer.status_code == 200, answer.text
        return "\n".join(message["text"] for message in answer.json()["messages"])

    def history(self) -> list[dict]:
        """All messages of the conversation."""
        answer = self.http.get(f"/conversations/{self.id}/messages")
        assert answer.status_code == 200, answer.text
        messages: list[dict] = answer.json()["messages"]
        return messages

    def wait_for_answer(self, message_id: str, *, seconds: float = 60, notice: bool = False) -> list[dict]:
        """The answers to a message, once there is one that is not merely a notice."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answers = [m for m in self.history() if m["in_reply_to"] == message_id]
            if [m for m in answers if notice or m["author"] == "assistant"]:
                return answers
            time.sleep(0.1)
        raise AssertionError(f"no answer in {seconds} s")
