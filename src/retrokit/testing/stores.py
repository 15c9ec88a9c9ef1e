"""The promise of a store as tests that any store's author can run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ..errors import Conflict, LogbookError, NotFound
from ..stores import Entry, MarkRow, Sealed, SealRow, Store, Write

START = datetime(2031, 3, 1, 9, 30, 15, 250_000, tzinfo=UTC)
SCRIPTS = (
    "Ærlig",
    "команда",
    "チーム",
    "فريق",
    "👩🏽‍🚀 crew",
    "e\u0301 and \u00e9",
    "'; DROP TABLE retros; --",
    "50% _ * ?",
    "  ",
)
BODIES = (b"", b"\0", bytes(range(256)), "日本".encode(), b"\xff\xfe not text", b"x" * 100_000)


def listed(
    id: str, *, team: str = "Crew", started: datetime = START, digest: bytes = b"{}"
) -> Entry:
    """Return an entry as a retro's first write brings it."""
    return Entry(id=id, team=team, started=started, version=0, digest=digest)


def begin(store: Store, id: str = "r1", *events: bytes, **about: Any) -> None:
    """Begin a retro with some events in its log."""
    store.write(Write(retro=id, version=0, events=events, entry=listed(id, **about)))


def seal(key: str, step: int = 1, body: bytes = b"sealed") -> SealRow:
    """Return a seal."""
    return SealRow(step=step, key=key, body=body)


def mark(member: str, step: int = 1, slot: str = "notes") -> MarkRow:
    """Return a mark."""
    return MarkRow(step=step, slot=slot, member=member)


def everything(store: Store) -> tuple[object, ...]:
    """Return all that a store holds, to be compared with what it holds later."""
    entries = tuple(store.entries())
    return (
        entries,
        tuple(tuple(store.events(each.id)) for each in entries),
        tuple(store.sealed(each.id) for each in entries),
    )


class StoreContract:
    """Subclass it in a test module, say how to make the store, and pytest does the rest.

        class TestMyStore(StoreContract):
            def make_store(self, folder: Path) -> Store:
                return MyStore(folder / "logbook")

    A store that is gone when it is closed sets `lasts` to False, one that cannot be copied to a
    file sets `copies` to False; other stores say in `open_copy` how a backup is opened.
    """

    lasts: ClassVar[bool] = True
    copies: ClassVar[bool] = True

    def make_store(self, folder: Path) -> Store:
        """Return an open store kept in a folder; what it holds already, if it lasts."""
        raise NotImplementedError

    def open_copy(self, path: Path) -> Store:
        """Return the store that a backup file is; only for stores that can be copied."""
        raise NotImplementedError

    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        """A fresh store, closed after the test."""
        store = self.make_store(tmp_path)
        yield store
        store.close()

    def reopen(self, store: Store, folder: Path) -> Store:
        """Close a store and open it again; skip the test if nothing lasts."""
        if not self.lasts:
            pytest.skip("this store is gone when it is closed")
        store.close()
        return self.make_store(folder)

    # The log

    def test_nothing_is_in_a_fresh_store(self, store: Store) -> None:
        assert list(store.entries()) == []
        assert list(store.find("")) == []
        assert list(store.events("r1")) == []
        assert store.sealed("r1") == Sealed(round=0, seals=(), marks=())
        assert list(store.problems()) == []

    def test_events_come_back_in_order(self, store: Store) -> None:
        begin(store, "r1", b"one")
        store.write(Write(retro="r1", version=1, events=(b"two", b"three")))
        store.write(Write(retro="r1", version=3, events=(b"four",)))
        assert list(store.events("r1")) == [b"one", b"two", b"three", b"four"]
        assert list(store.remains("r1")) == [b"one", b"two", b"three", b"four"]
        assert list(store.remains("r2")) == []

    def test_events_after_a_version(self, store: Store) -> None:
        begin(store, "r1", *(b"%d" % each for each in range(12)))
        for after in range(13):
            assert list(store.events("r1", after)) == [b"%d" % each for each in range(after, 12)]
        assert list(store.events("r1", 13)) == []
        assert list(store.events("r1", 10**30)) == []
        assert list(store.events("r1", -1)) == list(store.events("r1"))

    def test_retros_do_not_see_each_other(self, store: Store) -> None:
        begin(store, "r1", b"mine")
        begin(store, "r10", b"theirs")
        store.write(Write(retro="r1", version=1, round=0, put=(seal("k"),), mark=(mark("Ann"),)))
        store.write(Write(retro="r10", version=1, round=0, put=(seal("k", body=b"else"),)))
        store.write(Write(retro="r10", version=1, round=1, erase=(1,)))
        assert list(store.events("r1")) == [b"mine"]
        assert list(store.events("r10")) == [b"theirs"]
        assert store.sealed("r1") == Sealed(round=1, seals=(seal("k"),), marks=(mark("Ann"),))
        assert store.sealed("r10") == Sealed(round=2, seals=(), marks=())

    @pytest.mark.parametrize("body", BODIES, ids=lambda body: f"{len(body)} bytes")
    def test_any_bytes(self, store: Store, body: bytes) -> None:
        begin(store, "r1", body, digest=body)
        store.write(Write(retro="r1", version=1, round=0, put=(seal("k", body=body),)))
        assert list(store.events("r1")) == [body]
        assert store.sealed("r1").seals == (seal("k", body=body),)
        assert [entry.digest for entry in store.entries()] == [body]

    @pytest.mark.parametrize("text", SCRIPTS, ids=ascii)
    def test_text_in_any_script(self, store: Store, text: str) -> None:
        begin(store, text, b"one", team=text)
        begin(store, "else")
        marks = (mark(text, slot=text),)
        store.write(Write(retro=text, version=1, round=0, put=(seal(text),), mark=marks))
        assert list(store.find(text)) == [text]
        assert [(entry.id, entry.team) for entry in store.entries(text)] == [(text, text)]
        assert store.sealed(text) == Sealed(round=1, seals=(seal(text),), marks=marks)

    # Conflicts

    @pytest.mark.parametrize("version", [0, 1, 3, 2**40])
    def test_a_write_decided_on_another_version_is_refused(
        self, store: Store, version: int
    ) -> None:
        begin(store, "r1", b"one", b"two")
        before = everything(store)
        for entry in (None, listed("r1", team="Other", digest=b"new")):
            with pytest.raises(Conflict):
                store.write(Write(retro="r1", version=version, events=(b"x",), entry=entry))
        assert everything(store) == before

    @pytest.mark.parametrize("round", [0, 1, 3])
    def test_a_write_decided_on_another_round_is_refused_whole(
        self, store: Store, round: int
    ) -> None:
        begin(store, "r1", b"one")
        store.write(Write(retro="r1", version=1, round=0, put=(seal("k"),)))
        store.write(Write(retro="r1", version=1, round=1, mark=(mark("Ann"),)))
        before = everything(store)
        with pytest.raises(Conflict):
            store.write(
                Write(
                    retro="r1",
                    version=1,
                    round=round,
                    events=(b"opened",),
                    entry=listed("r1", digest=b"new"),
                    put=(seal("other"),),
                    drop=("k",),
                    mark=(mark("Bo"),),
                    unmark=(mark("Ann"),),
                    erase=(1,),
                )
            )
        assert everything(store) == before

    def test_a_retro_can_be_begun_once(self, store: Store) -> None:
        begin(store, "r1", b"one")
        with pytest.raises(Conflict):
            begin(store, "r1", b"other")
        assert list(store.events("r1")) == [b"one"]

    def test_a_retro_is_begun_with_an_entry(self, store: Store) -> None:
        with pytest.raises(NotFound):
            store.write(Write(retro="r1", version=0, events=(b"one",)))
        for version, round in ((1, None), (0, 1)):
            with pytest.raises(Conflict):
                store.write(Write(retro="r1", version=version, round=round, entry=listed("r1")))
        assert list(store.entries()) == []
        assert list(store.events("r1")) == []

    def test_a_writer_that_does_not_look_beside_the_log_needs_no_round(self, store: Store) -> None:
        begin(store, "r1")
        store.write(Write(retro="r1", version=0, round=0, put=(seal("k"),)))
        store.write(Write(retro="r1", version=0, events=(b"one",)))
        assert list(store.events("r1")) == [b"one"]
        assert store.sealed("r1").round == 1

    def test_a_write_any_part_of_which_fails_keeps_nothing(self, store: Store) -> None:
        begin(store, "r1", b"one")
        store.write(Write(retro="r1", version=1, round=0, put=(seal("k"),), mark=(mark("Ann"),)))
        before = everything(store)
        broken: Any = None
        whole: dict[str, Any] = {
            "events": (b"two",),
            "entry": listed("r1", digest=b"new"),
            "put": (seal("new"),),
            "drop": ("k",),
            "unmark": (mark("Ann"),),
        }
        for part in ("put", "mark"):
            with pytest.raises(Exception):  # noqa: B017, PT011  whatever it is
                store.write(Write(retro="r1", version=1, round=1, **{**whole, part: (broken,)}))
            assert everything(store) == before
        store.write(Write(retro="r1", version=1, round=1, **whole))
        assert list(store.events("r1")) == [b"one", b"two"]
        assert store.sealed("r1") == Sealed(round=2, seals=(seal("new"),), marks=())

    # Beside the log

    def test_writes_together_are_like_writes_one_by_one(self, store: Store) -> None:
        begin(store, "r1", b"one")
        with store.together():
            store.write(Write(retro="r1", version=1, events=(b"two",)))
            with pytest.raises(Conflict):
                store.write(Write(retro="r1", version=1, events=(b"late",)))
            assert list(store.events("r1", 1)) == [b"two"]
            store.write(Write(retro="r1", version=2, round=0, put=(seal("k"),)))
            assert store.round("r1") == store.sealed("r1").round == 1
            store.write(Write(retro="r1", version=2, events=(b"three",)))
        assert list(store.events("r1")) == [b"one", b"two", b"three"]
        assert store.sealed("r1") == Sealed(round=1, seals=(seal("k"),), marks=())

    def test_an_error_among_writes_together_takes_none_of_the_others_back(
        self, store: Store
    ) -> None:
        begin(store, "r1", b"one")
        with pytest.raises(ZeroDivisionError), store.together():  # noqa: PT012
            store.write(Write(retro="r1", version=1, events=(b"two",)))
            _ = 1 / 0
        assert list(store.events("r1")) == [b"one", b"two"]

    def test_seals_are_put_replaced_and_dropped(self, store: Store) -> None:
        begin(store, "r1")
        store.write(Write(retro="r1", version=0, round=0, put=(seal("a"), seal("b", step=2))))
        store.write(Write(retro="r1", version=0, round=1, put=(seal("a", step=3, body=b"new"),)))
        assert set(store.sealed("r1").seals) == {seal("a", step=3, body=b"new"), seal("b", step=2)}
        store.write(Write(retro="r1", version=0, round=2, drop=("b", "never there")))
        assert store.sealed("r1") == Sealed(
            round=3, seals=(seal("a", step=3, body=b"new"),), marks=()
        )
        store.write(Write(retro="r1", version=0, round=3, drop=("a",), put=(seal("a"),)))
        assert store.sealed("r1").seals == (seal("a"),)

    def test_marks_are_set_once_and_taken_back(self, store: Store) -> None:
        begin(store, "r1")
        ann, bo = mark("Ann"), mark("Bo")
        store.write(Write(retro="r1", version=0, round=0, mark=(ann, bo, ann)))
        store.write(Write(retro="r1", version=0, round=1, mark=(ann, mark("Ann", slot="ballot"))))
        assert set(store.sealed("r1").marks) == {ann, bo, mark("Ann", slot="ballot")}
        assert len(store.sealed("r1").marks) == 3
        store.write(Write(retro="r1", version=0, round=2, unmark=(ann, mark("Cy"))))
        assert set(store.sealed("r1").marks) == {bo, mark("Ann", slot="ballot")}
        store.write(Write(retro="r1", version=0, round=3, unmark=(bo,), mark=(bo,)))
        assert bo in store.sealed("r1").marks

    def test_erasing_steps_takes_their_seals_and_marks(self, store: Store) -> None:
        begin(store, "r1")
        seals = tuple(seal(f"k{step}", step) for step in (1, 2, 3, 4))
        marks = tuple(mark("Ann", step) for step in (1, 2, 3, 4))
        store.write(Write(retro="r1", version=0, round=0, put=seals, mark=marks))
        store.write(Write(retro="r1", version=0, round=1, events=(b"opened",), erase=(1, 3, 9)))
        assert store.sealed("r1") == Sealed(
            round=2, seals=(seals[1], seals[3]), marks=(marks[1], marks[3])
        )
        assert list(store.events("r1")) == [b"opened"]
        store.write(Write(retro="r1", version=1, round=2, erase=(2,), put=(seal("late", 2),)))
        assert set(store.sealed("r1").seals) == {seals[3], seal("late", 2)}

    def test_every_change_beside_the_log_counts_one_round(self, store: Store) -> None:
        begin(store, "r1")
        changes: tuple[dict[str, Any], ...] = (
            {"put": (seal("a"), seal("b"))},
            {"mark": (mark("Ann"),)},
            {"drop": ("a",)},
            {"unmark": (mark("Ann"),)},
            {"erase": (1,)},
            {"erase": (1,)},
            {"put": (seal("c"),), "mark": (mark("Ann"),), "events": (b"one",)},
        )
        for count, change in enumerate(changes):
            assert store.round("r1") == store.sealed("r1").round == count
            store.write(Write(retro="r1", version=0, round=count, **change))
        store.write(Write(retro="r1", version=1, round=7, events=(b"two",)))
        assert store.round("r1") == store.sealed("r1").round == 7
        begin(store, "r2")
        assert store.round("r2") == store.round("never begun") == 0

    def test_a_retro_can_begin_with_seals(self, store: Store) -> None:
        store.write(Write(retro="r1", version=0, round=0, entry=listed("r1"), put=(seal("a"),)))
        assert store.sealed("r1") == Sealed(round=1, seals=(seal("a"),), marks=())

    def test_the_order_of_what_is_sealed_says_nothing_about_when(self, store: Store) -> None:
        seen = set()
        for number, order in enumerate(permutations("abcd")):
            id = f"r{number}"
            begin(store, id)
            for round, key in enumerate(order):
                store.write(
                    Write(retro=id, version=0, round=round, put=(seal(key),), mark=(mark(key),))
                )
            seen.add((store.sealed(id).seals, store.sealed(id).marks))
        assert len(seen) == 1

    # Taking out

    def test_a_removed_retro_is_gone_and_the_others_stay(self, store: Store) -> None:
        for id in ("r1", "r10"):
            begin(store, id, b"one", b"two")
            store.write(Write(retro=id, version=2, round=0, put=(seal("k"),), mark=(mark("Ann"),)))
        store.remove("r1")
        assert [entry.id for entry in store.entries()] == ["r10"]
        assert list(store.entries("Crew")) == list(store.entries())
        assert list(store.find("r1")) == ["r10"]
        assert list(store.events("r1")) == list(store.remains("r1")) == []
        assert store.sealed("r1") == Sealed(round=0, seals=(), marks=())
        assert list(store.events("r10")) == [b"one", b"two"]
        assert store.sealed("r10") == Sealed(round=1, seals=(seal("k"),), marks=(mark("Ann"),))
        assert list(store.problems()) == []
        with pytest.raises(NotFound):
            store.remove("r1")
        with pytest.raises(Conflict):
            store.write(Write(retro="r1", version=2, events=(b"late",)))
        begin(store, "r1", b"new")
        assert list(store.events("r1")) == [b"new"]

    def test_a_log_is_rewritten_whole(self, store: Store) -> None:
        begin(store, "r1", b"one", b"two", b"three")
        begin(store, "r2", b"theirs")
        store.write(Write(retro="r1", version=3, round=0, put=(seal("a"), seal("b"))))
        entry = listed("r1", team="New", digest=b"new")
        store.rewrite(
            Write(
                retro="r1",
                version=3,
                round=1,
                events=(b"1", b"2", b"3", b"4"),
                entry=entry,
                put=(seal("a", body=b"new"),),
                drop=("b",),
            )
        )
        assert list(store.events("r1")) == [b"1", b"2", b"3", b"4"]
        assert store.sealed("r1") == Sealed(round=2, seals=(seal("a", body=b"new"),), marks=())
        assert [(each.id, each.version, each.digest) for each in store.entries("New")] == [
            ("r1", 4, b"new")
        ]
        assert list(store.events("r2")) == [b"theirs"]
        store.write(Write(retro="r1", version=4, events=(b"5",)))
        assert list(store.events("r1", 3)) == [b"4", b"5"]
        store.rewrite(Write(retro="r1", version=5, events=(b"alone",)))
        assert list(store.events("r1")) == [b"alone"]
        assert list(store.problems()) == []

    def test_what_is_rewritten_was_decided_on_the_log_as_it_is(self, store: Store) -> None:
        begin(store, "r1", b"one", b"two")
        before = everything(store)
        for version, round in ((1, None), (3, None), (2, 1)):
            with pytest.raises(Conflict):
                store.rewrite(Write(retro="r1", version=version, round=round, events=(b"x",)))
        with pytest.raises(NotFound):
            store.rewrite(Write(retro="r2", version=0, events=(b"x",), entry=listed("r2")))
        assert everything(store) == before

    def test_retros_are_removed_and_rewritten_together_with_writes(self, store: Store) -> None:
        for id in ("r1", "r2", "r3"):
            begin(store, id, b"one")
        with store.together():
            store.remove("r1")
            store.rewrite(Write(retro="r2", version=1, events=(b"other",)))
            store.write(Write(retro="r3", version=1, events=(b"two",)))
            with pytest.raises(NotFound):
                store.remove("r1")
        assert {entry.id: list(store.events(entry.id)) for entry in store.entries()} == {
            "r2": [b"other"],
            "r3": [b"one", b"two"],
        }

    # Lists

    def test_entries_are_newest_first_then_by_id(self, store: Store) -> None:
        later, east = START + timedelta(microseconds=1), timezone(timedelta(hours=9))
        begin(store, "b", started=START)
        begin(store, "c", started=START.astimezone(east))
        begin(store, "a", started=later.astimezone(east), team="Other")
        begin(store, "d", started=START.replace(microsecond=0))
        begin(store, "e", started=START - timedelta(days=400), team="other")
        assert [entry.id for entry in store.entries()] == ["a", "c", "b", "d", "e"]
        assert [entry.started for entry in store.entries()][:2] == [later, START]
        assert [entry.id for entry in store.entries("Crew")] == ["c", "b", "d"]
        assert [entry.id for entry in store.entries("Other")] == ["a"]
        assert list(store.entries("Nobody")) == []

    def test_an_entry_tells_the_length_of_the_log(self, store: Store) -> None:
        begin(store, "r1", b"one", b"two")
        store.write(Write(retro="r1", version=2, events=(b"three",)))
        assert [entry.version for entry in store.entries()] == [3]

    def test_a_write_without_an_entry_leaves_the_old_one(self, store: Store) -> None:
        begin(store, "r1", digest=b"old")
        store.write(Write(retro="r1", version=0, events=(b"one",)))
        assert next(store.entries()).digest == b"old"
        store.write(
            Write(retro="r1", version=1, events=(b"two",), entry=listed("r1", digest=b"new"))
        )
        assert next(store.entries()).digest == b"new"

    def test_an_entry_replaces_all_that_is_listed(self, store: Store) -> None:
        begin(store, "r1", b"one", team="Old", digest=b"old")
        later = START + timedelta(days=1)
        entry = listed("r1", team="New", started=later, digest=b"new")
        store.write(Write(retro="r1", version=1, events=(b"two",), entry=entry))
        assert list(store.entries("Old")) == []
        assert list(store.entries("New")) == [
            Entry(id="r1", team="New", started=later, version=2, digest=b"new")
        ]

    def test_entries_can_be_read_while_writing(self, store: Store) -> None:
        for number in range(3):
            begin(store, f"r{number}")
        for entry in store.entries():
            store.write(Write(retro=entry.id, version=0, round=0, put=(seal("k"),)))
            store.write(Write(retro=entry.id, version=0, round=1, erase=(1,)))
        assert [store.sealed(entry.id).round for entry in store.entries()] == [2, 2, 2]

    def test_find(self, store: Store) -> None:
        for id in [f"ab{number:02}" for number in range(15)] + ["ac", "a", "A", "a_", "é", "b"]:
            begin(store, id)
        assert list(store.find("ab")) == [f"ab{number:02}" for number in range(10)]
        assert list(store.find("ab1")) == ["ab10", "ab11", "ab12", "ab13", "ab14"]
        assert list(store.find("ac")) == ["ac"]
        assert list(store.find("A")) == ["A"]
        assert list(store.find("a_")) == ["a_"]
        assert list(store.find("%")) == []
        assert list(store.find("abc")) == []
        assert list(store.find(""))[:3] == ["A", "a", "a_"]

    # Lasting

    def test_all_is_there_when_opened_again(self, store: Store, tmp_path: Path) -> None:
        begin(store, "r1", b"one", b"two", digest=b"digest")
        store.write(Write(retro="r1", version=2, round=0, put=(seal("k"),), mark=(mark("Ann"),)))
        begin(store, "r2", *BODIES, digest=BODIES[2])
        before = everything(store)
        again = self.reopen(store, tmp_path)
        assert everything(again) == before
        assert list(again.problems()) == []
        again.write(Write(retro="r1", version=2, round=1, events=(b"three",), erase=(1,)))
        again.close()

    def test_closing_twice_is_fine(self, store: Store) -> None:
        begin(store)
        store.close()
        store.close()

    # Copies

    def test_a_backup_holds_everything_but_what_is_sealed(
        self, store: Store, tmp_path: Path
    ) -> None:
        begin(store, "r1", b"one", b"two", digest=b"digest")
        begin(store, "r2", team="Other")
        secret = b"nobody but Ann may read this"
        store.write(
            Write(retro="r1", version=2, round=0, put=(seal("k", body=secret),), mark=(mark("An"),))
        )
        path = tmp_path / "copy of it.logbook"
        if not self.copies:
            with pytest.raises(LogbookError):
                store.backup(str(path))
            assert not path.exists()
            return
        assert store.backup(str(path)) == 1
        assert secret not in path.read_bytes()
        copy = self.open_copy(path)
        assert list(copy.entries()) == list(store.entries())
        assert list(copy.events("r1")) == [b"one", b"two"]
        assert copy.sealed("r1").seals == ()
        assert copy.sealed("r1").marks == ()
        assert list(copy.problems()) == []
        copy.close()
        assert len(store.sealed("r1").seals) == 1

    def test_a_backup_takes_no_file_away(self, store: Store, tmp_path: Path) -> None:
        path = tmp_path / "there already"
        path.write_bytes(b"mine")
        with pytest.raises(LogbookError):
            store.backup(str(path))
        with pytest.raises(LogbookError):
            store.backup(str(tmp_path / "no such folder" / "copy"))
        assert path.read_bytes() == b"mine"
        assert not [each for each in tmp_path.iterdir() if ".part" in each.name]
