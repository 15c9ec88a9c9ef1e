"""The weekly questions: their contract, what is noticed, and how often that is right."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from simulated_crews import ANSWERS, CREW, around, persons, rate, revealed

import retrokit_go_again
from retrokit import (
    Answer,
    Ask,
    Attribution,
    Check,
    Digest,
    Finding,
    Logbook,
    Plugins,
    Retro,
    Severity,
)
from retrokit.engine.digest import digest_of
from retrokit.testing import CheckContract, FormatContract
from retrokit_go_again.format import GO_AGAIN, SAFE
from retrokit_go_again.underway import CARRYING, NEXT_WEEK, NO_MORE, SAID_IT, UNDERWAY
from retrokit_go_again.underway_checks import CHECKS

BY_NAME = {each.name: each for each in CHECKS}
SIX = (*CREW, "Fay")
Answers = Sequence[Answer | None]


class TestUnderway(FormatContract):
    format = UNDERWAY
    plugin = retrokit_go_again


class TestChecks(CheckContract):
    @pytest.fixture(params=CHECKS, ids=lambda each: each.name)
    def check(self, request: pytest.FixtureRequest) -> Check:
        found: Check = request.param
        return found


def week(said: Answers = (), keen: Answers = (), carrying: Answers = ()) -> Retro:
    answers = {SAID_IT.name: said, NEXT_WEEK.name: keen, CARRYING.name: carrying}
    return revealed(UNDERWAY, answers, SIX)


def found(name: str, retro: Retro, *before: Retro) -> list[Finding]:
    history: list[Digest] = [digest_of(each.state) for each in before]
    return list(BY_NAME[name].run(retro.state, history))


def test_it_takes_five_minutes_and_is_an_ask_alone() -> None:
    assert UNDERWAY.minutes == 5
    assert UNDERWAY.attribution is Attribution.CONFIDENTIAL
    assert [type(each) for each in UNDERWAY.agenda] == [Ask]


# --- high spirits, and doubts held back


@pytest.mark.parametrize(
    ("said", "keen"),
    [
        ([1, 2, 4, 5, 5], [4, 4, 5, 5, 2]),
        ([2, 2, 3], [4, 5, 1]),
        ([1, 1, 3, 3, 3, 3], [5, 5, 5, 5, 1, 1]),
    ],
)
def test_high_spirits_with_doubts_held_back(said: Answers, keen: Answers) -> None:
    (finding,) = found("underway-spirits", week(said, keen))
    assert finding.severity is Severity.NOTICE
    assert finding.sentence.values == {"held_back": 2, "answered": len(said)}
    high, low = finding.evidence
    assert high.endswith(f'answered "4" or "5": {NEXT_WEEK.text}')
    assert low == f'2 of {len(said)} answered "1" or "2": {SAID_IT.text}'


@pytest.mark.parametrize(
    ("said", "keen"),
    [
        ([1, 4, 4, 4, 4], [5] * 5),  # one person alone
        ([1, 1, 4, 4, 4], [4, 4, 3, 3]),  # half look forward, not most
        ([1, 1, 4, 4, 4], [4, 4]),  # withheld
        ([1, 1], [5] * 5),  # withheld
        ([1, 1, 4, 4, 4], []),
        ([3] * 5, [5] * 5),
    ],
)
def test_neither_one_person_nor_what_is_withheld_is_told(said: Answers, keen: Answers) -> None:
    assert found("underway-spirits", week(said, keen)) == []


def test_two_of_many_are_not_enough() -> None:
    nine = [*SIX, "Gus", "Hal", "Ida"]
    answers: dict[str, Answers] = {SAID_IT.name: [1, 2, *[4] * 7], NEXT_WEEK.name: [5] * 9}
    assert found("underway-spirits", revealed(UNDERWAY, answers, nine)) == []


def test_nothing_is_said_before_the_answers_are_revealed() -> None:
    retro = Retro.start(UNDERWAY, team="Lander", members=CREW)
    for name in CREW:
        retro.answer(SAID_IT.name, 1, name)
        retro.answer(NEXT_WEEK.name, 5, name)
        retro.answer(CARRYING.name, NO_MORE, name)
    assert [each for name in BY_NAME for each in found(name, retro, week([1] * 5))] == []


# --- low twice running


def test_low_twice_running_brings_go_again_forward() -> None:
    first = week([1, 2, 3, 4], [1, 1, 2])
    (finding,) = found("underway-low-again", week([2, 2, 5], [2, 2, 2]), first)
    assert finding.severity is Severity.WARNING
    assert finding.sentence.startswith("The answers to both questions are low for the second time")
    assert 'hold "Would we go again?" this week' in finding.sentence
    assert finding.evidence == (
        f'2 of 4 answered "1" or "2" last time, 2 of 3 now: {SAID_IT.text}',
        f'3 of 3 answered "1" or "2" last time, 3 of 3 now: {NEXT_WEEK.text}',
    )
    (finding,) = found("underway-low-again", week([4, 5, 5], [2, 2, 2]), first)
    assert finding.sentence.startswith("The answers to one question are low for the second time")


@pytest.mark.parametrize(
    "before",
    [
        [],
        [([4, 4, 4], [4, 4, 4])],
        [([1, 1, 1], [1, 1, 1]), ([4, 4, 4], [4, 4, 4])],
        [([1, 1, 1], [1, 1, 1]), ([1, 1], [1, 1])],  # last week was withheld
    ],
)
def test_low_once_or_with_a_good_week_between_is_not_twice_running(
    before: list[tuple[Answers, Answers]],
) -> None:
    weeks = [week(said, keen) for said, keen in before]
    assert found("underway-low-again", week([1, 1, 1], [1, 1, 1]), *weeks) == []


def test_once_go_again_was_held_it_need_not_be_brought_forward() -> None:
    low, held = week([1, 1, 1]), revealed(GO_AGAIN, {SAFE.name: [2, 2, 2]})
    assert found("underway-low-again", week([1, 1, 1]), low)
    assert found("underway-low-again", week([1, 1, 1]), low, held) == []


def test_what_a_team_holds_besides_is_not_in_between() -> None:
    plugins = Plugins.load({"RETROKIT_PLUGINS": "", "RETROKIT_STRICT": "1"})
    plugins.add(retrokit_go_again, "go-again")
    with Logbook(":memory:", plugins=plugins) as logbook:
        for format in ("underway", "start-stop-continue", "underway"):
            retro = logbook.start(format, team="Lander", members=CREW)
            if format == "underway":
                for name in CREW:
                    retro.answer(SAID_IT.name, 2, name)
            retro.close()
        assert "low for the second time running" in logbook.report(retro, "markdown")


# --- what cannot go on


@pytest.mark.parametrize("carrying", [[NO_MORE, "no", "no"], [NO_MORE] * 5])
def test_what_cannot_go_on_is_told_without_a_number(carrying: Answers) -> None:
    (finding,) = found("underway-too-much", week(carrying=carrying))
    assert finding.severity is Severity.WARNING
    assert finding.sentence.startswith("At least one person is carrying more than can go on.")
    assert finding.evidence == ()


@pytest.mark.parametrize("carrying", [[NO_MORE, "no"], ["no", "for now", "for now"], []])
def test_what_is_withheld_or_can_go_on_is_not_told(carrying: Answers) -> None:
    assert found("underway-too-much", week(carrying=carrying)) == []


# --- how often it is right; docs/crew.md says the same


def test_held_back_doubts_in_high_spirits_are_told_apart() -> None:
    def noticed(rng: Random, said: Sequence[float], keen: float) -> bool:
        retro = week(around(rng, persons(rng, *said)), around(rng, persons(rng, *[keen] * 5)))
        return bool(found("underway-spirits", retro))

    two_hold_back, all_say_it, so_so = (1.7, 1.7, 4, 4, 4), (4,) * 5, (3.2,) * 5
    assert rate(lambda rng: noticed(rng, two_hold_back, 4.4)) == 57
    assert rate(lambda rng: noticed(rng, all_say_it, 4.4)) == 1
    assert rate(lambda rng: noticed(rng, so_so, 4.4)) == 18
    assert rate(lambda rng: noticed(rng, two_hold_back, 2.6)) == 1.5


def test_two_low_weeks_are_told_apart_from_one_and_from_none() -> None:
    def noticed(rng: Random, *means: float) -> bool:
        levels = persons(rng, *[0.0] * 5)
        weeks = [week(around(rng, [mean + level for level in levels])) for mean in means]
        return bool(found("underway-low-again", weeks[-1], *weeks[:-1]))

    assert rate(lambda rng: noticed(rng, 2, 2)) == 76
    assert rate(lambda rng: noticed(rng, 3.6, 3.6)) == 0
    assert rate(lambda rng: noticed(rng, 3.6, 2)) == 0.5


def test_what_cannot_go_on_is_heard_where_somebody_says_it() -> None:
    def noticed(rng: Random, says: Sequence[float]) -> bool:
        carrying: list[Answer | None] = [
            (NO_MORE if rng.random() < each else "for now") if rng.random() < ANSWERS else None
            for each in says
        ]
        return bool(found("underway-too-much", week(carrying=carrying)))

    assert rate(lambda rng: noticed(rng, (0.8, *[0.02] * 4))) == 72
    assert rate(lambda rng: noticed(rng, [0.02] * 5)) == 11
