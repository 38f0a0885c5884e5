"""Answer, clarify or fall back; and two questions in one message."""

from __future__ import annotations

from typing import Any

import pytest

from brain.nlu import parts
from brain.nlu.corpus import topics
from brain.nlu.decision import AMBIGUOUS, ANSWER_FROM, CLARIFY_FROM, NEVER_OFFERED, URGENT_FROM, decide
from brain.nlu.words import Reader

READER = Reader({"cartes": "carte"})
WORDS = READER.read("une longue question sur quelque chose")


def test_answers_when_sure() -> None:
    decision = decide([("passeport", ANSWER_FROM), ("carte_identite", 0.1)], WORDS)
    assert (decision.kind, decision.topic) == ("answer", "passeport")


def test_clarifies_when_not_sure_with_at_most_three_topics() -> None:
    decision = decide(
        [("passeport", ANSWER_FROM - 0.01), ("carte_identite", 0.2), ("kids_id", 0.1), ("primes", 0.01)], WORDS
    )
    assert (decision.kind, decision.topic) == ("clarify", None)
    assert [topic for topic, _ in decision.candidates] == ["passeport", "carte_identite", "kids_id"]


def test_never_asks_about_courtesy_or_what_is_out_of_scope() -> None:
    decision = decide([("hors_sujet", 0.4), ("merci", 0.3), ("passeport", 0.2)], WORDS)
    assert (decision.kind, decision.candidates) == ("clarify", (("passeport", 0.2),))


def test_falls_back_when_nothing_is_likely() -> None:
    assert decide([("hors_sujet", 0.5), ("passeport", CLARIFY_FROM / 2)], WORDS).kind == "fallback"


def test_nonsense_that_sounds_foreign_is_not_asked_about() -> None:
    ranked = [("hors_sujet", 0.42), ("autre_langue", 0.22), ("qui_es_tu", 0.04), ("nuisibles", 0.008)]
    assert decide(ranked, WORDS).kind == "fallback"


def test_thanks_for_help_asks_nothing() -> None:
    assert decide([("merci", 0.99)], READER.read("merci pour votre aide")).topic == "merci"


def test_a_likely_emergency_is_answered_at_once() -> None:
    decision = decide([("feu", 0.6), ("urgence", URGENT_FROM)], WORDS)
    assert (decision.kind, decision.topic) == ("answer", "urgence")


@pytest.mark.parametrize(
    "text", ["carte", "Une carte ?", "permis", "prime", "certificat", "acte", "inscription", "cartes", "la carte svp"]
)
def test_short_ambiguous_words_never_guess(text: str) -> None:
    decision = decide([("carte_identite", 0.99), ("permis_conduire", 0.01)], READER.read(text))
    assert decision.kind == "clarify"
    assert 2 <= len(decision.candidates) <= 3


@pytest.mark.parametrize("text", ["carte d'identité", "prime isolation", "permis de conduire", "acte de naissance"])
def test_a_precise_word_beside_is_enough(text: str) -> None:
    assert decide([("passeport", 0.99)], READER.read(text)).kind == "answer"


def test_ambiguous_words_offer_topics_that_exist() -> None:
    assert {topic for offered in AMBIGUOUS.values() for topic in offered} <= set(topics()) - NEVER_OFFERED


def half(topic: str | None, confidence: float = 0.9, *, decision: str = "answer", bare: bool = False) -> dict[str, Any]:
    return {"decision": decision, "topic": topic, "confidence": confidence, "bare": bare}


def test_two_sure_and_different_halves_are_two_questions() -> None:
    assert parts.are_two_questions(half("horaires"), half("collecte_dechets"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (half("horaires"), half("horaires")),
        (half("bonjour"), half("horaires")),
        (half("horaires"), half("merci")),
        (half("horaires", 0.5), half("passeport")),
        (half("horaires"), half(None, decision="clarify")),
        (half("passeport"), half("horaires", bare=True)),
    ],
)
def test_other_halves_are_one_question(left: dict[str, Any], right: dict[str, Any]) -> None:
    assert not parts.are_two_questions(left, right)


def test_cuts_between_two_questions() -> None:
    text = "c'est quand les poubelles et le bureau de la population ouvre à quelle heure ?"
    assert ("c'est quand les poubelles", "le bureau de la population ouvre à quelle heure ?") in list(
        parts.splits(text)
    )
    assert list(parts.splits("Où est la piscine ? Combien coûte l'entrée ?")) == [
        ("Où est la piscine ?", "Combien coûte l'entrée ?")
    ]


def side(topic: str | None, facet: str, **more: Any) -> dict[str, Any]:
    kind = "answer" if topic else "clarify"
    return {**half(topic, decision=kind, bare=topic is None), "facet": facet, "entities": [], "candidates": [], **more}


def test_two_sides_of_one_topic() -> None:
    documents, price = side("passeport", "documents"), side(None, "price")
    assert parts.two_sides(documents, price) == (documents, price)
    first, second = parts.two_sides(side(None, "delay"), side("passeport", "price")) or ({}, {})
    assert [(each["topic"], each["facet"]) for each in (first, second)] == [
        ("passeport", "delay"),
        ("passeport", "price"),
    ]
    assert parts.two_sides(documents, side(None, "documents")) is None
    assert parts.two_sides(side("merci", "price"), price) is None


def test_the_entry_of_the_place_just_named() -> None:
    pool = side("adresse", "where", entities=[{"entity": "place", "value": "piscine"}])
    entry = side("recyparc", "price", text="c’est combien l’entrée ?")
    assert not parts.are_two_questions(pool, entry)
    first, second = parts.two_sides(pool, entry) or ({}, {})
    assert (first["topic"], second["topic"], second["facet"]) == ("adresse", None, "price")


def test_a_second_question_may_be_one_word() -> None:
    assert ("le numéro de la crèche", "l'adresse") in list(parts.splits("le numéro de la crèche et l'adresse"))


@pytest.mark.parametrize(
    "text", ["", "bonjour", "le père et la mère de mon mari", "ma carte et mon passeport", "et le samedi ?"]
)
def test_does_not_cut_what_asks_once(text: str) -> None:
    assert list(parts.splits(text)) == []
