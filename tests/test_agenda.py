"""Moving through the agenda, and changing it while it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from crew import GATHER, OPEN, PULSE, FakeClock, Overtaken, Two, logbook, seal, start, write

from retrokit.engine.state import StepStatus
from retrokit.errors import Conflict, Invalid, NotFound, NotNow, WouldOpen
from retrokit.events import Moved, Opened, StepAdded, TimeBoxSet
from retrokit.formats import Attribution, Decide, Group, Review, Vote, Welcome
from retrokit.retro import Retro


def titles(retro: Retro) -> list[str]:
    return [step.activity.title for step in retro.state.agenda]


def statuses(retro: Retro) -> list[str]:
    return [step.status.value for step in retro.state.agenda]


def test_a_retro_starts_at_its_first_activity() -> None:
    retro = start(Welcome(), Decide())
    assert retro.state.current_step == retro.state.agenda[0]
    assert statuses(retro) == ["current", "pending"]


def test_next_closes_the_current_activity_and_goes_to_the_one_after() -> None:
    retro = start(Welcome(), Group(), Decide())
    assert retro.next().activity == Group()
    assert statuses(retro) == ["done", "current", "pending"]


def test_there_is_nothing_after_the_last_activity() -> None:
    with pytest.raises(NotNow, match="that was the last activity; close the retro"):
        start(Welcome()).next()
    with pytest.raises(NotNow, match="that was the last activity; close the retro"):
        start(Welcome()).skip()


def test_back_leaves_the_current_activity_open() -> None:
    retro = start(Welcome(), GATHER)
    retro.next()
    seal(retro, "Good", "Secret")
    assert retro.back().activity == Welcome()
    assert statuses(retro) == ["current", "pending"]
    assert retro.sealed_count(2) == 1
    with pytest.raises(NotNow, match="this is the first activity"):
        retro.back()


def test_skip_marks_the_activity_as_skipped() -> None:
    retro = start(Welcome(), Decide())
    assert retro.skip().activity == Decide()
    assert statuses(retro) == ["skipped", "current"]


def test_what_holds_something_sealed_cannot_be_skipped() -> None:
    retro = start(GATHER, Decide())
    seal(retro, "Good", "Secret")
    with pytest.raises(NotNow, match="something is hidden here"):
        retro.skip()
    assert retro.state.current == 1


def test_go_names_a_step_by_id_title_or_kind() -> None:
    retro = start()
    assert retro.go(4).activity == GATHER
    assert retro.go("parking").activity == OPEN
    assert retro.go(" COLLECT ").activity == GATHER  # only the first is not behind or here
    assert retro.go("collect").activity == OPEN
    with pytest.raises(NotFound, match="no activity 'Gathr'; did you mean Gather"):
        retro.go("Gathr")
    with pytest.raises(NotFound, match="no step 99"):
        retro.go(99)


def test_go_forward_closes_and_go_backward_leaves_open() -> None:
    retro = start(Welcome(), GATHER, Group(), Decide())
    retro.go("gather")
    seal(retro, "Good", "Secret")
    retro.go(1)
    assert retro.sealed_count(2) == 1
    assert statuses(retro) == ["current", "pending", "pending", "pending"]
    retro.go(2)
    retro.go(4)
    assert retro.sealed_count(2) == 0
    assert statuses(retro) == ["done", "done", "pending", "current"]
    with pytest.raises(NotNow, match="the retro is at 'Decide' already"):
        retro.go(4)


def test_seals_can_be_opened_without_leaving() -> None:
    retro = start(GATHER, Group())
    seal(retro, "Good", "Seen")
    assert retro.open_seals().activity == GATHER
    assert [note.text for note in retro.state.notes.values()] == ["Seen"]
    assert retro.state.current == 1
    with pytest.raises(NotNow, match="nothing is hidden here"):
        retro.open_seals()


def test_an_activity_is_added_after_the_current_one_or_where_it_is_told() -> None:
    retro = start(Welcome(), Decide())
    step = retro.add_activity(Vote())
    assert titles(retro) == ["Welcome", "Vote", "Decide"]
    assert step.id == 3
    retro.add_activity(Group(), 0)
    retro.add_activity(Review(), 4)
    assert titles(retro) == ["Group", "Welcome", "Vote", "Decide", "Review"]
    for position in (-1, 6):
        with pytest.raises(Invalid, match=f"position {position + 1} is not in the agenda"):
            retro.add_activity(Group(), position)


def test_what_is_no_activity_cannot_be_added() -> None:
    with pytest.raises(Invalid, match="activity is an Activity, not 'Vote'"):
        start().add_activity("Vote")  # type: ignore[arg-type]


def test_an_activity_that_the_retro_has_been_at_cannot_be_dropped() -> None:
    retro = start(Welcome(), Group(), Decide())
    assert retro.drop_activity(2).activity == Group()
    assert titles(retro) == ["Welcome", "Decide"]
    retro.next()
    for step in (1, 3):
        with pytest.raises(NotNow, match=r"the retro has been at .*; skip it instead"):
            retro.drop_activity(step)
    with pytest.raises(NotFound, match="no step 2"):
        retro.drop_activity(2)


def test_steps_can_be_reordered() -> None:
    retro = start(Welcome(), Group(), Decide())
    retro.reorder(3, 0)
    assert titles(retro) == ["Decide", "Welcome", "Group"]
    assert retro.next().activity == Group()
    for position in (-1, 3):
        with pytest.raises(Invalid, match="is not in the agenda; it has 3 steps"):
            retro.reorder(1, position)
    with pytest.raises(NotFound, match="no step 9"):
        retro.reorder(9, 0)


def test_an_activity_starts_its_time_box_and_none_where_it_has_no_length() -> None:
    clock = FakeClock()
    retro = start(Welcome(minutes=2), Group(minutes=0), clock=clock)
    box = retro.state.timebox
    assert box is not None
    assert box.left(box.started + timedelta(seconds=30)) == timedelta(seconds=90)
    assert box.left(box.started + timedelta(minutes=3)) == timedelta(minutes=-1)
    retro.next()
    assert retro.state.timebox is None


def test_a_timer_is_set_extended_and_taken_away() -> None:
    clock = FakeClock()
    retro = start(Group(minutes=0), clock=clock)
    box = retro.set_timer(1.5)
    assert (box.seconds, box.started) == (90, clock.now)  # type: ignore[union-attr]
    assert retro.extend_timer(1).seconds == 150  # type: ignore[union-attr]
    clock.pass_days(1)
    late = retro.extend_timer(1)
    assert (late.seconds, late.started) == (60, clock.now)  # type: ignore[union-attr]
    assert retro.set_timer(0) is None
    assert retro.time_left() is None
    assert retro.extend_timer(2).seconds == 120  # type: ignore[union-attr]
    assert retro.time_left() == timedelta(seconds=119)
    assert retro.state.current == 1


@pytest.mark.parametrize("minutes", [-1, 1441, float("nan"), float("inf")])
def test_a_time_box_is_at_most_a_day(minutes: float) -> None:
    retro = start()
    with pytest.raises(Invalid, match=r"minutes is (not a time box; give 0 to 1440|a number, not)"):
        retro.set_timer(minutes)
    with pytest.raises(Invalid, match=r"minutes is (not a time box|a number, not)"):
        retro.extend_timer(minutes)


def test_close_opens_what_is_sealed_and_stops_the_time_box() -> None:
    retro = start(GATHER)
    seal(retro, "Good", "Seen")
    retro.close()
    assert retro.state.closed is not None
    assert retro.state.timebox is None
    assert len(retro.state.notes) == 1
    assert retro.sealed_count() == 0


def test_a_retro_is_not_closed_while_something_is_sealed_elsewhere() -> None:
    retro = start(Welcome(), GATHER)
    retro.next()
    seal(retro, "Good", "Secret")
    retro.back()
    with pytest.raises(NotNow, match="something is still hidden in 'Gather'; go there"):
        retro.close()
    retro.next()
    retro.close()
    assert len(retro.state.notes) == 1


def test_a_closed_retro_takes_nothing_until_it_is_reopened() -> None:
    retro = start()
    with pytest.raises(NotNow, match="this retro is not closed"):
        retro.reopen()
    retro.close()
    for act in (
        retro.next, retro.back, retro.skip, retro.close, retro.open_seals,
        lambda: retro.go(2), lambda: retro.drop_activity(3), lambda: retro.reorder(2, 3),
        lambda: retro.add_activity(Group()), lambda: retro.set_timer(1),
        lambda: retro.extend_timer(1), lambda: retro.add_note("Good", "x"),
        lambda: retro.join("Dee"), lambda: retro.add_action("x"), lambda: retro.remark("x"),
        lambda: retro.group([1]), lambda: retro.delete_note(1), lambda: retro.review(1, "done"),
    ):  # fmt: skip
        with pytest.raises(NotNow, match="this retro is closed; reopen it to change anything"):
            act()
    retro.reopen()
    assert retro.next().id == 2


def test_an_emptied_agenda_goes_nowhere_and_can_be_filled_again() -> None:
    retro = start(Welcome())
    retro.undo()
    assert retro.state.current_step is None
    assert retro.taken_part() == frozenset()
    with pytest.raises(NotNow, match="nothing is hidden here"):
        retro.open_seals()
    with pytest.raises(NotNow, match="a note belongs to Collect; the retro is not begun"):
        retro.add_note("Good", "x")
    retro.drop_activity(1)
    with pytest.raises(NotNow, match="that was the last activity"):
        retro.next()
    retro.close()
    retro.reopen()
    retro.add_activity(Decide())
    assert retro.next().activity == Decide()


def test_a_retro_that_has_not_begun_goes_to_its_first_activity() -> None:
    retro = start(Welcome(), Decide())
    retro.undo()
    with pytest.raises(NotNow, match="this is the first activity"):
        retro.back()
    retro.join("Dee")
    assert retro.next().activity == Welcome()


def test_a_late_mover_does_not_move_twice() -> None:
    two = Two(Welcome(), Group(), Decide())
    two.one.next()
    for act in (two.two.next, lambda: two.two.go("decide")):
        with pytest.raises(NotNow, match="somebody else moved the retro meanwhile"):
            act()
        two.two = two.logbook.load()
        two.one.next() if two.one.state.current == 2 else two.one.back()
    assert [each.step for each in two.stored().log if isinstance(each, Moved)] == [1, 2, 3, 2]


def test_a_move_is_made_again_when_something_else_was_written_meanwhile() -> None:
    two = Two(OPEN, Group())
    write(two.one, "Parked", "First")
    assert two.two.next().activity == Group()
    assert two.stored().state.notes[1].text == "First"


def test_late_changes_of_the_agenda_are_decided_anew() -> None:
    two = Two(Welcome(), Group(), Decide())
    two.one.add_activity(Vote())
    assert two.two.add_activity(Review()).id == 5
    assert titles(two.stored()) == ["Welcome", "Review", "Vote", "Group", "Decide"]
    two.one.refresh()
    two.one.drop_activity(5)
    with pytest.raises(NotFound, match="no step 5"):
        two.two.go(5)
    with pytest.raises(NotFound, match="no step 5"):
        two.two.drop_activity(5)


@pytest.mark.parametrize("move", ["next", "close"])
def test_what_is_sealed_in_the_moment_of_closing_is_opened_too(move: str) -> None:
    two = Two(GATHER, Group())
    seal(two.two, "Good", "In time")
    two.clock.meanwhile = lambda: seal(two.two, "Good", "Just in time")
    getattr(two.one, move)()
    stored = two.stored()
    assert [note.text for note in stored.state.notes.values()] == ["In time", "Just in time"]
    assert stored.sealed_count(1) == 0


@pytest.mark.parametrize("move", ["next", "close"])
def test_what_is_sealed_while_an_empty_activity_is_closed_is_opened_too(move: str) -> None:
    two = Two(GATHER, Group())
    two.clock.meanwhile = lambda: seal(two.two, "Good", "Just in time")
    getattr(two.one, move)()
    stored = two.stored()
    assert [note.text for note in stored.state.notes.values()] == ["Just in time"]
    assert stored.sealed_count(1) == 0


def test_what_is_sealed_while_an_activity_is_skipped_stops_that() -> None:
    two = Two(GATHER, Group())
    two.clock.meanwhile = lambda: seal(two.two, "Good", "Just in time")
    with pytest.raises(NotNow, match="something is hidden here"):
        two.one.skip()
    assert two.stored().state.current == 1


ONWARD: dict[str, Callable[[Retro], Any]] = {
    "next": lambda retro: retro.next(opens=False),
    "go": lambda retro: retro.go(2, opens=False),
    "close": lambda retro: retro.close(opens=False),
}


@pytest.mark.parametrize("move", ONWARD)
def test_nothing_is_opened_by_who_says_that_nothing_shall_be(move: str) -> None:
    two = Two(GATHER, Group())
    two.clock.meanwhile = lambda: seal(two.two, "Good", "Just in time")
    for _ in range(2):  # in the moment of moving, and after
        with pytest.raises(WouldOpen, match="something is hidden here by now"):
            ONWARD[move](two.one)
    assert (two.stored().state.current, two.stored().sealed_count()) == (1, 1)
    two.one.open_seals()
    ONWARD[move](two.one)
    assert two.stored().state.current != 1 or two.stored().state.closed


@pytest.mark.parametrize("move", [*ONWARD, "skip"])
def test_where_names_are_not_kept_it_is_not_said_whether_anything_would_be_opened(
    move: str,
) -> None:
    retro = start(GATHER, Group(), attribution=Attribution.ANONYMOUS)
    onward = {**ONWARD, "skip": lambda retro: retro.skip(told=0)}
    for _ in range(2):  # while nothing is sealed, and after
        with pytest.raises(WouldOpen, match="something may be hidden here"):
            onward[move](retro)
        seal(retro, "Good", "Secret")
    assert retro.sealed_count() == 2
    retro.skip(opens=True, told=0)
    assert (retro.state.current, len(retro.state.notes)) == (2, 2)
    retro.back()
    retro.skip()  # at a shared terminal, where all see that nothing is
    assert statuses(retro) == ["skipped", "current"]


def test_who_comes_too_late_is_told_and_nothing_is_sealed_behind_the_retro() -> None:
    two = Two(GATHER, Group())
    two.one.next()
    with pytest.raises(NotNow, match="a note belongs to Collect; the retro is at 'Group'"):
        two.two.add_note("Good", "Too late")
    assert two.stored().sealed_count(1) == 0


def test_a_retro_that_somebody_closed_meanwhile_does_not_move() -> None:
    two = Two(Welcome(), Group())
    two.one.close()
    with pytest.raises(NotNow, match="this retro is closed"):
        two.two.next()


def test_where_others_never_stop_writing_a_move_is_given_up_with_a_word() -> None:
    one = start(OPEN, Decide())
    other = Retro(one.log, Overtaken(), clock=one._clock, rng=one._rng)
    with pytest.raises(Conflict, match="others keep writing to this retro; try again"):
        other.next()
    assert other.state.current == 1


def test_the_log_tells_what_happened_to_the_agenda() -> None:
    book = logbook()
    retro = book.start("daki", team="Lander")
    retro.add_activity(Vote())
    retro.set_timer(3)
    kinds = [type(event) for event in retro.log]
    assert kinds[2:] == [StepAdded, TimeBoxSet]
    assert Opened not in kinds
    assert retro.state.agenda[0].status is StepStatus.CURRENT


def test_taking_part_is_counted_per_step_and_slot() -> None:
    retro = start(PULSE, Decide())
    retro.answer("safe", 3, "Ana")
    retro.answer("again", "Yes", "Ben")
    assert retro.taken_part() == {"Ana", "Ben"}
    assert retro.taken_part("safe") == {"Ana"}
    retro.next()
    assert retro.taken_part() == frozenset()
