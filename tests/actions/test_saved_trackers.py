"""Each skill, each branch that a citizen can meet: a saved tracker, and the events and the messages that it gives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.actions.conftest import CASES, DOMAIN, play

SAVED = [
    (path.stem, case) for path in sorted(CASES.glob("*.json")) for case in json.loads(path.read_text(encoding="utf-8"))
]
APOSTROPHES_AND_SPACES = ("'", " ?", " !", " ;", "« ", " »")


@pytest.mark.parametrize("case", [c for _, c in SAVED], ids=[f"{skill}-{c['name']}" for skill, c in SAVED])
def test_saved_tracker(case: dict[str, Any]) -> None:
    answer = play(case["action"], case["tracker"])
    assert answer["events"] == case["events"]
    assert answer["responses"] == case["responses"]


@pytest.mark.parametrize("case", [c for _, c in SAVED], ids=[f"{skill}-{c['name']}" for skill, c in SAVED])
def test_typography_titles_and_links(case: dict[str, Any]) -> None:
    foreign = case["name"].startswith("language")
    for response in case["responses"]:
        text = response.get("text") or ""
        assert foreign or not [sign for sign in APOSTROPHES_AND_SPACES if sign in text], text
        assert len(response.get("buttons") or ()) <= 13
        for link in (response.get("custom") or {}).get("links", ()):
            assert link["url"].startswith(("http://", "https://", "tel:", "mailto:"))


def test_every_action_of_the_domain_has_a_case() -> None:
    declared = {next(iter(a)) if isinstance(a, dict) else a for a in DOMAIN["actions"]}
    assert declared == {case["action"] for _, case in SAVED}
