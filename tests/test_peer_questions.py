"""Questions about teammates: what they take, what they refuse, and what many answers come to."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrokit.blocks import Text
from retrokit.errors import FormatError, Invalid
from retrokit.questions import Allocation, Part, PeerRating, Ratings, Summary

MATES = ("Ben", "Cy")
POINTS = Allocation("points", "Who carried what?")
CARE = PeerRating("care", "Care?", ["Helps", "Listens"], labels=("never", "always"))
ONE = PeerRating("one", "Helps?", ["Helps"], low=0, high=10)

NAMES = ("Ana", "Ben", "Cy", "Dušan", "恵美")
EQUAL, MORE, MOST = "about an equal share", "more than an equal share", "more than one and a half"


@st.composite
def allocations(draw: st.DrawFn) -> tuple[tuple[str, ...], Ratings]:
    """Return teammates and a checked answer to `POINTS`: some of them sure, 100 points."""
    mates = tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True)))
    sure = draw(st.lists(st.booleans(), min_size=len(mates), max_size=len(mates)))
    if not any(sure):
        sure[0] = True
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=sum(sure) - 1,
                                max_size=sum(sure) - 1)))  # fmt: skip
    points = [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    row = [points.pop() if each else None for each in sure]
    return mates, POINTS.check(row, mates)


@st.composite
def care_ratings(draw: st.DrawFn) -> tuple[tuple[str, ...], Ratings]:
    """Return teammates and a checked answer to `CARE`, with at least one number in it."""
    mates = tuple(draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True)))
    step = st.none() | st.integers(1, 5)
    rows = draw(st.lists(st.lists(step, min_size=2, max_size=2), min_size=len(mates),
                         max_size=len(mates)))  # fmt: skip
    rows[0][0] = draw(st.integers(1, 5))
    return mates, CARE.check(rows, mates)


ANSWERED = st.one_of(
    st.tuples(st.just(POINTS), allocations()), st.tuples(st.just(CARE), care_ratings())
)


@given(ANSWERED)
def test_what_was_checked_is_left_as_it_is_and_can_be_summed_up(answered: Any) -> None:
    question, (mates, answer) = answered
    assert question.check(answer, mates) == answer
    summary = question.summarise([answer, answer])
    assert summary.replies == 2
    numbers = sum(len(row) for _, row in answer)
    counted = [n for _, n in summary.counts] + [n for p in summary.parts for _, n in p.counts]
    assert sum(counted) == 2 * numbers


@given(ANSWERED)
def test_every_way_of_giving_an_answer_comes_to_the_same(answered: Any) -> None:
    question, (mates, answer) = answered
    rows = [list(row) for _, row in answer]
    ways: list[object] = [dict(answer), rows, tuple(rows), dict(reversed(answer))]
    if question is CARE:
        ways.append({who: dict(zip(CARE.criteria, row, strict=True)) for who, row in answer})
    else:
        ways += [[row[0] for row in rows], {who: row[0] for who, row in answer}]
    for way in ways:
        assert question.check(way, mates) == answer


def test_one_criterion_is_asked_in_one_line() -> None:
    [said] = ONE.asked(MATES)
    assert isinstance(said, Text)
    assert said.lines == (
        "0 (lowest) to 10 (highest), a number each, in this order: Ben, Cy; ? if you cannot say.",
    )


@given(st.lists(ANSWERED, min_size=1), st.randoms())
def test_neither_order_nor_names_change_a_summary(answers: list[Any], random: Any) -> None:
    for question in (POINTS, CARE):
        given = [answer for asked, (_, answer) in answers if asked is question]
        renamed = [tuple((f"x{who}", row) for who, row in reversed(each)) for each in given]
        random.shuffle(renamed)
        assert question.summarise(renamed) == question.summarise(given)


@pytest.mark.parametrize("answer", [None, 100, "40 60", {40, 60}, object()])
def test_what_is_no_answer_about_teammates_says_so(answer: object) -> None:
    for question in (POINTS, CARE):
        with pytest.raises(Invalid, match=r"rates nobody; give a number for each teammate$"):
            question.check(answer, MATES)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"Bne": 40, "Cy": 60}, "no teammate to rate 'Bne'; did you mean Ben?"),
        ({1: 40, "Cy": 60}, "no teammate to rate 1; there are: Ben, Cy"),
        ({"Ben": 100}, "nothing is said of Cy; give a number, or None for not sure"),
        ({}, "nothing is said of Ben, Cy; give"),
        ((), "nothing is said of Ben, Cy; give"),
        ([100], "1 given for 2; give one each for Ben, Cy"),
        ([40, 30, 30], "3 given for 2; give one each for Ben, Cy"),
        ([[40, 60], 0], "2 numbers for Ben; it takes 1, one per criterion"),
        ([[], 100], "0 numbers for Ben; it takes 1"),
        ([40.0, 60], "'40.0' for Ben is no whole number"),
        ([True, 99], "'True' for Ben is no whole number"),
        (["40", 60], "'40' for Ben is no whole number"),
        ([-10, 110], "points cannot be less than 0; somebody who gave nothing has 0"),
        ([None, None], "give at least one teammate points; to skip this question, leave it out"),
        ([40, 50], "these are 90 points of 100; 10 are left to give"),
        ([40, 90], "these are 130 points of 100; take 30 back"),
        ([40, None], "these are 40 points of 100; 60 are left to give"),
        (((["Ben"], (40,)), ("Cy", (60,))), "2 numbers for Ben; it takes 1"),
        ((("Ben", [40]), ("Cy", [60])), "2 numbers for Ben; it takes 1"),
    ],
)
def test_points_that_cannot_be_shared_out_so_are_refused(answer: object, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        POINTS.check(answer, MATES)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([[6, 1], [1, 1]], "6 is not on the scale; give a whole number from 1 to 5, or leave"),
        ([[0, 1], [1, 1]], "0 is not on the scale"),
        (
            [[None, None], [None, None]],
            "rate at least one teammate; to skip this question, leave it",
        ),
        ({"Ben": {"Helsp": 1}, "Cy": {}}, "no criterion 'Helsp'; did you mean Helps?"),
        ([4, [1, 1]], "1 numbers for Ben; it takes 2, one per criterion"),
    ],
)
def test_ratings_that_cannot_be_are_refused(answer: object, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        CARE.check(answer, MATES)
    assert str(caught.value).startswith(said)


def test_forms_about_teammates_say_that_one_may_be_unsure_and_what_it_comes_to() -> None:
    [shares] = POINTS.form(MATES).fields
    assert (shares.unsure, shares.total, shares.low, shares.high) == (True, 100, 0, 100)
    assert shares.hint == "Share out 100 points. An equal share would be 50."
    [thirds] = POINTS.form(("Ben", "Cy", "Dev")).fields
    assert thirds.hint.endswith("An equal share would be about 33, in whole points.")
    assert POINTS.form().fields[0].hint == "Share out 100 points."
    first, second = CARE.form(MATES).fields
    assert (first.unsure, second.unsure) == (True, True)
    assert (first.total, second.hint) == (None, "")
    assert first.hint == '1 (never) to 5 (always), or "not sure" where you cannot say.'
    assert ONE.form(MATES).fields[0].hint.startswith("0 to 10, or")


def test_a_criterion_that_is_left_out_of_a_mapping_is_not_sure() -> None:
    given = CARE.check({"Ben": {"Listens": 2}, "Cy": {"Helps": 5}}, MATES)
    assert given == (("Ben", (None, 2)), ("Cy", (5, None)))


def test_where_there_is_one_criterion_a_bare_number_will_do() -> None:
    assert ONE.check({"Ben": 0, "Cy": 10}, MATES) == (("Ben", (0,)), ("Cy", (10,)))


def test_without_teammates_there_is_nobody_to_rate() -> None:
    with pytest.raises(Invalid, match="there is nobody to rate; it takes teammates who are here"):
        POINTS.check([], ())


# --- what many answers come to


def test_points_are_counted_against_an_equal_share() -> None:
    """Shares out of four teammates: 25 are equal; 12 and 38 lie beyond a half and one and a half.

    The bounds themselves: 45 and 55 of two are both about equal, 75 of two is no more than one
    and a half, and 25 of two no less than a half.
    """
    rows = [[12, 25, 25, 38], [45, 55], [75, 25]]
    mates = ["Ben", "Cy", "Dee", "Eli"]
    answers = [POINTS.check(row, mates[: len(row)]) for row in rows]
    assert POINTS.summarise(answers) == Summary(
        3,
        (
            ("less than half of an equal share", 1),
            ("less than an equal share", 1),
            (EQUAL, 4),
            (MORE, 1),
            (f"{MOST} equal shares", 1),
        ),
    )


def test_those_one_could_not_say_of_take_no_part_of_the_points() -> None:
    summary = POINTS.summarise([POINTS.check([50, 50, None], (*MATES, "Dee"))])
    assert [each for each in summary.counts if each[1]] == [(EQUAL, 2), ("not sure", 1)]


def test_points_of_nobody_are_all_counted_as_none() -> None:
    summary = POINTS.summarise([])
    assert (summary.replies, [count for _, count in summary.counts]) == (0, [0] * 5)


def test_ratings_are_counted_by_criterion_all_teammates_together() -> None:
    answers = [CARE.check(each, MATES) for each in ([[5, 4], [3, None]], [[None, 4], [4, None]])]
    assert CARE.summarise(answers) == Summary(
        2,
        parts=(
            Part("Helps", 3,
                 (("1", 0), ("2", 0), ("3", 1), ("4", 1), ("5", 1), ("not sure", 1)), 4.0),
            Part("Listens", 2,
                 (("1", 0), ("2", 0), ("3", 0), ("4", 2), ("5", 0), ("not sure", 2)), 4.0),
        ),
    )  # fmt: skip


def test_a_criterion_nobody_could_judge_has_no_median() -> None:
    part = CARE.summarise([CARE.check([[5, None], [3, None]], MATES)]).parts[1]
    assert (part.given, part.median, part.counts[-1]) == (0, None, ("not sure", 2))
    assert CARE.summarise([]).parts[0].given == 0


# --- what cannot be declared


@pytest.mark.parametrize("total", [9, 10_001, 100.0, "100", True, None])
def test_a_total_is_10_to_10_000_whole_points(total: Any) -> None:
    with pytest.raises(FormatError, match=r"^allocation 'p': total is a whole number from 10 to"):
        Allocation("p", "P?", total)


@pytest.mark.parametrize(
    "criteria", [(), ("a", "A "), tuple("abcdefghijklmnopqrstu")], ids=["none", "twice", "21"]
)
def test_there_are_one_to_twenty_criteria_all_different(criteria: tuple[str, ...]) -> None:
    with pytest.raises(FormatError, match=r"^peer rating 'c' needs one to twenty criteria, all"):
        PeerRating("c", "C?", criteria)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Allocation("p", "P?", shown_to="boss"),
         "question 'p': shown_to is one of member, facilitator, team"),
        (lambda: PeerRating("c", "C?", ["a"], shown_to=None),
         "question 'c': shown_to is one of member, facilitator, team"),
        (lambda: PeerRating("c", "C?", ["a"], low=5, high=5),
         "peer rating 'c' runs from 5 to 5; it needs two to eleven"),
        (lambda: PeerRating("c", "C?", ["a"], labels=["low"]), "peer rating 'c': labels are two"),
        (lambda: PeerRating("c", "C?", ["\a"]), "question 'c': criteria[0] holds the control"),
        (lambda: PeerRating("c", "", ["a"]), "question 'c': text is empty"),
        (lambda: PeerRating("c", "C?", [3]), "question 'c': criteria[0] must be text"),
        (lambda: Allocation("p", " "), "question 'p': text is empty"),
        (lambda: Allocation("a b", "P?"), "a question's name is letters, digits and dashes"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_says_why(make: Any, said: str) -> None:
    with pytest.raises(FormatError) as caught:
        make()
    assert str(caught.value).startswith(said)


def test_the_criterion_of_an_allocation_is_its_text() -> None:
    assert POINTS.criteria == ("Who carried what?",)
