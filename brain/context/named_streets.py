"""The answer to "which street?": whether it is one, and which."""

from __future__ import annotations

import re

from brain.context import phrases
from brain.context.places import NO_DOUBT, WHERE
from brain.meaning import Understood, entities
from brain.nlu.decision import AMBIGUOUS
from brain.text import plain


def could_be_a_street(understood: Understood, text: str) -> bool:
    """Whether an answer to "which street?" may be one: it is short, and not clearly another question, a courtesy or another name."""
    new, said = entities(understood), plain(text)
    if "street" in new:
        return True
    sure = understood.get("decision") == "answer" and understood.get("confidence", 0.0) >= NO_DOUBT
    asks = "?" in text or WHERE & set(new) or phrases.A_SENTENCE.match(said)
    if not phrases.STREET_TYPE.search(said) and ((sure and asks) or said.strip(" .!?") in AMBIGUOUS):
        return False
    if len(text) > 60 or understood.get("topic") in {"non", "merci", "au_revoir", "parler_humain"}:
        return False
    if phrases.STREET_TYPE.search(said):
        return True
    if "?" in text and {"date", "fraction"} & set(new):
        return False
    if re.match(r"(?:et|mais|ou|non)\b", said) or (understood.get("facet") and understood.get("bare")):
        return False
    return not (understood.get("bare") and {"fraction", "date", "place", "service"} & set(new))


def one_street(understood: Understood) -> Understood:
    """Of several streets, the last: "pas de rue du Puits ? rue du Lavoir alors"."""
    last = entities(understood)["street"]
    return {**understood, "entities": [e for e in understood["entities"] if e["entity"] != "street" or e is last]}


def with_street(understood: Understood, text: str) -> Understood:
    """All of the text, as a street that no list knows."""
    street = {"entity": "street", "value": text.strip(), "text": text, "start": 0, "end": len(text)}
    return {**understood, "entities": [*understood.get("entities", ()), street]}
