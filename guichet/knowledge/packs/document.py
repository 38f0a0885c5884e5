"""One YAML file with the line of each of its values, and the problems found in it."""

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from guichet.knowledge.packs.messages import in_french

#: Bytes of one YAML file: the largest Walloon cities have some 2,000 streets, about 200 kB.
LARGEST_YAML = 1_000_000
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "timestamp", "value", "merge")}
type Location = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Problem:
    """Something to mend; ``field`` names it for an officer, ``line`` is 1-based (0: the file as a whole)."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}, ligne {self.line}" if self.line else self.file
        return f"{place}, champ « {self.field} » : {self.message}" if self.field else f"{place} : {self.message}"


class PackError(Exception):
    """A pack that cannot be used: every problem found, in the order of the files."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass
class Document:
    """A file's data: maps, lists, strings, booleans and nulls.

    Numbers and dates stay the strings that were typed (a postal code or « 5.00 » loses nothing); the schema reads them.
    """

    file: str
    data: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, location: Location, message: str) -> None:
        """Note a problem at the value at ``location``, or at its nearest parent that the file has."""
        known = location
        while known and known not in self.lines:
            known = known[:-1]
        # Of a field that the file itself lacks, no line can be named.
        line = 0 if location and not known else self.lines.get(known, 1)
        self.problems.append(Problem(self.file, line, self._name(location), message))

    def validated[Schema](self, schema: TypeAdapter[Schema]) -> Schema | None:
        """The data as ``schema``, or None with the problems noted."""
        if self.problems:
            return None
        try:
            return schema.validate_python(self.data)
        except ValidationError as error:
            for item in error.errors(include_url=False):
                at = item.get("ctx", {})
                deeper = (at["item"], at["key"]) if "item" in at else ()
                location: Location = (*(part for part in item["loc"] if _is_of_file(part)), *deeper)
                self.problem(location, in_french(item))
            return None

    def _name(self, location: Location) -> str:
        """The location in words: an entry of a list by its id, name or title."""
        words, value = [], self.data
        for part in location:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                value = None
            words.append(_label(value, f"n° {part + 1}") if isinstance(part, int) else _shown(part))
        return " › ".join(words)


def _label(entry: Any, else_: str) -> str:
    names = [entry.get(key) for key in ("id", "name", "title")] if isinstance(entry, dict) else []
    return next((_shown(name) for name in names if name and isinstance(name, str)), else_)


def _shown(text: str) -> str:
    """Typed text as a message may repeat it."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:60])


def _is_of_file(part: str | int) -> bool:
    # Pydantic adds the names of its own validators to the location of a union's member.
    return isinstance(part, int) or not part.startswith(("function-", "constrained-"))


def read(path: Path, name: str) -> Document:
    """Read a YAML file; ``name`` is how messages call it. Problems are noted, not raised.

    Refused: over ``LARGEST_YAML`` bytes, not UTF-8, tags and anchors (nobody needs them, and they can expand without
    end), a key written twice.
    """
    document = Document(name)
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_YAML + 1)
    except OSError:
        document.problem((), "ce fichier manque ou ne peut pas être lu")
        return document
    if len(raw) > LARGEST_YAML:
        document.problem((), f"ce fichier dépasse {LARGEST_YAML // 1000} ko")
        return document
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        document.problems.append(Problem(name, line, "", "attendu : un texte en UTF-8 (réglage de votre éditeur)"))
        return document
    parse(text, document)
    return document


def parse(text: str, document: Document) -> None:
    """Fill ``document`` with the data of a YAML text."""
    try:
        node = YAML(typ="safe", pure=True).compose(io.StringIO(text))
        document.lines[()] = 1
        if node is not None:
            document.data = _value(node, (), document)
    except MarkedYAMLError as error:
        # A quote that is never closed is noticed at the end of the file, and mended where it opens.
        mark = error.context_mark if "quoted scalar" in (error.context or "") else error.problem_mark
        line = mark.line + 1 if mark else 1
        message = "cette ligne n’est pas du YAML : vérifiez les retraits, les deux-points et les guillemets"
        document.problems.append(Problem(document.file, line, "", message))
    except YAMLError:
        document.problem((), "ce fichier contient un caractère que YAML refuse")
    except RecursionError:
        document.problem((), "trop de niveaux imbriqués")


def _value(node: Node, location: Location, document: Document) -> Any:
    document.lines.setdefault(location, node.start_mark.line + 1)
    if node.anchor is not None:
        document.problem(location, "les renvois de YAML (& et *) ne sont pas acceptés : recopiez la valeur")
        return None
    if isinstance(node, MappingNode):
        return _mapping(node, location, document)
    if isinstance(node, SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
        return [_value(item, (*location, index), document) for index, item in enumerate(node.value)]
    if isinstance(node, ScalarNode):
        if node.tag == "tag:yaml.org,2002:null":
            return None
        if node.tag == "tag:yaml.org,2002:bool":
            return str(node.value).lower() == "true"
        if node.tag in _PLAIN_TAGS:
            return str(node.value)
    document.problem(location, "les étiquettes de YAML (!) ne sont pas acceptées")
    return None


def _mapping(node: MappingNode, location: Location, document: Document) -> dict[str, Any] | None:
    if node.tag != "tag:yaml.org,2002:map":
        document.problem(location, "les étiquettes de YAML (!) ne sont pas acceptées")
        return None
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            document.problem(location, "attendu : un nom de champ")
            continue
        key = str(key_node.value)
        if key in values:
            document.problems.append(
                Problem(document.file, key_node.start_mark.line + 1, _shown(key), "ce champ est écrit deux fois")
            )
            continue
        here = (*location, key)
        document.lines[here] = key_node.start_mark.line + 1
        values[key] = _value(value_node, here, document)
    return values
