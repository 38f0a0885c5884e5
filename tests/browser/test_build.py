"""The built file is what the sources give, byte for byte, and small enough."""

import gzip
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

WIDGET = Path(__file__).resolve().parents[2] / "widget"
BUILT = WIDGET / "dist" / "widget.js"
LIMIT = 15_000


def run(*command: str, folder: Path) -> str:
    """Run a tool; its output if it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with its tools installed as the lock file says."""
    if not shutil.which("npm"):
        if os.environ.get("CI") == "true":
            pytest.fail(
                "CI must have Node 20 or later: without it nobody checks that dist/widget.js is what the sources give"
            )
        pytest.skip("Node is not installed: the checked-in file is used as it is; CI compares it with the sources")
    copy = tmp_path_factory.mktemp("widget")
    for name in ("src", "dist", "build.mjs", "package.json", "package-lock.json", "tsconfig.json", ".npmrc"):
        source = WIDGET / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
    strings = copy.parent / "guichet" / "widget" / "strings"
    shutil.copytree(WIDGET.parent / "guichet" / "widget" / "strings", strings, dirs_exist_ok=True)
    if (WIDGET / "node_modules").exists():
        (copy / "node_modules").symlink_to((WIDGET / "node_modules").resolve())
    else:
        run("npm", "ci", "--ignore-scripts", folder=copy)
    return copy


def test_the_built_file_is_what_the_sources_give(sources: Path) -> None:
    before = (sources / "dist/widget.js").read_bytes()
    run("node", "build.mjs", folder=sources)
    assert (sources / "dist/widget.js").read_bytes() == before


def test_the_sources_have_no_type_errors(sources: Path) -> None:
    run("npm", "run", "--silent", "check", folder=sources)


def test_it_is_small() -> None:
    assert len(gzip.compress(BUILT.read_bytes(), 9)) <= LIMIT


def test_the_documents_show_the_integrity_of_this_file() -> None:
    """After a new build: copy the line of the admin, or what this test expects, into docs/widget.md."""
    from guichet.widget import built

    file = built.current()
    line = f'widget/{file.version}/widget.js"\n        integrity="{file.integrity}"\n        crossorigin="anonymous"'
    assert line in (WIDGET.parent / "docs" / "widget.md").read_text()


def test_no_string_becomes_html_or_code() -> None:
    """In our sources; Preact holds the word innerHTML for a property we never give."""
    sources = "\n".join(path.read_text() for path in (WIDGET / "src").rglob("*.ts*"))
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|dangerouslySet"
    assert re.findall(forbidden, sources) == []


def test_the_lock_file_names_no_host() -> None:
    lock = json.loads((WIDGET / "package-lock.json").read_text())
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_every_release_is_served_for_ever() -> None:
    from guichet.widget import built

    for path in built.RELEASES.glob("*.js"):
        assert built.read(path).version == path.stem, f"{path.name} was changed after its release"
