"""The formats: they can be held, their time adds up, and what is noticed is mostly so."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

import retrokit_practice
from retrokit import Ask, Attribution, Decide, Finding, Format, Logbook, Plugins, Welcome
from retrokit.logbook import MEMORY
from retrokit.testing import FormatContract
from retrokit_practice.formats import FORMATS
from retrokit_practice.formats.appreciative_interviews import APPRECIATIVE_INTERVIEWS
from retrokit_practice.formats.asking import HEARD, LISTENED
from retrokit_practice.formats.heard_seen_respected import HEARD_SEEN_RESPECTED
from retrokit_practice.formats.helping import HELPING
from retrokit_practice.formats.listening import LISTENING
from retrokit_practice.formats.role_play import ROLE_PLAY
from retrokit_practice.formats.troika import TROIKA
from retrokit_practice.rounds import Rounds


class TestListening(FormatContract):
    """It can be held."""

    format = LISTENING
    plugin = retrokit_practice


class TestHeardSeenRespected(FormatContract):
    """It can be held."""

    format = HEARD_SEEN_RESPECTED
    plugin = retrokit_practice


class TestTroika(FormatContract):
    """It can be held."""

    format = TROIKA
    plugin = retrokit_practice


class TestAppreciativeInterviews(FormatContract):
    """It can be held."""

    format = APPRECIATIVE_INTERVIEWS
    plugin = retrokit_practice


class TestHelping(FormatContract):
    """It can be held."""

    format = HELPING
    plugin = retrokit_practice


class TestRolePlay(FormatContract):
    """It can be held."""

    format = ROLE_PLAY
    plugin = retrokit_practice


@pytest.mark.parametrize("format", FORMATS, ids=lambda each: each.name)
def test_each_has_what_it_needs_in_the_time_it_takes(format: Format) -> None:
    kinds = [type(each) for each in format.agenda]
    assert (kinds[0], kinds[1], kinds[-1]) == (Welcome, Rounds, Decide)
    rounds = [each for each in format.agenda if isinstance(each, Rounds)]
    for each in rounds:
        phases = sum(phase.minutes for phase in each.phases) * each.rounds
        assert 1 <= each.minutes - phases <= 2, "a minute or two to find each other"
        assert all(role.prompt for role in each.roles)
        assert all(phase.prompt for phase in each.phases)
    [ask] = [each for each in format.agenda if isinstance(each, Ask)]
    assert ask.questions == (HEARD, LISTENED)
    assert ask.attribution is Attribution.CONFIDENTIAL


def test_nobody_plays_themself() -> None:
    [scenes] = [each for each in ROLE_PLAY.agenda if isinstance(each, Rounds)]
    brings = scenes.roles[0]
    assert "somebody else plays you" in brings.prompt
    assert not any("play" in said for said in (brings.you, brings.they))


# --- what is noticed


def noticed(
    heard: Sequence[int], listened: Sequence[int], format: Format = LISTENING
) -> list[Finding]:
    """Return what the check finds in these answers."""
    plugins = Plugins()
    assert plugins.add(retrokit_practice, "practice")
    names = [f"p{each}" for each in range(max(5, len(heard), len(listened)))]
    with Logbook(MEMORY, plugins=plugins) as logbook:
        retro = logbook.start(format, team="Lander", members=names)
        retro.go("In private")
        for question, answers in ((HEARD, heard), (LISTENED, listened)):
            for who, answer in zip(names, answers, strict=False):
                retro.answer(question.name, answer, who)
        retro.next()
        found = logbook.findings(retro)
        return [each for each in found if each.sentence.code == "practice.felt-less-heard"]


@pytest.mark.parametrize("format", FORMATS, ids=lambda each: each.name)
def test_listeners_who_listen_better_than_it_feels_are_told(format: Format) -> None:
    [found] = noticed([2, 3, 3, 4, 4, 3], [4, 4, 3, 5, 4], format)
    assert found.sentence.startswith(
        "We think we listen better than it feels to the others: half of you or more put your own "
        "listening at 4 or higher, and half or more felt taken seriously at 3 or lower."
    )
    assert found.evidence == (
        f"{HEARD.text} Answers from 1 to 5: 0, 1, 3, 2, 0.",
        f"{LISTENED.text} Answers from 1 to 5: 0, 0, 1, 3, 1.",
    )


@pytest.mark.parametrize(
    ("heard", "listened"),
    [
        ([3, 3, 3, 3], [5, 5, 5, 5, 5]),  # four answers
        ([3, 3, 3, 3, 3], [5, 5, 5, 5]),
        ([3, 3, 3, 4, 4, 4], [4, 4, 4, 4, 4, 4]),  # half a step
        ([5, 5, 5, 5, 5], [3, 3, 3, 3, 3]),  # the other way round
        ([], []),
    ],
)
def test_what_is_too_little_or_too_few_is_not_told(
    heard: Sequence[int], listened: Sequence[int]
) -> None:
    assert noticed(heard, listened) == []


def rate(gap: float, people: int, teams: int = 200) -> float:
    """Return in what share of simulated teams something is found. The docs have it of 200 teams.

    Everyone has a level of their own, and answers around it; nine in ten answer each question. What
    they say of being heard is lower by `gap` on average.
    """
    rng, found = Random(7), 0
    for _ in range(teams):
        own = [rng.gauss(4, 0.6) for _ in range(people)]

        def answers(lower: float, own: Sequence[float] = own) -> list[int]:
            given = [max(1, min(5, round(each - lower + rng.gauss(0, 0.6)))) for each in own]
            return [each for each in given if rng.random() < 0.9]

        found += bool(noticed(answers(gap), answers(0)))
    return found / teams


def test_it_is_told_three_times_as_often_where_it_is_so() -> None:
    none, one, more = (rate(gap, people=9, teams=50) for gap in (0, 1, 1.5))
    assert none <= 0.15
    assert one >= 3 * none
    assert more >= 0.9
