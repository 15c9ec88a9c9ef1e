"""What the README shows is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_python_block_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    [block] = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    exec(compile(block, "README.md", "exec"), {})
    [said] = re.findall(r"print\(.*\)  # (.*)", block)
    assert capsys.readouterr().out.strip() == said
