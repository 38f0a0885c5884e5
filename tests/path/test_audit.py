"""``script/audit`` with a server of OSV's API on loopback: what is vulnerable stops it, unless the reason for keeping it is written down."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from guichet_processes import ROOT

FOUND = {
    "id": "PYSEC-2026-1",
    "aliases": ["CVE-2026-0001"],
    "summary": "An example",
    "affected": [{"package": {"name": "Django", "ecosystem": "PyPI"}, "ranges": []}],
}
"""What OSV would say of Django; the shape of its API's query."""


class Osv(BaseHTTPRequestHandler):
    """Knows one vulnerability, of Django."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps({"vulns": [FOUND]} if asked["package"]["name"].lower() == "django" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def osv() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Osv)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query"
    server.shutdown()


def audit(url: str, exceptions: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "script/audit", "--osv-url", url, "--exceptions", str(exceptions)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_a_vulnerability_stops_it_and_a_written_reason_lets_it_pass(osv: str, tmp_path: Path) -> None:
    exceptions = tmp_path / "exceptions.tsv"
    exceptions.write_text("id\treason\n")
    refused = audit(osv, exceptions)
    assert (refused.returncode, "PYSEC-2026-1: NO EXCEPTION" in refused.stdout) == (1, True), refused.stdout
    exceptions.write_text("id\treason\nCVE-2026-0001\t\n")
    assert audit(osv, exceptions).returncode == 1, "an exception without a reason is none"
    exceptions.write_text("id\treason\nCVE-2026-0001\tnot reachable: we never call it\n")
    passed = audit(osv, exceptions)
    assert (passed.returncode, "exception: not reachable" in passed.stdout) == (0, True), passed.stdout


def test_no_database_is_said(tmp_path: Path) -> None:
    exceptions = tmp_path / "exceptions.tsv"
    exceptions.write_text("id\treason\n")
    done = audit("http://127.0.0.1:9/v1/query", exceptions)
    assert (done.returncode, "NOT AUDITED" in done.stdout) == (0, True)
