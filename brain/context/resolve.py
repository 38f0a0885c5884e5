"""Understanding that needs the last turn: "et le samedi ?", "et leur numéro ?", "et pour mon fils de 8 ans ?", "non, je voulais dire le CPAS".

Everything here works on the ``understood`` shape of ``docs/architecture.md`` §5 and on the ``context`` slot of ``actions/turn.py``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from brain.context import follow_up, phrases, villages
from brain.context.card_search import child_side, handled_by, sends_to
from brain.context.moments import lasts
from brain.context.named_streets import could_be_a_street, one_street, with_street
from brain.context.outright import beyond_doubt, of_a_report, of_what, titled
from brain.context.places import (
    ABOUT_A_PLACE,
    GUESSED,
    KIND_OF,
    NO_DOUBT,
    WHERE,
    card_of,
    elsewhere,
    of_a_place,
    only_named,
)
from brain.meaning import Understood, answered, as_entity, entities
from brain.nlu.facets import FACET_AS_TOPIC
from brain.nlu.languages import goes_on, likely
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
OF_WASTE = frozenset({"collecte_oubliee", "tri", "sacs_poubelle", "encombrants"})
"""Cards after which a street alone asks when it is collected there."""
ABOUT_A_STREET = ("collecte_dechets", "signalement")
"""What a street alone may be about, when nothing asked for it."""
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
    if context.get("topic") == "parler_humain":  # "ils sont là à quelle heure ?": those who were just asked for
        return {"service": snapshot["commune"].get("person_service")}
    topic = _card_talked_of(context, snapshot)
    if topic is None:
        return {}
    return sends_to(topic, snapshot) or handled_by(topic, snapshot)


def _card_talked_of(context: Mapping[str, Any], snapshot: Mapping[str, Any]) -> str | None:
    """The last topic's card, else the one talked of before the hours or the number of its service were asked."""
    return next((c for c in (context.get("topic"), context.get("card")) if c in snapshot["cards"]), None)


def _asked_there(
    understood: Understood, asked: str, context: Mapping[str, Any], snapshot: Mapping[str, Any]
) -> Understood:
    """Hours, address or number of the place or service talked of."""
    inherited = _inherit(context, asked, entities(understood))
    return answered(understood, asked, {**inherited, **_who_handles(context, snapshot)})


async def resolve(
    understood: Understood, text: str, context: Mapping[str, Any], snapshot: Mapping[str, Any], parse: Parse
) -> Understood:
    """Read a message against the last turn's context; give it back unchanged when it stands by itself."""
    if understood.get("topic") == "urgence":
        return understood
    said = _after_an_alarm(understood, text, context) or _in_their_language(understood, text, context)
    if said := said or of_a_report(understood, text, context):
        return said
    understood = beyond_doubt(titled(understood, text, snapshot), text)
    if told := of_a_place(understood, snapshot):
        return told
    asked = await _after_courtesy(understood, text, parse)
    if asked is not None:
        return await resolve(asked[0], asked[1], context, snapshot, parse)
    topic = context.get("topic")
    if not topic:
        return of_what(only_named(understood, snapshot))
    if leans := follow_up.ellipsis(understood, text, context, snapshot):
        return leans
    moved = villages.collections(understood, text, context, snapshot)
    if moved is not understood:
        return _complete(moved, context)
    correction = phrases.CORRECTION.match(plain(text))
    if correction:
        rest = titled(await parse(correction["rest"]), correction["rest"], snapshot)
        return _corrected(rest, context, understood)
    unsure = understood.get("decision") != "answer"
    another = topic == "collecte_dechets" and unsure and phrases.AND_A_STREET.match(plain(text))
    if another or (context.get("asked") == "street" and could_be_a_street(understood, text)):
        named = one_street(understood) if "street" in entities(understood) else with_street(understood, text)
        return answered(named, topic, _inherit(context, topic, entities(named)))
    other = topic in ABOUT_A_PLACE and (
        elsewhere(text, context, snapshot) or villages.place_there(text, context.get("place"), snapshot)
    )
    if other:
        found = {**understood, "entities": [*understood.get("entities", ()), as_entity("place", other)]}
        return answered(found, topic, _inherit(context, topic, entities(found)))
    if _brings_it_there(understood, text, context, snapshot):
        return answered(understood, "ou_jeter", {})
    term = _card_talked_of(context, snapshot)
    if term and (told := follow_up.deadline(understood, text, term, snapshot)):
        return told
    if understood.get("bare") or _leans(understood, text, topic) or _asks_a_facet(understood, text, context, snapshot):
        read = _bare(understood, context, snapshot)
        if read is not understood:
            return of_what(read)
    someone = _for_someone(understood, text, context, snapshot)
    leaning = _leaning(understood, text, context, snapshot) if someone is understood else someone
    return _complete(of_what(leaning), context)


def _after_an_alarm(understood: Understood, text: str, context: Mapping[str, Any]) -> Understood | None:
    """Where it happens, or "je fais quoi ?", after an alarm: the alarm again, whatever else a street's name sounds like."""
    if context.get("topic") != "urgence" or not phrases.AFTER_AN_ALARM.match(plain(text)):
        return None
    if "?" in text and phrases.STREET_TYPE.search(plain(text)):
        return None
    return answered(understood, "urgence", {"danger": context.get("danger")})


def _in_their_language(understood: Understood, text: str, context: Mapping[str, Any]) -> Understood | None:
    """A short message in the language in which the last one was written, too short to be known for it alone."""
    language = context.get("language")
    if language and phrases.THANKS.match(plain(text)):
        return answered(understood, "merci", {})
    if understood.get("topic") == "autre_langue" and "language" not in entities(understood):
        return answered(understood, "autre_langue", {"language": likely(text) or language})
    if not language or (understood.get("decision") == "answer" and understood.get("topic") != "autre_langue"):
        return None
    return answered(understood, "autre_langue", {"language": language}) if goes_on(text, language) else None


def _leaning(understood: Understood, text: str, context: Mapping[str, Any], snapshot: Mapping[str, Any]) -> Understood:
    """A message that is unsure by itself, read as one about the card or the service talked of."""
    topic, own = context["topic"], understood.get("topic")
    about = topic if topic in snapshot["cards"] else _card_behind(context, snapshot)
    points = follow_up.points(understood, text)
    if points and "date" in entities(understood) and phrases.GOES_THERE.search(plain(text)):
        there = _who_handles(context, snapshot)
        return answered(understood, "horaires", there) if any(there.values()) else understood
    likeliest: Mapping[str, Any] = next(
        (c for c in understood.get("candidates", ()) if understood.get("decision") != "answer"), {}
    )
    same = likeliest.get("topic") == topic and likeliest["confidence"] >= GUESSED  # it needs no more to be sure
    if topic in TAKES and (points or same) and not entities(understood):
        return answered(understood, topic, _inherit(context, topic, entities(understood)))
    if own in ABOUT_A_PLACE and len(text.split()) <= MAX_FOLLOW_UP_WORDS and not entities(understood).keys() - {"date"}:
        return _of_the_same(understood, own, context, snapshot)
    if not about:
        return understood
    read = follow_up.of_card(understood, text, about, snapshot)
    settled = read is not understood and read.get("decision") == "answer"
    return read if settled else follow_up.stays(understood, text, about, snapshot) or read


def _brings_it_there(
    understood: Understood, text: str, context: Mapping[str, Any], snapshot: Mapping[str, Any]
) -> bool:
    """Whether "et des pneus" follows the hours or the address of the recyparc."""
    there = context["topic"] in ABOUT_A_PLACE and _card_behind(context, snapshot) == "recyparc"
    short = len(text.split()) <= MAX_FOLLOW_UP_WORDS and not understood.get("facet")
    unsure = understood.get("decision") != "answer" or understood.get("confidence", 0.0) < NO_DOUBT
    return there and short and unsure and "object" in entities(understood)


def _of_the_same(
    understood: Understood, own: str, context: Mapping[str, Any], snapshot: Mapping[str, Any]
) -> Understood:
    """Hours, address, number or appointment, of nothing named: of what was talked of."""
    facet = next((facet for facet, asked in FACET_AS_TOPIC.items() if asked == own), None)
    about = _card_talked_of(context, snapshot)
    if (
        about
        and facet
        and not WHERE & context.keys()
        and (side := follow_up.own_side(understood, about, facet, snapshot))
    ):
        return side
    return _asked_there(understood, own, context, snapshot)


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


def _for_someone(
    understood: Understood, text: str, context: Mapping[str, Any], snapshot: Mapping[str, Any]
) -> Understood:
    """ "et pour ma femme ?" after a card is the same card; for a child of unknown age, of two documents, which one."""
    topic = context["topic"] if context["topic"] in snapshot["cards"] else _card_behind(context, snapshot)
    if topic is None:
        return understood
    child = phrases.CHILD.match(plain(text))
    if child and (topic in CHILD_OF or topic in ADULT_OF):
        pair = (CHILD_OF.get(topic, topic), ADULT_OF.get(topic, topic))
        candidates = [{"topic": each, "confidence": 0.5} for each in pair]
        return {**understood, "decision": "clarify", "topic": None, "confidence": 0.5, "candidates": candidates}
    if child or phrases.ADULT.match(plain(text)):
        same = context.get("facet") if topic == context["topic"] else None
        facet = same or (child_side(topic, snapshot) if child else None)
        return answered(understood, topic if child else ADULT_OF.get(topic, topic), {}, facet)
    return understood


def _asks_a_facet(understood: Understood, text: str, context: Mapping[str, Any], snapshot: Mapping[str, Any]) -> bool:
    """ "et il faut quoi comme papiers ?" after a card, when the message is surely about no other card."""
    if (
        not understood.get("facet")
        or _card_talked_of(context, snapshot) is None
        or phrases.AND.match(plain(text)) is None
    ):
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
        return _of_the_same(understood, own, context, snapshot)
    if TAKES.get(topic, frozenset()) & set(new):
        return answered(understood, topic, _inherit(context, topic, new))
    if "street" in new and own not in TAKES.keys() - ABOUT_A_PLACE and topic not in ABOUT_A_PLACE:
        return (
            answered(understood, "collecte_dechets", {})
            if topic in OF_WASTE
            else follow_up.which(understood, *ABOUT_A_STREET, topic if topic in snapshot["cards"] else None)
        )
    if own in ABOUT_A_PLACE and not WHERE & set(new):
        return _of_the_same(understood, own, context, snapshot)
    card = card_of(new, snapshot)
    if card and topic in KIND_OF and context.get("facet") and not facet:
        return answered(understood, card, {}, context["facet"])  # "et la bibliothèque ?" after what the pool costs
    about = topic if topic in snapshot["cards"] and topic not in TAKES else _card_behind(context, snapshot)
    if about and facet and not new.keys() - {"date"} and (about == topic or facet not in FACET_AS_TOPIC):
        return follow_up.own_side(understood, about, facet, snapshot) or answered(understood, about, {}, facet)
    if facet in FACET_AS_TOPIC and not WHERE & set(new):
        return _asked_there(understood, FACET_AS_TOPIC[facet], context, snapshot)
    if lasts(understood) and topic in snapshot["cards"] and topic not in KIND_OF:
        return follow_up.which(understood, topic)  # "du 2 au 5 décembre": when a container stands there is no visit
    if "date" in new and not WHERE & set(new) and topic in KIND_OF:
        return answered(understood, "horaires", {"place": KIND_OF[topic]})
    if "date" in new and (context.get("place") or context.get("service")):
        return _asked_there(understood, "horaires", context, snapshot)
    if set(new) == {"date"} and topic in snapshot["cards"] and not facet:
        return _on_a_day(understood, own, context)
    return _complete(only_named(understood, snapshot), context)


def _on_a_day(understood: Understood, own: str | None, context: Mapping[str, Any]) -> Understood:
    """ "et le mercredi ?" after a card: when it takes place, if that was asked; else ask, for a moment alone sounds like many subjects."""
    if context.get("facet") == "hours":
        return answered(understood, context["topic"], {}, "hours")
    if own == context["topic"]:
        return understood
    return follow_up.which(understood, context["topic"], own)


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
    if understood.get("topic") == "urgence" and "danger" in named:
        more["danger"] = named["danger"]["value"]
    if understood.get("topic") == "autre_langue" and "language" in named:
        more["language"] = named["language"]["value"]
    if after.get("topic") in KIND_OF and WHERE & set(named):
        more |= {name: named[name]["value"] for name in WHERE & set(named)}
    if after.get("asked") == "place" and not WHERE & set(after):
        more |= {name: named[name]["value"] for name in WHERE & set(named)}
    if after.get("asked") == "street" and "street" in named and any('"street"' in payload for payload in offered):
        more["street"] = named["street"]["value"]
    said = {name for name, entity in named.items() if not entity.get("from_context")}
    if WHERE & said and after.get("topic") in ABOUT_A_PLACE:
        pass  # another place: the card talked of before is left behind
    elif after.get("topic") in ABOUT_A_PLACE | {"collecte_dechets"} and understood.get("from_context"):
        more["card"] = before.get("card") or (before.get("topic") if before.get("topic") not in TAKES else None)
    elif after.get("topic") not in TAKES and not WHERE & (after.keys() | named.keys()):
        leant = ABOUT_A_PLACE if understood.get("from_context") else ()
        same = before.get("topic") in {after.get("topic"), *leant}
        more |= {name: before.get(name) for name in WHERE if same}  # "et le prix ?" of a place, then "et dimanche ?"
    return {**after, **{name: value for name, value in more.items() if value is not None}}


def _complete(understood: Understood, context: Mapping[str, Any]) -> Understood:
    """Keep the street from one question about collections to the next."""
    if understood.get("topic") == "collecte_dechets" and context.get("street"):
        return answered(understood, "collecte_dechets", {"street": context["street"]})
    return understood
