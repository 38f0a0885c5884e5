"""Configuration from the environment; production refuses what is unsafe, naming the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from guichet.environment import Environment, Misconfigured

ROOT = Path(__file__).resolve().parents[2]
LONG = "0123456789abcdef0123456789abcdef"
PRODUCTION = {
    "GUICHET_ENV": "production",
    "GUICHET_SECRET_KEY": LONG,
    "GUICHET_BRAIN_SECRET": LONG,
    "GUICHET_ALLOWED_HOSTS": "guichet.example",
    "GUICHET_PUBLIC_URL": "https://guichet.example",
}
MESSENGER = {
    "GUICHET_MESSENGER": "yes",
    "GUICHET_MESSENGER_APP_SECRET": LONG,
    "GUICHET_MESSENGER_VERIFY_TOKEN": LONG,
    "GUICHET_ENCRYPTION_KEY": LONG,
}


def start(tmp_path: Path, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Start a management command in that environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    environment |= {"DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"} | variables
    command = [sys.executable, "guichet/manage.py", "check"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_production_starts_with_secrets_of_its_own(tmp_path: Path) -> None:
    assert start(tmp_path, PRODUCTION).returncode == 0
    assert start(tmp_path, PRODUCTION | MESSENGER).returncode == 0


@pytest.mark.parametrize(
    "name", ["GUICHET_SECRET_KEY", "GUICHET_BRAIN_SECRET", "GUICHET_ALLOWED_HOSTS", "GUICHET_PUBLIC_URL"]
)
def test_production_refuses_without(tmp_path: Path, name: str) -> None:
    refused = start(tmp_path, {key: value for key, value in PRODUCTION.items() if key != name})
    assert refused.returncode == 2
    assert name in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    "name", ["GUICHET_MESSENGER_APP_SECRET", "GUICHET_MESSENGER_VERIFY_TOKEN", "GUICHET_ENCRYPTION_KEY"]
)
def test_production_with_messenger_refuses_without(tmp_path: Path, name: str) -> None:
    refused = start(tmp_path, {key: value for key, value in (PRODUCTION | MESSENGER).items() if key != name})
    assert refused.returncode == 2
    assert name in refused.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUICHET_NOW", "2026-11-23T16:15:00+01:00"),
        ("GUICHET_DEBUG", "yes"),
        ("GUICHET_PUBLIC_URL", "http://guichet.example"),
        ("GUICHET_SECRET_KEY", "court"),
        ("GUICHET_BRAIN_SECRET", "development-only-brain-secret"),
    ],
)
def test_production_refuses(tmp_path: Path, name: str, value: str) -> None:
    refused = start(tmp_path, PRODUCTION | {name: value})
    assert refused.returncode == 2
    assert name in refused.stderr


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, "http://localhost:8000"),
        ({"GUICHET_PORT": "8150"}, "http://localhost:8150"),
        ({"GUICHET_PORT": "8150", "GUICHET_PUBLIC_URL": "https://guichet.example/"}, "https://guichet.example"),
    ],
)
def test_links_lead_to_where_the_server_listens(tmp_path: Path, variables: dict[str, str], expected: str) -> None:
    code = "from guichet.settings import GUICHET_PUBLIC_URL; print(GUICHET_PUBLIC_URL)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    environment |= {"DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"} | variables
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert shown.stdout.strip() == expected


def test_the_server_refuses_too(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    environment |= {"GUICHET_ENV": "production", "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"}
    command = [sys.executable, "-m", "uvicorn", "guichet.asgi:application", "--port", "0"]
    refused = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert refused.returncode != 0
    assert "GUICHET_SECRET_KEY" in refused.stderr


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda env: env.number("X", 1), "trois"),
        (lambda env: env.number("X", 1), "-3"),
        (lambda env: env.number("X", 1, least=1), "0"),
        (lambda env: env.number("X", 1), "²"),
        (lambda env: env.flag("X"), "peut-être"),
        (lambda env: env.choice("X", ("a", "b"), "a"), "c"),
        (lambda env: env.moment("X"), "demain"),
        (lambda env: env.moment("X"), "2026-11-23T16:15:00"),
    ],
)
def test_a_value_that_cannot_be_read_names_its_variable(read: object, value: str) -> None:
    with pytest.raises(Misconfigured, match=r"^X must be"):
        read(Environment({"X": value}))  # type: ignore[operator]


def test_values() -> None:
    env = Environment({"N": "7", "F": "Yes", "W": "a, b,", "M": "2026-11-23T16:15:00+01:00", "E": " "})
    assert (env.number("N", 1), env.flag("F"), env.words("W")) == (7, True, ["a", "b"])
    assert (env.text("E", "default"), env.moment("E")) == ("default", None)
    moment = env.moment("M")
    assert moment is not None
    assert moment.isoformat() == "2026-11-23T16:15:00+01:00"
