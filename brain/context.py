"""Understanding that needs the last turn: "et le samedi ?", "et leur numéro ?", "et pour mon fils de 8 ans ?", "non, je voulais dire le CPAS".

Everything here works on the ``understood`` shape of ``docs/architecture.md`` §5 and on the ``context`` slot of ``actions/turn.py``.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from brain import phrases
from brain.meaning import Understood, answered, as_entity, entities
from brain.nlu.facets import FACET_AS_TOPIC
from brain.places import ABOUT_A_PLACE, CARD_OF, GUESSED, NO_DOUBT, WHERE, card_of, elsewhere, of_a_place, only_named
from brain.text import plain

Parse = Callable[[str], Awaitable[Understood]]

TAKES: Mapping[str, frozenset[str]] = {
    "horaires": frozenset({"place", "service", "date"}),
    "adresse": frozenset({"place", "service"}),
    "contact_service": frozenset({"place", "service"}),
    "rendez_vous": frozenset({"service", "place"}),
    "collecte_dechets": frozenset({"street", "fraction", "date"}),
    "ou_jeter": frozenset({"object"}),
    "agenda": frozenset({"date"}),
}
"""What each topic's question turns on: a follow-up that brings one of these asks the same question again."""

TAKES_OBJECTS = frozenset({"recyparc", "encombrants", "tri", "ou_jeter"})
"""Topics after which "et des pneus ?" asks where they go."""
CHILD_OF = {"carte_identite": "kids_id", "carte_identite_perte": "kids_id"}
"""Under 12, the identity document is another one (Kids-ID)."""
ADULT_OF = {"kids_id": "carte_identite"}
KIDS_ID_UNTIL = 12
MAX_FOLLOW_UP_WORDS = 8


def _inherit(context: Mapping[str, Any], topic: str, new: Mapping[str, Any]) -> dict[str, Any]:
    """What ``topic`` turns on and this message does not say. A new place replaces the old place and the old service alike."""
    wanted = TAKES.get(topic, frozenset()) - set(new)
    if WHERE & set(new):
        wanted -= WHERE
    return {name: context.get(name) for name in wanted}


def _who_handles(context: Mapping[str, Any], snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The place or service talked of: named last, or the one that handles the last topic."""
    if context.get("place") or context.get("service"):
        return {"place": context.get("place"), "service": context.get("service")}
    card = snapshot["cards"].get(context.get("topic") or "", {})
    return {"service": card.get("competent_service")}


async def resolve(
    understood: Understood, text: str, context: Mapping[str, Any], snapshot: Mapping[str, Any], parse: Parse
) -> Understood:
    """Read a message against the last turn's context; give it back unchanged when it stands by itself."""
    if understood.get("topic") == "urgence":
        return understood
    understood = _beyond_doubt(_titled(understood, text, snapshot), text)
    if told := of_a_place(understood, snapshot):
        return told
    asked = await _after_courtesy(understood, text, parse)
    if asked is not None:
        return await resolve(asked[0], asked[1], context, snapshot, parse)
    topic = context.get("topic")
    if not topic:
        return _of_what(only_named(understood, snapshot))
    correction = phrases.CORRECTION.match(plain(text))
    if correction:
        rest = _titled(await parse(correction["rest"]), correction["rest"], snapshot)
        return _corrected(rest, context, understood)
    unsure = understood.get("decision") != "answer"
    another = topic == "collecte_dechets" and unsure and phrases.AND_A_STREET.match(plain(text))
    if another or (context.get("asked") == "street" and _could_be_a_street(understood, text)):
        named = understood if "street" in entities(understood) else _with_street(understood, text)
        return answered(named, topic, _inherit(context, topic, entities(named)))
    other = elsewhere(text, context, snapshot)
    if other and topic in ABOUT_A_PLACE:
        found = {**understood, "entities": [*understood.get("entities", ()), as_entity("place", other)]}
        return answered(found, topic, _inherit(context, topic, entities(found)))
    if understood.get("bare") or _leans(understood, text, topic) or _asks_a_facet(understood, text, context, snapshot):
        return _of_what(_bare(understood, context, snapshot))
    return _complete(_for_someone(understood, text, context, snapshot), context)


async def _after_courtesy(understood: Understood, text: str, parse: Parse) -> tuple[Understood, str] | None:
    """What is asked after "merci", "super" or "d'accord", and its text, when the courtesy hid it."""
    if understood.get("decision") == "answer" and understood.get("topic") not in phrases.COURTESY:
        return None
    match = phrases.COURTEOUS.match(plain(text))
    if not match:
        return None
    rest = await parse(match["rest"])
    asks = rest.get("bare") or (rest.get("decision") == "answer" and rest.get("topic") not in phrases.COURTESY)
    return (rest, match["rest"]) if asks else None


def _titled(understood: Understood, text: str, snapshot: Mapping[str, Any]) -> Understood:
    """A card called by its own title of several words is that card, however its neighbours are worded."""
    said = phrases.OWN.sub("", plain(text))
    if " " not in said and "'" not in said:
        return understood
    for topic, card in snapshot["cards"].items():
        if said == plain(card.get("short_title") or "") and understood.get("topic") != topic:
            return answered(understood, topic, {}) | {"from_context": False}
    return understood


def _of_what(understood: Understood) -> Understood:
    """ "c'est combien ?" or "demain ?" with nothing said before: ask about what, and guess no subject."""
    guessed = understood.get("confidence", 0.0) < GUESSED or understood.get("topic") in {"hors_sujet", "meteo"}
    names = entities(understood).keys()
    asks_nothing = (understood.get("facet") and not names) or (names == {"date"} and understood.get("topic"))
    if not understood.get("bare") or not asks_nothing or not guessed:
        return understood
    return {**understood, "decision": "clarify", "topic": None, "candidates": []}


def _for_someone(
    understood: Understood, text: str, context: Mapping[str, Any], snapshot: Mapping[str, Any]
) -> Understood:
    """ "et pour ma femme ?" after a card is the same card; for a child of unknown age, of two documents, which one."""
    topic = context["topic"]
    if topic not in snapshot["cards"]:
        return understood
    child = phrases.CHILD.match(plain(text))
    if child and (topic in CHILD_OF or topic in ADULT_OF):
        pair = (CHILD_OF.get(topic, topic), ADULT_OF.get(topic, topic))
        candidates = [{"topic": each, "confidence": 0.5} for each in pair]
        return {**understood, "decision": "clarify", "topic": None, "confidence": 0.5, "candidates": candidates}
    if child or phrases.ADULT.match(plain(text)):
        return answered(understood, topic if child else ADULT_OF.get(topic, topic), {}, context.get("facet"))
    return understood


def _beyond_doubt(understood: Understood, text: str) -> Understood:
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
    if {"street", "fraction"} <= set(new) and (
        decision != "answer"
        or understood["topic"] == new["fraction"]["value"]
        or (phrases.WHEN_COLLECTED.search(plain(text)) and understood["topic"] != "collecte_oubliee")
    ):
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


def _asks_a_facet(understood: Understood, text: str, context: Mapping[str, Any], snapshot: Mapping[str, Any]) -> bool:
    """ "et il faut quoi comme papiers ?" after a card, when the message is surely about no other card."""
    about = context["topic"] if context["topic"] in snapshot["cards"] else context.get("card")
    if not understood.get("facet") or about not in snapshot["cards"] or phrases.AND.match(plain(text)) is None:
        return False
    surely = understood["topic"] if understood.get("decision") == "answer" else None
    return len(text.split()) <= MAX_FOLLOW_UP_WORDS and surely not in snapshot["cards"] and surely not in TAKES


def _leans(understood: Understood, text: str, topic: str) -> bool:
    """Whether a message that is not made of entities only still leans on the last question: "et un vieux gsm", "et pour mon fils de 8 ans"."""
    if len(text.split()) > MAX_FOLLOW_UP_WORDS:
        return False
    new = set(entities(understood))
    useful = (
        bool(new & TAKES.get(topic, frozenset()))
        or ("object" in new and topic in TAKES_OBJECTS)
        or ("age" in new and (topic in CHILD_OF or topic in ADULT_OF))
    )
    return useful and (phrases.AND.match(plain(text)) is not None or understood.get("decision") != "answer")


def _corrected(rest: Understood, context: Mapping[str, Any], whole: Understood) -> Understood:
    """ "non, je voulais dire X": the last question about X, or X as a question of its own."""
    topic = context["topic"]
    new = entities(rest)
    if TAKES.get(topic, frozenset()) & set(new):
        return answered(rest, topic, _inherit(context, topic, new))
    return rest if rest.get("decision") != "fallback" else whole


def _could_be_a_street(understood: Understood, text: str) -> bool:
    """Whether an answer to "which street?" may be one: it is short, and not clearly another question, a courtesy or another name."""
    new, said = entities(understood), plain(text)
    if "street" in new:
        return True
    sure = understood.get("decision") == "answer" and understood.get("confidence", 0.0) >= NO_DOUBT
    if sure and ("?" in text or WHERE & set(new)) and not phrases.STREET_TYPE.search(said):
        return False
    if len(text) > 60 or understood.get("topic") in {"non", "merci", "au_revoir", "parler_humain"}:
        return False
    if phrases.STREET_TYPE.search(said):
        return True
    if re.match(r"(?:et|mais|ou|non)\b", said) or (understood.get("facet") and understood.get("bare")):
        return False
    return not (understood.get("bare") and {"fraction", "date", "place", "service"} & set(new))


def _with_street(understood: Understood, text: str) -> Understood:
    street = {"entity": "street", "value": text.strip(), "text": text, "start": 0, "end": len(text)}
    return {**understood, "entities": [*understood.get("entities", ()), street]}


def _bare(understood: Understood, context: Mapping[str, Any], snapshot: Mapping[str, Any]) -> Understood:
    """A message of entities and facet words only leans on the last question."""
    topic: str = context["topic"]
    new = entities(understood)
    facet = understood.get("facet")
    if facet == "documents" and (topic not in TAKES or context.get("card")):
        new.pop("fraction", None)  # "quels papiers ?" is not about waste paper
    if "age" in new and (topic in CHILD_OF or topic in ADULT_OF):
        of_age = CHILD_OF if int(new["age"]["value"]) < KIDS_ID_UNTIL else ADULT_OF
        return answered(understood, of_age.get(topic, topic), {}, facet or context.get("facet"))
    own = understood.get("topic") if understood.get("decision") == "answer" else None
    if own and WHERE & set(new) and FACET_AS_TOPIC.get(facet or "") == own:
        return understood
    if topic in TAKES_OBJECTS and "object" in new and not facet:
        return answered(understood, "ou_jeter", {})
    if topic == "collecte_dechets" and facet == "hours" and not new.keys() - {"date"}:
        return answered(understood, topic, _inherit(context, topic, new))
    if own in ABOUT_A_PLACE and own != topic and not new.keys() - {"date"}:
        return answered(understood, own, {**_inherit(context, own, new), **_who_handles(context, snapshot)})
    if TAKES.get(topic, frozenset()) & set(new):
        return answered(understood, topic, _inherit(context, topic, new))
    if own in ABOUT_A_PLACE and not WHERE & set(new):
        return answered(understood, own, {**_inherit(context, own, new), **_who_handles(context, snapshot)})
    card = card_of(new, snapshot)
    if card and topic in CARD_OF.values() and context.get("facet") and not facet:
        return answered(understood, card, {}, context["facet"])  # "et la bibliothèque ?" after what the pool costs
    about = topic if topic in snapshot["cards"] and topic not in TAKES else _card_behind(context, snapshot)
    if about and facet and not new.keys() - {"date"} and (about == topic or facet not in FACET_AS_TOPIC):
        return answered(understood, about, {}, facet)
    if facet in FACET_AS_TOPIC and not WHERE & set(new):
        asked = FACET_AS_TOPIC[facet]
        return answered(understood, asked, {**_inherit(context, asked, new), **_who_handles(context, snapshot)})
    if "date" in new and not WHERE & set(new) and topic in CARD_OF.values():
        return answered(
            understood, "horaires", {"place": next(kind for kind, card in CARD_OF.items() if card == topic)}
        )
    if "date" in new and (context.get("place") or context.get("service")):
        return answered(
            understood, "horaires", {**_inherit(context, "horaires", new), **_who_handles(context, snapshot)}
        )
    return _complete(only_named(understood, snapshot), context)


def _card_behind(context: Mapping[str, Any], snapshot: Mapping[str, Any]) -> str | None:
    """The card talked of before its service's hours were asked, else the one about the kind of place talked of."""
    if context.get("card") in snapshot["cards"]:
        return str(context["card"])
    return card_of({"place": {"value": context["place"]}} if context.get("place") else {}, snapshot)


def kept(
    before: Mapping[str, Any], after: Mapping[str, Any], understood: Understood, offered: Sequence[str]
) -> dict[str, Any]:
    """The context ``after`` a turn, with what a follow-up still needs and the answer did not name.

    That is the kind of place of which the citizen was asked which one, the street of which there are several (``offered`` are the payloads
    shown), and the card that was talked of ``before`` the hours or the number of its service were asked.
    """
    named, more = entities(understood), {}
    if after.get("asked") == "place" and not WHERE & set(after):
        more = {name: named[name]["value"] for name in WHERE & set(named)}
    if after.get("asked") == "street" and "street" in named and any('"street"' in payload for payload in offered):
        more["street"] = named["street"]["value"]
    if after.get("topic") in ABOUT_A_PLACE and understood.get("from_context"):
        more["card"] = before.get("card") or (before.get("topic") if before.get("topic") not in TAKES else None)
    elif understood.get("from_context") and after.get("topic") not in TAKES and not WHERE & set(after):
        more |= {name: before.get(name) for name in WHERE}  # "et le prix ?" of a place, then "et dimanche ?"
    return {**after, **{name: value for name, value in more.items() if value is not None}}


def _complete(understood: Understood, context: Mapping[str, Any]) -> Understood:
    """Keep the street from one question about collections to the next."""
    if understood.get("topic") == "collecte_dechets" and context.get("street"):
        return answered(understood, "collecte_dechets", {"street": context["street"]})
    return understood
