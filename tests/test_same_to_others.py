"""Two runs that differ only in who has taken part are the same to everybody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from crew import start
from hypothesis import given
from hypothesis import strategies as st

from retrokit.errors import NotNow, RetrokitError
from retrokit.formats import Ask, Attribution, Collect, Column, Decide, Vote, Welcome
from retrokit.questions import Allocation, Scale
from retrokit.retro import Retro

NAMED, CONFIDENTIAL, ANONYMOUS = Attribution
MEMBERS = ("Ana", "Ben", "Cy", "Dee", "Eve")
COLLECT = Collect(title="Notes", columns=[Column("Good")])
ASK = Ask(title="Asked", questions=[Scale("safe", "How safe is it?")])
SHARES = Ask(title="Shares", questions=[Allocation("shares", "Who carried what?", with_self=True)])
VOTE = Vote(title="Vote", on="actions", budget=3)
KINDS = {each.title: each for each in (COLLECT, ASK, SHARES, VOTE)}
HERE = 2
"""The step at which people take part."""


def contribute(retro: Retro, kind: str, who: str) -> None:
    if kind == "Notes":
        retro.add_note("Good", "the same words", who)
    elif kind == "Asked":
        retro.answer("safe", 3, who)
    elif kind == "Shares":
        here = retro.teammates("shares", who)
        retro.answer("shares", {each: 100 * (each == here[0]) for each in here}, who)
    else:
        retro.vote({1: 2}, who)


# What others do, none of it in the name of somebody who may have taken part.
DEEDS: dict[str, Callable[[Retro, str], object]] = {
    "undo": lambda retro, who: retro.undo(),
    "leave": lambda retro, who: retro.leave(who),
    "join": lambda retro, who: retro.join(who),
    "join another": lambda retro, who: retro.join("Zoe"),
    "rename": lambda retro, who: retro.rename(who, f"{who}{who[0]}"),
    "observe": lambda retro, who: retro.set_observer(who),
    "take part": lambda retro, who: retro.set_observer(who, observes=False),
    "hand over": lambda retro, who: retro.hand_over(who),
    "back": lambda retro, who: retro.back(),
    "skip": lambda retro, who: retro.skip(),
    "there": lambda retro, who: retro.go(HERE),
    "drop": lambda retro, who: retro.drop_activity(HERE),
    "add": lambda retro, who: retro.add_activity(Welcome()),
    "reorder": lambda retro, who: retro.reorder(HERE, 0),
    "raise": lambda retro, who: retro.set_vote_terms(budget=5),
    "lower": lambda retro, who: retro.set_vote_terms(budget=1),
    "tighten": lambda retro, who: retro.tighten(ANONYMOUS),
    "timer": lambda retro, who: retro.set_timer(2),
    "close": lambda retro, who: retro.close(),
    "reopen": lambda retro, who: retro.reopen(),
    "act": lambda retro, who: retro.add_action("Water the plants"),
    "look": lambda retro, who: (retro.sealed_count(), retro.sealed_steps()),
    "letters": lambda retro, who: retro.letters("Eve"),
}
deeds = st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.sampled_from(MEMBERS)), max_size=12)


def run(
    kind: str, attribution: Attribution, took_part: Sequence[str], todo: Sequence[tuple[str, str]]
) -> list[Any]:
    """Return everything that the others are answered, and the log and the state that they see."""
    retro = begun(kind, attribution)
    for each in took_part:
        contribute(retro, kind, each)
    told: list[Any] = []
    for deed, who in todo:
        before = len(retro.log)
        try:
            told.append(repr(DEEDS[deed](retro, who)))
        except RetrokitError as error:
            told.append((type(error), str(error)))
        if any("Opened" in type(each).__name__ for each in retro.since(before)):
            # What is shown then is for all, and what a floor withholds depends on who is here.
            return [*told[:-1], "opened"]
    return [*told, retro.log, retro.snapshot()]


def begun(kind: str, attribution: Attribution) -> Retro:
    retro = start(Welcome(), KINDS[kind], Decide(), members=MEMBERS, attribution=attribution)
    retro.add_action("Water the plants")
    retro.go(HERE)
    return retro


@given(
    kind=st.sampled_from(sorted(KINDS)),
    attribution=st.sampled_from(list(Attribution)),
    who=st.permutations(MEMBERS[:4]),
    number=st.integers(1, 3),
    todo=deeds,
)
def test_no_answer_depends_on_who_has_taken_part(
    kind: str, attribution: Attribution, who: list[str], number: int, todo: list[tuple[str, str]]
) -> None:
    some, others = who[:number], who[number:] + who[:number]
    assert run(kind, attribution, some, todo) == run(kind, attribution, others[:number], todo)


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
@pytest.mark.parametrize("took_part", [True, False])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_undo_is_decided_on_what_all_know(
    kind: str, attribution: Attribution, took_part: bool
) -> None:
    """Not even whether anybody has taken part: that would tell when."""
    retro = begun(kind, attribution)
    with pytest.raises(NotNow, match="go back instead, and what is hidden stays hidden"):
        retro.undo()
    retro.leave("Ana")
    retro.join("Ana")
    if took_part:
        contribute(retro, kind, "Ana")
    with pytest.raises(NotNow, match="since, so this cannot be undone; remove the member instead"):
        retro.undo()
    retro.leave("Ana")
    retro.undo()
    retro.back()
    with pytest.raises(NotNow, match=f"something may be hidden in '{kind}'; go there first"):
        retro.close()
    retro.go(HERE)
    retro.next()
    retro.close()
    retro.reopen()
    retro.undo()
    assert retro.state.closed is not None


def test_a_retro_that_goes_on_at_something_hidden_is_closed_by_closing_it() -> None:
    retro = start(ASK, attribution=ANONYMOUS)
    retro.close()
    retro.reopen()
    with pytest.raises(NotNow, match="close the retro instead"):
        retro.undo()
    retro.close()


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
@pytest.mark.parametrize("voted", [True, False])
def test_a_budget_in_secret_is_only_raised(attribution: Attribution, voted: bool) -> None:
    retro = begun("Vote", attribution)
    if voted:
        retro.vote({1: 3}, "Ana")
    for less in ({"budget": 2}, {"cap": 1}):
        with pytest.raises(NotNow, match="somebody may have voted with 3 dots, at most 3 for one"):
            retro.set_vote_terms(**less)
    assert retro.set_vote_terms(budget=5).cap == 5
    with pytest.raises(NotNow, match="the budget can only be raised"):
        retro.undo()


@pytest.mark.parametrize("answered", [True, False])
def test_to_become_anonymous_is_refused_whether_anybody_has_answered_or_not(answered: bool) -> None:
    shares = Ask(title="Shares", questions=[Allocation("shares", "Who carried what?")])
    retro = start(shares, Decide(), attribution=CONFIDENTIAL)
    if answered:
        retro.answer("shares", {"Ben": 50, "Cy": 50}, "Ana")
    with pytest.raises(NotNow, match="that leave out who gave them"):
        retro.tighten(ANONYMOUS)
    retro.next()
    retro.tighten(ANONYMOUS)


def test_where_names_are_kept_what_nothing_stands_on_is_undone() -> None:
    retro = start(Welcome(), ASK, attribution=NAMED)
    retro.next()
    retro.join("Dee")
    retro.undo()
    retro.undo()
    assert retro.state.current == 1
