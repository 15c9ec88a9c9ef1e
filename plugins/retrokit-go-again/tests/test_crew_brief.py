"""The crew brief: its contract, what is told before it ends, and how often that is right."""

from __future__ import annotations

from random import Random

import pytest
from simulated_crews import ANSWERS, CREW, around, persons, rate, revealed

import retrokit_go_again
from retrokit import (
    Answer,
    Ask,
    Attribution,
    Charter,
    Check,
    Finding,
    Logbook,
    Plugins,
    Retro,
    Severity,
)
from retrokit.testing import CheckContract, FormatContract
from retrokit_go_again.crew_brief import (
    ALONE,
    COULD_HURT,
    CREW_BRIEF,
    GOALS,
    HARM,
    STOP_LINES,
)
from retrokit_go_again.crew_brief_checks import CHECKS
from retrokit_go_again.format import HOME_SAFE, LETS_GO_AGAIN

NOTHING, SMALL, TODAY = COULD_HURT.options
BY_NAME = {each.name: each for each in CHECKS}


class TestCrewBrief(FormatContract):
    format = CREW_BRIEF
    plugin = retrokit_go_again


class TestChecks(CheckContract):
    @pytest.fixture(params=CHECKS, ids=lambda each: each.name)
    def check(self, request: pytest.FixtureRequest) -> Check:
        found: Check = request.param
        return found


def found(name: str, retro: Retro) -> list[Finding]:
    return list(BY_NAME[name].run(retro.state, ()))


def alarms(retro: Retro) -> list[Finding]:
    (asked,) = [own for _, own in retro.state.of(Ask)]
    return [each for result in asked.results for each in result.findings]


def test_it_takes_25_minutes_and_names_nobody() -> None:
    assert CREW_BRIEF.minutes == 25
    assert CREW_BRIEF.attribution is Attribution.CONFIDENTIAL
    kinds = [each.kind for each in CREW_BRIEF.agenda]
    assert " ".join(kinds) == "welcome ask collect group discuss discuss decide"


def test_its_goals_are_those_of_the_team_where_it_has_some() -> None:
    assert CREW_BRIEF.told_to(Charter()).goals == (HOME_SAFE, LETS_GO_AGAIN)
    told = CREW_BRIEF.told_to(Charter(goals=("All back by dark", "Still friends")))
    assert told.goals == ("All back by dark", "Still friends")
    assert "goals above it: All back by dark and Still friends." in told.agenda[0].prompt


@pytest.mark.parametrize("others", [(), (NOTHING,), (NOTHING, SMALL, NOTHING, SMALL)])
def test_what_must_be_talked_about_today_is_told_before_the_agenda_goes_on(
    others: tuple[str, ...],
) -> None:
    with Logbook(":memory:", plugins=plugins()) as logbook:
        retro = logbook.start("crew-brief", team="Lander", members=CREW)
        retro.go("In private")
        for name, answer in zip(CREW, (TODAY, *others), strict=False):
            retro.answer(COULD_HURT.name, answer, name)
        retro.next()
        assert retro.state.closed is None
        assert retro.state.current_step is not None
        assert retro.state.current_step.activity.kind == "collect"
        first = logbook.findings(retro)[0]
        assert [each.sentence for each in alarms(retro)] == [first.sentence]
    assert first.severity is Severity.WARNING
    assert "something that we must talk about today" in first.sentence
    assert not [name for name in CREW if name in first.sentence]


@pytest.mark.parametrize("answers", [[SMALL] * 5, [NOTHING] * 5])
def test_what_is_small_raises_no_alarm(answers: list[Answer | None]) -> None:
    assert alarms(revealed(CREW_BRIEF, {COULD_HURT.name: answers})) == []


@pytest.mark.parametrize(
    ("answers", "asking"), [([1, 2, 5, 5], 2), ([2, 2, 2], 3), ([1, 2, 3, 4, 5], 0), ([1, 1], 0)]
)
def test_half_who_would_have_to_ask(answers: list[Answer | None], asking: int) -> None:
    findings = found("crew-brief-unclear", revealed(CREW_BRIEF, {ALONE.name: answers}))
    assert [each.sentence.values for each in findings] == (
        [{"asking": asking, "answered": len(answers)}] if asking else []
    )
    for each in findings:
        assert each.severity is Severity.WARNING
        assert each.evidence[0].endswith(ALONE.text)


def discussed(*stop_lines: str) -> Retro:
    """Return a brief with a goal and these stop lines, at the discussion of both."""
    retro = Retro.start(CREW_BRIEF, team="Lander", members=CREW)
    retro.go("Collect")
    retro.add_note(HARM.name, "The bridge is out", "Ada")
    retro.add_note(GOALS.name, "Each other", "Ben")
    for text in stop_lines:
        retro.add_note(STOP_LINES.name, text, "Cy")
    retro.next()
    retro.go("Goals and stop lines")
    return retro


def topic_of(retro: Retro, text: str) -> int:
    return next(each.number for each in retro.state.notes.values() if each.text == text)


def test_what_could_hurt_somebody_is_discussed_first_and_alone() -> None:
    retro = Retro.start(CREW_BRIEF, team="Lander", members=CREW)
    retro.go("Collect")
    retro.add_note(STOP_LINES.name, "Thunder", "Ada")
    retro.add_note(HARM.name, "The bridge is out", "Ben")
    retro.next()
    retro.go("What could hurt somebody")
    here = retro.state.at[retro.state.current or 0]
    assert list(here.order) == [topic_of(retro, "The bridge is out")]


def test_stop_lines_without_a_decision_are_told_at_the_end() -> None:
    retro = discussed("Thunder", "Somebody can't go on")
    thunder = topic_of(retro, "Thunder")
    retro.remark("We turn around at the first thunder", decision=True, topic=thunder)
    assert found("crew-brief-stop-lines", retro) == []
    retro.close()
    (finding,) = found("crew-brief-stop-lines", retro)
    assert finding.severity is Severity.NOTICE
    assert finding.sentence.startswith("1 of 2 stop lines has no decision.")
    assert finding.evidence == ("Somebody can't go on",)


def test_a_stop_line_is_decided_in_its_group_or_in_other_words() -> None:
    retro = discussed("Thunder", "Lightning")
    thunder, lightning = topic_of(retro, "Thunder"), topic_of(retro, "Lightning")
    retro.remark("We turn around", decision=True, topic=thunder)
    retro.group([thunder, lightning], "Storm")
    retro.close()
    assert found("crew-brief-stop-lines", retro) == []
    retro = discussed("Thunder", "Lightning")
    retro.go("Decide")
    retro.remark("In any storm we turn around", decision=True)
    retro.close()
    assert found("crew-brief-stop-lines", retro) == []


def test_a_brief_without_any_stop_line_hears_so() -> None:
    retro = discussed()
    retro.close()
    (finding,) = found("crew-brief-stop-lines", retro)
    assert finding.sentence == ("Nobody wrote down a stop line. What would make you call this off?")


# --- how often it is right; docs/crew.md says the same


def test_the_alarm_is_right_far_more_often_than_not() -> None:
    def rings(rng: Random, knows: tuple[float, ...]) -> bool:
        answers: list[Answer | None] = [
            (TODAY if rng.random() < each else SMALL) if rng.random() < ANSWERS else None
            for each in knows
        ]
        return bool(alarms(revealed(CREW_BRIEF, {COULD_HURT.name: answers})))

    overdone = 0.02  # how likely somebody calls a trifle something for today
    assert rate(lambda rng: rings(rng, (0.8, *[overdone] * 4))) == 73
    assert rate(lambda rng: rings(rng, (overdone,) * 5)) == 11.5


def test_a_crew_that_would_have_to_ask_is_told_apart() -> None:
    def noticed(rng: Random, mean: float) -> bool:
        answers = around(rng, persons(rng, *[mean] * 5))
        return bool(found("crew-brief-unclear", revealed(CREW_BRIEF, {ALONE.name: answers})))

    assert rate(lambda rng: noticed(rng, 2)) == 87
    assert rate(lambda rng: noticed(rng, 3.4)) == 5.5
    assert rate(lambda rng: noticed(rng, 4.2)) == 0.5


def plugins() -> Plugins:
    made = Plugins.load({"RETROKIT_PLUGINS": "", "RETROKIT_STRICT": "1"})
    made.add(retrokit_go_again, "go-again")
    return made
