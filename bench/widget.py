"""``script/bench widget``: what the widget costs a commune's page, and how soon an answer is seen.

1. Size of the built file, gzip -9, and of the settings that come after it.
2. Main-thread time it adds to a page until its launcher is painted and the page is quiet: the renderer's
   ``TaskDuration`` in processor time, the processor slowed down 4 times. Loads come in pairs, without and with the widget
   one right after the other and each first in turn; the number is the median of the pairs' differences, so that neither
   the machine's slow changes nor one disturbed load decide. Each load is in a new browser profile and process, whose own
   start is over (an empty page of the site is loaded first) but which has never seen the widget. The page is driven
   without the inspector's network and script domains: they collect a stack for each request, which no citizen pays.
   The same at full speed stands beside it: Chromium's throttle also multiplies the time the thread waits for a processor,
   so on a busy machine the slowed-down number is an upper bound, and four times the full-speed one the better estimate.
3. From the last byte of the server's reply to the frame that shows the answer, at full speed and slowed down 4 times.

The site, the front desk and Chromium are real; the brain is the tests' own (nothing here waits for it). Debian's
Chromium without a screen. Prints a table and writes JSON.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / name) for name in ("", "tests/browser", "tests/desk")]

import httpx  # noqa: E402
from answers import teach  # noqa: E402
from desk import ARGUMENTS, CHROMIUM, Desk, make_commune, prepare  # noqa: E402
from fake_brain import FakeBrain  # noqa: E402
from host import Host  # noqa: E402
from page import Widget  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402
from servers import Server  # noqa: E402

SLOW = 4
#: Milliseconds after which a load is over, the throttled one too: nothing more is seen after half of it.
SETTLED = 1200
KINDS = ["TaskDuration", "ScriptDuration", "RecalcStyleDuration", "LayoutDuration"]
SIZE_GOAL, PAINT_GOAL, ANSWER_GOAL = 15_000, 50.0, 50.0
QUESTIONS = ["le recyparc est ouvert samedi ?", "composition de ménage", "quand passe le camion ?", "flou"]
#: Notes when the reply had come whole and when the frame with its answer was painted.
WATCH = """
window.shown = [];
(() => {
  const root = document.querySelector('guichet-widget').shadowRoot;
  let count = root.querySelectorAll('.assistant .bubble').length;
  new MutationObserver(() => {
    const now = root.querySelectorAll('.m.assistant').length;
    if (now <= count) return;
    count = now;
    requestAnimationFrame(() => setTimeout(() => {
      const painted = performance.now();
      const reply = performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/messages')).at(-1);
      window.shown.push(painted - reply.responseEnd);
    }));
  }).observe(root, { subtree: true, childList: true });
})();
"""


def slow_down(page: Page, times: int) -> Any:
    """Slow the page's processor down; returns the DevTools session."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})
    return session


class Bare:
    """A page in a new profile with no domain of the inspector but those asked for; Playwright switches many on."""

    def __init__(self, browser: Browser, clock: Page) -> None:
        self.session, self.clock = browser.new_browser_cdp_session(), clock
        self.session.on("Target.receivedMessageFromTarget", self._hear)
        self.context = self.session.send("Target.createBrowserContext")["browserContextId"]
        where = {"url": "about:blank", "browserContextId": self.context, "width": 1280, "height": 800}
        target = self.session.send("Target.createTarget", where)["targetId"]
        self.id = self.session.send("Target.attachToTarget", {"targetId": target, "flatten": False})["sessionId"]
        self.answers: dict[int, Any] = {}
        self.sent = 0

    def _hear(self, event: Any) -> None:
        message = json.loads(event["message"])
        if "id" in message:
            self.answers[message["id"]] = message["result"]

    def send(self, method: str, **params: Any) -> Any:
        """The answer to one command."""
        self.sent += 1
        message = json.dumps({"id": self.sent, "method": method, "params": params})
        self.session.send("Target.sendMessageToTarget", {"sessionId": self.id, "message": message})
        while self.sent not in self.answers:
            self.clock.wait_for_timeout(5)
        return self.answers.pop(self.sent)

    def metrics(self) -> dict[str, float]:
        """What Chromium counted so far, durations in milliseconds."""
        return {one["name"]: 1000 * one["value"] for one in self.send("Performance.getMetrics")["metrics"]}

    def close(self) -> None:
        """Close the page and forget its profile."""
        self.session.send("Target.disposeBrowserContext", {"browserContextId": self.context})
        self.session.detach()


def main_thread(browser: Browser, clock: Page, host: Host, launcher: bool, slowness: int) -> dict[str, float]:
    """Milliseconds of the main thread's work for one page load, by kind."""
    page = Bare(browser, clock)
    page.send("Page.navigate", url=f"{host.url}/autre?sans")
    clock.wait_for_timeout(SETTLED)
    page.send("Emulation.setCPUThrottlingRate", rate=slowness)
    page.send("Performance.enable", timeDomain="threadTicks")
    before = page.metrics()
    page.send("Page.navigate", url=f"{host.url}/{'' if launcher else '?sans'}")
    # Without a word to the page: looking for the launcher would itself be work of its main thread.
    clock.wait_for_timeout(SETTLED)
    after = page.metrics()
    look = "!!document.querySelector('guichet-widget')?.shadowRoot.querySelector('.launcher')"
    assert page.send("Runtime.evaluate", expression=look)["result"]["value"] is launcher
    page.close()
    return {kind: after[kind] - before[kind] for kind in KINDS}


def added(browser: Browser, host: Host, loads: int, slowness: int) -> dict[str, Any]:
    """What the widget adds to a page load: the pairs' differences, and what they are made of."""
    clock = browser.new_page()
    main_thread(browser, clock, host, True, slowness)
    pairs = []
    for number in range(loads):
        first = bool(number % 2)
        one = {launcher: main_thread(browser, clock, host, launcher, slowness) for launcher in (first, not first)}
        pairs.append({kind: one[True][kind] - one[False][kind] for kind in KINDS})
    quarters = statistics.quantiles([pair["TaskDuration"] for pair in pairs], n=4)
    return {
        "slowed_down": slowness,
        "pairs": loads,
        "added": round(quarters[1], 1),
        "half_of_them_between": [round(quarters[0], 1), round(quarters[2], 1)],
        "of_which": {kind: round(statistics.median(pair[kind] for pair in pairs), 1) for kind in KINDS[1:]},
        "load_average": round(os.getloadavg()[0], 1),
    }


def answers(browser: Browser, host: Host, slowness: int, rounds: int) -> list[float]:
    """Milliseconds from reply to paint, one an answer."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    widget = Widget(context.new_page(), host.url).begin()
    slow_down(widget.page, slowness)
    widget.page.evaluate(WATCH)
    for _ in range(rounds):
        for question in QUESTIONS:
            widget.say(question)
            # Without a word to the page meanwhile: looking for the answer is work of its main thread, more of it with every message.
            widget.page.wait_for_timeout(400 if slowness == 1 else 1000)
    shown: list[float] = widget.page.evaluate("window.shown")
    context.close()
    return shown


def summary(values: list[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum."""
    ordered = sorted(values)
    return {
        "n": len(ordered),
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
        "max": round(ordered[-1], 1),
    }


def measure(loads: int, rounds: int) -> dict[str, Any]:
    """Everything, on processes of our own."""
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as folder, sync_playwright() as playwright:
        prepare(folder)
        brain = Server(teach(FakeBrain())).start()
        desk = Desk({"GUICHET_BRAIN_URL": brain.url, "GUICHET_LOG_LEVEL": "WARNING"})
        desk.start()
        host = Host(desk.url)
        make_commune(host.url)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            settings = httpx.get(f"{desk.url}/api/v1/widget/settings/val-de-brume").content
            built = (ROOT / "widget/dist/widget.js").read_bytes()
            return {
                "size": {
                    "gzip": len(gzip.compress(built, 9)),
                    "raw": len(built),
                    "settings_gzip": len(gzip.compress(settings, 9)),
                },
                "main_thread_ms": added(browser, host, loads, SLOW),
                "main_thread_full_speed_ms": added(browser, host, loads, 1),
                "answer_shown_ms": summary(answers(browser, host, 1, rounds)),
                "answer_shown_slow_ms": summary(answers(browser, host, SLOW, rounds)),
                "chromium": browser.version,
                "machine": platform.machine(),
            }
        finally:
            browser.close()
            host.stop()
            desk.stop()
            brain.stop()


def main() -> int:
    """Print the table, write the JSON; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--loads", type=int, default=30, help="pairs of page loads")
    parser.add_argument("--rounds", type=int, default=10, help="times four questions")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench-widget.json", help="where the numbers go")
    options = parser.parse_args()
    found = measure(options.loads, options.rounds)
    rows = [
        ("widget.js, gzip -9 (bytes)", found["size"]["gzip"], SIZE_GOAL),
        (f"main thread added, {SLOW} x slower (ms)", found["main_thread_ms"]["added"], PAINT_GOAL),
        ("answer shown after the reply, p95 (ms)", found["answer_shown_ms"]["p95"], ANSWER_GOAL),
    ]
    for name, value, goal in rows:
        print(f"{name:44} {value:>10} {'at most':>10} {goal:>8}  {'yes' if value <= goal else 'NO'}")
    low, high = found["main_thread_ms"]["half_of_them_between"]
    print(f"{'  half of the pairs between':44} {f'{low} – {high}':>10}")
    low, high = found["main_thread_full_speed_ms"]["half_of_them_between"]
    print(f"{'  at full speed (ms)':44} {found['main_thread_full_speed_ms']['added']:>10}  half between {low} – {high}")
    print(f"{f'answer shown, p95, {SLOW} x slower (ms)':44} {found['answer_shown_slow_ms']['p95']:>10}")
    print(f"{'settings after it, gzip -9 (bytes)':44} {found['size']['settings_gzip']:>10}")
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found, indent=1) + "\n")
    print(f"{'load average of the machine (2 is full on 2 cores)':44} {found['main_thread_ms']['load_average']:>5.1f}")
    print(f"Written to {options.json.relative_to(ROOT) if options.json.is_relative_to(ROOT) else options.json}")
    return int(any(value > goal for _, value, goal in rows))


if __name__ == "__main__":
    sys.exit(main())
