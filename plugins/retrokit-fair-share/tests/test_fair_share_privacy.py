"""Nobody learns what is somebody else's: no name, no share, no mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from fair_retro import TEAM, WHO_CARRIED_WHAT, Opened, asking, opened
from hypothesis import given, settings
from hypothesis import strategies as st

import retrokit_fair_share
from retrokit import Attribution, Logbook, Plugins
from retrokit_fair_share import Shares, findings, shares
from retrokit_fair_share.format import FAIR_SHARE, FAIR_SHARE_CRITERIA
from retrokit_fair_share.scorings import SCORINGS
from retrokit_fair_share.wordings import NOT_A_GRADE

methods = pytest.mark.parametrize("scoring", [each.name for each in SCORINGS])
SEEN = f"It says what was seen, and not all that you did. {NOT_A_GRADE}"
hidden = st.sampled_from([Attribution.CONFIDENTIAL, Attribution.ANONYMOUS])


@st.composite
def points(draw: st.DrawFn, size: int, total: int = 100) -> list[int | None]:
    """Return points for each of a team, adding up, with some that are not sure."""
    rated = sorted(draw(st.sets(st.integers(0, size - 1), min_size=1)))
    cuts = sorted(draw(st.lists(st.integers(0, total), min_size=len(rated) - 1,
                                max_size=len(rated) - 1)))  # fmt: skip
    parts = [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]
    row: list[int | None] = [None] * size
    for at, part in zip(rated, parts, strict=True):
        row[at] = part
    return row


@st.composite
def teams(draw: st.DrawFn) -> list[Any]:
    """Return what each of a team of three to six gave in points; None for who was absent."""
    size = draw(st.integers(3, 6))
    return [draw(points(size)), *(draw(st.none() | points(size)) for _ in range(size - 1))]


@st.composite
def judged(draw: st.DrawFn, most: int = 5) -> list[Any]:
    """Return what each of a team gave by the four criteria; None for who was absent."""
    size = draw(st.integers(3, 5))
    step = st.none() | st.integers(1, most)
    marks = st.lists(step, min_size=4, max_size=4)
    row = st.lists(marks, min_size=size, max_size=size).filter(
        lambda row: any(mark is not None for marks in row for mark in marks)
    )
    return [draw(row), *(draw(st.none() | row) for _ in range(size - 1))]


def number(line: str) -> int | None:
    """Return the share that a letter tells."""
    found = re.search(r"share (?:at|is put at) (\d+),", line)
    return int(found[1]) if found else None


def shares_told(retro: Opened) -> dict[str, int]:
    found = {who: number(lines[0]) for who, lines in retro.letters.items() if lines}
    return {who: share for who, share in found.items() if share is not None}


# --- whatever is given


@methods
@settings(max_examples=25, deadline=None)
@given(teams(), hidden, st.randoms(use_true_random=False))
def test_under_other_names_the_letters_go_to_others_and_the_group_reads_the_same(
    scoring: str, rows: list[Any], attribution: Attribution, random: Any
) -> None:
    first = opened(rows, attribution=attribution, scoring=scoring)
    order = random.sample(range(len(rows)), len(rows))
    moved = [rows[at] and [rows[at][to] for to in order] for at in order]
    names = {TEAM[at]: f"Member {place}" for place, at in enumerate(order)}
    again = opened(moved, members=list(names.values()), attribution=attribution, scoring=scoring)
    assert again.group == first.group
    assert again.letters == {names[who]: lines for who, lines in first.letters.items()
                             if who in names}  # fmt: skip


@methods
@settings(max_examples=25, deadline=None)
@given(teams() | judged(), hidden)
def test_no_name_is_read_and_no_share_without_three_others_behind_it(
    scoring: str, rows: list[Any], attribution: Attribution
) -> None:
    by_points = all(type(each) in (int, type(None)) for row in rows for each in row or [])
    format = FAIR_SHARE if by_points else FAIR_SHARE_CRITERIA
    retro = opened(rows, format, attribution=attribution, scoring=scoring)
    said = retro.group + "".join(line for lines in retro.letters.values() for line in lines)
    assert not set(TEAM) & set(re.findall(r"\w+", said))
    for who in shares_told(retro):
        at = TEAM.index(who)
        others = [
            rater
            for rater, row in enumerate(rows)
            if row and rater != at and row[at] not in (None, [None] * 4)
        ]
        assert len(others) >= 3
    # The group reads how many, rounded percent and rules, and none of the shares themselves.
    numbers = [int(each) for each in re.findall(r"\d+", "".join(retro.result.group))]
    assert all(each % 5 == 0 for each in numbers)
    assert len(numbers) <= 1


@methods
@settings(max_examples=25, deadline=None)
@given(judged(most=2), st.integers(0, 4), hidden)
def test_a_rater_who_is_twice_as_generous_changes_no_letter(
    scoring: str, rows: list[Any], who: int, attribution: Attribution
) -> None:
    if scoring == "fair-share-autorating" or who >= len(rows) or rows[who] is None:
        return  # autorating takes the level of a rater's marks to mean something
    twice = [[mark and 2 * mark for mark in marks] for marks in rows[who]]
    first = opened(rows, FAIR_SHARE_CRITERIA, attribution=attribution, scoring=scoring)
    changed = [*rows[:who], twice, *rows[who + 1 :]]
    again = opened(changed, FAIR_SHARE_CRITERIA, attribution=attribution, scoring=scoring)
    assert (again.group, again.letters) == (first.group, first.letters)


@settings(deadline=None)
@given(teams())
def test_those_that_are_told_do_not_tell_the_one_that_is_not(rows: list[Any]) -> None:
    result: Shares[int] = shares(rows)
    told = result.told()
    known = [each for each, share in result.percent.items() if share is not None]
    if told and len(known) - len(told) == 1:
        assert sum(told.values()) == pytest.approx(100 * len(told))
        assert len(told) >= 3
    assert not told or len(known) >= 3


# --- what a member could try


def test_the_one_share_that_is_not_told_is_not_what_is_left_to_the_average() -> None:
    # Cleo is rated by two. Were it not for that, the rest to 5 x 100 would be her share.
    row, unsure = [10, 10, 60, 10, 10], [30, 30, None, 30, 10]
    rows: list[Any] = [row, row, unsure, unsure, unsure]
    known = shares(rows).percent
    assert known[2] == pytest.approx(500 - sum(known[at] or 0 for at in (0, 1, 3, 4)))
    told = shares_told(opened(rows))
    assert told.keys() == {"Ada", "Ben", "Dev", "Eve"}
    assert sum(told.values()) == pytest.approx(400, abs=2)


def test_of_two_shares_neither_is_told() -> None:
    pair: list[int | None] = [50, 50, None, None, None]
    result = shares([pair] * 5)
    assert result.raters[0] == 4
    assert result.told() == {}
    assert findings(result)[0].members == (0, 1, 2, 3, 4)


def test_rating_one_teammate_alone_tells_nothing_of_that_one() -> None:
    # Eve would have read how her 50 points compare with what the others gave Ben.
    def eve(ben: int, cleo: int) -> tuple[str, ...]:
        others = [20, ben, cleo, 20, 20]
        return opened([*[others] * 4, [None, 50, None, None, 50]]).letters["Eve"]

    for letter in (eve(30, 10), eve(15, 25)):
        assert letter[1:] == (
            "You gave yourself 50 points; an equal share among the 2 whom you rated is 50.",
            SEEN,
        )


def test_one_share_and_what_the_group_reads_do_not_tell_another() -> None:
    # Ada's letter and the group's line are the same; the shares of the three others are not.
    first = opened([[25, 35, 25, 15], *[[25, 35, 25, 15]] * 3])
    second = opened([[25, 30, 30, 15], *[[25, 30, 30, 15]] * 3])
    assert first.result.group == second.result.group
    assert first.letters["Ada"][0] == second.letters["Ada"][0]
    assert shares_told(first)["Ben"] != shares_told(second)["Ben"]


def test_of_four_with_one_absent_nothing_is_said_that_can_only_be_about_that_one() -> None:
    rows = [[32, 32, 32, 4]] * 3
    retro = opened([*rows, None])
    assert shares_told(retro).keys() == {"Dev"}
    assert any("saw less of your part" in line for line in retro.letters["Dev"])
    assert "Not everyone is seen" not in retro.group
    assert retro.result.group == ()


# --- in a file


SECRETS = [
    [4217, 1393, 1811, 1283, 1296],
    [2153, 3947, 1637, 1129, 1134],
    [1949, 2339, 2969, 1373, 1370],
    [2789, 1583, 2087, 2411, 1130],
    [3163, 1747, 1427, 1193, 2470],
]
LONG = ("Anastasia", "Bartholomew", "Cassiopeia", "Desdemona", "Ezekiel")


@pytest.fixture
def logbook(tmp_path: Path) -> Iterator[Logbook]:
    plugins = Plugins(strict=True)
    plugins.add(retrokit_fair_share, "fair-share")
    with Logbook(tmp_path / "team.logbook", plugins=plugins) as book:
        yield book


def on_disk(folder: Path) -> str:
    return "\n".join(each.read_bytes().decode("latin-1") for each in sorted(folder.iterdir()))


def stands_in(points: int, text: str) -> bool:
    """Return whether a number stands in a text, and not only in a time or a key."""
    return re.search(rf"(?<![\w.]){points}(?!\w)", text) is not None


@pytest.mark.parametrize("attribution", [Attribution.CONFIDENTIAL, Attribution.ANONYMOUS])
def test_from_the_answers_to_the_report(
    logbook: Logbook, tmp_path: Path, attribution: Attribution
) -> None:
    format = asking(FAIR_SHARE, total=10_000)
    retro = logbook.start(format, team="Group 4", members=LONG, attribution=attribution)
    retro.go(WHO_CARRIED_WHAT)
    for who, row in zip(LONG, SECRETS, strict=True):
        retro.answer("points", row, who)
    assert stands_in(4217, on_disk(tmp_path))
    retro.next()
    retro.add_action("Take turns at the mail", owner="Ezekiel", serves="1")
    retro.close()

    told_to_all = "".join(logbook.report(retro, kind) for kind in ("text", "html", "csv", "json"))
    told_to_all += logbook.export(retro) + repr(retro.log) + repr(logbook.retros())
    own = [SECRETS[at][at] for at in range(5)]
    disk = on_disk(tmp_path)
    for points in (each for row in SECRETS for each in row):
        assert not stands_in(points, told_to_all)
        if points not in own or attribution is Attribution.ANONYMOUS:
            assert not stands_in(points, disk)
    assert "of what was carried would have to change hands" in told_to_all
    for who in LONG:
        ((question, letter),) = retro.letters(who)
        assert question == "points"
        assert ", where 100 is an equal share." in letter.lines[0]
        assert letter.lines[0] not in told_to_all

    # A letter stays until its reader discards it: what they gave themself lies in it.
    for who in LONG:
        assert retro.discard_letters(who) == 1
    disk = on_disk(tmp_path)
    assert not [points for points in own if stands_in(points, disk)]
    assert "100 is an equal share" not in disk


def test_named_answers_are_everybodys_and_that_is_the_formats_own_wish(logbook: Logbook) -> None:
    named = evolve(FAIR_SHARE, name="fair-share-open", attribution=Attribution.NAMED)
    retro = logbook.start(named, team="Group 4", members=TEAM[:4])
    retro.go(WHO_CARRIED_WHAT)
    for who in TEAM[:4]:
        retro.answer("points", [25] * 4, who)
    retro.next()
    (result, *_) = retro.state.at[5].results
    assert len(result.replies) == 4
    assert [who for who, _ in result.about] == list(TEAM[:4])
