"""The topics' titles and themes, as citizens read them: the commune's cards first, ``data/topics.tsv`` else."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from brain.french import typography

TOPICS = Path(__file__).resolve().parent.parent / "data" / "topics.tsv"
LONGEST_TITLE = 20

THEMES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "papiers": (
        "Cartes et permis",
        ("carte_identite", "kids_id", "passeport", "permis_conduire", "permis_provisoire", "carte_identite_perte"),
    ),
    "domicile": (
        "Domicile et papiers",
        (
            "changement_adresse",
            "composition_menage",
            "certificat_residence",
            "casier_judiciaire",
            "acte_naissance",
            "titre_sejour",
        ),
    ),
    "dechets": (
        "Déchets",
        ("collecte_dechets", "ou_jeter", "recyparc", "encombrants", "sacs_poubelle", "collecte_oubliee"),
    ),
    "rue": (
        "Rue et travaux",
        ("signalement", "travaux", "stationnement", "occupation_voirie", "depot_sauvage", "neige"),
    ),
    "famille": (
        "Famille et école",
        ("creche", "ecole", "garderie", "cantine", "plaines", "declaration_naissance", "mariage"),
    ),
    "logement": (
        "Bâtir et se loger",
        ("permis_urbanisme", "petits_travaux", "primes", "logement_social", "abattage_arbre"),
    ),
    "social": ("Aide et social", ("cpas", "aide_chauffage", "aide_domicile", "handicap", "pension", "taxi_social")),
    "vie": (
        "Vie locale et loisirs",
        ("agenda", "actualites", "bibliotheque", "sport", "salle", "associations", "marche"),
    ),
    "pratique": ("Heures et contacts", ("horaires", "contact_service", "adresse", "rendez_vous", "service_competent")),
}
"""The menu: theme id → its title and its topics. The first topics of a theme are those that communes are asked most."""

SHORT_TITLES: Mapping[str, str] = {
    "horaires": "Heures d’ouverture",
    "contact_service": "Téléphone, courriel",
    "adresse": "Adresse",
    "service_competent": "Quel service ?",
    "rendez_vous": "Rendez-vous",
    "collecte_dechets": "Jours de collecte",
    "ou_jeter": "Où jeter un objet ?",
    "signalement": "Signaler un problème",
    "agenda": "Agenda",
    "actualites": "Nouvelles",
    "parler_humain": "Parler à quelqu’un",
    "plainte": "Réclamation",
    "rgpd": "Mes données",
    "urgence": "Urgence",
}
"""Titles of topics that are skills and have no card."""


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, tuple[str, str]]:
    """Topic id → (domain, title), from ``data/topics.tsv``."""
    with TOPICS.open(encoding="utf-8", newline="") as file:
        return {row["id"]: (row["domaine"], typography(row["titre"])) for row in csv.DictReader(file, delimiter="\t")}


def title(snapshot: Mapping[str, Any], topic: str) -> str:
    """The topic's full title."""
    card = snapshot["cards"].get(topic)
    return str(card["title"]) if card else catalogue().get(topic, ("", topic.replace("_", " ")))[1]


def short_title(snapshot: Mapping[str, Any], topic: str) -> str:
    """The topic's title for a button."""
    card = snapshot["cards"].get(topic)
    if card and card.get("short_title"):
        return str(card["short_title"])
    return SHORT_TITLES.get(topic) or title(snapshot, topic).split(" (")[0].split(",")[0]


def answerable(snapshot: Mapping[str, Any], topic: str) -> bool:
    """Whether something can be said of it in this commune: a skill, or a card."""
    return topic in snapshot["cards"] or topic in SHORT_TITLES
