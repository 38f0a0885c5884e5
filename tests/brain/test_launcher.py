import logging

import pytest

from brain.launcher import DEVELOPMENT_SECRET, NoModel, NoWordsOfCitizens, newest_model, secret_from_environment


def test_the_log_of_an_exception_holds_no_words_of_a_citizen() -> None:
    def read(text: str) -> None:
        raise ValueError(f"cannot read {text!r}")

    try:
        read("mon secret")
    except ValueError as error:
        record = logging.LogRecord(
            "rasa", logging.ERROR, "processor.py", 1, "an action failed", None, (ValueError, error, error.__traceback__)
        )
    line = NoWordsOfCitizens("%(levelname)s %(message)s").format(record)
    assert "secret" not in line
    assert "ValueError at test_launcher.py" in line


def test_without_a_model_it_says_what_to_do(tmp_path) -> None:
    with pytest.raises(NoModel, match="script/train"):
        newest_model(tmp_path)


def test_the_newest_model_is_served(tmp_path) -> None:
    for name in ("20261123-090000", "20261124-080000", "20261123-235959"):
        (tmp_path / f"{name}.tar.gz").touch()
    assert newest_model(tmp_path).name == "20261124-080000.tar.gz"


def test_production_refuses_the_default_secret(monkeypatch) -> None:
    monkeypatch.setenv("GUICHET_ENV", "production")
    monkeypatch.delenv("GUICHET_BRAIN_SECRET", raising=False)
    with pytest.raises(SystemExit, match="GUICHET_BRAIN_SECRET"):
        secret_from_environment()
    monkeypatch.setenv("GUICHET_ENV", "development")
    assert secret_from_environment() == DEVELOPMENT_SECRET
