"""The canonical form of packs: the same knowledge always gives the same bytes, so that a diff shows what changed."""

import io
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.representer import RoundTripRepresenter
from ruamel.yaml.scalarstring import LiteralScalarString

from guichet.knowledge.packs.headers import CARD, HEADERS, LIBRARY_CARD, OBJECTS
from guichet.knowledge.packs.pack import FILES, Library, Pack
from guichet.knowledge.packs.read import OBJECTS_FILE
from guichet.knowledge.schema.fields import Entry
from guichet.knowledge.topics import topics

#: Lines are never folded: a sentence stays on its line.
_WIDTH = 1_000_000


class _Representer(RoundTripRepresenter):
    """Null as « null », and degrees without exponent, as people write them."""


def _degrees(representer: Any, value: float) -> Any:
    text = f"{value:.6f}".rstrip("0")
    return representer.represent_scalar("tag:yaml.org,2002:float", text + "0" * text.endswith("."))


def _null(representer: Any, value: None) -> Any:
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")


def _text(representer: Any, value: str) -> Any:
    # In a list on one line ruamel.yaml leaves these without quotes, and reads a key instead of a text.
    return representer.represent_scalar("tag:yaml.org,2002:str", value, style="'" if value[:1] in ("?", ":") else None)


_Representer.add_representer(str, _text)
_Representer.add_representer(float, _degrees)
_Representer.add_representer(type(None), _null)


def pack_files(pack: Pack) -> dict[str, bytes]:
    """Every file of a pack, by its path in the pack's folder."""
    files = {f"{name}.yml": _yaml(getattr(pack, name), HEADERS[name], row=name == "streets") for name in FILES}
    files |= {f"waste/{zone}.ics": text.encode() for zone, text in pack.calendars.items()}
    files |= {f"feeds/{name}": text.encode() for name, text in pack.feed_files.items()}
    files |= {f"cards/{topic}.yml": _yaml(card, CARD) for topic, card in pack.cards.items()}
    return files


def library_files(library: Library) -> dict[str, bytes]:
    """Every file of the library, by its path in the library's folder."""
    files = {
        f"{topics()[topic].domain}/{topic}.yml": _yaml(card, LIBRARY_CARD) for topic, card in library.cards.items()
    }
    if library.objects:
        files[OBJECTS_FILE] = _yaml(library.objects, OBJECTS, row=True)
    return files


def write(files: dict[str, bytes], folder: Path) -> None:
    """Put ``files`` in a folder, in place of every pack file that it holds; other files stay.

    All are written beside first, so that a full disk leaves the folder as it was.

    :raises OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        for name, content in files.items():
            target = Path(beside) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(beside) / name).replace(folder / name)
    for old in [*folder.glob("*.yml"), *folder.glob("*/*.yml"), *folder.glob("waste/*.ics"), *folder.glob("feeds/*")]:
        if str(old.relative_to(folder)) not in files:
            old.unlink()
    for empty in [item for item in folder.iterdir() if item.is_dir() and not any(item.iterdir())]:
        shutil.rmtree(empty)


def _yaml(value: Entry | Sequence[Entry], header: str, *, row: bool = False) -> bytes:
    yaml = YAML()
    yaml.width = _WIDTH
    yaml.Representer = _Representer
    data = _plain(value)
    stream = io.BytesIO()
    yaml.dump(_formatted(data, row=row), stream)
    comment = "".join(f"# {line}\n" for line in header.splitlines())
    return comment.encode() + b"\n" + stream.getvalue().rstrip(b"\n") + b"\n"


def _plain(value: Entry | Sequence[Entry]) -> Any:
    """Maps and lists without the fields that say nothing (null or their default)."""
    if isinstance(value, Entry):
        return value.model_dump(by_alias=True, exclude_defaults=True)
    return [item.model_dump(by_alias=True, exclude_defaults=True) for item in value]


def _formatted(value: Any, *, row: bool) -> Any:
    """``row``: the entries of a long list stand on one line each; pages and lists of short words always do."""
    if isinstance(value, dict):
        if value.keys() == {"title", "url"}:
            return _one_line(value)
        return CommentedMap((key, _formatted(item, row=row)) for key, item in value.items())
    if isinstance(value, list):
        words = all(isinstance(item, str) and len(item) <= 40 and "\n" not in item for item in value)
        sequence = CommentedSeq(
            _one_line(item) if row and isinstance(item, dict) else _formatted(item, row=row) for item in value
        )
        if words:
            sequence.fa.set_flow_style()
        return sequence
    return LiteralScalarString(value) if isinstance(value, str) and "\n" in value else value


def _one_line(entry: dict[str, Any]) -> CommentedMap:
    line = CommentedMap((key, CommentedSeq(item) if isinstance(item, list) else item) for key, item in entry.items())
    line.fa.set_flow_style()
    return line
