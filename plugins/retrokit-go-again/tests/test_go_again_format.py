"""The format keeps the contract of all formats, and its own promises."""

from __future__ import annotations

import pytest

import retrokit_go_again
from retrokit import Ask, Attribution, Check, Collect, Decide, Discuss, Invalid, Retro, Vote
from retrokit.testing import CheckContract, FormatContract
from retrokit_go_again.checks import CHECKS
from retrokit_go_again.format import (
    CROSSED,
    GO_AGAIN,
    HOME_SAFE,
    KEEP,
    LETS_GO_AGAIN,
    NEARLY,
    WHAT_IT_TAKES,
)

CREW = ("Ada", "Ben", "Cy", "Dee", "Eli")


class TestGoAgain(FormatContract):
    format = GO_AGAIN
    plugin = retrokit_go_again


class TestChecks(CheckContract):
    @pytest.fixture(params=CHECKS, ids=lambda each: each.name)
    def check(self, request: pytest.FixtureRequest) -> Check:
        found: Check = request.param
        return found


def test_two_goals_stand_above_all_tasks() -> None:
    assert GO_AGAIN.goals == (HOME_SAFE, LETS_GO_AGAIN)
    retro = Retro.start(GO_AGAIN, team="Lander", members=CREW)
    assert retro.add_action("Sleep first", serves="1").serves == (HOME_SAFE,)
    assert retro.add_action("Eat together", serves="2").serves == (LETS_GO_AGAIN,)


def test_the_steps_come_in_this_order() -> None:
    kinds = [each.kind for each in GO_AGAIN.agenda]
    assert " ".join(kinds) == "welcome review ask collect group vote discuss discuss decide"
    first, then = [each for each in GO_AGAIN.agenda if isinstance(each, Discuss)]
    assert first.columns == (CROSSED.name, NEARLY.name)  # what hurt is heard first
    assert then.columns == (KEEP.name,)
    assert "goal" in GO_AGAIN.agenda[0].prompt
    assert any(isinstance(each, Decide) and "goals" in each.prompt for each in GO_AGAIN.agenda)


def test_nothing_private_is_ever_named() -> None:
    state = Retro.start(GO_AGAIN, team="Lander", members=CREW).state
    private = [each for each in state.agenda if isinstance(each.activity, (Ask, Collect, Vote))]
    assert [state.attribution_of(each) for each in private] == [Attribution.CONFIDENTIAL] * 3
    with pytest.raises(Invalid, match="never loosened"):
        Retro.start(GO_AGAIN, team="Lander", members=CREW, attribution=Attribution.NAMED)


def test_no_name_comes_out_with_an_answer_or_a_note() -> None:
    retro = Retro.start(GO_AGAIN, team="Lander", members=CREW)
    retro.go("In private")
    for name in CREW:
        retro.answer(WHAT_IT_TAKES.name, "More sleep", name)
    retro.next()
    (result,) = [each for each in retro.state.at[3].results if each.question == WHAT_IT_TAKES.name]
    assert result.replies == ()
    assert result.summary is not None
    assert result.summary.texts == ("More sleep",) * 5
    retro.add_note("Nearly cost us a goal", "The ice", "Ada")
    assert not retro.state.notes
    retro.next()
    assert [(each.text, each.author) for each in retro.state.notes.values()] == [("The ice", None)]
