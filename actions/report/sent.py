"""What a citizen says of a report that is sent: where it stands, and what was forgotten. Guichet cannot see it any more: the service can."""

from __future__ import annotations

import re

from actions.answer import Answer
from actions.directory import Target, competent, reception, telephone_link
from actions.turn import Turn, choice
from brain.french import a_
from brain.text import plain

FOLLOW_UP, ADDITION = "follow_up", "addition"
"""Values of ``report_confirmed``: the message is about a report sent earlier, and opens none."""
_SUBJECT = {"topic": "signalement"}

_REFERENCE = re.compile(
    r"(?<![\w-])(?=[\w-]*[A-Za-z])(?:[0-9A-Z]{3}-[0-9A-Z]{3}|(?=[\w-]*\d)[0-9A-Za-z]{3}-[0-9A-Za-z]{3})(?![\w-])"
)
_WHERE_IT_STANDS = re.compile(
    r"\bou en (?:est|sont|etes)\b|\b(?:suivi|suivre|nouvelles?|avancement|etat|reponse|suite|statut)\b.{0,25}\bsignalement"
    r"|\bsignalement\b.{0,25}\b(?:recu|traite|avance|pris en compte|regle|en cours|toujours rien)"
)
_SENT_EARLIER = re.compile(
    r"\b(?:j'ai|j'avais|on a|on avait|nous avons|avons|ai|avez)(?: (?:deja|bien|pourtant|moi-meme|aussi))*"
    r" (?:signale|(?:fait|introduit|envoye) un signalement)\b"
    r"|\b(?:a|avait) (?:deja )?ete signale|\bsignalee? (?:la semaine|le mois|il y a|hier|depuis)|\bmon (?:dernier |ancien )?signalement d"
)
_FORGOTTEN = re.compile(
    r"\boublie de (?:vous |le |te )?(?:dire|preciser|mentionner|signaler|noter|mettre|donner|joindre|ajouter|parler)"
    r"|\boublie (?:un|une|la|le) (?:detail|precision|photo|chose)|\b(?:ajouter|joindre) (?:une|la|des) (?:photos?|precisions?)"
    r"|\b(?:ajouter|joindre|completer|modifier|corriger|changer|annuler|retirer|supprimer|preciser)\b.{0,30}\b(?:mon|ce|le|au) signalement"
)


def about_one_sent(turn: Turn, *, reporting: bool) -> str | None:
    """:data:`FOLLOW_UP` or :data:`ADDITION` when the message is about a report sent earlier. While one is being made, only what says so plainly."""
    said = plain(turn.text)
    if _WHERE_IT_STANDS.search(said) or _REFERENCE.search(turn.text):
        return FOLLOW_UP
    if reporting:
        return None
    if _FORGOTTEN.search(said):
        return ADDITION
    return FOLLOW_UP if _SENT_EARLIER.search(said) else None


def _handler(turn: Turn) -> Target | None:
    return competent(turn.snapshot, "signalement") or reception(turn.snapshot)


def _call(handler: Target | None) -> str:
    """ "au Service Travaux, 081 00 00 23", or as much of it as is known."""
    if handler is None:
        return "à la commune"
    number = handler.field("telephone")
    return f"{a_(handler.the_name)}, {number}" if number else a_(handler.the_name)


def about_sent(turn: Turn, kind: str) -> Answer:
    """Where a report stands, and how to add to it: both are known at the service that has it."""
    handler = _handler(turn)
    if kind == ADDITION:
        text = (
            f"Un signalement déjà envoyé, je ne peux plus le compléter ni le changer. Dites-le {_call(handler)}, avec votre référence. "
            "Si c’est un autre problème, faites un nouveau signalement."
        )
    else:
        text = f"Je ne peux pas voir où en est un signalement déjà envoyé. Demandez-le {_call(handler)}, avec votre référence si vous l’avez."
    number = handler.field("telephone") if handler else None
    offered = [choice("Nouveau signalement", "signalement"), choice("Menu", "menu")]
    return Answer(text, offered, links=[telephone_link(number)] if number else [], remember=_SUBJECT)


def sent(turn: Turn) -> Answer:
    """It is sent, the reference, spelled out, and whom to tell what was forgotten."""
    spelled = ", ".join("tiret" if c == "-" else c for c in turn.reference)
    handler = competent(turn.snapshot, "signalement")
    who = f" {handler.the_name[0].upper()}{handler.the_name[1:]} s’en occupe" if handler else ""
    number = handler.field("telephone") if handler else None
    more = f" : pour ajouter quelque chose, appelez le {number}." if who and number else "." if who else ""
    text = f"Merci, c’est envoyé ! Votre référence : {turn.reference} ({spelled}).{who}{more} Pour un danger immédiat, appelez le 112."
    return Answer(text, [choice("Menu", "menu")], remember=_SUBJECT)
