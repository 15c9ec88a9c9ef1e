"""What a number is, wherever one is taken."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Real
from typing import Any

import pytest

from retrokit import PeerRating, Scale, figures
from retrokit.errors import Invalid
from retrokit.kinds.vote.facts import VoteTerms
from retrokit.stats import (
    agreement,
    consensus,
    mann_kendall,
    mcnemar,
    permutation,
    quartiles,
    response_bounds,
    sign_flip,
    wilson,
)
from retrokit.tallies import (
    BALLOT_KINDS,
    approval,
    borda,
    consent,
    dots,
    irv,
    plurality,
    score,
    star,
)


class Foreign:
    """A whole number of another library's, as numpy's are."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __int__(self) -> int:
        return self.value

    def __index__(self) -> int:
        return self.value

    def __str__(self) -> str:
        return str(self.value)

    def __eq__(self, other: object) -> bool:
        return self.value == other

    def __hash__(self) -> int:
        return hash(self.value)

    @property
    def numerator(self) -> int:
        return self.value

    @property
    def denominator(self) -> int:
        return 1


class Broken:
    """A number of another library's that is no whole one."""

    def __init__(self, value: str) -> None:
        self.value = value

    def __str__(self) -> str:
        return self.value


Integral.register(Foreign)
Real.register(Broken)
N: Any = Foreign
NO_NUMBERS = [True, False, "1", None, b"1", 1j, [1], float("nan"), float("inf"), Broken("nan")]


def test_whole_numbers_and_exact_ones_are_of_any_kind() -> None:
    assert type(figures.whole(N(3))) is int
    assert [figures.whole(each) for each in (3, N(3), -2)] == [3, 3, -2]
    assert [figures.exact(each) for each in (N(3), 0.1, Decimal("0.1"), Broken("0.1"))] == [
        3, Fraction(1, 10), Fraction(1, 10), Fraction(1, 10),
    ]  # fmt: skip
    assert figures.exact(Fraction(1, 3)) == Fraction(1, 3)
    assert [figures.whole(each) for each in (*NO_NUMBERS, 3.0, Decimal(3))] == [None] * 12
    assert [figures.exact(each) for each in NO_NUMBERS] == [None] * 10


COUNTS: list[tuple[Callable[..., object], list[int]]] = [
    (wilson, [3, 5]), (response_bounds, [1, 2, 3]), (mcnemar, [4, 1]),
]  # fmt: skip


@pytest.mark.parametrize(("function", "right"), COUNTS)
def test_each_count_is_checked_on_its_own(
    function: Callable[..., object], right: list[int]
) -> None:
    assert function(*map(N, right)) == function(*right)
    for at in range(len(right)):
        for wrong in [*NO_NUMBERS, 2.5, 2.0]:
            with pytest.raises(Invalid, match="give a whole number"):
                function(*right[:at], wrong, *right[at + 1 :])


LISTS: list[tuple[Callable[[Any], object], list[int]]] = [
    (quartiles, [1, 2, 4]), (sign_flip, [1, -2, 3]), (mann_kendall, [1, 2, 2, 5]),
    (lambda values: permutation(values, [1, 2]), [4, 5]),
    (lambda values: permutation([1, 2], values), [4, 5]),
    (agreement, [1, 0, 2, 3]), (consensus, [1, 0, 2, 3]),
]  # fmt: skip


@pytest.mark.parametrize(("function", "right"), LISTS)
def test_each_value_of_a_list_is_checked(
    function: Callable[[Any], object], right: list[int]
) -> None:
    assert function([N(each) for each in right]) == function(right)
    for at in range(len(right)):
        for wrong in NO_NUMBERS:
            with pytest.raises(Invalid):
                function([*right[:at], wrong, *right[at + 1 :]])
    for no_list in ("123", b"123", {1: 2, 2: 3, 3: 4}, {1, 2, 3}, 7, None):
        with pytest.raises(Invalid, match="takes a list of numbers"):
            function(no_list)


def test_the_limits_of_counts_hold_on_either_side() -> None:
    assert wilson(0, 1).low == 0
    assert wilson(1, 1).high == 1
    assert response_bounds(0, 0, 1).high == 1
    assert response_bounds(1, 1, 1).low == 1
    assert mcnemar(0, 0).p == 1
    for call in (
        lambda: wilson(-1, 1), lambda: wilson(2, 1), lambda: wilson(0, 0),
        lambda: response_bounds(-1, 0, 1), lambda: response_bounds(1, 0, 1),
        lambda: response_bounds(0, 2, 1), lambda: response_bounds(0, 0, 0),
        lambda: mcnemar(-1, 0), lambda: mcnemar(0, -1),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            call()
    assert wilson(1, 2, Fraction(19, 20)) == wilson(1, 2, 0.95)  # type: ignore[arg-type]
    for wrong in (0, 1, -0.1, 1.1, float("nan"), "0.9", True, None):
        with pytest.raises(Invalid, match="confidence"):
            wilson(1, 2, wrong)  # type: ignore[arg-type]


def test_votes_take_numbers_of_any_kind_and_give_plain_ones() -> None:
    for tally in (
        plurality([N(3), 3]), approval([{N(3): N(1)}, [3]]), dots([{N(3): N(1)}, {3: 1}]),
        score([{N(3): N(2)}]), star([{N(3): N(2)}]), consent([{N(3): N(2)}]),
    ):  # fmt: skip
        assert tally.winners == (3,)
        assert tally.standings == ((3, 2),)
        assert [type(each) for each in (*tally.winners, *tally.standings[0])] == [int] * 3
    assert irv([[N(3), (N(1), 2)]]) == irv([[3, (1, 2)]])
    assert borda([[N(3)]], candidates=[N(3), 1]).winners == (3,)


def test_scores_that_are_equal_in_decimals_are_tied() -> None:
    assert score([{"a": 0.1}, {"a": 0.2}, {"b": 0.3}]).winners == ("a", "b")
    assert score([{"a": Decimal("0.1")}, {"b": Fraction(1, 10)}]).winners == ("a", "b")  # type: ignore[dict-item]


def test_the_engine_takes_numbers_of_any_kind_and_keeps_plain_ones() -> None:
    for kind, given, plain in (
        ("dots", {N(1): N(2)}, {1: 2}), ("one", N(2), 2), ("several", [N(2), N(1)], [2, 1]),
        ("scores", {N(2): N(5)}, {2: 5}), ("ranking", [N(2), (N(3), N(1))], [2, (3, 1)]),
        ("consent", {N(1): (N(0), "no"), N(2): N(3)}, {1: (0, "no"), 2: 3}),
    ):  # fmt: skip
        ballots = BALLOT_KINDS[kind]
        terms = VoteTerms(candidates=(1, 2, 3), budget=15, cap=5, ballot=ballots)
        ballot = ballots.fill_in(given, terms)
        assert ballot == ballots.fill_in(plain, terms)
        numbers = [
            *(n for pair in ballot.scores for n in pair),
            *(n for r in ballot.ranks for n in r),
        ]
        assert {type(each) for each in numbers} == {int}
    assert type(Scale("safe", "Safe?").check(N(3))) is int
    for wrong in (True, 3.0, float("nan"), N(6), None, "x"):
        with pytest.raises(Invalid, match="is not on the scale"):
            Scale("safe", "Safe?").check(wrong)
    rating = PeerRating("mates", "How?", criteria=["helps"])
    assert rating.check({"Ben": N(3)}, ["Ben"]) == (("Ben", (3,)),)


@pytest.mark.parametrize(
    ("count", "ballot"),
    [
        (plurality, ["a", "b"]), (plurality, ("a",)), (plurality, {"a"}), (plurality, {"a": 1}),
        (plurality, frozenset("a")), (plurality, True), (plurality, None),
        (plurality, float("nan")),
        (approval, ["a", ("b", "c")]), (approval, {"a": 2}), (approval, {"a": float("nan")}),
        (approval, [True]), (approval, "a"), (approval, {"a": "1"}),
        (dots, ["a"]), (dots, {"a": 1.0}), (dots, {("a", "b"): 1}), (dots, {"a": (0, "why")}),
        (score, {"a": (0, "why")}), (score, ["a"]), (score, {True: 1}), (star, ("a", "b")),
        (consent, {"a": 4.0}), (consent, {"a": True}), (consent, ["a"]),
        (irv, [["a", ["b"]], ["c"]]), (irv, {"a": 1}), (irv, "a"), (irv, [True, False]),
        (borda, [("a", ("b",))]), (borda, [None]), (borda, 3),
    ],
)  # fmt: skip
def test_a_ballot_of_another_method_is_refused_and_not_counted(
    count: Callable[..., object], ballot: object
) -> None:
    with pytest.raises(Invalid, match=r"^ballot 1: .*; (give|leave|name|approve)"):
        count([ballot])


def test_what_holds_no_ballots_or_candidates_is_refused() -> None:
    for ballots in (3, None, {"a", "b"}, "ab", {"a": 1}):
        with pytest.raises(Invalid, match="holds no ballots; give a list"):
            plurality(ballots)  # type: ignore[arg-type]
    for candidates in (3, "ab"):
        with pytest.raises(Invalid, match="is no list; give a list of candidates"):
            plurality(["a"], candidates=candidates)  # type: ignore[arg-type,type-var]
    for wrong in (["a", "a"], ["a", None], [True], [["a"]]):
        with pytest.raises(Invalid, match=r"^the list of candidates: "):
            plurality(["a"], candidates=wrong)  # type: ignore[type-var]
