"""Ours, for ``script/bench nlu``: train on a folder of phrases, answer messages one by one. Memory is that of a process that only answers."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from common import memory_mb, write

from brain.parse import Parser, quiet, snapshot_metadata


def answer(model: str, messages: str, training: str, output: str) -> None:
    parser = Parser(Path(model))
    metadata = snapshot_metadata(None, None)
    texts = json.loads(Path(messages).read_text(encoding="utf-8"))
    parser.parse(texts[:20], metadata)
    answers, times = [], []
    for text in texts:
        began = time.perf_counter()
        answers += parser.parse([text], metadata)
        times.append((time.perf_counter() - began) * 1000)
    write(
        output,
        answers=answers,
        training_s=float(training),
        parse_ms=times,
        model_bytes=Path(model).stat().st_size,
        memory_mb=memory_mb(),
    )


def main(phrases: str, messages: str, output: str) -> None:
    from brain.train import train_on

    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        model = train_on(Path(phrases), Path(folder))
        training = time.perf_counter() - began
        subprocess.run([sys.executable, __file__, "--answer", str(model), messages, str(training), output], check=True)


if __name__ == "__main__":
    quiet()
    if sys.argv[1] == "--answer":
        answer(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
