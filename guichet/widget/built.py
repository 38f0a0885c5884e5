"""The built widget as this installation serves it: the current file and the releases that sites may still pin.

A version is the beginning of the file's SHA-256, so an address never changes what it gives.
"""

import base64
import functools
import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent.parent / "widget"
CURRENT = _FOLDER / "dist" / "widget.js"
RELEASES = _FOLDER / "releases"


@dataclass(frozen=True)
class Built:
    """One built file. ``version``: 12 hex digits; ``integrity``: for the script element (W3C Subresource Integrity)."""

    content: bytes
    compressed: bytes
    version: str
    integrity: str


def read(path: Path) -> Built:
    """A built file from disk.

    :raises OSError: it is not there.
    """
    content = path.read_bytes()
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    version = hashlib.sha256(content).hexdigest()[:12]
    return Built(content, gzip.compress(content, 9, mtime=0), version, f"sha384-{digest}")


@functools.cache
def current() -> Built:
    """The file at ``/widget.js``."""
    return read(CURRENT)


@functools.cache
def versions() -> dict[str, Built]:
    """All that is served at a versioned address."""
    found = [current(), *(read(path) for path in sorted(RELEASES.glob("*.js")))]
    return {built.version: built for built in found}
