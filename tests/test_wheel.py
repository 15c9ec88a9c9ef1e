"""The wheel: what is in it, how small its page is, and a room that runs from it."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from browsing import untroubled
from page_code import STATIC
from test_web_reactions_page import FORMAT

ROOT = Path(__file__).parent.parent
KIB = 1024


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of the core, built from this checkout with what is installed here."""
    place = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", place]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def shipped(wheel: Path) -> Mapping[str, bytes]:
    """Return the files of the page in the wheel, by their path in `static`."""
    inside = "retrokit/web/static/"
    with ZipFile(wheel) as zip:
        names = [each for each in zip.namelist() if each.startswith(inside)]
        assert len(names) == len(set(names))
        return {each.removeprefix(inside): zip.read(each) for each in names}


def test_the_page_is_whole_in_the_wheel(shipped: Mapping[str, bytes]) -> None:
    files = {
        path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.is_file()
    }
    assert shipped.keys() == files.keys()
    for name, path in files.items():
        if path.suffix in (".js", ".css"):
            assert 0 < len(shipped[name]) < path.stat().st_size, name
        else:
            assert shipped[name] == path.read_bytes(), name


@pytest.mark.parametrize("of_wall", [False, True], ids=["room", "wall"])
def test_the_page_stays_small(shipped: Mapping[str, bytes], of_wall: bool) -> None:
    """All script, then all style, of the room; what is for `/wall` alone is little."""
    names = [name for name in sorted(shipped) if ("wall" in name) == of_wall]
    code = b"".join(
        shipped[name] for kind in (".js", ".css") for name in names if name.endswith(kind)
    )
    assert len(code) <= (24 if of_wall else 240) * KIB
    assert len(gzip.compress(code)) <= (8 if of_wall else 70) * KIB


def test_a_room_runs_from_the_wheel(
    wheel: Path, rooms: Any, person: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ZipFile(wheel) as zip:
        zip.extractall(tmp_path / "wheel")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "wheel"))
    room = rooms(FORMAT)
    ada = person("Ada").join(room, link=room.lead_link)
    ben = person("Ben").join(room)
    served = ada.page.evaluate("fetch('/static/app.js').then((answer) => answer.text())")
    assert len(served) < (STATIC / "app.js").stat().st_size
    ben.put(ben.compose("Good"), "Cake")
    ben.page.keyboard.press("Enter")
    ada.press("React to “Cake”")
    ada.press("Agree")
    ben.sees("👍")
    ada.press("Next: Group")
    ben.sees("Cake")
    untroubled([ada, ben], room)
