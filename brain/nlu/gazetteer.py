"""Names in a message: the commune's own places, services, streets, objects and fractions, and the words for their kinds.

Values follow architecture §5: an id of the snapshot when it is named, else a kind of place or a role of service; a street as typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from brain.nlu.matcher import Match, Matcher
from brain.nlu.words import ARTICLES, Reader, Word

PLACE_KINDS = frozenset(
    """maison_communale recyparc bibliotheque piscine hall_sportif cpas police ecole creche cimetiere salle musee parc office_tourisme
    bulle_verre bulle_vetements maison_de_repos marche poste""".split()
)
SERVICE_ROLES = frozenset(
    """accueil population etat_civil etrangers urbanisme logement travaux environnement finances cpas police enfance enseignement culture
    sports economie secretariat communication""".split()
)
FRACTIONS = frozenset(
    "pmc papiers_cartons ordures_menageres organiques verre encombrants textiles dechets_verts sapins".split()
)
GENERIC = {
    f"{entity}_{value}": (entity, value)
    for entity, values in (("place", PLACE_KINDS), ("service", SERVICE_ROLES), ("fraction", FRACTIONS))
    for value in values
}
"""The concepts of ``data/lexique/lieux.yml``, which are entities too: kinds and roles of architecture §4."""

ENTITIES = ("place", "service", "street", "object", "fraction")
_RANK = {"street": 0, "place": 1, "service": 2, "fraction": 3, "object": 4}
"""Between names of one length: in "rue du Moulin à Brumagne", the street, not the alias "moulin de Brumagne" of the museum."""

_STREET = frozenset(
    """rue avenue chaussee boulevard bd bld av impasse ruelle venelle clos allee drever dreve sentier quai faubourg thier tienne
    lotissement""".split()
)
"""Words that begin a street's name, even typed in lower case."""
_STREET_IF_NAMED = frozenset("place chemin route cour cite residence voie square hameau parc".split())
"""Words that begin a street's name only before a name in capitals."""
_STREET_ADJECTIVES = frozenset("haute basse neuve grande petite vieille royale verte blanche longue large".split())
_NOT_A_NAME = frozenset(
    """barree fermee bloquee sale glissante inondee commune maison quartier village rue voisin ville enfant voiture chien commerce
    ecole c est quand quel quelle a l qui que ou et est sont sera svp merci demain aujourd lundi mardi mercredi jeudi vendredi samedi dimanche pour
    numero n depuis dans sur""".split()
)
LONGEST_STREET = 6
_CAPITAL = re.compile(r"[A-ZÀ-Ý]")


@dataclass(frozen=True)
class Name:
    """An entity's type and value."""

    entity: str
    value: str
    own: bool
    """Whether it is the commune's own name, not a kind's."""


@dataclass(frozen=True)
class Found:
    """A name and the words it covers, ``first`` to ``last`` included."""

    entity: str
    value: str
    first: int
    last: int


def generic_names(concepts: Mapping[str, Sequence[str]]) -> Iterator[tuple[Name, str]]:
    """The entries of the lexicon that name kinds, roles and fractions."""
    for concept, (entity, value) in GENERIC.items():
        for entry in concepts.get(concept, ()):
            yield Name(entity, value, False), entry


def own_names(snapshot: Mapping[str, Any]) -> Iterator[tuple[Name, str]]:
    """The names and aliases of a commune's snapshot (architecture §4)."""
    for entity, rows in (("place", snapshot["places"]), ("service", snapshot["services"])):
        for row in rows:
            for text in (row["name"], *(row.get("aliases") or ())):
                yield Name(entity, row["id"], True), text
    for row in snapshot["streets"]:
        for text in (row["name"], *(row.get("aliases") or ())):
            yield Name("street", row["name"], True), text
    for row in snapshot["objects"]:
        for text in (row["name"], *(row.get("synonyms") or ())):
            yield Name("object", row["id"], True), text
    for row in snapshot["waste"].get("fractions") or ():
        for text in (row["name"], *(row.get("aliases") or ()), *filter(None, [row.get("container")])):
            yield Name("fraction", row["id"], True), text


class Gazetteer:
    """Finds names; one for each snapshot, and a generic one."""

    def __init__(self, names: Iterable[tuple[Name, str]], reader: Reader) -> None:
        self._names = tuple(names)
        self._matcher: Matcher[Name] = Matcher(self._names, reader)

    def extended(self, names: Iterable[tuple[Name, str]], reader: Reader) -> Gazetteer:
        """This gazetteer and more names."""
        return Gazetteer((*self._names, *names), reader)

    def find(self, words: Sequence[Word], text: str) -> list[Found]:
        """The names in a message, none overlapping another of its type, in the order of the message.

        The longest wins, then the commune's own names. An object may lie inside no other name.
        """
        matches = sorted(self._matcher.find(words), key=_preference)
        taken: set[int] = set()
        found: list[Found] = []
        for match in matches:
            span = set(range(match.first, match.last + 1))
            if not span & taken:
                taken |= span
                value = (
                    text[words[match.first].start : words[match.last].end]
                    if match.value.entity == "street"
                    else match.value.value
                )
                found.append(Found(match.value.entity, value, match.first, match.last))
        found += [street for street in _streets(words, text) if not set(range(street.first, street.last + 1)) & taken]
        return sorted(found, key=lambda name: name.first)


def _preference(match: Match[Name]) -> tuple[int, bool, int]:
    return (match.first - match.last, not match.value.own, _RANK[match.value.entity])


def _streets(words: Sequence[Word], text: str) -> Iterator[Found]:
    """Streets that no snapshot names: a word for a street and the name after it, as typed."""
    for first, word in enumerate(words):
        if word.form in _STREET or word.form in _STREET_IF_NAMED:
            last = _street_end(words, text, first)
            if last is not None:
                yield Found("street", text[word.start : words[last].end], first, last)


def _street_end(words: Sequence[Word], text: str, first: int) -> int | None:
    """The last word of the street's name that begins at ``first``, or None when no name follows."""
    last, linked = None, False
    for index in range(first + 1, min(first + 1 + LONGEST_STREET, len(words))):
        word = words[index]
        between = text[words[index - 1].end : word.start]
        if between.strip(" '’-.") or word.form.isdigit():
            break
        if (
            word.form in ARTICLES
            and word.form != "a"
            and not (last is not None and between == " " and word.form not in _LINKS)
        ):
            linked = True
            continue
        capital = bool(_CAPITAL.match(text[word.start : word.start + 1]))
        starts = (
            last is None
            and (linked or capital or word.form in _STREET_ADJECTIVES)
            and (words[first].form in _STREET or capital)
        )
        follows = last is not None and (capital or (linked and word.form not in _NOT_A_NAME) or between == "-")
        if (word.form in _NOT_A_NAME and not capital) or not (starts or follows):
            break
        last, linked = index, False
    return last


_LINKS = frozenset("de du des d la l le les aux".split())
