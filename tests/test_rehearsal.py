"""A rehearsal says that it is one, counts for nothing, and is gone after a day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from attrs import evolve
from crew import NO_PLUGINS, FakeClock, made_of

from retrokit import Logbook, Plugins
from retrokit.errors import NotFound
from retrokit.formats import Ask, Decide, Format, Review
from retrokit.questions import Scale
from retrokit.retro import Retro

FORMAT = made_of(Review(), Ask(questions=[Scale("safe", "How safe is it?")]), Decide())
CREW = ("Ana", "Ben", "Cy")


class Book(Logbook):
    """A logbook whose clock the test holds."""

    def __init__(self, where: Path, clock: FakeClock, *, read_only: bool = False) -> None:
        plugins = Plugins.load(NO_PLUGINS)
        super().__init__(where, plugins=plugins, clock=clock, rng=Random(3), read_only=read_only)

    def hold(self, format: Format = FORMAT, *, rehearsal: bool = False) -> Retro:
        retro = self.start(format, team="Lander", members=CREW, rehearsal=rehearsal)
        for each in retro.state.carried:
            retro.review(each, "done")
        retro.go("Ask")
        for who in CREW:
            retro.answer("safe", 4, who)
        retro.next()
        retro.add_action("Dig", owner="Ana")
        return retro


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def book(tmp_path: Path, clock: FakeClock) -> Iterator[Book]:
    with Book(tmp_path / "crew.db", clock) as book:
        yield book


def test_it_counts_for_nothing(book: Book) -> None:
    first = book.hold()
    other = book.start(FORMAT, team="New", members=CREW, rehearsal=True)
    rehearsal = book.hold(rehearsal=True)
    assert len(rehearsal.state.carried) == 1
    assert [each.id for each in book.retros()] == [first.state.id]
    assert {each.id for each in book.retros(rehearsals=True)} == {
        first.state.id, other.state.id, rehearsal.state.id,
    }  # fmt: skip
    assert book.teams() == ["Lander"]
    assert book.load().state.id == first.state.id
    assert [each.ref for each in book.actions(status="open")] == [f"{first.state.id}-1"]
    assert [len(each.points) for each in book.trends("Lander")] == [1]
    assert [len(each.state.carried) for each in [book.hold()]] == [1]
    assert book.problems() == []


def test_every_report_says_that_it_is_one(book: Book) -> None:
    retro = book.hold(rehearsal=True)
    for name in ("text", "markdown", "html", "json"):
        assert "Rehearsal: Short" in book.report(retro, name)
    long = book.hold(evolve(FORMAT, title="x" * 80), rehearsal=True)
    assert long.state.format.title == f"Rehearsal: {'x' * 69}"
    assert book.load(long.state.id).log == book.import_(book.export(long)).log


def test_it_is_gone_a_day_later(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "crew.db"
    with Book(path, clock) as book:
        kept = book.hold().state.id
        tried = book.hold(rehearsal=True).state.id
        book.load(kept).join("rehearsal")
    clock.pass_days(0.9)
    with Book(path, clock) as book:
        assert book.load(tried)
    clock.pass_days(0.2)
    with Book(path, clock, read_only=True) as book:
        assert book.load(tried)
    with Book(path, clock) as book:
        with pytest.raises(NotFound):
            book.load(tried)
        assert [each.id for each in book.retros(rehearsals=True)] == [kept]
    assert tried.encode() not in path.read_bytes()


def test_who_is_forgotten_is_forgotten_there_too(book: Book) -> None:
    retro = book.hold(rehearsal=True)
    assert book.forget("Ana")[0].retros == (retro.state.id,)
    book.remove(retro.state.id)
    assert book.retros(rehearsals=True) == []


def test_a_logbook_without_any_is_told_to_have_none(book: Book) -> None:
    book.hold(rehearsal=True)
    with pytest.raises(NotFound, match="no retro yet"):
        book.load()
