"""One message understood: danger first, then topics, facet, entities and the decision (architecture §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from brain.nlu import danger, entities, facets, features, languages, parts
from brain.nlu.calibration import UNKNOWN
from brain.nlu.classifier import TopicModel
from brain.nlu.decision import MOST_CANDIDATES, Decision, decide
from brain.nlu.gazetteer import Found, Gazetteer
from brain.nlu.lexicon import Lexicon
from brain.nlu.parts import SHORTEST_PART
from brain.nlu.words import FUNCTION_WORDS, Reader, Word

Understood = dict[str, Any]

_LINKS = frozenset(
    """faut faudra faudrait et ou alors sinon plutot pareil idem aussi donc sinon meme chose ca cela celui celle ceux lequel laquelle pour encore par exemple
    question dis dites moi juste peut etre savoir vous avez pouvez est ce c possible combien quand comment quoi qui ou quel quelle quels quelles dernier
    derniere fils fille enfant enfants mari femme mere pere bebe garcon frere soeur maman papa autre il elle eux leur leurs dedans la bas svp s plait non
    oui ah oh eh""".split()
)
"""Words that a follow-up may hold and that ask nothing by themselves."""
_LIVES = frozenset("habite habitons vis loge logeons reside residons numero".split())


OF_DEATH = frozenset("euthanasie dernieres_volontes don_organes declaration_deces acte_deces animal_perdu".split())
"""Topics that speak of coma, death or disappearance without anybody being in danger now."""
MISTAKEN = frozenset({"injury", "child", "other"})
"""Dangers that the rules may see in such a message; suicide and violence are never put aside."""
SURELY = 0.95


@dataclass(frozen=True)
class Surroundings:
    """What a message is read in: the names of its commune and the time."""

    gazetteer: Gazetteer
    now: datetime


STREET = "nom_de_rue"
"""The concept that stands for any street's name."""


def featurize(words: Sequence[Word], found: Sequence[Found], lexicon: Lexicon) -> features.Groups:
    """The features of a message: a street counts as a street, whatever its name."""
    streets = [name for name in found if name.entity == "street"]
    hidden = {index for name in streets for index in range(name.first, name.last + 1)}
    concepts = lexicon.concepts(words)
    kept = [word for index, word in enumerate(words) if index not in hidden]
    return features.groups(kept or words, [*concepts, STREET] if streets else concepts)


class Understander:
    """A trained model at work."""

    def __init__(self, reader: Reader, lexicon: Lexicon, model: TopicModel, gazetteer: Gazetteer) -> None:
        self.reader = reader
        self.lexicon = lexicon
        self.model = model
        self.gazetteer = gazetteer

    def rank(self, words: Sequence[Word], found: Sequence[Found] = ()) -> list[tuple[str, float]]:
        """The topics of a message with their confidence, best first; ``found`` are the names in it."""
        return self.model.rank(featurize(words, found, self.lexicon))

    def understand(self, text: str, words: Sequence[Word], surroundings: Surroundings) -> Understood:
        """What a message means; with ``parts`` when it asks two questions."""
        whole = self._one(text, words, surroundings)
        if whole["topic"] == "urgence":
            return whole
        if sides := parts.sides(whole):
            return {**sides[0], "parts": [{**side, "text": text} for side in sides]}
        if len(words) < 2 * SHORTEST_PART:
            return whole
        for left, right in parts.splits(text):
            pair = [self._one(part, self.reader.read(part), surroundings) | {"text": part} for part in (left, right)]
            both_long = min(len(part["text"].split()) for part in pair) >= SHORTEST_PART
            two = tuple(pair) if both_long and parts.are_two_questions(*pair) else parts.two_sides(*pair)
            if two:
                return {**two[0], "parts": [dict(part) for part in two], "entities": whole["entities"]}
        return whole

    def _one(self, text: str, words: Sequence[Word], surroundings: Surroundings) -> Understood:
        names = surroundings.gazetteer.find(words, text)
        found, covered = entities.find(words, text, names, surroundings.now)
        asked = facets.find(words)
        ranked = self.rank(words, names)
        threat = danger.find(words)
        if threat and threat.kind in MISTAKEN and ranked[0][0] in OF_DEATH and ranked[0][1] >= SURELY:
            threat = None
        if threat is None and _says_no_more(words, covered, at_a_street=any(name.entity == "street" for name in names)):
            ranked = [pair for pair in ranked if pair[0] != "urgence"]
        decision = decide(ranked, words) if threat is None else Decision("answer", "urgence", 1.0, (("urgence", 1.0),))
        if decision.topic == UNKNOWN and not self.model.has_read(words):
            decision = Decision("fallback", None, decision.confidence, decision.candidates)
        if decision.topic == "urgence":
            found = [_danger(threat, words, text), *found]
        if decision.topic == "autre_langue" and (code := languages.written_in(words)):
            found.append({"entity": "language", "value": code, "text": text, "start": 0, "end": len(text)})
        candidates = _candidates(decision, ranked)
        return {
            "decision": decision.kind,
            "topic": decision.topic,
            "confidence": round(decision.confidence, 4),
            "candidates": [{"topic": topic, "confidence": round(confidence, 4)} for topic, confidence in candidates],
            "ranked": ranked,
            "facet": asked.facet,
            "facets": asked.listed,
            "entities": found,
            "bare": _is_bare(words, covered | asked.covered, found, asked.facet),
        }


def _says_no_more(words: Sequence[Word], covered: set[int], *, at_a_street: bool) -> bool:
    """Whether a message only says where ("dans la rue Haute"), or only asks for haste: the classifier alone must not take that for an emergency."""
    content = {
        word.form
        for index, word in enumerate(words)
        if index not in covered and word.form.isalnum() and word.form not in FUNCTION_WORDS | _LINKS
    }
    if at_a_street:  # "j'habite chaussée de Namur 112"
        content = {form for form in content if not form.isdigit()} - _LIVES
    return not content or (content == {"vite"} and not covered)


def _candidates(decision: Decision, ranked: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """What was decided on, then the next likely topics, never above it."""
    candidates = list(decision.candidates)
    ceiling = min((confidence for _, confidence in candidates), default=1.0)
    others = [(topic, min(confidence, ceiling)) for topic, confidence in ranked if topic not in dict(candidates)]
    return candidates + others[: MOST_CANDIDATES - len(candidates)]


def _danger(threat: danger.Danger | None, words: Sequence[Word], text: str) -> dict[str, Any]:
    """The danger as an entity; what the classifier alone calls an emergency is of kind "other"."""
    if threat is None or not words:
        return {"entity": "danger", "value": "other", "text": text, "start": 0, "end": len(text)}
    start, end = words[threat.first].start, words[threat.last].end
    return {"entity": "danger", "value": threat.kind, "text": text[start:end], "start": start, "end": end}


def _is_bare(words: Sequence[Word], covered: set[int], found: Sequence[entities.Entity], facet: str | None) -> bool:
    """Whether a message is a follow-up of the last question: names or a facet, and little words.

    A place with the hours, address or number asked of it is a question of its own.
    """
    names = {entity["entity"] for entity in found}
    if not (names or facet) or (names & {"place", "service"} and facet in {"hours", "where", "who"}):
        return False
    return all(
        index in covered or word.form in FUNCTION_WORDS or word.form in _LINKS or not word.form.isalnum()
        for index, word in enumerate(words)
    )
