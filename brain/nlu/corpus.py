"""The training phrases, read with their place in the files and checked before anything is trained.

The files are Rasa's (``data/nlu/<domaine>.yml``); they are read here line by line, because an error must name its line.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from brain.nlu.words import fold

ROOT = Path(__file__).resolve().parents[2]
PHRASES = ROOT / "data" / "nlu"
TOPICS = ROOT / "data" / "topics.tsv"
DEVELOPMENT = ROOT / "tests" / "nlu"
SECOND = DEVELOPMENT / "second"
"""Messages by hands that had seen neither the phrases nor the development set; to see how far the choices made on that one hold."""
LIBRARY = ROOT / "library"

WITHOUT_CARD = frozenset(
    """bonjour au_revoir merci oui non qui_es_tu que_sais_tu_faire compliment insulte autre_langue parler_humain plainte urgence
    horaires contact_service adresse service_competent rendez_vous signalement collecte_dechets ou_jeter agenda actualites
    bourgmestre echevins meteo hors_sujet rgpd""".split()
)
"""Topics that a skill answers, not a card (``data/rules``)."""

_INTENT = re.compile(r"^- intent:\s*(?P<topic>\S+)\s*$")
_EXAMPLE = re.compile(r"^ +-\s+(?P<text>\S.*?)\s*$")
_HEADER = re.compile(r'^(version:\s*"3\.1"|nlu:|\s*examples:\s*\|.*|\s*#.*|\s*)$')
_WORD = re.compile(r"[a-z0-9]+")
LONGEST_PHRASE = 1000


class CorpusRefused(ValueError):
    """The training files cannot be used; one line for each fault, with file and line."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class Phrase:
    """One training phrase and where it stands."""

    topic: str
    text: str
    file: str
    line: int

    @property
    def place(self) -> str:
        """``file:line`` for messages."""
        return f"{self.file}:{self.line}"


def key(text: str) -> str:
    """What two phrases share when they are the same but for case, accents, apostrophes and punctuation."""
    return " ".join(_WORD.findall(fold(text)))


def topics(path: Path = TOPICS) -> list[str]:
    """The topic ids of ``data/topics.tsv``, in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file, delimiter="\t")]


def read_file(path: Path, faults: list[str]) -> list[Phrase]:
    """The phrases of one file; what cannot be read is added to ``faults``."""
    phrases: list[Phrase] = []
    topic = ""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        faults.append(f"{path.name}:1: not UTF-8 ({error.reason} at byte {error.start})")
        return phrases
    for number, line in enumerate(lines, start=1):
        intent = _INTENT.match(line)
        example = None if intent else _EXAMPLE.match(line)
        if intent:
            topic = intent["topic"]
        elif example and topic:
            phrases.append(Phrase(topic, example["text"], path.name, number))
        elif not _HEADER.match(line):
            faults.append(f"{path.name}:{number}: neither '- intent: topic' nor '    - phrase': {line.strip()[:60]!r}")
    return phrases


def read(folder: Path = PHRASES) -> list[Phrase]:
    """All the phrases of ``folder``.

    Raises:
        CorpusRefused: a line is neither a topic nor a phrase, or there is no file.
    """
    faults: list[str] = []
    files = sorted(folder.glob("*.yml"))
    phrases = [phrase for path in files for phrase in read_file(path, faults)]
    if not files:
        faults.append(f"{folder.name}/: no training file")
    if faults:
        raise CorpusRefused(faults)
    return phrases


def development(folder: Path = DEVELOPMENT) -> list[tuple[str, str, str, str]]:
    """The messages of a set: (topic, kind, text, place); never trained on.

    Raises:
        CorpusRefused: a line has not three fields.
    """
    found: list[tuple[str, str, str, str]] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()[1:], start=2):
            fields = line.split("\t")
            if len(fields) != 3 or not all(field.strip() for field in fields):
                faults.append(f"{path.name}:{number}: topic, kind and text are expected, separated by tabs")
            else:
                found.append((fields[0], fields[1], fields[2], f"{path.name}:{number}"))
    if faults:
        raise CorpusRefused(faults)
    return found


def check(
    phrases: Sequence[Phrase],
    known_topics: Iterable[str],
    *,
    development_set: Sequence[tuple[str, str, str, str]] = (),
    cards: Iterable[str] | None = None,
) -> list[str]:
    """The faults of the phrases, each with file and line; empty when they can be trained on.

    Args:
        phrases: as :func:`read` gives them.
        known_topics: the ids of ``data/topics.tsv``.
        development_set: messages that no phrase may repeat.
        cards: topics that have a card; None when there is no library yet.
    """
    expected = list(known_topics)
    faults: list[str] = []
    by_key: dict[str, Phrase] = {}
    first_of: dict[str, Phrase] = {}
    for phrase in phrases:
        first_of.setdefault(phrase.topic, phrase)
        same = by_key.setdefault(key(phrase.text), phrase)
        if same.topic != phrase.topic:
            faults.append(
                f"{phrase.place}: also stands at {same.place}, in another topic ({phrase.topic} / {same.topic}): {phrase.text[:60]!r}"
            )
        if len(phrase.text) > LONGEST_PHRASE:
            faults.append(f"{phrase.place}: {len(phrase.text)} characters, at most {LONGEST_PHRASE}")
    faults += [
        f"{first_of[topic].place}: unknown topic {topic!r} (not in topics.tsv)"
        for topic in sorted(set(first_of) - set(expected))
    ]
    faults += [f"topics.tsv: topic {topic!r} has no training phrase" for topic in expected if topic not in first_of]
    for topic, _, text, place in development_set:
        if (same_phrase := by_key.get(key(text))) is not None:
            faults.append(f"{same_phrase.place}: stands in the development set too ({place}, {topic}): {text[:60]!r}")
    if cards is not None:
        have = set(cards)
        faults += [
            f"{first_of[topic].place}: topic {topic!r} has no card in library/"
            for topic in expected
            if topic in first_of and topic not in have and topic not in WITHOUT_CARD
        ]
    return faults


def library_cards(folder: Path = LIBRARY) -> set[str] | None:
    """The topics with a card in the library; None when there is no card at all."""
    return {path.stem for path in folder.glob("*/*.yml")} or None


def kept_apart() -> list[tuple[str, str, str, str]]:
    """The messages of all sets, which no phrase may repeat."""
    return [*development(), *development(SECOND)]


def load() -> list[Phrase]:
    """Read and check the phrases of this installation.

    Raises:
        CorpusRefused: with every fault found.
    """
    phrases = read()
    faults = check(phrases, topics(), development_set=kept_apart(), cards=library_cards())
    if faults:
        raise CorpusRefused(faults)
    return phrases


def usable() -> tuple[list[Phrase], list[str]]:
    """The phrases that can be trained on, and the faults of those left out."""
    faults: list[str] = []
    phrases = [phrase for path in sorted(PHRASES.glob("*.yml")) for phrase in read_file(path, faults)]
    faults += check(phrases, topics(), development_set=kept_apart(), cards=library_cards())
    refused = {fault.split(": ", 1)[0] for fault in faults if "has no card" not in fault}
    return [phrase for phrase in phrases if phrase.place not in refused], faults


def new_words(phrases: Sequence[Phrase]) -> dict[tuple[str, str], tuple[int, int]]:
    """What each topic of each file brings: (file, topic) → (phrases, words that no earlier phrase of the topic had)."""
    seen: dict[str, set[str]] = defaultdict(set)
    report: dict[tuple[str, str], tuple[int, int]] = {}
    for phrase in phrases:
        words = set(_WORD.findall(fold(phrase.text)))
        count, fresh = report.get((phrase.file, phrase.topic), (0, 0))
        report[phrase.file, phrase.topic] = (count + 1, fresh + len(words - seen[phrase.topic]))
        seen[phrase.topic] |= words
    return report


def main() -> int:
    """Check the training files, and print the vocabulary that each topic brings."""
    try:
        phrases = load()
    except CorpusRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    print("file\ttopic\tphrases\tnew words\tnew words a phrase")
    for (file, topic), (count, fresh) in new_words(phrases).items():
        print(f"{file}\t{topic}\t{count}\t{fresh}\t{fresh / count:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
