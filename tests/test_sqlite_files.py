"""Logbooks as files: their names, their versions, reading without writing, and backups."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from sqlite_logbook import (
    APPENDER,
    immovable,
    largest_file,
    run,
    says,
    secret,
    secrets_in,
    version_of,
)

from retrokit.errors import Conflict, Invalid, LogbookError
from retrokit.stores import (
    Store,
    Write,
    sqlite_file,
    sqlite_upkeep,
)
from retrokit.stores.sqlite import SqliteStore
from retrokit.testing.stores import begin, everything, mark, seal


def test_names_that_are_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").touch()
    for name, words in {
        str(tmp_path): "is a folder, not a logbook; name a file",
        "": "there is no logbook",
        "no/such/folder": f"there is no folder {tmp_path}/no/such; make it first",
        "file/logbook": "cannot be opened (Not a directory)",
        "x" * 300: "cannot be opened (File name too long)",
        "pipe": "is not a file",
        "/dev/null": "is not a file",
        "nul\0": "cannot be the name of a file",
        "new\nline": "there is no logbook 'new\\nline'",
    }.items():
        with pytest.raises(LogbookError) as error:
            SqliteStore(name, create=False)
        says(error, words)
    with pytest.raises(LogbookError):
        SqliteStore("")
    assert {each.name for each in tmp_path.iterdir()} == {"pipe", "file"}


@pytest.mark.parametrize("name", ["a b?c#d%20", ":memory:", "日本.logbook", "\udcff", "new\nline"])
def test_any_file_name(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = SqliteStore(name)
    begin(store)
    assert store.backup(f"{name} copy") == 0
    store.close()
    assert sorted(os.listdir(tmp_path)) == [name, f"{name} copy"]


def test_an_empty_file_is_a_new_logbook(path: Path) -> None:
    path.touch()
    with pytest.raises(LogbookError) as error:
        SqliteStore(path, read_only=True)
    says(error, "is empty")
    store = SqliteStore(path, create=False)
    begin(store)
    store.close()
    assert version_of(path) == 1


def test_half_a_character_is_refused(store: SqliteStore) -> None:
    begin(store, "r1", b"one", team="nul\0inside")
    assert [entry.team for entry in store.entries("nul\0inside")] == ["nul\0inside"]
    before = everything(store)
    with pytest.raises(Invalid) as error:
        store.write(Write(retro="r1", version=1, round=0, events=(b"x",), mark=(mark("\ud800"),)))
    assert "\n" not in str(error.value)
    assert everything(store) == before


def test_a_closed_store_says_so(path: Path) -> None:
    store = SqliteStore(path)
    store.close()
    for use in (
        lambda: begin(store),
        lambda: store.events("r1"),
        lambda: store.sealed("r1"),
        store.entries,
        store.problems,
        lambda: store.find(""),
        lambda: store.backup(f"{path}-copy"),
    ):
        with pytest.raises(LogbookError) as error:
            use()
        says(error, f"{path} is closed; open it again")


def test_a_newer_logbook_is_left_alone(path: Path) -> None:
    SqliteStore(path).close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 7")
    other.close()
    before = path.read_bytes()
    with pytest.raises(LogbookError) as error:
        SqliteStore(path)
    says(error, "made by a newer retrokit (logbook version 7, this one knows 1); upgrade")
    assert path.read_bytes() == before


def test_a_logbook_that_fails_half_way_is_an_empty_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_file, "_TABLES", (*sqlite_file._TABLES, "NONSENSE"))
        with pytest.raises(LogbookError) as error:
            SqliteStore(path)
    says(error, str(path), "cannot be used", "NONSENSE")
    assert version_of(path) == 0
    with pytest.raises(LogbookError) as error:
        SqliteStore(path, read_only=True)
    says(error, "is empty and can only be read")
    SqliteStore(path).close()
    assert version_of(path) == 1


def test_a_logbook_is_laid_out_once(store: SqliteStore) -> None:
    begin(store)
    sqlite_file.lay_out(store._connection)
    assert len(list(store.entries())) == 1


def test_read_only(path: Path, store: SqliteStore) -> None:
    begin(store, "r1", b"one")
    reader = SqliteStore(path, read_only=True)
    assert everything(reader) == everything(store)
    store.write(Write(retro="r1", version=1, events=(b"two",)))
    assert len(reader.events("r1")) == 2
    assert reader.problems() == ()
    with pytest.raises(LogbookError) as error:
        reader.write(Write(retro="r1", version=2, events=(b"three",)))
    says(error, str(path), "can only be read")
    assert reader.backup(f"{path}-copy") == 0
    reader.close()
    with pytest.raises(LogbookError) as error:
        SqliteStore(f"{path}-other", read_only=True)
    says(error, "there is no logbook")


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_what_cannot_be_changed_can_be_read(path: Path, tmp_path: Path, what: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "logbook"
    store = SqliteStore(path)
    begin(store, "r1", b"one")
    before = everything(store)
    store.close()
    with immovable(folder if what == "folder" else path):
        if what == "both":
            subprocess.run(["chattr", "+i", folder], check=True)
        try:
            reader = SqliteStore(path)
            assert everything(reader) == before
            assert reader.problems() == ()
            with pytest.raises(LogbookError) as error:
                reader.write(Write(retro="r1", version=1, round=0, put=(seal("k"),)))
            says(error, str(path), "can only be read")
            assert reader.backup(str(tmp_path / "copy")) == 0
            reader.close()
        finally:
            subprocess.run(["chattr", "-i", folder], check=True)


def test_a_log_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    store = SqliteStore(folder / "whole")
    begin(store, "r1", b"one")
    for name in ("whole", "whole-wal"):  # as a killed process leaves them, without -shm
        shutil.copy(folder / name, folder / name.replace("whole", "logbook"))
    store.close()
    with immovable(folder), pytest.raises(LogbookError) as error:
        SqliteStore(folder / "logbook")
    says(error, "cannot be opened")
    again = SqliteStore(folder / "logbook")
    assert list(again.events("r1")) == [b"one"]
    again.close()


def test_a_backup_is_of_one_moment(store: SqliteStore, path: Path, tmp_path: Path) -> None:
    begin(store)
    writer = run(APPENDER, path, "a", 600)
    sizes = []
    while writer.poll() is None:
        copy = tmp_path / f"copy{len(sizes)}"
        store.backup(str(copy))
        opened = SqliteStore(copy, create=False)
        assert opened.problems() == ()
        sizes.append(len(opened.events("r1")))
        opened.close()
    assert writer.wait() == 0
    assert sizes == sorted(sizes)


def test_a_backup_can_be_gone_on_with(store: SqliteStore, tmp_path: Path) -> None:
    begin(store, "r1", b"one")
    store.write(
        Write(retro="r1", version=1, round=0, put=(secret(1), secret(2)), mark=(mark("A"),))
    )
    (tmp_path / "copies").mkdir()
    path = tmp_path / "copies" / "copy"
    assert store.backup(str(path)) == 2
    assert secrets_in(tmp_path / "copies") == set()
    assert os.listdir(tmp_path / "copies") == ["copy"]
    copy: Store = SqliteStore(path, create=False)
    copy.write(Write(retro="r1", version=1, round=1, events=(b"two",), put=(secret(3),)))
    with pytest.raises(Conflict):
        copy.write(Write(retro="r1", version=1, events=(b"two",)))
    copy.close()


def test_a_backup_that_fails_leaves_nothing(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(store, "r1", b"x" * 500_000)
    target = tmp_path / "copy"
    with largest_file(100_000), pytest.raises(LogbookError) as error:
        store.backup(str(target))
    says(error, str(target), "full")
    assert not list(tmp_path.glob("copy*"))

    def taken_meanwhile(size: int) -> str:
        target.write_bytes(b"mine")
        return "0" * size

    monkeypatch.setattr(sqlite_upkeep, "token_hex", taken_meanwhile)
    with pytest.raises(LogbookError) as error:
        store.backup(str(target))
    says(error, str(target), "File exists")
    assert target.read_bytes() == b"mine"
    assert len(list(tmp_path.glob("copy*"))) == 1
