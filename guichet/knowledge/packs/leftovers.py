"""What a pack still says of another commune: a pack begins as the copy of one, and what is not edited is told to citizens."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from guichet.knowledge.packs.document import Problem, read

_CONTACT = re.compile(r"\+32[\d ]{8,14}\d|[\w.+-]+@[\w-]+\.[\w.-]+\w")


def leftovers(pack: Path) -> list[Problem]:
    """Telephone numbers and e-mail addresses that stand in a neighbouring pack too, and the neighbours' names. Some may be right (a shared police zone)."""
    found: list[Problem] = []
    own, lines = _name(pack), list(_lines(pack))
    for neighbour in sorted(pack.parent.iterdir()):
        if neighbour == pack or not (neighbour / "commune.yml").is_file():
            continue
        name, theirs = _contacts(neighbour)
        for file, number, line in lines:
            said = [text for text in _CONTACT.findall(line) if text in theirs]
            said += [name] if name and name != own and name in line else []
            found += [Problem(file, number, "", f"« {text} » est aussi de {neighbour.name}") for text in said]
    return found


@cache
def _contacts(pack: Path) -> tuple[str, frozenset[str]]:
    """A pack's name and contacts, read once however many packs are compared with it: there may be 262 of them."""
    return _name(pack), frozenset(text for _, _, line in _lines(pack) for text in _CONTACT.findall(line))


def _lines(pack: Path) -> Iterator[tuple[str, int, str]]:
    for file in sorted(pack.rglob("*.yml")):
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if not line.lstrip().startswith("#"):
                yield f"{pack.name}/{file.relative_to(pack)}", number, line


def _name(pack: Path) -> str:
    data = read(pack / "commune.yml", pack.name).data
    return str(data.get("name", "")) if isinstance(data, dict) else ""
