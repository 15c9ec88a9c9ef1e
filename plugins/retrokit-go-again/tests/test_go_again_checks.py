"""The checks, each on real retros: what it notices, and when it keeps quiet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

import retrokit_go_again
from retrokit import ActionStatus, Attribution, Finding, Logbook, Plugins, Retro, Severity
from retrokit_go_again.checks import CHECKS
from retrokit_go_again.format import (
    AGAIN,
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


def asked(**answers: Sequence[object]) -> Retro:
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
        retro.add_action(f"Thing {number}", goal=goal)
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
    before: Sequence[object], after: Sequence[object], *items: ActionStatus, goal: str = "2"
) -> list[Finding]:
    """Return what is found on the second of two trips, with items decided on the first."""
    with Logbook(":memory:", plugins=plugins()) as logbook:
        first = logbook.start(GO_AGAIN, team="Lander", members=CREW[: len(before)])
        first.go("In private")
        for name, answer in zip(CREW, before, strict=False):
            first.answer(AGAIN.name, answer, name)
        first.next()
        for number in range(len(items)):
            first.add_action(f"Thing {number}", goal=goal)
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
    before: Sequence[object], after: Sequence[object]
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


# --- decisions held against the goals


def test_a_goal_that_is_asked_for_and_not_served() -> None:
    retro = asked(safe=[5, 4, 2], again=[YES, YES_IF, NO, YES], excited=[3, 3, 3])
    retro.add_action("Sleep first", goal=HOME_SAFE)
    retro.go("Decide")
    assert found("go-again-asked-for", retro) == []  # still deciding
    retro.close()
    finding = only("go-again-asked-for", retro)
    assert finding.severity is Severity.WARNING
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
    assert found("go-again-no-goal", retro) == []


def test_items_that_serve_no_goal() -> None:
    retro = asked()
    retro.add_action("Sleep first", goal=HOME_SAFE)
    loose = retro.add_action("Cut the\nrelease " + "x" * 90)
    retro.go("Decide")
    assert found("go-again-no-goal", retro) == []
    retro.close()
    finding = only("go-again-no-goal", retro)
    assert finding.severity is Severity.NOTICE
    assert finding.sentence.startswith("1 of 2 action items names no goal.")
    (line,) = finding.evidence
    assert line.startswith(f"{loose.number}: Cut the release xxx")
    assert line.endswith("x…")
    retro.change_action(loose.number, goal=LETS_GO_AGAIN)
    assert found("go-again-no-goal", retro) == []


def test_delivery_and_no_crew_is_said_once_with_what_the_answers_ask_for() -> None:
    retro = asked(safe=[1, 5, 5])
    decided(retro, None, None)
    finding = only("go-again-no-goal", retro)
    assert finding.severity is Severity.WARNING
    assert finding.sentence.startswith("The action items serve none of the goals: this retro ends")
    first, second = retro.state.actions
    assert finding.evidence == (
        f"{first}: Thing 1",
        f"{second}: Thing 2",
        f'1 of 3 answered "1" or "2": {SAFE.text}',
    )
    assert found("go-again-asked-for", retro) == []


def test_one_item_for_no_goal() -> None:
    finding = only("go-again-no-goal", decided(asked(), None))
    assert finding.sentence.startswith("The only action item serves none of the goals")


def test_dropped_items_serve_nothing_and_need_no_goal() -> None:
    retro = decided(asked(safe=[1, 1, 1]), HOME_SAFE, None)
    for number in list(retro.state.actions):
        retro.change_action(number, status=ActionStatus.DROPPED, reason="Not ours")
    assert found("go-again-no-goal", retro) == []
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
    first.add_action("Sleep first", goal=HOME_SAFE)
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
    assert only("go-again-no-goal", second).sentence.startswith("1 of 1 action items names")


def test_a_report_tells_the_findings_and_nobody_by_name(logbook: Logbook) -> None:
    retro = logbook.start("go-again", team="Lander", members=CREW)
    retro.go("In private")
    for name in CREW:
        retro.answer(AGAIN.name, NO if name < "E" else YES, name)
    retro.next()
    retro.add_action("Sleep first", goal=HOME_SAFE)
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
