"""Ties on the way: no order among equals is made up, and every order is tried."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations, product
from random import Random
from typing import Any

import pytest

from retrokit.kinds.vote.facts import Ballot, VoteTerms
from retrokit.kinds.vote.rules import _counted
from retrokit.tallies import (
    METHODS,
    Tally,
    borda,
    irv,
    locking,
    ranked_pairs,
    runoff,
    schulze,
    star,
)
from retrokit.tallies.ballots import RANKING, SCORES
from retrokit.tallies.tally import TooMany

Ballots = list[list[Any]]

# Three of five put A last; it has the most first places only because the others share theirs.
LAST_BY_THREE: Ballots = [
    ["A", "B", "C", "D"], ["A", "C", "B", "D"], ["B", "C", "D", "A"], ["C", "B", "D", "A"],
    ["D", "B", "C", "A"],
]  # fmt: skip


def words(tally: Tally[Any], title: str) -> dict[Any, str]:
    [rows] = [each.rows for each in tally.detail if each.title == title]
    return {"".join(map(str, row.candidates)): row.words for row in rows}


def titles(tally: Tally[Any]) -> list[str]:
    return [each.title for each in tally.detail]


def profiles(seed: int, number: int, most: int) -> list[tuple[range, Ballots]]:
    """Return small elections: truncated ballots, equals, empty ones, and many ties."""
    draw, found = Random(seed), []
    for _ in range(number):
        names = range(draw.randint(1, most))
        ballots: Ballots = []
        for _ in range(draw.randint(0, 7)):
            ballot: list[Any] = []
            for each in draw.sample(names, draw.randint(0, len(names))):
                if ballot and draw.random() < 0.25:
                    last = ballot[-1]
                    ballot[-1] = (*(last if isinstance(last, tuple) else (last,)), each)
                else:
                    ballot.append(each)
            ballots.append(ballot)
        found.append((names, ballots))
    return found


def ranks(ballot: list[Any]) -> list[tuple[int, ...]]:
    return [each if isinstance(each, tuple) else (each,) for each in ballot]


# --- instant runoff


def by_every_order(names: range, ballots: Ballots) -> set[int]:
    """Return who is left last when one at a time drops out, in every order of those tied."""
    known: dict[frozenset[int], set[int]] = {}

    def last_of(left: frozenset[int]) -> set[int]:
        if left not in known:
            votes = dict.fromkeys(left, Fraction(0))
            for ballot in ballots:
                best = next((now for rank in ranks(ballot) if (now := left.intersection(rank))), ())
                for each in best:
                    votes[each] += Fraction(1, len(best))
            fewest = min(votes.values())
            known[left] = set(left) if len(left) == 1 else {
                winner
                for each, got in votes.items() if got == fewest
                for winner in last_of(left - {each})
            }  # fmt: skip
        return known[left]

    return last_of(frozenset(names)) if any(ballots) else set()


@pytest.mark.parametrize("seed", range(4))
def test_an_instant_runoff_elects_all_that_some_order_of_dropping_out_elects(seed: int) -> None:
    tied = 0
    for names, ballots in profiles(seed, 700, most=5):
        tally = irv(ballots, candidates=names)
        assert set(tally.winners) == by_every_order(names, ballots), ballots
        tied += any(each.title.startswith("Who wins") for each in tally.detail)
    assert tied > 20


def test_who_is_put_last_by_most_does_not_win_by_a_tie_of_the_others() -> None:
    tally = irv(LAST_BY_THREE)
    assert tally.winners == ("B", "C")
    assert words(tally, "Round 1") == {
        "A": "", "B": "tied for last", "C": "tied for last", "D": "tied for last",
    }  # fmt: skip
    assert words(tally, "Who wins depends on which of them drops out first") == {
        "B": "wins in some orders", "C": "wins in some orders",
    }  # fmt: skip
    assert tally.standings == (("B", 1), ("C", 1), ("A", 2), ("D", 1))


def test_a_tie_for_last_that_changes_nothing_is_said_to_change_nothing() -> None:
    # One of c and d is out, then the other: their votes go to b either way; together they have as
    # many as b, so that they cannot be taken out at once without a look.
    tally = irv([*(["a"],) * 3, *(["b"],) * 2, ["c", "b"], ["d", "b"]])
    assert tally.winners == ("b",)
    assert words(tally, "Round 1")["c"] == "tied for last"
    assert words(tally, "Whichever of them drops out first, the same one wins") == {"b": "wins"}


def test_those_tied_for_last_go_together_only_where_the_next_has_more_than_all_of_them() -> None:
    def first(*votes: int) -> list[str]:
        ballots = [[name] for name, many in zip("abcd", votes, strict=True) for _ in range(many)]
        return [row.words for row in irv(ballots).detail[0].rows]

    assert first(4, 3, 1, 1) == ["", "", "out", "out"]
    assert first(4, 2, 1, 1) == ["", "", "tied for last", "tied for last"]
    assert first(5, 5, 2, 2)[2:] == ["out", "out"]
    assert first(5, 4, 2, 2)[2:] == ["tied for last", "tied for last"]


def test_an_even_race_between_all_that_are_left_is_won_by_all() -> None:
    tally = irv([["a", "b"], ["b", "a"]])
    assert tally.winners == ("a", "b")
    assert titles(tally) == ["Round 1"]
    assert words(tally, "Round 1") == {"a": "wins", "b": "wins"}
    # Of three with a vote each, who is nobody's second is not among the winners.
    assert irv([["a", "b"], ["b", "a"], ["c", "a"]]).winners == ("a", "b")


def test_too_many_orders_leave_in_who_is_not_ruled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for names, ballots in profiles(9, 300, most=5):
        whole = irv(ballots, candidates=names)
        for looks in (0, 12, 40):
            monkeypatch.setattr(runoff, "MOST_LOOKS", looks)
            tally = irv(ballots, candidates=names)
            assert set(whole.winners) <= set(tally.winners)
            if "Too many orders of dropping out to try them all" in titles(tally):
                said = words(tally, "Too many orders of dropping out to try them all")
                assert said == {str(each): "may win" for each in tally.winners}
            else:
                assert tally == whole
        monkeypatch.undo()


def test_a_runoff_of_a_dozen_people_who_all_want_something_else_is_exact() -> None:
    names = range(16)
    ballots = [[each, *Random(each).sample(names, 8)] for each in range(12)]
    ballots = [list(dict.fromkeys(each)) for each in ballots]
    tally = irv(ballots, candidates=names)
    assert set(tally.winners) == by_every_order(names, ballots)


# --- ranked pairs


def locked_in_every_order(names: range, ballots: Ballots) -> set[int]:
    """Return over whom nobody is locked in, after every order of majorities of equal strength."""
    places = [{each: at for at, rank in enumerate(ranks(b)) for each in rank} for b in ballots]
    pairs = {
        (a, b): sum(place.get(a, 99) < place.get(b, 99) for place in places)
        for a, b in permutations(names, 2)
    }
    strength = {(a, b): (pairs[a, b], -pairs[b, a]) for a, b in pairs if pairs[a, b] > pairs[b, a]}
    locked: set[frozenset[tuple[int, int]]] = {frozenset()}
    for step in sorted(set(strength.values()), reverse=True):
        equals = [pair for pair, strong in strength.items() if strong == step]
        locked = {with_order(before, order) for before in locked for order in permutations(equals)}
    return {
        each for graph in locked for each in names if all(loser != each for _, loser in graph)
    } if any(ballots) else set()  # fmt: skip


def with_order(
    before: frozenset[tuple[int, int]], order: tuple[tuple[int, int], ...]
) -> frozenset[tuple[int, int]]:
    graph = set(before)
    for winner, loser in order:
        ahead, seen = [loser], {loser}
        while ahead:
            one = ahead.pop()
            new = {b for a, b in graph if a == one} - seen
            seen |= new
            ahead += new
        if winner not in seen:
            graph.add((winner, loser))
    return frozenset(graph)


@pytest.mark.parametrize("seed", range(4))
def test_ranked_pairs_elects_all_that_some_order_of_equals_elects(seed: int) -> None:
    tied = 0
    draw = Random(seed)
    full = [
        (range(4), [draw.sample(range(4), 4) for _ in range(draw.choice((3, 4, 5, 6)))])
        for _ in range(150)
    ]
    for names, ballots in profiles(seed, 400, most=4) + full:
        tally = ranked_pairs(ballots, candidates=names)
        assert set(tally.winners) == locked_in_every_order(names, ballots), ballots
        tied += "order of equal majorities" in tally.detail[-1].title
    assert tied > 5


def test_ranked_pairs_tells_which_majorities_depend_on_the_order() -> None:
    # Each of the three beats the next by two to one, and all of them beat d.
    circle = [["a", "b", "c", "d"], ["b", "c", "a", "d"], ["c", "a", "b", "d"]]
    tally = ranked_pairs(circle)
    assert tally.winners == ("a", "b", "c")
    assert words(tally, "Majorities, the strongest first") == {
        "ad": "against 0: locked in", "bd": "against 0: locked in", "cd": "against 0: locked in",
        "ab": "against 1: depends on the order", "bc": "against 1: depends on the order",
        "ca": "against 1: depends on the order",
    }  # fmt: skip
    assert words(tally, "Who wins depends on the order of equal majorities") == dict.fromkeys(
        "abc", "wins in some order"
    )
    assert tally.standings == (("a", 1), ("b", 1), ("c", 1), ("d", 0))


def test_too_many_orders_of_equals_leave_in_who_is_not_ruled_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for names, ballots in profiles(9, 300, most=5):
        whole = ranked_pairs(ballots, candidates=names)
        for work in (0, 100, 300):
            monkeypatch.setattr(locking, "MOST_WORK", work)
            tally = ranked_pairs(ballots, candidates=names)
            assert set(whole.winners) <= set(tally.winners)
            if "Too many orders of equal majorities to try them all" in titles(tally):
                said = words(tally, "Too many orders of equal majorities to try them all")
                assert "may win" in said.values()
                assert set(said) == {str(each) for each in tally.winners}
            else:
                assert tally == whole
        monkeypatch.undo()


def test_beyond_the_bound_who_all_others_beat_still_loses(monkeypatch: pytest.MonkeyPatch) -> None:
    # d is even with each of the circle, and f, which everybody is put before, is not in it.
    circle = [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]]
    monkeypatch.setattr(locking, "MOST_WORK", 0)
    assert ranked_pairs([*circle, *(["d"],) * 3]).winners == ("a", "b", "c", "d")
    assert ranked_pairs([[*each, "f"] for each in circle]).winners == ("a", "b", "c")


def test_equal_majorities_that_make_no_difference_are_told_as_such() -> None:
    ballots = ["abdgcef", "fdgbea", "bgcf", "beg", "gaedf", "faebg", "acgbfd", "cdfg"]
    tally = ranked_pairs(map(list, ballots))
    assert tally.winners == ("g",)
    same = "Whatever the order of equal majorities, the same one wins"
    assert same in [each.title for each in tally.detail]


# --- Schulze, Borda and STAR


def test_schulze_has_no_order_among_equals() -> None:
    """Whoever is not beaten on strongest paths wins: by hand, over all paths of small profiles."""
    for names, ballots in profiles(3, 300, most=4):
        cast = [each for each in ballots if each]
        places = [{each: at for at, rank in enumerate(ranks(b)) for each in rank} for b in cast]
        pairs = {
            (a, b): sum(place.get(a, 99) < place.get(b, 99) for place in places)
            for a, b in permutations(names, 2)
        }
        strong = {pair: got for pair, got in pairs.items() if got > pairs[pair[::-1]]}

        def path(
            start: int, end: int, strong: dict[Any, int] = strong, names: range = names
        ) -> int:
            return max(
                min(strong.get(step, 0) for step in zip((start, *via), (*via, end), strict=True))
                for many in range(len(names) - 1)
                for via in permutations(set(names) - {start, end}, many)
            )

        expected = {
            a for a in names if all(path(a, b) >= path(b, a) for b in names if b != a)
        } if cast else set()  # fmt: skip
        assert set(schulze(ballots, candidates=names).winners) == expected


def test_of_those_tied_for_the_runoff_of_star_each_goes_in_once() -> None:
    # a has 8 stars; b and c have 5, as many voters each and no top score. b beats a, a beats c.
    ballots = [{"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 1}, {"a": 2, "c": 3}, {"a": 4, "c": 1}]
    tally = star(ballots)
    assert dict(tally.standings) == {"a": 8, "b": 5, "c": 5}
    told = {row.candidates for row in tally.detail[1].rows}
    assert told == {("a", "b"), ("b", "a"), ("a", "c"), ("c", "a")}
    assert tally.winners == tuple(sorted(winners_of_star(ballots)))


def winners_of_star(ballots: list[dict[str, int]]) -> set[str]:
    """Return who wins some runoff, of those who are in one when what parts them is used up."""
    names = sorted({each for ballot in ballots for each in ballot})
    total = {each: sum(ballot.get(each, 0) for ballot in ballots) for each in names}
    tops = {each: sum(ballot.get(each, 0) == 5 for ballot in ballots) for each in names}

    def beats(a: str, b: str) -> bool:
        lead = sum((x := ballot.get(a, 0)) > (y := ballot.get(b, 0)) or -(x < y)
                   for ballot in ballots)  # fmt: skip
        return lead > 0

    def fill(seats: int, tied: list[str]) -> list[list[str]]:
        if len(tied) <= seats:
            return [tied]
        for key in (lambda e: sum(beats(o, e) for o in tied), lambda e: -tops[e]):
            worst = max(map(key, tied))
            kept = [each for each in tied if key(each) < worst]
            if len(kept) >= seats:
                return fill(seats, kept)
            if kept:
                rest = [each for each in tied if each not in kept]
                return [kept + more for more in fill(seats - len(kept), rest)]
        return [list(each) for each in permutations(tied, seats)]

    ahead: list[list[str]] = [[]]
    for level in sorted({got for got in total.values() if got}, reverse=True):
        tied = [each for each in names if total[each] == level]
        ahead = [one + more for one in ahead for more in (fill(2 - len(one), tied)
                 if len(one) < 2 else [[]])]  # fmt: skip
    winners: set[str] = set()
    for pair in ahead:
        key = {
            each: (any(beats(o, each) for o in pair), -total[each], -tops[each]) for each in pair
        }
        winners |= {each for each in pair if key[each] == min(key.values())}
    return winners


def test_star_elects_all_that_win_some_runoff() -> None:
    draw = Random(4)
    for _ in range(1500):
        ballots = [
            {each: draw.choice((0, 1, 3, 5)) for each in "abcd"} for _ in range(draw.randint(1, 4))
        ]
        assert set(star(ballots).winners) == winners_of_star(ballots), ballots


# --- many candidates


@pytest.mark.parametrize("count", [schulze, ranked_pairs])
def test_candidates_are_held_against_each_other_up_to_two_hundred(
    count: Callable[..., Tally[int]],
) -> None:
    assert count([[3]], candidates=range(200)).winners == (3,)
    with pytest.raises(TooMany, match="201 candidates are too many to hold each against each"):
        count([[3]], candidates=range(201))


def test_five_thousand_candidates_are_counted_where_nothing_is_held_against_each_other() -> None:
    names = range(5000)
    ballots = [list(range(at, 5000)) for at in range(6)]
    assert borda(ballots, candidates=names).winners == (5,)
    assert irv(ballots, candidates=names).detail[0].rows[-1].words == "out"
    assert star([{7: 5, 9: 4}], candidates=names).winners == (7,)


def test_an_instant_runoff_of_too_many_first_places_is_refused() -> None:
    everybody = [tuple(range(300))]
    assert irv([everybody, [0]]).winners == (0,)
    with pytest.raises(TooMany, match=r"301 candidates share the first places, .* takes 300; vote"):
        irv([[tuple(range(301))]])


def test_star_with_too_many_tied_for_the_runoff_is_refused() -> None:
    with pytest.raises(TooMany, match="201 candidates are too many"):
        star([dict.fromkeys(range(201), 5)])
    assert len(star([dict.fromkeys(range(200), 5)]).winners) == 200


def test_every_small_profile_of_three_is_right_by_every_order() -> None:
    """All ways in which four people can rank three things in full."""
    orders = [list(each) for each in permutations(range(3))]
    for ballots in product(orders, repeat=4):
        profile = list(ballots)
        assert set(irv(profile).winners) == by_every_order(range(3), profile)
        assert set(ranked_pairs(profile).winners) == locked_in_every_order(range(3), profile)


@pytest.mark.parametrize("method", ["irv", "schulze", "ranked_pairs"])
def test_a_vote_on_more_than_a_method_can_hold_is_counted_all_the_same(method: str) -> None:
    terms = VoteTerms(candidates=tuple(range(1, 302)), budget=301, cap=1, ballot=RANKING)
    everybody = Ballot(ranks=(tuple(range(2, 302)), (1,)))
    also = [Ballot(ranks=((1,),)), Ballot(ranks=((2,), (1,)))]
    by, tally = _counted(METHODS[method], terms, [everybody, *also])
    assert by.name == "borda"
    assert tally is not None
    assert tally.winners == (2,)


def test_stars_for_more_than_can_be_tied_are_added_up() -> None:
    terms = VoteTerms(candidates=tuple(range(201)), budget=1005, cap=5, ballot=SCORES)
    ballot = Ballot(scores=tuple((each, 5) for each in range(201)))
    by, tally = _counted(METHODS["star"], terms, [ballot])
    assert by.name == "score"
    assert tally is not None
    assert len(tally.winners) == 201
