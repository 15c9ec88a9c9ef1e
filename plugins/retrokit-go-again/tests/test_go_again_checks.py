"""The checks, each on real retros: what it notices, and when it keeps quiet."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import retrokit_go_again
from retrokit import (
    ActionStatus,
    Answer,
    Attribution,
    Digest,
    Finding,
    Logbook,
    Plugins,
    Retro,
    Severity,
)
from retrokit.events import Measure
from retrokit_go_again.checks import CHECKS
from retrokit_go_again.format import (
    AGAIN,
    CROSSED,
    EXCITED,
    GO_AGAIN,
    HOME_SAFE,
    LETS_GO_AGAIN,
    NO,
    SAFE,
    SPEAK_UP,
    YES,
    YES_IF,
)

CREW = ("Ada", "Ben", "Cy", "Dee", "Eli", "Fay", "Gus", "Hal")
BY_NAME = {each.name: each for each in CHECKS}


def found(name: str, retro: Retro) -> list[Finding]:
    return list(BY_NAME[name].run(retro.state, ()))


def only(name: str, retro: Retro) -> Finding:
    (finding,) = found(name, retro)
    return finding


def asked(**answers: Sequence[Answer]) -> Retro:
    """Return a retro of eight in which these answers were opened; the first is Ada's."""
    retro = Retro.start(GO_AGAIN, team="Lander", members=CREW)
    retro.go("In private")
    for question, values in answers.items():
        for name, value in zip(CREW, values, strict=False):
            retro.answer(question.replace("_", "-"), value, name)
    retro.next()
    return retro


def again(yes: int, maybe: int, no: int) -> Retro:
    return asked(again=[YES] * yes + [YES_IF] * maybe + [NO] * no)


def decided(retro: Retro, *goals: str | None) -> Retro:
    """Add an action item for each of these goals, and close the retro."""
    for number, goal in enumerate(goals, 1):
        retro.add_action(f"Thing {number}", serves=goal)
    retro.close()
    return retro


def test_nothing_is_noticed_before_anybody_answered() -> None:
    retro = Retro.start(GO_AGAIN, team="Lander", members=CREW)
    retro.go("In private")
    for name in CREW:
        retro.answer(AGAIN.name, NO, name)
    assert [each for name in BY_NAME for each in found(name, retro)] == []


# --- how many would go again


@pytest.mark.parametrize(
    ("answers", "severity", "sentence"),
    [
        (
            (5, 1, 1),
            Severity.NOTICE,
            'Of the 7 who answered, 5 said "yes", 1 "yes, if…" and 1 "no". 1 did not answer: of '
            'all 8, between 5 and 6 would say "yes", whatever they think.',
        ),
        (
            (6, 2, 0),
            Severity.NOTICE,
            'Of the 8 who answered, 6 said "yes", 2 "yes, if…" and none "no".',
        ),
        ((8, 0, 0), Severity.GOOD, 'All 8 who answered said "yes".'),
        (
            (6, 0, 0),
            Severity.NOTICE,
            'All 6 who answered said "yes". 2 did not answer: of all 8, between 6 and 8 would say '
            '"yes", whatever they think.',
        ),
        ((0, 0, 8), Severity.NOTICE, 'All 8 who answered said "no".'),
    ],
)
def test_it_says_how_many_would_go_again(
    answers: tuple[int, int, int], severity: Severity, sentence: str
) -> None:
    finding = only("go-again", again(*answers))
    assert finding.sentence == f"Would we go again? {sentence}"
    assert finding.severity is severity
    assert finding.evidence == ()


def test_what_is_withheld_stays_withheld() -> None:
    retro = again(0, 0, 2)
    finding = only("go-again", retro)
    assert finding.sentence == (
        "Whether you would go again is withheld: 2 answered, and it takes 3 to show it."
    )
    assert found("go-again-fractured", retro) == []
    decided(retro, HOME_SAFE)
    assert found("go-again-asked-for", retro) == []


def test_it_says_if_nobody_answered_that_question() -> None:
    retro = asked(safe=[5, 5, 5])
    assert only("go-again", retro).sentence == "Nobody answered whether they would go again."
    assert found("go-again-fractured", retro) == []


# --- what became of the "if"s


def two_trips(
    before: Sequence[Answer], after: Sequence[Answer], *items: ActionStatus, goal: str = "2"
) -> list[Finding]:
    """Return what is found on the second of two trips, with items decided on the first."""
    with Logbook(":memory:", plugins=plugins()) as logbook:
        first = logbook.start(GO_AGAIN, team="Lander", members=CREW[: len(before)])
        first.go("In private")
        for name, answer in zip(CREW, before, strict=False):
            first.answer(AGAIN.name, answer, name)
        first.next()
        for number in range(len(items)):
            first.add_action(f"Thing {number}", serves=goal)
        first.close()
        second = logbook.start(GO_AGAIN, team="Lander", members=CREW[: len(after)])
        for carried, status in zip(list(second.state.carried), items, strict=True):
            if second.state.current == 1:
                second.go("Review")
            if status is ActionStatus.DONE:
                second.review(carried, "done")
            elif status is ActionStatus.DROPPED:
                second.review(carried, "dropped", reason="No use")
        second.go("In private")
        for name, answer in zip(CREW, after, strict=False):
            second.answer(AGAIN.name, answer, name)
        second.next()
        history = logbook.retros("Lander")[1:]
        return list(BY_NAME["go-again-ifs"].run(second.state, history))


def test_a_week_underway_in_between_hides_nothing_that_got_done() -> None:
    with Logbook(":memory:", plugins=plugins(), clock=monthly()) as logbook:
        first = logbook.start(GO_AGAIN, team="Lander", members=CREW)
        first.go("In private")
        for name in CREW:
            first.answer(AGAIN.name, YES_IF, name)
        first.next()
        done = first.add_action("Cook in turns", serves="2")
        later = first.add_action("Buy a tent", serves="2")
        first.add_action("Sleep first", serves="1")
        first.close()
        first.change_action(done.number, status=ActionStatus.DONE)
        for _ in range(2):
            logbook.start("underway", team="Lander", members=CREW).close()
        second = logbook.start(GO_AGAIN, team="Lander", members=CREW)
        assert done.text not in [each.item.text for each in second.state.carried.values()]
        second.go("In private")
        for name in CREW:
            second.answer(AGAIN.name, YES, name)
        second.next()
        second.add_action("Go to the sea", serves="2")
        second.close()
        (told,) = [each for each in logbook.findings(second) if each.name == "go-again-ifs"]
        assert told.severity is Severity.GOOD
        assert told.evidence == ("done: Cook in turns", "open: Buy a tent")
        # Its report stays what it was when something else gets done.
        first.change_action(later.number, status=ActionStatus.DONE)
        assert told in logbook.findings(second)


def plugins() -> Plugins:
    made = Plugins.load({"RETROKIT_PLUGINS": ""})
    made.add(retrokit_go_again, "go-again")
    return made


def test_it_says_what_became_of_the_ifs() -> None:
    done, dropped, left = ActionStatus.DONE, ActionStatus.DROPPED, ActionStatus.OPEN
    (finding,) = two_trips([YES, YES_IF, NO], [YES, YES, YES_IF, YES], done, dropped, left)
    assert finding.sentence == (
        'What became of the "if"s: last time 1 of 3 said "yes", today 3 of 4. '
        "3 action items for it came along from then; 1 got done."
    )
    assert finding.evidence == ("done: Thing 0", "dropped: Thing 1", "open: Thing 2")
    assert finding.severity is Severity.GOOD


def test_it_says_so_where_nothing_was_done_about_the_ifs() -> None:
    (finding,) = two_trips([YES, YES_IF, NO], [YES, YES, NO], ActionStatus.OPEN)
    assert finding.sentence.endswith("1 action item for it came along from then; none got done.")
    assert finding.severity is Severity.NOTICE
    (finding,) = two_trips([YES, YES_IF, NO], [NO, NO, NO], ActionStatus.DONE, goal="1")
    assert finding.sentence.endswith("today 0 of 3. No action item for it came along from then.")
    assert finding.severity is Severity.NOTICE


def test_what_got_done_without_helping_is_no_good_news() -> None:
    (finding,) = two_trips([YES, YES_IF, NO], [YES, NO, NO], ActionStatus.DONE)
    assert finding.severity is Severity.NOTICE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([YES, YES, YES], [YES, YES, NO]),  # there was no "if"
        ([YES, NO], [YES, YES, YES]),  # last time was withheld
        ([YES, NO, NO], [YES, YES]),  # this time is
    ],
)
def test_it_keeps_quiet_where_there_is_nothing_to_compare(
    before: Sequence[Answer], after: Sequence[Answer]
) -> None:
    assert two_trips(before, after) == []


def test_a_first_trip_has_no_ifs_behind_it() -> None:
    assert found("go-again-ifs", again(1, 4, 3)) == []


def test_whoever_answered_and_left_counts_and_makes_nobody_silent() -> None:
    retro = Retro.start(GO_AGAIN, team="Lander", members=CREW[:4])
    retro.go("In private")
    for name in CREW[:4]:
        retro.answer(AGAIN.name, YES, name)
    retro.leave("Ada")
    retro.next()
    assert only("go-again", retro).sentence == ('Would we go again? All 4 who answered said "yes".')


def test_it_works_the_same_where_all_is_anonymous() -> None:
    retro = again(3, 0, 0)
    strict = Retro.start(GO_AGAIN, team="Lander", members=CREW)
    strict.tighten(Attribution.ANONYMOUS)
    strict.go("In private")
    for name in CREW[:3]:
        strict.answer(AGAIN.name, YES, name)
    strict.next()
    assert found("go-again", strict) == found("go-again", retro) != []


# --- fractured


@pytest.mark.parametrize("answers", [(3, 1, 3), (8, 0, 0), (0, 8, 0), (4, 1, 3)])
def test_fewer_than_half_is_not_fractured(answers: tuple[int, int, int]) -> None:
    assert found("go-again-fractured", again(*answers)) == []


def test_half_of_the_crew_is_fractured() -> None:
    finding = only("go-again-fractured", again(2, 2, 4))
    assert finding.severity is Severity.WARNING
    assert finding.sentence.startswith("4 of the 8 who answered would not go again. At half")
    assert "Whiting et al. 2019" in finding.sentence
    assert finding.evidence[0].startswith("Whiting, Blaising, ")
    assert not [name for name in CREW if name in finding.sentence]


def test_those_who_did_not_answer_may_turn_it() -> None:
    assert "3 did not answer, so of the whole crew it may be less than half." in (
        only("go-again-fractured", again(2, 0, 3)).sentence
    )
    assert "did not answer" not in only("go-again-fractured", again(1, 0, 5)).sentence


# --- harm, and what has changed


def logbook_of(*rounds: dict[str, Sequence[Answer]]) -> tuple[Logbook, Retro]:
    """Return a logbook of retros in which these answers were opened, and the last of them."""
    logbook = Logbook(":memory:", plugins=plugins(), clock=monthly())
    for answers in rounds:
        retro = logbook.start(GO_AGAIN, team="Lander", members=CREW)
        retro.go("In private")
        for question, values in answers.items():
            for name, value in zip(CREW, values, strict=False):
                retro.answer(question.replace("_", "-"), value, name)
        retro.next()
        retro.close()
    return logbook, retro


def told(*rounds: dict[str, Sequence[Answer]]) -> list[Finding]:
    logbook, retro = logbook_of(*rounds)
    with logbook:
        return logbook.findings(retro)


HARM = "somebody came to harm. Take care of that before anything else."


@pytest.mark.parametrize("safe", [[1], [1, 5], [5, 5, 1], [1, 1, 1, 1, 5, 5, 5, 5]])
def test_harm_is_told_from_one_answer_on(safe: list[int]) -> None:
    logbook, retro = logbook_of({"safe": safe, "again": [YES] * 8})
    with logbook:
        first = logbook.findings(retro)[0]
        assert HARM in first.sentence
        assert first.severity is Severity.WARNING
        # Neither how many said so, nor who: beside fewer than three answers nothing else is told.
        assert first.evidence == ()
        (result, *_) = retro.state.at[3].results
        assert (result.summary is None) == (len(safe) < 3)
        assert HARM in logbook.report(retro, "text").replace("\n  ", " ")


def test_harm_is_told_whatever_is_tagged_and_nothing_is_called_good_beside_it() -> None:
    retro = asked(safe=[1, 5, 5], again=[YES] * 8)
    assert only("go-again", retro).severity is Severity.NOTICE
    assert only("go-again", asked(safe=[2, 5, 5], again=[YES] * 8)).severity is Severity.GOOD


@pytest.mark.parametrize("safe", [[2, 2, 2], [5, 5, 5], []])
def test_no_harm_is_told_where_nobody_says_so(safe: list[int]) -> None:
    assert not [each for each in told({"safe": safe, "excited": [1]}) if HARM in each.sentence]


def lower(*rounds: dict[str, Sequence[Answer]]) -> list[Finding]:
    return [each for each in told(*rounds) if "much lower than last time" in each.sentence]


def test_a_fall_of_everything_is_a_warning() -> None:
    five, three = [5] * 5, [3] * 5
    (finding,) = lower(
        {"safe": five, "speak_up": five, "excited": five, "again": [YES] * 5},
        {"safe": three, "speak_up": three, "excited": three, "again": [YES_IF] * 5},
    )
    assert finding.severity is Severity.WARNING
    assert finding.evidence == (
        f"median 5 last time, median 3 now: {SAFE.text}",
        f"median 5 last time, median 3 now: {SPEAK_UP.text}",
        f"median 5 last time, median 3 now: {EXCITED.text}",
        f'5 of 5 said "yes" last time, 0 of 5 said "yes" now: {AGAIN.text}',
    )


@pytest.mark.parametrize(
    ("before", "now", "severity"),
    [
        ({"again": [YES] * 5}, {"again": [NO, *[YES_IF] * 4]}, Severity.WARNING),
        ({"excited": [5, 5, 4, 5, 4]}, {"excited": [3, 3, 2, 3, 2]}, Severity.WARNING),
        # So few that chance alone brings this once in ten times: said as what it is.
        ({"excited": [5, 5, 5]}, {"excited": [2, 3, 2]}, Severity.NOTICE),
        ({"again": [YES] * 4}, {"again": [YES_IF] * 4}, Severity.NOTICE),
        # Two of them together are rarer.
        (
            {"excited": [5, 5, 5], "speak_up": [5, 5, 5]},
            {"excited": [4, 3, 4], "speak_up": [4, 3, 4]},
            Severity.WARNING,
        ),
    ],
)
def test_a_fall_is_found(
    before: dict[str, Sequence[Answer]], now: dict[str, Sequence[Answer]], severity: Severity
) -> None:
    (finding,) = lower(before, now)
    assert finding.severity is severity
    assert ("chance" in finding.sentence) == (severity is Severity.NOTICE)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({"excited": [5, 4, 5, 4, 5]}, {"excited": [4, 4, 5, 4, 4]}),
        ({"excited": [2, 3, 2, 3, 2]}, {"excited": [5, 5, 5, 5, 5]}),
        ({"again": [YES, YES, YES, NO]}, {"again": [YES, YES, NO, YES_IF]}),
        ({"excited": [5, 5]}, {"excited": [1, 1, 1]}),  # last time was withheld
        ({"excited": [5, 5, 5]}, {"excited": [1, 1]}),  # this time is
    ],
)
def test_what_is_no_fall_is_told_as_none(
    before: dict[str, Sequence[Answer]], now: dict[str, Sequence[Answer]]
) -> None:
    assert lower(before, now) == []


def test_a_scale_of_other_steps_is_not_compared() -> None:
    before = Digest(
        id="b",
        team="Lander",
        format="other",
        title="Other",
        started=datetime(2025, 1, 1, tzinfo=UTC),
        measures={SAFE.name: Measure(counts=(0,) * 10 + (8,), team=8, low=0)},
    )
    assert list(BY_NAME["go-again-fell"].run(asked(safe=[2] * 8).state, [before])) == []


def test_of_many_answers_only_a_far_fall_is_looked_for() -> None:
    """An exact test of hundreds of answers would hold up the report."""
    crew = [f"P{number}" for number in range(101)]
    before = Digest(
        id="b",
        team="Lander",
        format="go-again",
        title="",
        started=datetime(2025, 1, 1, tzinfo=UTC),
        measures={SAFE.name: Measure(counts=(0, 0, 0, 0, 101), team=101)},
    )
    for now, severities in ((4, []), (3, [Severity.NOTICE])):
        retro = Retro.start(GO_AGAIN, team="Lander", members=crew)
        retro.go("In private")
        for name in crew:
            retro.answer(SAFE.name, now, name)
        retro.next()
        found = BY_NAME["go-again-fell"].run(retro.state, [before])
        assert [each.severity for each in found] == severities


@pytest.mark.parametrize(("answers", "quiet"), [([1, 2, 5, 5], 2), ([1] * 5, 5)])
def test_half_who_would_rather_keep_quiet(answers: list[int], quiet: int) -> None:
    finding = only("go-again-quiet", asked(speak_up=answers))
    assert finding.sentence.startswith(f"{quiet} of the {len(answers)} who answered find it hard")
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize("answers", [[1, 2, 5, 5, 5], [3] * 5, [1, 1], []])
def test_fewer_than_half_or_withheld_keep_nobody_quiet(answers: list[int]) -> None:
    assert found("go-again-quiet", asked(speak_up=answers)) == []


# --- findings beside each other

_ANSWER = st.one_of(st.none(), st.integers(1, 5))
_ROUND = st.fixed_dictionaries(
    {
        "safe": st.lists(_ANSWER, min_size=8, max_size=8),
        "speak-up": st.lists(_ANSWER, min_size=8, max_size=8),
        "excited": st.lists(_ANSWER, min_size=8, max_size=8),
        "again": st.lists(st.sampled_from([None, YES, YES_IF, NO]), min_size=8, max_size=8),
        "goals": st.lists(st.sampled_from([None, HOME_SAFE, LETS_GO_AGAIN]), max_size=3),
        "topic": st.booleans(),
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_ROUND, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_no_two_findings_contradict_each_other(rounds: list[dict[str, Any]], rng: Random) -> None:
    with Logbook(":memory:", plugins=plugins(), clock=monthly()) as logbook:
        for each in rounds:
            retro = logbook.start(GO_AGAIN, team="Lander", members=CREW)
            retro.go("Review")
            for number in list(retro.state.carried):
                if rng.random() < 0.7:
                    retro.review(number, "done")
            retro.go("In private")
            for question in ("safe", "speak-up", "excited", "again"):
                for name, value in zip(CREW, each[question], strict=True):
                    if value is not None:
                        retro.answer(question, value, name)
            retro.next()
            if each["topic"]:
                retro.add_note("Keep for the next trip", "The hut", "Ada")
                retro.go("Discuss")
            for number, goal in enumerate(each["goals"]):
                retro.add_action(f"Thing {number}", serves=goal, owner=rng.choice(CREW))
            retro.close()
        findings = logbook.findings(retro)
        sentences = [each.sentence for each in findings]
        assert not logbook.plugins.failures
    assert len(set(sentences)) == len(sentences)
    warnings = [each for each in findings if each.severity is Severity.WARNING]
    about_answers = [
        each for each in findings if "ot done" not in each.sentence or '"if"s' in each.sentence
    ]
    if warnings:
        assert not [each for each in about_answers if each.severity is Severity.GOOD]
    assert not [each for each in sentences if "all is well" in each or "is fine" in each]
    # Of goals without an item one finding speaks: what answers ask for, or items for no goal, or
    # retrokit's own remark.
    kinds = ("No action item serves a goal", "none of the goals", "Nothing that was decided")
    assert sum(any(kind in each for each in sentences) for kind in kinds) <= 1
    # Harm is told wherever somebody said so, and nowhere else.
    assert any(HARM in each for each in sentences) == (1 in rounds[-1]["safe"])


def monthly() -> Callable[[], datetime]:
    """Return a clock that goes on a day whenever it is looked at."""
    days = itertools.count()
    return lambda: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=next(days))


def any_warning(
    rng: Random, *, mean: float, fall: float, yes: tuple[float, float], n: int = 5
) -> bool:
    """Return whether a simulated team is warned in its second retro.

    Each of `n` people has a level of their own around `mean`, and answers around it; `fall` is how
    much lower all are the second time, `yes` how likely each would go again in either.
    """
    own = {each: [rng.gauss(0, 0.6) for _ in range(n)] for each in ("safe", "speak_up", "excited")}
    rounds: list[dict[str, Sequence[Answer]]] = []
    for at in (0, 1):
        answers: dict[str, Sequence[Answer]] = {
            name: [
                max(1, min(5, round(mean - at * fall + level + rng.gauss(0, 0.6))))
                for level in levels
            ]
            for name, levels in own.items()
        }
        answers["again"] = [YES if rng.random() < yes[at] else YES_IF for _ in range(n)]
        rounds.append(answers)
    return any(each.severity is Severity.WARNING for each in told(*rounds))


def test_a_warning_is_three_times_as_likely_where_it_got_worse() -> None:
    rng = Random(7)
    worse = [any_warning(rng, mean=4, fall=1.5, yes=(0.9, 0.2)) for _ in range(100)]
    still = [any_warning(rng, mean=3.4, fall=0, yes=(0.6, 0.6)) for _ in range(100)]
    well = [any_warning(rng, mean=4.2, fall=0, yes=(0.9, 0.9)) for _ in range(100)]
    assert sum(worse) >= 85
    assert sum(worse) >= 3 * max(sum(still), sum(well))


# --- decisions held against the goals


def test_a_goal_that_is_asked_for_and_not_served() -> None:
    retro = asked(safe=[5, 4, 2], again=[YES, YES_IF, NO, YES], excited=[3, 3, 3])
    retro.add_action("Sleep first", serves=HOME_SAFE)
    retro.go("Decide")
    assert found("go-again-asked-for", retro) == []  # still deciding
    retro.close()
    finding = only("go-again-asked-for", retro)
    assert finding.severity is Severity.NOTICE
    assert finding.sentence.startswith(
        "No action item serves a goal that some answers ask more for: Everyone says \"let's go"
    )
    assert finding.evidence == (f'2 of 4 answered "yes, if…" or "no": {AGAIN.text}',)


def test_each_question_speaks_for_its_goal() -> None:
    retro = asked(safe=[1, 5, 5], speak_up=[2, 1, 5], excited=[1, 1, 2])
    decided(retro)
    safe, go = found("go-again-asked-for", retro)
    assert safe.evidence == (
        f'1 of 3 answered "1" or "2": {SAFE.text}',
        f'2 of 3 answered "1" or "2": {SPEAK_UP.text}',
    )
    assert go.evidence == (f'3 of 3 answered "1" or "2": {EXCITED.text}',)


def test_a_goal_that_all_is_well_with_needs_no_item() -> None:
    retro = asked(safe=[5, 4, 3], speak_up=[3, 4, 5], again=[YES_IF, YES, YES])
    assert found("go-again-asked-for", decided(retro, LETS_GO_AGAIN)) == []
    assert found("go-again-held", retro) == []


def test_items_that_serve_no_goal() -> None:
    retro = asked()
    retro.add_action("Sleep first", serves=HOME_SAFE)
    loose = retro.add_action("Cut the\nrelease " + "x" * 90)
    retro.go("Decide")
    assert found("go-again-held", retro) == []
    retro.close()
    finding = only("go-again-held", retro)
    assert finding.severity is Severity.NOTICE
    assert finding.sentence.startswith("1 of 2 decisions was held against neither goal.")
    (line,) = finding.evidence
    assert line.startswith(f"{loose.number}: Cut the release xxx")
    assert line.endswith("x…")
    retro.change_action(loose.number, serves=LETS_GO_AGAIN)
    assert found("go-again-held", retro) == []


def test_delivery_and_no_crew_is_said_once_with_what_the_answers_ask_for() -> None:
    retro = asked(safe=[1, 5, 5])
    decided(retro, None, None)
    finding = only("go-again-held", retro)
    assert finding.severity is Severity.NOTICE
    assert finding.sentence.startswith("The action items serve none of the goals: this retro ends")
    first, second = retro.state.actions
    assert finding.evidence == (
        f"{first}: Thing 1",
        f"{second}: Thing 2",
        f'1 of 3 answered "1" or "2": {SAFE.text}',
    )
    assert found("go-again-asked-for", retro) == []


def test_one_item_for_no_goal() -> None:
    finding = only("go-again-held", decided(asked(), None))
    assert finding.sentence.startswith("The only action item serves none of the goals")


def test_dropped_items_serve_nothing_and_need_no_goal() -> None:
    retro = decided(asked(safe=[1, 1, 1]), HOME_SAFE, None)
    for number in list(retro.state.actions):
        retro.change_action(number, status=ActionStatus.DROPPED, reason="Not ours")
    assert found("go-again-held", retro) == []
    assert len(found("go-again-asked-for", retro)) == 1


# --- in a logbook, beside the checks that come with retrokit


@pytest.fixture
def logbook() -> Iterator[Logbook]:
    plugins = Plugins(strict=True)
    plugins.add(retrokit_go_again, "go-again")
    with Logbook(":memory:", plugins=plugins) as book:
        yield book


def test_what_is_carried_on_serves_its_goal(logbook: Logbook) -> None:
    first = logbook.start("go-again", team="Lander", members=CREW)
    first.add_action("Sleep first", serves=HOME_SAFE)
    first.close()
    second = logbook.start("go-again", team="Lander", members=CREW)
    second.go("In private")
    for name in CREW:
        second.answer(SAFE.name, 1, name)
    second.next()
    second.add_action("Ship it")
    second.close()
    assert found("go-again-asked-for", second) == []
    # One item is for no goal, and yet the crew was not forgotten: the carried one is for it.
    assert only("go-again-held", second).sentence.startswith("1 of 1 decision was held")


def test_every_decision_is_held_against_the_goals(logbook: Logbook) -> None:
    retro = logbook.start("go-again", team="Lander", members=CREW)
    retro.add_action("Sleep first", serves=HOME_SAFE)
    held = retro.remark("We drive by night", decision=True).number
    retro.remark("It was a long drive")
    retro.close()
    finding = only("go-again-held", retro)
    assert finding.sentence == (
        "1 of 2 decisions was held against neither goal. What does it do to them?"
    )
    assert finding.evidence == (f"{held}: We drive by night",)
    retro.reopen()
    retro.hold_decision(held, costs=HOME_SAFE)
    retro.close()
    assert found("go-again-held", retro) == []
    assert "at-cost" in [each.name for each in logbook.findings(retro)]


def test_a_line_that_was_crossed_is_a_warning_and_nothing_is_called_good() -> None:
    retro = asked(again=[YES] * 8)
    assert only("go-again", retro).severity is Severity.GOOD
    retro.add_note(CROSSED.name, "We went on after\nthunder", "Ada")
    assert found("go-again-crossed", retro) == []  # hidden yet
    retro.next()
    finding = only("go-again-crossed", retro)
    assert finding.severity is Severity.WARNING
    assert finding.sentence.startswith("1 note says that we crossed a line that we had drawn")
    assert finding.evidence == ("We went on after thunder",)
    assert only("go-again", retro).severity is Severity.NOTICE


def test_what_a_brief_agreed_on_is_asked_after_once(logbook: Logbook) -> None:
    def briefed() -> list[Finding]:
        retro = logbook.start("go-again", team="Lander", members=CREW)
        found = [each for each in logbook.findings(retro) if each.name == "go-again-brief"]
        retro.close()
        return found

    assert briefed() == []
    brief = logbook.start("crew-brief", team="Lander", members=CREW)
    brief.remark("Thunder before noon: we turn around", decision=True)
    brief.remark("Anyone may say stop", decision=True)
    brief.remark("The map is old")
    brief.close()
    logbook.start("underway", team="Lander", members=CREW).close()
    (finding,) = briefed()
    assert finding.sentence == (
        f"On {brief.state.started.date()}, before you set out, you agreed on 2 things. Did each "
        "hold?"
    )
    assert finding.evidence == ("Thunder before noon: we turn around", "Anyone may say stop")
    assert briefed() == []


def test_a_report_tells_the_findings_and_nobody_by_name(logbook: Logbook) -> None:
    retro = logbook.start("go-again", team="Lander", members=CREW)
    retro.go("In private")
    for name in CREW:
        retro.answer(AGAIN.name, NO if name < "E" else YES, name)
    retro.next()
    retro.add_action("Sleep first", serves=HOME_SAFE)
    retro.close()
    sentences = [each.sentence for each in logbook.findings(retro)]
    assert not logbook.plugins.failures
    assert any(each.startswith("Would we go again? Of the 8") for each in sentences)
    assert any("fractured" in each for each in sentences)
    assert len(sentences) == len(set(sentences))
    for each in logbook.findings(retro):
        assert "\n" not in "".join((each.sentence, *each.evidence))
        assert each.sentence[-1] in ".?"
        assert not [name for name in CREW if name in each.sentence]
    assert "Whiting" in logbook.report(retro, "markdown")


def test_no_other_format_is_looked_at(logbook: Logbook) -> None:
    retro = logbook.start("start-stop-continue", team="Lander", members=CREW)
    retro.add_action("Ship it")
    retro.close()
    assert not [each for each in CHECKS if each.applies_to(retro.state)]
