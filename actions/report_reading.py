"""Reading a citizen's message while a report is being made: what, where, photo, contact, confirmation, and what is none of these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.turn import Turn
from brain.text import plain

NONE = "none"
"""The value of an optional slot that the citizen leaves out."""
YES, CANCELLED, PERSON = "yes", "cancelled", "person"
"""Values of ``report_confirmed``: to send, dropped, dropped for a person."""
LONGEST_WHAT = 500
LONGEST_WHERE = 200
LONGEST_CONTACT = 120
LONGEST_CORRECTION = 80

_CANCEL = re.compile(
    r"^(?:non[ ,]+)?(?:laisse[rz]?|laissons) tomber|^(?:on )?laisse beton|^annule|^j'annule|^stop\b|^arrete|^j'arrete|^oublie|"
    r"^finalement (?:non|rien|pas)|^tant pis|^je ne veux plus|^je veux plus|^pas la peine|^abandonne|^c'est bon laisse"
)
_GENERIC = re.compile(
    r"^(?:bonjour|bonsoir|salut|svp|s'il vous plait|hello)?[ ,!.]*(?:(?:je|j'|on|nous|comment|ou|est-ce que|peut-on|puis-je|c'est)[ ']?[a-z' -]{0,40})?"
    r"(?:signaler|signalement|signale|declarer|rapporter|prevenir)\b(?: (?:un|une|quelque|des|ce|le|la|a|chose|probleme|problemes|souci|soucis|defaut|incident|"
    r"danger|truc|la commune|commune|dans|sur|voirie|rue|ma|voie|publique|chez|vous|ici))*[ ?!.]*$"
)
_PLACE = re.compile(
    r"\b(?:rue|avenue|av|place|chaussee|route|chemin|clos|allee|impasse|ruelle|quai|boulevard|bd|square|sentier|venelle|carrefour|rond-point|"
    r"devant|derriere|en face|pres de|pres du|a cote|au coin|a hauteur|a l'entree|a la sortie|entre)\b"
)
_WHERE_AT = re.compile(
    r"\b(?:rue|avenue|place|chaussee|chemin|clos|allee|impasse|ruelle|quai|boulevard|square|sentier|venelle)"
    r"(?: (?:de|du|des|d'|la|le|les|l'|aux|au|a))* ?[a-z'-]{3,}.*$"
    r"|\b(?:devant|derriere|en face|pres|a cote|au coin|a hauteur|a l'entree|a la sortie) (?:de |du |des |d'|la |le |les |l')*[a-z'-]{3,}.*$"
)
_PREFACE = re.compile(
    r"^(?:bonjour|bonsoir|salut)?[ ,!.]*"
    r"(?:(?:je|j.|on) ?(?:veux|voudrais|souhaite|souhaiterais|aimerais|viens|dois|tiens à)? ?)?(?:vous )?signaler? (?:que |qu.)?",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"^(?:(?:non|nan|euh|pardon|oups|d[ée]sol[ée]e?|en fait|je me suis tromp[ée]e?)\b[ ,.!]*)+"
    r"(?:c['’]est|c['’][ée]tait|ce serait|plut[ôo]t|je voulais dire|mettez|mets)?[ ,:]*(?:plut[ôo]t )?",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\?|^(?:quand|comment|combien|ou est|ou se|quel|quelle|quels|quelles|est-ce|est ce|c'est quoi|a quelle|qui |pourquoi|y a-t-il|avez-vous|peut-on|puis-je)"
)
_REFUSAL = re.compile(
    r"^(?:non|nan|nn|pas|sans|aucun|aucune|rien|passe|passer|suivant|je n'en ai pas|j'en ai pas|je n'ai pas|j'ai pas|je prefere pas|anonyme|inutile|ca ira)\b"
)
_EMAIL = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|00|(?<!\d)(?=0))\d(?:[ ./-]?\d){7,13}")
_OWN_TOPICS = frozenset(
    {
        "signalement",
        "depot_sauvage",
        "piece_jointe",
        "oui",
        "non",
        "annuler",
        "nlu_fallback",
        "travaux",
        "neige",
        "plainte",
        "trottoir",
    }
)
_COURTESIES = frozenset({"merci", "bonjour", "compliment", "insulte", "qui_es_tu"})


def cancels(turn: Turn) -> bool:
    """Whether the citizen drops the report."""
    return turn.topic == "annuler" or bool(_CANCEL.search(plain(turn.text)))


def interrupts(turn: Turn, requested: str | None) -> bool:
    """Whether the message is another question, which its own skill answers before the form asks again."""
    if turn.topic in _OWN_TOPICS or turn.topic is None:
        return False
    if not turn.text:
        return True
    if turn.topic in ("hors_sujet", "meteo"):
        return "?" in turn.text
    if turn.topic in _COURTESIES:
        return len(turn.text) < 60
    asks = bool(_QUESTION.search(plain(turn.text)))
    if requested in ("report_what", "report_where") or turn.topic == "nlu_clarify":
        return asks
    return asks or (
        email_or_phone(turn.text) is None and not _REFUSAL.search(plain(turn.text)) and correction(turn) is None
    )


def image(turn: Turn) -> str | None:
    """The reference of the first image attached."""
    return next((str(a["ref"]) for a in turn.attachments if a.get("kind") == "image" and a.get("ref")), None)


def location(turn: Turn) -> dict[str, Any] | None:
    """The place attached, as a ``report_where`` value: ``{"text", "latitude", "longitude"}``."""
    for attached in turn.attachments:
        if attached.get("kind") == "location":
            try:
                latitude, longitude = float(attached["latitude"]), float(attached["longitude"])
            except (KeyError, TypeError, ValueError):
                continue
            if -90 <= latitude <= 90 and -180 <= longitude <= 180:
                return {"text": None, "latitude": latitude, "longitude": longitude}
    return None


def _as_where(text: str) -> dict[str, Any]:
    return {"text": text.strip(" .,;:!")[:LONGEST_WHERE], "latitude": None, "longitude": None}


def what_in_first(turn: Turn) -> str | None:
    """The problem, when the message that starts the report already says it."""
    text = turn.text.strip()
    if len(text) < 8 or _GENERIC.search(plain(text)):
        return None
    return _PREFACE.sub("", text)[:LONGEST_WHAT] or None


def where_in(turn: Turn) -> dict[str, Any] | None:
    """The place, when the message names a street or says where ("devant l’école")."""
    street = next((e for e in turn.entities if e["entity"] == "street" and e.get("end")), None)
    if street:
        after = re.match(r"[ ,]*(?:n° ?|numéro )?\d{1,4} ?(?:bis|ter|[a-z])?\b", turn.text[street["end"] :])
        return _as_where(str(street["text"]) + (after.group() if after else ""))
    folded = plain(turn.text)
    place = next((e for e in turn.entities if e["entity"] == "place" and e.get("end")), None)
    match = _WHERE_AT.search(folded)
    if place and not match and any(p["id"] == place["value"] for p in turn.snapshot["places"]):
        return _as_where(str(place["text"]))
    if match and len(folded) == len(turn.text.strip()) and len(match.group()) > 8:
        return _as_where(turn.text.strip()[match.start() :])
    return None


def where_answer(turn: Turn) -> dict[str, Any] | None:
    """The answer to "where?": a place attached, or any words of some length."""
    attached = location(turn)
    if attached:
        return attached
    text = _CORRECTION.sub("", turn.text.strip()) if _CORRECTION.match(plain(turn.text)) else turn.text.strip()
    text = re.sub(r"^c['’]est (?=\w)", "", text, flags=re.IGNORECASE)
    return _as_where(text) if len(re.findall(r"\w", text)) >= 3 else None


def correction(turn: Turn) -> dict[str, Any] | None:
    """ "non, c’est rue du Moulin", or a street alone: another place."""
    folded = plain(turn.text)
    if (
        any(e["entity"] == "street" for e in turn.entities)
        and len(folded) <= LONGEST_CORRECTION
        and not _QUESTION.search(folded)
    ):
        return where_answer(turn)
    match = _CORRECTION.match(folded)
    rest = folded[match.end() :] if match else ""
    return where_answer(turn) if rest and _PLACE.search(rest) else None


def email_or_phone(text: str) -> str | None:
    """An e-mail address or a telephone number in ``text``, as typed; None when there is none."""
    match = _EMAIL.search(text) or _PHONE.search(text)
    return match.group().strip()[:LONGEST_CONTACT] if match else None


def refuses(turn: Turn) -> bool:
    """Whether an optional answer is left out."""
    return turn.topic == "non" or bool(_REFUSAL.search(plain(turn.text)))


def accepts(turn: Turn) -> bool:
    """Whether the summary is accepted."""
    return turn.topic == "oui" or bool(
        re.match(
            r"^(?:oui|ouais|ok|okay|d'accord|parfait|envoyez|envoie|c'est bon|c'est juste|correct|exact|vas-y|allez-y|je confirme)\b",
            plain(turn.text),
        )
    )


def described(where: Mapping[str, Any]) -> str:
    """The place, for the summary."""
    if where.get("text"):
        return str(where["text"])
    return f"position envoyée ({float(where['latitude']):.5f}, {float(where['longitude']):.5f})"
