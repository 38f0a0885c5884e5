"""Reading a citizen's message while a report is being made: what, where, photo, contact, confirmation, and what is none of these."""

from __future__ import annotations

import re

from actions.report import place
from actions.report.place import LONGEST_WHERE, Where, level
from actions.turn import Turn
from brain.text import plain

NONE = "none"
"""The value of an optional slot that the citizen leaves out."""
YES, CANCELLED, PERSON = "yes", "cancelled", "person"
"""Values of ``report_confirmed``: to send, dropped, dropped for a person."""
LONGEST_WHAT = 500
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
    r"^(?:(?:non|nan|euh|pardon|oups|desolee?|attendez|attends|en fait|je me suis trompee?|erreur|ah|mais|plutot|je voulais dire|corrige[rz]?"
    r"|changez|mettez|mets|(?:ce n'est|c'est|c'etait|n'est) pas (?:la|ca|cette rue|la bonne rue|le bon (?:endroit|lieu)))\b[ ,.!:;]*)+"
    r"(?:(?:c'est|c'etait|ce serait|dans|a|au) )?(?:plutot )?"
)
_STREET_WORD = re.compile(
    r"(?:rue|avenue|place|chaussee|chemin|clos|allee|impasse|ruelle|quai|boulevard|square|sentier|venelle)\b"
)
_PLACE_AFTER_ALL = re.compile(
    r"\b(?:plaine|parc|ecole|eglise|cimetiere|gare|pont|parking|terrain|stade|chapelle|salle|bois|arret)\b"
)
_ELSEWHERE = re.compile(
    r"\btrompee? (?:de |d')(?:la )?(?:rue|place|lieu|endroit|adresse|village)|\bmauvais(?:e)? (?:rue|place|lieu|endroit|adresse)"
    r"|^(?:(?:non|attendez|attends|pardon)[ ,]+)*(?:c'est|ce n'est|c'etait) pas (?:la|la bonne rue|la bonne adresse|le bon (?:endroit|lieu))[ .!]*$"
)
_WRONG_PART = re.compile(
    r"^(?:(?:non|il faut|je (?:veux|voudrais)|on peut|changer?|changez|modifier|corriger|mauvaise?|c'est)[ ,]+)*(?:(?:le|la|ma|mon|de) |l')?"
    r"(?:(?P<report_contact>contact|numero de (?:telephone|gsm)|telephone|gsm|mail|courriel|e-mail)|(?P<report_photo>photo)"
    r"|(?P<report_what>probleme|description|texte)|(?P<report_where>lieu|endroit|adresse|rue|place|village|numero(?: de (?:la )?(?:rue|maison))?))"
    r"(?: (?:est|n'est) .*)?[ .!]*$"
)
_ANOTHER_PROBLEM = re.compile(
    r"^(?:(?:non|attendez|pardon|euh)[ ,]+)*(?:c'est |ce n'est |c'etait |n'est )?pas (?:un|une|le|la|les|des|l')"
    r" ?[a-z' -]{2,40}?[ ,]+(?:mais|c'est|ce sont)(?: plutot)? "
    r"(?P<what>(?:un|une|le|la|les|des) .{3,})$"
)
_QUESTION = re.compile(
    r"\?|^(?:quand|comment|combien|ou est|ou se|quel|quelle|quels|quelles|est-ce|est ce|c'est quoi|a quelle|qui |pourquoi|y a-t-il|avez-vous|peut-on|puis-je)"
)
_REFUSAL = re.compile(
    r"^(?:non|nan|nn|pas|sans|aucun|aucune|rien|passe|passer|suivant|je n'en ai pas|j'en ai pas|je n'ai pas|j'ai pas|je prefere pas|anonyme|inutile|ca ira)\b"
)
_NO_PHOTO = re.compile(r"\b(?:pas|sans|aucune?)(?: de)? (?:photos?|image|contact)\b")
_EMAIL = re.compile(r"[\w.+%-]{1,64}@(?:[\w-]{1,63}\.){1,4}[a-z]{2,24}", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+|00|(?<!\d)(?=0))\d(?:[ ./-]?\d){7,13}")
_CONTACT_GIVEN = re.compile(
    r"(?:[ ,.;]*\b(?:merci de |veuillez |vous pouvez |pouvez-vous |svp )?(?:me |m'|nous )?"
    r"(?:r?appel[a-z]*|recontact[a-z]*|contact[a-z]*|joindre|joignable|ecri[a-z]*|repond[a-z]*|tel\b|gsm\b|telephone|portable"
    r"|mon (?:numero|mail|courriel|adresse mail|e-mail)|mail|courriel|e-mail)(?: [a-z']+){0,3}?[ :.,]*(?:est |c'est |au |a |sur |par |le )*[ :]*)"
    rf"(?:{_EMAIL.pattern}|{_PHONE.pattern})(?:[ ,]*merci)?|[ ,;]*{_EMAIL.pattern}"
)
_UNKNOWN = re.compile(
    r"^(?:je (?:ne |n')?(?:sais|vois|connais)(?: pas| plus| rien| que)*|j'?sais (?:pas|plus)|chais pas|aucune idee|rien|non|pas de|sans)\b"
    r"|\bje (?:ne )?sais pas\b"
)
_IN_A_STREET = re.compile(
    r"[ ,]+(?:dans |a |sur |au )?(?:la |le |l')?(?:rue|avenue|place|chaussee|chemin|clos|allee|impasse|ruelle|quai|boulevard)"
    r"(?: (?:de la|de l'|de|du|des|d'))? ?[a-z'-]{3,}(?:,? \d{1,4})?$"
)
_THING = re.compile(
    r"^(?:(?:un|une|le|la|les|des|du|mon|ma|ce|cette|probleme (?:de|avec)|souci (?:de|avec)) |l'|d')*"
    r"(?:lampadaires?|luminaires?|reverberes?|eclairages?(?: publics?)?|lampes?|poteaux?|trottoirs?|routes?|rues?|chaussees?|voiries?|avaloirs?"
    r"|egouts?|plaques?|taques?|grilles?|panneaux?|feux?(?: (?:rouges?|de signalisation|tricolores?))?|arbres?|haies?|bancs?|poubelles?(?: publiques?)?"
    r"|abribus|arrets?|barrieres?|potelets?|bornes?|fontaines?|plaines?|toboggans?|balancoires?|ponts?|passages?|murs?|fosses?|ruisseaux?|caniveaux?"
    r"|cables?|sentiers?|parcs?|cimetieres?|signalisation)"
    r"(?: (?:d'egouts?|de bus|de jeux|pour pietons|pietons?|publics?|publiques?|communal(?:e|es)?|de signalisation|stop|rouges?))*$"
)
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
    gives = email_or_phone(turn.text) is not None or place.names_a_street(turn)
    if turn.topic in _COURTESIES:
        return len(turn.text) < 60 and not gives
    asks = bool(
        _QUESTION.search(
            plain(turn.text).rstrip(" ?")
            if requested == "report_where" and place.is_a_street(turn)
            else plain(turn.text)
        )
    )
    if requested in (None, "report_what", "report_where") or turn.topic == "nlu_clarify":
        return asks
    return asks or not (gives or _REFUSAL.search(plain(turn.text)) or place_said(turn))


def image(turn: Turn) -> str | None:
    """The reference of the first image attached."""
    return next((str(a["ref"]) for a in turn.attachments if a.get("kind") == "image" and a.get("ref")), None)


def location(turn: Turn) -> Where | None:
    """The place attached, as a ``report_where`` value."""
    for attached in turn.attachments:
        if attached.get("kind") == "location":
            try:
                latitude, longitude = float(attached["latitude"]), float(attached["longitude"])
            except (KeyError, TypeError, ValueError):
                continue
            if -90 <= latitude <= 90 and -180 <= longitude <= 180:
                return place.position(latitude, longitude)
    return None


def what_in_first(turn: Turn) -> str | None:
    """The problem, when the message that starts the report already says it."""
    text = without_contact(turn.text).strip(" ,;")
    if len(text) < 8 or _GENERIC.search(plain(text)):
        return None
    return _PREFACE.sub("", text)[:LONGEST_WHAT] or None


def described_problem(turn: Turn, known: str | None) -> str | None:
    """The answer to "what is it?", added to the thing ``known`` already; None when it says nothing."""
    text = without_contact(turn.text).strip(" ,;")
    said = sum(c.isalpha() for c in text) >= 3
    if not known:
        return text[:LONGEST_WHAT] if said else None
    same = plain(text).strip(" .!") in plain(known)
    if same or not said or refuses(turn) or _UNKNOWN.search(plain(text)):
        return f"{known} (sans précision)"
    return f"{known}, {text}"[:LONGEST_WHAT]


def only_a_thing(what: str) -> bool:
    """Whether ``what`` names a thing of the street and not what is wrong with it: "un lampadaire"."""
    return bool(_THING.match(_IN_A_STREET.sub("", plain(what)).strip(" ,.!;")))


def where_in(turn: Turn) -> Where | None:
    """The place, when the message names a street or says where ("devant l’école")."""
    text = without_contact(turn.text, blank=True)
    street = place.read(turn, text, answer=False)
    if street or place.own(turn):
        return street
    folded = level(text)
    named = next((e for e in turn.entities if e["entity"] == "place" and e.get("end")), None)
    match = _WHERE_AT.search(folded)
    if named and not match and any(p["id"] == named["value"] for p in turn.snapshot["places"]):
        return place.made(mark=str(named["text"])[:LONGEST_WHERE], settled=[place.STREET])
    if match and len(match.group().strip()) > 8:
        words = place.only_where(text[match.start() : match.end()])
        return place.made(mark=words, settled=[place.STREET] if _STREET_WORD.match(level(words)) else None)
    return None


def where_answer(turn: Turn) -> Where | None:
    """The answer to "where?": a place attached, or any words that may be one."""
    return location(turn) or place.answered(turn, _corrected_words(turn))


def _corrected_words(turn: Turn) -> str:
    """The message without what leads to a correction; as long as it was, so that its entities stay where they are."""
    text = without_contact(turn.text, blank=True)
    lead = _CORRECTION.match(level(text))
    return " " * lead.end() + text[lead.end() :] if lead else text


def place_said(turn: Turn) -> Where | None:
    """The place that a message gives when none is asked: "non, c’est rue du Moulin", a street alone, "au 18, à Brumagne", "devant la boulangerie"."""
    attached, chosen = location(turn), place.chosen_village(turn)
    if attached:
        return attached
    if chosen:
        return place.completes(turn, turn.text) or place.made(village=chosen)
    folded = level(turn.text)
    if place.names_a_street(turn):
        leads = corrects(turn)
        short = len(folded) <= LONGEST_CORRECTION and not _QUESTION.search(folded)
        return place.read(turn, _corrected_words(turn), answer=short) if short or leads else None
    if email_or_phone(turn.text):
        return None
    words = _corrected_words(turn)
    found = place.completes(turn, words)
    sounds = (
        _PLACE.search(level(words))
        or _PLACE_AFTER_ALL.search(level(words))
        or any(e["entity"] == "place" for e in turn.entities)
    )
    if found is None and corrects(turn) and sounds and not place.nowhere(turn):
        found = place.answered(turn, words)
    return found


def corrects(turn: Turn) -> bool:
    """Whether the message opens as a correction does: "non, …", "attendez, …"."""
    return bool(_CORRECTION.match(level(turn.text)))


def another_place(turn: Turn) -> bool:
    """Whether the message says that the place is wrong, and not which is right."""
    return bool(_ELSEWHERE.search(level(turn.text)))


def wrong_part(turn: Turn) -> str | None:
    """The slot that the citizen wants to change, of which only the name is said: "non, le lieu"."""
    found = _WRONG_PART.match(level(turn.text))
    return next(slot for slot, word in found.groupdict().items() if word) if found else None


def another_problem(turn: Turn) -> str | None:
    """ "c’est pas un trou, c’est une plaque cassée": the problem, when the message corrects it."""
    found = _ANOTHER_PROBLEM.match(level(turn.text).rstrip(" .!"))
    return turn.text[found.start("what") : found.end("what")][:LONGEST_WHAT] if found else None


def email_or_phone(text: str) -> str | None:
    """An e-mail address or a telephone number in ``text``, as typed; None when there is none."""
    match = _EMAIL.search(text) or _PHONE.search(text)
    return match.group().strip()[:LONGEST_CONTACT] if match else None


def contact_in(turn: Turn) -> str | None:
    """The address or number that the citizen gives to be reached at, in a sentence that says something else too."""
    found = _CONTACT_GIVEN.search(level(turn.text))
    return email_or_phone(turn.text[found.start() :]) if found else None


def without_contact(text: str, *, blank: bool = False) -> str:
    """``text`` without the address or number to be reached at: it belongs to the contact alone. ``blank`` keeps the length."""
    found = _CONTACT_GIVEN.search(level(text))
    if not found:
        return text
    return text[: found.start()] + (" " * (found.end() - found.start()) if blank else "") + text[found.end() :]


def refuses(turn: Turn) -> bool:
    """Whether an optional answer is left out."""
    return turn.topic == "non" or bool(_REFUSAL.search(plain(turn.text)) or _NO_PHOTO.search(plain(turn.text)))


def unknown(turn: Turn) -> bool:
    """Whether the citizen has nothing to add to a place, or does not know."""
    return refuses(turn) or bool(_UNKNOWN.search(plain(turn.text)))


def accepts(turn: Turn) -> bool:
    """Whether the summary is accepted."""
    return turn.topic == "oui" or bool(
        re.match(
            r"^(?:oui|ouais|ok|okay|d'accord|parfait|envoyez|envoie|c'est bon|c'est juste|correct|exact|vas-y|allez-y|je confirme)\b",
            plain(turn.text),
        )
    )
