"""`retro start --class` and `retro class`: what a lecturer types and sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_classroom import FORMAT, LECTURER, Book, answer
from test_cli import Shell

from retrokit.builtin.class_table import COLUMNS, NOTICE
from retrokit.characters import width

ROSTER = "Name;Group\nAna;Red\nBen;Red\nCy;Red\nDev;Blue\nEve;Blue\n"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    (tmp_path / "students.csv").write_text(ROSTER, "utf-8")
    return Shell(tmp_path)


def start(shell: Shell, *more: str, input: str = "", code: int = 0) -> str:
    file = str(shell.folder / "students.csv")
    return shell("start", "wrap", "--class", file, *more, input=input, code=code)


def test_a_class_is_started_and_each_group_held_by_its_id(shell: Shell) -> None:
    said = start(shell, "--facilitator", LECTURER)
    assert said.startswith("Started wrap for 2 groups.\n\ngroup ")
    red, blue = json.loads(shell("class", "--json"))
    assert (red["group"], red["people"], red["at"]) == ("Red", 3, "Welcome")
    assert f"Red      3         {red['retro']}  Welcome\n" in said
    assert "retro resume RETRO" in said
    assert f"retro class {shell.folder / 'students.csv'}" in said
    held = shell("resume", blue["retro"], input="/who\n/next\n/quit\n")
    assert "Dr. Fry (observer, facilitates)" in held
    assert " ".join(NOTICE.split()[:9]) in " ".join(held.split())
    table = shell("class", str(shell.folder / "students.csv"))
    assert [line.split()[0] for line in table.splitlines()] == ["group", "-------", "Red", "Blue"]


def test_a_second_run_starts_none_twice_without_being_asked(shell: Shell) -> None:
    start(shell, input=f"{LECTURER}\n")
    before = shell("list")
    said = start(shell, "--facilitator", LECTURER)
    assert said.startswith("Left alone, since they have started it before: Red and Blue. Start")
    assert shell("list") == before
    assert "Started wrap for 2 groups" in start(shell, "--facilitator", LECTURER, "--again")
    assert len(json.loads(shell("list", "--json"))) == 4


@pytest.mark.parametrize(
    "more",
    [["--team", "T"], ["-m", "Ana"], ["--observer", "Bo"], ["--rehearse"], ["--web"]],
)
def test_what_the_file_says_is_not_typed_as_well(more: list[str], shell: Shell) -> None:
    said = start(shell, "--facilitator", LECTURER, *more, code=2)
    assert "--class starts a retro for each group; leave out --" in said
    assert "--again goes with --class FILE" in shell("start", "wrap", "--again", code=2)


def test_a_file_with_a_mistake_starts_nothing(shell: Shell) -> None:
    (shell.folder / "students.csv").write_text(f"{ROSTER}Flo;\n", "utf-8")
    said = start(shell, "--facilitator", LECTURER, code=1)
    assert "students.csv:7: no group; fill it in, or take the line out\n" in said
    assert shell("class") == "No class yet. Start one with: retro start FORMAT --class FILE\n"


def test_flags_are_shown_with_how_many_answered_and_fit_the_terminal(shell: Shell) -> None:
    groups = {"Red": ("Ana", "Ben", "Cy"), "Blue": ("Dev", "Eve", "Flo")}
    with Book(shell.logbook, noticing=True) as book:
        for hurt, retro in enumerate(book.start_groups(FORMAT, groups, host=LECTURER).values()):
            retro.go("Pulse")
            answer(retro, people=3, hurt=1 - hurt)
    said = shell("class")
    assert "Red      3         3 of 3      Gather  Somebody was hurt (n = 3)\n" in said
    assert "Blue     3         3 of 3      Gather\n" in said
    assert said.endswith("A flag is a question to the group and not a mark.\n")
    assert max(map(width, said.splitlines())) <= 80
    (shell.folder / "students.csv").write_text("group,name\nNew,Ida\nred,Ana\n", "utf-8")
    new, red = json.loads(shell("class", str(shell.folder / "students.csv"), "--json"))
    assert new == {
        "group": "New", "retro": None, "people": 1, "answered": None, "of": None, "at": None,
        "flags": [],
    }  # fmt: skip
    assert red["flags"] == [
        {
            "title": "Somebody was hurt.", "name": "question.alarm", "severity": "warning",
            "answered": 3,
        }
    ]  # fmt: skip
    assert {*red} == {"group", "retro", "of", *COLUMNS}
    assert "not started" in shell("class", str(shell.folder / "students.csv"))
