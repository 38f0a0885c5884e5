"""The components of ``config.yml``'s pipeline: Rasa's graph around :mod:`brain.nlu`.

Order: :class:`FrenchTokenizer` (words and lemmas), :class:`TopicClassifier` (topics and their confidence), :class:`Understanding`
(danger, entities, facet, decision: the message's ``understood``, architecture §5).
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

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
from brain.nlu import lemmas, lexicon, noise
from brain.nlu.classifier import TopicModel
from brain.nlu.features import Groups
from brain.nlu.gazetteer import Gazetteer, generic_names, own_names
from brain.nlu.in_processes import for_all
from brain.nlu.lexicon import Concepts, Lexicon
from brain.nlu.understanding import Surroundings, Understander, Understood, featurize
from brain.nlu.words import Reader

READER = "reader"
WORDS = "words"
ENGINE = "topic_engine"
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
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FrenchTokenizer:
        """Untrained."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FrenchTokenizer:
        """Trained."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, json.loads((folder / cls.FILE).read_text(encoding="utf-8")))

    def train(self, training_data: TrainingData) -> Resource:
        """Compile spaCy's lemma table for the training phrases and the lexicon."""
        phrases = [message.get(TEXT) or "" for message in training_data.training_examples]
        table = lemmas.build([*phrases, *(entry for entries in lexicon.usable()[0].values() for entry in entries)])
        self._reader = Reader(table)
        with self._storage.write_to(self._resource) as folder:
            (folder / self.FILE).write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Give every training phrase its reader; the classifier reads them, on all cores."""
        for message in training_data.training_examples:
            message.set(READER, self._reader)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Read messages."""
        for message in messages:
            words = self._reader.read(message.get(TEXT) or "")
            message.set(READER, self._reader)
            message.set(WORDS, words)
            message.set(
                TOKENS_NAMES[TEXT], [Token(word.form, word.start, word.end, lemma=word.lemma) for word in words]
            )
        return messages


@DefaultV1Recipe.register(Component.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent):
    """The topics and their confidence; see :mod:`brain.nlu.classifier`. Holds the lexicon that it was trained with."""

    FILE = "lexicon.json"

    def __init__(
        self,
        storage: ModelStorage,
        resource: Resource,
        model: TopicModel | None = None,
        concepts: Concepts | None = None,
    ) -> None:
        self._storage = storage
        self._resource = resource
        self._model = model
        self._concepts = concepts or {}
        self._engine: Understander | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        """Untrained."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """Trained."""
        with model_storage.read_from(resource) as folder:
            concepts = json.loads((folder / cls.FILE).read_text(encoding="utf-8"))
            return cls(model_storage, resource, TopicModel.load(folder), concepts)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the phrases, read as the tokenizer reads messages."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        self._concepts = lexicon.usable()[0]
        reader: Reader = examples[0].get(READER)
        known, names = Lexicon(self._concepts, reader), Gazetteer(generic_names(self._concepts), reader)
        texts, topics = [m.get(TEXT) for m in examples], [m.get(INTENT) for m in examples]
        noisy = noise.copies(texts, topics)

        def features_of(text: str) -> Groups:
            words = reader.read(text)
            return featurize(words, names.find(words, text), known)

        rows = for_all(features_of, [*texts, *(text for text, _ in noisy)])
        self._model = TopicModel.fit(rows[: len(texts)], topics, rows[len(texts) :], [topic for _, topic in noisy])
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
            (folder / self.FILE).write_text(json.dumps(self._concepts, ensure_ascii=False), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Give messages what ranks their topics: the next component also ranks their parts."""
        for message in messages:
            if self._engine is None:
                self._engine = self._start(message.get(READER))
            message.set(ENGINE, self._engine)
        return messages

    def _start(self, reader: Reader) -> Understander:
        if self._model is None:
            raise RuntimeError("the classifier is not trained")
        return Understander(
            reader, Lexicon(self._concepts, reader), self._model, Gazetteer(generic_names(self._concepts), reader)
        )


@DefaultV1Recipe.register([Component.INTENT_CLASSIFIER, Component.ENTITY_EXTRACTOR], is_trainable=False)
class Understanding(GraphComponent):
    """The decision, in Rasa's form (intent, ranking, entities) and in ours (``understood``)."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Understanding:
        """Nothing to load."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Understand messages that have been read."""
        for message in messages:
            engine: Understander = message.get(ENGINE)
            metadata = message.get("metadata") or {}
            _set(
                message, engine.understand(message.get(TEXT) or "", message.get(WORDS), surroundings(engine, metadata))
            )
        return messages


def _set(message: Message, understood: Understood) -> None:
    decision, topic = understood["decision"], understood["topic"]
    intent = {"name": topic if decision == "answer" else f"nlu_{decision}", "confidence": understood["confidence"]}
    ranking = [
        {"name": candidate["topic"], "confidence": candidate["confidence"]} for candidate in understood["candidates"]
    ]
    message.set(INTENT, intent, add_to_output=True)
    message.set(RANKING, ranking, add_to_output=True)
    message.set(ENTITIES, understood["entities"], add_to_output=True)
    message.set(UNDERSTOOD, understood, add_to_output=True)


def surroundings(engine: Understander, metadata: dict[str, Any]) -> Surroundings:
    """The names and the clock of a message's metadata; without a snapshot in memory, generic names."""
    now = datetime.fromisoformat(metadata["now"]) if metadata.get("now") else datetime.now(BRUSSELS)
    try:
        snapshot = snapshots.get(metadata["commune"], metadata["snapshot"])
    except LookupError:
        return Surroundings(engine.gazetteer, now)
    names = snapshot.derived(
        "gazetteer", lambda document: engine.gazetteer.extended(own_names(document), engine.reader)
    )
    return Surroundings(names, now)
