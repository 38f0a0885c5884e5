"""Training-time noise: slips, the same at every training."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from brain.nlu import noise

TEXTS = [f"j'ai perdu ma carte d'identité numéro {index}" for index in range(400)]


def test_the_same_copies_at_every_training() -> None:
    labels = ["carte_identite_perte"] * len(TEXTS)
    assert noise.copies(TEXTS, labels) == noise.copies(TEXTS, labels)


def test_a_share_is_copied_with_its_label_and_nearly_all_differ() -> None:
    copies = noise.copies(TEXTS, [str(index) for index in range(len(TEXTS))])
    assert 0.7 * noise.SHARE < len(copies) / len(TEXTS) < 1.3 * noise.SHARE
    assert all(label in text for text, label in copies)
    assert sum(text != TEXTS[int(label)] for text, label in copies) > 0.9 * len(copies)


@given(st.text(max_size=80), st.integers(0, 1000))
def test_any_text_can_slip(text: str, seed: int) -> None:
    assert abs(len(noise.slip(text, random.Random(seed))) - len(text)) <= max(10, len(text))
