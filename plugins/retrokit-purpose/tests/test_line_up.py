"""The line-up starts by itself, and notices what it says it does over the mornings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

import retrokit_purpose
from retrokit import Charter, Check, Finding, Logbook, Plugins, Retro
from retrokit.engine.digest import digest_of
from retrokit.testing import CheckContract, FormatContract
from retrokit_purpose.line_up import HAND, LINE_UP, RISK, STORY
from retrokit_purpose.line_up_checks import CHECKS, RUNNING

CREW = ("Ada", "Ben", "Cy", "Dee", "Eli", "Fay")
BY_NAME = {each.name: each for each in CHECKS}
WHERE = {STORY: "A story", RISK: "Today", HAND: "Today"}


class TestFormat(FormatContract):
    format = LINE_UP
    plugin = retrokit_purpose


class TestChecks(CheckContract):
    @pytest.fixture(params=CHECKS, ids=lambda each: each.name)
    def check(self, request: pytest.FixtureRequest) -> Check:
        found: Check = request.param
        return found


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2031, 3, 3, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def held(
    *notes: tuple[str, str | None],
    minutes: float = 8,
    crew: Sequence[str] = CREW,
    close: bool = True,
) -> Retro:
    """Return a line-up in which these wrote into these columns."""
    clock = Clock()
    retro = Retro.start(LINE_UP, team="Lander", members=crew, clock=clock)
    for column, author in sorted(notes, key=lambda each: each[0] != STORY):
        if retro.state.current_step != (step := retro.state.find_step(WHERE[column])):
            retro.go(step)
        retro.add_note(column, "Rain", author)
    clock.now += timedelta(minutes=minutes)
    if close:
        retro.close()
    return retro


def noticed(name: str, *line_ups: Retro) -> list[Finding]:
    *before, now = line_ups
    history = [digest_of(each.state) for each in before]
    return list(BY_NAME[f"line-up-{name}"].run(now.state, history))


SAFE = held((STORY, "Ada"), (HAND, "Ben"))
RISKY = held((STORY, "Ada"), (RISK, "Ben"))
EMPTY = held()


def test_three_line_ups_without_a_risk_ask_for_one() -> None:
    [finding] = noticed("no-risk", SAFE, SAFE, SAFE)
    assert str(finding.sentence).startswith("Nobody named a risk in the last 3 line-ups.")
    # What was before does not matter, nor a morning on which nothing was written.
    assert noticed("no-risk", RISKY, SAFE, EMPTY, SAFE, SAFE)


@pytest.mark.parametrize(
    "line_ups",
    [
        (SAFE, SAFE), (SAFE, SAFE, RISKY), (SAFE, RISKY, SAFE), (RISKY, SAFE, SAFE),
        (SAFE, SAFE, EMPTY), (SAFE, EMPTY, SAFE),
        (SAFE, SAFE, held((STORY, "Ada"), close=False)),
    ],
)  # fmt: skip
def test_else_it_says_nothing_of_risks(line_ups: Sequence[Retro]) -> None:
    assert noticed("no-risk", *line_ups) == []


def by(*authors: str | None, crew: Sequence[str] = CREW) -> Retro:
    return held(*((STORY, each) for each in authors), crew=crew)


def test_one_voice_is_noticed_and_nobody_is_named() -> None:
    [finding] = noticed("one-voice", by("Ada", "Ada"), by("Ada", "Ben"), by("Ada", "Ada"))
    assert str(finding.sentence).startswith("5 of 6 notes of the last 3 line-ups came from one")
    assert not any(name in str(finding) for name in CREW)


TWO = ("Ada", "Ben")


@pytest.mark.parametrize(
    "line_ups",
    [
        (by("Ada", "Ada"), by("Ada", "Ben"), by("Ada", "Ben")),  # two thirds, and no more
        (by("Ada"), by("Ada"), by("Ada")),  # too few
        (by("Ada", "Ada", "Ada"), by("Ada", "Ada", "Ada")),
        (by("Ada", "Ada"), by("Ada", None), by("Ada", "Ada")),
        tuple(by("Ada", "Ada", crew=TWO) for _ in range(3)),
    ],
)
def test_else_it_says_nothing_of_voices(line_ups: Sequence[Retro]) -> None:
    assert noticed("one-voice", *line_ups) == []


def test_nothing_is_said_of_voices_where_no_names_are_kept() -> None:
    plain = [by("Ada", "Ada") for _ in range(3)]
    digests = [digest_of(each.state) for each in plain[:2]]
    retro = Retro.start(LINE_UP, team="L", members=CREW, attribution="confidential")
    retro.go("A story")
    for _ in range(3):
        retro.add_note(STORY, "Rain", "Ada")
    retro.close()
    assert list(BY_NAME["line-up-one-voice"].run(retro.state, digests)) == []


def took(*minutes: float) -> list[Retro]:
    return [held(minutes=each) for each in minutes]


def test_over_its_time() -> None:
    [finding] = noticed("over-time", *took(16, 20, 21.6))
    assert str(finding.sentence).startswith("The last 3 line-ups took more than 15 minutes each, ")
    assert "today's 22." in str(finding.sentence)
    assert noticed("over-time", *took(16, 500, 16, 16))  # left open overnight: not known
    for each in ((16, 16), (15, 16, 16), (16, 16, 15), (16, 16, 500), (9, 16, 16)):
        assert noticed("over-time", *took(*each)) == []
    running = held(minutes=16, close=False)
    assert noticed("over-time", *took(16, 16), running) == []


# --- how often it is right


def mornings(
    rng: Random, *, risk: float = 0.6, loud: float = 0.0, middle: float = 9
) -> list[Retro]:
    """Return three mornings of a team of six: a story, and mostly two other notes.

    A risk is named with a chance of `risk`, a note is by the same person with one of `loud`, and
    else by anybody; half of them last longer than `middle` minutes.
    """

    def who() -> str:
        return CREW[0] if rng.random() < loud else rng.choice(CREW)

    return [
        held(
            (STORY, who()),
            (HAND, who()),
            *([(RISK, who())] if rng.random() < risk else []),
            *([(STORY, who())] if rng.random() < 0.5 else []),
            minutes=rng.lognormvariate(0, 0.3) * middle,
        )
        for _ in range(RUNNING)
    ]


def rate(name: str, teams: int = 200, **such: float) -> float:
    rng = Random(7)
    return sum(bool(noticed(name, *mornings(rng, **such))) for _ in range(teams)) / teams


def test_the_rates_are_those_of_the_readme() -> None:
    told = [
        (rate("no-risk", risk=0.05), rate("no-risk", risk=0.7)),
        (rate("one-voice", loud=0.85), rate("one-voice")),
        (rate("over-time", middle=22), rate("over-time", middle=9)),
    ]
    assert [tuple(f"{each:.0%}" for each in pair) for pair in told] == [
        ("89%", "4%"), ("92%", "0%"), ("76%", "0%"),
    ]  # fmt: skip


# --- it starts by itself


@pytest.fixture
def book() -> Iterator[Logbook]:
    plugins = Plugins.load({"RETROKIT_PLUGINS": ""})
    plugins.add(retrokit_purpose, "purpose")
    with Logbook(":memory:", plugins=plugins, rng=Random(3)) as book:
        yield book


def test_each_morning_has_the_next_value_and_who_leads_goes_round(book: Logbook) -> None:
    book.team("Lander", new=True).change_charter(values=["Candour", "Care"])
    first = book.start("line-up", team="Lander", members=CREW[:3])
    mornings = [first, *(book.start("line-up", team="Lander") for _ in range(3))]
    assert [each.state.facilitator for each in mornings] == ["Ada", "Ben", "Cy", "Ada"]
    values = [each.state.value for each in mornings]
    assert values == ["Candour", "Care", "Candour", "Care"]
    for each, value in zip(mornings, values, strict=True):
        said = [step.activity.prompt for step in each.state.agenda]
        assert said[0].startswith(f"Our value today: {value}\n")
        assert said[1].startswith(f"Where did you see {value} since last time?")
    assert book.retros() == []


def test_a_team_without_values_is_told_plain_words() -> None:
    told = [each.prompt for each in LINE_UP.told_to(Charter()).agenda]
    assert told[0].startswith("Our value today: none written down yet, so name one")
    assert told[1].startswith("Where did you see what matters to us since last time?")


def test_it_takes_seven_minutes() -> None:
    assert (LINE_UP.minutes, LINE_UP.ritual) == (7, True)
