"""Short messages that lean on the card just talked of, though they read as another subject or as none: "il faut les deux parents ?", "où le déposer"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from brain.context import card_search
from brain.context.places import ABOUT_A_PLACE, KIND_OF, NO_DOUBT, NOT_OF_AN_OFFICE
from brain.meaning import Understood, answered, entities
from brain.nlu.decision import NEVER_OFFERED
from brain.text import plain

MOST_WORDS = 8
FEW = 4
"""Words up to which what sounds off topic may be of the card: "quelle taille ?"."""
UNLIKELY = 0.3
"""Confidence below which a topic is not worth proposing beside the one talked of."""
GUESS = 0.35
"""Confidence below which the likeliest topic is a guess."""
POINTED = 0.98
"""Confidence below which "je l'ai perdu" is looked up in the card talked of; from NO_DOUBT on, only what the card tells changes the subject."""
SURELY = 0.95
"""Confidence from which "et un ticket ?" is a subject of its own."""
FEWEST_WORDS_OF_MORE, MOST_WORDS_OF_MORE = 3, 12
"""A word or two are a subject of their own ("permis"), more than a dozen tell their own story."""
TALKED_OF = 300.0
"""How many times likelier the subject talked of is in a short message that names nothing else. True changes of subject give it less than 0.00001 of what
they give the new one (38 messages looked at), halves of a conversation 0.001 and more."""
OF_NOTHING = frozenset({"hors_sujet", "que_sais_tu_faire"})
SIDES = frozenset({"price", "documents", "delay", "online", "conditions"})
"""What is asked again of another card: "et de la carte d'identité ?" after a price."""

POINTS = re.compile(
    r"\b(?:veux|voudrais|aimerais|peux|puis(?:-je)?|peut|pouvez(?:-vous)?|dois|doit|faut|ou|comment|quand|pour|de|sans|me|si je|vais)"
    r" (?:me |vous )?(?:(?:le|la|les|y|en) |l')\w+(?:er|ir|re|oir|e)\b|\bje (?:l'|les |en )ai \w+"
    r"|\b(?:je|on) (?:(?:le|la|les) |l')\w{4,}"
)
"""A verb with "le", "la", "y": what it stands for was said before."""
_OF_IT = re.compile(
    r"^(?:et )?(?:il|elle|ils|elles) (?!y a\b|faut\b|fait\b|est (?:interdit|possible|obligatoire)\b)\w+"
)
"""A sentence whose "il" may be what was talked of: only what the card tells of it counts."""
_OPENS = re.compile(
    r"^(?:et|ou|mais|alors|donc|sinon)\b|^(?:(?:il |est-ce qu'il |me |y )*(?:faut|faudra|suffit)|est-ce|c'est|ca|on|je (?:peux|dois|veux|fais)|puis-je|dois-je"
    r"|peut-on|doit-on|que|quoi|comment|combien|pourquoi|avec|sans|\d)\b"
)
"""A message that begins in the middle of a subject."""
_WHAT_TO_DO = re.compile(
    r"\b(?:que|quoi|comment)\b.{0,20}\b(?:fai[rst]e?|fais|proceder|passer|s'y prendre|dois-je|faut-il)\b|\bfai[srt]e? quoi\b"
    r"|\b(?:demarches?|procedure|marche a suivre)\b"
)
_ELLIPSE = re.compile(
    r"^et (?:pour |de |d'|du |des |a |au |aux |en |sur )?(?:(?:la|le|les|un|une|des|mon|ma|mes|notre|nos|leurs?) |l')?"
    r"(?P<what>[a-z0-9][\w'-]*(?: [\w'-]+){0,3}?)[ ?!.]*$"
)
_VERB = re.compile(
    r"\b(?:je|tu|il|elle|on|nous|vous|ils|elles|j'|c'|ca|est|sont|ai|as|a|avez|faut|peut|peux|dois|doit|comment|quand|ou|qui|que|quoi|combien|si)\b"
)
_AN_HOUR = re.compile(r"\b\d{1,2}\s?h\b")
_MY_TERM = re.compile(
    r"^(?:et )?(?:(?:j'ai|on a|nous avons) (?:combien de temps|quel delai)"
    r"|(?:combien de temps|quel delai)(?: est-ce que)? (?:j'ai|ai-je|a-t-on|on a|nous avons))\b.{0,25}$"
)
_A_TERM = re.compile(r"\b(?:dans les|au plus tard|vous avez|avant)\b.{0,25}\b(?:heures?|jours?|semaines?|mois|ans?)\b")
_A_THING = re.compile(r"^et (?:un|une|des|pour (?:un|une|des)) ")


def ellipsis(
    understood: Understood, text: str, context: Mapping[str, Any], snapshot: Mapping[str, Any]
) -> Understood | None:
    """ "et de la carte d'identité ?", "et une piscine ?", "et à Bruxelles ?": a name after "et", and no verb; None when it leans on nothing."""
    match, topic, own = _ELLIPSE.match(plain(text)), context.get("topic") or "", understood.get("topic")
    said, new = plain(text), entities(understood)
    if not match or _VERB.search(match["what"]) or understood.get("facet") or {"date", "age", "street"} & new.keys():
        return None
    if topic == "meteo" and not new and own not in NEVER_OFFERED:
        return answered(understood, topic, {})
    words, sure = card_search.content(match["what"]), understood.get("decision") == "answer"
    cards = snapshot["cards"]
    if not words or topic not in cards:
        return None
    named = own in cards and own != topic and card_search.titled(own or "", snapshot, words)
    if own == "document_urgent":  # its prices are those of a document that the message does not name
        return None
    if sure and named and context.get("facet") in SIDES and card_search.knows(own or "", context["facet"], snapshot):
        return answered(understood, own or "", {}, context["facet"])
    found = card_search.told(words, topic, snapshot, first=False)
    whole = own in cards and card_search.is_title(own or "", snapshot, words)
    if _A_THING.match(said) and not whole and topic not in KIND_OF and found and "object" not in new:
        return answered({**understood, "entities": []}, topic, {}, found[0])
    if sure and not new and own in cards and own != topic and not named and understood["confidence"] < SURELY:
        return _told(understood, topic, found[0]) if found else which(understood, topic, own)
    return None


def _told(understood: Understood, topic: str, facet: str | None) -> Understood:
    return {**answered(understood, topic, {}), "facet": facet}


def which(understood: Understood, topic: str, *others: str | None) -> Understood:
    """Ask whether it is about the card talked of, or about what the words make likely."""
    likely = [c["topic"] for c in understood.get("candidates", ()) if c["confidence"] >= UNLIKELY]
    offered = dict.fromkeys([topic, *others, *likely][:3])
    candidates = [{"topic": each, "confidence": 0.5} for each in offered if each and each not in NEVER_OFFERED]
    asked = {"decision": "clarify", "topic": None, "confidence": 0.5, "candidates": candidates}
    return {**understood, **asked}


def _leans(understood: Understood, text: str) -> bool:
    """Whether a message may be about what was said: it is not surely understood, and names nothing of its own."""
    said, topic = plain(text), understood.get("topic")
    light = {"age", "object", "date"} if POINTS.search(said) else {"age", "object"}  # "et la photo ?" is no waste here
    if len(said.split()) > MOST_WORDS or set(entities(understood)) - light:
        return False
    if understood.get("decision") != "answer":
        return bool(re.search(r"\w{2,}", said))
    if topic == "qui_es_tu":  # "à qui écrire ?" names no "vous"
        return bool(understood.get("facet")) and re.search(r"\b(?:tu|toi|te|t'|vous|votre|ton|robot)\b", said) is None
    if topic == "hors_sujet":
        return len(said.split()) <= FEW
    of_it = POINTS.search(said) or _OF_IT.match(said)
    return topic not in NEVER_OFFERED and understood.get("confidence", 0.0) < POINTED and bool(of_it)


def points(understood: Understood, text: str) -> bool:
    """Whether a message that is not surely understood stands on a "le", "la" or "y" that was said before."""
    return _leans(understood, text) and POINTS.search(plain(text)) is not None


def of_card(understood: Understood, text: str, topic: str, snapshot: Mapping[str, Any]) -> Understood:
    """The message as a question about the card ``topic``, when it leans on it and the card tells; asked back when it is not sure; else as it is."""
    own = understood.get("topic") if understood.get("decision") == "answer" else None
    if own == topic:
        return _more_of_it(understood, text, topic, snapshot)
    if not _leans(understood, text):
        return understood
    said, facet, words = plain(text), understood.get("facet"), card_search.content(text)
    pointing = POINTS.search(said) is not None
    if pointing and facet:
        return own_side(understood, topic, facet, snapshot) or answered(understood, topic, {}, facet)
    if own and own in ABOUT_A_PLACE:
        return understood
    likely = [c["topic"] for c in understood.get("candidates", ())[:3]]
    opens = _OPENS.match(said) is not None
    if not pointing and not opens and any(card_search.titled(each, snapshot, words, every=True) for each in likely):
        asks = topic not in likely and card_search.told(words, topic, snapshot) is not None
        return which(understood, topic) if asks else understood
    found = card_search.told(words, topic, snapshot, first=_ELLIPSE.match(said) is None, facet=facet) if words else None
    if found:
        return _told(understood, topic, found[0])
    if own and (understood.get("confidence", 0.0) >= NO_DOUBT or not pointing) and own != "qui_es_tu":
        return understood
    if own and _names_another(understood, topic, words, snapshot):
        return understood
    if facet and (not words or own == "qui_es_tu"):
        return own_side(understood, topic, facet, snapshot) or answered(understood, topic, {}, facet)
    if not words and (pointing or _WHAT_TO_DO.search(said)):
        return _told(understood, topic, None)
    likeliest = max((c["confidence"] for c in understood.get("candidates", ())), default=0.0)
    if understood.get("decision") == "fallback" and not (pointing or opens):
        return understood
    unsure = pointing or opens or likeliest < GUESS
    return which(understood, topic, own) if unsure else understood


def stays(understood: Understood, text: str, topic: str, snapshot: Mapping[str, Any]) -> Understood | None:
    """The message as one more about the card ``topic``, when being talked of makes it likelier than what the words alone say; None else.

    What is surely of another subject by its words is asked about, not taken: "C'est l'hôpital ou moi qui déclare ?" after a death.
    """
    ranked, own = dict(understood.get("ranked", ())), understood.get("topic")
    named = entities(understood).keys() - {"age"}
    if topic not in snapshot["cards"] or own == topic or named:
        return None
    if not FEWEST_WORDS_OF_MORE <= len(plain(text).split()) <= MOST_WORDS_OF_MORE:
        return None
    best = max((chance for each, chance in ranked.items() if each != topic), default=0.0)
    if ranked.get(topic, 0.0) * TALKED_OF <= best or own in NEVER_OFFERED - OF_NOTHING:
        return None
    if understood.get("decision") != "answer" or own in OF_NOTHING:
        return answered(understood, topic, {})
    return which(understood, topic, own)


def _more_of_it(understood: Understood, text: str, topic: str, snapshot: Mapping[str, Any]) -> Understood:
    """What is surely about the card talked of, after its short answer: the field that holds the words, rather than the same answer again."""
    facet, said = understood.get("facet"), plain(text)
    if facet == "who":
        return own_side(understood, topic, facet, snapshot) or understood
    words = [word for word in card_search.content(text) if not card_search.titled(topic, snapshot, [word])]
    if facet or not words or len(said.split()) > MOST_WORDS or entities(understood):
        return understood
    found = card_search.told(words, topic, snapshot, first=False)
    return _told(understood, topic, found[0]) if found else understood


def deadline(understood: Understood, text: str, topic: str, snapshot: Mapping[str, Any]) -> Understood | None:
    """ "combien de temps j'ai ?": the short answer, when the fact that it begins with is a term, whatever the office's own delay."""
    first = plain(snapshot["cards"][topic].get("answer") or "").split(". ")[0]
    return _told(understood, topic, None) if _MY_TERM.match(plain(text)) and _A_TERM.search(first) else None


def _names_another(understood: Understood, topic: str, words: list[str], snapshot: Mapping[str, Any]) -> bool:
    """Whether the words are in the title of the topic that they make likeliest, and it is another one."""
    likely = next((c["topic"] for c in understood.get("candidates", ())), topic)
    return bool(likely != topic and card_search.titled(likely, snapshot, words))


def own_side(understood: Understood, topic: str, facet: str, snapshot: Mapping[str, Any]) -> Understood | None:
    """Where to go, whom to call or when it is, as the card itself says it; None when it leaves that to the service that handles it."""
    card = snapshot["cards"][topic]
    if facet == "who" and card_search.calls(topic, snapshot):
        return _told(understood, topic, None)
    if facet == "hours" and (topic in NOT_OF_AN_OFFICE or _AN_HOUR.search(card.get("answer") or "")):
        return answered(understood, topic, {}, facet)
    elsewhere = card.get("authority") and not card.get("competent_service")
    return answered(understood, topic, {}, facet) if (facet == "where" and card.get("where")) or elsewhere else None
