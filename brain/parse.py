"""Understand messages from standard input: ``script/parse`` (one message a line → one JSON object a line, architecture §5 plus the text).

Runs the trained model's own NLU graph, without the dialogue around it. Without ``--commune``, names are generic kinds and roles.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import logging
import sys
import tarfile
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog

from brain import snapshots
from brain.nlu.corpus import ROOT

MODELS = ROOT / "models"
BATCH = 256
FIELDS = ("decision", "topic", "confidence", "candidates", "facet", "entities")


class Parser:
    """A trained model's NLU graph, loaded."""

    def __init__(self, model: Path) -> None:
        from rasa.engine.loader import load_predict_graph_runner
        from rasa.engine.runner.dask import DaskGraphRunner
        from rasa.engine.storage.local_model_storage import LocalModelStorage

        self._folder = tempfile.TemporaryDirectory()
        metadata, self._runner = load_predict_graph_runner(
            Path(self._folder.name), model, LocalModelStorage, DaskGraphRunner
        )
        self._target = metadata.nlu_target
        # As in brain/launcher.py: the model is no garbage.
        gc.collect()
        gc.freeze()

    def parse(self, texts: Sequence[str], metadata: dict[str, Any]) -> list[dict[str, Any]]:
        """What each text means: ``understood``, architecture §5."""
        return [message.get("understood") for message in self.messages(texts, metadata)]

    def messages(self, texts: Sequence[str], metadata: dict[str, Any]) -> list[Any]:
        """Each text as the message that Rasa's graph makes of it."""
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker

        inputs = {
            PLACEHOLDER_MESSAGE: [UserMessage(text=text, metadata=metadata) for text in texts],
            PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("parse", []),
        }
        messages: list[Any] = self._runner.run(inputs=inputs, targets=[self._target])[self._target]
        return messages


def newest_model(folder: Path | None = None) -> Path | None:
    """The model trained last, or None."""
    return max((folder or MODELS).glob("*.tar.gz"), default=None, key=lambda path: path.name)


def quiet() -> None:
    """Keep Rasa's words off the output: its imports reset the filters of warnings."""
    warnings.showwarning = lambda *_, **__: None
    logging.disable(logging.ERROR)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def snapshot_metadata(path: Path | None, commune: str | None) -> dict[str, Any]:
    """Put a commune's snapshot file in memory; the metadata that names it.

    Raises:
        SnapshotRefused, OSError, ValueError: the file is not the snapshot of that commune.
    """
    metadata: dict[str, Any] = {"now": datetime.now(ZoneInfo("Europe/Brussels")).isoformat(), "locale": "fr"}
    if path is not None:
        content = path.read_bytes()
        document = json.loads(content)
        slug = commune or str(document.get("commune", {}).get("slug"))
        version = hashlib.sha256(content).hexdigest()[:16]
        snapshots.put(slug, version, document)
        metadata |= {"commune": slug, "snapshot": version}
    return metadata


def lines(stream: Iterable[str], size: int = BATCH) -> Iterator[list[str]]:
    """Batches of messages; an empty line is a message too, so that answers stay in step."""
    batch: list[str] = []
    for line in stream:
        batch.append(line.rstrip("\r\n"))
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def main(arguments: Sequence[str] | None = None) -> int:
    """Read messages, write what they mean."""
    parser = argparse.ArgumentParser(
        prog="script/parse", description="One message a line in, one JSON object a line out."
    )
    parser.add_argument("--commune", metavar="SLUG", help="with --snapshot: the commune whose names are looked for")
    parser.add_argument("--snapshot", metavar="FILE", type=Path, help="the commune's snapshot (JSON)")
    parser.add_argument("--now", metavar="ISO", help="the clock, to read dates (default: now)")
    options = parser.parse_args(arguments)
    quiet()
    model = newest_model()
    if model is None:
        print("no model in models/: run script/train first", file=sys.stderr)
        return 1
    try:
        metadata = snapshot_metadata(options.snapshot, options.commune)
        if options.now:
            metadata["now"] = datetime.fromisoformat(options.now).isoformat()
    except (OSError, ValueError) as error:
        print(f"script/parse: {error}", file=sys.stderr)
        return 2
    try:
        loaded = Parser(model)
    except (tarfile.TarError, OSError, EOFError):
        print(f"models/{model.name} is damaged: remove it, or run script/train", file=sys.stderr)
        return 1
    for batch in lines(sys.stdin):
        for text, understood in zip(batch, loaded.parse(batch, metadata)):
            result = {"text": text, **{field: understood[field] for field in FIELDS}}
            if understood.get("parts"):
                result["parts"] = understood["parts"]
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
