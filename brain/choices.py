"""A typed reply to choices that were shown: a number, a title, or a word that only one title has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from brain.text import plain

_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "un une premier premiere",
            "deux deuxieme second seconde",
            "trois troisieme",
            "quatre quatrieme",
            "cinq cinquieme",
        ),
        1,
    )
    for name in names.split()
}
_NUMBERED = re.compile(
    r"^(?:(?:le|la|option|choix|numero|n°|no|reponse|c'est|oui|plutot|je|prends|choisis|veux) |l'|n°)*"
    r"(?P<n>\d{1,2}|[a-z]+?)(?P<rank>er|ere|e|eme|ieme|nd|nde)?(?: (?:option|choix|reponse|proposition|possibilite))?[ .,)!?]*$"
)
_AND_THE = re.compile(r"^et (?:le|du|au) \d")
""" "et le 2 ?" goes on with the day of a month; "le 2" is a reply."""
_WORDS = re.compile(r"[a-z0-9]{3,}")
_FILLERS = re.compile(
    r"^(?:(?:et|euh|ben|bah|alors|donc|bon|ah) )+|[ ,.!]+(?:svp|stp|merci|s'il (?:vous|te) plait|bien sur)[ .!]*$|[ .!?]+$"
)
"""What surrounds a reply and says nothing."""
_NEITHER = re.compile(
    r"^(?:non(?: merci)?|nan|aucune idee|(?:je (?:ne )?|j'en |j'|chais |)sais (?:pas|rien)|aucune?(?: d(?:e|es) (?:deux|trois|2|3|tout ca))?"
    r"|ni l'une? ni l'autre|rien de (?:tout )?(?:ca|cela)|pas (?:ca|cela|du tout)"
    r"|(?:non,? )?(?:c'est )?(?:rien|aucun) de ca|(?:ce n'est |c'est )?(?:pas|aucun) (?:ceux|celles)-la|non,? (?:pas|rien|aucune?|autre).{0,20})$"
)
_YES = re.compile(
    r"^(?:oui|ouais|ok|c'est ca|exact\w*|tout a fait|voila|d'accord)(?:[ ,]+(?:oui|c'est ca|merci|exact\w*))*$"
)
_ALL = re.compile(r"^(?:les (?:deux|trois|2|3)|tou(?:s|tes)(?: les (?:deux|trois|2|3))?|un peu de tout)$")
OTHER = "/autre_chose"
"""The payload of "something else", which ends every clarification."""
_POINTING = re.compile(
    r"^(?:(?:oui|plutot|pour|c'est|a|au|aux) )*(?:celle|celui|celles|ceux)(?:-ci|-la)? (?:d[eu]s? |d'|a |au )?(?:la |le |les |l')?"
)
""" "celle de": what a choice is pointed at with."""


def chosen(text: str, choices: Sequence[Mapping[str, str]], *, numbers: bool = True) -> str | None:
    """The payload of the choice that ``text`` names, or None when it names none or several."""
    said = _stripped(plain(text))
    typed = _POINTING.sub("", said)
    titles = [plain(choice["title"]) for choice in choices]
    if typed in titles:
        return choices[titles.index(typed)]["payload"]
    if numbers and not _AND_THE.match(plain(text)):
        match = _NUMBERED.match(typed)
        if match:
            number = _number(match["n"], match["rank"] or "", choices)
            if 1 <= number <= len(choices):
                return choices[number - 1]["payload"]
    words = set(_WORDS.findall(typed))
    if 1 <= len(words) <= 3 and len(typed) <= 30:
        hits = [choice for choice, title in zip(choices, titles) if words <= set(_WORDS.findall(title))]
        if len(hits) == 1:
            return hits[0]["payload"]
    return _yes_or_no(said, titles, choices)


def _number(word: str, rank: str, choices: Sequence[Mapping[str, str]]) -> int:
    """The choice counted to, from 1; 0 when it is no number. "The last" is not "something else"."""
    if word.isdigit():
        return int(word)
    if word + rank in {"dernier", "derniere"}:
        return sum(choice["payload"] != OTHER for choice in choices)
    return _NUMBERS.get(word) or _NUMBERS.get(word + rank, 0)


def _stripped(typed: str) -> str:
    """``typed`` without the words around a reply."""
    before = ""
    while before != typed:
        before, typed = typed, _FILLERS.sub("", typed)
    return typed


def a_yes_to_several(text: str, choices: Sequence[Mapping[str, str]]) -> bool:
    """Whether it is a "yes", or "both", to a question that proposed several things."""
    said = _stripped(plain(text))
    offered = [choice["payload"] for choice in choices]
    return OTHER in offered and len(offered) > 2 and bool(_YES.match(said) or _ALL.match(said))


def _yes_or_no(said: str, titles: Sequence[str], choices: Sequence[Mapping[str, str]]) -> str | None:
    """What "no" or "neither" means where "something else" is offered, and "yes" or "no" where one thing was proposed."""
    offered = [choice["payload"] for choice in choices]
    if _NEITHER.match(said) and OTHER in offered:
        return OTHER
    if _NEITHER.match(said) and len(offered) == 2 and titles[0] == "oui":
        return offered[1]
    if _YES.match(said) and len(offered) == 2 and (offered[1] == OTHER or titles[0] == "oui"):
        return offered[0]
    return None
