"""A logbook on a disk that is full keeps all of a write or nothing, and goes on later."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from sqlite_logbook import (
    largest_file,
    says,
    secret,
    secrets_in,
)

from retrokit.errors import LogbookError
from retrokit.stores import (
    Write,
)
from retrokit.stores.sqlite import SqliteStore
from retrokit.testing.stores import begin, everything, listed, seal


def test_a_full_disk_keeps_nothing_and_goes_on_when_there_is_space(store: SqliteStore) -> None:
    begin(store, "r1", b"one")
    before = everything(store)
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LogbookError) as error:
        store.write(
            Write(
                retro="r1",
                version=1,
                round=0,
                events=(b"two", b"x" * 50_000),
                put=(seal("k"),),
                entry=listed("r1", digest=b"new"),
            )
        )
    says(error, "the disk is full", "free some space and repeat the last line")
    assert everything(store) == before
    store._connection.execute("PRAGMA max_page_count = 100000")
    store.write(Write(retro="r1", version=1, events=(b"x" * 50_000,)))
    assert store.problems() == ()


def test_a_quota_keeps_nothing_and_goes_on_when_there_is_space(store: SqliteStore) -> None:
    begin(store, "r1", b"one")
    before = everything(store)
    with largest_file(150_000):
        for _ in range(3):
            with pytest.raises(LogbookError) as error:
                store.write(Write(retro="r1", version=1, round=0, events=(b"x" * 300_000,)))
            says(error, "the disk or a quota is full", "repeat the last line")
            assert everything(store) == before
        store.write(Write(retro="r1", version=1, events=(b"small",)))
    store.write(Write(retro="r1", version=2, events=(b"x" * 300_000,)))
    assert len(store.events("r1")) == 3
    assert store.problems() == ()


def test_of_writes_together_that_find_no_space_nothing_is_kept(store: SqliteStore) -> None:
    begin(store, "r1", b"one")
    before = everything(store)
    with largest_file(150_000):
        with pytest.raises(LogbookError) as error, store.together():  # noqa: PT012
            store.write(Write(retro="r1", version=1, events=(b"small",)))
            store.write(Write(retro="r1", version=2, events=(b"x" * 300_000,)))
        says(error, "the disk or a quota is full")
        assert everything(store) == before
        with store.together():
            store.write(Write(retro="r1", version=1, events=(b"small",)))
    assert store.events("r1") == [b"one", b"small"]


def test_when_sqlite_gives_up_on_writes_together_no_more_are_taken(store: SqliteStore) -> None:
    begin(store, "r1", b"one")
    (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
    store._connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LogbookError, match="the disk is full"), store.together():  # noqa: PT012
        store.write(Write(retro="r1", version=1, events=(b"two",)))
        with pytest.raises(LogbookError, match="the disk is full"):
            store.write(Write(retro="r1", version=2, events=(b"x" * 50_000,)))
        assert not store._connection.in_transaction
        with pytest.raises(LogbookError, match="the disk is full"):
            store.write(Write(retro="r1", version=2, events=(b"three",)))
    assert store.events("r1") == [b"one"]
    with store.together():
        store.write(Write(retro="r1", version=1, events=(b"small",)))
    assert store.events("r1") == [b"one", b"small"]


def test_what_is_erased_among_writes_together_is_gone(store: SqliteStore, tmp_path: Path) -> None:
    begin(store)
    store.write(Write(retro="r1", version=0, round=0, put=(secret(1), secret(2, 2, 900))))
    with store.together():
        store.write(Write(retro="r1", version=0, round=1, put=(secret(3),)))
        store.write(Write(retro="r1", version=0, round=2, erase=(1, 2)))
    assert secrets_in(tmp_path) == set()


def test_what_cannot_be_wiped_for_want_of_space_is_wiped_later(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    begin(store, "r1", b"x" * 400_000)
    store.write(Write(retro="r1", version=1, round=0, put=(secret(1),)))
    with largest_file(path.stat().st_size):
        store.write(Write(retro="r1", version=1, round=1, events=(b"x" * 100_000,), erase=(1,)))
        assert len(store.events("r1")) == 2
    store.write(Write(retro="r1", version=2, events=(b"three",)))
    assert secrets_in(tmp_path) == set()
    assert store.problems() == ()


def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(small)]
    if not shutil.which("mount") or subprocess.run(mount, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        ballast = small / "ballast"
        store = SqliteStore(small / "logbook")
        begin(store, "r1", b"one")
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"x" * 1000)
        with pytest.raises(LogbookError) as error:
            store.write(Write(retro="r1", version=1, events=(b"x" * 20_000,)))
        says(error, "full")
        assert list(store.events("r1")) == [b"one"]
        with pytest.raises(LogbookError) as error:
            SqliteStore(small / "another")
        with pytest.raises(LogbookError) as error:
            store.backup(str(small / "copy"))
        says(error, "full", str(small / "copy"))
        ballast.unlink()
        assert not list(small.glob("copy*"))
        store.write(Write(retro="r1", version=1, events=(b"x" * 20_000,)))
        assert store.problems() == ()
        store.close()
        SqliteStore(small / "another").close()
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)
