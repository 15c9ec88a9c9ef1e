"""Rounds: who is with whom, how it is held, and what people see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retrokit_practice
from retrokit import Decide, Format, FormatError, Logbook, NotFound, NotNow, Plugins, Retro
from retrokit.blocks import Text
from retrokit.logbook import MEMORY
from retrokit.testing import ActivityContract
from retrokit_practice.drawing import Group, draw
from retrokit_practice.rounds import LISTENER, OBSERVER, PHASES, SPEAKER, Phase, Role, Rounds
from retrokit_practice.rules import Practising


class TestRounds(ActivityContract):
    """The kind keeps what every kind of activity has to."""

    activity = Rounds(rounds=2)


# --- the draw


def held(people: int, size: int, rounds: int, seed: int) -> list[tuple[Group, ...]]:
    """Return the draws of so many rounds."""
    rng, drawn = Random(seed), list[tuple[Group, ...]]()
    names = [f"p{each}" for each in range(people)]
    for number in range(rounds):
        drawn.append(draw(names, size=size, before=drawn, left=rounds - number, rng=rng))
    return drawn


def met(rounds: Sequence[Sequence[Group]]) -> Counter[frozenset[str]]:
    """Return how often each two were in a group."""
    groups = (group for groups in rounds for group in groups)
    pairs = (combinations([who for who, _ in group], 2) for group in groups)
    return Counter(frozenset(pair) for each in pairs for pair in each)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    ("people", "size", "rounds"),
    [(9, 3, 3), (12, 3, 3), (13, 2, 4), (6, 2, 5), (16, 4, 4), (20, 4, 4), (20, 3, 3), (15, 3, 3)],
)
def test_nobody_meets_anybody_twice_where_that_can_be(
    people: int, size: int, rounds: int, seed: int
) -> None:
    drawn = held(people, size, rounds, seed)
    assert set(met(drawn).values()) == {1}
    had = Counter(seat for groups in drawn for group in groups for seat in group)
    for role in range(size):
        often = [had[f"p{each}", role] for each in range(people)]
        assert max(often) - min(often) <= 1, "somebody has a role more often than others"


def test_five_in_trios_are_one_group_and_nobody_is_left_over() -> None:
    assert [[len(group) for group in groups] for groups in held(5, 3, 3, 7)] == [[5]] * 3
    assert sorted(map(len, held(7, 3, 1, 7)[0])) == [3, 4]
    assert sorted(map(len, held(11, 4, 1, 7)[0])) == [5, 6]
    assert [len(group) for group in held(2, 3, 1, 7)[0]] == [2]


def test_fifty_people_are_drawn_without_anybody_twice() -> None:
    for size in (2, 3, 4):
        assert set(met(held(50, size, size, 7)).values()) == {1}


@settings(deadline=None, max_examples=60)
@given(
    people=st.integers(1, 24), size=st.integers(2, 4), rounds=st.integers(1, 4),
    seed=st.integers(0, 99),
)  # fmt: skip
def test_any_draw_has_everybody_once_and_roles_that_go_round(
    people: int, size: int, rounds: int, seed: int
) -> None:
    drawn = held(people, size, rounds, seed)
    assert drawn == held(people, size, rounds, seed), "it is not reproducible"
    for groups in drawn:
        assert sorted(who for group in groups for who, _ in group) == sorted(
            f"p{each}" for each in range(people)
        )
        for group in groups:
            roles = [role for _, role in group]
            assert {*roles} == {*range(min(size, people))}, "a role is missing in a group"
            assert len(group) >= min(size, people)
    had = Counter(seat for groups in drawn for group in groups for seat in group)
    for role in range(min(size, people)):
        often = [had[f"p{each}", role] for each in range(people)]
        assert max(often) - min(often) <= 1


def test_people_come_and_go_between_rounds() -> None:
    rng = Random(7)
    first = draw([*"abcdefghi"], size=3, left=3, rng=rng)
    second = draw([*"abcdefgh", "new", "late"], size=3, before=[first], left=2, rng=rng)
    assert {who for group in second for who, _ in group} == {*"abcdefgh", "new", "late"}
    assert max(met([first, second]).values()) == 1
    had = Counter(seat for groups in (first, second) for group in groups for seat in group)
    assert max(had.values()) == 1  # nobody has a role again while others never had it


# --- held


@pytest.fixture
def retro() -> Retro:
    """Return a retro at its rounds, with nine people."""
    plugins = Plugins()
    assert plugins.add(retrokit_practice, "practice")
    clock = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    format = Format(
        name="rounds", title="Rounds", purpose="Practise.", agenda=[Rounds(rounds=2), Decide()]
    )
    book = Logbook(MEMORY, plugins=plugins, clock=lambda: clock, rng=Random(3))
    names = ["Ana", "Ben", "Chloé", "Dev", "Emeka", "Fay", "Gus", "Hana", "恵美"]
    return book.start(format, team="Lander", members=names, facilitator="Ana")


def seconds(retro: Retro) -> int:
    assert retro.state.timebox is not None
    return retro.state.timebox.seconds


def test_each_round_and_phase_has_its_clock(retro: Retro) -> None:
    acts = Practising.of(retro)
    with pytest.raises(NotNow, match="no round has begun"):
        acts.begin_phase()
    acts.draw()
    assert seconds(retro) == PHASES[0].minutes * 60
    acts.begin_phase()
    assert seconds(retro) == PHASES[1].minutes * 60
    acts.begin_phase()
    with pytest.raises(NotNow, match="that was the last phase of this round"):
        acts.begin_phase()
    retro.undo()
    assert retro.state.at[1].phase == 2
    acts.draw()
    assert retro.state.at[1].phase == 1
    with pytest.raises(NotNow, match="that was the last round"):
        acts.draw()
    first, second = (
        [tuple((seat.member, seat.role) for seat in group) for group in each.groups]
        for each in retro.state.at[1].rounds
    )
    assert set(met([first, second]).values()) == {1}


def test_it_takes_two(retro: Retro) -> None:
    for who in retro.state.here[1:]:
        retro.leave(who)
    with pytest.raises(NotNow, match="it takes two people"):
        Practising.of(retro).draw()


def test_two_change_places_for_a_round(retro: Retro) -> None:
    acts = Practising.of(retro)
    acts.draw()
    before = retro.state.at[1].rounds[-1].groups
    one, other = before[0][0].member, before[1][2].member
    acts.swap(one, other)
    after = retro.state.at[1].rounds[-1].groups
    assert (after[0][0].member, after[1][2].member) == (other, one)
    assert (
        sum(x != y for g, h in zip(before, after, strict=True) for x, y in zip(g, h, strict=True))
        == 2
    )
    retro.undo()
    assert retro.state.at[1].rounds[-1].groups == before
    with pytest.raises(NotNow, match="the same person"):
        acts.swap(one, one)
    retro.join("Late")
    with pytest.raises(NotFound, match="Late is in no group of this round"):
        acts.swap(one, "Late")


def test_a_group_keeps_a_note(retro: Retro) -> None:
    acts = Practising.of(retro)
    acts.draw()
    group = retro.state.at[1].rounds[-1].groups[1]
    acts.note("Silence helps.", group[0].member)
    acts.note("Silence helps a lot.", group[2].member)
    assert retro.state.at[1].rounds[-1].notes == ("", "Silence helps a lot.", "")
    retro.join("Late")
    with pytest.raises(NotNow, match="Late is in no group of this round"):
        acts.note("Hello?", "Late")
    retro.rename(group[0].member, "Zoë")
    assert retro.state.at[1].rounds[-1].groups[1][0].member == "Zoë"


def test_everybody_reads_what_they_do(retro: Retro) -> None:
    Practising.of(retro).draw()
    step = retro.state.current_step
    assert step is not None
    blocks = [*step.kind.outline(retro.state, retro.log, step)]
    assert [each.role for each in blocks] == ["phase", "own", "round", "roles"]
    own = blocks[1].members  # type: ignore[attr-defined]
    for group in retro.state.at[1].rounds[-1].groups:
        speaker, listener, observer = (seat.member for seat in group)
        [said] = own[listener]
        assert said.lines[0] == f"Round 1: you listen; {speaker} speaks, {observer} observes."
        assert said.lines[1] == LISTENER.prompt
    told = [(each.tag, each.text) for each in blocks[3].lines]  # type: ignore[attr-defined]
    assert told == [(each.name, each.prompt) for each in (SPEAKER, LISTENER, OBSERVER)]
    retro.close()
    assert [
        each.role for each in step.kind.outline(retro.state, retro.log, retro.state.step(1))
    ] == ["round"]


def spoke(retro: Retro) -> set[str]:
    """Return who has had the first role."""
    groups = (group for round in retro.state.at[1].rounds for group in round.groups)
    return {seat.member for group in groups for seat in group if seat.role == 0}


def offered(retro: Retro) -> list[str]:
    """Return the words of the buttons that draw."""
    [step] = [each for each in retro.state.agenda if each.id == retro.state.current]
    forms = step.kind.forms(retro.state, step)
    return [each.submit for each in forms if each.action == "draw"]


def texts(retro: Retro) -> list[str]:
    """Return the lines that everybody reads, the table apart."""
    step = retro.state.current_step
    assert step is not None
    blocks = step.kind.outline(retro.state, retro.log, step)
    return [line for each in blocks if isinstance(each, Text) for line in each.lines]


def test_roles_without_a_prompt_are_not_listed() -> None:
    plugins = Plugins()
    assert plugins.add(retrokit_practice, "practice")
    bare = [Role("Speaker", "speak", "speaks"), Role("Listener", "listen", "listens")]
    agenda = [Rounds(size=2, rounds=2, roles=bare), Decide()]
    format = Format(name="pairs", title="Pairs", purpose="Practise.", agenda=agenda)
    retro = Logbook(MEMORY, plugins=plugins).start(format, team="Lander", members=["Ana", "Ben"])
    Practising.of(retro).draw()
    step = retro.state.current_step
    assert step is not None
    blocks = [*step.kind.outline(retro.state, retro.log, step)]
    assert [each.role for each in blocks] == ["phase", "own", "round"]


def test_there_are_rounds_until_everyone_has_had_the_first_role() -> None:
    plugins = Plugins()
    assert plugins.add(retrokit_practice, "practice")
    format = Format(name="trios", title="Trios", purpose="Practise.", agenda=[Rounds(), Decide()])
    names = ["Ana", "Ben", "Chloé", "Dev", "Emeka"]
    book = Logbook(MEMORY, plugins=plugins, rng=Random(3))
    retro = book.start(format, team="Lander", members=names, facilitator="Ana")
    acts = Practising.of(retro)
    assert offered(retro) == ["Draw round 1"]
    for _ in range(3):
        acts.draw()

    left = [each for each in names if each not in spoke(retro)]
    assert offered(retro) == [f"Draw round 4, for {left[0]} and {left[1]}"]
    acts.draw()
    [last] = {*names} - spoke(retro)
    retro.leave(last)
    assert offered(retro) == []
    retro.join(last)
    assert offered(retro) == [f"Draw round 5, for {last}"]
    acts.draw()
    assert "Round 5 of 5, Talk (4 min)." in texts(retro)
    assert spoke(retro) == {*names}
    assert offered(retro) == []
    with pytest.raises(NotNow, match="that was the last round"):
        acts.draw()
    for each in ("Fay", "Gus", "Hana", "Ida"):
        retro.join(each)
    assert offered(retro) == ["Draw round 6, for 4 people"]


@pytest.mark.parametrize("seed", range(12))
def test_a_round_for_somebody_gives_them_the_first_role(seed: int) -> None:
    plugins = Plugins()
    assert plugins.add(retrokit_practice, "practice")
    format = Format(name="trios", title="Trios", purpose="Practise.", agenda=[Rounds(), Decide()])
    names = [*"ABCDEFGHI"]
    book = Logbook(MEMORY, plugins=plugins, rng=Random(seed))
    retro = book.start(format, team="Lander", members=names, facilitator="A")
    acts = Practising.of(retro)
    acts.draw()
    [speaker, listener, _], *_ = retro.state.at[1].rounds[0].groups
    acts.swap(speaker.member, listener.member)  # one may now speak twice, and the other not at all
    acts.draw()
    acts.draw()
    retro.join("Late")
    retro.join("Later")
    waiting = {*retro.state.here} - spoke(retro)
    assert {"Late", "Later"} <= waiting
    acts.draw()
    assert waiting == {group[0].member for group in retro.state.at[1].rounds[-1].groups} & waiting
    assert offered(retro) == []


def test_where_rounds_are_too_few_for_all_to_have_the_first_role_there_are_no_more(
    retro: Retro,
) -> None:
    Practising.of(retro).draw()
    Practising.of(retro).draw()
    assert offered(retro) == []


@pytest.mark.parametrize("size", [2, 3, 4])
@pytest.mark.parametrize("people", range(2, 13))
def test_everyone_has_had_the_first_role_after_few_more_rounds(people: int, size: int) -> None:
    names, rng, drawn = [f"p{each}" for each in range(people)], Random(7), list[tuple[Group, ...]]()
    most = -(-people // max(1, people // size))
    for number in range(max(size, most)):
        left = max(1, size - number)
        drawn.append(draw(names, size=size, before=drawn, left=left, rng=rng))
    seats = (seat for groups in drawn for group in groups for seat in group)
    assert {who for who, role in seats if role == 0} == {*names}


# --- declared


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"size": 5}, "size is 2, 3 or 4, not 5"),
        ({"size": True}, "size is 2, 3 or 4, not True"),
        ({"rounds": 0}, "rounds is a number from 1 to 12, not 0"),
        ({"size": 2}, "roles holds 2 roles, one for each in a group"),
        ({"roles": [SPEAKER, LISTENER, "observer"]}, "roles holds 3 roles"),
        ({"phases": []}, "phases holds one phase or more"),
        ({"phases": [Phase("Talk", 0)]}, "a phase takes 1 to 60 minutes, not 0"),
        ({"phases": [Phase("Talk", 61)]}, "a phase takes 1 to 60 minutes, not 61"),
    ],
)
def test_what_cannot_be_held_is_refused(given: dict[str, object], why: str) -> None:
    with pytest.raises(FormatError, match=why):
        Rounds(**given)  # type: ignore[arg-type]


def test_it_says_what_it_consists_of() -> None:
    pairs = Rounds(size=2, roles=[SPEAKER, LISTENER], rounds=4)
    assert pairs.contents == [
        "4 rounds in pairs",
        f"Speaker: {SPEAKER.prompt}",
        f"Listener: {LISTENER.prompt}",
        *(f"{each.title}, {each.minutes} min: {each.prompt}" for each in PHASES),
    ]
