"""What the README shows is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from retrokit_practice.formats import FORMATS

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_python_block_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    [block] = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    exec(compile(block, "README.md", "exec"), {})
    [said] = re.findall(r"print\(.*\)  # (.*)", block)
    assert capsys.readouterr().out.strip() == said


def test_the_table_has_every_format_with_its_minutes() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", README, re.MULTILINE)
    minutes = {each.name: sum(step.minutes for step in each.agenda) for each in FORMATS}
    assert {name: int(number) for name, number in rows} == minutes
