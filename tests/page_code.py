"""Runs code of the page where there is Node.js or Chromium, and returns what it emits."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from patience import PATIENCE

STATIC = Path(__file__).parent.parent / "src" / "retrokit" / "web" / "static"
NODE = shutil.which("node")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

needs_a_page = pytest.mark.skipif(
    NODE is None and CHROMIUM is None, reason="neither node nor chromium is installed"
)


def emitted(script: str, place: Path) -> Any:
    """Return what a module emits as JSON; a file of it in `place` is what a browser opens."""
    if NODE is not None:
        command = [NODE, "--input-type=module", "-"]
        script = f"const emit = (text) => process.stdout.write(text);\n{script}"
        said = subprocess.run(command, input=script.encode(), capture_output=True, check=False)
        assert said.returncode == 0, said.stderr.decode()[-2000:]
        return json.loads(said.stdout)
    assert CHROMIUM is not None
    emit = "const emit = (text) => { document.body.textContent = text; };\n"
    page = place / "page.html"
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><body><script type="module">{emit}{script}'
        "</script></body>",
        "utf-8",
    )
    command = [CHROMIUM, "--headless", "--no-sandbox", "--virtual-time-budget=60000"]
    said = subprocess.run(
        [*command, "--dump-dom", page.as_uri()],
        capture_output=True,
        check=True,
        timeout=PATIENCE,
    )
    body = re.search(r"<body>(.*)</body>", said.stdout.decode(), re.DOTALL)
    assert body is not None
    return json.loads(html.unescape(body[1]))
