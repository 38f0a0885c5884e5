"""Train the model: ``python -m brain.train`` (``script/train``).

The training files are checked first (:mod:`brain.nlu.corpus`); a fault stops the training with its file and line. ``--draft`` trains without
the phrases at fault, for those who write them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from brain.nlu import corpus, lexicon
from brain.nlu.corpus import ROOT, CorpusRefused, Phrase
from brain.nlu.evaluation import Case, confusions, report, table
from brain.parse import Parser, quiet, snapshot_metadata

MODELS = ROOT / "models"


def write_phrases(phrases: Sequence[Phrase], folder: Path) -> None:
    """Rasa's training files of these phrases, one a topic."""
    by_topic: dict[str, list[str]] = defaultdict(list)
    for phrase in phrases:
        by_topic[phrase.topic].append(phrase.text)
    for topic, texts in by_topic.items():
        lines = ['version: "3.1"', "nlu:", f"- intent: {topic}", "  examples: |", *(f"    - {text}" for text in texts)]
        (folder / f"{topic}.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def train(*, draft: bool = False, models: Path = MODELS) -> Path:
    """Train and return the model's path, ``models/<timestamp>.tar.gz``.

    Raises:
        CorpusRefused: a training file has a fault.
    """
    if not draft:
        lexicon.read()
        corpus.load()
        return train_on(corpus.PHRASES, models)
    phrases, faults = corpus.usable()
    print(*faults, *lexicon.usable()[1], sep="\n", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        drafts = Path(folder) / "nlu"
        drafts.mkdir()
        write_phrases(phrases, drafts)
        return train_on(drafts, models)


def train_on(phrases: Path, models: Path) -> Path:
    """Train on the phrases of a folder named ``nlu``, unchecked, with the rules and the domain of this installation."""
    # Rasa's cache does not see the lexicon nor our modules, and would serve a stale part.
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    from rasa.model_training import train as rasa_train

    result = rasa_train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(phrases), str(ROOT / "data" / "rules")],
        output=str(models),
        force_training=True,
        fixed_model_name=time.strftime("%Y%m%d-%H%M%S"),
    )
    if result.model is None:
        raise RuntimeError(f"training failed (code {result.code})")
    return Path(result.model)


def evaluate(model: Path) -> str:
    """The model's figures on the development messages and on the second set, as tables; beside the model, all of it as JSON."""
    parser = Parser(model)
    metadata = snapshot_metadata(None, None)

    def cases(folder: Path) -> list[Case]:
        messages = corpus.development(folder)
        understood = parser.parse([text for _, _, text, _ in messages], metadata)
        return [Case(topic, kind, meaning) for (topic, kind, _, _), meaning in zip(messages, understood)]

    chosen_on = cases(corpus.DEVELOPMENT)
    result, second = report(chosen_on), report(cases(corpus.SECOND))
    details = json.dumps(
        {**result, "confusions": confusions(chosen_on), "second": second}, ensure_ascii=False, indent=1
    )
    model.with_name(model.name.removesuffix(".tar.gz") + ".json").write_text(details, encoding="utf-8")
    return f"Development messages\n{table(result)}\n\nSecond set\n{table(second)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, train, and say how long it took."""
    parser = argparse.ArgumentParser(prog="script/train", description="Train the model on data/.")
    parser.add_argument("--draft", action="store_true", help="leave out the phrases at fault instead of refusing")
    parser.add_argument("--no-evaluation", action="store_true", help="do not evaluate the model on tests/nlu")
    options = parser.parse_args(arguments)
    quiet()
    started = time.perf_counter()
    try:
        model = train(draft=options.draft)
    except CorpusRefused as refused:
        print(f"{refused}\n{len(refused.faults)} fault(s): nothing was trained.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: no model was written.", file=sys.stderr)
        return 130
    print(f"{model.relative_to(ROOT)}: {model.stat().st_size / 1e6:.1f} MB in {time.perf_counter() - started:.0f} s")
    if not options.no_evaluation:
        print(evaluate(model))
        print(f"\nTrained and evaluated in {time.perf_counter() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
