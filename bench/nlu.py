"""``script/bench nlu``: our understanding, stock Rasa (spaCy + DIET) and nlp.js, trained on the same phrases, asked the same messages, in one run.

Each system trains and answers in a process of its own, which reports the topics that it ranks first, the time of each message taken alone, and its
memory. The peers answer when their own threshold says so; when it does not they are counted as if they asked with their first three
topics, which is generous: neither does. Figures are those of :mod:`brain.nlu.evaluation`. ``--full`` uses every phrase (stock Rasa then takes hours).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from brain.nlu import corpus  # noqa: E402
from brain.nlu.corpus import Phrase  # noqa: E402
from brain.nlu.evaluation import Case, confusions, report, table  # noqa: E402
from brain.train import write_phrases  # noqa: E402

RESULTS = ROOT / "docs" / "bench"
SEED = 2026
SYSTEMS = {
    "ours": [str(ROOT / ".venv/brain/bin/python"), "-W", "ignore", str(ROOT / "bench/nlu_systems/ours.py")],
    "stock Rasa": [str(ROOT / ".venv/stock/bin/python"), "-W", "ignore", str(ROOT / "bench/nlu_systems/stock.py")],
    "nlp.js": ["node", str(ROOT / "bench/nlpjs/run.js")],
}
THRESHOLD = {"stock Rasa": 0.3, "nlp.js": 0.5}
"""From which confidence the peers answer: Rasa's FallbackClassifier and nlp.js by default."""
RASAS_EPOCHS = 100
HOURS = 12


def sample(phrases: Sequence[Phrase], per_topic: int | None) -> list[Phrase]:
    """At most ``per_topic`` phrases of each topic, drawn with a fixed seed; all of them when it is None."""
    by_topic: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        by_topic[phrase.topic].append(phrase)
    generator = random.Random(SEED)
    return [
        phrase
        for topic in sorted(by_topic)
        for phrase in (
            by_topic[topic]
            if per_topic is None
            else generator.sample(by_topic[topic], min(per_topic, len(by_topic[topic])))
        )
    ]


def run(system: str, folder: Path, stock_epochs: int) -> dict[str, Any]:
    """Train and ask one system; what its process wrote."""
    print(f"▸ {system}: training and answering …", flush=True)
    began = time.perf_counter()
    output = folder / f"{system.replace(' ', '-')}.json"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "TQDM_DISABLE": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "STOCK_EPOCHS": str(stock_epochs),
        # Rasa's cache would hand back what an earlier run trained, in no time.
        "RASA_MAX_CACHE_SIZE": "0",
    }
    log = folder / f"{system.replace(' ', '-')}.log"
    with log.open("w", encoding="utf-8") as stream:
        ended = subprocess.run(
            [*SYSTEMS[system], str(folder / "nlu"), str(folder / "messages.json"), str(output)],
            stdout=stream, stderr=subprocess.STDOUT, env=environment, timeout=HOURS * 3600, check=False,
        )  # fmt: skip
    if ended.returncode != 0:
        raise SystemExit(f"{system} failed (code {ended.returncode}):\n{log.read_text(encoding='utf-8')[-2000:]}")
    print(f"  done in {time.perf_counter() - began:.0f} s", flush=True)
    result: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return result


def understood(system: str, answer: dict[str, Any]) -> dict[str, Any]:
    """A system's answer in our shape; a peer's by its own threshold."""
    if "decision" in answer:
        return answer
    ranking = [{"topic": topic, "confidence": confidence} for topic, confidence in answer["ranking"]]
    sure = bool(ranking) and ranking[0]["confidence"] >= THRESHOLD[system]
    topic = ranking[0]["topic"] if sure else None
    return {"decision": "answer" if sure else "clarify", "topic": topic, "candidates": ranking}


def measured(result: dict[str, Any]) -> dict[str, float]:
    """Time, size and memory."""
    times = sorted(result["parse_ms"])
    return {
        "training_s": round(result["training_s"], 1),
        "parse_median_ms": round(times[len(times) // 2], 2),
        "parse_p95_ms": round(times[int(len(times) * 0.95)], 2),
        "model_mb": round(result["model_bytes"] / 1e6, 1),
        "memory_mb": round(result["memory_mb"]),
    }


def _about_epochs(results: dict[str, Any]) -> list[str]:
    """What a shorter training of stock Rasa means for its figures."""
    stock = results["systems"].get("stock Rasa")
    if not stock or results["stock_epochs"] >= RASAS_EPOCHS:
        return []
    hours = stock["measured"]["training_s"] / results["stock_epochs"] * RASAS_EPOCHS / 3600
    return [
        f"Rasa's default is {RASAS_EPOCHS} epochs, some {hours:.0f} hours here: stock Rasa would gain something by them, and its training time be that.",
        "",
    ]


def _details(systems: dict[str, Any], names: list[str]) -> list[str]:
    """Each system by kind of message, and the weakest topics of the first."""
    lines: list[str] = []
    for name in names:
        lines += ["", f"## {name}, by kind of message", "", table(systems[name]["figures"])]
    lines += [
        "",
        f"## {names[0]}: the weakest topics",
        "",
        "| topic | support | F1 | confused with |",
        "|---|--:|--:|---|",
    ]
    lines += [
        f"| {row['topic']} | {row['support']} | {row['f1']:g} | {', '.join(row['confused_with'])} |"
        for row in systems[names[0]]["confusions"][:40]
    ]
    return lines


def markdown(results: dict[str, Any]) -> str:
    """The page of results."""
    names = list(results["systems"])
    rows = [
        ("right first, %", "right_first"),
        ("right after one clarification, %", "right_after_clarification"),
        ("wrong, %", "wrong"),
        ("lost, %", "lost"),
        ("F1 macro, %", "f1_macro"),
    ]
    lines = [
        "# Understanding, beside stock Rasa and nlp.js",
        "",
        f"`script/bench nlu`, {results['date']}, {results['machine']}. {results['phrases']} phrases ({results['sample']}), "
        f"{results['messages']} development messages"
        + (f"; {results['stock_epochs']} epochs of DIET." if "stock Rasa" in names else "."),
        "",
        *_about_epochs(results),
        "| | " + " | ".join(names) + " |",
        "|---|" + "--:|" * len(names),
    ]
    systems = results["systems"]
    lines += [
        f"| {label} | " + " | ".join(f"{systems[name]['figures']['all'][key]:g}" for name in names) + " |"
        for label, key in rows
    ]
    lines.append(
        "| out of scope answered, % | "
        + " | ".join(f"{systems[name]['figures']['out_of_scope']['answered']:g}" for name in names)
        + " |"
    )
    for label, key in (
        ("training, s", "training_s"),
        ("parse median, ms", "parse_median_ms"),
        ("parse p95, ms", "parse_p95_ms"),
        ("model, MB", "model_mb"),
        ("memory, MB", "memory_mb"),
    ):
        lines.append(f"| {label} | " + " | ".join(f"{systems[name]['measured'][key]:g}" for name in names) + " |")
    lines += _details(systems, names)
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the systems, print the tables, write them as JSON and Markdown."""
    parser = argparse.ArgumentParser(
        prog="script/bench nlu", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--per-topic", type=int, default=10, help="phrases a topic (default: 10)")
    parser.add_argument("--full", action="store_true", help="every phrase")
    parser.add_argument(
        "--stock-epochs", type=int, default=RASAS_EPOCHS, help="epochs of stock Rasa's DIET (default: Rasa's own, 100)"
    )
    parser.add_argument("--only", choices=list(SYSTEMS), action="append", help="run this system only (may be repeated)")
    options = parser.parse_args()
    phrases = sample(corpus.load(), None if options.full else options.per_topic)
    messages = corpus.development()
    systems: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="bench-nlu-") as name:
        folder = Path(name)
        (folder / "nlu").mkdir()
        write_phrases(phrases, folder / "nlu")
        (folder / "messages.json").write_text(
            json.dumps([text for _, _, text, _ in messages], ensure_ascii=False), encoding="utf-8"
        )
        for system in options.only or SYSTEMS:
            result = run(system, folder, options.stock_epochs)
            cases = [
                Case(topic, kind, understood(system, answer))
                for (topic, kind, _, _), answer in zip(messages, result["answers"], strict=True)
            ]
            systems[system] = {"figures": report(cases), "measured": measured(result), "confusions": confusions(cases)}
    results = {
        "date": time.strftime("%Y-%m-%d"),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}",
        "stock_epochs": options.stock_epochs,
        "sample": "all of them" if options.full else f"{options.per_topic} a topic",
        "phrases": len(phrases),
        "messages": len(messages),
        "systems": systems,
    }
    page = markdown(results)
    print(page)
    if options.full or not options.only:
        stem = RESULTS / ("nlu-full" if options.full else "nlu")
        stem.with_suffix(".json").write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        stem.with_suffix(".md").write_text(page, encoding="utf-8")
        print(f"Written to docs/bench/{stem.name}.json and .md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
