"""Where a card holds the words of a short message, and whom it names itself."""

from __future__ import annotations

from typing import Any

from brain.context import card_search

SNAPSHOT: dict[str, Any] = {
    "cards": {
        "petits_travaux": {
            "title": "Petits travaux",
            "short_title": "Petits travaux",
            "answer": "Souvent non : un abri, une clôture ou une piscine sont dispensés. Demandez au service.",
            "conditions": "Abri de jardin de 20 m² au plus ; piscine enterrée de 75 m² au plus.",
            "evidence": ["un croquis", "quelques photos"],
        },
        "carte_perdue": {"answer": "Appelez DOC STOP au 00800 2123 2123.", "where": "Au service Population."},
        "objets_trouves": {"answer": "À l’accueil.", "where": "À l’Accueil de la Maison communale."},
        "salle": {"answer": "Deux salles.", "cost": "Une caution est demandée."},
    },
    "services": [
        {"id": "population", "name": "Service Population", "telephone": "081 00 00 11"},
        {"id": "accueil", "name": "Accueil", "telephone": "081 00 00 00"},
    ],
    "places": [{"id": "maison-communale", "name": "Maison communale"}],
    "prices": [{"topic": "salle", "label": "La Grange", "note": "caution de 300 €"}],
}


def told(text: str, topic: str, **more: Any) -> tuple[str | None] | None:
    return card_search.told(card_search.content(text), topic, SNAPSHOT, **more)


def test_the_first_sentence_goes_before_the_fields() -> None:
    assert told("il faut une clôture ?", "petits_travaux") == (None,)
    assert told("et une piscine ?", "petits_travaux", first=False) == ("conditions",)


def test_a_unit_is_found_however_it_is_written() -> None:
    assert told("20m2", "petits_travaux") == told("20 m²", "petits_travaux") == ("conditions",)
    assert told("30m2", "petits_travaux") is None


def test_a_price_row_speaks_for_the_cost() -> None:
    assert told("et la caution ?", "salle") == ("price",)


def test_all_words_must_be_there() -> None:
    assert told("une photo de mon chien", "petits_travaux") is None
    assert told("il faut des photos", "petits_travaux", facet="documents") == ("documents",)
    assert told("que dois-je faire ?", "petits_travaux") is None


def test_a_number_that_is_no_services_is_the_one_to_call() -> None:
    assert card_search.calls("carte_perdue", SNAPSHOT)
    assert not card_search.calls("objets_trouves", SNAPSHOT)
    own = {**SNAPSHOT, "cards": {"x": {"answer": "Appelez le 081 00 00 11."}}}
    assert not card_search.calls("x", own)


def test_where_one_is_sent() -> None:
    assert card_search.sends_to("objets_trouves", SNAPSHOT) == {"service": "accueil"}
    assert card_search.sends_to("petits_travaux", SNAPSHOT) == {}


def test_a_commune_without_that_service_has_one_that_answers_for_it() -> None:
    services = [{"id": "guichet", "role": "accueil"}, {"id": "pop", "role": "population", "handles": ["mariage"]}]
    cards = {"mariage": {"competent_service": "etat_civil"}, "garderie": {"competent_service": "enfance"}}
    snapshot = {"cards": cards, "services": services, "commune": {"person_service": "guichet"}}
    assert card_search.handled_by("mariage", snapshot) == {"service": "pop"}
    assert card_search.handled_by("garderie", snapshot) == {"service": "guichet"}
    assert card_search.handled_by("garderie", {"cards": cards}) == {"service": "enfance"}
