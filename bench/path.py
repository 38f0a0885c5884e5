"""``script/bench path``: how fast a message is answered, beside a stock Rasa project, in one run on one machine.

Three measures: a turn of our brain over HTTP; a turn of stock Rasa (``rasa init``'s pipeline for French with spaCy and DIET, TED, REST channel)
trained on the same phrases as ours, all of them; and the whole path through the front desk, message stored and answered, with 20 citizens at once.
Stock is trained for one epoch (ten minutes): the size of its network, and so the time of a turn, comes from the phrases, not from the epochs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests/path")]

from guichet_processes import NOW, Installation, free_port  # noqa: E402
from nlu_systems.common import STOCK_PIPELINE  # noqa: E402

QUESTIONS = [
    "le recyparc est ouvert samedi ?",
    "c'est combien la carte d'identité ?",
    "quels documents pour un passeport",
    "numéro du service population",
    "où est la bibliothèque",
    "je voudrais déclarer la naissance de ma fille",
    "bonjour",
    "où jeter un matelas",
    "y a un trou dans ma rue",
    "kids id pour ma fille de 6 ans",
    "comment obtenir une composition de ménage",
    "je veux parler à quelqu'un",
    "quand passe le camion des sacs bleus rue du moulin",
    "faut-il un permis pour un abri de jardin",
    "jai perdu ma carte didentité",
    "merci",
]
STOCK_REST = """\
- name: FallbackClassifier
  threshold: 0.3
policies:
- name: MemoizationPolicy
- name: RulePolicy
- name: TEDPolicy
  max_history: 5
  epochs: {epochs}
  constrain_similarities: true
"""


def summary(milliseconds: list[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum, in milliseconds."""
    ordered = sorted(milliseconds)
    return {
        "n": len(ordered),
        "median_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 2),
        "max_ms": round(ordered[-1], 2),
    }


def memory_mb(pid: int) -> dict[str, int]:
    """Resident memory of a process and of its children, in MB: all of it, and without pages shared with files."""
    total = anonymous = 0
    pids = [pid] + [
        int(child) for child in subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    ]
    for one in pids:
        status = Path(f"/proc/{one}/status").read_text()
        total += int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
        anonymous += int(next(line.split()[1] for line in status.splitlines() if line.startswith("RssAnon")))
    return {"rss_mb": total // 1024, "anonymous_mb": anonymous // 1024}


def our_turns(guichet: Installation, count: int) -> dict[str, Any]:
    """Turns of our brain, one after the other, over HTTP."""
    assert guichet.brain
    document = guichet.manage(
        "shell", "-c",
        "import json\nfrom guichet.communes.models import Commune\nfrom guichet.knowledge.snapshots import current\n"
        "s = current(Commune.objects.get(slug='val-de-brume'))\nprint('SNAPSHOT', json.dumps([s.version, s.document]))",
    ).split("SNAPSHOT ", 1)[1]  # fmt: skip
    version, body = json.loads(document)
    authorised = {"authorization": f"Bearer {guichet.environment['GUICHET_BRAIN_SECRET']}"}
    times: list[float] = []
    with httpx.Client(base_url=f"http://127.0.0.1:{guichet.brain_port}", headers=authorised, timeout=30) as client:
        client.put(f"/snapshots/val-de-brume/{version}", json=body).raise_for_status()
        state = None
        for number in range(count + len(QUESTIONS)):
            turn = {"turn": f"t{number}", "commune": "val-de-brume", "snapshot": version, "now": NOW, "state": state}
            began = time.perf_counter()
            answer = client.post("/turn", json={**turn, "text": QUESTIONS[number % len(QUESTIONS)]})
            if number >= len(QUESTIONS):
                times.append((time.perf_counter() - began) * 1000)
            state = answer.raise_for_status().json()["state"]
            if state and state.get("loop"):
                state = None
    return {**summary(times), **memory_mb(guichet.brain.pid)}


def stock_project(folder: Path, epochs: int) -> int:
    """A Rasa project as ``rasa init`` makes it, with our phrases and one fixed answer a topic; how many phrases it holds."""
    nlu, rules, responses = [], [], {}
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            nlu.append({"intent": block["intent"], "examples": block["examples"]})
            rules.append(
                {
                    "rule": block["intent"],
                    "steps": [{"intent": block["intent"]}, {"action": f"utter_{block['intent']}"}],
                }
            )
            responses[f"utter_{block['intent']}"] = [{"text": f"Réponse à {block['intent']}."}]
    story = {"story": "two", "steps": [step for rule in rules[:2] for step in rule["steps"]]}
    domain = {"version": "3.1", "intents": [block["intent"] for block in nlu], "responses": responses}
    dump = {"allow_unicode": True, "sort_keys": False}
    (folder / "data").mkdir(parents=True)
    (folder / "data/nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": nlu}, **dump), encoding="utf-8")
    (folder / "data/rules.yml").write_text(
        yaml.safe_dump({"version": "3.1", "rules": rules, "stories": [story]}, **dump), encoding="utf-8"
    )
    (folder / "domain.yml").write_text(yaml.safe_dump(domain, **dump), encoding="utf-8")
    (folder / "config.yml").write_text((STOCK_PIPELINE + STOCK_REST).format(epochs=epochs), encoding="utf-8")
    (folder / "credentials.yml").write_text("rest:\n", encoding="utf-8")
    (folder / "endpoints.yml").write_text("{}\n", encoding="utf-8")
    return sum(line.startswith("- ") for block in nlu for line in block["examples"].splitlines())


def stock_turns(count: int, epochs: int) -> dict[str, Any]:
    """Train stock Rasa and time its REST channel."""
    python = ROOT / ".venv/stock/bin/python"
    if not python.exists():
        raise SystemExit("stock Rasa is not installed: script/bench installs it into .venv/stock")
    folder = Path(tempfile.mkdtemp(prefix="stock-rasa-"))
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": ""}
    try:
        phrases = stock_project(folder, epochs)
        rasa = [str(python), "-W", "ignore", "-m", "rasa"]
        began = time.perf_counter()
        print(f"▸ stock Rasa: training on {phrases} phrases, about ten minutes an epoch …", flush=True)
        subprocess.run(
            [*rasa, "train", "--quiet"], cwd=folder, env=environment, check=True, capture_output=True, timeout=4 * 3600
        )
        training = time.perf_counter() - began
        port = free_port()
        server = subprocess.Popen(
            [*rasa, "run", "--port", str(port), "--interface", "127.0.0.1", "--quiet"],
            cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            times = stock_times(port, count, server)
            return {
                **summary(times),
                **memory_mb(server.pid),
                "training_s": round(training, 1),
                "phrases": phrases,
                "epochs": epochs,
            }
        finally:
            server.terminate()
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def stock_times(port: int, count: int, server: subprocess.Popen[bytes]) -> list[float]:
    """Turns of stock Rasa, one after the other; a new conversation every 16 messages, since its tracker grows."""
    times: list[float] = []
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            try:
                client.get("/")
                break
            except httpx.TransportError:
                assert server.poll() is None, "stock Rasa ended"
                time.sleep(0.5)
        for number in range(count + len(QUESTIONS)):
            body = {"sender": f"c{number // 16}", "message": QUESTIONS[number % len(QUESTIONS)]}
            began = time.perf_counter()
            client.post("/webhooks/rest/webhook", json=body).raise_for_status()
            if number >= len(QUESTIONS):
                times.append((time.perf_counter() - began) * 1000)
    return times


async def citizens_at_once(guichet: Installation, citizens: int, pace: float, seconds: float) -> dict[str, Any]:
    """``citizens`` people, each writing every ``pace`` seconds, for ``seconds``; a message is timed from POST to its answer."""
    times: list[float] = []
    failures: list[int] = []

    async def one(number: int) -> None:
        async with httpx.AsyncClient(base_url=f"{guichet.url}/api/v1", timeout=60) as client:
            started = (await client.post("/conversations", json={"commune": "val-de-brume"})).raise_for_status().json()
            headers = {"authorization": f"Bearer {started['token']}", "prefer": "wait=20"}
            await asyncio.sleep(number * pace / citizens)
            begin = time.perf_counter()
            turn = 0
            while (now := time.perf_counter()) - begin < seconds:
                text = QUESTIONS[(number + turn) % len(QUESTIONS)]
                keyed = headers | {"idempotency-key": f"{number}-{turn}"}
                answer = await client.post(
                    f"/conversations/{started['id']}/messages", json={"text": text}, headers=keyed
                )
                if answer.status_code == 200 and answer.json()["messages"]:
                    times.append((time.perf_counter() - now) * 1000)
                else:
                    failures.append(answer.status_code)
                turn += 1
                await asyncio.sleep(max(0.0, begin + turn * pace - time.perf_counter()))

    began = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(citizens)))
    elapsed = time.perf_counter() - began
    result = {**summary(times), "answers_a_second": round(len(times) / elapsed, 1), "failures": len(failures)}
    return {**result, "citizens": citizens, "pace_s": pace}


def main() -> None:
    """Run the three measures, print a table, write ``docs/bench/path.json``."""
    parser = argparse.ArgumentParser(prog="script/bench path", description=__doc__)
    parser.add_argument("--turns", type=int, default=320)
    parser.add_argument("--epochs", type=int, default=1, help="training epochs of stock Rasa")
    parser.add_argument("--no-stock", action="store_true")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="guichet-bench-"))
    guichet = Installation(folder, "http://127.0.0.1:9")
    results: dict[str, Any] = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}"}
    try:
        guichet.manage("migrate", "--verbosity", "0")
        packs = sorted(str(pack.relative_to(ROOT)) for pack in (ROOT / "communes").iterdir() if pack.is_dir())
        guichet.manage("load_pack", *packs, "--library", "library")
        guichet.start_brain()
        results["brain turn"] = our_turns(guichet, options.turns)
        guichet.start_desk()
        results["20 citizens, a message each 0.3 s"] = asyncio.run(citizens_at_once(guichet, 20, 0.3, 15))
        results["20 citizens, no pause"] = asyncio.run(citizens_at_once(guichet, 20, 0.0, 10))
    finally:
        guichet.stop()
        shutil.rmtree(folder, ignore_errors=True)
    if not options.no_stock:
        results["stock Rasa turn"] = stock_turns(options.turns, options.epochs)
        results["stock / ours, median"] = round(
            results["stock Rasa turn"]["median_ms"] / results["brain turn"]["median_ms"], 1
        )
    report = ROOT / "docs/bench/path.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, value in results.items():
        shown = "  ".join(f"{key} {figure}" for key, figure in value.items()) if isinstance(value, dict) else value
        print(f"{name:36} {shown}")


if __name__ == "__main__":
    main()
