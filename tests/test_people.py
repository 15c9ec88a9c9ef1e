"""Starting a retro; members come and go; attributions are tightened."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from attrs import evolve
from crew import ANONYMOUS, CONFIDENTIAL, FORMAT, GATHER, Two, made_of, seal, start

from retrokit.engine.state import Member
from retrokit.errors import Invalid, NotFound, NotNow
from retrokit.formats import Attribution, Decide
from retrokit.retro import Retro, new_id


def test_a_retro_keeps_its_team_and_members_in_the_order_they_were_named() -> None:
    retro = start(team=" Lander ", members=[" Zoe", "Ana "], facilitator="Cy")
    assert retro.state.team == "Lander"
    assert list(retro.state.members) == ["Zoe", "Ana", "Cy"]
    assert retro.state.here == ("Zoe", "Ana", "Cy")
    assert retro.state.facilitator == "Cy"


def test_a_facilitator_may_be_one_of_the_members() -> None:
    retro = start(members=["Ana", "Ben"], facilitator="ANA")
    assert retro.state.facilitator == "Ana"
    assert list(retro.state.members) == ["Ana", "Ben"]


def test_without_anything_handed_in_a_retro_has_its_own_clock_id_and_keeper() -> None:
    retro = Retro.start(FORMAT, team="Lander")
    assert re.fullmatch("[23456789b-df-hj-np-tv-xz]{8}", retro.state.id)
    retro.join("Ana")
    assert retro.refresh() == 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"members": ["Ana", "Ana"]}, "two members are named Ana; tell them apart"),
        ({"members": ["Ana", " ANA "]}, "two members are named ANA; tell them apart"),
        ({"members": ["Ａna", "Ana"]}, "two members are named Ana"),
        ({"members": [""]}, "the member's name is empty"),
        ({"members": ["a\nb"]}, "the member's name holds the control"),
        ({"facilitator": " "}, "the member's name is empty"),
        ({"team": " "}, "the team's name is empty"),
        ({"team": "x" * 81}, "the team's name has 81 characters"),
    ],
)
def test_a_retro_that_cannot_be_is_not_started(more: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        start(**more)


def test_the_attribution_of_a_format_can_be_tightened_but_not_loosened() -> None:
    strict = made_of(Decide(), attribution=CONFIDENTIAL)
    assert start(format=strict).state.attribution is CONFIDENTIAL
    assert start(format=strict, attribution=ANONYMOUS).state.attribution is ANONYMOUS
    with pytest.raises(Invalid, match="the format short is confidential; its attribution can be"):
        start(format=strict, attribution=Attribution.NAMED)


def test_ids_repeat_with_their_source_of_chance_and_not_without() -> None:
    assert new_id(random.Random(1)) == new_id(random.Random(1))
    assert new_id(random.SystemRandom()) != new_id(random.SystemRandom())


def test_members_join_leave_and_come_back() -> None:
    retro = start()
    assert retro.join(" Dee ") == "Dee"
    assert retro.leave("dee") == "Dee"
    assert retro.state.members["Dee"] == Member("Dee", here=False)
    assert retro.state.here == ("Ana", "Ben", "Cy")
    with pytest.raises(NotNow, match="Dee has left this retro; they can join again"):
        retro.leave("Dee")
    assert retro.join("DEE") == "Dee"
    assert retro.state.here == ("Ana", "Ben", "Cy", "Dee")


@pytest.mark.parametrize("name", ["Ana", "ana", " ANA "])
def test_a_name_that_is_taken_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="Ana is in this retro already; give another name"):
        start().join(name)


def test_names_that_are_no_names_are_refused() -> None:
    with pytest.raises(Invalid, match="the member's name is empty"):
        start().join("")
    with pytest.raises(NotFound, match="no member of this retro 'Anna'; did you mean Ana"):
        start().leave("Anna")


def test_the_facilitator_hands_over_or_leaves_the_role_empty() -> None:
    retro = start(facilitator="Ana")
    retro.hand_over("ben")
    assert retro.state.facilitator == "Ben"
    retro.leave("Cy")
    assert retro.state.facilitator == "Ben"
    retro.leave("Ben")
    assert retro.state.facilitator is None
    with pytest.raises(NotNow, match="Ben has left"):
        retro.hand_over("Ben")
    retro.hand_over("Ana")
    retro.hand_over(None)
    assert retro.state.facilitator is None


def test_an_attribution_is_tightened_and_never_loosened() -> None:
    retro = start()
    retro.tighten(CONFIDENTIAL)
    for attribution in (Attribution.NAMED, CONFIDENTIAL):
        with pytest.raises(NotNow, match="this retro is confidential; its attribution can be"):
            retro.tighten(attribution)
    retro.tighten(ANONYMOUS)
    assert retro.state.attribution is ANONYMOUS


def test_to_become_anonymous_erases_the_authors_of_what_is_sealed() -> None:
    retro = start(GATHER, Decide())
    receipt = seal(retro, "Good", "Secret", "Ana")
    retro.tighten(CONFIDENTIAL)
    assert retro.sealed(receipt).author == "Ana"
    retro.tighten(ANONYMOUS)
    assert retro.sealed(receipt).author is None
    retro.edit_note(receipt, "Still mine to change")
    assert retro.taken_part() == {"Ana"}
    retro.next()
    assert retro.state.notes[1].author is None


def test_what_is_sealed_while_a_retro_becomes_anonymous_has_no_author_either() -> None:
    two = Two(GATHER)
    two.clock.meanwhile = lambda: seal(two.two, "Good", "Just now", "Ana")
    two.one.tighten(ANONYMOUS)
    assert [each.author for each in two.one._keeper.seals().values()] == [None]


def test_who_seals_without_having_seen_the_tightening_leaves_no_author() -> None:
    two = Two(GATHER)
    two.one.tighten(ANONYMOUS)
    receipt = seal(two.two, "Good", "Late", "Ana")
    assert two.stored().sealed(receipt).author is None


def test_an_activity_may_be_stricter_than_its_retro_and_never_looser() -> None:
    strict, loose = evolve(GATHER, attribution=ANONYMOUS), evolve(GATHER, attribution=None)
    retro = start(strict)
    assert retro.state.attribution_of(retro.state.agenda[0]) is ANONYMOUS
    retro = start(loose, attribution=CONFIDENTIAL)
    assert retro.state.attribution_of(retro.state.agenda[0]) is CONFIDENTIAL
    retro = start(evolve(GATHER, attribution=Attribution.NAMED), attribution=CONFIDENTIAL)
    assert retro.state.attribution_of(retro.state.agenda[0]) is CONFIDENTIAL


def test_two_who_join_at_the_same_time_are_told_apart() -> None:
    two = Two()
    two.one.join("Dee")
    with pytest.raises(Invalid, match="Dee is in this retro already"):
        two.two.join("dee")
    assert two.two.join("Eli") == "Eli"
    assert two.stored().state.here[-2:] == ("Dee", "Eli")
