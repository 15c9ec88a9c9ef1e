"""Both sets of customers: the format's contract, and what it notices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from random import Random

import pytest
from simulated_teams import TALLIES, answered, around, rate, started

import retrokit_hosts
from retrokit import (
    ActionItem,
    Answer,
    Attribution,
    CarriedAction,
    Charter,
    Check,
    Finding,
    Logbook,
    Plugins,
    Retro,
    Severity,
)
from retrokit.testing import CheckContract, FormatContract, TallyContract
from retrokit_hosts.customers import (
    COLLEAGUES_SAY,
    CUSTOMERS,
    CUSTOMERS_SAY,
    INSIDE,
    OUTSIDE,
    WE_SAY_COLLEAGUES,
    WE_SAY_CUSTOMERS,
)
from retrokit_hosts.customers_checks import CHECKS
from retrokit_hosts.hands import HANDS

TEAM, GUESTS = ("Ada", "Ben", "Cy", "Dee", "Eli"), ("Mira", "Noor", "Omar")
ALL = (*TEAM, *GUESTS)
BY_NAME = {each.name: each for each in CHECKS}
Answers = Sequence[Answer | None]


class TestCustomers(FormatContract):
    format = CUSTOMERS
    plugin = retrokit_hosts


class TestChecks(CheckContract):
    @pytest.fixture(params=CHECKS, ids=lambda each: each.name)
    def check(self, request: pytest.FixtureRequest) -> Check:
        found: Check = request.param
        return found


class TestHands(TallyContract):
    method = HANDS


def noticed(name: str, retro: Retro) -> list[Finding]:
    return list(BY_NAME[f"customers-{name}"].run(retro.state, []))


def test_it_takes_fifty_minutes_and_keeps_judgements_confidential() -> None:
    assert CUSTOMERS.minutes == 50
    retro = Retro.start(CUSTOMERS, team="Lander", members=ALL, tallies=TALLIES)
    state = retro.state
    held = {step.activity.title: state.attribution_of(step) for step in state.agenda}
    for title in ("How well served?", "What they need", "Vote"):
        assert held[title] is Attribution.CONFIDENTIAL
    assert held["What we hand over"] is Attribution.NAMED


def test_it_names_the_customers_of_the_charter_and_does_without() -> None:
    there = Charter(customers=("Orbit", "Tidal"), colleagues=("Support",))
    told = CUSTOMERS.told_to(there)
    assert "Outside: Orbit and Tidal. Inside: Support." in told.agenda[0].prompt
    assert told.goals == CUSTOMERS.goals  # the same from time to time, whoever they are
    plain = CUSTOMERS.told_to(Charter())
    assert "Outside: the people we work for. Inside: the colleagues" in plain.agenda[0].prompt


# --- the two views


def served(
    they: Answers = (), we: Answers = (), *, inside: bool = False, team: int = len(TEAM)
) -> Retro:
    """Return a retro in which guests said how they are served, and the team guessed it."""
    they_say = COLLEAGUES_SAY if inside else CUSTOMERS_SAY
    we_say = WE_SAY_COLLEAGUES if inside else WE_SAY_CUSTOMERS
    # The guests stand first, so that their answers are the first ones.
    guests = [*GUESTS, "Petra", "Quin"][: max(3, len(they))]
    retro = started(CUSTOMERS, [*guests, *TEAM[:team]], observers=())
    return answered(retro, {they_say.name: they, we_say.name: [*[None] * len(guests), *we]})


@pytest.mark.parametrize("inside", [False, True])
def test_a_guess_two_steps_too_high_is_told(inside: bool) -> None:
    retro = served([2, 2, 3], [4, 4, 5, 3], inside=inside)
    [finding] = noticed("gap", retro)
    assert finding.severity is Severity.WARNING
    side = "colleagues" if inside else "customers"
    assert finding.sentence.startswith(f"You guessed too high for {side}:")
    assert finding.sentence.values == {"side": side, "ours": 4, "theirs": 2}


@pytest.mark.parametrize(
    ("they", "we"),
    [
        ([3, 3, 2], [4, 4, 5]),  # a step
        ([4, 4, 4], [2, 2, 2]),  # the other way round
        ([1, 1], [5, 5, 5]),  # two guests are withheld
        ([1, 1, 1], [5, 5]),  # and so are two of the team
        ([], [5, 5, 5]),
        ([1, 1, 1], []),
    ],
)
def test_anything_less_is_not(they: Answers, we: Answers) -> None:
    assert noticed("gap", served(they, we)) == []


def test_a_guess_about_one_side_is_not_held_against_the_other() -> None:
    retro = started(CUSTOMERS, ALL, observers=())
    answers: dict[str, Answers] = {
        WE_SAY_CUSTOMERS.name: [5] * 5,
        COLLEAGUES_SAY.name: [*[None] * 5, 1, 1, 1],
    }
    assert noticed("gap", answered(retro, answers)) == []


def test_where_nobody_who_receives_answered_it_is_a_guess() -> None:
    assert noticed("unasked", served([], [4, 4, 4]))
    assert noticed("unasked", served([2], [4, 4, 4])) == []
    assert noticed("unasked", started(CUSTOMERS, ALL, observers=())) == []


# --- handovers


def handed_over(notes: int, hands: Iterable[Mapping[int, int] | Sequence[int]]) -> Retro:
    """Return a retro in which people put their hands up for what they receive, by number."""
    retro = Retro.start(CUSTOMERS, team="Lander", members=ALL, tallies=TALLIES)
    retro.go("What we hand over")
    for number in range(notes):
        retro.add_note("To customers", f"Thing {number + 1}", ALL[number % len(ALL)])
    retro.next()
    for name, ballot in zip(ALL, hands, strict=False):
        if ballot:
            retro.vote(ballot, name)
    retro.next()
    return retro


def test_a_handover_for_which_no_hand_goes_up_is_told() -> None:
    [finding] = noticed("unreceived", handed_over(3, [[1], [1, 3], [3]]))
    assert finding.sentence.startswith("1 of 3 handovers has no receiver")
    assert finding.evidence == ("Thing 2",)


@pytest.mark.parametrize(
    ("notes", "hands"),
    [
        (3, [[1], [2], [3]]),
        (3, []),  # nobody took part, which says nothing about the work
        (0, []),
    ],
)
def test_else_nothing_is(notes: int, hands: Sequence[Sequence[int]]) -> None:
    assert noticed("unreceived", handed_over(notes, hands)) == []


def test_no_handover_wins_and_waits_to_be_discussed() -> None:
    with Logbook(":memory:", plugins=Plugins.load()) as logbook:
        retro = handed_over(3, [[1], [1, 3], [3]])
        retro.close()
        names = [each.name for each in logbook.plugins.findings(retro.state, [])]
    assert "customers-unreceived" in names
    assert "favourite-left" not in names


# --- promises


def decided(*goals: str | None, carried: str | None = None) -> Retro:
    """Return a closed retro with an action item for each of these goals."""
    day = datetime(2026, 1, 12, 9, tzinfo=UTC)
    serves = (carried,) if carried else ()
    item = ActionItem(number=1, text="Call", serves=serves, decided=day, changed=day)
    left = [CarriedAction(number=1, home="earlier", item=item)] if carried else []
    retro = Retro.start(CUSTOMERS, team="Lander", members=ALL, carried=left, tallies=TALLIES)
    retro.go("decide")
    for goal in goals:
        retro.add_action("Do it", serves=goal)
    retro.close()
    return retro


@pytest.mark.parametrize(
    ("retro", "found"),
    [
        (decided(OUTSIDE), 1),
        (decided(INSIDE, INSIDE, None), 1),
        (decided(INSIDE, OUTSIDE), 0),
        (decided(INSIDE, carried=OUTSIDE), 0),
        (decided(INSIDE, carried=INSIDE), 1),
        (decided(None), 0),
        (decided(), 0),
        (decided(carried=INSIDE), 0),
    ],
)
def test_promises_to_one_side_alone_are_told(retro: Retro, found: int) -> None:
    assert len(noticed("one-side", retro)) == found


def test_it_says_which_side_has_none_instead_of_the_goal() -> None:
    with Logbook(":memory:", plugins=Plugins.load()) as logbook:
        said = logbook.plugins.findings(decided(INSIDE, INSIDE).state, [])
    by_name = {each.name: each.sentence for each in said}
    assert by_name["customers-one-side"].startswith(
        "You decided 2 things for colleagues and nothing for customers."
    )
    assert "goal-unserved" not in by_name


def test_a_decision_serves_a_side_as_an_action_item_does() -> None:
    retro = Retro.start(CUSTOMERS, team="Lander", members=ALL, tallies=TALLIES)
    retro.go("decide")
    retro.add_action("Do it", serves=INSIDE)
    retro.remark("Dates are told a day early", decision=True, serves=OUTSIDE)
    retro.close()
    assert noticed("one-side", retro) == []


def test_nothing_is_missed_before_the_last_step_is_over() -> None:
    retro = Retro.start(CUSTOMERS, team="Lander", members=ALL, tallies=TALLIES)
    retro.add_action("Do it", serves=INSIDE)
    assert noticed("one-side", retro) == []


# --- how often they are right


def far_apart(rng: Random, ours: float, theirs: float, guests: int) -> bool:
    return bool(noticed("gap", served(around(rng, theirs, guests), around(rng, ours, len(TEAM)))))


def told_of(rng: Random, known: float, guessed: float) -> tuple[bool, bool]:
    """Return whether a handover without a receiver is told, and any of four that have one."""
    hands = [
        [each for each in range(1, 6) if rng.random() < (guessed if each == 1 else known)]
        for _ in ALL
    ]
    found = noticed("unreceived", handed_over(5, hands))
    told = {line for each in found for line in each.evidence}
    return "Thing 1" in told, bool(told - {"Thing 1"})


def test_the_rates_are_those_of_the_docs() -> None:
    gaps = [
        rate(partial(far_apart, ours=ours, theirs=theirs, guests=guests))
        for ours, theirs in ((4.4, 2), (3.8, 2.8), (3.5, 3.5))
        for guests in (3, 5)
    ]
    left = [
        rate(lambda rng: told_of(rng, 0.5, 0.03)[0]),
        rate(lambda rng: told_of(rng, 0.5, 0.03)[1]),
    ]
    assert gaps == [64.0, 90.0, 16.0, 16.5, 2.5, 1.0]
    assert left == [81.0, 1.5]
