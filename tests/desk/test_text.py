"""A citizen's text made harmless."""

import unicodedata

import pytest
from guichet.conversations.text import neutralise
from hypothesis import given
from hypothesis import strategies as st


@given(st.text(st.characters(), max_size=3000))
def test_whatever_comes_in_is_bounded_normal_and_free_of_controls(raw: str) -> None:
    clean = neutralise(raw)
    assert len(clean.text) <= 1000
    assert unicodedata.is_normalized("NFC", clean.text) or clean.cut
    assert not [c for c in clean.text if unicodedata.category(c) in {"Cc", "Cs"} and c != "\n"]
    clean.text.encode()


@given(st.text(st.characters(codec="utf-8"), max_size=1200))
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    once = neutralise(raw)
    assert neutralise(once.text).text == once.text


@pytest.mark.parametrize("raw", ["", "   ", "\n\t\r\n", "\x00\x01", "\u200b\u200e\ufeff", "\u2028"])
def test_nothing_to_see(raw: str) -> None:
    assert not neutralise(raw).visible


def test_emoji_are_to_be_seen_and_stay_joined() -> None:
    family = "👨\u200d👩\u200d👧"
    assert neutralise(family).visible
    assert neutralise(family).text == family


def test_three_thousand_characters_are_cut() -> None:
    clean = neutralise("é" * 3000)
    assert (len(clean.text), clean.cut) == (1000, True)


def test_exactly_a_thousand_are_not() -> None:
    assert not neutralise("é" * 1000).cut


def test_marks_that_reorder_text_go() -> None:
    assert neutralise("a\u202eb\u2066c").text == "abc"


def test_a_command_stays_a_text() -> None:
    assert neutralise('/parler_humain{"x":1}').text == '/parler_humain{"x":1}'
