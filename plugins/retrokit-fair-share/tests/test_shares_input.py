"""What `shares` takes, and what it says of what it cannot take."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest

import retrokit_fair_share
from retrokit.errors import Invalid
from retrokit_fair_share import Shares, findings, shares

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("ratings", "options", "said"),
    [
        ([[1, 2]], {}, "not square, 1 by 1"),
        ([[1, 2], [1]], {}, "not square, 2 by 2"),
        ([[1]], {"members": ["Ada", "Ben"]}, "not square, 2 by 2"),
        ([1, 2], {}, "not square"),
        ("ab", {}, "ratings are a mapping"),
        (7, {}, "ratings are a mapping"),
        (None, {}, "ratings are a mapping"),
        ({"Ada": [1, 2]}, {}, "ratings are a mapping"),
        ({"Ada": {"Ben": -1}}, {}, "'Ada' gave 'Ben' -1; that is no number from 0 up"),
        ({"Ada": {"Ben": NAN}}, {}, "'Ada' gave 'Ben' nan"),
        ({"Ada": {"Ben": INF}}, {}, "'Ada' gave 'Ben' inf"),
        ({"Ada": {"Ben": True}}, {}, "'Ada' gave 'Ben' True"),
        ({"Ada": {"Ben": "many\nmore"}}, {}, r"'Ada' gave 'Ben' 'many\\nmore'"),
        ({"Ada": {"Ben": {"ideas": "5"}}}, {}, "'Ada' gave 'Ben' '5'"),
        ({"Ada": {"Ben": 1}}, {"members": ["Ada"]}, "'Ben' is in the ratings and not among"),
        ({"Cy": {}}, {"members": ["Ada"]}, "'Cy' is in the ratings"),
        ({}, {"members": ["Ada", "Ada"]}, "named twice"),
        ({}, {"members": [["Ada"], ["Ben"]]}, "members are names or numbers"),
        ({"Ada": {"Ben": 1}}, {"method": "average"}, "no method 'average'; there is: teammates"),
        ({"Ada": {"Ben": 1}}, {"method": ["webpa"]}, "no method"),
        ({"Ada": {"Ben": 1, "Cy": [1, 2]}}, {}, "not both"),
        ({"Ada": {"Ben": {"ideas": 1}, "Cy": [1]}}, {}, "not both"),
        ([[None, [1, 2]], [[1], None]], {}, "not both"),
        ([[0, 6], [1, 1]], {"scale": (1, 5)}, "0 gave 0 0; the scale runs from 1.0 to 5.0"),
        ([[1, 1], [1, 1]], {"scale": (5, 1)}, "a scale is its lowest and its highest mark"),
        ([[1, 1], [1, 1]], {"scale": (1, NAN)}, "a scale is"),
        ([[1, 1], [1, 1]], {"scale": 5}, "a scale is"),
        ([[1, 1], [1, 1]], {"scale": (1, 2, 3)}, "a scale is"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(
    ratings: Any, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(Invalid, match=said) as error:
        shares(ratings, **options)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("method", ["teammates", "webpa", "autorating"])
@pytest.mark.parametrize(
    ("ratings", "members"),
    [
        ({}, []),
        ([], None),
        ({}, ["Ada"]),
        ({}, ["Ada", "Ben", "Cy"]),
        ([[5]], None),
        ({"Ada": {"Ada": 5}}, None),
        ({"Ada": {"Ada": 5}}, ["Ada", "Ben"]),
        ({"Ada": None, "Ben": {}}, None),
        ([[None, None], [None, None]], None),
        ([[0, 0, 0]] * 3, None),
        ([[{}, {}], [{"ideas": None}, None]], None),
    ],
)
def test_where_nobody_can_say_it_is_none(method: str, ratings: Any, members: Any) -> None:
    result: Shares[Any] = shares(ratings, members=members, method=method)
    assert set(result.perceived.values()) <= {None}
    assert set(result.raters.values()) <= {0}
    assert result.told() == {}
    assert [each.name for each in findings(result)] == (["too-few"] if result.members else [])


@pytest.mark.parametrize("method", ["teammates", "webpa", "autorating"])
def test_zeros_for_everyone_else_lift_nobody(method: str) -> None:
    result = shares([[9, 0, 0, 0], [5] * 4, [5] * 4, [5] * 4], method=method)
    assert set(result.percent.values()) == {100}


def test_both_shapes_are_the_same() -> None:
    rows: Any = [[1, 2, 3], None, [3, None, 1]]
    as_mapping = {0: {0: 1, 1: 2, 2: 3}, 2: {0: 3, 2: 1}}
    assert shares(rows) == shares(as_mapping, members=range(3))
    named = shares(rows, members="abc")
    assert named.members == ("a", "b", "c")
    assert list(named.perceived.values()) == list(shares(rows).perceived.values())


def test_members_come_from_the_ratings_where_none_are_named() -> None:
    assert shares({"Ben": {"Ada": 1}, "Ada": {"Cy": 2}}).members == ("Ben", "Ada", "Cy")


def test_self_ratings_count_where_they_are_to() -> None:
    given = [[60, 20, 20], [30, 40, 30], [30, 30, 40]]
    assert shares(given).perceived[0] == 100
    assert shares(given, self_ratings=True).perceived == {0: 120, 1: 90, 2: 90}


def test_any_number_will_do() -> None:
    given: list[list[float | Fraction]] = [[0, Fraction(1, 3), 1 / 2], [0.5, 1, 2], [1, 1, 1]]
    assert shares(given).perceived == pytest.approx({0: 70, 1: 90, 2: 140})


def test_a_scale_is_taken_to_run_from_0_to_1() -> None:
    given = [[None, 1, 5], [3, None, 5], [1, 5, None]]
    fractions: list[list[float | None]] = [[None, 0, 1], [0.5, None, 1], [0, 1, None]]
    assert shares(given, scale=(1, 5)) == shares(fractions)
    assert shares(given, scale=(1, 5)).perceived != shares(given).perceived


def test_per_criterion_each_counts_the_same() -> None:
    # Ben has 3/4 of what Ada gives for ideas, and 1/2 of what she gives for care, where she is
    # far more generous.
    given = {"Ada": {"Ben": {"ideas": 3, "care": 50}, "Cy": {"ideas": 1, "care": 50}}}
    each = shares(given, per_criterion=True).perceived
    assert (each["Ben"], each["Cy"]) == (125, 75)  # (150 + 100) / 2
    both = shares(given).perceived["Ben"]
    assert both == pytest.approx(200 * 53 / 104)


def test_not_sure_about_one_criterion_is_neither_for_nor_against() -> None:
    given: Any = {"Ada": {"Ada": [1, 1], "Ben": [5, 2], "Cy": [5, None], "Dee": [5, 2]}}
    assert set(shares(given).perceived.values()) == {None, 100}


def test_a_result_cannot_be_changed() -> None:
    result = shares([[50, 150], [80, 80]])
    for change in (
        lambda: setattr(result, "method", "webpa"),
        lambda: result.perceived.update({0: 1}),  # type: ignore[attr-defined]
        lambda: result.seen[0].update({0: 1}),  # type: ignore[attr-defined]
    ):
        with pytest.raises(AttributeError):
            change()


def test_shares_stays_the_function_and_costs_nothing_before() -> None:
    code = (
        "import sys, retrokit_fair_share as f\n"
        "assert not {'attrs', 'attr', 'retrokit_fair_share.sharing'} & set(sys.modules)\n"
        "import retrokit_fair_share.sharing, retrokit_fair_share.noticing\n"
        "import retrokit_fair_share.ratings, retrokit_fair_share.methods\n"
        "print(f.shares([[50, 150], [80, 80]]).perceived[0], f.findings(f.shares([])))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=False, encoding="utf-8"
    )
    assert (done.stdout, done.stderr) == ("100.0 ()\n", "")


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'share'"):
        _ = retrokit_fair_share.share
