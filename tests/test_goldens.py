"""Whole retros come to what they came to before: see `goldens` for how these files are made."""

from __future__ import annotations

import pytest
from goldens import FOLDER, GOLDENS, path_of


@pytest.mark.parametrize("name", GOLDENS)
def test_a_retro_comes_to_what_it_came_to(name: str) -> None:
    made, kept = GOLDENS[name](), path_of(name).read_text(encoding="utf-8")
    assert made == kept, f"{name} has changed; if that is right: python tests/goldens.py"


def test_each_file_is_made_of_a_retro() -> None:
    assert {each.stem for each in FOLDER.iterdir()} == set(GOLDENS)
