"""Several processes write into one logbook, are killed, wait for each other, and lose nothing."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlite_logbook import (
    APPENDER,
    run,
    says,
    secrets_in,
)

from retrokit.errors import LogbookError
from retrokit.stores import (
    Write,
)
from retrokit.stores.sqlite import SqliteStore
from retrokit.testing.stores import begin

WRITER = """
import sys
from retrokit.stores import SealRow, Write
from retrokit.stores.sqlite import SqliteStore

store = SqliteStore(sys.argv[1])
version, round = len(store.events("r1")), store.sealed("r1").round
while True:
    body = b"secret-%d;" % version
    store.write(Write(
        retro="r1", version=version, round=round, events=(b"%d" % version, b"x" * 500),
        put=(SealRow(step=version % 4, key="k%d" % version, body=body),),
        erase=((version - 2) % 4,),
    ))
    version, round = version + 2, round + 1
    print(version, flush=True)
"""


@pytest.mark.parametrize("kills", [8, pytest.param(32, marks=pytest.mark.long)])
def test_killed_writers_lose_nothing_and_leave_nothing(
    kills: int, path: Path, tmp_path: Path
) -> None:
    with_nothing = SqliteStore(path)
    begin(with_nothing)
    with_nothing.close()
    rng = random.Random(5)
    acknowledged = 0
    for _ in range(kills):
        writer = run(WRITER, path, stdout=subprocess.PIPE)
        assert writer.stdout is not None
        for _ in range(rng.randint(1, 30)):
            acknowledged = int(writer.stdout.readline())
        threading.Event().wait(rng.random() / 500)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        lines = writer.stdout.read().splitlines()
        acknowledged = int(lines[-1]) if lines else acknowledged
        writer.stdout.close()

        store = SqliteStore(path, create=False)
        log = store.events("r1")
        assert len(log) in {acknowledged, acknowledged + 2}
        assert list(log[::2]) == [b"%d" % number for number in range(0, len(log), 2)]
        last = b"secret-%d;" % (len(log) - 2)
        assert [each.body for each in store.sealed("r1").seals] == [last]
        assert store.problems() == ()
        store.close()
        assert secrets_in(tmp_path) == {last}
        acknowledged = len(log)
    assert acknowledged > 2 * kills


def test_the_first_write_wipes_what_a_killed_process_left(path: Path, tmp_path: Path) -> None:
    script = """
import os, sys
from retrokit.stores.sqlite import SqliteStore
from retrokit.testing.stores import begin, seal, Write
store = SqliteStore(sys.argv[1])
begin(store)
store._wipe = lambda: None  # as if killed before it
store.write(Write(retro="r1", version=0, round=0, put=(seal("k", body=b"secret-1;"),)))
store.write(Write(retro="r1", version=0, round=1, erase=(1,)))
os._exit(0)
"""
    assert run(script, path).wait() == 0
    assert secrets_in(tmp_path) == {b"secret-1;"}
    store = SqliteStore(path)
    store.write(Write(retro="r1", version=0, events=(b"one",)))
    assert secrets_in(tmp_path) == set()
    store.close()


def test_two_processes_append_to_one_retro(store: SqliteStore, path: Path) -> None:
    begin(store)
    writers = [run(APPENDER, path, name, 1500) for name in ("a", "b")]
    assert [writer.wait() for writer in writers] == [0, 0]
    log = store.events("r1")
    assert len(log) == 3000
    for name in ("a", "b"):
        mine = [each for each in log if each.startswith(name.encode())]
        assert mine == [f"{name} {number}".encode() for number in range(1500)]
    assert store.problems() == ()


CREATOR = """
import sys
from retrokit.stores.sqlite import SqliteStore
from retrokit.testing.stores import begin
sys.stdin.readline()
store = SqliteStore(sys.argv[1])
begin(store, sys.argv[2])
store.close()
"""


@pytest.mark.parametrize(
    "attempt", [0, *(pytest.param(each, marks=pytest.mark.long) for each in (1, 2))]
)
def test_several_processes_create_one_logbook(path: Path, attempt: int) -> None:
    command = [sys.executable, "-c", CREATOR, str(path)]
    creators = [
        subprocess.Popen([*command, f"r{number}"], stdin=subprocess.PIPE) for number in range(4)
    ]
    for creator in creators:
        assert creator.stdin is not None
        creator.stdin.write(b"go\n")
        creator.stdin.close()
    assert [creator.wait() for creator in creators] == [0] * 4
    store = SqliteStore(path, create=False)
    assert sorted(entry.id for entry in store.entries()) == ["r0", "r1", "r2", "r3"]
    assert store.problems() == ()
    store.close()


def test_a_lock_is_waited_for_and_then_reported(path: Path) -> None:
    store = SqliteStore(path, timeout=0.05)
    begin(store)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogbookError) as error:
        store.write(Write(retro="r1", version=0, events=(b"one",)))
    says(error, str(path), "locked by another program", "try again")
    assert list(store.events("r1")) == []
    other.execute("COMMIT")
    store.write(Write(retro="r1", version=0, events=(b"one",)))
    store.close()
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LogbookError) as error:
        SqliteStore(path, timeout=0.05)
    says(error, "locked by another program")
    other.close()


@pytest.mark.parametrize("lock", ["BEGIN", "BEGIN IMMEDIATE"])
def test_opening_waits_until_it_has_the_file_to_itself(path: Path, lock: str) -> None:
    SqliteStore(path).close()
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("PRAGMA journal_mode = DELETE")
    other.execute(lock)
    other.execute("SELECT count(*) FROM retros").fetchall()
    with pytest.raises(LogbookError) as error:
        SqliteStore(path, timeout=0.02)
    says(error, "locked by another program")
    soon = threading.Timer(0.1, other.close)
    soon.start()
    store = SqliteStore(path)  # to switch it to write-ahead logging
    begin(store)
    store.close()
    soon.join()


def test_others_wait_for_writes_together(store: SqliteStore, path: Path) -> None:
    other = SqliteStore(path, timeout=0)
    begin(store, "r1", b"one")
    with store.together():
        store.write(Write(retro="r1", version=1, events=(b"two",)))
        assert other.events("r1") == [b"one"]
        with pytest.raises(LogbookError, match="locked"):
            other.write(Write(retro="r1", version=1, events=(b"else",)))
    assert other.events("r1") == [b"one", b"two"]
    other.close()
