"""What holds for shares whatever was given."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrokit_fair_share import Shares, findings, shares
from retrokit_fair_share.methods import METHODS

settings.register_profile(  # on any machine, however slow it is
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

Matrix: TypeAlias = list[list[int | None] | None]

methods = pytest.mark.parametrize("method", list(METHODS))
marks = st.none() | st.integers(0, 200)


@st.composite
def matrices(draw: st.DrawFn, mark: st.SearchStrategy[Any] = marks) -> Any:
    size = draw(st.integers(0, 6))
    row = st.lists(mark, min_size=size, max_size=size)
    return draw(st.lists(st.none() | row, min_size=size, max_size=size))


def known(numbers: Mapping[Any, float | None]) -> list[float]:
    return [each for each in numbers.values() if each is not None]


def everything(result: Shares[Any], name: Any = lambda each: each) -> dict[str, Any]:
    """Return all that a result holds, with members under other names."""
    tables = {
        field: {name(i): getattr(result, field)[i] for i in result.members}
        for field in ("perceived", "claimed", "percent", "raters")
    }
    rows = {
        field: {
            (name(i), name(j)): getattr(result, field)[i][j]
            for i in result.members
            for j in result.members
        }
        for field in ("seen", "given")
    }
    found = {each.name: {name(i) for i in each.members} for each in findings(result)}
    return {**tables, **rows, "findings": found}


@methods
@given(matrices(), st.booleans(), st.booleans())
def test_known_shares_average_an_equal_one(
    method: str, matrix: Matrix, self_ratings: bool, per_criterion: bool
) -> None:
    result = shares(matrix, method=method, self_ratings=self_ratings, per_criterion=per_criterion)
    percent, perceived = known(result.percent), known(result.perceived)
    assert not percent or math.isclose(math.fsum(percent) / len(percent), 100)
    if method == "teammates":
        assert perceived == percent
    elif method == "webpa":
        assert perceived == pytest.approx([each / 100 for each in percent])
    else:
        assert perceived == pytest.approx([min(each / 100, 1.05) for each in percent])


@methods
@given(matrices(), st.booleans(), st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(
    method: str, matrix: Matrix, self_ratings: bool, random: Any
) -> None:
    result = shares(matrix, method=method, self_ratings=self_ratings)
    order = random.sample(range(len(matrix)), len(matrix))
    named = {
        f"m{i}": {f"m{j}": row[j] for j in reversed(order)}
        for i in order
        if (row := matrix[i]) is not None
    }
    renamed = shares(
        named, members=[f"m{i}" for i in order], method=method, self_ratings=self_ratings
    )
    assert everything(renamed) == everything(result, lambda i: f"m{i}")


@pytest.mark.parametrize("method", ["teammates", "webpa"])
@given(matrices(), st.lists(st.fractions(Fraction(1, 100), 100), min_size=6, max_size=6))
def test_scaling_what_a_rater_gave_changes_nothing(
    method: str, matrix: Matrix, factors: list[Fraction]
) -> None:
    scaled: Any = [
        row and [mark if mark is None else mark * factor for mark in row]
        for row, factor in zip(matrix, factors, strict=False)
    ]
    result, again = shares(matrix, method=method), shares(scaled, method=method)
    assert (again.perceived, again.claimed) == (result.perceived, result.claimed)


@pytest.mark.parametrize("self_ratings", [False, True])
@methods
@given(st.data())
def test_equal_marks_give_equal_shares_whoever_is_absent_or_not_sure(
    method: str, self_ratings: bool, data: st.DataObject
) -> None:
    size = data.draw(st.integers(2, 6))
    level = st.just(7) if method == "autorating" else st.integers(0, 9)
    matrix: list[list[int | None] | None] = []
    for _ in range(size):
        mark = data.draw(st.none() | level)
        unsure = data.draw(st.sets(st.integers(0, size - 1)))
        matrix.append([None if each in unsure else mark for each in range(size)])
    result = shares(matrix, method=method, self_ratings=self_ratings)
    assert set(known(result.percent)) <= {100.0}
    assert set(known(result.perceived)) <= {METHODS[method].equal}


@methods
@pytest.mark.parametrize("absent", range(4))
@pytest.mark.parametrize("self_ratings", [False, True])
def test_equal_marks_with_one_absent_are_known_for_everyone(
    method: str, absent: int, self_ratings: bool
) -> None:
    matrix = [None if rater == absent else [5] * 4 for rater in range(4)]
    result = shares(matrix, method=method, self_ratings=self_ratings)
    assert set(result.perceived.values()) == {METHODS[method].equal}


@methods
@pytest.mark.parametrize("per_criterion", [False, True])
@given(st.data())
def test_equal_marks_on_criteria_give_equal_shares(
    method: str, per_criterion: bool, data: st.DataObject
) -> None:
    levels = data.draw(st.lists(st.integers(1, 5), min_size=2, max_size=3))
    matrix = [
        [[data.draw(st.sampled_from([level, level, None])) for level in levels] for _ in range(4)]
        for _ in range(3)
    ]
    # What autorating takes the level of marks from is complete, or a mark less changes it.
    if method == "autorating":
        matrix = [[list(levels) for _ in range(4)] for _ in range(3)]
    result = shares([*matrix, None], method=method, scale=(0, 5), per_criterion=per_criterion)
    assert set(known(result.percent)) <= {100.0}


@given(matrices())
def test_webpa_without_self_ratings_pays_nobody_for_being_absent(matrix: Matrix) -> None:
    result = shares(matrix, method="webpa")
    for each in result.members:
        absent = shares(
            [None if i == each else row for i, row in enumerate(matrix)], method="webpa"
        )
        before, after = result.perceived[each], absent.perceived[each]
        assert after == before


@methods
@given(
    matrices(
        st.none() | st.floats(0, allow_infinity=False, allow_nan=False) | st.integers(0, 10**400)
    ),
    st.booleans(),
)
def test_no_matrix_is_too_much(method: str, matrix: Any, self_ratings: bool) -> None:
    result = shares(matrix, method=method, self_ratings=self_ratings)
    for row in (result.perceived, result.claimed, *result.seen.values(), *result.given.values()):
        assert row.keys() == set(result.members)
        assert all(0 <= each < math.inf for each in known(row))
    findings(result)


@given(matrices())
def test_what_is_not_known_is_not_zero(matrix: Matrix) -> None:
    result = shares(matrix)
    for each, share in result.perceived.items():
        said = [
            row[each]
            for rater, row in enumerate(matrix)
            if row and rater != each and any(row[:rater] + row[rater + 1 :])
        ]
        assert result.raters[each] == sum(mark is not None for mark in said)
        assert (share is None) == (result.raters[each] == 0)


@methods
@given(matrices(), st.booleans())
def test_what_is_shown_sums_to_what_was_given(
    method: str, matrix: Matrix, self_ratings: bool
) -> None:
    result = shares(matrix, method=method, self_ratings=self_ratings)
    for rater, row in enumerate(matrix):
        both = [
            (mark, result.seen[rater][each] or 0)
            for each, mark in enumerate(row or [])
            if mark is not None and result.percent[each] is not None
        ]
        gave, shown = sum(mark for mark, _ in both), math.fsum(share for _, share in both)
        if gave and shown:
            assert math.isclose(shown, gave)
        else:
            assert result.seen[rater] == result.percent
