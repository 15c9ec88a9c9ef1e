"""What people may write."""

from __future__ import annotations

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrokit import texts
from retrokit.errors import Invalid


@pytest.mark.parametrize(
    "text", ["a", " padded", "two\nlines\tand tabs", "日本語", "👩‍🚀", "e\u0301"]
)
def test_text_is_kept_as_it_was_typed(text: str) -> None:
    assert texts.check(text, "the note") == text


def test_the_limit_itself_is_within_the_limit() -> None:
    assert texts.check("x" * 5, "it", 5) == "xxxxx"
    assert texts.check("x" * texts.NOTE, "it") == "x" * texts.NOTE


def test_text_over_its_limit_is_refused_with_both_lengths() -> None:
    with pytest.raises(Invalid, match=r"^the note has 2,001 characters; the limit is 2,000$"):
        texts.check("x" * 2001, "the note")


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u3000"])
def test_empty_text_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"^the note is empty; write something$"):
        texts.check(text, "the note")


@pytest.mark.parametrize("value", [None, 3, b"bytes", ["a"]])
def test_what_is_not_text_is_refused(value: Any) -> None:
    with pytest.raises(Invalid, match=f"^it must be text, not {type(value).__name__}$"):
        texts.check(value, "it")


@pytest.mark.parametrize(
    ("character", "code"),
    [
        ("\x00", "0000"),
        ("\x1b", "001B"),
        ("\r", "000D"),
        ("\x7f", "007F"),
        ("\x9b", "009B"),
        ("\u2028", "2028"),
    ],
)
def test_a_control_character_is_refused_with_its_place(character: str, code: str) -> None:
    with pytest.raises(Invalid, match=rf"^it holds the control character U\+{code} at position 3;"):
        texts.check(f"ab{character}c", "it")


def test_what_no_file_can_hold_is_refused() -> None:
    with pytest.raises(Invalid, match="it is not UTF-8 text at position 3; type it again"):
        texts.check("ab\ud800", "it")


@pytest.mark.parametrize("character", ["\n", "\t"])
def test_a_line_has_no_newline_and_no_tab(character: str) -> None:
    assert texts.check(f"a{character}b", "it")
    with pytest.raises(Invalid, match="at position 2"):
        texts.check(f"a{character}b", "it", lines=False)


@given(st.text())
def test_every_text_is_kept_whole_or_refused_for_a_stated_reason(text: str) -> None:
    kept = text.rstrip()
    bad = [c for c in kept if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    refused = not kept or len(kept) > 50 or any(c not in "\n\t" for c in bad)
    said = ""
    try:
        assert texts.check(text, "it", 50) == kept
    except Invalid as error:
        said = str(error)
    assert bool(said) == refused
    assert "\n" not in said


@pytest.mark.parametrize(
    "ending", ["\n", "\r\n", "\r", " ", " \t\n\n", "\u2028", "\u00a0", "\u3000"]
)
def test_blanks_and_line_breaks_at_the_end_are_not_kept(ending: str) -> None:
    assert texts.check(f" two\nlines{ending}", "it") == " two\nlines"
    assert texts.check("x" * 5 + ending, "it", 5) == "xxxxx"
    assert texts.check(f"name{ending}", "it", lines=False) == "name"
