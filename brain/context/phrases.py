"""Turns of phrase that lean on what was said before, or that settle what is asked. All are matched on :func:`brain.text.plain` text."""

from __future__ import annotations

import re
from collections.abc import Mapping

WHEN_COLLECTED = re.compile(
    r"\b(?:quand|quels? jours?|c est quand) (?:\w+ ){0,2}?(?:pass|ramass|collect|sor[st]|vien|vid|enle)"
)
BIN = re.compile(r"\b(?:poubelles?|sacs?|dechets|ordures|conteneurs?|bacs?|camion|eboueurs?|collectes?|immondices)\b")
WHERE_TO_THROW = re.compile(r"\bou (?:\S+ ){0,5}?jet(?:er|te|ter|e)\b(?P<what>(?: [^ ?!.;,]+){0,10})")
BRINGS_THERE = re.compile(
    r"\b(?:deposer|apporter|amener|mettre|jeter|porter|emmener|reprend(?:re)?|reprennent|prend(?:re)?|prennent|accept(?:e|ent|er)) (?:\S+ ){0,5}?"
)
"""What one brings to the recyparc, or what it takes."""
SAID_OUTRIGHT: Mapping[str, re.Pattern[str]] = {
    "signalement": re.compile(r"\bsignale(?:r|ment)\b"),
    "service_competent": re.compile(r"\b(?:qui|quel service) s'occupe\b"),
}
"""Words that settle between two likely topics: the citizen says what they do."""
SAME_KIND = re.compile(r"\b(?:celle|celui|ceux|celles) (?:d[eu]s? |d')(?P<where>.{2,60}?)[ ?!.]*$")
ADDS_TO_IT = re.compile(r"\boublie (?:de|un|une|la|le)\b|\b(?:ajouter|joindre|completer|preciser)\b")
REFERENCE = re.compile(r"(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*\d)[0-9A-Z]{3}-[0-9A-Z]{3}(?![\w-])")
"""How a report's reference is written."""
AND = re.compile(r"^(?:et|ou|pour|alors)\b")
COURTESY = frozenset("bonjour merci oui non compliment au_revoir".split())
COURTEOUS = re.compile(
    r"^(?:(?:ah|oh|ok|okay|oui|non|merci(?: beaucoup| bien)?|super|parfait|genial|top|cool|nickel|d'accord|tres bien|bien|bonjour|bonsoir|salut|compris"
    r"|c'est (?:note|bon|gentil)|entendu|chouette|je vois)[\s,.!;]+)+(?:(?:mais|donc|alors|sinon)[\s,]+)?(?P<rest>(?!pour (?:l|vo|ce|to)).{2,200})$"
)
"""A courtesy, then what is really asked; "merci pour votre aide" asks nothing."""
SOMEONE = r"(?:mon|ma|mes|notre|nos) "
ADULT = re.compile(
    r"^(?:je suis [^,?!.]{3,30}, )?"
    rf"(?:et )?(?:si c'est )?pour (?:moi|nous|lui|elle|{SOMEONE}(?:mari|femme|epouse?|epoux|compagne|compagnon|conjointe?|copain|copine|pere|mere|papa"
    r"|maman|parents|grand-?\s?(?:mere|pere)|soeur|frere|voisine?))[ ?!.]*$"
)
_A_CHILD = rf"(?:{SOMEONE}|un |une |les |des )(?:fils|filles?|enfants?|garcons?|gamine?s?|petite?|bebe|fiston)"
CHILD = re.compile(
    rf"^(?:et )?(?:si c'est )?(?:pour {_A_CHILD}(?: de \d{{1,2}} ans)?|{_A_CHILD} (?:a|ont|aura) (?:bientot )?\d{{1,2}} ans)[ ?!.]*$"
)
STREET_TYPE = re.compile(
    r"\b(?:r|rue|av|avenue|place|boulevard|bd|chaussee|route|chemin|clos|allee|impasse|ruelle|quai|square|sentier|venelle|dreve|cite|voie|thier|tienne|chavee)\b"
)
AFTER_AN_ALARM = re.compile(
    r"^(?:(?:c'est|je suis|on est|j'habite|nous sommes|ici|au|a|dans|la|le|l'|n°)[\s,]*)*\d*[\s,]*(?:bis )?(?:la |l'|le )?"
    r"(?:rue|avenue|av\.?|place|boulevard|bd|chaussee|route|chemin|clos|allee|impasse|ruelle|quai|square|sentier|drève|dreve)\b.{2,60}$"
    r"|^(?:et |mais )?(?:je|on|que|qu'est-ce que je|quoi) (?:fais|fait|dois-je|faire|dois faire)(?: faire)?(?: quoi)?(?: maintenant)?[ ?!.]*$"
)
"""Where it happens, or what to do: what is said after an alarm."""
GOES_THERE = re.compile(r"\b(?:aller|venir|passer|y (?:serai|vais|va))\b")
THANKS = re.compile(
    r"^(?:dank(?: u| je)?(?: wel)?|bedankt|danke(?: schon)?|thanks?(?: you)?(?: very much)?|vielen dank|merci)[ !.]*$"
)
A_SENTENCE = re.compile(
    r"(?:je|j'|on|il|elle|nous|vous|c'est|ca|est-ce|comment|combien|quand|quels?|quelles?|qui|quoi|pourquoi)\b|j'"
)
AND_A_STREET = re.compile(
    r"^(?:et )?(?:(?:a|dans|pour) )?(?:la |l'|le )?(?:rue|avenue|boulevard|chaussee|chemin|clos|allee|impasse|ruelle|quai) .{3,}"
)
OWN = re.compile(r"^(?:(?:le|la|les|un|une|des|mon|ma|mes|ta|votre|pour|l'|d'|du|de)\b ?)*|[ ?!.]+$")

CORRECTION = re.compile(
    r"^(?:(?:non|nan|euh|pardon|oups|desole)[\s,.!]*)*"
    r"(?:je (?:voulais|veux|voulai) (?:dire|parler)(?: d(?:e|u|es)\b| d')?|c'est plutot|plutot|je parlais d(?:e|u|es)\b)\s*(?P<rest>.{2,80})$"
)
