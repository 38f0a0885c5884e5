"""A place or a service that is only named: "la piscine", "prix de la piscine", "piscine dimanche", "et celle de Rivelette ?"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from brain.context import phrases
from brain.meaning import Understood, answered, entities
from brain.nlu.facets import FACET_AS_TOPIC
from brain.text import plain

WHERE = frozenset({"place", "service"})
ABOUT_A_PLACE = frozenset({"horaires", "adresse", "contact_service", "rendez_vous"})
NO_DOUBT = 0.9
GUESSED = 0.3
"""Confidence below which a question without a subject is a guess."""
CARD_OF = {
    "recyparc": "recyparc",
    "bibliotheque": "bibliotheque",
    "piscine": "sport",
    "hall_sportif": "sport",
    "cpas": "cpas",
    "police": "police",
    "ecole": "ecole",
    "creche": "creche",
    "cimetiere": "cimetiere",
    "salle": "salle",
    "marche": "marche",
    "office_tourisme": "tourisme",
    "bulle_verre": "bulles_verre",
}
"""Kind of place → the card that says what it costs, whom it is for and what to bring."""
KIND_OF = {card: kind for kind, card in reversed(CARD_OF.items())}
"""The other way; of two kinds, the first."""

NOT_OF_AN_OFFICE = frozenset(
    {"garderie", "cantine", "plaines", "garde", "conseil_communal", "collecte_oubliee", "bruit"}
)
"""Cards whose hours are not those of the office that handles them: a parent who reads the office's comes too late to the school."""


def card_of(new: Mapping[str, Any], snapshot: Mapping[str, Any]) -> str | None:
    """The card about the kind of the place (or of the service, as the police) that is named."""
    named = next((new[name]["value"] for name in ("place", "service") if name in new), None)
    kind = next((p["kind"] for p in snapshot.get("places", ()) if named and named in (p["id"], p["kind"])), named)
    topic = CARD_OF.get(kind or "")
    return topic if topic in snapshot["cards"] else None


def of_a_place(understood: Understood, snapshot: Mapping[str, Any]) -> Understood | None:
    """ "prix de la piscine": what a place costs, asks for or allows is told by the card of its kind."""
    facet, card = understood.get("facet"), card_of(entities(understood), snapshot)
    unsure = understood.get("decision") != "answer" and understood.get("bare")
    return answered(understood, card, {}) if card and unsure and facet and facet not in FACET_AS_TOPIC else None


def only_named(understood: Understood, snapshot: Mapping[str, Any]) -> Understood:
    """ "la piscine", "piscine dimanche", "service population": a name and at most a day, with no question.

    With a day, its hours are asked. Without, the card of its kind tells most, else the hours, whose buttons lead to address and number. What is
    surely something else is left; and a service whose name is a subject too ("urbanisme") stays a question.
    """
    new, surely = entities(understood), understood.get("decision") == "answer"
    alone = understood.get("bare") and not understood.get("facet") and WHERE & set(new) and set(new) <= WHERE | {"date"}
    card = card_of(new, snapshot)
    if not alone or (surely and understood.get("topic") in {card, *ABOUT_A_PLACE}):
        return understood
    if surely and understood.get("confidence", 0.0) >= NO_DOUBT:
        return understood
    if "date" not in new and card:
        return answered(understood, card, {})
    subject = next((c["topic"] for c in understood.get("candidates", ())), None)
    if (
        "date" not in new
        and "place" not in new
        and subject in snapshot["cards"]
        and understood["confidence"] >= GUESSED
    ):
        return understood
    return answered(understood, "horaires", {})


def namesake(place: str | None, village: str, snapshot: Mapping[str, Any]) -> str | None:
    """The id of the one place of ``place``'s kind in another ``village`` (folded); None when there is none, or several."""
    last = next((p for p in snapshot["places"] if place in (p["id"], p["kind"])), None)
    if not last:
        return None
    alike = [p for p in snapshot["places"] if p["kind"] == last["kind"] and plain(p.get("locality") or "") == village]
    return str(alike[0]["id"]) if len(alike) == 1 else None


def elsewhere(text: str, context: Mapping[str, Any], snapshot: Mapping[str, Any]) -> str | None:
    """ "et celle de Rivelette ?": the place of the last one's kind in another village, as its id."""
    match = phrases.SAME_KIND.search(plain(text))
    return namesake(context.get("place"), match["where"], snapshot) if match else None
