"""The commune's prices, as citizens read them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from actions.turn import Turn
from brain.text import plain

OF_AGE = 18
_MINOR = re.compile(r"\b(?:mineure?s?|enfants?|ados?|bebe|gamine?s?)\b")
_WORD = re.compile(r"[a-z]{4,}")


def amount_label(amount: str | None, currency: str | None) -> str | None:
    """ "25,50 €", "5 €", "gratuit"; None when nobody entered an amount that can be read."""
    if amount is None:
        return None
    try:
        value = Decimal(amount)
    except InvalidOperation:
        return None
    if not value.is_finite():
        return None
    if value == 0:
        return "gratuit"
    number = f"{value:.2f}".removesuffix(".00").replace(".", ",")
    return f"{number} {'€' if (currency or 'EUR') == 'EUR' else currency}"


def _note(note: str | None) -> str:
    """ " (gratuit sur l’e-guichet)": a sentence that the commune entered, inside another."""
    if not note:
        return ""
    first = note[0].lower() if note[1:2].islower() or note[1:2] == " " else note[0]
    return f" ({first}{note[1:].rstrip('.')})"


def for_whom(turn: Turn) -> str:
    """The message, with the word of the price list ("moins de 18 ans", "adulte") for the person that it speaks of."""
    age = turn.entity("age")
    if isinstance(age, (int, float)):
        return f"{turn.text} {'moins' if age < OF_AGE else 'adulte'}"
    return f"{turn.text} moins" if _MINOR.search(plain(turn.text)) else turn.text


def _meant(labels: Collection[str], said: str) -> Collection[str]:
    """The labels that hold most of the words said: "un rouleau de sacs bleus" is one of two rolls; all labels when none stands out."""
    words = {word.rstrip("s") for word in _WORD.findall(plain(said))}
    counts = {label: len(words & {w.rstrip("s") for w in _WORD.findall(plain(label))}) for label in labels}
    most = max(counts.values(), default=0)
    return [label for label, count in counts.items() if count == most]


def price_rows(snapshot: Mapping[str, Any], topic: str, today: date, said: str = "") -> list[str]:
    """The prices of a topic in force today, the latest of each label: "Carte d’identité adulte : 25,50 € (procédure normale)".

    ``said`` is the message: of several prices, those that it names.
    """
    latest: dict[str, Mapping[str, Any]] = {}
    for price in snapshot["prices"]:
        since = price.get("valid_from") or ""
        if price["topic"] == topic and since <= today.isoformat():
            known = latest.get(price["label"])
            if known is None or (known.get("valid_from") or "") <= since:
                latest[price["label"]] = price
    rows = []
    meant = _meant(latest, said)
    for price in (latest[label] for label in meant):
        label = amount_label(price.get("amount"), price.get("currency"))
        if label:
            rows.append(f"{price['label']} : {label}" + _note(price.get("note")))
    return rows
