"""Plain forms of citizens' text, for comparing."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "\u00a0": " ", "\u202f": " "})
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """Lower case, without accents, with straight apostrophes and single spaces. The length may change."""
    folded = unicodedata.normalize("NFD", text.translate(_APOSTROPHES).lower())
    return _SPACES.sub(" ", "".join(c for c in folded if not unicodedata.combining(c))).strip()
