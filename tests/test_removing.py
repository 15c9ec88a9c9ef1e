"""A retro is removed for good: nothing of it is left, but what later retros carry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crew import NO_PLUGINS, FakeClock, made_of

from retrokit.errors import LogbookError, NotFound
from retrokit.events import ActionStatus
from retrokit.formats import Collect, Column, Decide, Review
from retrokit.logbook import Logbook
from retrokit.plugins import Plugins
from retrokit.retro import Retro

FORMAT = made_of(Review(), Collect(columns=[Column("Good")]), Decide())
OPEN, DONE, DROPPED = ActionStatus.OPEN, ActionStatus.DONE, ActionStatus.DROPPED


class Book(Logbook):
    """A logbook in a file, whose clock the test holds."""

    def __init__(self, where: Path) -> None:
        self.time = FakeClock()
        super().__init__(where, plugins=Plugins.load(NO_PLUGINS), clock=self.time)

    def next_retro(self, *actions: str) -> Retro:
        self.time.pass_days(14)
        retro = self.start(FORMAT, team="Lander", members=["Ana", "Ben"])
        for each in actions:
            retro.add_action(each, owner="Ana")
        return retro


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    with Book(tmp_path / "crew.db") as book:
        yield book


def test_nothing_of_it_is_left_in_any_file(book: Book, tmp_path: Path) -> None:
    retro = book.next_retro("Paint the hull")
    retro.remark("The mast creaks")
    retro.next()
    retro.add_note("Good", "A hidden albatross", "Ana")
    other = book.next_retro()
    raw = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    for each in (b"mast creaks", b"albatross", retro.state.id.encode()):
        assert each in raw
    assert [each.item.text for each in book.remove(retro.state.id)] == ["Paint the hull"]
    raw = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"mast creaks" not in raw
    assert b"albatross" not in raw
    assert [each.id for each in book.retros()] == [other.state.id]
    assert book.problems() == []
    with pytest.raises(NotFound):
        book.remove(retro.state.id)


def test_what_a_later_retro_carries_stays_and_can_be_changed(book: Book) -> None:
    first = book.next_retro("Paint the hull", "Mend the sail")
    second = book.next_retro()
    second.add_action("Buy a horn")
    third = book.next_retro()
    third.review(2, "done")
    assert [each.item.text for each in book.staying(first.state.id)] == ["Paint the hull"]
    assert book.staying(third.state.id) == []
    (stays,) = book.remove(first.state.id)
    assert stays.home == first.state.id
    assert stays.ref == f"{first.state.id}-1"
    assert [each.item.text for each in book.actions(status="open")] == [
        "Paint the hull", "Buy a horn",
    ]  # fmt: skip
    assert book.action(stays.ref) == stays
    assert book.action(f"{first.state.id[:5].upper()}-1") == stays
    changed = book.change_action(stays.ref, status="done")
    assert changed.item.status is DONE
    third.refresh()
    assert third.state.carried[1].item == changed.item
    second.refresh()
    assert second.state.carried[1].item.status is OPEN
    carried = book.next_retro().state.carried.values()
    assert [each.item.text for each in carried] == ["Buy a horn"]


def test_what_it_said_of_items_that_stay_is_kept(book: Book) -> None:
    """Reviews go with the retro they were made in; what they came to does not."""
    first = book.next_retro("Paint the hull", "Mend the sail")
    second = book.next_retro()
    second.review(1, "dropped", reason="Fog")
    book.remove(second.state.id)
    paint, mend = book.actions()
    assert (paint.item.status, paint.item.reason) == (DROPPED, "Fog")
    assert mend.item.status is OPEN
    first.refresh()
    assert first.state.actions[1] == paint.item


def test_what_was_done_at_home_later_is_kept_where_it_was_carried(book: Book) -> None:
    first = book.next_retro("Paint the hull", "Mend the sail")
    book.next_retro()
    book.change_action(f"{first.state.id}-1", status="done")
    assert [each.item.number for each in book.remove(first.state.id)] == [2]
    assert [each.item.status for each in book.actions()] == [DONE, OPEN]


def test_items_that_nobody_carried_go_with_it(book: Book) -> None:
    retro = book.next_retro("Paint the hull")
    assert book.remove("latest") == []
    assert book.actions() == []
    with pytest.raises(NotFound):
        book.action(f"{retro.state.id}-1")


def test_who_has_it_open_cannot_go_on(book: Book) -> None:
    retro = book.next_retro()
    book.remove(retro.state.id)
    with pytest.raises(LogbookError, match="is not in the logbook"):
        retro.remark("late")
    assert book.retros() == []
