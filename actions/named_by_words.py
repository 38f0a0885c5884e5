"""What a message names by its words among things that no gazetteer knows: the agenda's events, the news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz import fuzz

from brain.text import plain

ALIKE = 88.0
"""Likeness (0 to 100) from which a long word is the same one with a slip of the keyboard."""
LONG = 6
_WORD = re.compile(r"[a-z]{3,}")
_EMPTY = frozenset(
    """les des une aux par sur dans pour avec sans est sont etait sera qui que quoi dont quand quel quelle quels quelles comment combien
    cette ces son ses leur nos notre vos votre mon mes tous tout toute toutes plus moins tres bien pas non oui vous nous ils elle elles
    jour jours heure heures date dates semaine mois annee soir matin midi nuit demain aujourd hui weekend week end prochain prochaine
    prochains prochaines suivant suivante lieu agenda programme evenement evenements activite activites nouvelle nouvelles actualite
    actualites info infos commune communal communale communaux communales ville village maison population service rue place
    grand grande petit petite nouveau premier premiere dernier derniere fete fetes arrivee depart debut fin ouvert ouverte ouverts
    ferme fermee fermes faire fait avoir aller voir savoir peut peux faut doit dois passe passer commence commencer aura lieu
    bonjour bonsoir salut merci svp stp encore deja alors aussi entre vers chez depuis jusque jusqu autre autres
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre
    decembre""".split()
)
"""Words that name no event by themselves."""


def keywords(text: str, *, besides: Iterable[str] = ()) -> frozenset[str]:
    """The words of ``text`` that can name something, singular and plain; ``besides`` are texts whose words do not count."""
    left_out = {word for other in besides for word in _WORD.findall(plain(other).replace("œ", "oe"))}
    return frozenset(
        _stem(w) for w in _WORD.findall(plain(text).replace("œ", "oe")) if w not in _EMPTY and w not in left_out
    )


def _stem(word: str) -> str:
    return word.rstrip("sx") if len(word) > 4 else word


def shared(said: frozenset[str], name: frozenset[str]) -> int:
    """How many words of ``name`` are said."""
    return sum(any(_same(word, other) for other in said) for word in name)


def _same(word: str, other: str) -> bool:
    return word == other or (min(len(word), len(other)) >= LONG and fuzz.ratio(word, other) >= ALIKE)


def villages(snapshot: Mapping[str, Any]) -> list[str]:
    """The names that tell where, not what."""
    commune = snapshot["commune"]
    return [str(commune["name"]), *(str(name) for name in commune.get("localities") or ())]
