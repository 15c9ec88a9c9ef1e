"""A class with a lecturer: every share is as without one, and the lecturer's table tells none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from attrs import asdict
from click.testing import CliRunner
from fair_retro import TEAM, WHO_CARRIED_WHAT, asking, opened, question_of, told
from hypothesis import given, settings
from test_fair_share_privacy import LONG, judged, stands_in, teams

import retrokit_fair_share
from retrokit import Ask, Attribution, Format, GroupRow, Logbook, Plugins, Retro
from retrokit.builtin.class_table import COLUMNS, NOTICE
from retrokit.cli.commands import retro as cli
from retrokit_fair_share.format import FAIR_SHARE, FAIR_SHARE_CRITERIA

LECTURER = "Dr. Fry"
CARRIED = [
    [5217, 1193, 1311, 1083, 1196],
    [5153, 1447, 1237, 1129, 1034],
    [4949, 1339, 1469, 1173, 1070],
    [5289, 1283, 1187, 1211, 1030],
    [5163, 1247, 1127, 1093, 1370],
]
"""What five give of 10,000 points: each number stands out, and one of them carries most."""


def course(where: str | Path = ":memory:") -> Logbook:
    plugins = Plugins(strict=True)
    plugins.add(retrokit_fair_share, "fair-share")
    return Logbook(where, plugins=plugins)


def answered(
    logbook: Logbook,
    rows: Sequence[Any],
    format: Format = FAIR_SHARE,
    *,
    names: Sequence[str] = TEAM,
    attribution: Attribution | None = None,
) -> Retro:
    """Start a class of one group, have it answer, and return its retro."""
    group = names[: len(rows)]
    started = logbook.start_groups(
        format, {"Group 4": group}, host=LECTURER, attribution=attribution
    )
    retro = started["Group 4"]
    retro.go(WHO_CARRIED_WHAT)
    for member, row in zip(group, rows, strict=True):
        if row is not None:
            retro.answer(question_of(format).name, row, member)
    retro.next()
    return retro


def without_ids(row: GroupRow) -> Mapping[str, Any]:
    return {**asdict(row), "retro": ""}


@settings(max_examples=25, deadline=None)
@given(teams() | judged())
def test_with_a_lecturer_every_share_is_as_without_and_the_table_tells_none(
    rows: list[Any],
) -> None:
    by_points = all(type(each) in (int, type(None)) for row in rows for each in row or [])
    format = FAIR_SHARE if by_points else FAIR_SHARE_CRITERIA
    with course() as logbook:
        hosted, alone = told(answered(logbook, rows, format)), opened(rows, format)
        assert {**alone.letters, LECTURER: ()} == hosted.letters
        assert alone.group == hosted.group
        (row,) = logbook.class_table()
    with course() as other:
        answered(other, rows, format, names=TEAM[len(rows) - 1 :: -1])
        # It reads the same if others have done what these did: so it says nothing of anybody.
        assert [without_ids(each) for each in other.class_table()] == [without_ids(row)]
    titles = [each.title for each in row.flags]
    assert titles == [re.split(r"(?<=[.?])\s", x.sentence)[0] for x in hosted.result.findings]
    said = json.dumps(asdict(row) | {"group": "", "retro": ""}, default=str)
    assert not {*TEAM, LECTURER} & set(re.findall(r"\w+", said))
    # How many people there are of something, and no share: an equal one would be 100.
    assert all(int(each) <= len(rows) for each in re.findall(r"\d+", said))


@pytest.fixture
def where(tmp_path: Path) -> Path:
    with course(tmp_path / "course.db") as logbook:
        answered(logbook, CARRIED, asking(FAIR_SHARE, total=10_000), names=LONG)
    return tmp_path / "course.db"


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_no_rater_no_mark_and_no_rated_person_is_in_a_byte_of_it(
    where: Path, more: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETROKIT_PLUGINS", "fair-share")
    with course(where) as logbook:
        retro = logbook.load()
        letters = [line for who in LONG for _, each in retro.letters(who) for line in each.lines]
        (row,) = logbook.class_table()
    shares = [int(each) for line in letters for each in re.findall(r"share at (\d+),", line)]
    assert len(shares) == len(LONG)
    assert row.flags
    printed = CliRunner().invoke(cli, ["class", "--logbook", str(where), *more])
    assert printed.exit_code == 0, printed.output
    assert "5" in printed.output
    assert not [each for each in (*LONG, LECTURER) if each in printed.output]
    marks = [each for given in CARRIED for each in given]
    assert not [each for each in (*marks, *shares) if stands_in(each, printed.output)]
    assert not [line for line in letters if line in printed.output]
    assert "change hands" not in printed.output


@pytest.mark.parametrize("format", [FAIR_SHARE, FAIR_SHARE_CRITERIA])
def test_what_the_table_has_stands_on_the_screen_at_which_they_answer(format: Format) -> None:
    with course() as logbook:
        retro = logbook.start_groups(format, {"Group 4": TEAM}, host=LECTURER)["Group 4"]
        first = retro.state.current_step
        retro.go(WHO_CARRIED_WHAT)
        asked = retro.state.current_step
        assert first is not None
        assert asked is not None
        assert isinstance(asked.activity, Ask)
        for step in (first, asked):
            assert step.activity.prompt.endswith(NOTICE)
            assert all(each in step.activity.prompt for each in COLUMNS.values())
        (row,) = logbook.class_table()
        assert {*asdict(row)} == {"group", "retro", "of", *COLUMNS}
        assert (row.people, row.answered, row.flags) == (len(TEAM), None, ())
