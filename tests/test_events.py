"""What a class of events says of all its events."""

from __future__ import annotations

import re

import pytest
from attrs import frozen
from every_event import LOG, RECORDED

from retrokit.engine.digest import digest_of
from retrokit.events import (
    EVENTS,
    Event,
    FacilitatorChanged,
    MemberRenamed,
    Moved,
    NoteAdded,
    NotesSplit,
)
from retrokit.retro import fold


def test_each_event_says_what_an_undo_takes_back_or_why_it_does_not() -> None:
    for event in (*LOG, *RECORDED):
        said = event.described({})
        assert bool(said) != bool(event.final)
        assert "{" not in said


def test_where_no_numbers_are_shown_an_undo_says_none() -> None:
    told = {type(event).__name__: event.unnumbered({1: "Vote"}) for event in LOG}
    # The only figures that are left are those of dates, and of what people wrote.
    for event in LOG:
        numbered, said = event.described({1: "Vote"}), event.unnumbered({1: "Vote"})
        assert bool(said) == bool(numbered)
        assert not re.search(r"(note|topic|comment|decision|action|of|for) \d", said), said
    assert re.fullmatch(r'the note ".+"', told["NoteAdded"])
    assert re.fullmatch(r'the group ".+"', told["NotesGrouped"])
    assert re.fullmatch(r'the action item ".+"', told["ActionAdded"])
    assert told["NoteEdited"] == "the new text of a note"
    assert told["TieSettled"] == "how the tie was settled"
    at = LOG[0].at
    assert NotesSplit(at=at, notes=(4,)).unnumbered({}) == "the taking of a note out of a group"
    assert NotesSplit(at=at, notes=(4, 6)).unnumbered({}) == "the taking of notes out of a group"
    # What people wrote stays as it is.
    written = NoteAdded(at=at, step=1, number=3, column="A", text="note {number}, note 7")
    assert written.unnumbered({}) == 'the note "note {number}, note 7"'


@pytest.mark.parametrize("words", [{}, {"undo_words": "the rain", "final": "it is wet"}])
def test_a_class_that_says_neither_or_both_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="Rained must have undo_words or final, and not both"):
        frozen(type("Rained", (Event,), words))


def test_some_are_news_to_those_who_take_part_elsewhere() -> None:
    at = LOG[0].at
    assert MemberRenamed(at=at, name="Ben", to="{name}").news() == "Ben is now {name}"
    assert FacilitatorChanged(at=at, name="Ben").news() == "Ben facilitates now"
    assert FacilitatorChanged(at=at, name=None).news() == "Nobody facilitates now"
    assert NotesSplit(at=at, notes=(1,)).news() == ""


def test_words_of_people_are_no_pattern() -> None:
    at = LOG[0].at
    assert NoteAdded(at=at, step=1, number=3, column="A", text="{at}").described({}) == (
        'note 3, "{at}"'
    )
    assert NotesSplit(at=at, notes=(4, 6)).described({}) == "the splitting of 4, 6"


def test_an_activity_is_named_by_its_title_where_it_is_still_there() -> None:
    move = Moved(at=LOG[0].at, step=2)
    assert move.described({2: "Vote {step}"}) == "the move to Vote {step}"
    assert move.described({1: "Welcome"}) == "the move to another activity"


@pytest.mark.parametrize("log", [LOG, RECORDED], ids=["held", "recorded"])
def test_an_event_that_is_not_in_a_digest_leaves_it_as_it_is(log: tuple[Event, ...]) -> None:
    """So most actions need not write it again."""
    changed = set()
    before = digest_of(fold(log[:1]))
    for version, event in enumerate(log[1:], 2):
        after = digest_of(fold(log[:version]))
        if not event.in_digest:
            assert after == before, type(event).__name__
        elif after != before:
            changed.add(type(event).__name__)
        before = after
    if log is LOG:
        kept = {each.__name__ for each in EVENTS if each.in_digest}
        assert kept - changed == {"Started", "Undone"}
