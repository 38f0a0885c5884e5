"""What the benchmarked systems share: where they write, and their memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def memory_mb() -> float:
    """Resident memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def write(output: str, **result: Any) -> None:
    """Write a system's result: ``answers``, ``training_s``, ``parse_ms``, ``model_bytes``, ``memory_mb``."""
    Path(output).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
