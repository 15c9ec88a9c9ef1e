"""What a plugin brings for the page: its files are served like the page's own, and harm only it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import Room, untroubled
from live_room import serving
from moods import Moods
from playwright.sync_api import expect
from plugin_making import Install, hook
from test_web_join_kinds import installed

from retrokit import Collect, Column, Format
from retrokit.web.guard import POLICY
from retrokit.web.pages import pages_of

FORMAT = Format(
    name="toys", title="Toys", purpose="Play.",
    agenda=[Moods(prompt="How are you?"), Collect(columns=[Column("Notes")])],
)  # fmt: skip

SCREEN = """
import { any, el, head, outlineOf } from "/static/plugin.js";

export function screen(room) {
  const shown = outlineOf(room);
  if (!shown) return head(room);
  if (room.mine.size > 0 && room.me.name === "Ben") throw new Error("no more moods");
  return [
    any(room),
    el("p", { class: "own-words", key: "own" }, `${room.me.name} is asked by a plugin`),
    el("button", {
      type: "button", key: "sunny",
      onclick: () => room.keep("mood", "test.moods.feel", { word: "sunny" }),
    }, "All is well"),
  ];
}
"""
STYLE = ".own-words, h1 { color: rgb(1, 2, 3) }"


def bring(folder: Path, monkeypatch: pytest.MonkeyPatch, **files: str) -> None:
    """Put files into the folder of a package, as what Moods has for the page."""
    where = folder / "x_page" / "page"
    where.mkdir(parents=True)
    (folder / "x_page" / "__init__.py").write_text("")
    for name, text in files.items():
        (where / name.replace("_", ".")).write_text(text)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setattr(Moods, "page", "x_page:page")


def test_its_files_are_served_as_those_of_the_page_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(tmp_path, monkeypatch, screen_js=SCREEN, style_css=STYLE, more_js="export const one = 1;")
    (tmp_path / "x_page" / "secret.txt").write_text("secret")
    with serving(FORMAT, plugins=installed) as live:
        ana = live.person("Ana", leads=True)
        pages = ana.get("/api/choices").json()["pages"]
        assert pages == {"test.moods": ["screen.js", "style.css"]}
        for name, kind in (
            ("screen.js", "text/javascript"),
            ("style.css", "text/css"),
            ("more.js", "text/javascript"),
        ):
            answer = ana.get(f"/pages/test.moods/{name}")
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(kind)
            assert answer.headers["content-security-policy"] == POLICY
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["cache-control"] == "no-cache"
        for name in ("..%2Fsecret.txt", "../secret.txt", "none.js"):
            assert ana.get(f"/pages/test.moods/{name}").status_code == 404
        assert ana.get("/pages/ask/screen.js").status_code == 404


@pytest.mark.parametrize("place", ["x_page:empty", "x_page:nothing", "x_missing:page"])
def test_a_folder_that_cannot_be_used_is_told_of(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bring(tmp_path, monkeypatch)
    (tmp_path / "x_page" / "empty").mkdir()
    monkeypatch.setattr(Moods, "page", place)
    with caplog.at_level(logging.WARNING, "retrokit.web"):
        assert pages_of([Moods, Collect]) == {}
    [said] = [each.getMessage() for each in caplog.records]
    assert said == (
        f"test.moods has no screen.js or style.css at {place}, so the page draws its blocks and "
        "forms"
    )


@pytest.fixture
def room(
    install: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rooms: Callable[..., Room]
) -> Callable[..., Room]:
    """Return what opens a room in which Moods brings these files for the page."""

    def open_one(**files: str) -> Room:
        bring(tmp_path, monkeypatch, **files)
        source = "from moods import Moods\nMoods.page = 'x_page:page'\n"
        install("toys", source + hook("activities", "[Moods]"))
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        return rooms(FORMAT)

    return open_one


def test_a_screen_and_a_style_of_a_plugin(room: Any, person: Any) -> None:
    opened = room(screen_js=SCREEN, style_css=STYLE)
    fay = person("Fay").join(opened, link=opened.lead_link)
    ben = person("Ben").join(opened)
    fay.sees("Fay is asked by a plugin")
    words = ben.page.locator(".own-words")
    expect(words).to_have_css("color", "rgb(1, 2, 3)")
    expect(ben.page.locator("h1")).to_have_css("color", "rgb(1, 2, 3)")
    fay.press("All is well")
    expect(fay.page.get_by_role("radio", name="sunny")).to_be_checked()
    fay.press("Next: Collect")
    fay.press("Reveal and go on")
    fay.sees("Notes")
    # Its style holds nowhere else.
    expect(ben.page.locator("h1")).not_to_have_css("color", "rgb(1, 2, 3)")
    untroubled([fay, ben], opened)


def test_a_screen_that_fails_leaves_the_plain_one(room: Any, person: Any) -> None:
    opened = room(screen_js=SCREEN)
    fay = person("Fay").join(opened, link=opened.lead_link)
    ben = person("Ben").join(opened)
    ben.press("All is well")
    ben.sees("The screen that the plugin of test.moods brings does not work")
    expect(ben.page.get_by_role("radio", name="sunny")).to_be_checked()
    expect(ben.page.locator(".own-words")).to_have_count(0)
    fay.sees("Fay is asked by a plugin")
    untroubled([fay], opened)


@pytest.mark.parametrize(
    "source", ["nonsense(", "export const screen = () => ({});", "export const other = 1;"]
)
def test_a_screen_that_cannot_be_drawn_is_the_plain_one(
    source: str, room: Any, person: Any
) -> None:
    opened = room(screen_js=source)
    fay = person("Fay").join(opened, link=opened.lead_link)
    fay.sees("The screen that the plugin of test.moods brings does not work")
    expect(fay.page.get_by_role("radio", name="sunny")).to_be_visible()
    fay.press("Next: Collect")
    fay.sees("Notes")
