"""Voting methods: published elections, odd ballots, and what holds of every election."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations
from random import Random
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from retrokit.errors import Invalid
from retrokit.tallies import (
    BALLOT_KINDS,
    METHODS,
    Row,
    Tally,
    TallyMethod,
    approval,
    borda,
    consent,
    dots,
    irv,
    plurality,
    ranked_pairs,
    schulze,
    score,
    star,
)

# The running example of Wikipedia's articles on voting methods: where shall the capital of
# Tennessee be? Of 100 voters, so many live in each city.
VOTERS = {"Memphis": 42, "Nashville": 26, "Chattanooga": 15, "Knoxville": 17}
RANKED = {
    "Memphis": ["Memphis", "Nashville", "Chattanooga", "Knoxville"],
    "Nashville": ["Nashville", "Chattanooga", "Knoxville", "Memphis"],
    "Chattanooga": ["Chattanooga", "Knoxville", "Nashville", "Memphis"],
    "Knoxville": ["Knoxville", "Chattanooga", "Nashville", "Memphis"],
}
TENNESSEE = [RANKED[city] for city, count in VOTERS.items() for _ in range(count)]

# Wikipedia, Schulze method, after Schulze 2011, example 1: 45 voters and 5 candidates.
SCHULZE = [
    list(ranking)
    for ranking, count in (
        ("ACBED", 5), ("ADECB", 5), ("BEDAC", 8), ("CABED", 3),
        ("CAEBD", 7), ("CBADE", 2), ("DCEBA", 7), ("EBADC", 8),
    )
    for _ in range(count)
]  # fmt: skip


def table(tally: Tally[Any], title: str) -> tuple[Row[Any], ...]:
    [rows] = [each.rows for each in tally.detail if each.title.startswith(title)]
    return rows


def as_dict(rows: Sequence[Row[Any]]) -> dict[str, object]:
    return {"".join(row.candidates): row.number for row in rows}


def shortened(scores: dict[str, Sequence[int]]) -> list[dict[str, int]]:
    """Return the ballots of Tennessee from what each city's voters give the four in order."""
    return [dict(zip(VOTERS, scores[city], strict=True))
            for city, count in VOTERS.items() for _ in range(count)]  # fmt: skip


def test_tennessee_by_plurality() -> None:
    tally = plurality(ranking[0] for ranking in TENNESSEE)
    assert tally.winners == ("Memphis",)
    assert dict(tally.standings) == VOTERS


def test_tennessee_by_approval_of_the_two_nearest() -> None:
    # Wikipedia, STAR voting, compares it: each voter approves of two, and Nashville wins.
    tally = approval(set(ranking[:2]) for ranking in TENNESSEE)
    assert tally.winners == ("Nashville",)
    assert dict(tally.standings) == {
        "Nashville": 68, "Memphis": 42, "Chattanooga": 58, "Knoxville": 32,
    }  # fmt: skip


def test_tennessee_by_borda() -> None:
    # Wikipedia, Borda count: 194, 173, 126 and 107 points.
    assert borda(TENNESSEE).standings == (
        ("Nashville", 194), ("Chattanooga", 173), ("Memphis", 126), ("Knoxville", 107),
    )  # fmt: skip
    assert borda(TENNESSEE).winners == ("Nashville",)
    assert Row(("Memphis",), 42, "3 points") in table(borda(TENNESSEE), "Ballots that")
    assert Row(("Nashville",), 32, "1 point") in table(borda(TENNESSEE), "Ballots that")


def test_tennessee_by_instant_runoff() -> None:
    # Wikipedia, Instant-runoff voting: Chattanooga is out first, then Nashville; Knoxville wins
    # by 58 to 42.
    tally = irv(TENNESSEE)
    assert tally.winners == ("Knoxville",)
    assert [as_dict(each.rows) for each in tally.detail] == [
        {"Memphis": 42, "Nashville": 26, "Knoxville": 17, "Chattanooga": 15},
        {"Memphis": 42, "Knoxville": 32, "Nashville": 26},
        {"Knoxville": 58, "Memphis": 42},
    ]
    assert [row for each in tally.detail for row in each.rows if row.words] == [
        Row(("Chattanooga",), 15, "out"),
        Row(("Nashville",), 26, "out"),
        Row(("Knoxville",), 58, "wins"),
    ]
    assert tally.standings == (
        ("Knoxville", 58), ("Memphis", 42), ("Nashville", 26), ("Chattanooga", 15),
    )  # fmt: skip


def test_tennessee_by_score() -> None:
    # Wikipedia, Score voting: 420, 603, 457 and 312 of 1000.
    tally = score(shortened({
        "Memphis": (10, 4, 2, 0), "Nashville": (0, 10, 4, 2),
        "Chattanooga": (0, 6, 10, 6), "Knoxville": (0, 5, 7, 10),
    }))  # fmt: skip
    assert tally.winners == ("Nashville",)
    assert dict(tally.standings) == {
        "Memphis": 420, "Nashville": 603, "Chattanooga": 457, "Knoxville": 312,
    }  # fmt: skip
    assert table(tally, "Ballots that")[0] == Row(("Chattanooga",), 15, "10 points")


def test_tennessee_by_star() -> None:
    # Wikipedia, STAR voting: 210, 293, 237 and 197 stars; Nashville wins the runoff by 68 to 32.
    tally = star(shortened({
        "Memphis": (5, 2, 1, 0), "Nashville": (0, 5, 2, 2),
        "Chattanooga": (0, 3, 5, 4), "Knoxville": (0, 2, 4, 5),
    }))  # fmt: skip
    assert tally.winners == ("Nashville",)
    assert dict(tally.standings) == {
        "Memphis": 210, "Nashville": 293, "Chattanooga": 237, "Knoxville": 197,
    }  # fmt: skip
    assert table(tally, "Runoff") == (
        Row(("Chattanooga", "Nashville"), 32), Row(("Nashville", "Chattanooga"), 68),
    )  # fmt: skip


@pytest.mark.parametrize("method", [schulze, ranked_pairs])
def test_tennessee_by_pairs(method: Callable[[Any], Tally[str]]) -> None:
    # Wikipedia, Schulze method and Ranked pairs: Nashville beats each of the others.
    tally = method(TENNESSEE)
    assert tally.winners == ("Nashville",)
    assert tally.standings == (
        ("Nashville", 3), ("Chattanooga", 2), ("Knoxville", 1), ("Memphis", 0),
    )  # fmt: skip
    pairs = as_dict(table(tally, "Voters"))
    assert pairs["NashvilleMemphis"] == pairs["ChattanoogaMemphis"] == 58
    assert pairs["NashvilleChattanooga"] == pairs["NashvilleKnoxville"] == 68
    assert pairs["ChattanoogaKnoxville"] == 83


def test_tennessee_s_majorities_are_locked_in_the_strongest_first() -> None:
    # Wikipedia, Ranked pairs: 83, then twice 68, then the three of 58; none is left out.
    rows = table(ranked_pairs(TENNESSEE), "Majorities")
    assert [row.number for row in rows] == [83, 68, 68, 58, 58, 58]
    assert rows[0] == Row(("Chattanooga", "Knoxville"), 83, "against 17: locked in")


def test_schulze_s_45_voters() -> None:
    # Schulze 2011, example 1: the pairwise matrix, the strongest paths, and the order E A C B D.
    tally = schulze(SCHULZE)
    assert tally.winners == ("E",)
    assert tally.standings == (("E", 4), ("A", 3), ("C", 2), ("B", 1), ("D", 0))
    assert as_dict(table(tally, "Voters")) == {
        "AB": 20, "AC": 26, "AD": 30, "AE": 22, "BA": 25, "BC": 16, "BD": 33, "BE": 18,
        "CA": 19, "CB": 29, "CD": 17, "CE": 24, "DA": 15, "DB": 12, "DC": 28, "DE": 14,
        "EA": 23, "EB": 27, "EC": 21, "ED": 31,
    }  # fmt: skip
    assert as_dict(table(tally, "Strongest")) == {
        "AB": 28, "AC": 28, "AD": 30, "AE": 24, "BA": 25, "BC": 28, "BD": 33, "BE": 24,
        "CA": 25, "CB": 29, "CD": 29, "CE": 24, "DA": 25, "DB": 28, "DC": 28, "DE": 24,
        "EA": 25, "EB": 28, "EC": 28, "ED": 31,
    }  # fmt: skip


def test_starvote_s_example() -> None:
    # The README of the tabulator starvote, by Larry Hastings: 13, 10 and 9 stars, then 2 to 1.
    tally = star(
        [
            {"Amy": 1, "Brian": 3, "Chuck": 5},
            {"Amy": 5, "Brian": 2, "Chuck": 3},
            {"Amy": 4, "Brian": 4, "Chuck": 5},
        ]
    )
    assert tally.winners == ("Chuck",)
    assert tally.standings == (("Chuck", 13), ("Amy", 10), ("Brian", 9))
    assert as_dict(table(tally, "Runoff")) == {"AmyChuck": 1, "ChuckAmy": 2}


def test_the_runoff_of_star_can_turn_the_scores_round() -> None:
    tally = star([{"a": 5, "b": 4}, {"a": 0, "b": 1}, {"a": 3, "b": 4}, {"a": 5}])
    assert tally.winners == ("a",)
    turned = star([{"a": 5}, {"a": 3, "b": 4}, {"a": 3, "b": 4}])
    assert turned.winners == ("b",)
    assert turned.standings == (("b", 8), ("a", 11))


def test_a_tie_for_the_runoff_goes_to_who_loses_fewest_match_ups() -> None:
    # c is first; a and b have 6 each, and two of three put a before b.
    ballots = [{"a": 2, "b": 1, "c": 5}, {"a": 3, "b": 2, "c": 5}, {"a": 1, "b": 3, "c": 5}]
    assert [row.candidates for row in table(star(ballots), "Runoff")] == [("a", "c"), ("c", "a")]


def test_then_to_who_has_more_top_scores() -> None:
    # a and b have 6 each and one voter each; b has a five.
    ballots = [{"a": 3, "b": 1, "c": 5}, {"a": 3, "b": 5, "c": 5}]
    assert [row.candidates for row in table(star(ballots), "Runoff")] == [("b", "c"), ("c", "b")]


def test_then_each_that_is_tied_goes_into_a_runoff() -> None:
    ballots = [{"a": 3, "b": 1, "c": 5}, {"a": 1, "b": 3, "c": 5}]
    tally = star(ballots)
    told = {row.candidates for row in table(tally, "Runoff")}
    assert told == {("a", "c"), ("c", "a"), ("b", "c"), ("c", "b")}
    assert tally.winners == ("c",)


def test_of_three_tied_for_two_seats_one_may_be_sure_of_one() -> None:
    # 10 each: a beats both others; b and c are level, and c has a five.
    ballots = [{"a": 2, "b": 4, "c": 5}, {"a": 4, "b": 3, "c": 2}, {"a": 4, "b": 3, "c": 3}]
    tally = star(ballots)
    assert dict(tally.standings) == {"a": 10, "b": 10, "c": 10}
    assert as_dict(table(tally, "Runoff")) == {"ac": 2, "ca": 1}
    assert tally.winners == ("a",)


def test_of_three_tied_for_two_seats_who_loses_to_both_has_none() -> None:
    # 7 each: a beats both others, and b beats c.
    ballots = [{"a": 4, "b": 3, "c": 1}, {"a": 3, "b": 2, "c": 1}, {"a": 0, "b": 2, "c": 5}]
    assert as_dict(table(star(ballots), "Runoff")) == {"ab": 2, "ba": 1}


def test_a_tie_in_the_runoff_of_star_goes_to_the_scores_then_the_tops_then_to_all() -> None:
    assert star([{"a": 5, "b": 3}, {"b": 1}]).winners == ("a",)
    by_tops = star([{"a": 5, "b": 4}, {"a": 2, "b": 3}])
    assert by_tops.winners == ("a",)
    assert as_dict(table(by_tops, "Top")) == {"a": 1, "b": 0}
    assert star([{"a": 5, "b": 4}, {"a": 4, "b": 5}]).winners == ("a", "b")


def test_a_three_way_circle_in_star_stays_a_tie() -> None:
    circle = [{"a": 2, "b": 1}, {"b": 2, "c": 1}, {"c": 2, "a": 1}]
    assert star(circle).winners == ("a", "b", "c")


def test_consent_passes_what_nobody_objects_to() -> None:
    tally = consent(
        [
            {"tea": 5, "coffee": 3, "beer": 5},
            {"tea": (0, "it keeps me up"), "coffee": 4, "beer": 5},
            {"tea": 0, "coffee": 1, "beer": 0},
            {"tea": [0, "it keeps me up"]},
        ]
    )
    assert tally.winners == ("coffee",)
    assert tally.standings == (("coffee", 8), ("beer", 0), ("tea", 0))
    assert table(tally, "Objections") == (
        Row(("beer",), 1), Row(("tea",), 1), Row(("tea",), 2, "it keeps me up"),
    )  # fmt: skip
    assert table(tally, "Hands")[:2] == (
        Row(("beer",), 2, "5 fingers"), Row(("beer",), 1, "0 fingers"),
    )  # fmt: skip
    assert len(consent([{"tea": 1}]).detail) == 1


def test_dots_are_added_up_and_the_most_wins() -> None:
    tally = dots([{1: 2, 2: 1}, {1: 1}], candidates=[1, 2, 3])
    assert tally == Tally((1,), ((1, 3), (2, 1), (3, 0)))


def test_scores_may_be_fractions_and_add_up_the_same_in_any_order() -> None:
    ballots = [{"a": 0.1, "b": 1}, {"a": 0.2, "b": 0.5}, {"a": 0.3, "b": 0.5}]
    assert {score(order).standings for order in permutations(ballots)} == {(("b", 2), ("a", 0.6))}
    assert type(dict(score(ballots).standings)["b"]) is int


def test_instant_runoff_takes_all_out_that_are_last_together() -> None:
    ballots = [*(["a"],) * 4, *(["b"],) * 3, ["c", "b"], ["d", "b"]]
    tally = irv(ballots)
    assert tally.winners == ("b",)
    assert [as_dict(each.rows) for each in tally.detail] == [
        {"a": 4, "b": 3, "c": 1, "d": 1}, {"a": 4, "b": 5},
    ]  # fmt: skip


def test_votes_for_nobody_that_is_left_count_no_longer() -> None:
    tally = irv([*(["a"],) * 3, *(["b"],) * 3, ["c"], ["c", "b"]])
    assert tally.winners == ("b",)
    assert tally.detail[-1].rows[-1] == Row((), 1, "no choice left")


def test_equals_on_a_ranking_share_its_vote() -> None:
    tally = irv([[("a", "b")], ["b"], [("a", "b", "c")]])
    assert dict(tally.standings) == {"b": pytest.approx(11 / 6), "a": pytest.approx(5 / 6),
                                     "c": pytest.approx(1 / 3)}  # fmt: skip
    assert dict(irv([[("a", "b")], ["c"]]).standings) == {"a": 0.5, "b": 0.5, "c": 1}


def test_equals_in_borda_share_the_points_of_their_places() -> None:
    tally = borda([["a", ("b", "c")], ["d"]])
    assert dict(tally.standings) == {"a": 4, "d": 3, "b": 2.5, "c": 2.5}


def test_majorities_of_equal_strength_are_looked_at_together() -> None:
    # a over b, b over c and c over a, each by two to one: which one is left out depends.
    circle = [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]]
    tally = ranked_pairs(circle)
    assert tally.winners == ("a", "b", "c")
    assert {row.words for row in table(tally, "Majorities")} == {"against 1: depends on the order"}
    # With one more voter for a over b that one is locked in, and the two others left out.
    tally = ranked_pairs([*circle, ["a", "b", "c"], ["c", "a", "b"]])
    assert table(tally, "Majorities")[0] == Row(("a", "b"), 4, "against 1: locked in")


def test_a_majority_that_would_close_a_circle_is_left_out() -> None:
    # Schulze's 45 voters again, by hand: 33, 31, 30 and 29 stand; D-C would close C-B-D, B-A would
    # close A-C-B, and E-A would close A-C-E.
    tally = ranked_pairs(SCHULZE)
    left_out = {row.candidates for row in table(tally, "Majorities") if "left" in row.words}
    assert left_out == {("D", "C"), ("B", "A"), ("E", "A")}
    assert tally.standings == (("A", 4), ("C", 3), ("E", 2), ("B", 1), ("D", 0))


RANKERS = [borda, irv, schulze, ranked_pairs]
SCORERS = [dots, score, star, consent]
COUNTS: list[Callable[..., Tally[Any]]] = [plurality, approval, *SCORERS, *RANKERS]


@pytest.mark.parametrize("count", COUNTS)
def test_where_nobody_votes_nobody_wins(count: Callable[..., Tally[Any]]) -> None:
    assert count([]) == evolve(count([]), winners=(), standings=())
    tally = count([], candidates=["b", "a"])
    assert (tally.winners, tally.standings) == ((), (("a", 0), ("b", 0)))


@pytest.mark.parametrize("count", RANKERS)
def test_a_ballot_that_ranks_nobody_is_an_abstention(count: Callable[..., Tally[Any]]) -> None:
    assert count([[], ()], candidates=["a", "b"]).winners == ()
    assert count([["a", "b"], []]) == count([["a", "b"]])
    assert count([["a"]]).winners == ("a",)
    assert count([[("b", "a")]]).winners == ("a", "b")


NONE = "is no ballot of this vote; give"
RANKING = f"{NONE} candidates, best first, equals together, as in"


@pytest.mark.parametrize(
    ("count", "ballot", "said"),
    [
        (irv, "ab", f"'ab' {RANKING}"),
        (borda, {"a": 1}, f"{{'a': 1}} {RANKING}"),
        (schulze, {"a", "b"}, f".* {RANKING}"),
        (schulze, 7, f"7 {RANKING}"),
        (schulze, ["a", ("b", "a")], "candidate 'a' is named twice; name each once"),
        (ranked_pairs, ["a", ()], "a rank is empty; leave it out"),
        (ranked_pairs, [{"a": 1}], "no candidate .*; there are: a, b"),
        (irv, ["a", "z"], "no candidate 'z'; there are: a, b"),
        (score, ["a"], rf"\['a'\] {NONE} candidates with their scores"),
        (dots, "x" * 99, f"'x{{58}}… {NONE} candidates with their dots"),
        (dots, {"a": 1.5}, "you can't give 1.5 dots to 'a'; give 0 or more"),
        (dots, {"a": True}, "you can't give True dots to 'a'"),
        (dots, {"a": -1}, "you can't give -1 dots to 'a'"),
        (score, {"a": "5"}, "you can't give '5' to 'a'; give 0 or more"),
        (score, {"a": float("nan")}, "you can't give nan to 'a'"),
        (star, {"a": float("inf")}, "you can't give inf to 'a'"),
        (star, {"z": 1}, "no candidate 'z'"),
        (consent, {"a": 6}, "you can't give 6 to 'a'; give 0 to 5"),
        (
            consent,
            {"a": (1, "why")},
            r"words go with an objection; give 'a' a 0, or leave them out",
        ),
        (consent, {"a": (0, 1)}, "the objection must be text, not int"),
        (approval, {"a": 3}, "you can't give 3 to 'a'; approve with 1, or else give 0"),
        (approval, "ab", rf"'ab' {NONE} a list of candidates, as in \[3, 7\]"),
        (approval, ["a", "a"], "candidate 'a' is named twice"),
        (plurality, None, f"None {NONE} one candidate, as in 7"),
        (plurality, ["a"], rf"\['a'\] {NONE} one candidate"),
    ],
)
def test_a_ballot_that_could_mean_anything_is_refused(
    count: Callable[..., Tally[Any]], ballot: object, said: str
) -> None:
    first = {plurality: "a", approval: ["a"]}.get(count, {"a": 1} if count in SCORERS else ["a"])
    with pytest.raises(Invalid, match=f"^ballot 2: {said}"):
        count([first, ballot], candidates=["a", "b"])


def test_what_is_no_list_of_ballots_or_candidates_is_refused() -> None:
    with pytest.raises(Invalid, match=r"^'abc' holds no ballots; give a list of ballots"):
        plurality("abc")
    with pytest.raises(Invalid, match=r"^{'a': 1} holds no ballots"):
        score({"a": 1})  # type: ignore[arg-type]
    with pytest.raises(Invalid, match=r"^the text 'abc' is no list; give a list of candidates"):
        plurality(["a"], candidates="abc")
    with pytest.raises(Invalid, match=r"^these candidates do not sort; give all as text, or all"):
        plurality(["a", 1])


def test_approval_takes_a_set_a_list_or_yes_and_no() -> None:
    ballots: list[Any] = [{"a"}, ["a", "b"], ("b",), {"a": 1, "c": 0}, {"b": True, "a": False}]
    assert approval(ballots).standings == (("a", 3), ("b", 3), ("c", 0))
    assert approval(ballots).winners == ("a", "b")


def test_every_method_has_a_name_a_kind_of_ballot_and_a_stand_in() -> None:
    assert list(METHODS) == [
        "dots", "plurality", "approval", "score", "star",
        "borda", "irv", "schulze", "ranked_pairs", "consent",
    ]  # fmt: skip
    assert {*BALLOT_KINDS.values()} == {each.ballot for each in METHODS.values()}
    for name, kind in BALLOT_KINDS.items():
        assert kind.name == name
        assert all(METHODS[each].ballot is kind for each in kind.fallbacks)
    assert METHODS["schulze"].count([["a", "b"]], candidates=["a", "b"]).winners == ("a",)  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="ballot"):
        TallyMethod("x", title="X", count=dots, ballot="heads")
    with pytest.raises(Invalid, match="the unit of a voting method is empty"):
        TallyMethod("x", title="X", count=dots, unit="")


# --- what holds of every election

NAMES = range(1, 6)


def ranked_ballot(seed: tuple[list[int], list[bool]]) -> list[Any]:
    """Return a ranking made of an order and of whether each stands level with the one before."""
    ranks: list[list[int]] = []
    for each, level in zip(*seed, strict=False):
        if level and ranks:
            ranks[-1].append(each)
        else:
            ranks.append([each])
    return [rank[0] if len(rank) == 1 else tuple(rank) for rank in ranks]


RANKINGS = st.lists(
    st.tuples(
        st.permutations(NAMES), st.lists(st.booleans(), max_size=5)
    ).map(ranked_ballot), max_size=9,
)  # fmt: skip
SCORED = st.lists(
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 5), max_size=5), max_size=9
)
KINDS = {
    "dots": SCORED, "scores": SCORED, "consent": SCORED, "ranking": RANKINGS,
    "one": st.lists(st.sampled_from(NAMES), max_size=9),
    "several": st.lists(st.lists(st.sampled_from(NAMES), unique=True), max_size=9),
}  # fmt: skip
elections = pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))


def renamed(ballot: Any, names: dict[int, int]) -> Any:
    if isinstance(ballot, dict):
        return {names[each]: given for each, given in ballot.items()}
    if isinstance(ballot, (list, tuple)):
        return type(ballot)(renamed(each, names) for each in ballot)
    return names[ballot]


@elections
@given(data=st.data())
def test_neither_the_order_of_ballots_nor_names_change_who_wins(
    method: TallyMethod, data: st.DataObject
) -> None:
    ballots = data.draw(KINDS[method.ballot.name])
    names = dict(zip(NAMES, data.draw(st.permutations(NAMES)), strict=True))
    tally = method.count(ballots, candidates=NAMES)
    assert tally is not None
    mixed = list(ballots)
    Random(data.draw(st.integers())).shuffle(mixed)
    assert method.count(mixed, candidates=reversed(NAMES)) == tally
    other = method.count([renamed(each, names) for each in ballots], candidates=NAMES)
    assert other is not None
    assert set(other.winners) == {names[each] for each in tally.winners}
    assert dict(other.standings) == {names[each]: got for each, got in tally.standings}
    told = [
        {(each.title, tuple(names[c] for c in row.candidates), row.number, row.words)
         for each in tally.detail for row in each.rows},
        {(each.title, row.candidates, row.number, row.words)
         for each in other.detail for row in each.rows},
    ]  # fmt: skip
    assert told[0] == told[1]


@elections
@given(data=st.data())
def test_the_standings_hold_everybody_once_and_the_winners_first(
    method: TallyMethod, data: st.DataObject
) -> None:
    ballots = data.draw(KINDS[method.ballot.name])
    tally = method.count(ballots, candidates=NAMES)
    assert tally is not None
    order = [each for each, _ in tally.standings]
    assert sorted(order) == list(NAMES)
    assert sorted(order[: len(tally.winners)]) == list(tally.winners)
    for part in (tally.standings[: len(tally.winners)], tally.standings[len(tally.winners) :]):
        assert list(part) == sorted(part, key=lambda pair: (-pair[1], pair[0]))
    assert all(type(got) is int or got * 2 % 1 == 0 or method.name == "irv"
               for _, got in tally.standings)  # fmt: skip
    if method.name not in ("star", "irv", "schulze", "ranked_pairs"):
        best = tally.standings[0][1]
        assert tally.winners == tuple(sorted(e for e, got in tally.standings if got == best > 0))


@given(RANKINGS)
def test_who_beats_everybody_wins_by_pairs(ballots: list[Any]) -> None:
    pairs = as_pairs(schulze(ballots, candidates=NAMES), "Voters")
    assert pairs == as_pairs(ranked_pairs(ballots, candidates=NAMES), "Voters")
    assert pairs == by_hand(ballots)
    first = [a for a in NAMES if all(pairs[a, b] > pairs[b, a] for b in NAMES if b != a)]
    if first:
        assert schulze(ballots, candidates=NAMES).winners == tuple(first)
        assert ranked_pairs(ballots, candidates=NAMES).winners == tuple(first)
    beaten_by_all = [a for a in NAMES if all(pairs[b, a] > pairs[a, b] for b in NAMES if b != a)]
    assert not set(beaten_by_all) & set(schulze(ballots, candidates=NAMES).winners)
    assert not set(beaten_by_all) & set(ranked_pairs(ballots, candidates=NAMES).winners)


def as_pairs(tally: Tally[int], title: str) -> dict[tuple[int, ...], object]:
    return {row.candidates: row.number for row in table(tally, title)}


def by_hand(ballots: list[Any]) -> dict[tuple[int, int], int]:
    """Count who is put before whom without any trick."""
    counts = dict.fromkeys(permutations(NAMES, 2), 0)
    for ballot in ballots:
        place = {
            each: at
            for at, rank in enumerate(ballot)
            for each in (rank if isinstance(rank, tuple) else (rank,))
        }
        for a, b in counts:
            counts[a, b] += place.get(a, 99) < place.get(b, 99)
    return counts


@given(RANKINGS)
def test_no_path_is_stronger_than_the_strongest(ballots: list[Any]) -> None:
    tally = schulze(ballots, candidates=NAMES)
    pairs, paths = as_pairs(tally, "Voters"), as_pairs(tally, "Strongest")
    for (a, b), found in paths.items():
        between = set(NAMES) - {a, b}
        best = 0
        for length in range(len(between) + 1):
            for via in permutations(between, length):
                steps = list(zip((a, *via), (*via, b), strict=True))
                if all(pairs[s] > pairs[s[1], s[0]] for s in steps):  # type: ignore[operator]
                    best = max(best, min(pairs[s] for s in steps))  # type: ignore[type-var]
        assert found == best


@given(RANKINGS)
def test_more_than_half_of_the_first_places_win_an_instant_runoff(ballots: list[Any]) -> None:
    ballots = [ballot for ballot in ballots if ballot]
    firsts = [ballot[0] for ballot in ballots]
    for each in NAMES:
        if firsts.count(each) * 2 > len(ballots):
            assert irv(ballots).winners == (each,)


@given(RANKINGS)
def test_votes_are_never_lost_in_an_instant_runoff(ballots: list[Any]) -> None:
    voted = sum(map(bool, ballots))
    rounds = [each for each in irv(ballots, candidates=NAMES).detail if "Round" in each.title]
    for each in rounds:
        assert sum(row.number for row in each.rows) == pytest.approx(voted)


def test_a_hundred_and_thirty_candidates_are_counted_with_wider_fields() -> None:
    names = list(range(130))
    tally = schulze([names, names, names[::-1]])
    assert tally.winners == (0,)
    assert [each for each, _ in tally.standings] == names
