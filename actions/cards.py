"""Answer cards: the short answer, or the one field that the citizen asks for; the rest stays one button away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import hours, instead
from actions.answer import Answer, say
from actions.card_sentences import asked_first, beyond_europe, telling
from actions.directory import (
    Target,
    address_line,
    competent,
    contact_point,
    email_link,
    find,
    map_url,
    named,
    not_found,
    reception,
    spoken,
    telephone_link,
    where_to_ask,
)
from actions.local_facts import local_facts, sessions
from actions.opening import Timetable
from actions.prices import for_whom, price_rows
from actions.topics import answerable, catalogue, short_title, title
from actions.turn import Turn, choice
from brain.context.places import NOT_OF_AN_OFFICE
from brain.context.resolve import CHILD_OF, KIDS_ID_UNTIL
from brain.french import sentence

FACETS: Mapping[str, tuple[str, str]] = {
    "price": ("cost", "Prix"),
    "documents": ("evidence", "Documents"),
    "delay": ("processing_time", "Délai"),
    "where": ("where", "Où aller"),
    "online": ("online", "En ligne"),
    "conditions": ("conditions", "Conditions"),
    "who": ("competent_service", "Contact"),
    "hours": ("", "Heures"),
}
"""Facet → the card's field and the button's title."""

WITHOUT = {
    "price": "le prix",
    "documents": "la liste des documents",
    "delay": "le délai",
    "where": "le lieu",
    "online": "de démarche en ligne",
    "conditions": "les conditions",
    "who": "le service compétent",
    "hours": "les heures",
}
"""What is said of a field that nobody has to fill: "je n’ai pas …"."""
MISSING = {
    "price": "Le prix n’est pas encore encodé",
    "documents": "La liste des documents n’est pas encore encodée",
    "delay": "Le délai n’est pas encore encodé",
    "where": "Le lieu n’est pas encore encodé",
    "online": "Je ne connais pas de démarche en ligne",
    "conditions": "Les conditions ne sont pas encore encodées",
    "who": "Le service compétent n’est pas encore encodé",
    "hours": "Les heures ne sont pas encore encodées",
}
PLACE_OF = {
    "recyparc": "recyparc",
    "bibliotheque": "bibliotheque",
    "cimetiere": "cimetiere",
    "police": "police",
    "cpas": "cpas",
    "bulles_verre": "bulle_verre",
    "tourisme": "office_tourisme",
    "marche": "marche",
    "sport": "piscine",
    "creche": "creche",
    "ecole": "ecole",
}
"""Topics about a kind of place: its hours and address are asked of the place."""
DOCUMENTS = ("passeport", "kids")
"""Documents that the urgent procedure is asked for by name: the price of another one would be no answer."""
_OF_ANOTHER = re.compile(r"pas à la|pas celle|du lieu d|de naissance")
"""The commune meant is that of an event, perhaps not this one: a birth at Namur is not declared here."""
_OWN_COUNTER = re.compile(
    r"(?:à|auprès de) la (?:commune|police)|au (?:service (?!désigné)|cpas|commissariat|poste de police|secrétariat|collège)|à l’(?:accueil|état civil)"
    r"|au guichet(?! d’entreprises)"
)
MOST_RELATED = 2
MOST_FACETS = 5
"""Buttons that fit a phone's screen beside the answer; the others come with the answer about the place."""
_DOING = re.compile(r"^[A-ZÉ]\w*(?:er|ir)\b|^S’inscrire\b")
"""An online procedure's title says what one does there ("Demander un acte"); a page to read is named otherwise."""


def about(turn: Turn) -> str:
    """The card's topic: the turn's, or the one for children when a young age is given."""
    age = turn.entity("age")
    if (
        turn.topic in CHILD_OF
        and isinstance(age, (int, float))
        and age < KIDS_ID_UNTIL
        and CHILD_OF[turn.topic] in turn.snapshot["cards"]
    ):
        return CHILD_OF[turn.topic]
    return turn.topic or ""


def _handler(turn: Turn, topic: str) -> Target | None:
    """Where one goes for it: the topic's place, else its service; None when another administration handles it."""
    places = find(turn.snapshot, "place", PLACE_OF[topic]) if topic in PLACE_OF else []
    if len(places) == 1:
        return places[0]
    card = turn.snapshot["cards"].get(topic, {})
    return None if card.get("authority") and not card.get("competent_service") else competent(turn.snapshot, topic)


def _authority(card: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]]:
    authority = card["authority"]
    links = [{"title": authority["name"], "url": authority["url"]}] if authority.get("url") else []
    links += [telephone_link(authority["telephone"])] if authority.get("telephone") else []
    by_phone = f" Téléphone : {spoken(authority['telephone'])}." if authority.get("telephone") else ""
    return f"C’est traité par : {authority['name']}.{by_phone}", links


def _ask(turn: Turn, topic: str, card: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]]:
    """Whom to ask for what the card does not say."""
    if card.get("authority") and not card.get("competent_service"):
        return _authority(card)
    return where_to_ask(turn.snapshot, _handler(turn, topic))


def _says_how_much(cost: str) -> bool:
    """Whether the text settles it: an amount, or free without a condition; the commune wrote it then."""
    return "€" in cost or ("gratuit" in cost.lower() and ";" not in cost)


def _price(turn: Turn, topic: str, card: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]] | None:
    rows = price_rows(turn.snapshot, topic, turn.now.date(), "" if topic == "document_urgent" else for_whom(turn))
    document = next((d for d in DOCUMENTS if d in turn.text.lower()), None) if topic == "document_urgent" else None
    if rows and document and not any(document in row.lower() for row in rows):
        whom, links = contact_point(turn.snapshot, _handler(turn, topic))
        lead = f"Je n’ai pas le prix en urgence pour « {document} » : demandez-le {whom}."
        return "\n".join([lead, *(f"• {row}" for row in rows)]), links
    if rows:
        text = f"{rows[0]}." if len(rows) == 1 else "\n".join(["Prix :", *(f"• {row}" for row in rows)])
        return text, []
    if not card.get("cost"):
        return None
    if "cost" in card["local_fields"] and not _says_how_much(card["cost"]):
        whom, links = contact_point(turn.snapshot, _handler(turn, topic))
        return f"{sentence(card['cost'])} Le montant exact n’est pas encodé ici : demandez-le {whom}.", links
    return sentence(card["cost"]), []


def _leads_to(where: str, place: Mapping[str, Any]) -> bool:
    """Whether the text sends to the commune's own counter: the address of another house would mislead."""
    first = re.split(r"[.;]", where)[0].lower()
    return str(place["name"]).lower() in where.lower() or bool(
        _OWN_COUNTER.search(first) and not _OF_ANOTHER.search(first)
    )


def _where(turn: Turn, topic: str, card: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]] | None:
    places = find(turn.snapshot, "place", PLACE_OF[topic]) if topic in PLACE_OF else []
    if len(places) > 1:
        return "\n".join(["Il y en a plusieurs :", *(f"• {p.name} : {address_line(p.place)}" for p in places)]), []
    target = _handler(turn, topic)
    line = address_line(target.place) if target else None
    url = map_url(target.place) if target else None
    links = [{"title": "Voir sur la carte", "url": url}] if url else []
    if card.get("where") and target and target.kind == "place" and line:
        known = str(target.record["street"]).lower() in card["where"].lower()
        return ("" if known else f"{target.name} : {line}. ") + sentence(card["where"]), links
    if card.get("where"):
        if not target or not target.place or not line or not _leads_to(card["where"], target.place):
            return sentence(card["where"]), []
        name = str(target.place["name"])
        at = "Adresse" if name.lower() in card["where"].lower() else name
        known = str(target.place["street"]).lower() in card["where"].lower()
        return sentence(card["where"]) + ("" if known else f" {at} : {line}."), links
    if target and line:
        inside = f", {target.place['name']}" if target.place and target.kind == "service" else ""
        return f"{target.name}{inside} : {line}.", links
    return _authority(card) if card.get("authority") else None


def _who(turn: Turn, topic: str, card: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]] | None:
    target = _handler(turn, topic)
    if target is None:
        return _authority(card) if card.get("authority") else None
    ways, links = [], []
    if target.field("telephone"):
        ways.append(f"téléphone {target.field('telephone')}")
        links.append(telephone_link(target.field("telephone")))
    if target.field("email"):
        ways.append(f"courriel {target.field('email')}")
        links.append(email_link(target.field("email")))
    return f"C’est {target.the_name}{' : ' if ways else ''}{', '.join(ways)}.", links


def _documents(card: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]] | None:
    if not card["evidence"]:
        return None
    return "\n".join(["À prendre avec vous :", *(f"• {item}" for item in card["evidence"])]), []


def _online(card: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]] | None:
    """A procedure is a yes; a page to read or an appointment is only what it is."""
    link = card.get("online")
    if not link:
        return None
    if link["title"].startswith("Prendre rendez-vous"):
        return f"Le rendez-vous se prend en ligne : {link['url']}", [dict(link)]
    lead = "Oui, en ligne" if _DOING.match(link["title"]) else "En ligne"
    return f"{lead} : {link['title']}, {link['url']}", [dict(link)]


def facet_text(turn: Turn, topic: str, card: Mapping[str, Any], facet: str) -> tuple[str, list[dict[str, str]]] | None:
    """The field's text and its links; None when nothing is known of it."""
    if facet == "price":
        return _price(turn, topic, card)
    if facet == "where":
        return _where(turn, topic, card)
    if facet == "who":
        return _who(turn, topic, card)
    if facet == "documents":
        return _documents(card)
    if facet == "online":
        return _online(card)
    value = card.get(FACETS[facet][0]) if facet in FACETS else None
    return (sentence(value), []) if value else None


def _known(turn: Turn, topic: str, card: Mapping[str, Any], facet: str) -> bool:
    """Whether the facet has an answer: a button never leads to "nobody entered it"."""
    if facet == "hours" and topic in NOT_OF_AN_OFFICE:
        return telling(card, facet) is not None
    target = _handler(turn, topic)
    if facet == "hours":
        return target is not None and Timetable(turn.snapshot, target).known
    if facet == "who" and target is not None:
        return bool(target.field("telephone") or target.field("email"))
    return facet_text(turn, topic, card, facet) is not None


def _facet_choices(turn: Turn, topic: str, card: Mapping[str, Any], asked: str | None) -> list[dict[str, str]]:
    """A button for each other facet that has something to say."""
    return [
        choice(label, topic, facet=facet)
        for facet, (_, label) in FACETS.items()
        if facet != asked and _known(turn, topic, card, facet)
    ]


def sides(turn: Turn, topic: str) -> list[dict[str, str]]:
    """A button for each side of a card that has something to say, as many as a phone's screen holds beside a question."""
    return _facet_choices(turn, topic, turn.snapshot["cards"][topic], None)[:MOST_FACETS]


def _choices(turn: Turn, topic: str, card: Mapping[str, Any], asked: str | None) -> list[dict[str, str]]:
    # The short answer shows the online link itself.
    choices = _facet_choices(turn, topic, {**card, "online": card.get("online") if asked else None}, asked)
    if asked:
        if asked == "where":
            choices.reverse()  # whom to call and when it is open come first
        return [*choices[:MOST_FACETS], choice("En bref", topic)]
    related = [t for t in card.get("related", ()) if answerable(turn.snapshot, t)][:MOST_RELATED]
    return choices[:MOST_FACETS] + [choice(short_title(turn.snapshot, t), t) for t in related]


def _document_card(turn: Turn, topic: str, card: Mapping[str, Any]) -> dict[str, Any] | None:
    """Price and delay at a glance; None when neither is known."""
    facts = []
    for facet in ("price", "delay"):
        found = facet_text(turn, topic, card, facet)
        if found:
            facts.append({"label": FACETS[facet][1], "text": found[0]})
    if not facts:
        return None
    return {"type": "document", "title": card["title"], "facts": facts, "url": (card.get("online") or {}).get("url")}


def _hours_of_what(turn: Turn, topic: str, card: Mapping[str, Any]) -> Answer:
    """When it takes place, from the card or the agenda; never the hours of the office that answers for it."""
    remember = {"topic": topic, "facet": "hours"}
    facts = sessions(turn) if topic == "conseil_communal" else None
    text = facts or telling(card, "hours")
    if text:
        return Answer(text, _choices(turn, topic, card, "hours"), remember=remember)
    if card.get("authority") and not card.get("competent_service"):
        return short_answer(turn, topic, card)
    asked, links = _ask(turn, topic, card)
    asked = asked.replace("Demandez-le ", "Demandez-les ")
    text = f"Je n’ai pas les heures de « {short_title(turn.snapshot, topic)} ». {asked}"
    return Answer(text, _choices(turn, topic, card, "hours"), links, remember=remember)


def facet_answer(turn: Turn, topic: str, card: Mapping[str, Any], facet: str) -> Answer:
    """The facet alone, or that nobody entered it and whom to ask."""
    remember = {"topic": topic, "facet": facet}
    if topic == "paiement" and facet == "price":
        return short_answer(turn, topic, card)
    if facet == "hours" and topic in NOT_OF_AN_OFFICE and not named(turn):
        return _hours_of_what(turn, topic, card)
    if facet == "hours":
        said = [mention[0] for mention in named(turn) if len(mention) == 1]
        target = said[0] if said else _handler(turn, topic)
        if target:
            given = hours.answer_for(turn, target, turn.entity_values("date")[:1])
            return Answer(given.text, given.choices, given.links, given.card, {**given.remember, "topic": "horaires"})  # type: ignore[dict-item]
    found = facet_text(turn, topic, card, facet)
    told = telling(card, facet) if found is None else None
    if told:
        found = told, []
    if found is None:
        asked, links = _ask(turn, topic, card)
        local = FACETS[facet][0] in card["local_fields"]
        lead = MISSING[facet] if local else f"Je n’ai pas {WITHOUT[facet]}"
        found = f"{lead} pour « {short_title(turn.snapshot, topic)} ». {asked}", links
    text, links = found
    return Answer(text, _choices(turn, topic, card, facet), links, None, remember)


def _gap(text: str) -> str:
    return "\n" if "\n" in text else " "


def short_answer(turn: Turn, topic: str, card: Mapping[str, Any]) -> Answer:
    """The card's answer, the commune's own facts, and the facets as choices."""
    facts = local_facts(turn, topic)
    text, links = facts or (str(card["answer"]).strip(), [])
    if card.get("note"):
        text += f"{_gap(text)}{sentence(card['note'])}"
    abroad = beyond_europe(turn, topic, card)
    text = f"{abroad} {text}" if abroad else asked_first(turn, topic, card, text)
    links = [*links, *([dict(card["online"])] if card.get("online") else [])]
    if card.get("authority"):
        links += _authority(card)[1]
    links = list({link["url"]: link for link in reversed(links)}.values())[::-1]
    return Answer(text, _choices(turn, topic, card, None), links, _document_card(turn, topic, card), {"topic": topic})


def no_card(turn: Turn, topic: str) -> Answer:
    """A topic that has no card in this commune: its own facts if any, else whom to ask."""
    facts = local_facts(turn, topic)
    if facts:
        return Answer(facts[0], [choice("Parler à quelqu’un", "parler_humain")], facts[1])
    name = title(turn.snapshot, topic) if topic in catalogue() else "cette question"
    asked, links = where_to_ask(turn.snapshot, competent(turn.snapshot, topic) or reception(turn.snapshot))
    text = f"Je n’ai pas encore de réponse sur « {name} » {turn.snapshot['commune']['with_a']}. {asked}"
    return Answer(text, [choice("Parler à quelqu’un", "parler_humain"), choice("Menu", "menu")], links)


def answer(turn: Turn) -> Answer:
    """The card's answer to this turn."""
    topic = about(turn)
    card = turn.snapshot["cards"].get(topic)
    other = instead.instead(turn, topic)
    if other is not None:
        return other
    if card is None:
        return no_card(turn, topic)
    if topic == "sport" and [] in named(turn):
        text, links = not_found(turn)
        return Answer(text, [choice(short_title(turn.snapshot, topic), topic)], links)
    given = (
        facet_answer(turn, topic, card, turn.facet)
        if turn.facet and turn.facet in FACETS
        else short_answer(turn, topic, card)
    )
    return instead.with_news(turn, topic, given)


class ActionCard(Action):
    """``action_card``."""

    def name(self) -> str:
        """Rasa's name of the action."""
        return "action_card"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer from the topic's card."""
        turn = Turn.from_tracker(tracker)
        return say(dispatcher, turn, answer(turn))
