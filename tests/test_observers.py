"""Observers follow a retro, take part in nothing and are counted in nothing; hosts lead so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import fields
from crew import ANONYMOUS, CONFIDENTIAL, GATHER, logbook, start
from goldens import PLUGINS, played
from room_formats import EVERYTHING

from retrokit.calls import Actor, Call, calls_of
from retrokit.codec import Codec
from retrokit.engine.floors import words_floor
from retrokit.engine.state import Member
from retrokit.errors import Invalid, NotFound, NotNow, NotYours, Outside
from retrokit.formats import Ask, Attribution, Decide, Vote, Welcome
from retrokit.questions import FreeText, Scale
from retrokit.retro import Retro

LENA = "Lena"
REFUSED = "Lena is an observer and doesn't take part; the facilitator can add Lena to the team"
ASK = Ask(title="Pulse", questions=[Scale("safe", "How safe is it?"), FreeText("word", "Why?")])
CALLS = calls_of(Codec(PLUGINS.kinds))
OF_MEMBERS = [each for each in CALLS.declared if each.spec.mark.by == "member"]


# --- a retro with an observer is the same as one without


def without_lena(said: str) -> str:
    """Return what a retro came to without the observer in the lists of people."""
    for there, gone in (
        ("Bo, Cleo and Lena (observer)", "Bo and Cleo"),
        ("Ada, Bo and Lena (observer)", "Ada and Bo"),
        (", Lena (observer)", ""),
        ('    {\n      "name": "Lena",\n      "here": true,\n      "observes": true\n    }', ""),
        (',"observers":["Lena"]', ""),
        (',"Lena"', ""),
        (', "Lena"', ""),
        ("    },\n\n", "    }\n"),
    ):
        said = said.replace(there, gone)
    lines = said.splitlines()
    return "\n".join(each for each in lines if not each.startswith("member,,,,,Lena,"))


@pytest.mark.parametrize("people", [2, 3])
# "hosts" is about the one who observes, and says so where nobody does.
@pytest.mark.parametrize("name", sorted({*PLUGINS.formats} - {"hosts"}))
def test_an_observer_changes_nothing_but_the_list_of_people(name: str, people: int) -> None:
    """Screens, turnout, promises, floors, draws, what is withheld, letters, the log, reports."""
    format = PLUGINS.formats[name]
    observed = played(format, people, observers=[LENA])
    assert "Lena (observer)" in observed
    assert without_lena(observed) == without_lena(played(format, people))


@pytest.mark.parametrize("attribution", Attribution)
def test_nor_does_one_where_names_are_kept_or_not(attribution: Attribution) -> None:
    observed = played(EVERYTHING, 3, attribution, [LENA])
    assert without_lena(observed) == without_lena(played(EVERYTHING, 3, attribution))


# --- what an observer does not do


@pytest.mark.parametrize("call", OF_MEMBERS, ids=lambda call: str(call.name))
def test_whatever_members_do_an_observer_is_refused(call: Call) -> None:
    """In the engine, before anything is looked at; what plugins' kinds let members do as well."""
    retro = observed()
    sent = call.takes(**{each.name: None for each in fields(call.takes)} | signed(call))
    with pytest.raises(NotYours, match=REFUSED):
        call.perform(retro, Actor(name=LENA), sent)
    retro.leave(LENA)
    with pytest.raises(Outside):
        call.perform(retro, Actor(name=LENA), sent)


def signed(call: Call) -> dict[str, bool]:
    """Return that a name is left out, where it can be."""
    return {each.name: False for each in fields(call.takes) if each.name == "signed"}


def observed(**more: object) -> Retro:
    return start(Welcome(), ASK, GATHER, Vote(), Decide(), observers=[LENA], **more)


def test_nobody_gives_anything_in_the_name_of_an_observer() -> None:
    retro = observed()
    retro.go("Pulse")
    with pytest.raises(NotYours, match=REFUSED):
        retro.answer("safe", 3, LENA)
    with pytest.raises(NotYours, match=REFUSED):
        retro.form("safe", LENA)
    retro.go("Gather")
    with pytest.raises(NotYours, match=REFUSED):
        retro.add_note("Good", "a lecture", LENA)
    assert not retro.sealed_count()


def test_an_observer_reads_what_everyone_reads() -> None:
    retro = observed()
    retro.go("Pulse")
    ana, lena = (
        CALLS.asks["outline"].perform(retro, Actor(name=each), CALLS.asks["outline"].takes())
        for each in ("Ana", LENA)
    )
    assert ana == lena
    assert retro.mine([]) == retro.letters(LENA) == ()


def test_a_host_leads_and_gives_nothing() -> None:
    retro = observed(facilitator=LENA)
    host = Actor(name=LENA, leads=True, writes_for=frozenset({"Ben"}))

    def do(what: str, **given: object) -> object:
        call = CALLS.actions[what]
        return call.perform(retro, host, call.takes(**given))

    do("next")
    with pytest.raises(NotYours, match=REFUSED):
        do("answer", question="safe", value=3)
    do("next")
    for given in ({}, {"signed": False}):
        with pytest.raises(NotYours, match=REFUSED):
            do("add_note", column="Good", text="mine", **given)
    do("add_note", column="Good", text="Ben's", member="Ben")
    do("remark", text="said in the room")
    do("add_action", text="Mend", owner=LENA)
    do("next")
    do("hand_over", name="Ana")
    assert retro.state.facilitator == "Ana"
    assert retro.state.members[LENA].observes


# --- who is one


def test_who_observes_is_said_at_the_start_at_joining_or_later() -> None:
    retro = start(members=["Ana", "Ben"], observers=["lena", "BEN", "Cy"], facilitator="Lena")
    state = retro.state
    assert state.here == ("Ana", "Ben", "lena", "Cy")
    assert state.respondents == ("Ana",)
    assert state.observers == ("Ben", "lena", "Cy")
    assert state.facilitator == "lena"
    retro.join("Dee", observes=True)
    assert retro.set_observer("ben", observes=False) == "Ben"
    retro.set_observer("Ana")
    assert state.respondents == ("Ben",)
    assert [str(each) for each in state.members.values()] == [
        "Ana (observer)", "Ben", "lena (observer)", "Cy (observer)", "Dee (observer)"
    ]  # fmt: skip
    with pytest.raises(Invalid, match="two members are named ana"):
        start(observers=["Ana", "ana"])


def test_who_comes_back_is_what_they_were_and_a_new_name_changes_nothing() -> None:
    retro = observed()
    for name, observes in (("Ana", False), (LENA, True)):
        retro.leave(name)
        assert name not in retro.state.here
        retro.join(name)
        assert retro.state.members[name] == Member(name, observes=observes)
    retro.rename(LENA, "Lene")
    assert retro.state.members["Lene"].observes
    retro.leave("Ana")
    retro.join("Ana", observes=True)
    assert retro.state.respondents == ("Ben", "Cy")


def test_what_cannot_be_changed_is_refused() -> None:
    retro = observed()
    with pytest.raises(NotNow, match="Lena observes already"):
        retro.set_observer(LENA)
    with pytest.raises(NotNow, match="Ana takes part already"):
        retro.set_observer("Ana", observes=False)
    with pytest.raises(NotFound):
        retro.set_observer("Zoe")
    retro.leave("Ana")
    with pytest.raises(NotNow, match="Ana has left"):
        retro.set_observer("Ana")
    retro.close()
    with pytest.raises(NotNow, match="closed"):
        retro.set_observer("Ben")


def test_it_is_undone_where_nothing_hidden_may_depend_on_it() -> None:
    retro = observed()
    retro.set_observer(LENA, observes=False)
    assert retro.log[-1].news() == "Lena takes part now"
    retro.undo()
    assert retro.state.members[LENA].observes
    retro.set_observer("Ana")
    assert retro.log[-1].news() == "Ana is an observer now"
    assert retro.log[-1].described({}) == "the new role of Ana"
    retro.undo()
    assert retro.state.respondents == ("Ana", "Ben", "Cy")
    retro.tighten(CONFIDENTIAL)
    retro.go("Pulse")
    retro.set_observer("Ana")
    with pytest.raises(NotNow, match="change the role back instead"):
        retro.undo()
    named = observed(attribution=None)
    named.go("Gather")
    named.set_observer(LENA, observes=False)
    named.add_note("Good", "hers", LENA)
    with pytest.raises(NotNow, match="may depend on this"):
        named.undo()


def test_the_next_retro_offers_the_team_and_not_its_observers() -> None:
    with logbook() as kept:
        retro = kept.start(EVERYTHING, team="Lander", members=["Ana", "Ben"], observers=[LENA])
        [digest] = kept.retros("Lander")
        assert (digest.members, digest.observers) == (("Ana", "Ben"), (LENA,))
        assert [each.name for each in kept.team("Lander").members] == ["Ana", "Ben"]
        assert kept.team("Lander").rename_member("lena", "Lene") == (retro.state.id,)
        kept.forget("Lene")
        assert kept.load(retro.state.id).state.observers == ("Someone",)


# --- what somebody gave before they observe


def test_what_they_gave_counts_and_towards_no_floor() -> None:
    def asked(*, observes: bool, four: bool) -> Retro:
        retro = observed(members=["Ana", "Ben", "Cy", "Dee"], attribution=CONFIDENTIAL)
        retro.go("Pulse")
        for number, name in enumerate(["Ana", "Ben", "Cy", "Dee"][: 3 + four], 1):
            retro.answer("safe", number, name)
        if observes:
            retro.set_observer("Ana")
        return retro

    def summary(retro: Retro) -> object:
        retro.open_seals()
        return retro.state.at[2].results[0].summary

    assert summary(asked(observes=False, four=False)) is not None
    assert summary(asked(observes=True, four=False)) is None
    # The same as if they had left, in all that is shown.
    left = asked(observes=False, four=True)
    left.leave("Ana")
    assert summary(asked(observes=True, four=True)) == summary(left) is not None


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_they_can_take_it_back(attribution: Attribution) -> None:
    retro = observed(attribution=attribution)
    retro.go("Pulse")
    receipt = retro.answer("safe", 3, "Ana")
    retro.set_observer("Ana")
    call = CALLS.actions["withdraw"]
    call.perform(retro, Actor(name="Ana"), call.takes(receipt=receipt))
    assert not retro.sealed_count()
    call = CALLS.actions["discard_letters"]
    assert call.perform(retro, Actor(name="Ana"), call.takes()) == 0


def test_what_was_promised_to_so_many_holds() -> None:
    """Free text is shown from one less than the team on; more people make it no easier again."""
    retro = observed(members=["Ana", "Ben", "Cy", "Dee", "Eve"], attribution=CONFIDENTIAL)
    step = retro.go("Pulse")
    assert words_floor(retro.state, step) == 4
    retro.set_observer("Eve")
    assert words_floor(retro.state, step) == 4
    late = observed(members=["Ana", "Ben", "Cy", "Dee"], attribution=CONFIDENTIAL)
    step = late.go("Pulse")
    assert words_floor(late.state, step) == 3
    late.set_observer(LENA, observes=False)
    assert words_floor(late.state, step) == 4


Act = Callable[[Retro], object]


def observes(name: str, yes: bool = True) -> Act:
    return lambda retro: retro.set_observer(name, observes=yes)


def leaves(name: str) -> Act:
    return lambda retro: retro.leave(name)


def joins(name: str) -> Act:
    return lambda retro: retro.join(name, observes=True)


@pytest.mark.parametrize(
    ("done", "warns"),
    [
        ([], False),
        ([leaves("Ana")], True),
        ([observes("Ana")], True),
        ([observes("Ana"), observes("Ana", False)], False),
        ([observes("Ana"), leaves("Ana")], True),
        ([leaves(LENA)], False),
        ([leaves(LENA), joins(LENA)], False),
        ([joins("Gast")], False),
        ([joins("Gast"), leaves("Gast")], False),
        ([observes(LENA, False), observes(LENA)], True),
        ([observes(LENA, False), leaves(LENA)], True),
    ],
)
def test_who_may_be_among_those_counted_and_count_for_nothing(done: list[Act], warns: bool) -> None:
    """It is said before revealing, from what everyone knows: an observer gave nothing."""
    retro = start(Welcome(), ASK, observers=[LENA], attribution=CONFIDENTIAL)
    retro.go("Pulse")
    for number, name in enumerate(["Ana", "Ben", "Cy"], 1):
        retro.answer("safe", number, name)
        retro.answer("word", "because", name)
    for act in done:
        act(retro)
    assert bool(retro.would_withhold()) == warns


def test_what_was_undone_makes_nobody_an_observer() -> None:
    retro = start(Welcome(), Welcome(), ASK, observers=[LENA], attribution=CONFIDENTIAL)
    retro.set_observer("Ana")
    retro.undo()
    retro.go("Pulse")
    for name in ("Ana", "Ben", "Cy"):
        retro.answer("safe", 3, name)
        retro.answer("word", "because", name)
    assert not retro.would_withhold()
    retro.leave("Ana")
    assert retro.would_withhold()
