"""The lexicon of ``data/lexique``: words that mean the same for a clerk, as features (format: ``data/lexique/README.md``).

``python -m brain.nlu.lexicon`` checks the files and prints their counts.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from brain.nlu.corpus import ROOT, CorpusRefused
from brain.nlu.matcher import LETTERS_FOR_PREFIX, LONGEST_ENTRY, Matcher
from brain.nlu.words import ARTICLES, Reader, Word, fold

LEXICON = ROOT / "data" / "lexique"
NAMES = "lieux"
"""The file whose concepts are also entities: places' kinds, services' roles, fractions."""

_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's loader where there is one: ten times faster than PyYAML's own, and as safe."""
_NAME = re.compile(r"^[a-z0-9]+(_[a-z0-9]+)*$")
_LETTERS = re.compile(r"[a-z0-9€]+")

Concepts = dict[str, list[str]]


def read(folder: Path = LEXICON) -> Concepts:
    """Concept → entries, of all the files.

    Raises:
        CorpusRefused: a file is not YAML of that shape, or a concept stands twice; with file and concept.
    """
    concepts, faults = usable(folder)
    if faults:
        raise CorpusRefused(faults)
    return concepts


def usable(folder: Path = LEXICON) -> tuple[Concepts, list[str]]:
    """The concepts that can be used, and the faults of what is left out."""
    concepts: Concepts = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), _YAML) or {}  # noqa: S506 (a safe loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            faults.append(
                f"{path.name}:{mark.line + 1 if mark else 1}: {getattr(error, 'problem', None) or 'not YAML'}"
            )
            continue
        if not isinstance(content, dict):
            faults.append(f"{path.name}:1: concepts with their entries are expected")
            continue
        for name, entries in content.items():
            faults += [f"{path.name}: {name}: {fault}" for fault in _faults(name, entries)]
            if name in concepts:
                faults.append(f"{path.name}: {name}: this concept stands in another file too")
            elif isinstance(entries, list):
                concepts[str(name)] = [entry for entry in entries if isinstance(entry, str)]
    return concepts, faults


def _faults(name: object, entries: object) -> Iterator[str]:
    if not isinstance(name, str) or not _NAME.match(name):
        yield "a name has lowercase letters, digits and _ only"
    if not isinstance(entries, list) or not entries:
        yield "a list of words and expressions is expected"
        return
    for entry in entries:
        if not isinstance(entry, str):
            yield f"{entry!r} is not text; put it between quotes"
            continue
        words = [word for word in _LETTERS.findall(fold(entry)) if word not in ARTICLES]
        if not words:
            yield f"{entry!r} can match nothing"
        elif len(words) > LONGEST_ENTRY:
            yield f"{entry!r} has more than {LONGEST_ENTRY} words"
        elif entry.endswith("*") and len(words[-1]) < LETTERS_FOR_PREFIX:
            yield f"{entry!r}: before * a word of {LETTERS_FOR_PREFIX} letters or more is expected"


class Lexicon:
    """The concepts of a message."""

    def __init__(self, concepts: Mapping[str, Sequence[str]], reader: Reader) -> None:
        self._matcher: Matcher[str] = Matcher(
            ((name, entry) for name, entries in concepts.items() for entry in entries), reader
        )

    def concepts(self, words: Sequence[Word]) -> list[str]:
        """The names of the concepts found, each once, in the order of the message."""
        return list(dict.fromkeys(match.value for match in self._matcher.find(words)))


def main() -> int:
    """Check the lexicon and print how much it holds."""
    try:
        concepts = read()
    except CorpusRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"{len(concepts)} concepts, {sum(map(len, concepts.values()))} entries")
    return 0


if __name__ == "__main__":
    sys.exit(main())
