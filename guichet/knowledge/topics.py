"""The topics, from ``data/topics.tsv``: the ids that intents, cards and prices share."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "data" / "topics.tsv"


@dataclass(frozen=True)
class Topic:
    """One line of the table; ``domain`` is also the folder of its card in ``library/``."""

    id: str
    domain: str
    title: str


@cache
def topics() -> dict[str, Topic]:
    """Every topic by id, in the order of the table."""
    with FILE.open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["id"]: Topic(row["id"], row["domaine"], row["titre"]) for row in rows}
