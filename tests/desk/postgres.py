"""A temporary PostgreSQL cluster from Debian's packages, that can be stopped and started for real."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


class Postgres:
    """One cluster in a temporary folder, on a free port of loopback, without fsync (nothing here must survive)."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[4]))
        if not found:
            raise RuntimeError("--db=postgres needs Debian's postgresql package (pg_ctl was not found).")
        self.bin = found[-1].parent
        self.folder = Path(tempfile.mkdtemp(prefix="guichet-postgres-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        if os.getuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run(
            "initdb", "-D", str(self.folder / "data"), "-U", "guichet", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"
        )

    @property
    def url(self) -> str:
        """Its DATABASE_URL."""
        return f"postgres://guichet@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start; returns once it accepts connections."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-l", str(self.folder / "log"), "-o", options, "start"
        )

    def stop(self) -> None:
        """Stop at once, cutting every connection."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def remove(self) -> None:
        """Stop and delete."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        if os.getuid() == 0:
            # PostgreSQL refuses to run as root.
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
