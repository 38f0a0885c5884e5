"""Lemmas: spaCy's French lemma table, compiled at training time for the words of the subject.

Running spaCy's French pipeline on a message costs 7 to 14 ms, its lemma table alone 150 MB of memory (measured, 2-core machine). So the
table of ``fr_core_news_sm`` is read once, at training, and only what training phrases, lexicon and their unaccented spellings can need is kept.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import spacy

from brain.nlu.words import fold

_WORD = re.compile(r"[^\W\d_]+")
_UNUSED_PIPES = ["tok2vec", "morphologizer", "parser", "attribute_ruler", "ner"]
_IRREGULAR = {"savoir": "savoir", "avoir": "avoir", "etre": "etre", "pouvoir": "pouvoir"}


def spacy_table() -> Any:
    """spaCy's ``lemma_lookup`` table of French: inflected form → lemmas; None for a form that is its own lemma."""
    nlp = spacy.load("fr_core_news_sm", exclude=_UNUSED_PIPES)
    lemmatizer: Any = nlp.get_pipe("lemmatizer")
    return lemmatizer.lookups.get_table("lemma_lookup")


def build(texts: Iterable[str], table: Any | None = None) -> dict[str, str]:
    """Folded word → folded lemma for all the words of ``texts`` (training phrases and lexicon entries), accents as written.

    A folded word that several accented words share takes the lemma of the most frequent one.
    """
    table = spacy_table() if table is None else table
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for form in _WORD.findall(text.lower()):
            counts[fold(form)][form] += 1
    lemmas: dict[str, str] = {}
    for folded_form, forms in counts.items():
        written = max(forms, key=lambda form: (forms[form] * (2 if form != folded_form else 1), form))
        found = table.get(written)
        lemmas[folded_form] = fold(found[0]) if found else folded_form
    lemmas.update(_IRREGULAR)
    return lemmas
