"""The real front desk in its own process, so that it can be killed; its database is also this process's."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import django
import httpx
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
#: Debian's, without what a container lacks and without talking to anybody in the background.
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--hide-scrollbars", "--font-render-hinting=none"),
]


def prepare(folder: str) -> None:
    """Django with a new database in ``folder``, whatever the environment says; limits of rate lifted."""
    for name in [name for name in os.environ if name.startswith("GUICHET_")]:
        del os.environ[name]
    os.environ |= {
        "DATABASE_URL": f"sqlite:///{folder}/browser.sqlite3",
        "DJANGO_SETTINGS_MODULE": "guichet.settings",
        # Playwright's synchronous API runs an event loop in this thread; nothing else does.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        "GUICHET_RATE_CONVERSATION": "0",
        "GUICHET_RATE_ADDRESS": "0",
    }
    django.setup()
    call_command("migrate", verbosity=0)


class Desk:
    """``uvicorn guichet.asgi:application`` on a port that stays the same over restarts."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start; returns once it answers."""
        command = [
            sys.executable,
            "-m",
            "uvicorn",
            "guichet.asgi:application",
            "--port",
            str(self.port),
            "--log-level",
            "warning",
        ]
        command += ["--timeout-graceful-shutdown", "2"]
        self.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **self.environment})
        deadline = time.monotonic() + 30
        while True:
            assert self.process.poll() is None, "the front desk ended"
            assert time.monotonic() < deadline, "the front desk did not start"
            try:
                httpx.get(f"{self.url}/healthz", timeout=2)
                return
            except httpx.HTTPError:
                time.sleep(0.1)

    def kill(self) -> None:
        """``kill -9``: no good-bye."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it as an operator does."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=15)


def make_commune(origin: str) -> Any:
    """The demo commune, whose site is ``origin``, with something published."""
    from guichet.communes.models import Commune
    from guichet.knowledge.models import Snapshot

    commune = Commune.objects.create(
        slug="val-de-brume",
        name="Val-de-Brume",
        with_de="de Val-de-Brume",
        with_a="à Val-de-Brume",
        allowed_origins=[origin],
    )
    Snapshot.objects.create(commune=commune, version="0123456789abcdef", document={"format": 1})
    return commune
