"""From confidence to what to do: answer, clarify or fall back. A wrong answer costs more than a question.

The thresholds bound wrong answers to 5 % of the development messages; their curve is in ``docs/decisions/``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from brain.nlu.words import FUNCTION_WORDS, Word

ANSWER_FROM = 0.65
CLARIFY_FROM = 0.07
URGENT_FROM = 0.3
"""A likely emergency is answered at once: the answer begins with the number to call and costs little when it is wrong."""
MOST_CANDIDATES = 5
MOST_CHOICES = 3

AMBIGUOUS: dict[str, tuple[str, ...]] = {
    "carte": ("carte_identite", "carte_riverain", "place_pmr"),
    "permis": ("permis_conduire", "permis_urbanisme", "permis_provisoire"),
    "prime": ("primes", "aide_chauffage", "handicap"),
    "certificat": ("certificat_residence", "composition_menage", "certificat_vie"),
    "attestation": ("composition_menage", "certificat_residence", "casier_judiciaire"),
    "acte": ("acte_naissance", "acte_mariage", "acte_deces"),
    "extrait": ("acte_naissance", "casier_judiciaire", "acte_mariage"),
    "inscription": ("ecole", "changement_adresse", "plaines"),
    "inscrire": ("ecole", "changement_adresse", "plaines"),
    "papier": ("carte_identite", "composition_menage", "tri"),
    "document": ("carte_identite", "composition_menage", "acte_naissance"),
    "declaration": ("declaration_naissance", "declaration_deces", "changement_adresse"),
    "taxe": ("taxes_communales", "taxe_dechets", "facture"),
    "sac": ("sacs_poubelle", "collecte_dechets", "tri"),
    "poubelle": ("collecte_dechets", "sacs_poubelle", "conteneur_puce"),
    "conteneur": ("conteneur_puce", "recyparc", "occupation_voirie"),
    "dechet": ("collecte_dechets", "recyparc", "ou_jeter"),
    "animal": ("animaux", "animal_perdu", "nuisibles"),
    "chien": ("animaux", "animal_perdu", "bruit"),
    "enfant": ("ecole", "creche", "plaines"),
    "mariage": ("mariage", "acte_mariage", "noces"),
    "naissance": ("declaration_naissance", "acte_naissance", "primes"),
    "deces": ("declaration_deces", "acte_deces", "cimetiere"),
    "aide": ("cpas", "primes", "aide_domicile"),
    "demande": ("carte_identite", "composition_menage", "rendez_vous"),
    "autorisation": ("autorisation_evenement", "autorisation_parentale", "permis_urbanisme"),
    "travail": ("travaux", "petits_travaux", "permis_urbanisme"),
    "stage": ("plaines", "emploi_commune", "sport"),
    "perdre": ("carte_identite_perte", "objets_trouves", "animal_perdu"),
    "voter": ("elections", "procuration_vote"),
}
"""Lemmas that say too little alone, and the topics to ask about: most asked first."""


NEVER_OFFERED = frozenset(
    "oui non insulte compliment hors_sujet meteo bonjour au_revoir merci urgence autre_langue qui_es_tu que_sais_tu_faire".split()
)
"""Topics that it makes no sense to ask about, and that no button is shown for: one counted here would leave fewer titles than decided on, or none likely."""


@dataclass(frozen=True)
class Decision:
    """``kind`` is answer, clarify or fallback; ``topic`` is set when it is answer; ``candidates`` are to be shown when it is clarify."""

    kind: str
    topic: str | None
    confidence: float
    candidates: tuple[tuple[str, float], ...]


def decide(ranked: Sequence[tuple[str, float]], words: Sequence[Word]) -> Decision:
    """Decide on topics and their confidence, best first."""
    asked = [word.lemma for word in words if word.form not in FUNCTION_WORDS and word.form.isalpha()]
    courtesy = ranked[0][0] in NEVER_OFFERED and ranked[0][1] >= ANSWER_FROM  # "merci pour votre aide"
    if len(asked) == 1 and asked[0] in AMBIGUOUS and not courtesy:
        share = 1 / len(AMBIGUOUS[asked[0]])
        return Decision("clarify", None, share, tuple((topic, share) for topic in AMBIGUOUS[asked[0]]))
    topic, confidence = ranked[0]
    urgent = next((chance for name, chance in ranked[:MOST_CHOICES] if name == "urgence"), 0.0)
    if urgent >= URGENT_FROM:
        return Decision("answer", "urgence", urgent, tuple(ranked[:MOST_CHOICES]))
    if confidence >= ANSWER_FROM:
        return Decision("answer", topic, confidence, tuple(ranked[:MOST_CHOICES]))
    offered = tuple(pair for pair in ranked if pair[0] not in NEVER_OFFERED)[:MOST_CHOICES]
    if offered and offered[0][1] >= CLARIFY_FROM:
        return Decision("clarify", None, offered[0][1], offered)
    return Decision("fallback", None, confidence, tuple(ranked[:MOST_CHOICES]))
