"""Stock Rasa, for ``script/bench nlu``: ``rasa init``'s pipeline for French (spaCy and DIET), in its own environment."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from common import STOCK_PIPELINE, memory_mb, write

EPOCHS = int(os.environ.get("STOCK_EPOCHS", "100"))


def answer(model: str, messages: str, training: str, output: str) -> None:
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    texts = json.loads(Path(messages).read_text(encoding="utf-8"))

    async def ask() -> tuple[list[dict[str, object]], list[float]]:
        answers, times = [], []
        for text in texts:
            began = time.perf_counter()
            parsed = await agent.parse_message(text)
            times.append((time.perf_counter() - began) * 1000)
            answers.append(
                {"ranking": [(row["name"], row["confidence"]) for row in parsed.get("intent_ranking", [])[:5]]}
            )
        return answers, times

    answers, times = asyncio.run(ask())
    write(
        output,
        answers=answers,
        training_s=float(training),
        parse_ms=times,
        model_bytes=Path(model).stat().st_size,
        memory_mb=memory_mb(),
    )


def main(phrases: str, messages: str, output: str) -> None:
    from rasa.model_training import train_nlu

    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.yml"
        config.write_text(STOCK_PIPELINE.format(epochs=EPOCHS), encoding="utf-8")
        began = time.perf_counter()
        model = (
            asyncio.run(train_nlu(str(config), phrases, folder))
            if asyncio.iscoroutinefunction(train_nlu)
            else train_nlu(str(config), phrases, folder)
        )
        training = time.perf_counter() - began
        subprocess.run([sys.executable, __file__, "--answer", str(model), messages, str(training), output], check=True)


if __name__ == "__main__":
    if sys.argv[1] == "--answer":
        answer(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
