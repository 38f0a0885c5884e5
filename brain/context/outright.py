"""What a message's own names, verb or title settle, whatever was said before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from brain.context import phrases
from brain.context.places import GUESSED, WHERE
from brain.meaning import Understood, answered, entities
from brain.nlu.facets import FACET_AS_TOPIC
from brain.text import plain

OF_BINS = frozenset({"conteneur_puce", "sacs_poubelle", "tri"})
"""Cards about bins and bags: "quand passe la poubelle" names one, and asks for a day."""


def titled(understood: Understood, text: str, snapshot: Mapping[str, Any]) -> Understood:
    """A card called by its own title of several words is that card, however its neighbours are worded."""
    said = phrases.OWN.sub("", plain(text))
    if " " not in said and "'" not in said:
        return understood
    for topic, card in snapshot["cards"].items():
        if said == plain(card.get("short_title") or "") and understood.get("topic") != topic:
            return answered(understood, topic, {}) | {"from_context": False}
    return understood


def of_a_report(understood: Understood, text: str, context: Mapping[str, Any]) -> Understood | None:
    """A report's reference, or, after one was sent, what was forgotten in it; None else."""
    added = context.get("topic") == "signalement" and phrases.ADDS_TO_IT.search(plain(text))
    named = understood.get("decision") != "answer" and phrases.REFERENCE.search(text)
    return answered(understood, "signalement", {}) if added or named else None


def of_what(understood: Understood) -> Understood:
    """ "c'est combien ?" or "demain ?" with nothing said before: ask about what, and guess no subject."""
    guessed = understood.get("confidence", 0.0) < GUESSED or understood.get("topic") in {"hors_sujet", "meteo"}
    names = entities(understood).keys()
    asks_nothing = (understood.get("facet") and not names) or (names == {"date"} and understood.get("topic"))
    if not understood.get("bare") or not asks_nothing or not guessed:
        return understood
    return {**understood, "decision": "clarify", "topic": None, "candidates": []}


def beyond_doubt(understood: Understood, text: str) -> Understood:
    """A message whose topic is not sure, or is a card's, but whose names or verb leave no doubt: a fraction at a street, the hours of a place."""
    if understood.get("facet") == "who" and understood.get("topic") != "ou_jeter":  # "téléphone ?" is a number to call
        kept_names = [e for e in understood.get("entities", ()) if plain(e["text"]) not in {"telephone", "tel", "gsm"}]
        understood = (
            {**understood, "entities": kept_names} if len(kept_names) < len(understood["entities"]) else understood
        )
    new, decision = entities(understood), understood.get("decision")
    likely = [candidate["topic"] for candidate in understood.get("candidates", ())[:2]]
    said = next(
        (topic for topic, words in phrases.SAID_OUTRIGHT.items() if topic in likely and words.search(plain(text))), None
    )
    if decision == "clarify" and said:
        return answered(understood, said, {})
    if _of_collections(understood, text, likely):
        return answered(understood, "collecte_dechets", {})
    if "object" in new and decision == "answer" and understood["topic"] == "recyparc":
        brought = phrases.BRINGS_THERE.search(plain(text))  # "je peux y déposer un frigo ?" is about the fridge
        if brought and plain(new["object"]["text"]) in plain(text)[brought.end() - 1 :]:
            return answered(understood, "ou_jeter", {})
    thrown = phrases.WHERE_TO_THROW.search(plain(text)) if "object" in new else None
    if thrown:
        others = [e for e in understood["entities"] if e["entity"] != "object"]
        named = {e["value"]: e for e in understood["entities"] if e["entity"] == "object"}
        meant = [e for e in named.values() if plain(e["text"]) in thrown["what"]]
        if meant or "ou_jeter" in likely:  # a long story may name other things than what is to be thrown
            return answered({**understood, "entities": others + meant} if meant else understood, "ou_jeter", {})
    asked = FACET_AS_TOPIC.get(understood.get("facet") or "")
    if decision == "clarify" and asked in likely[:1] and understood.get("bare") and not new:
        return answered(understood, asked or "", {})
    if (
        asked
        and decision != "answer"
        and asked in likely
        and WHERE & set(new)
        and set(new) <= WHERE | {"date", "object"}
    ):
        return answered(understood, asked, {})
    if decision == "fallback" and understood.get("bare") and new and set(new) <= WHERE | {"date"} and WHERE & set(new):
        return answered(
            understood, "horaires", {}
        )  # a place named by ear, and nothing else: its hours, address and number
    return understood


def _of_collections(understood: Understood, text: str, likely: list[str]) -> bool:
    """Whether it asks for the day of a collection: a fraction at a street, or when a bin is emptied."""
    new, topic, unsure = entities(understood), understood.get("topic"), understood.get("decision") != "answer"
    when = phrases.WHEN_COLLECTED.search(plain(text)) is not None
    if {"street", "fraction"} <= set(new):
        return unsure or topic == new["fraction"]["value"] or (when and topic != "collecte_oubliee")
    likeliest = unsure and "collecte_dechets" in likely
    bins = phrases.BIN.search(plain(text)) is not None
    return when and ((bins and (topic in OF_BINS or likeliest)) or ({"street"} == set(new) and likeliest))
