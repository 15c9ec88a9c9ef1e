"""When things were: an item is done since a day, and a retro knows nothing of what came later."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from crew import NO_PLUGINS
from hypothesis import given
from hypothesis import strategies as st

from retrokit import ActionStatus, Ask, Decide, Digest, Format, Logbook, Plugins, Review, Scale
from retrokit.cli.actions_command import _status, plain
from retrokit.engine.digest import as_of, carried_into

FORMAT = Format(
    name="moments",
    title="Moments",
    purpose="Tell when.",
    agenda=[Review(), Ask(questions=[Scale("mood", "How are you?")]), Decide()],
)


PLUGINS = Plugins.load(NO_PLUGINS)


def day(number: int) -> datetime:
    return datetime(2024, 1, 1, 12, tzinfo=UTC) + timedelta(days=number)


def done_in(table: str) -> dict[str, str]:
    return {row["text"]: row["done"] for row in csv.DictReader(StringIO(table))}


class Clock:
    """A clock that shows what it is set to."""

    now = day(0)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def logbook(clock: Clock) -> Iterator[Logbook]:
    with Logbook(":memory:", clock=clock, plugins=PLUGINS) as logbook:
        yield logbook


def test_an_item_is_done_since_it_was_said_whatever_is_edited(
    logbook: Logbook, clock: Clock
) -> None:
    retro = logbook.start(FORMAT, team="T", members=["Ana"])
    item = retro.add_action("Cache it")
    assert (item.decided, item.done) == (day(0), None)
    clock.now = day(1)
    assert retro.change_action(1, status=ActionStatus.DONE).done == day(1)
    clock.now = day(2)
    for change in ({"text": "Cache all of it"}, {"status": ActionStatus.DONE}, {"owner": "Ana"}):
        item = retro.change_action(1, **change)  # type: ignore[arg-type]
        assert (item.decided, item.done, item.changed) == (day(0), day(1), day(2))
    assert logbook.actions()[0].item == logbook.load().state.actions[1] == item
    clock.now = day(3)
    assert retro.change_action(1, status=ActionStatus.OPEN).done is None
    assert retro.change_action(1, status=ActionStatus.DROPPED, reason="no need").done is None
    clock.now = day(4)
    retro.change_action(1, status=ActionStatus.DONE)
    assert retro.state.actions[1].done == day(4)
    retro.undo()
    assert retro.state.actions[1].done is None


def test_an_item_that_a_later_retro_reviewed_is_done_since_then(
    logbook: Logbook, clock: Clock
) -> None:
    first = logbook.start(FORMAT, team="T", members=["Ana"])
    first.add_action("Cache it", owner="Ana")
    clock.now = day(7)
    second = logbook.start(FORMAT, team="T", members=["Ana"])
    assert second.review(1, "done").done == day(7)
    clock.now = day(9)
    [known] = logbook.actions("T")
    assert known.item.done == day(7)
    changed = logbook.change_action(known.ref, text="Cache it all")
    assert (changed.item.text, changed.item.done) == ("Cache it all", day(7))
    assert _status(changed) == "done 2024-01-08"
    assert plain(changed)["done"] == "2024-01-08T12:00:00+00:00"
    assert plain(changed)["decided"] == "2024-01-01T12:00:00+00:00"


def test_reports_say_since_when_it_is_done(logbook: Logbook, clock: Clock) -> None:
    first = logbook.start(FORMAT, team="T", members=["Ana"])
    first.add_action("Cache it")
    first.add_action("Write it down")
    first.change_action(1, status=ActionStatus.DONE)
    clock.now = day(7)
    second = logbook.start(FORMAT, team="T", members=["Ana"])
    second.review(2, "done")
    assert "done 2024-01-01" in logbook.report(first)
    assert "done 2024-01-08" in logbook.report(second, "markdown")
    rows = {
        row["text"]: row["done"] for row in csv.DictReader(StringIO(logbook.report(first, "csv")))
    }
    assert (rows["Cache it"], rows["Write it down"]) == ("2024-01-01", "")
    rows = {
        row["text"]: row["done"] for row in csv.DictReader(StringIO(logbook.report(second, "csv")))
    }
    assert rows["Write it down"] == "2024-01-08"


# --- what came later


def test_a_retro_of_the_past_knows_nothing_of_what_came_later(
    logbook: Logbook, clock: Clock
) -> None:
    past = logbook.start(FORMAT, team="T", members=["Ana", "Ben", "Cy"])
    past.add_action("decided in the past")
    past.add_action("settled later")
    clock.now = day(700)
    past.add_action("decided later in the past retro")
    past.change_action(2, status=ActionStatus.DONE)
    later = logbook.start(FORMAT, team="T", members=["Ana", "Ben", "Cy"])
    later.review(1, "dropped", reason="no need")
    later.add_action("decided later", serves=None)
    later.go("ask")
    for name in ("Ana", "Ben", "Cy"):
        later.answer("mood", 4, name)
    later.next()
    clock.now = day(100)
    between = logbook.start(FORMAT, team="t")
    assert [
        (each.item.text, each.item.status, each.item.done)
        for each in between.state.carried.values()
    ] == [
        ("decided in the past", ActionStatus.OPEN, None),
        ("settled later", ActionStatus.OPEN, None),
    ]
    assert logbook.trends("T") == []
    assert logbook.findings(between) == []
    clock.now = day(701)
    assert [each.question for each in logbook.trends("T")] == ["mood"]
    texts = [each.item.text for each in logbook.start(FORMAT, team="T").state.carried.values()]
    assert "decided later" in texts


@given(
    st.lists(st.integers(0, 20), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 20), st.integers(0, 20)), max_size=8),
    st.integers(-1, 21),
)
def test_what_is_carried_at_a_moment_was_known_by_then(
    starts: list[int], items: list[tuple[int, int, int]], moment: int
) -> None:
    clock = Clock()
    logbook = Logbook(":memory:", clock=clock, plugins=PLUGINS)
    retros = []
    for start in sorted(starts):
        clock.now = day(start)
        retros.append(logbook.start(FORMAT, team="T"))
    for which, decided, done in items:
        retro = retros[which % len(retros)]
        clock.now = day(decided)
        item = retro.add_action("do it")
        if done >= decided:
            clock.now = day(done)
            retro.change_action(item.number, status=ActionStatus.DONE)
    digests: list[Digest] = as_of(logbook.retros("T"), day(moment))
    assert all(each.started <= day(moment) for each in digests)
    for carried in carried_into(digests):
        item = carried.item
        assert item.decided is not None
        assert item.decided <= day(moment)
        assert item.done is None or item.done <= day(moment)
        assert (item.status is ActionStatus.DONE) == (item.done is not None)
    assert as_of(logbook.retros("T"), day(99)) == logbook.retros("T")
