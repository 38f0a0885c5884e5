"""What stands instead of a card's usual answer: an event of the agenda, a dead animal, the wishes of someone who died."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions import agenda, news, where_to_throw
from actions.answer import Answer
from actions.directory import competent, contact_point
from actions.topics import short_title
from actions.turn import Turn, choice
from brain.text import plain

DEATHS = frozenset({"declaration_deces", "acte_deces", "cimetiere"})
ANIMALS = frozenset({"animal_perdu", "animaux"})
DEAD_ANIMAL = "animal-mort"
"""The object that says what to do with one."""
NAMED_ALONE = frozenset({"marche", "associations", "tourisme"})
"""Topics whose messages may only name an event ("brocante", "concert de Noël")."""
OF_EVENTS = NAMED_ALONE | {
    "autorisation_evenement",
    "bibliotheque",
    "bourgmestre",
    "don_organes",
    "feu",
    "salle",
    "sport",
}
"""Topics for which an event whose date is asked is taken; a long story under another one may name anything."""
IN_THE_NEWS = frozenset(
    {"travaux", "crise", "raccordement", "stationnement", "enquete_publique", "neige", "occupation_voirie", "plaines"}
)
"""Topics of which something may be going on now, that the commune's news tell."""
_ANIMAL = re.compile(
    r"\b(?:chiens?|chiennes?|chats?|chattes?|chatons?|chiots?|lapins?|cheval|poney|hamster|oiseau|animal|animaux)\b"
)
_DEAD = re.compile(r"\b(?:mort|morte|morts|crevee?|decedee?|ecrasee?|cadavre|euthanasiee?)\b")
_OF_THE_DEAD = re.compile(
    r"\b(?:voulai(?:t|ent)|souhaitai(?:t|ent)|desirai(?:t|ent)|avait (?:demande|choisi|ecrit|prevu)|(?:est|etait) (?:mort|morte|decedee?)|defunte?)\b"
)
_AGAINST_US = re.compile(
    r"\bcontre (?:(?:la|le|un|une|l'|les|des|votre|vos|cette) ?)*"
    r"(?:commune|administration|service|bourgmestre|echevin|employe|agent communal|fonctionnaire|guichet)"
)
_CREMATION = re.compile(r"[^.]*\bcrémation\b.*", re.IGNORECASE)


def instead(turn: Turn, topic: str) -> Answer | None:
    """The answer that the message really asks for, when another one than the card's; None else."""
    text = plain(turn.text)
    animal = dead_animal(turn) if topic in DEATHS | ANIMALS else None
    if animal:
        return animal
    if topic == "dernieres_volontes" and (turn.context.get("topic") in DEATHS or _OF_THE_DEAD.search(text)):
        return _wishes_of_the_dead(turn)
    if topic == "police" and "plainte" in text and (turn.context.get("topic") == "plainte" or _AGAINST_US.search(text)):
        return _complaint_or_police(turn)
    if topic == "conseil_communal":  # its card tells the dates and what a meeting is
        return None
    if (
        topic in OF_EVENTS
        and turn.facet in (None, "hours", "where", "delay")
        and (topic in NAMED_ALONE or agenda.asks_when(turn))
    ):
        events = agenda.outright(turn)
        return agenda.on_the_day(turn, events) if events else None
    return None


def dead_animal(turn: Turn) -> Answer | None:
    """What to do with a dead animal, when the message speaks of one; nobody mourns a person then."""
    text = plain(turn.text)
    if not _DEAD.search(text) or not (_ANIMAL.search(text) or turn.context.get("topic") in ANIMALS):
        return None
    item = next((o for o in turn.snapshot["objects"] if o["id"] == DEAD_ANIMAL), None)
    card = turn.snapshot["cards"].get("animal_perdu")
    if not item or not item.get("note") or not card:
        return None
    given = where_to_throw.object_answer(turn, item)
    whom, links = contact_point(turn.snapshot, competent(turn.snapshot, "animaux"))
    return Answer(
        f"Je suis désolé pour cet animal. {item['note']} À la commune, adressez-vous {whom}.",
        [*given.choices, choice(str(card["short_title"]), "animal_perdu")],
        [*links, *given.links],
        remember={"topic": "animal_perdu"},
    )


def _complaint_or_police(turn: Turn) -> Answer:
    """ "porter plainte" against the commune is no matter for the police."""
    text = (
        "Si c’est contre un service de la commune, je transmets votre réclamation à un agent : choisissez « Réclamation ». "
        "Pour un vol, des coups ou des menaces, la plainte se dépose au commissariat."
    )
    return Answer(
        text, [choice("Réclamation", "plainte"), choice(short_title(turn.snapshot, "police"), "police")], remember={}
    )


def _wishes_of_the_dead(turn: Turn) -> Answer | None:
    """What a family does with them: told when the death is declared."""
    card: Mapping[str, Any] = turn.snapshot["cards"].get("declaration_deces") or {}
    found = _CREMATION.search(card.get("conditions") or "")
    if not found:
        return None
    text = f"Nous vous présentons nos condoléances. {found.group(0).strip()}"
    choices = [choice(str(card["short_title"]), "declaration_deces")]
    choices += [choice("Contact", "declaration_deces", facet="who")]
    return Answer(text, choices, remember={"topic": "declaration_deces"})


def with_news(turn: Turn, topic: str, given: Answer) -> Answer:
    """The card's answer after the news that the message is about, as the water cut off in the street that it names."""
    if topic not in IN_THE_NEWS:
        return given
    street = turn.context.get("street") if turn.facet else None
    found = news.about(turn, *([street] if isinstance(street, str) else []))
    if not found:
        return given
    told = news.said_in_full(turn, found[0])
    # A card about roads in general adds nothing to what is said of this one.
    alone = topic == "travaux" or turn.facet in ("delay", "hours")
    return Answer(
        told if alone else f"{told}\n{given.text}",
        given.choices,
        [*news.link(found[0]), *given.links],
        given.card,
        {**(given.remember or {}), "street": next((w for w in (turn.entity("street"), street) if w), None)},
    )
