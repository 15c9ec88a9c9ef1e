"""What may be told while something is hidden: how much there is, when, and of whom."""

from __future__ import annotations

import pytest
from crew import start

from retrokit.engine.counting import AtHand
from retrokit.engine.discretion import is_told_late, may_tell_of
from retrokit.formats import Activity, Ask, Attribution, Collect, Column, Decide, Vote, Welcome
from retrokit.questions import FreeText

GATHER, ASK = Collect(columns=[Column("Good")]), Ask(questions=[FreeText("word", "One word?")])
VOTE, TEAM = Vote(on="notes"), ("Ana", "Ben", "Cy")
GIVEN = {GATHER: ("add_note", "Good"), ASK: ("answer", "word")}


@pytest.mark.parametrize("attribution", list(Attribution))
@pytest.mark.parametrize("activity", [GATHER, ASK, VOTE], ids=lambda each: each.kind)
def test_without_names_nothing_tells_who_gives_on_a_device_until_all_is_revealed(
    activity: Activity, attribution: Attribution
) -> None:
    ideas = Collect(columns=[Column("Idea")])
    retro = start(ideas, activity, Decide(), members=TEAM, attribution=attribution)
    quiet = attribution is not Attribution.NAMED
    retro.add_note("Idea", "tea", "Ana")
    retro.next()

    def told() -> tuple[bool, bool, bool]:
        state = retro.state
        step = state.step(2)
        device, shared = (may_tell_of(state, step, has_device=each) for each in (True, False))
        return is_told_late(state, step), device, shared

    assert told() == (quiet, not quiet, True)
    assert retro.may_reveal() == quiet
    assert not retro.may_reveal(told=1)
    if activity is VOTE:
        retro.vote({1: 1}, "Ben")
    else:
        getattr(retro, GIVEN[activity][0])(GIVEN[activity][1], "words", "Ben")
    # The same as before somebody gave something.
    assert told() == (quiet, not quiet, True)
    assert retro.may_reveal() == quiet
    retro.next()
    assert told() == (False, True, True)
    assert not retro.may_reveal()


def test_nothing_is_revealed_where_nothing_can_be_hidden() -> None:
    retro = start(Welcome(), VOTE, members=TEAM, attribution=Attribution.ANONYMOUS)
    assert not retro.may_reveal()
    retro.next()
    assert retro.may_reveal()
    retro.close()
    assert not retro.may_reveal()


def test_what_waits_for_a_plugin_is_not_revealed() -> None:
    retro = start(VOTE, members=TEAM, attribution=Attribution.ANONYMOUS)
    retro._at_hand = AtHand({}, {})
    assert not retro.may_reveal()
