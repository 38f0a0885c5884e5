"""French as citizens read it: dates, hours, lists, typography."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

_BEFORE_SIGN = re.compile(r"(?<=[^\s:/]) ?(?=[?!;»]+(?:\s|$|[?!».,)…]))| (?=[:;?!»](?:\s|$|[».,)…]))")
_AFTER_QUOTE = re.compile(r"«[ \u00a0\u202f]?")
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[€%])")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def typography(text: str) -> str:
    """``text`` with French apostrophes, narrow no-break spaces before ? ! ; : » and after «, and no break between a number and € or %."""
    text = _BEFORE_UNIT.sub("\u00a0", _APOSTROPHE.sub("’", text))
    return _BEFORE_SIGN.sub("\u202f", _AFTER_QUOTE.sub("«\u202f", text))


def day_of_month(day: date) -> str:
    """ "1er" or the number."""
    return "1er" if day.day == 1 else str(day.day)


def day_label(day: date, today: date | None = None) -> str:
    """ "samedi 28 novembre"; with the year when it is not ``today``'s."""
    label = f"{WEEKDAYS[day.weekday()]} {day_of_month(day)} {MONTHS[day.month - 1]}"
    return label if today is None or day.year == today.year else f"{label} {day.year}"


def range_label(first: date, last: date, today: date | None = None) -> str:
    """ "du samedi 28 au dimanche 29 novembre"; both days belong to it."""
    if first == last:
        return day_label(first, today)
    start = day_label(first, last if first.year == last.year else today)
    if (first.year, first.month) == (last.year, last.month):
        start = f"{WEEKDAYS[first.weekday()]} {day_of_month(first)}"
    return f"du {start} au {day_label(last, today)}"


def hour_label(at: time | datetime) -> str:
    """ "9 h", "9 h 30", "midi", "minuit"."""
    if at.minute == 0 and at.hour in (0, 12):
        return "minuit" if at.hour == 0 else "midi"
    return f"{at.hour} h" if at.minute == 0 else f"{at.hour} h {at.minute:02d}"


def listed(words: Sequence[str], last: str = "et") -> str:
    """ "a, b et c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def sentence(text: str) -> str:
    """``text`` with a capital first letter and a full stop, unless it has an end already."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def de(name: str) -> str:
    """ "de Brumagne", "d’Andenne"."""
    return f"d’{name}" if name[:1].lower() in tuple("aeiouéèêëàâîïôûœ") else f"de {name}"


_FEMININE = frozenset(
    """administration maison bibliothèque médiathèque ludothèque piscine école crèche salle police zone bulle académie résidence place plaine cellule régie
    antenne caserne église gare halte poste permanence coordination justice""".split()
)
_MASCULINE = frozenset(
    """accueil recyparc service centre hall parc musée cimetière marché bureau commissariat cpas office complexe terrain stade home foyer syndicat guichet point
    secrétariat collège conseil funérarium columbarium magasin relais espace pôle kot dépôt hôtel château""".split()
)
_PLURAL = frozenset("bulles services ateliers archives jardins terrains travaux".split())


def _gender(name: str) -> str:
    """ "m", "f", "p" (plural), or "" when the first word says nothing."""
    first = name.split(" ", 1)[0].lower()
    if first in ("les", *_PLURAL):
        return "p"
    if first == "le" or first in _MASCULINE or name.lower().startswith("poste de "):
        return "m"
    return "f" if first == "la" or first in _FEMININE else ""


def with_article(name: str) -> str:
    """ "le Recyparc de Brumagne", "l’École communale"; a name whose gender is not known stays bare."""
    gender, first = _gender(name), name.split(" ", 1)[0].lower()
    if first in ("le", "la", "les"):
        return first + name[len(first) :]
    if gender == "p":
        return f"les {name}"
    if gender and first[0] in "aeiouéèêh" and first != "hall":
        return f"l’{name}"
    return {"f": f"la {name}", "m": f"le {name}"}.get(gender, name)


def agreed(name: str, word: str) -> str:
    """``word`` ("ouvert", "fermé") in the gender and number of ``name``."""
    if _gender(name) == "p":
        return word + ("es" if name.lower().startswith(("bulles", "archives")) else "s")
    return word + "e" if _gender(name) == "f" else word


def is_or_are(name: str) -> str:
    """ "est" or "sont"."""
    return "sont" if _gender(name) == "p" else "est"


def a_(name_with_article: str) -> str:
    """ "au Recyparc", "à la Bibliothèque", "à l’École"."""
    if name_with_article.startswith("le "):
        return f"au {name_with_article[3:]}"
    if name_with_article.startswith("les "):
        return f"aux {name_with_article[4:]}"
    return f"à {name_with_article}"


def of(name_with_article: str) -> str:
    """ "du Recyparc", "de la Bibliothèque", "de l’École"."""
    if name_with_article.startswith("le "):
        return f"du {name_with_article[3:]}"
    if name_with_article.startswith("les "):
        return f"des {name_with_article[4:]}"
    return de(name_with_article) if not name_with_article.startswith(("la ", "l’")) else f"de {name_with_article}"
