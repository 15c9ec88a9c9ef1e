"""One retro, or one logbook, in several threads: nothing acknowledged is lost, nothing sticks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from inspect import isfunction
from pathlib import Path
from random import Random
from threading import Barrier, RLock, Thread
from threading import Event as Flag
from typing import Any

import pytest
from attrs import evolve, fields
from every_event import LOG
from sqlite_logbook import largest_file

from retrokit import (
    Ask,
    Collect,
    Column,
    Decide,
    Discuss,
    Format,
    Group,
    Logbook,
    Note,
    Retro,
    RetrokitError,
    Scale,
    Vote,
)
from retrokit.engine import log
from retrokit.engine.seals import Change, MemoryKeeper
from retrokit.engine.state import State
from retrokit.errors import FileError, LogbookError
from retrokit.events import ActionAdded, Event, NoteAdded, NotesGrouped, Opened, Remarked, Started
from retrokit.keeping import StoredKeeper
from retrokit.retro import fold

PATIENCE = 120
"""Seconds after which threads are taken to have stopped each other for good."""
OPEN = Format(
    name="open",
    title="Open",
    purpose="Take notes.",
    agenda=[
        Collect(columns=[Column("A"), Column("B")], sealed=False),
        Group(),
        Ask(questions=[Scale("mood", "How are you?")]),
        Discuss(),
        Vote(),
        Decide(),
    ],
)
MEMBERS = [f"member {number}" for number in range(6)]


@pytest.fixture
def logbook(tmp_path: Path) -> Iterator[Logbook]:
    with Logbook(tmp_path / "logbook") as logbook:
        yield logbook


def in_threads(*jobs: Callable[[], object]) -> None:
    """Run jobs at once, and raise what went wrong in one of them."""
    errors: list[BaseException] = []
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], object]) -> None:
        try:
            barrier.wait(PATIENCE)
            job()
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=run, args=(job,), daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "threads stopped each other"
    if errors:
        raise errors[0]


def numbers_in(log: tuple[Event, ...]) -> list[int]:
    """Return every number that a log gives to something."""
    found: list[int] = []
    known: set[int] = set()
    for event in log:
        if isinstance(event, (NoteAdded, Remarked)):
            found.append(event.number)
        elif isinstance(event, Opened):
            found += [each.number for each in event.notes]
        elif isinstance(event, ActionAdded):
            found.append(event.item.number)
        elif isinstance(event, NotesGrouped) and event.topic not in known:
            known.add(event.topic)
            found.append(event.topic)
    return found


class Counting:
    """A lock that counts how often it is asked for."""

    def __init__(self) -> None:
        self.asked = 0
        self._lock = RLock()

    def __enter__(self) -> None:
        self.asked += 1
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


PUBLIC = sorted(
    name
    for name in dir(Retro)
    if not name.startswith("_") and isfunction(getattr(Retro, name)) and name != "since"
)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_method_is_for_one_thread_at_a_time(name: str) -> None:
    lock = Counting()
    retro = Retro.start(OPEN, team="T", members=MEMBERS, keeper=MemoryKeeper(lock=lock))
    method = getattr(retro, name)
    wanted = method.__code__.co_argcount if not hasattr(method, "__wrapped__") else 9
    for count in range(wanted + 1):
        try:
            with_it = method(*(["1"] if name == "called" else [1]) * count)
            if isinstance(with_it, AbstractContextManager):
                with with_it:
                    pass
        except (TypeError, AttributeError, RetrokitError):
            continue
    assert lock.asked > 0
    assert {"next", "together", "called", "undo", "refresh", "add_note", "letters"} <= {*PUBLIC}


def busy(retro: Retro, rng: Random, me: str, done: dict[str, Any]) -> None:
    """Do all kinds of things, and write down what was acknowledged."""
    for turn in range(12):
        text = f"{me} {turn}"
        what = rng.randrange(8)
        try:
            if what <= 2:
                note = retro.add_note(rng.choice("AB"), text, me)
                assert isinstance(note, Note)
                assert note.text == text
                done[text] = ("note", note.number)
            elif what == 3:
                done[text] = ("action", retro.add_action(text, owner=me).number)
            elif what == 4:
                done[text] = ("remark", retro.remark(text, decision=True).number)
            elif what == 5:
                notes = list(retro.snapshot().notes)
                done[text] = ("topic", retro.group(rng.sample(notes, 1), text).number)
            elif what == 6:
                with retro.together():
                    first, second = retro.add_note("A", text, me), retro.remark(f"on {text}")
                    assert isinstance(first, Note)
                    assert second.number == first.number + 1
                done[text] = ("note", first.number)
                done[f"on {text}"] = ("remark", second.number)
            else:
                retro.extend_timer(1)
                retro.refresh()
        except (ValueError, LookupError):
            continue  # nothing to group so far


@pytest.mark.parametrize("seed", range(3))
def test_all_that_threads_were_told_is_kept_once(logbook: Logbook, seed: int) -> None:
    retro = logbook.start(OPEN, team="T", members=MEMBERS)
    again = logbook.load()  # a second object for the same retro, as a web handler loads one
    done: dict[str, Any] = {}
    in_threads(
        *(
            lambda me=me, number=number: busy(
                again if number % 3 == 2 else retro, Random(seed * 100 + number), me, done
            )
            for number, me in enumerate(MEMBERS)
        )
    )
    retro.refresh()
    again.refresh()
    kept = logbook.load()
    assert retro.log == again.log == kept.log
    assert retro.state == kept.state == fold(kept.log)
    numbers = numbers_in(kept.log)
    assert numbers == sorted(set(numbers))
    state = kept.state
    for text, (kind, number) in done.items():
        found = {
            "note": lambda n: state.notes[n].text,
            "action": lambda n: state.actions[n].text,
            "remark": lambda n: state.remarks[n].text,
            "topic": lambda n: state.topic(n).title,
        }[kind](number)
        assert found == text or kind == "topic"
    assert logbook.problems() == []
    assert isinstance(retro.add_note("A", "and on it goes"), Note)


def test_what_is_sealed_in_threads_is_kept_once(logbook: Logbook) -> None:
    retro = logbook.start(OPEN, team="T", members=MEMBERS)
    retro.go("ask")
    receipts: dict[str, Any] = {}

    def answer(me: str) -> None:
        receipts[me] = retro.answer("mood", 3, me)
        retro.change_answer(receipts[me], 4)
        with pytest.raises(RetrokitError):
            retro.answer("mood", 1, me)

    in_threads(*(lambda me=me: answer(me) for me in MEMBERS))
    assert retro.taken_part() == {*MEMBERS}
    assert len(retro.sealed_under(receipts.values())) == len(MEMBERS)
    retro.next()
    [result] = logbook.load().state.at[3].results
    assert [reply.value for reply in result.replies] == [4] * len(MEMBERS)


def test_moves_of_threads_skip_nothing(logbook: Logbook) -> None:
    retro = logbook.start(OPEN, team="T", members=MEMBERS)

    def move() -> None:
        with pytest.raises(RetrokitError, match="last activity"):  # noqa: PT012
            while True:
                retro.next()

    in_threads(move, move, move)
    assert [step.status.value for step in retro.state.agenda] == ["done"] * 5 + ["current"]
    in_threads(*[retro.undo] * 5)
    assert retro.state.current == 1
    assert logbook.load().log == retro.log


def test_a_block_of_actions_swallows_nothing_of_another_thread(
    logbook: Logbook, tmp_path: Path
) -> None:
    retro = logbook.start(OPEN, team="T", members=["Ana", "Ben"])
    asked = Flag()

    class Telling(Counting):
        def __enter__(self) -> None:
            asked.set()
            super().__enter__()

    lock: Any = Telling()
    retro._lock = lock
    seen: list[list[str]] = []

    def other() -> None:
        retro.add_note("A", "Ben's", "Ben")
        with Logbook(tmp_path / "logbook", read_only=True) as reader:
            seen.append([note.text for note in reader.load().state.notes.values()])

    thread = Thread(target=other, daemon=True)
    with pytest.raises(ZeroDivisionError), retro.together():  # noqa: PT012
        asked.clear()
        thread.start()
        assert asked.wait(PATIENCE)
        retro.add_note("A", "Ana's", "Ana")
        assert len(retro.state.notes) == 1
        with Logbook(tmp_path / "logbook", read_only=True) as reader:
            assert reader.load().state.notes == {}
        raise ZeroDivisionError
    thread.join(PATIENCE)
    assert seen == [["Ana's", "Ben's"]]


def test_blocks_on_two_retros_do_not_stop_each_other(logbook: Logbook) -> None:
    one, two = (logbook.start(OPEN, team=team, members=MEMBERS) for team in ("one", "two"))

    def both(outer: Retro, inner: Retro, me: str) -> None:
        for turn in range(5):
            with outer.together():
                outer.add_note("A", f"{me} {turn}", me)
                with inner.together():
                    inner.add_note("B", f"{me} {turn}", me)
                logbook.report(inner)

    in_threads(
        *(lambda me=me: both(one, two, me) for me in MEMBERS[:3]),
        *(lambda me=me: both(two, one, me) for me in MEMBERS[3:]),
    )
    for retro in (one, two):
        assert len(logbook.load(retro.state.id).state.notes) == len(retro.state.notes) == 30


def test_a_key_is_for_the_actions_of_its_own_thread() -> None:
    retro = Retro.start(OPEN, team="T", members=MEMBERS)

    def act(me: str) -> None:
        for turn in range(20):
            with retro.called(f"{me} {turn}"):
                retro.add_note("A", f"{me} {turn}", me)

    in_threads(*(lambda me=me: act(me) for me in MEMBERS))
    assert all(each.key == each.text for each in retro.log if isinstance(each, NoteAdded))


def test_readers_are_undisturbed_by_writers(logbook: Logbook) -> None:
    retro = logbook.start(OPEN, team="T", members=MEMBERS)

    def write() -> None:
        for turn in range(40):
            retro.add_note("A", f"note {turn}")

    def read() -> None:
        for _ in range(40):
            state = retro.snapshot()
            assert state == fold(retro.log[: state.version])
            logbook.report(retro, "markdown")
            logbook.export(retro)
            logbook.findings(retro)
            logbook.retros()

    in_threads(write, read, read)
    assert len(retro.state.notes) == 40


def test_a_logbook_in_an_event_loop(logbook: Logbook) -> None:
    retro = logbook.start(OPEN, team="T", members=MEMBERS)

    async def everybody() -> list[Any]:
        calls = (asyncio.to_thread(retro.add_note, "A", f"note {n}") for n in range(20))
        return await asyncio.gather(*calls)

    assert sorted(note.number for note in asyncio.run(everybody())) == list(range(1, 21))
    assert logbook.load().log == retro.log


def test_retros_are_started_by_threads(logbook: Logbook) -> None:
    in_threads(*[lambda: [logbook.start(OPEN, team="T") for _ in range(5)]] * 4)
    assert len(logbook.retros()) == 20
    assert logbook.problems() == []


# --- faults


@pytest.mark.parametrize("where", [":memory:", "logbook"])
def test_a_retro_interrupted_after_it_was_kept_goes_on(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Logbook(where if where == ":memory:" else tmp_path / where) as logbook:
        retro = logbook.start(OPEN, team="T", members=MEMBERS)
        commit = StoredKeeper.commit

        def interrupted(keeper: Any, change: Change, after: Callable[[], State]) -> None:
            commit(keeper, change, after)
            raise KeyboardInterrupt

        for act in (
            lambda: retro.add_note("A", "kept, and nobody was told"),
            lambda: retro.add_action("so is this"),  # the digest asks for the state that follows
        ):
            monkeypatch.setattr(StoredKeeper, "commit", interrupted)
            with pytest.raises(KeyboardInterrupt):
                act()
            monkeypatch.undo()
            assert retro.state == fold(retro.log)
        assert isinstance(retro.add_note("A", "next"), Note)
        assert retro.log == logbook.load().log
        assert [note.text for note in retro.state.notes.values()][-1] == "next"


@pytest.mark.parametrize("stored", [True, False])
def test_a_retro_interrupted_in_its_fold_goes_on(
    stored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    logbook = Logbook(":memory:")
    retro = (
        logbook.start(OPEN, team="T", members=MEMBERS)
        if stored
        else Retro.start(OPEN, team="T", members=MEMBERS)
    )
    real = log._FOLDS[NoteAdded]

    def half(state: State, event: Any) -> None:
        real(state, event)
        raise KeyboardInterrupt

    monkeypatch.setitem(log._FOLDS, NoteAdded, half)
    with pytest.raises(KeyboardInterrupt):
        retro.add_note("A", "one")
    monkeypatch.setitem(log._FOLDS, NoteAdded, real)
    assert retro.state.notes == {}
    retro.add_note("A", "two")
    assert [note.text for note in retro.state.notes.values()] == ["one", "two"]


def test_a_fold_that_is_interrupted_while_it_catches_up(
    logbook: Logbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    retro = logbook.start(OPEN, team="T", members=MEMBERS)
    logbook.load().add_note("A", "elsewhere")

    def half(state: State, event: Any) -> None:
        state.notes.clear()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setitem(log._FOLDS, NoteAdded, half)
        with pytest.raises(KeyboardInterrupt):
            retro.refresh()
    assert retro.refresh() == 1
    assert retro.state == fold(retro.log) == logbook.load().state


def test_a_retro_whose_actions_were_lost_in_the_block_of_another(logbook: Logbook) -> None:
    one, two = (logbook.start(OPEN, team=team, members=MEMBERS) for team in ("one", "two"))
    begun: list[Retro] = []
    two.add_note("A", "before")
    full = pytest.raises(LogbookError, match="full")
    with largest_file(150_000), full, one.together():
        begun.append(logbook.start(OPEN, team="three"))
        two.add_note("A", "lost")
        for number in range(400):
            one.add_note("A", f"{number} {'x' * 1000}")
    assert two.add_note("A", "after").number == 2  # type: ignore[union-attr]
    assert two.log == logbook.load(two.state.id).log
    assert [note.text for note in two.state.notes.values()] == ["before", "after"]
    with pytest.raises(LogbookError, match="is not in the logbook; start it again"):
        begun[0].add_note("A", "nowhere")


# --- numbers


def with_number(event: Event, number: int) -> Event:
    """Return an event that gives this number instead."""
    if isinstance(event, ActionAdded):
        return evolve(event, item=evolve(event.item, number=number))
    if isinstance(event, Opened):
        return evolve(event, notes=(evolve(event.notes[0], number=number), *event.notes[1:]))
    if isinstance(event, NotesGrouped):
        return evolve(event, topic=number)
    assert isinstance(event, (NoteAdded, Remarked))
    return evolve(event, number=number)


@pytest.mark.parametrize(
    "kind", [NoteAdded, Opened, NotesGrouped, Remarked, ActionAdded], ids=lambda k: k.__name__
)
def test_a_number_given_twice_is_no_log(kind: type[Event]) -> None:
    first = next(each for each in LOG if isinstance(each, Opened) and each.notes).notes[0].number
    found = [(at, each) for at, each in enumerate(LOG) if isinstance(each, kind)]
    at, event = [each for each in found if getattr(each[1], "notes", True)][-1]
    if kind is Opened:
        first = 1  # carried into the retro
    log = [*LOG[:at], with_number(event, first)]
    with pytest.raises(FileError, match=rf"event {at + 1} \({kind.__name__}\) .* given twice"):
        fold(log)


def test_two_carried_items_of_one_number_are_no_log() -> None:
    started = LOG[0]
    assert isinstance(started, Started)
    with pytest.raises(FileError, match="number 1 is given twice"):
        fold([evolve(started, carried=(started.carried[0], started.carried[0]))])


def test_an_event_that_does_not_fit_is_named() -> None:
    with pytest.raises(FileError, match=r"event 2 \(NotesGrouped\) does not fit"):
        fold([LOG[0], next(each for each in LOG if isinstance(each, NotesGrouped))])


# --- snapshots


def mutable_in(state: State) -> list[object]:
    """Return what a state holds that could change."""
    found: list[object] = [
        getattr(state, each.name)
        for each in fields(State)
        if isinstance(getattr(state, each.name), (dict, list, set))
    ]
    return found


def test_a_snapshot_shares_nothing_that_changes() -> None:
    for version in range(1, len(LOG) + 1):
        state = fold(LOG[:version])
        copied = state.copy()
        assert copied == state
        shared = {id(each) for each in mutable_in(state)}
        assert not shared & {id(each) for each in mutable_in(copied)}
