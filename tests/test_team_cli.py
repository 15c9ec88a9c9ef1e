"""`retro team`: a team is shown, its charter written, and new names given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from test_charter import WHOLE
from test_cli import Shell
from test_team import FORMAT, Book

from retrokit.characters import width
from retrokit.charter import PARTS


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Return a shell with a team of two, and a misspelt one."""
    with Book(tmp_path / "team.db") as book:
        book.held("Dev", team="Landr")
        book.held("Ana", "Bne")
    return Shell(tmp_path)


def plain(shell: Shell, *args: str) -> Any:
    return json.loads(shell("team", *args, "--json"))


def test_a_team_is_shown_whole_and_fits_the_terminal(shell: Shell) -> None:
    with Book(shell.logbook, 3) as book:
        team = book.team("Lander")
        team.change_charter(by="Ana", **{part: getattr(WHOLE, part) for part in PARTS})
        item = team.open_actions[0]
        book.change_action(item.ref, text="Cache the packages " * 8)
        for _ in range(10):
            book.start(FORMAT, team="Lander", members=["Ana", "Bne"])
    said = shell("team")
    assert said == shell("team", "lander") == shell("team", "show", "Lander")
    assert said.startswith("Lander: 2 members, 11 retros\nAna and Bne\n\nCharter, changed on 2025-")
    assert "  Colleagues  Ops; Medical; Training\n" in said
    assert "1 more: retro list --team Lander" in said
    assert "Other teams: Landr. See one with: retro team TEAM" in said
    assert max(map(width, said.splitlines())) <= 80


def test_a_team_that_is_new_or_not_there(shell: Shell, tmp_path: Path) -> None:
    assert "No charter yet. Write one with: retro team charter" in shell("team")
    assert "no team 'Landerr'; did you mean Lander" in shell("team", "Landerr", code=1)
    refused = shell("team", "charter", "Crew", "--purpose", "Fly", code=1)
    assert "no team 'Crew'" in refused
    shell("team", "charter", "Crew", "--new", "--purpose", "Fly")
    assert shell("team", "Crew").startswith("Crew: 0 members, 0 retros\n\nCharter, changed on")
    empty = Shell(tmp_path / "other")
    empty.folder.mkdir()
    with Book(empty.logbook):
        pass
    assert "no team yet; start a retro with: retro start" in empty("team", code=1)
    assert "charter" in shell("team", "--help")


def test_the_charter_is_changed_by_options(shell: Shell) -> None:
    said = shell(
        "team", "charter", "--purpose", "We fly.", "--value", "Care", "--value", "Candour",
        "--goal", "Home", "--customer", "Crew", "--colleague", "Ops", "--principle", "Safety",
        "--by", "ana",
    )  # fmt: skip
    assert "  Values      Care; Candour\n" in said
    told = plain(shell, "charter", "Lander", "--value", "-", "--purpose", "-")
    assert told["charter"] == {
        "purpose": "", "principle": "Safety", "values": [], "goals": ["Home"],
        "customers": ["Crew"], "colleagues": ["Ops"],
    }  # fmt: skip
    assert [each["by"] for each in told["charter_history"]] == ["Ana", None]
    assert told["charter_history"][1]["changed"] == ["purpose", "values"]
    history = shell("team", "charter", "--history")
    assert " by Ana\n  Purpose     We fly.\n" in history
    assert history.endswith("  Purpose     -\n  Values      -\n")
    assert shell("team", "charter", "Landr", "--history").startswith("No charter yet.")
    refused = shell("team", "charter", "--purpose", "{x}", code=1)
    assert "the purpose holds braces; leave out { and }" in refused
    nothing = ("--principle", "-", "--goal", "-", "--customer", "-", "--colleague", "-")
    assert "(empty)" in shell("team", "charter", *nothing)


def test_the_charter_is_asked_for_part_by_part(shell: Shell) -> None:
    lines = ["We fly.", "{x}", "Safety", " Care ;Candour; ", "", "-", "Ops", "ana"]
    said = shell("team", "charter", input="\n".join([*lines, ""]))
    assert "The principle holds braces; leave out { and }. Try again." in said
    assert " by Ana\n" in said
    assert plain(shell)["charter"]["values"] == ["Care", "Candour"]
    again = shell("team", "charter", input="\n-\n\n\n\n\nBne\n")
    assert "  now: Care; Candour\n" in again
    kept = plain(shell)
    assert (kept["charter"]["purpose"], kept["charter"]["principle"]) == ("We fly.", "")
    assert kept["charter_history"][-1]["by"] == "Bne"
    shell("team", "charter", input="\n" * 6)
    shell("team", "charter", input="Else", code=1)  # the rest was never said
    shell("team", "charter", "--by", "Ana", input="\n\n\nHome\n\n\n")
    assert [each["by"] for each in plain(shell)["charter_history"]] == ["Ana", "Bne", "Ana"]


def test_new_names_are_given(shell: Shell) -> None:
    assert shell("team", "rename-member", "bne", "Ben") == "bne is now Ben in 1 retro.\n"
    assert [each["name"] for each in plain(shell)["members"]] == ["Ana", "Ben"]
    assert {owner for each in plain(shell)["open_actions"] for owner in each["owners"]} == {
        "Ana", "Ben",
    }  # fmt: skip
    assert "no member of Landr 'Ben'" in shell(
        "team", "rename-member", "Ben", "Bert", "--team", "Landr", code=1
    )
    assert "there is a team Lander already" in shell("team", "rename", "Landr", "lander", code=1)
    asked = shell("team", "merge", "landr", "lander", input="n\n", code=1)
    assert "Merge Landr (1 retro) into Lander (1 retro)? You cannot split them again." in asked
    assert len(json.loads(shell("list", "--json"))) == 2
    assert shell("team", "merge", "landr", "LANDER", "--yes") == "Landr is now Lander in 1 retro.\n"
    assert len(plain(shell)["retros"]) == 2
    told = json.loads(shell("team", "rename", "lander", "Rover", "--json"))
    assert told["team"] == "Rover"
    assert len(told["retros"]) == 2
    assert "Other teams" not in shell("team")
