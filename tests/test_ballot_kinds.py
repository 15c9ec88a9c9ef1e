"""Each kind of ballots is one object: what is filled in, counted, typed and said again by it."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from retrokit.blocks import Option
from retrokit.errors import Invalid, RetrokitError
from retrokit.events import Draft
from retrokit.kinds.vote.facts import Ballot, VoteTerms
from retrokit.tallies import BALLOT_KINDS, METHODS, BallotKind, Marks, TallyMethod, dots
from retrokit.tallies.ballots import CONSENT, DOTS, ONE, RANKING, SCORES, SEVERAL
from retrokit.tallies.scored import added_up

kinds = pytest.mark.parametrize("kind", BALLOT_KINDS.values(), ids=list(BALLOT_KINDS))


def terms(kind: BallotKind, *candidates: int) -> VoteTerms:
    there = candidates or (3, 7, 9, 12)
    budget, cap = kind.suggest(len(there), None, None)
    return VoteTerms(candidates=there, budget=budget, cap=cap, ballot=kind)


# --- one rule for what is handed in, and for what is counted

PLAIN = st.one_of(
    st.sampled_from([1, 2, 3, 0, 5, 6, -1, 9]),
    st.sampled_from([True, None, 2.5, 3.0, float("nan"), "1", "x", "", Fraction(1, 2), b"x"]),
)
PAIR = st.tuples(st.sampled_from([0, 1, 9]), st.sampled_from(["no", " ", 7, "a\x07"]))
HANDED_IN = st.one_of(
    PLAIN,
    st.lists(st.one_of(PLAIN, st.lists(PLAIN, max_size=3)), max_size=4),
    st.sets(st.integers(1, 5), max_size=4),
    st.dictionaries(st.one_of(st.sampled_from([1, 2, 3, "1", "x"])), st.one_of(PLAIN, PAIR)),
)
OF_THE_TERMS = re.compile(r"give (1 or more|0 to 5)$|over the budget|may go to one|is empty; to ")
"""Sentences that say a limit; ballots that are counted outside a retro have none."""


def refused(read: Any, *given: Any, **more: Any) -> str | None:
    try:
        read(*given, **more)
    except RetrokitError as error:
        return str(error)
    return None


@kinds
@given(value=HANDED_IN)
def test_a_retro_and_a_count_take_and_refuse_the_same_ballots(kind: BallotKind, value: Any) -> None:
    under = terms(kind, 1, 2, 3)
    method = METHODS[kind.fallbacks[0]]
    in_retro = refused(kind.fill_in, value, under, lambda each: each)
    counted = refused(method.count, [value], candidates=[1, 2, 3])
    if counted is not None:
        assert in_retro is not None
    if in_retro is None or not OF_THE_TERMS.search(in_retro):
        assert counted == (None if in_retro is None else f"ballot 1: {in_retro}")
    assert "\n" not in (in_retro or "")


@kinds
def test_what_was_read_is_counted_as_it_was_meant(kind: BallotKind) -> None:
    """What a retro hands to a voting method is read to the same marks by that method."""
    under = terms(kind)
    for number in range(8):
        marks = kind.fill_in(kind.sample(under, [7, 3, 12], number, "why\nnot"), under)
        again = kind.fill_in(kind.for_counting(marks), evolve(under, budget=999))
        assert again == marks
        assert METHODS[kind.fallbacks[0]].count(
            [kind.for_counting(marks)], candidates=[3, 7, 9, 12]
        )


@kinds
def test_json_is_read_like_what_it_was_made_of(kind: BallotKind) -> None:
    under = terms(kind)
    for number in range(4):
        value = kind.sample(under, [7, 12, 3], number, "why not")
        sent = json.loads(json.dumps(value))
        assert kind.fill_in(sent, under) == kind.fill_in(value, under)
    assert refused(kind.fill_in, {"77": 1}, under)


@kinds
def test_what_is_typed_is_said_again(kind: BallotKind) -> None:
    under = terms(kind)
    assert kind.how(under)
    typed = kind.typed(kind.example(under), under)
    marks = kind.fill_in(typed, under)
    said = kind.said(marks)
    assert "\n" not in said
    assert all(str(each) in said for each in marks.named())
    assert kind.fill_in(kind.typed(kind.example(under), under), under) == marks
    assert "#3" in kind.said(kind.fill_in(kind.sample(under, [3], 1, "w"), under), "#{}".format)
    assert kind.example(terms(kind, 3))
    assert kind.example(evolve(under, candidates=())) or kind is DOTS


@kinds
def test_a_form_asks_for_what_is_read(kind: BallotKind) -> None:
    under = terms(kind)
    asked = kind.form(under, tuple(Option(value=each, label=f"#{each}") for each in (3, 7)))
    assert asked.name == "ballot"
    assert [each.value for each in asked.options] == [3, 7]
    value: Any = {
        "dots": {3: 1}, "choice": 3, "several": [3, 7], "rank": [7, 3], "number": {3: asked.high},
    }[asked.kind]  # fmt: skip
    assert kind.fill_in(value, under)


def test_a_cap_is_said_where_there_is_one() -> None:
    few = evolve(terms(DOTS), budget=3, cap=2)
    assert DOTS.how(few).startswith("3 dots each, at most 2 for one.")
    assert DOTS.form(few, ()).hint == "At most 2 for one."


def test_long_words_of_joined_notes_are_counted() -> None:
    """What one person may write has a limit; what they wrote of several notes is counted."""
    words = "a" * 2000
    under = terms(CONSENT)
    marks = CONSENT.fill_in({3: (0, words), 7: (0, words)}, under, lambda each: 99)
    assert METHODS["consent"].count([CONSENT.for_counting(marks)], candidates=[99])
    with pytest.raises(Invalid, match="the objection has 4,001 characters"):
        CONSENT.fill_in({3: (0, f"{words}\n{words}")}, under)


def test_notes_stand_for_their_numbers() -> None:
    class Note:
        number = 7

    for kind, value in (
        (ONE, Note()), (SEVERAL, [Note()]), (DOTS, {Note(): 1}), (RANKING, [Note(), 3]),
    ):  # fmt: skip
        assert 7 in kind.fill_in(value, terms(kind)).named()
    assert refused(ONE.fill_in, 7.0, terms(ONE)) == "no candidate '7.0'; did you mean 7?"


def test_a_ballot_is_a_draft_of_marks() -> None:
    marks = Marks(scores=((1, 2),))
    assert isinstance(Ballot.of(marks), Draft)
    assert list(Ballot.of(marks).named()) == [1]
    assert Ballot.of(marks) != marks


# --- a kind of a plugin


def test_a_kind_as_it_is_takes_any_numbers() -> None:
    kind = BallotKind(name="test.numbers")
    under = terms(kind)
    assert kind.fill_in(kind.typed("3=2.5 7=-1", under), under) == Marks(((3, 2.5), (7, -1)))
    assert kind.how(under).endswith("Type a number for each: 3=2 7=1.")
    assert kind.joined(1, 2) == 2
    assert kind.fill_in(kind.sample(under, [3, 7], 1, ""), under) == Marks(((3, 1), (7, 1)))
    assert (kind.form(under, ()).kind, kind.form(under, ()).many) == ("number", True)
    assert kind.describe(3) == ""
    assert tuple(kind.objected(Marks(((3, 0),)))) == ()
    assert kind.fallbacks == ("sum",)
    assert added_up([{1: 0.1, 2: -1}, {1: 0.2}], candidates=[1, 2]).standings == ((1, 0.3), (2, -1))
    with pytest.raises(Invalid, match="you can't give 'x' to 3; give a number"):
        kind.fill_in({3: "x"}, under)
    with pytest.raises(Invalid, match="is no ballot of this vote; give candidates with a number"):
        kind.fill_in([3], under)


def test_a_kind_that_fails_refuses_what_it_failed_at() -> None:
    class Broken(BallotKind):
        def read(self, value: Any, limits: object) -> Marks[Any]:
            raise KeyError(value)

    kind = Broken(name="test.broken", shape="nothing")
    with pytest.raises(Invalid, match=r"^3 could not be read \(KeyError\); give nothing$"):
        kind.fill_in(3, terms(kind))


def test_a_kind_of_a_plugin_is_told_from_those_of_retrokit() -> None:
    def method(ballot: Any) -> TallyMethod:
        return TallyMethod("x", title="X", count=dots, ballot=ballot)

    assert method("scores").ballot is SCORES
    assert method(BallotKind(name="test.numbers")).ballot.name == "test.numbers"
    for wrong in ("heads", 3, None):
        with pytest.raises(Invalid, match=r"ballots of a voting method are dots, one, .*; not "):
            method(wrong)
    for name in ("numbers", "dots", "a b.c", ".x"):
        with pytest.raises(Invalid, match="is no name of ballots that a plugin brings; give one"):
            method(BallotKind(name=name))
    for fields in (
        {"name": ""},
        {"shape": "a\nb"},
        {"counts": ""},
        {"told": "\x07"},
        {"told": 3},
        {"adds_up": 1},
    ):
        with pytest.raises(Invalid):
            BallotKind(**{"name": "a.b", **fields})  # type: ignore[arg-type]
