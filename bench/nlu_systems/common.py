"""What the benchmarks share: stock Rasa's pipeline, where the systems write, and their memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

STOCK_PIPELINE = """\
recipe: default.v1
assistant_id: stock
language: fr
pipeline:
- name: SpacyNLP
  model: fr_core_news_sm
- name: SpacyTokenizer
- name: SpacyFeaturizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: {epochs}
  constrain_similarities: true
"""
"""``rasa init``'s pipeline, for French (spaCy and DIET)."""


def memory_mb() -> float:
    """Resident memory of this process, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def write(output: str, **result: Any) -> None:
    """Write a system's result: ``answers``, ``training_s``, ``parse_ms``, ``model_bytes``, ``memory_mb``."""
    Path(output).write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
