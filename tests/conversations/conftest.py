"""The trained model, loaded once, and the demo communes' knowledge as the front desk publishes it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from playing import NOW

from brain import snapshots
from brain.launcher import load, newest_model
from brain.turn import Brain

ROOT = Path(__file__).resolve().parents[2]
DESK_PYTHON = ROOT / ".venv/desk/bin/python"
DUMP = """
import json, os, sys
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from guichet.communes.models import Commune
from guichet.knowledge.snapshots import current
call_command("migrate", verbosity=0)
call_command("load_pack", *sorted(p for p in Path("communes").iterdir() if p.is_dir()), library=Path("library"), stdout=sys.stderr)
print(json.dumps({c.slug: [current(c).version, current(c).document] for c in Commune.objects.all()}))
"""
"""Run by the front desk's Python: packs and library into a database of its own, snapshots out."""


@pytest.fixture(scope="session")
def communes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Commune → the version of its snapshot, which the brain has in memory."""
    database = tmp_path_factory.mktemp("knowledge") / "guichet.sqlite3"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "guichet.settings",
        "DATABASE_URL": f"sqlite:///{database}",
        "GUICHET_NOW": NOW,
    }
    done = subprocess.run(
        [DESK_PYTHON, "-c", DUMP], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr
    published: dict[str, tuple[str, dict]] = json.loads(done.stdout)
    for slug, (version, document) in published.items():
        snapshots.put(slug, version, document)
    return {slug: version for slug, (version, _) in published.items()}


@pytest.fixture(scope="session")
def brain() -> Brain:
    """The newest model. The keeping of a context is the launcher's default (30 minutes), whatever the environment says."""
    os.environ.pop("GUICHET_CONTEXT_MINUTES", None)
    return load(newest_model())
