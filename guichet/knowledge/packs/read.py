"""Reading and checking a pack or the library: everything that is wrong at once, or something that can be loaded whole."""

import os
from pathlib import Path
from typing import Any

from guichet.knowledge.packs import document as documents
from guichet.knowledge.packs.document import Document, PackError, Problem
from guichet.knowledge.packs.pack import (
    CARD,
    FILES,
    LARGEST_CALENDAR,
    LARGEST_FEED,
    LOCAL_CARD,
    OBJECTS,
    REQUIRED,
    Library,
    Pack,
)
from guichet.knowledge.packs.references import check_objects, check_references
from guichet.knowledge.schema.cards import LocalCard
from guichet.knowledge.schema.waste import check_calendar
from guichet.knowledge.topics import topics

OBJECTS_FILE = "objets.yml"
#: Files of a card folder or of a library domain; more than that is not a pack.
MOST_FILES = 1000


def is_pack(path: Path) -> bool:
    """Whether the folder is a commune's pack; else it is taken for a library."""
    return any((path / f"{name}.yml").exists() for name in REQUIRED)


def read_pack(path: Path) -> Pack:
    """The pack in a folder.

    :raises PackError: everything that is wrong, by file, line and field.
    """
    problems = _strangers(path, {f"{name}.yml" for name in FILES}, {"waste", "feeds", "cards"})
    files: dict[str, Document] = {}
    values: dict[str, Any] = {}
    for name, schema in FILES.items():
        file = path / f"{name}.yml"
        if name not in REQUIRED and not file.exists():
            continue
        files[name] = documents.read(file, _name(path, file))
        value = files[name].validated(schema)
        if value is not None:
            values[name] = value
    cards = _cards(path / "cards", path, problems)
    if len(values) == len(files):
        pack = Pack(**values, cards=cards)
        _read_texts(pack, path, problems)
        check_references(pack, files)
        if pack.commune.slug != path.name:
            files["commune"].problem(("slug",), f"attendu : {path.name}, le nom du dossier")
    problems += [problem for file in files.values() for problem in file.problems]
    if problems:
        raise PackError(problems)
    return pack


def _read_texts(pack: Pack, path: Path, problems: list[Problem]) -> None:
    """The collections' calendars and the feeds' files that the pack names."""
    zones = {f"{zone}.ics": zone for zone in pack.waste.zones}
    calendars = _texts(path / "waste", list(zones), path, LARGEST_CALENDAR, problems)
    pack.calendars = {zones[name]: text for name, text in calendars.items()}
    pack.feed_files = _texts(
        path / "feeds", [source.file for source in pack.feeds if source.file], path, LARGEST_FEED, problems
    )
    for name, text in calendars.items():
        for message in check_calendar(text, pack.waste.fractions):
            problems.append(Problem(_name(path, path / "waste" / name), 0, "", message))


def read_library(path: Path) -> Library:
    """The library in a folder.

    :raises PackError: everything that is wrong, by file, line and field.
    """
    domains = {topic.domain for topic in topics().values()}
    problems = _strangers(path, {OBJECTS_FILE}, domains)
    library = Library()
    for domain in sorted(domains):
        for file in _listed(path / domain, problems, path):
            document = documents.read(file, _name(path, file))
            card = document.validated(CARD)
            if card:
                _check_place(document, card.topic, file, domain)
                library.cards[card.topic] = card
            problems += document.problems
    objects = path / OBJECTS_FILE
    if objects.exists():
        document = documents.read(objects, _name(path, objects))
        library.objects = document.validated(OBJECTS)
        if library.objects:
            check_objects(library.objects, document)
        problems += document.problems
    if problems:
        raise PackError(problems)
    library.cards = {topic: library.cards[topic] for topic in topics() if topic in library.cards}
    return library


def _check_place(document: Document, topic: str, file: Path, domain: str | None) -> None:
    if file.stem != topic:
        document.problem(("topic",), f"attendu : {file.stem}, le nom du fichier")
    elif domain and topics()[topic].domain != domain:
        document.problem(("topic",), f"cette fiche va dans le dossier {topics()[topic].domain}/")


def _cards(folder: Path, pack: Path, problems: list[Problem]) -> dict[str, LocalCard]:
    found: dict[str, LocalCard] = {}
    for file in _listed(folder, problems, pack):
        document = documents.read(file, _name(pack, file))
        card = document.validated(LOCAL_CARD)
        if card:
            _check_place(document, card.topic, file, None)
            found[card.topic] = card
        problems += document.problems
    return {topic: found[topic] for topic in topics() if topic in found}


def _listed(folder: Path, problems: list[Problem], root: Path) -> list[Path]:
    if not folder.exists():
        return []
    files = sorted(folder.iterdir())[:MOST_FILES]
    for file in files:
        if file.suffix != ".yml" or file.is_symlink() or not file.is_file():
            problems.append(
                Problem(_name(root, file), 0, "", "ce fichier n’a rien à faire ici : attendu des fiches « thème.yml »")
            )
    return [file for file in files if file.suffix == ".yml" and file.is_file() and not file.is_symlink()]


def _texts(folder: Path, names: list[str], pack: Path, largest: int, problems: list[Problem]) -> dict[str, str]:
    """The text of each named file; the schema has checked that a name holds no path."""
    texts = {}
    for name in names:
        file = folder / name
        label = _name(pack, file)
        try:
            with open(os.open(file, os.O_RDONLY | os.O_NOFOLLOW), "rb") as opened:
                raw = opened.read(largest + 1)
            if len(raw) > largest:
                problems.append(Problem(label, 0, "", f"ce fichier dépasse {largest // 1000} ko"))
                continue
            text = raw.decode("utf-8")
            if "\0" in text:
                raise ValueError
            texts[name] = text
        except OSError:
            problems.append(Problem(label, 0, "", "ce fichier manque ou ne peut pas être lu"))
        except ValueError:
            problems.append(Problem(label, 0, "", "attendu : un texte en UTF-8"))
    unexpected = sorted({file.name for file in folder.iterdir()} - set(names)) if folder.is_dir() else []
    problems += [
        Problem(_name(pack, folder / name), 0, "", "aucun fichier .yml ne cite ce fichier") for name in unexpected
    ]
    return texts


def _strangers(path: Path, files: set[str], folders: set[str]) -> list[Problem]:
    if not path.is_dir():
        return [Problem(path.name, 0, "", "ce dossier n’existe pas")]
    return [
        Problem(_name(path, item), 0, "", "ce nom n’est pas attendu ici : " + ", ".join(sorted(files | folders)))
        for item in sorted(path.iterdir())
        if item.is_symlink() or item.name not in (folders if item.is_dir() else files)
    ]


def _name(root: Path, file: Path) -> str:
    """The file as messages call it: from the pack's own folder on, so that it says nothing about the machine."""
    return f"{root.name}/{file.relative_to(root)}"
