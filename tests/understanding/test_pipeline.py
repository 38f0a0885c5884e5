"""The trained model of this installation, through Rasa's own graph. ``script/test`` trains it first."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from brain import parse, snapshots
from brain.nlu import corpus
from brain.nlu.evaluation import Case, confusions, report, table

MODEL = parse.newest_model()
NOW = {"now": "2026-11-23T16:15:00+01:00", "locale": "fr"}
LARGEST_MODEL = 20_000_000
"""Bytes; the bound of the issue on understanding."""


@pytest.fixture(scope="module")
def parser() -> parse.Parser:
    """The newest model; without one these tests fail, they are not skipped."""
    assert MODEL is not None, "no model in models/: run script/train"
    return parse.Parser(MODEL)


def understood(parser: parse.Parser, *texts: str, **metadata: Any) -> list[dict[str, Any]]:
    return parser.parse(texts, {**NOW, **metadata})


def test_gives_the_shape_of_the_contract(parser: parse.Parser) -> None:
    [meaning] = understood(parser, "le recyparc est ouvert samedi ?")
    assert (meaning["decision"], meaning["topic"], meaning["facet"]) == ("answer", "horaires", "hours")
    assert 3 <= len(meaning["candidates"]) <= 5
    assert {entity["entity"] for entity in meaning["entities"]} == {"place", "date"}
    assert meaning["bare"] is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?",
        "😀😀",
        "a",
        "x" * 3000,
        "<script>alert(1)</script>",
        "'; DROP TABLE x; --",
        "\x00\ufffd",
        "مرحبا",
        "1",
    ],
)
def test_any_text_is_understood_as_something(parser: parse.Parser, text: str) -> None:
    [meaning] = understood(parser, text)
    assert meaning["decision"] in {"answer", "clarify", "fallback"}
    assert meaning["decision"] != "answer" or meaning["topic"] in corpus.topics()
    json.dumps(meaning)


def test_danger_comes_first_with_its_kind(parser: parse.Parser) -> None:
    [meaning] = understood(parser, "il y a le feu dans ma cuisine et à quelle heure ouvre le recyparc ?")
    assert (meaning["decision"], meaning["topic"], meaning["confidence"]) == ("answer", "urgence", 1.0)
    assert meaning["entities"][0]["entity"] == "danger"
    assert meaning["entities"][0]["value"] == "fire"


@pytest.mark.parametrize("text", ["carte", "permis", "prime", "certificat", "acte", "inscription", "papiers"])
def test_short_ambiguous_words_clarify(parser: parse.Parser, text: str) -> None:
    [meaning] = understood(parser, text)
    assert meaning["decision"] == "clarify"
    assert len({candidate["topic"] for candidate in meaning["candidates"]}) >= 3
    confidences = [candidate["confidence"] for candidate in meaning["candidates"]]
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize(
    "text",
    [
        "et le samedi ?",
        "et leur numéro ?",
        "c'est combien ?",
        "et en ligne ?",
        "et à la bibliothèque ?",
        "et pour mon fils de 8 ans ?",
    ],
)
def test_follow_ups_are_bare(parser: parse.Parser, text: str) -> None:
    assert understood(parser, text)[0]["bare"] is True


@pytest.mark.parametrize("text", ["dans la rue haute", "dans la rue des Saules", "vite ?", "vite svp"])
def test_where_and_how_fast_are_no_emergency_by_themselves(parser: parse.Parser, text: str) -> None:
    assert understood(parser, text)[0]["topic"] != "urgence"


@pytest.mark.parametrize("text", ["au secours", "venez vite", "rue du Moulin vite", "vite à l'aide"])
def test_calls_for_help_are(parser: parse.Parser, text: str) -> None:
    assert understood(parser, text)[0]["topic"] == "urgence"


@pytest.mark.parametrize(
    "text", ["je déménage samedi", "carte d'identité", "bonjour", "le CPAS donne-t-il un colis alimentaire ?"]
)
def test_questions_of_their_own_are_not(parser: parse.Parser, text: str) -> None:
    assert understood(parser, text)[0]["bare"] is False


def test_two_questions_have_two_parts(parser: parse.Parser) -> None:
    text = "c'est quand les poubelles rue de la Station ? Et le service population ouvre à quelle heure ?"
    [meaning] = understood(parser, text)
    assert [part["topic"] for part in meaning["parts"]] == ["collecte_dechets", "horaires"]
    assert all(part["text"] in text for part in meaning["parts"])


def test_names_come_from_the_messages_own_snapshot(parser: parse.Parser, snapshot: dict[str, Any]) -> None:
    whole = {name: [] for name in snapshots.LISTS} | {name: {} for name in snapshots.TABLES} | snapshot
    snapshots.put("essai", "v1", whole | {"format": 1, "commune": {"slug": "essai"}})
    try:
        with_names, without = (
            understood(parser, "la Ruche aux livres est ouverte ?", **metadata)[0]["entities"]
            for metadata in ({"commune": "essai", "snapshot": "v1"}, {})
        )
    finally:
        snapshots.clear()
    assert [entity["value"] for entity in with_names] == ["la-ruche"]
    assert without == []


def test_rasa_gets_its_own_form(parser: parse.Parser) -> None:
    assert MODEL is not None
    message = parser.messages(["combien coûte un passeport ?"], NOW)[0].as_dict(only_output_properties=True)
    assert message["intent"]["name"] == "passeport"
    assert message["intent_ranking"][0]["name"] == "passeport"
    assert message["understood"]["facet"] == "price"


def test_the_model_is_small() -> None:
    assert MODEL is not None
    assert MODEL.stat().st_size <= LARGEST_MODEL


def test_parse_script_answers_line_by_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("bonjour\n\ncarte d'identité perdue\n"))
    assert parse.main(["--now", "2026-11-23T16:15:00+01:00"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["text"] for answer in answers] == ["bonjour", "", "carte d'identité perdue"]
    assert answers[2]["topic"] == "carte_identite_perte"
    assert list(answers[0])[:7] == ["text", *parse.FIELDS]


def test_parse_script_without_model_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parse, "MODELS", tmp_path)
    assert parse.main([]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "script/train" in captured.err


@pytest.mark.parametrize("arguments", [["--snapshot", "nowhere.json"], ["--now", "demain"]])
def test_parse_script_refuses_bad_options(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert parse.main(arguments) == 2
    assert capsys.readouterr().err.startswith("script/parse: ")


def test_the_figures_are_counted_as_the_issue_says() -> None:
    def meaning(decision: str, topic: str | None, *candidates: str) -> dict[str, Any]:
        return {"decision": decision, "topic": topic, "candidates": [{"topic": name} for name in candidates]}

    cases = [
        Case("passeport", "motcle", meaning("answer", "passeport", "passeport")),
        Case("passeport", "sms", meaning("answer", "primes", "primes")),
        Case("passeport", "sms", meaning("clarify", None, "primes", "feu", "passeport")),
        Case("passeport", "recit", meaning("clarify", None, "primes", "feu", "police", "passeport")),
        Case("primes", "recit", meaning("fallback", None, "primes")),
        Case("hors_sujet", "hors_champ", meaning("answer", "hors_sujet", "hors_sujet")),
        Case("hors_sujet", "hors_champ", meaning("answer", "primes", "primes")),
    ]
    result = report(cases)
    assert result["all"] == {
        "messages": 5, "right_first": 20.0, "right_after_clarification": 40.0, "wrong": 20.0, "lost": 20.0, "f1_macro": 20.0,
    }  # fmt: skip
    assert result["out_of_scope"] == {"messages": 2, "answered": 50.0}
    assert confusions(cases)[0] == {"topic": "primes", "support": 1, "f1": 0.0, "confused_with": []}
    assert "| sms | 2 | 0 | 50 | 50 | 0 |" in table(result)


def test_speaking_of_death_is_no_emergency_and_suicide_always_is(parser: parse.Parser) -> None:
    calm, urgent = understood(
        parser,
        "Je voudrais faire une déclaration anticipée d’euthanasie : que vaut-elle si je ne respire plus seul, dans le coma ?",
        "déclaration anticipée d'euthanasie ? de toute façon je vais me suicider",
    )
    assert calm["topic"] == "euthanasie"
    assert urgent["topic"] == "urgence"


def test_parse_script_with_a_damaged_model_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MODEL is not None
    monkeypatch.setattr(parse, "MODELS", tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO("bonjour\n"))
    for damaged in (b"", b"not an archive", MODEL.read_bytes()[:100_000]):
        (tmp_path / "20261128-000000.tar.gz").write_bytes(damaged)
        assert parse.main([]) == 1
        assert "20261128-000000.tar.gz is damaged" in capsys.readouterr().err
