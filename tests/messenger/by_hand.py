"""``script/messenger``: write to a running Guichet as a citizen on Facebook would, from a terminal, without Meta.

Your lines become signed webhooks; the answers come back through a Graph server of ours on loopback, the one of the tests. Lines from a pipe are
sent one after the other, each after the answers to the one before.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
from servers import Server

from graph import APP_ID, Graph, Page
from meta import PAGE, PSID, Meta, body_of, entry, wrote

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "page-token-by-hand"
LONGEST_WAIT, QUIET = 12.0, 1.5
"""Seconds that answers are waited for; seconds without another one after which they are complete."""


def add_page(graph_url: str, commune: str) -> None:
    """Tell Guichet that the page is this commune's."""
    added = subprocess.run(
        [ROOT / "script/manage", "messenger_page", "add", PAGE, "--commune", commune, "--name", "Essai"],
        env=os.environ | {"GUICHET_GRAPH_URL": graph_url, "GUICHET_MESSENGER_APP_ID": APP_ID},
        input=TOKEN, text=True, check=False, capture_output=True,
    )  # fmt: skip
    # It ends with 1 while the app's webhook is not set at Meta, which nobody needs here.
    if "enregistrée" not in added.stdout:
        raise SystemExit(added.stderr.strip().splitlines()[-1])
    print(added.stdout.splitlines()[0], flush=True)


def say(desk: httpx.Client, graph: Graph, text: str) -> None:
    """One message of the citizen, and the answers that Graph is sent."""
    graph.wrote(PAGE, PSID)
    said = len(graph.sent)
    answer = Meta(desk, graph).post(body_of(entry(wrote(text))))
    if answer.status_code != 200:
        raise SystemExit(f"The webhook answered {answer.status_code}: {answer.text[:300]}")
    began = last = time.monotonic()
    while time.monotonic() < (last + QUIET if len(graph.sent) > said else began + LONGEST_WAIT):
        time.sleep(0.02)
        for sent in graph.sent[said:]:
            titles = [reply["title"] for reply in sent.body["message"].get("quick_replies", ())]
            print(f"  < {sent.text}{'  [' + '] ['.join(titles) + ']' if titles else ''}", flush=True)
            said, last = said + 1, time.monotonic()
    if last == began:
        print("  (no answer: was the server started with GUICHET_GRAPH_URL as said above?)", flush=True)


def main() -> None:
    """Serve Graph, connect the page, read lines."""
    parser = argparse.ArgumentParser(
        prog="script/messenger", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--commune", default="val-de-brume")
    parser.add_argument("--graph-port", type=int, default=8009)
    options = parser.parse_args()
    graph = Graph()
    graph.pages[PAGE] = Page(TOKEN, "Essai")
    server = Server(graph)
    server.port = options.graph_port
    server.start()
    started = f"GUICHET_GRAPH_URL={server.url} script/server"
    with httpx.Client(base_url=f"http://127.0.0.1:{os.environ.get('GUICHET_PORT', '8000')}", timeout=10) as desk:
        try:
            desk.get("/")
        except httpx.TransportError:
            raise SystemExit(
                f"No Guichet answers on {desk.base_url}. Start it in another terminal: {started}"
            ) from None
        print(f"The server must have been started so: {started}", flush=True)
        add_page(server.url, options.commune)
        print("Write as the citizen, one message a line; Ctrl-D ends.", flush=True)
        for line in sys.stdin:
            if line.strip():
                print(f"> {line.strip()}", flush=True)
                say(desk, graph, line.strip())


if __name__ == "__main__":
    main()
