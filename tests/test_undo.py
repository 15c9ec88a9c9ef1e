"""Taking things back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from crew import ANONYMOUS, GATHER, OPEN, PULSE, Two, seal, start, write

from retrokit.engine.state import State
from retrokit.errors import NotNow
from retrokit.events import Moved, NoteAdded, Opened, Undone
from retrokit.formats import Ask, Decide, Discuss, Group, Vote, Welcome
from retrokit.questions import Allocation
from retrokit.retro import Retro, fold

ACTS: dict[str, Callable[[Retro], object]] = {
    "a note": lambda retro: retro.add_note("Parked", "x"),
    "an edit": lambda retro: retro.edit_note(1, "y"),
    "a move of a note": lambda retro: retro.move_note(1, "Later"),
    "a deletion": lambda retro: retro.delete_note(1),
    "a group": lambda retro: retro.group([1, 2]),
    "a title": lambda retro: retro.rename_topic(4, "New"),
    "a split": lambda retro: retro.split([3]),
    "a remark": lambda retro: retro.remark("x"),
    "an action": lambda retro: retro.add_action("x"),
    "a changed action": lambda retro: retro.change_action(5, text="y"),
    "a step on": lambda retro: retro.next(),
    "a skipped step": lambda retro: retro.skip(),
    "a step added": lambda retro: retro.add_activity(Group()),
    "a step dropped": lambda retro: retro.drop_activity(3),
    "a step reordered": lambda retro: retro.reorder(3, 0),
    "a timer": lambda retro: retro.set_timer(3),
    "who joined": lambda retro: retro.join("Dee"),
    "who left": lambda retro: retro.leave("Ana"),
    "a role": lambda retro: retro.hand_over("Ben"),
    "the end": lambda retro: retro.close(),
}


def busy() -> Retro:
    """Return a retro at an open Collect with two loose notes, a group and an action."""
    retro = start(OPEN, Discuss(), Decide(), facilitator="Ana")
    for text in "abc":
        write(retro, "Parked", text)
    retro.group([3], "Pile")
    retro.add_action("Mend")
    return retro


def without_version(state: State) -> State:
    state.version = 0
    return state


@pytest.mark.parametrize("what", ACTS)
def test_whatever_was_done_can_be_undone(what: str) -> None:
    retro = busy()
    before, events = without_version(fold(retro.log)), retro.log
    ACTS[what](retro)
    done = retro.log[-1]
    assert retro.undo() == done
    assert retro.log[: len(events)] == events
    assert isinstance(retro.log[-1], Undone)
    assert retro.state.version == len(retro.log)
    assert without_version(fold(retro.log)) == before


def test_undo_goes_back_step_by_step() -> None:
    retro = start(OPEN)
    for text in "abc":
        write(retro, "Parked", text)
    for left in ("ab", "a", ""):
        retro.undo()
        assert "".join(note.text for note in retro.state.notes.values()) == left
    write(retro, "Parked", "d")
    assert retro.state.notes[1].text == "d"
    undone = [type(retro.undo()) for _ in range(2)]
    assert undone == [NoteAdded, Moved]
    with pytest.raises(NotNow, match="there is nothing to undo yet"):
        retro.undo()


@pytest.mark.parametrize("what", ["notes", "answers", "votes"])
def test_what_was_opened_cannot_be_sealed_again(what: str) -> None:
    retro = start(OPEN, PULSE, GATHER, Vote(budget=1))
    write(retro, "Parked", "x")
    retro.next()
    if what != "answers":
        retro.next()
    if what == "votes":
        retro.next()
        retro.vote({1: 1}, "Ana")
    elif what == "notes":
        seal(retro, "Good", "x")
    else:
        retro.answer("safe", 3, "Ana")
    retro.open_seals()
    retro.set_timer(1)
    retro.undo()
    with pytest.raises(NotNow, match="has been shown; you cannot hide it again"):
        retro.undo()


def test_the_move_is_taken_back_but_not_the_opening_before_it() -> None:
    retro = start(GATHER, Decide())
    seal(retro, "Good", "x")
    retro.next()
    retro.undo()
    assert retro.state.current == 1
    assert len(retro.state.notes) == 1
    with pytest.raises(NotNow, match="what was hidden here has been shown"):
        retro.undo()


def test_a_tightened_attribution_is_not_loosened_by_undo() -> None:
    retro = start()
    retro.tighten(ANONYMOUS)
    with pytest.raises(NotNow, match="an attribution can be tightened, never loosened"):
        retro.undo()


def test_what_something_sealed_stands_on_is_not_taken_back() -> None:
    retro = start(Welcome(), GATHER)
    retro.join("Dee")
    retro.next()
    receipt = seal(retro, "Good", "x", "Dee")
    with pytest.raises(NotNow, match="something hidden since then may depend on this; reveal it"):
        retro.undo()
    retro.withdraw(receipt)
    retro.undo()
    retro.next()
    seal(retro, "Good", "x", "Ana")
    retro.back()
    assert isinstance(retro.undo(), Moved)
    with pytest.raises(NotNow, match="something hidden since then may depend on this"):
        retro.undo()


def test_who_has_sealed_something_has_joined() -> None:
    retro = start(GATHER)
    retro.join("Dee")
    receipt = seal(retro, "Good", "x", "Dee")
    with pytest.raises(NotNow, match="something hidden since then may depend on this"):
        retro.undo()
    retro.withdraw(receipt)
    retro.undo()
    assert "Dee" not in retro.state.members


def test_who_is_rated_in_something_sealed_has_joined() -> None:
    shares = Ask(title="Shares", questions=[Allocation("shares", "Who carried what?")])
    retro = start(shares)
    retro.join("Dee")
    mates = [each for each in retro.state.here if each != "Ana"]
    receipt = retro.answer("shares", {each: 100 * (each == "Dee") for each in mates}, "Ana")
    with pytest.raises(NotNow, match="something hidden since then may depend on this"):
        retro.undo()
    retro.change_answer(receipt, {"Ben": 100} | {each: 0 for each in mates if each != "Ben"})
    with pytest.raises(NotNow, match="something hidden since then may depend on this"):
        retro.undo()
    retro.withdraw(receipt)
    retro.undo()
    assert "Dee" not in retro.state.members


@pytest.mark.parametrize("who", ["Ana", "Dee"])
def test_whether_somebody_stays_does_not_tell_who_sealed_something(who: str) -> None:
    """How much is sealed everyone knows; by whom nobody does, where names are kept either."""
    retro = start(GATHER)
    retro.join("Dee")
    receipt = seal(retro, "Good", "x", who)
    with pytest.raises(NotNow, match="reveal it first, or remove the member instead"):
        retro.undo()
    retro.withdraw(receipt)
    retro.undo()
    assert "Dee" not in retro.state.members


def test_a_retro_is_not_closed_by_undo_over_something_sealed() -> None:
    retro = start(GATHER)
    retro.close()
    retro.reopen()
    receipt = seal(retro, "Good", "x")
    with pytest.raises(NotNow, match="something hidden since then may depend on this"):
        retro.undo()
    retro.withdraw(receipt)
    retro.undo()
    assert retro.state.closed is not None


def test_undo_does_not_undo_unseen_what_others_did() -> None:
    two = Two(OPEN)
    write(two.one, "Parked", "Mine")
    write(two.two, "Parked", "Yours")
    with pytest.raises(NotNow, match="something else happened meanwhile; look, then undo again"):
        two.one.undo()
    assert len(two.stored().state.notes) == 2
    two.one.undo()
    assert [note.text for note in two.stored().state.notes.values()] == ["Mine"]


def test_who_says_what_they_saw_undoes_nothing_else() -> None:
    retro = start(OPEN)
    write(retro, "Parked", "Seen")
    seen = retro.state.version
    write(retro, "Parked", "Not seen")
    with pytest.raises(NotNow, match="something else happened meanwhile; look, then undo again"):
        retro.undo(seen)
    retro.undo(seen + 1)
    assert [note.text for note in retro.state.notes.values()] == ["Seen"]


def test_two_who_undo_at_once_undo_once() -> None:
    two = Two(OPEN)
    for text in "ab":
        write(two.one, "Parked", text)
    two.two.refresh()
    two.one.undo()
    with pytest.raises(NotNow, match="something else happened meanwhile"):
        two.two.undo()
    assert len(two.stored().state.notes) == 1


def test_what_is_sealed_in_the_moment_of_undoing_keeps_what_it_stands_on() -> None:
    two = Two(OPEN, Vote(budget=1))
    write(two.one, "Parked", "x")
    two.one.next()
    two.two.refresh()
    two.clock.meanwhile = lambda: two.two.vote({1: 1}, "Ana")
    with pytest.raises(NotNow, match="something else happened meanwhile"):
        two.one.undo()
    with pytest.raises(NotNow, match="something hidden since then may depend on this"):
        two.one.undo()
    two.one.open_seals()
    assert two.stored().state.at[2].tally.winners == (1,)  # type: ignore[union-attr]


def test_others_see_what_was_undone() -> None:
    two = Two(OPEN)
    write(two.one, "Parked", "x")
    two.two.refresh()
    two.one.undo()
    assert two.two.refresh() == 1
    assert two.two.state == two.one.state
    assert not any(isinstance(event, Opened) for event in two.two.log)


def test_a_log_begins_with_its_start() -> None:
    for log in ([], start().log[1:]):
        with pytest.raises(ValueError, match="a log begins with Started"):
            fold(log)


def test_a_start_that_a_forged_log_undid_is_still_the_start() -> None:
    retro = start(Welcome())
    undone = [Undone(at=retro.state.started, version=version) for version in (1, 2)]
    forged = Retro([*retro.log, *undone], retro._keeper, clock=retro._clock, rng=retro._rng)
    with pytest.raises(NotNow, match="there is nothing to undo yet"):
        forged.undo()
