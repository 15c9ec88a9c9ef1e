"""The formats keep the contract of all formats, and their own promises."""

from __future__ import annotations

import pytest
from fair_retro import asking, question_of

import retrokit_fair_share
from retrokit import Ask, Attribution, Collect, Format, Invalid, Retro, Scoring, Vote
from retrokit.testing import FormatContract, ScoringContract
from retrokit_fair_share.format import FAIR_SHARE, FAIR_SHARE_CRITERIA
from retrokit_fair_share.scorings import SCORINGS

both = pytest.mark.parametrize("format", [FAIR_SHARE, FAIR_SHARE_CRITERIA], ids=lambda f: f.name)


class TestFairShare(FormatContract):
    format = FAIR_SHARE
    plugin = retrokit_fair_share


class TestFairShareByCriteria(FormatContract):
    format = FAIR_SHARE_CRITERIA
    plugin = retrokit_fair_share


class TestScorings(ScoringContract):
    @pytest.fixture(params=SCORINGS, ids=lambda each: each.name)
    def scoring(self, request: pytest.FixtureRequest) -> Scoring:
        found: Scoring = request.param
        return found


@both
def test_what_is_fair_is_agreed_on_before_anybody_is_rated(format: Format) -> None:
    kinds = [each.kind for each in format.agenda]
    assert " ".join(kinds) == (
        "welcome review collect discuss ask collect group vote discuss decide"
    )


@both
def test_nothing_private_is_ever_named(format: Format) -> None:
    at_hand = {each.name: each for each in SCORINGS}
    state = Retro.start(format, team="Group 4", members=["Ada", "Ben"], scorings=at_hand).state
    private = [each for each in state.agenda if isinstance(each.activity, (Ask, Collect, Vote))]
    assert {state.attribution_of(each) for each in private} == {Attribution.CONFIDENTIAL}
    with pytest.raises(Invalid, match="never loosened"):
        Retro.start(format, team="Group 4", members=["Ada"], attribution=Attribution.NAMED)


@both
def test_a_result_is_the_members_own_and_each_counts_themself(format: Format) -> None:
    question = question_of(format)
    assert question.shown_to == "member"
    assert question.scoring == "fair-share"
    assert question.with_self


@both
def test_no_prompt_promises_what_a_stricter_or_a_looser_format_would_break(format: Format) -> None:
    # Who sees what is computed from the format, and stands on the screen.
    said = " ".join(each.prompt for each in asking(format, shown_to="team").agenda)
    assert "alone" not in said
