"""Counting dots."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrokit.tallies import DOTS, Tally, dots

BALLOTS = st.lists(st.dictionaries(st.integers(1, 6), st.integers(1, 5), max_size=4), max_size=8)


def test_dots_are_added_up_and_the_most_wins() -> None:
    assert dots([1, 2, 3], [{1: 2, 2: 1}, {1: 1}]) == Tally((1,), ((1, 3), (2, 1), (3, 0)))


def test_a_tie_stays_a_tie() -> None:
    assert dots([3, 2, 1], [{3: 2}, {2: 2}]) == Tally((2, 3), ((2, 2), (3, 2), (1, 0)))


def test_where_nobody_voted_nobody_wins() -> None:
    assert dots([1, 2], []) == Tally((), ((1, 0), (2, 0)))
    assert dots([], []) == Tally((), ())


def test_a_ballot_for_what_is_no_candidate_is_not_counted_silently() -> None:
    with pytest.raises(KeyError):
        dots([1], [{2: 1}])


def test_dots_is_the_method_that_is_always_there() -> None:
    assert DOTS.name == "dots"
    assert DOTS.count([1], [{1: 1}]) == Tally((1,), ((1, 1),))


@given(BALLOTS, st.integers())
def test_the_order_of_the_ballots_changes_nothing(ballots: list[dict[int, int]], seed: int) -> None:
    mixed = list(ballots)
    Random(seed).shuffle(mixed)
    assert dots(range(1, 7), mixed) == dots(range(1, 7), ballots)


@given(BALLOTS)
def test_no_dot_is_lost_and_winners_have_the_most(ballots: list[dict[int, int]]) -> None:
    tally = dots(range(1, 7), ballots)
    got = dict(tally.standings)
    assert sum(got.values()) == sum(sum(ballot.values()) for ballot in ballots)
    assert set(got) == set(range(1, 7))
    assert all(got[winner] == max(got.values()) > 0 for winner in tally.winners)
    assert bool(tally.winners) == bool(ballots and any(ballots))
