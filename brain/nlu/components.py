"""The components of ``config.yml``'s pipeline: Rasa's graph around :mod:`brain.nlu`.

Order: :class:`FrenchTokenizer` (words and lemmas), :class:`TopicClassifier` (topics and probabilities), :class:`Understanding`
(danger, entities, facet, decision: the message's ``understood``, architecture §5).
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from brain import snapshots
from brain.nlu import features, lemmas
from brain.nlu.classifier import TopicModel
from brain.nlu.decision import MOST_CANDIDATES, decide
from brain.nlu.words import Reader

WORDS = "words"
PROBABILITIES = "topic_probabilities"
RANKING = "intent_ranking"
UNDERSTOOD = "understood"
BRUSSELS = ZoneInfo("Europe/Brussels")
Component = DefaultV1Recipe.ComponentType


@DefaultV1Recipe.register(Component.MESSAGE_TOKENIZER, is_trainable=True)
class FrenchTokenizer(GraphComponent):
    """Words folded, spelt out and lemmatised; see :mod:`brain.nlu.words` and :mod:`brain.nlu.lemmas`."""

    FILE = "lemmas.json"

    def __init__(self, storage: ModelStorage, resource: Resource, table: dict[str, str] | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._reader = Reader(table or {})

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> FrenchTokenizer:
        """Untrained."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> FrenchTokenizer:
        """Trained."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / cls.FILE).read_text(encoding="utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        """Compile spaCy's lemma table for the training phrases."""
        table = lemmas.build(message.get(TEXT) or "" for message in training_data.training_examples)
        self._reader = Reader(table)
        with self._storage.write_to(self._resource) as folder:
            (folder / self.FILE).write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Read every training phrase."""
        self.process([message for message in training_data.training_examples if message.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages."""
        for message in messages:
            words = self._reader.read(message.get(TEXT) or "")
            message.set(WORDS, words)
            message.set(TOKENS_NAMES[TEXT], [Token(word.form, word.start, word.end, lemma=word.lemma) for word in words])
        return messages


@DefaultV1Recipe.register(Component.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent):
    """The topics' probabilities; see :mod:`brain.nlu.classifier`."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: TopicModel | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TopicClassifier:
        """Untrained."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **kwargs: Any
    ) -> TopicClassifier:
        """Trained."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, TopicModel.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the phrases that the tokenizer has read."""
        examples = [message for message in training_data.intent_examples if message.get(WORDS)]
        rows = [features.groups(message.get(WORDS)) for message in examples]
        self._model = TopicModel.fit(rows, [message.get(INTENT) for message in examples])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the topics and their probabilities, best first."""
        if self._model is None:
            raise RuntimeError("the classifier is not trained")
        for message in messages:
            probabilities = self._model.probabilities(features.groups(message.get(WORDS)))
            best = np.argsort(-probabilities)[:MOST_CANDIDATES]
            message.set(PROBABILITIES, [(self._model.topics[i], float(probabilities[i])) for i in best])
        return messages


@DefaultV1Recipe.register([Component.INTENT_CLASSIFIER, Component.ENTITY_EXTRACTOR], is_trainable=False)
class Understanding(GraphComponent):
    """The decision, in Rasa's form (intent, ranking, entities) and in ours (``understood``)."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> Understanding:
        """Nothing to load."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Understand messages whose topics are known."""
        for message in messages:
            understood = understand(message)
            decision, topic = understood["decision"], understood["topic"]
            ranking = [{"name": c["topic"], "confidence": c["confidence"]} for c in understood["candidates"]]
            intent = {"name": topic if decision == "answer" else f"nlu_{decision}", "confidence": understood["confidence"]}
            message.set(INTENT, intent, add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
            message.set(ENTITIES, understood["entities"], add_to_output=True)
            message.set(UNDERSTOOD, understood, add_to_output=True)
        return messages


def _context(metadata: dict[str, Any]) -> tuple[snapshots.Snapshot | None, datetime]:
    """The message's snapshot, if it is in memory, and its clock."""
    try:
        snapshot: snapshots.Snapshot | None = snapshots.get(metadata["commune"], metadata["snapshot"])
    except LookupError:
        snapshot = None
    now = datetime.fromisoformat(metadata["now"]) if metadata.get("now") else datetime.now(BRUSSELS)
    return snapshot, now


def understand(message: Message) -> dict[str, Any]:
    """What architecture §5 says of one message."""
    candidates = message.get(PROBABILITIES)
    decision = decide(candidates)
    return {
        "decision": decision.kind,
        "topic": decision.topic,
        "confidence": round(decision.confidence, 4),
        "candidates": [{"topic": topic, "confidence": round(confidence, 4)} for topic, confidence in candidates],
        "facet": None,
        "entities": [],
        "bare": False,
    }
