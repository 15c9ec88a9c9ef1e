"""Writing, changing, moving and taking away notes, open and sealed."""

from __future__ import annotations

import pytest
from crew import ANONYMOUS, CONFIDENTIAL, GATHER, OPEN, PULSE, Overtaken, Two, seal, start, write

from retrokit.engine.seals import NoteDraft
from retrokit.engine.state import Note
from retrokit.errors import Conflict, Invalid, NotFound, NotNow
from retrokit.events import Opened
from retrokit.formats import Decide
from retrokit.retro import Receipt, Retro


def shown(retro: Retro) -> list[tuple[str, str, str | None]]:
    return [(note.column, note.text, note.author) for note in retro.state.notes.values()]


def test_an_open_note_is_seen_at_once() -> None:
    retro = start(OPEN)
    note = retro.add_note("parked", " Fog\nahead ", "ana")
    assert note == Note(1, 1, "Parked", " Fog\nahead", "Ana")
    assert retro.state.notes == {1: note}


def test_a_sealed_note_is_seen_by_nobody_until_the_activity_closes() -> None:
    retro = start(GATHER, Decide())
    receipt = seal(retro, "good", "Wind", "Ana")
    assert retro.state.notes == {}
    assert retro.sealed(receipt).draft == NoteDraft("Good", "Wind")
    assert "Wind" not in repr(retro.log)
    retro.next()
    assert shown(retro) == [("Good", "Wind", "Ana")]


@pytest.mark.parametrize(
    ("column", "text", "author", "kind", "said"),
    [
        ("Ugly", "x", None, NotFound, "no column 'Ugly'; there are: Good, Bad"),
        ("Good", "", None, Invalid, "the note is empty"),
        ("Good", "x" * 2001, None, Invalid, "the note has 2,001 characters"),
        ("Good", "a\x07", None, Invalid, "the note holds the control character"),
        ("Good", "x", "Anna", NotFound, "no member of this retro 'Anna'; did you mean Ana"),
    ],
)
def test_a_note_that_cannot_be_is_refused(
    column: str, text: str, author: str | None, kind: type[Exception], said: str
) -> None:
    retro = start(GATHER)
    with pytest.raises(kind, match=said):
        retro.add_note(column, text, author)
    assert retro.sealed_count() == 0


def test_notes_belong_to_a_collect() -> None:
    with pytest.raises(NotNow, match="a note belongs to Collect; the retro is at 'Decide'"):
        start(Decide()).add_note("Good", "x")


def test_who_has_left_writes_nothing() -> None:
    retro = start(GATHER)
    retro.leave("Ben")
    with pytest.raises(NotNow, match="Ben has left this retro; they can join again"):
        retro.add_note("Good", "x", "Ben")


def test_opened_notes_are_numbered_by_column_then_by_text() -> None:
    retro = start(GATHER)
    for column, text in (("Bad", "b"), ("Good", "z"), ("Bad", "a"), ("Good", "y")):
        seal(retro, column, text)
    retro.open_seals()
    assert list(retro.state.notes) == [1, 2, 3, 4]
    assert [note.text for note in retro.state.notes.values()] == ["y", "z", "a", "b"]


def test_the_order_of_opened_notes_says_nothing_of_who_or_when() -> None:
    logs = []
    for order in (["Ana", "Ben", "Cy"], ["Cy", "Ben", "Ana"]):
        retro = start(GATHER, attribution=ANONYMOUS)
        for who in order:
            seal(retro, "Good", {"Ana": "n", "Ben": "o", "Cy": "m"}[who], who)
        retro.open_seals()
        logs.append(retro.log[-1])
    assert logs[0] == logs[1]


def test_after_an_opening_named_notes_are_seen_at_once() -> None:
    retro = start(GATHER)
    seal(retro, "Good", "Sealed")
    retro.open_seals()
    assert write(retro, "Good", "Late").number == 2


@pytest.mark.parametrize("attribution", [CONFIDENTIAL, ANONYMOUS])
def test_where_authors_are_not_told_notes_are_sealed_whatever_the_format_says(
    attribution: object,
) -> None:
    retro = start(OPEN, attribution=attribution)
    seal(retro, "Parked", "One", "Ana")
    retro.open_seals()
    seal(retro, "Parked", "Two", "Ana")
    retro.open_seals()
    assert shown(retro) == [("Parked", "One", None), ("Parked", "Two", None)]


def test_a_note_that_was_to_be_hidden_is_not_shown_at_once_and_not_added_twice() -> None:
    retro = start(GATHER, Decide())
    seen = retro.state.version
    seal(retro, "Good", "Tea")
    retro.open_seals()
    for text in ("Tea", "Coffee"):  # once open, a named one would be seen at once
        with pytest.raises(NotNow, match="were revealed while yours was on its way"):
            retro.add_note("Good", text, version=seen)
    assert isinstance(retro.add_note("Good", "Coffee", version=retro.state.version), Note)
    retro = start(GATHER, Decide(), attribution=ANONYMOUS)
    seal(retro, "Good", "Tea")
    retro.open_seals()
    with pytest.raises(NotNow, match="see whether it is among them"):
        retro.add_note("Good", "Tea ", version=-1)
    assert isinstance(retro.add_note("Good", "Coffee", version=seen), Receipt)
    retro.next()
    with pytest.raises(NotNow, match="were revealed while yours was on its way"):
        retro.add_note("Good", "Coffee", version=seen)


def test_how_many_took_part_is_told_when_notes_are_opened() -> None:
    retro = start(GATHER, attribution=ANONYMOUS)
    for who in ("Ana", "Ana", "Ben"):
        seal(retro, "Good", "x", who)
    retro.open_seals()
    opened = retro.log[-1]
    assert isinstance(opened, Opened)
    assert opened.taken_part == 2


def test_a_sealed_note_is_changed_with_its_receipt() -> None:
    retro = start(GATHER)
    receipt = seal(retro, "Good", "Wind", "Ana")
    retro.edit_note(receipt, "Storm")
    retro.move_note(receipt, "bad")
    assert retro.sealed(receipt).draft == NoteDraft("Bad", "Storm")
    with pytest.raises(NotFound, match="no column"):
        retro.move_note(receipt, "Ugly")
    with pytest.raises(Invalid, match="the note is empty"):
        retro.edit_note(receipt, "")
    retro.open_seals()
    assert shown(retro) == [("Bad", "Storm", "Ana")]
    for act in (
        lambda: retro.edit_note(receipt, "x"), lambda: retro.move_note(receipt, "Good"),
        lambda: retro.delete_note(receipt), lambda: retro.withdraw(receipt),
    ):  # fmt: skip
        with pytest.raises(NotFound, match="nothing is hidden under this receipt"):
            act()


def test_a_sealed_note_is_taken_back_with_its_receipt() -> None:
    retro = start(GATHER)
    receipt, other = seal(retro, "Good", "One", "Ana"), seal(retro, "Good", "Two", "Ana")
    retro.delete_note(receipt)
    assert retro.taken_part() == {"Ana"}
    retro.withdraw(other)
    assert retro.taken_part() == frozenset()
    assert retro.sealed_count() == 0


def test_who_withdrew_an_anonymous_note_still_counts_as_having_taken_part() -> None:
    retro = start(GATHER, attribution=ANONYMOUS)
    retro.withdraw(seal(retro, "Good", "One", "Ana"))
    assert retro.taken_part() == {"Ana"}


@pytest.mark.parametrize("moving_on", [False, True])
def test_who_withdrew_an_anonymous_note_is_forgotten_when_the_retro_is_closed(
    moving_on: bool,
) -> None:
    retro = start(GATHER, OPEN, attribution=ANONYMOUS)
    retro.withdraw(seal(retro, "Good", "One", "Ana"))
    if moving_on:
        retro.next()
    retro.close()
    assert retro.sealed_steps(by="Ana") == frozenset()


def test_a_made_up_receipt_opens_nothing() -> None:
    retro = start(GATHER)
    receipt = seal(retro, "Good", "Mine")
    assert receipt.secret not in repr(receipt)
    with pytest.raises(NotFound, match="nothing is hidden under this receipt"):
        retro.edit_note(Receipt("0" * 32), "Hers")


def test_a_receipt_for_an_answer_changes_no_note() -> None:
    retro = start(PULSE)
    receipt = retro.answer("safe", 3, "Ana")
    with pytest.raises(NotNow, match="this receipt is not for a note"):
        retro.edit_note(receipt, "x")
    with pytest.raises(NotNow, match="this receipt is not for a note"):
        retro.delete_note(receipt)


def test_an_open_note_is_changed_by_its_number() -> None:
    retro = start(OPEN, Decide())
    write(retro, "Parked", "One")
    retro.next()
    retro.edit_note(1, "Two")
    retro.move_note(1, "LATER")
    assert shown(retro) == [("Later", "Two", None)]
    with pytest.raises(NotFound, match="no column 'Good'"):
        retro.move_note(1, "Good")
    retro.delete_note(1)
    assert retro.state.notes == {}
    for act in (
        lambda: retro.edit_note(1, "x"), lambda: retro.move_note(1, "Later"),
        lambda: retro.delete_note(1),
    ):  # fmt: skip
        with pytest.raises(NotFound, match="no note 1; there is none yet"):
            act()


def test_members_change_their_own_notes_only() -> None:
    retro = start(OPEN)
    write(retro, "Parked", "Mine", "Ana")
    write(retro, "Parked", "Nobody's")
    for number, who in ((1, "Ben"), (2, "Ana")):
        for act in (
            lambda n=number, w=who: retro.edit_note(n, "x", by=w),
            lambda n=number, w=who: retro.move_note(n, "Later", by=w),
            lambda n=number, w=who: retro.delete_note(n, by=w),
        ):
            with pytest.raises(NotNow, match=f"note {number} is not {who}'s"):
                act()
    retro.edit_note(1, "Still mine", by="ana")
    retro.move_note(1, "Later", by="Ana")
    assert shown(retro)[0] == ("Later", "Still mine", "Ana")
    retro.delete_note(1, by="Ana")
    assert list(retro.state.notes) == [2]


def test_a_note_that_is_deleted_leaves_its_group() -> None:
    retro = start(OPEN)
    for text in "abc":
        write(retro, "Parked", text)
    topic = retro.group([1, 2], "Pair")
    retro.delete_note(1)
    assert retro.state.groups[topic.number].notes == (2,)
    retro.delete_note(2)
    assert retro.state.groups == {}
    assert [each.number for each in retro.state.topics()] == [3]


def test_two_who_write_at_the_same_time_both_get_their_note() -> None:
    two = Two(OPEN)
    first, second = write(two.one, "Parked", "First"), write(two.two, "Parked", "Second")
    assert (first.number, second.number) == (1, 2)
    assert [n.text for n in two.stored().state.notes.values()] == ["First", "Second"]


def test_two_who_seal_at_the_same_time_lose_nothing() -> None:
    two = Two(GATHER, Decide())
    seal(two.one, "Good", "First", "Ana")
    seal(two.two, "Good", "Second", "Ben")
    seal(two.one, "Good", "Third", "Ana")
    assert two.two.taken_part() == {"Ana", "Ben"}
    two.one.next()
    assert {n.text for n in two.stored().state.notes.values()} == {"First", "Second", "Third"}


def test_a_note_that_somebody_deleted_meanwhile_is_not_changed() -> None:
    two = Two(OPEN)
    write(two.one, "Parked", "Mine")
    two.two.refresh()
    two.one.delete_note(1)
    with pytest.raises(NotFound, match="no note 1"):
        two.two.edit_note(1, "Still here?")


def test_where_others_never_stop_writing_a_note_is_given_up_with_a_word() -> None:
    one = start(OPEN)
    other = Retro(one.log, Overtaken(), clock=one._clock, rng=one._rng)
    with pytest.raises(Conflict, match="others keep writing to this retro; try again"):
        other.add_note("Parked", "Second")
    assert other.state.notes == {}
