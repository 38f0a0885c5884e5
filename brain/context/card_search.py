"""What a card says of the words of a short message: which of its sides holds them, and whom or what it names itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from brain.nlu.words import FUNCTION_WORDS
from brain.text import plain

SIDES: tuple[tuple[str, str | None], ...] = (
    ("cost", "price"),
    ("conditions", "conditions"),
    ("evidence", "documents"),
    ("processing_time", "delay"),
    ("where", "where"),
    ("note", None),
    ("answer", None),
)
"""A card's fields and the facet that shows each, the most particular first; None is the short answer."""

_SAYS_NOTHING = frozenset(
    """faut faudra faire fais fait fasse dois doit doivent devons peux peut peuvent puis pouvez pouvons veux voulez voudrais aimerais vais va aller allez besoin
    prendre prend venir passer savoir sais demander obtenir avoir mettre acheter trouver deposer voir payer contacter appeler ecrire envoyer
    quand combien temps longtemps comment quel quelle quels quelles ou qui quoi est-ce t-il si donc sinon encore meme autre autres chose cas deux trois
    seulement aussi vraiment possible obligatoire necessaire obligatoirement exactement maintenant apres avant ensuite pareil idem question
    monsieur madame svp merci il elle y en te dites dis explique expliquez ete vient venait c'est qu'il qu'elle j'ai n'ai d'un d'une l'un""".split()
)
_WORD = re.compile(r"[a-z0-9]+")
_NUMBER_OF_A_UNIT = re.compile(r"(\d+) ?m(?:2|²|etres? carres?)")
_PHONE = re.compile(r"\b0\d[\d /.]{7,}\d\b")


def _plain(text: str) -> str:
    return _NUMBER_OF_A_UNIT.sub(r"\1 m2", plain(text))


def content(text: str) -> list[str]:
    """The words that carry what is asked."""
    words = _WORD.findall(_plain(text).replace("'", " "))
    return [w for w in words if (len(w) > 2 or w.isdigit()) and w not in FUNCTION_WORDS and w not in _SAYS_NOTHING]


def _same(word: str, other: str) -> bool:
    """Whether two words are one, but for their ending."""
    if word.isdigit() or other.isdigit():
        return word == other
    one, two = word.rstrip("sx"), other.rstrip("sx")
    shorter = min(len(one), len(two))
    kept, longer = (shorter - 2, 4) if shorter >= 8 else (max(4, shorter - 1), 2)
    return word == other or (shorter >= 4 and abs(len(one) - len(two)) <= longer and one[:kept] == two[:kept])


def holds(text: str, words: list[str]) -> bool:
    """Whether ``text`` has each of the words."""
    known = _WORD.findall(_plain(text).replace("'", " "))
    return bool(words) and all(any(_same(word, other) for other in known) for word in words)


def _texts(topic: str, snapshot: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    card = snapshot["cards"][topic]
    rows = [row for row in snapshot.get("prices", ()) if row.get("topic") == topic]
    yield " ".join(f"{row['label']} {row.get('note') or ''}" for row in rows), "price"
    for name, facet in SIDES:
        value = card.get(name) or ""
        if name == "cost" and rows:
            continue  # its rows are shown instead
        yield (value if isinstance(value, str) else " ".join(value)), facet


def told(
    words: list[str], topic: str, snapshot: Mapping[str, Any], *, first: bool = True, facet: str | None = None
) -> tuple[str | None] | None:
    """The facet whose field holds all the ``words``, in a tuple of one (None is the short answer); None when no field does.

    The ``facet`` asked goes before all; with ``first``, the short answer's first sentence next: it is the fact that most ask for.
    """
    if facet and any(side == facet and holds(text, words) for text, side in _texts(topic, snapshot)):
        return (facet,)
    if first and holds(str(snapshot["cards"][topic].get("answer") or "").split(". ")[0], words):
        return (None,)
    return next(((side,) for text, side in _texts(topic, snapshot) if holds(text, words)), None)


def titled(topic: str, snapshot: Mapping[str, Any], words: list[str], *, every: bool = False) -> bool:
    """Whether the card's titles hold one of the words, or ``every`` one."""
    card = snapshot["cards"].get(topic, {})
    title = f"{card.get('title') or ''} {card.get('short_title') or ''}"
    return holds(title, words) if every else any(holds(title, [word]) for word in words)


def is_title(topic: str, snapshot: Mapping[str, Any], words: list[str]) -> bool:
    """Whether the words are the card's whole short title: "carte d'identité"."""
    return holds(" ".join(words), content(snapshot["cards"][topic].get("short_title") or ""))


def knows(topic: str, facet: str, snapshot: Mapping[str, Any]) -> bool:
    """Whether the card has something to say of the facet."""
    return any(text and side == facet for text, side in _texts(topic, snapshot))


def child_side(topic: str, snapshot: Mapping[str, Any]) -> str | None:
    """The facet that says what is particular to a child, if any."""
    found = [told([word], topic, snapshot, first=False) for word in ("mineur", "enfant", "ans")]
    return next((facet[0] for facet in found if facet), None)


def calls(topic: str, snapshot: Mapping[str, Any]) -> bool:
    """Whether the short answer gives the number to call: one that is no service's of the commune, or that of the very person."""
    if any(person.get("role") == topic and person.get("email") for person in snapshot.get("people", ())):
        return True
    own = {_digits(s.get("telephone")) for s in (*snapshot.get("services", ()), *snapshot.get("places", ()))}
    said = _PHONE.findall(plain(snapshot["cards"][topic].get("answer") or ""))
    return any(_digits(number) not in own for number in said)


def _digits(number: str | None) -> str:
    return re.sub(r"\D", "", number or "")


def sends_to(topic: str, snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The service, else the place, that the card's ``where`` names and no other: one goes there, whoever else handles the subject."""
    where = plain(snapshot["cards"][topic].get("where") or "")
    for entity, records in (("service", snapshot.get("services", ())), ("place", snapshot.get("places", ()))):
        names = {r["id"]: plain(r["name"]) for r in records if r.get("name")}
        named = [key for key, name in names.items() if re.search(rf"\b{re.escape(name)}\b", where)]
        if named:
            return {entity: named[0]} if len(named) == 1 else {}
    return {}


def handled_by(topic: str, snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The service that handles a card's subject in this commune; where it has none of that role, the one that answers for the commune."""
    services = snapshot.get("services", ())
    role = snapshot["cards"][topic].get("competent_service")
    handling = next((s["id"] for s in services if topic in s.get("handles", ())), None)
    if handling or not role or not services or any(role in (s["id"], s.get("role")) for s in services):
        return {"service": handling or role}
    return {"service": snapshot.get("commune", {}).get("person_service")}
