"""A Matrix: things are placed on two axes in private, and a discussion follows where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from attrs import evolve
from crew import (
    ANONYMOUS,
    CONFIDENTIAL,
    CREW,
    GATHER,
    OPEN,
    FakeClock,
    Two,
    logbook,
    made_of,
    seal,
    start,
    write,
)
from hypothesis import given
from hypothesis import strategies as st

from retrokit.blocks import Block, Lines, Part, Table, Text
from retrokit.calls import Actor, calls_of
from retrokit.cli.live.lines import handle
from retrokit.cli.live.session import Session
from retrokit.codec import CODEC
from retrokit.engine.promises import promise
from retrokit.engine.seals import Receipt
from retrokit.engine.state import Step
from retrokit.engine.turnout import turnout
from retrokit.errors import FormatError, Invalid, NotFound, NotNow, RetrokitError
from retrokit.events import Opened
from retrokit.format_files import load_format
from retrokit.formats import (
    Attribution,
    Axis,
    Decide,
    Discuss,
    Group,
    Matrix,
    Vote,
)
from retrokit.kinds.matrix.facts import MatrixRound, Place, Placements, PlacesDraft, ToPlace
from retrokit.reports.text_blocks import Sheet
from retrokit.retro import Retro, fold

TEAM = (*CREW, "Dee", "Eli")
EASY, HARD = "Much impact, little effort", "Much impact, much effort"


def at_matrix(matrix: Matrix | None = None, *more: Any, notes: int = 3, **given: Any) -> Retro:
    """Return a retro at a matrix, with notes that all see."""
    matrix = evolve(matrix or Matrix(), attribution=given.pop("attribution", None))
    retro = start(OPEN, matrix, *more, Decide(), **{"members": TEAM, **given})
    for number in range(1, notes + 1):
        write(retro, "Parked" if number % 2 else "Later", f"note {number}")
    retro.next()
    return retro


def own(retro: Retro) -> MatrixRound:
    """Return the state of the first matrix."""
    [_, found], *_ = retro.state.of(Matrix)
    assert isinstance(found, MatrixRound)
    return found


def the_step(retro: Retro) -> Step:
    return next(each for each in retro.state.agenda if isinstance(each.activity, Matrix))


def revealed(placed: Mapping[str, Any], matrix: Matrix | None = None, **given: Any) -> Retro:
    """Return a retro after a matrix in which each of these placed something."""
    retro = at_matrix(matrix, Discuss(order=["votes", "number"]), **given)
    for name, places in placed.items():
        retro.place(places, name)
    retro.next()
    return retro


def told(retro: Retro) -> list[Block]:
    step = the_step(retro)
    return [*step.kind.outline(retro.state, retro.log, step)]


def corners(retro: Retro) -> dict[str, list[str]]:
    """Return what stands in each corner, by its words."""
    found = {}
    for part in told(retro):
        if isinstance(part, Part):
            [table] = part.blocks
            assert isinstance(table, Table)
            found[part.title] = [str(row[0]) for row in table.rows]
    return found


# --- declared


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"on": "actions"}, "on", "matrix: on is 'topics' or 'notes', not 'actions'"),
        ({"good": "top"}, "good", "matrix: good is one of 'top left', 'top right', 'bottom left',"),
        ({"good": ["top"]}, "good", r"not \['top'\]"),
        ({"steps": 1}, "steps", "matrix: steps is a whole number from 2 to 10, not 1"),
        ({"steps": 11}, "steps", "not 11"),
        ({"across": "Effort"}, "across", "matrix: across is an Axis, not 'Effort'"),
        ({"up": None}, "up", "matrix: up is an Axis, not None"),
        ({"up": Axis("effort")}, "up.name", "both axes are named 'effort'; rename one"),
        ({"columns": "Bad"}, "columns", "columns is a list"),
    ],
)
def test_what_is_wrong_with_one_is_named(given: Any, field: str, said: str) -> None:
    with pytest.raises(FormatError, match=said) as caught:
        Matrix(**given)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"name": "Risk", "low": ""}, "low"),
        ({"name": "Risk", "high": "x" * 81}, "high"),
        ({"name": "Risk", "low": "some", "high": "Some"}, "high"),
    ],
)
def test_what_is_wrong_with_an_axis_is_named(given: Any, field: str) -> None:
    with pytest.raises(FormatError) as caught:
        Axis(**given)
    assert caught.value.field == field


def test_an_axis_is_read_with_its_ends() -> None:
    assert Axis("Effort").at("little") == "little effort"
    assert Axis("IT risk").at("high") == "high IT risk"
    assert Matrix().contents == [
        "Effort: little on the left, much on the right",
        "Impact: little at the bottom, much at the top",
        "Best: much impact, little effort",
    ]
    assert Matrix(good="bottom right").contents[-1] == "Best: little impact, much effort"


FILE = """
name = "two-axes"
title = "Two axes"
purpose = "Find what is quick and matters."
[[agenda]]
kind = "collect"
columns = [{ name = "Ideas" }]
[[agenda]]
kind = "matrix"
on = "notes"
columns = ["Ideas"]
across = { name = "Cost", low = "low", high = "high" }
up = { name = "Value" }
steps = 7
good = "top left"
[[agenda]]
kind = "discuss"
order = ["votes"]
[[agenda]]
kind = "decide"
"""


def test_it_stands_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "two-axes.toml"
    path.write_text(FILE, encoding="utf-8")
    cost = Axis("Cost", low="low", high="high")
    wanted = Matrix(on="notes", columns=["Ideas"], across=cost, up=Axis("Value"), steps=7)
    assert load_format(path).agenda[1] == wanted
    for right, wrong, said in (
        ('"high" }', '"low" }', ":12: agenda[1].across.high: axis 'Cost': low and high are both"),
        ('"top left"', '"left"', ":15: agenda[1].good: expected one of 'top left', "),
        ('columns = ["Ideas"]', 'columns = ["Idle"]', "no column 'Idle'"),
    ):
        path.write_text(FILE.replace(right, wrong), encoding="utf-8")
        with pytest.raises(FormatError) as caught:
            load_format(path)
        assert said in str(caught.value)


# --- what there is to place


def test_it_follows_the_board_until_it_is_revealed() -> None:
    retro = at_matrix(Matrix(columns=["Parked"]))
    assert own(retro) == MatrixRound((1, 3))
    [form] = the_step(retro).kind.forms(retro.state, the_step(retro))
    assert [each.value for each in form.fields[0].options] == [1, 3]
    assert "has changed" not in form.fields[0].hint
    retro.place({1: (1, 5), 3: (2, 2)}, "Ana")
    topic = retro.group([1, 2])
    assert own(retro) == MatrixRound((3, topic.number), changed=True)
    [form] = the_step(retro).kind.forms(retro.state, the_step(retro))
    assert form.fields[0].hint.startswith("What there is to place has changed since this began;")
    retro.next()
    assert [each.candidate for each in own(retro).spots or ()] == [topic.number, 3]
    retro.back()
    retro.split([1])
    assert own(retro).candidates == (3, topic.number)
    assert not [*the_step(retro).kind.forms(retro.state, the_step(retro))]
    with pytest.raises(NotNow, match="has been revealed; add another one"):
        retro.place({3: (1, 1)}, "Ben")


def test_coming_again_changes_nothing_that_stands_as_before() -> None:
    retro = at_matrix()
    retro.back()
    retro.next()
    assert own(retro) == MatrixRound((1, 2, 3))
    retro.back()
    write(retro, "Parked", "late")
    retro.next()
    assert own(retro) == MatrixRound((1, 2, 3, 4), changed=True)


def test_what_it_follows_hangs_on_nothing_that_is_sealed() -> None:
    """The log is the same to its length, whoever has placed something."""
    logs = []
    for placed in (False, True):
        retro = at_matrix(attribution=ANONYMOUS)
        if placed:
            retro.place({1: (1, 1)}, "Ana")
        retro.group([1, 2])
        retro.undo()
        logs.append([CODEC.encode(each) for each in retro.log])
    assert len(logs[0]) == len(logs[1])
    assert [each.partition(b'"at"')[0] for each in logs[0]] == [
        each.partition(b'"at"')[0] for each in logs[1]
    ]


def test_notes_are_placed_where_it_says_so() -> None:
    retro = start(OPEN, Group(), Matrix(on="notes"), Discuss(order=["votes"]), members=TEAM)
    for text in "abc":
        write(retro, "Parked", text)
    retro.next()
    topic = retro.group([1, 2])
    retro.next()
    assert own(retro).candidates == (1, 2, 3)
    retro.place({1: (5, 5), 2: (1, 5), 3: (1, 4)}, "Ana")
    retro.next()
    # The group is discussed by the best of its notes.
    assert [each.number for each in retro.state.waiting(4)] == [topic.number, 3]
    fared = retro.state.fared(topic.number)
    assert fared is not None
    assert (fared.number, fared.counts, fared.adds_up) == (8, "point", False)
    assert "Note" in str(told(retro))


def test_with_nothing_on_the_board_there_is_nothing_to_do() -> None:
    retro = at_matrix(notes=0)
    step = the_step(retro)
    assert not [*step.kind.forms(retro.state, step)]
    retro.next()
    assert step.kind.missed(retro.state, step) == ""
    assert not told(retro)


# --- placed in private


def test_a_member_places_what_they_like_and_can_change_it() -> None:
    retro = at_matrix()
    receipt = retro.place({1: (1, 5), 3: [2, 2]}, "Ana")
    [mine] = retro.mine([receipt])
    assert mine.said == "your places: note 1 1,5; note 3 2,2"
    with pytest.raises(NotNow, match="Ana has placed something already"):
        retro.place({2: (1, 1)}, "Ana")
    retro.change_places(receipt, {2: (5, 5)})
    [mine] = retro.mine([receipt])
    assert mine.draft == PlacesDraft((Place(2, 5, 5),))
    assert turnout(retro.state, the_step(retro), 1) == "1 of 5 people has placed something."
    retro.withdraw(receipt)
    retro.next()
    assert the_step(retro).kind.missed(retro.state, the_step(retro)) == (
        "Nobody placed anything in Matrix."
    )


@pytest.mark.parametrize(
    ("places", "error", "said"),
    [
        ({}, Invalid, "nothing is placed; give at least one thing a place"),
        ([1, 2], Invalid, r"places is a mapping of numbers to places, as in \{3: \(1, 5\)\}"),
        ({9: (1, 1)}, NotFound, "no candidate '9'"),
        ({"x": (1, 1)}, Invalid, "'x' is no number of a topic or note"),
        ({1: (0, 1)}, Invalid, r"\(0, 1\) is no place for 1; give how far across and up, each fr"),
        ({1: (1, 6)}, Invalid, "each from 1 to 5"),
        ({1: 3}, Invalid, "3 is no place for 1"),
        ({1: (1, 2, 3)}, Invalid, "is no place for 1"),
        ({1: (1.5, 2)}, Invalid, "is no place for 1"),
        ({1: "12"}, Invalid, "'12' is no place for 1"),
        ({1: (True, 2)}, Invalid, "is no place for 1"),
    ],
)
def test_other_places_are_refused(places: Any, error: type[RetrokitError], said: str) -> None:
    retro = at_matrix()
    with pytest.raises(error, match=said):
        retro.place(places, "Ana")
    assert not retro.sealed_count()


def test_only_places_are_changed_as_places_and_only_at_a_matrix() -> None:
    retro = start(GATHER, OPEN, Matrix())
    receipt = seal(retro, "Good", "a secret")
    with pytest.raises(NotNow, match="this receipt is not for places in a matrix"):
        retro.change_places(receipt, {1: (1, 1)})
    with pytest.raises(NotNow, match="a place"):
        retro.place({1: (1, 1)}, "Ana")


def test_a_note_that_was_grouped_stands_for_its_group() -> None:
    retro = at_matrix()
    topic = retro.group([1, 2])
    receipt = retro.place({1: (2, 3), topic.number: (2, 3)}, "Ana")
    assert retro.mine([receipt])[0].draft == PlacesDraft((Place(topic.number, 2, 3),))
    with pytest.raises(Invalid, match=f"{topic.number} has two places; give it one"):
        retro.place({1: (2, 3), 2: (3, 3)}, "Ben")


def test_who_placed_two_notes_that_became_one_counts_once() -> None:
    retro = at_matrix()
    retro.place({1: (1, 5), 2: (4, 5)}, "Ana")
    retro.place({1: (4, 4)}, "Ben")
    topic = retro.group([1, 2])
    retro.next()
    [spot] = own(retro).spots or ()
    assert (spot.candidate, spot.people) == (topic.number, 2)
    assert (spot.across.low, spot.across.median, spot.across.high) == (2.5, 3.25, 4)


def test_what_was_split_stands_as_when_it_was_placed() -> None:
    retro = at_matrix(notes=2)
    topic = retro.group([1, 2])
    retro.place({topic.number: (1, 5)}, "Ana")
    retro.split([topic.number])
    retro.next()
    assert own(retro).candidates == (1, 2, topic.number)
    assert corners(retro) == {EASY: ["(no longer there)"]}


# --- revealed


def test_each_thing_stands_where_the_middle_is() -> None:
    retro = revealed(
        {"Ana": {1: (1, 5), 2: (4, 5)}, "Ben": {1: (2, 4), 2: (5, 4)}, "Cy": {1: (2, 5), 2: (4, 4)}}
    )
    first, second = own(retro).spots or ()
    assert (first.candidate, first.across.median, first.up.median, first.people) == (1, 2, 5, 3)
    assert (first.points, second.points) == (7, 4)
    assert corners(retro) == {EASY: ["note 1"], HARD: ["note 2"]}
    text, *_, rest, who = told(retro)
    assert isinstance(text, Text)
    assert text.lines[0] == "3 of 5 placed something."
    assert "from 1 to 5" in text.lines[1]
    assert "away from little impact, much effort" in text.lines[1]
    assert isinstance(rest, Lines)
    assert (rest.title, [each.text for each in rest.lines]) == ("Placed by nobody", ["note 3"])
    assert isinstance(who, Lines)
    assert [each.author for each in who.lines] == ["Ana", "Ben", "Cy"]
    assert who.lines[0].text == "note 1 (Effort 1, Impact 5); note 2 (Effort 4, Impact 5)"


@pytest.mark.parametrize(
    ("good", "order"),
    [
        ("top left", [1, 2, 3, 4]),
        ("top right", [2, 1, 4, 3]),
        ("bottom left", [3, 1, 4, 2]),
        ("bottom right", [4, 2, 3, 1]),
    ],
)
def test_a_discussion_goes_by_the_best_corner(good: Any, order: list[int]) -> None:
    """1 is easy and matters, 2 matters less than it is hard, and so on round the corners."""
    places = {1: (1, 5), 2: (5, 5), 3: (1, 1), 4: (5, 1)}
    retro = revealed(dict.fromkeys(CREW, places), Matrix(good=good), notes=5)
    discussed = [each.number for each in retro.state.waiting(3)]
    assert discussed[0] == order[0]
    assert discussed[3] == order[3]
    assert discussed[4] == 5, "what nobody placed comes last"
    assert next(iter(corners(retro).values())) == [f"note {order[0]}"]


def test_what_is_in_the_middle_is_in_no_corner() -> None:
    retro = revealed({"Ana": {1: (3, 5), 2: (2, 2), 3: (5, 1)}})
    assert corners(retro) == {
        "In between": ["note 1"],
        "Little impact, little effort": ["note 2"],
        "Little impact, much effort": ["note 3"],
    }
    assert "2 (2 to 2)" not in str(told(retro))
    even = revealed({"Ana": {1: (3, 3)}}, Matrix(steps=4))
    assert corners(even) == {HARD: ["note 1"]}


PLACE = st.tuples(st.integers(1, 5), st.integers(1, 5))
PLACED = st.dictionaries(
    st.sampled_from(TEAM), st.dictionaries(st.integers(1, 3), PLACE, min_size=1), min_size=1
)
CORNERS = st.sampled_from(["top left", "top right", "bottom left", "bottom right"])


@given(placed=PLACED, good=CORNERS, attribution=st.sampled_from(Attribution))
def test_it_says_what_enough_people_did_and_nothing_else(
    placed: dict[str, dict[int, tuple[int, int]]], good: Any, attribution: Attribution
) -> None:
    retro = revealed(placed, Matrix(good=good), attribution=attribution)
    named = attribution is Attribution.NAMED
    floor = 0 if named else 3
    here = own(retro)
    assert (here.spots is None) == (len(placed) < floor)
    by: dict[int, list[tuple[int, int]]] = {}
    for places in placed.values():
        for number, place in places.items():
            by.setdefault(number, []).append(place)
    shown = {each.candidate: each for each in here.spots or ()}
    if here.spots is not None:
        assert set(shown) == {each for each, put in by.items() if len(put) >= floor}
    for number, spot in shown.items():
        across, up = zip(*by[number], strict=True)
        assert (spot.across.median, spot.up.median) == (median(across), median(up))
        assert (spot.across.low, spot.up.high, spot.people) == (min(across), max(up), len(across))
        right = median(across) - 1 if good.endswith("right") else 5 - median(across)
        top = median(up) - 1 if good.startswith("top") else 5 - median(up)
        assert spot.points == right + top
        assert 0 <= spot.points <= 8
    assert bool(here.placed) == named
    # The discussion takes them by their points, what is equal by number, the others last.
    order = sorted(shown, key=lambda each: (-shown[each].points, each))
    order += [each for each in (1, 2, 3) if each not in shown]
    assert [each.number for each in retro.state.waiting(3)] == order
    assert fold(retro.log) == retro.state
    assert CODEC.import_log(CODEC.export_log(retro.log)) == list(retro.log)


# --- what is promised, and kept


def test_the_floor_holds_for_each_thing_by_itself() -> None:
    placed = {
        "Ana": {1: (1, 5), 2: (1, 1)}, "Ben": {1: (1, 5), 2: (2, 2)}, "Cy": {1: (1, 4)},
    }  # fmt: skip
    for attribution in (CONFIDENTIAL, ANONYMOUS):
        retro = revealed(placed, attribution=attribution)
        assert corners(retro) == {EASY: ["note 1"]}
        rest = told(retro)[-1]
        assert isinstance(rest, Lines)
        assert rest.title == "Placed by fewer than 3 people"
        assert [each.text for each in rest.lines] == ["note 2", "note 3"]
        # Whether anybody placed 2 is not in the log.
        [opened] = (each for each in retro.log if isinstance(each, Opened))
        less = {**placed, "Ana": {1: (1, 5)}, "Ben": {1: (1, 5)}}
        without = revealed(less, attribution=attribution)
        [other] = (each for each in without.log if isinstance(each, Opened))
        assert opened.value == other.value


def test_two_are_too_few_where_names_are_not_kept() -> None:
    two = {"Ana": {1: (1, 5)}, "Ben": {1: (1, 5)}}
    retro = revealed(two, attribution=CONFIDENTIAL)
    assert own(retro).spots is None
    [text] = told(retro)
    assert isinstance(text, Text)
    assert text.lines == ("2 of 5 placed something; it takes 3 to show this (confidential).",)
    assert promise(retro.state, the_step(retro)) == (
        "Revealed: there were too few places to show a result, and they are erased."
    )
    assert corners(revealed(two)) == {EASY: ["note 1"]}


def test_who_left_does_not_count_towards_the_floor() -> None:
    retro = at_matrix(attribution=CONFIDENTIAL)
    for name in ("Ana", "Ben", "Cy"):
        retro.place({1: (1, 5)}, name)
    retro.place({1: (1, 5), 2: (1, 1)}, "Dee")
    retro.leave("Dee")
    retro.next()
    assert [(each.candidate, each.people) for each in own(retro).spots or ()] == [(1, 4)]


def test_what_is_promised_is_said_before_and_after() -> None:
    said = {}
    for attribution in Attribution:
        retro = at_matrix(attribution=attribution)
        said[attribution] = [promise(retro.state, the_step(retro))]
        for name in CREW:
            retro.place({1: (1, 5)}, name)
        retro.next()
        said[attribution].append(promise(retro.state, the_step(retro)))
    before, after = said[Attribution.NAMED]
    assert before == "Hidden until we reveal them. Then everyone sees who placed what where."
    assert after == "Revealed: everyone sees the places, with names."
    before, after = said[CONFIDENTIAL]
    assert "the single ones are erased. Anything placed by fewer than 3 people is not" in before
    assert after == "Revealed: everyone sees the result. The single places are erased."
    assert "Whose they are is never stored." in said[ANONYMOUS][0]


def test_what_would_be_withheld_is_said_before_it_is_erased() -> None:
    retro = at_matrix(attribution=CONFIDENTIAL)
    step = the_step(retro)
    for place, name in enumerate(CREW):
        [said] = step.kind.withheld(retro.state, step, {"places": place}, 0)
        assert said.startswith("Too few people have placed anything to show a result: it takes 3.")
        retro.place({1: (1, 5)}, name)
    assert step.kind.withheld(retro.state, step, {"places": 3}, 0) == ()


# --- as everywhere: undo, names, two writers, the wire, the terminal, the page's order


def test_a_new_name_goes_along() -> None:
    retro = revealed({"Ana": {1: (1, 5)}})
    retro.rename("Ana", "Anna")
    assert [each.author for each in own(retro).placed] == ["Anna"]
    assert fold(retro.log) == retro.state


def test_undo_takes_back_the_move_and_not_what_was_shown() -> None:
    retro = revealed({"Ana": {1: (1, 5)}})
    retro.undo()
    with pytest.raises(NotNow, match="what was hidden here has been shown"):
        retro.undo()
    assert own(retro).spots


def test_a_group_that_was_undone_leaves_its_number_out() -> None:
    """A place for it is never taken for one of another group."""
    retro = at_matrix()
    gone = retro.group([1, 2])
    retro.place({gone.number: (1, 5)}, "Ana")
    retro.undo()
    topic = retro.group([2, 3])
    assert topic.number > gone.number
    retro.place({topic.number: (5, 5)}, "Ben")
    retro.next()
    spots = {each.candidate: each.people for each in own(retro).spots or ()}
    assert spots == {gone.number: 1, topic.number: 1}


def test_two_writers_place_and_see_the_same() -> None:
    both = Two(OPEN, Matrix(), Discuss(order=["votes"]))
    write(both.one, "Parked", "a")
    write(both.two, "Parked", "b")
    both.one.next()
    both.two.refresh()
    receipt = both.two.place({1: (5, 1), 2: (1, 5)}, "Ana")
    both.one.place({2: (2, 5)}, "Ben")
    topic = both.two.group([1, 2])
    both.one.change_places(receipt, {1: (1, 1)})
    both.two.next()
    assert [each.candidate for each in own(both.two).spots or ()] == [topic.number]
    assert both.one.refresh()
    assert both.one.state == both.two.state == both.stored().state


def test_it_is_placed_from_outside() -> None:
    """In JSON the numbers of what is placed are text."""
    retro = at_matrix()
    call = calls_of(CODEC).find("place")
    sent = call.read({"places": {"1": [1, 5], "3": [5, 5]}})
    receipt = call.perform(retro, Actor(name="Ana"), sent)
    assert isinstance(receipt, Receipt)
    assert retro.mine([receipt])[0].said == "your places: note 1 1,5; note 3 5,5"


def test_it_is_held_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with logbook(FakeClock()) as book:
        retro = book.start(made_of(OPEN, Decide()), team="Lander", members=CREW)
        for number in range(1, 5):
            write(retro, "Parked", f"{number} is a rather long note about what could be better")
        session = Session(book, retro)
        assert "added Matrix" in handle(session, "/agenda add matrix")
        screen = handle(session, "/next")
        assert "Across, from little effort to much; up, from little" in screen
        assert "\n       4 4 is a rather long note" in screen, "its number is not on the screen"
        handle(session, "/pass Ana")
        assert handle(session, "-") == "  not given. Enter hands the keyboard back."
        assert "hidden" in handle(session, "1=1,5 4=5,5")
        assert "hidden" in handle(session, "1=2,5")
        handle(session, "")
        assert "hidden from Ben" in handle(session, "Ben: 1=2,4")
        handle(session, "/next")
        assert [each.people for each in own(retro).spots or ()] == [2]
        screen = handle(session, "/back")
        head = next(each for each in screen.split("\n") if "Impact" in each and "Points" in each)
        assert head.split() == ["Topic", "Effort", "Impact", "People", "Points"]
        assert "Much impact, little effort" in screen
        assert max(map(len, screen.split("\n"))) <= 80


def test_reports_tell_of_it() -> None:
    with logbook(FakeClock()) as book:
        retro = book.start(
            made_of(OPEN, Matrix(), Discuss(order=["votes"])), team="Lander", members=CREW
        )
        write(retro, "Parked", "Tea | <b>")
        retro.next()
        retro.place({1: (1, 5)}, "Ana")
        retro.next()
        retro.take_topic()
        texts = {each: book.report(retro, each) for each in ("text", "markdown", "html", "csv")}
        assert "Tea | <b> (8 points)" in texts["text"]
        assert "### Much impact, little effort" in texts["markdown"]
        assert '<th scope="col">Effort</th>' in texts["html"]
        assert "Much impact, little effort" in texts["csv"]


def test_the_latest_of_a_vote_and_a_matrix_orders_the_discussion() -> None:
    for kinds, first in (((Vote(), Matrix()), 1), ((Matrix(), Vote()), 2)):
        retro = start(OPEN, *kinds, Discuss(order=["votes"]))
        write(retro, "Parked", "a")
        write(retro, "Parked", "b")
        for _ in kinds:
            retro.next()
            step = retro.state.current_step
            assert step is not None
            if isinstance(step.activity, Matrix):
                retro.place({1: (1, 5), 2: (5, 1)}, "Ana")
            else:
                retro.vote({2: 1}, "Ana")
        retro.next()
        assert retro.state.waiting(4)[0].number == first


def test_the_step_of_an_export_that_was_opened_elsewhere_is_read() -> None:
    retro = revealed({"Ana": {1: (1, 5)}})
    step = the_step(retro)
    [opened] = (each for each in retro.log if isinstance(each, Opened))
    assert step.kind.opened(None, opened).spots == own(retro).spots
    assert step.kind.arrived(None, None) is None
    assert step.kind.settle(retro.state, step, retro._at_hand) is None
    assert ToPlace().candidates == Placements().candidates == ()


def test_its_samples_differ() -> None:
    retro = at_matrix()
    step = the_step(retro)
    [form] = step.kind.forms(retro.state, step)
    given = [
        step.kind.sample(retro.state, step, form, member="Ana", number=each, said="x")
        for each in range(4)
    ]
    assert len({str(each) for each in given}) == 4
    for each, name in zip(given, TEAM, strict=False):
        assert each is not None
        retro.place(each["places"], name)


# --- tables that are wider than a terminal


@given(first=st.integers(1, 200), second=st.integers(1, 60), columns=st.integers(40, 100))
def test_the_widest_column_of_a_table_gives_way(first: int, second: int, columns: int) -> None:
    rows = (("a" * first, "b" * second, 7), ("c", "d", 8))
    lines = [*Sheet(columns).drawn([Table(head=("x", "y", "z"), rows=rows)])]
    assert all(len(each) <= columns for each in lines)
    assert "".join(lines).count("a") == first
    assert "".join(lines).count("b") == second
    fits = first + second + 7 <= columns
    assert (len(lines) == 3) == fits


def test_what_cannot_give_way_stays() -> None:
    [line] = Sheet(20).drawn([Table(rows=(("a" * 8, "b" * 8, "c" * 8),))])
    assert len(line) == 30
    assert [*Sheet(20).drawn([Table(rows=(("a", "", "c"),))])] == ["  a     c"]
