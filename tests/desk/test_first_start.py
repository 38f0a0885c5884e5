"""What ``script/server`` asks before it starts: is the database up to date, and is there a commune in it?"""

import os
import subprocess
import sys
from pathlib import Path

from test_environment import ROOT

COMMAND = "guichet/manage.py"


def manage(environment: dict[str, str], *arguments: str) -> int:
    command = [sys.executable, COMMAND, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=120, check=False).returncode


def test_a_new_database_is_made_and_has_no_commune_then_one(tmp_path: Path) -> None:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"}
    assert manage(environment, "has_communes", "--migrate") == 3
    assert manage(environment, "load_pack", "communes/roche-sur-ourlette") == 0
    assert manage(environment, "has_communes", "--migrate") == 0


def test_a_database_that_cannot_be_made_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text("this is no database")
    assert manage(os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"}, "has_communes", "--migrate") == 1
