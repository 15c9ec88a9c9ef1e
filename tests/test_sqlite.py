"""A logbook in one SQLite file: what is erased is gone, and what goes wrong goes wrong for real."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import permutations
from pathlib import Path

import pytest

from retrokit.errors import Conflict, Invalid, LogbookError, RetrokitError
from retrokit.stores import (
    MarkRow,
    Sealed,
    SealRow,
    Store,
    Write,
    sqlite_file,
    sqlite_places,
    sqlite_upkeep,
)
from retrokit.stores.sqlite import SqliteStore
from retrokit.testing.stores import begin, everything, listed, mark, seal

SECRET = re.compile(rb"secret-\d+;")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logbook"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(path)
    yield store
    store.close()


def secret(number: int, step: int = 1, times: int = 1) -> SealRow:
    key = f"{random.Random(number).getrandbits(256):064x}"
    return SealRow(step=step, key=key, body=b"secret-%d;" % number * times)


def secrets_in(folder: Path) -> set[bytes]:
    """Return every secret that can be found in the bytes of any file."""
    raw = b"\n".join(each.read_bytes() for each in folder.iterdir() if each.is_file())
    return set(SECRET.findall(raw))


def version_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return version


def says(error: pytest.ExceptionInfo[LogbookError], *words: str) -> None:
    line = str(error.value)
    assert "\n" not in line
    for word in words:
        assert word in line


@contextmanager
def immovable(path: Path) -> Iterator[None]:
    """Make a file or folder such that even root cannot change it."""
    if not shutil.which("chattr") or subprocess.run(["chattr", "+i", path], check=False).returncode:
        pytest.skip("this file system has no immutable files")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", path], check=True)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as a full disk or a quota would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def run(script: str, *args: object, stdout: int | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", script, *map(str, args)]
    return subprocess.Popen(command, stdout=stdout)


# What is erased is gone


def test_what_is_erased_is_gone_from_every_file(store: SqliteStore, tmp_path: Path) -> None:
    watching = SqliteStore(tmp_path / "logbook")  # open, but in the middle of nothing
    begin(store)
    store.write(Write(retro="r1", version=0, round=0, put=(secret(1), secret(2, 2, 900))))
    assert len(watching.sealed("r1").seals) == 2
    assert secrets_in(tmp_path) == {b"secret-1;", b"secret-2;"}
    replaced = SealRow(step=1, key=secret(1).key, body=b"secret-3;")
    store.write(Write(retro="r1", version=0, round=1, put=(replaced,)))
    assert secrets_in(tmp_path) == {b"secret-2;", b"secret-3;"}
    store.write(Write(retro="r1", version=0, round=2, drop=(replaced.key,)))
    assert secrets_in(tmp_path) == {b"secret-2;"}
    store.write(Write(retro="r1", version=0, round=3, events=(b"opened",), erase=(2,)))
    assert secrets_in(tmp_path) == set()
    assert store.problems() == ()
    watching.close()


@pytest.mark.parametrize("seed", range(20))
def test_no_history_leaves_traces(seed: int, tmp_path: Path) -> None:
    """SQLite moves rows between pages and leaves copies, whatever `secure_delete` is set to."""
    rng = random.Random(seed)
    store = SqliteStore(tmp_path / "logbook")
    retros = ["r0", "r1", "r2"]
    for id in retros:
        begin(store, id)
    number = 0
    for _ in range(40):
        id = rng.choice(retros)
        sealed = store.sealed(id)
        put = []
        for _ in range(rng.randint(0, 6)):
            number += 1
            put.append(secret(number, rng.randint(0, 2), rng.choice([10, 40, 80])))
        drop = [each.key for each in sealed.seals if rng.random() < 0.1]
        erase = [rng.randint(0, 2)] if rng.random() < 0.12 else []
        store.write(
            Write(
                retro=id,
                version=0,
                round=sealed.round,
                put=tuple(put),
                drop=tuple(drop),
                erase=tuple(erase),
            )
        )
        alive = {
            each.body[: each.body.index(b";") + 1] for r in retros for each in store.sealed(r).seals
        }
        assert secrets_in(tmp_path) == alive
    assert store.problems() == ()
    store.close()


def test_members_who_took_part_are_gone_too(store: SqliteStore, tmp_path: Path) -> None:
    begin(store)
    members = [f"secret-{number};" for number in range(300)]
    for round, member in enumerate(members):
        store.write(Write(retro="r1", version=0, round=round, mark=(mark(member),)))
    assert len(secrets_in(tmp_path)) == 300
    store.write(Write(retro="r1", version=0, round=300, unmark=(mark(members[7]),)))
    assert len(secrets_in(tmp_path)) == 299
    store.write(Write(retro="r1", version=0, round=301, erase=(1,)))
    assert secrets_in(tmp_path) == set()


CROWD = 150


@pytest.mark.parametrize("together", [1, 10], ids=["one by one", "together"])
@pytest.mark.parametrize(
    "orders",
    [
        list(permutations(range(4))),
        [random.Random(seed).sample(range(CROWD), CROWD) for seed in range(6)],
    ],
    ids=["a few", "a crowd"],
)
def test_the_bytes_do_not_tell_who_wrote_what(
    orders: list[list[int]], together: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the order in which people write, the same bytes remain, and no others."""
    # What is drawn once, before anybody has written anything, is all that is not the same.
    monkeypatch.setattr(sqlite_places, "token_bytes", bytes)
    remains = set()
    for number, order in enumerate(orders):
        folder = tmp_path / str(number)
        folder.mkdir()
        store = SqliteStore(folder / "logbook")
        begin(store)
        for at in range(0, len(order), together):
            with store.together():
                for round, each in enumerate(order[at : at + together], at):
                    # Long and short ones, so that places are made larger at other moments.
                    put, took_part = secret(each, times=1 + each % 37), mark(f"member {each}")
                    store.write(
                        Write(retro="r1", version=0, round=round, put=(put,), mark=(took_part,))
                    )
        assert os.path.getsize(folder / "logbook-wal") == 0
        assert pages_told_of(folder / "logbook-shm") == [1]
        store.close()
        remains.add((folder / "logbook").read_bytes())
    assert len(remains) == 1


def pages_told_of(index: Path) -> list[int]:
    """Return which pages the index of the write-ahead log says that the last writes changed.

    That is an array of page numbers behind 136 bytes of header, see "WAL-mode File Format" at
    sqlite.org. It stays when the log is emptied.
    """
    numbers = struct.unpack_from("=4062I", index.read_bytes(), 136)
    return [page for page in numbers if page]


def test_what_is_changed_leaves_no_more_than_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what was taken back nor how often somebody changed their mind is to be seen."""
    monkeypatch.setattr(sqlite_places, "token_bytes", bytes)
    remains = set()
    for changed in (0, 7, 19):
        folder = tmp_path / str(changed)
        folder.mkdir()
        store = SqliteStore(folder / "logbook")
        begin(store)
        for round in range(40):
            each, other = secret(round % 20), secret(round % 20 + 100)
            first = SealRow(step=1, key=each.key, body=other.body)
            # In the first half some write what they will change, and what they will take back.
            early = round < 20 <= round + changed
            put = (first, other) if early else (each,)
            drop = (other.key,) if round >= 20 else ()
            store.write(Write(retro="r1", version=0, round=round, put=put, drop=drop))
        store.close()
        remains.add((folder / "logbook").read_bytes())
    assert len(remains) == 1


def test_a_reader_of_an_older_state_delays_the_end_and_no_more(
    store: SqliteStore, path: Path, tmp_path: Path
) -> None:
    begin(store)
    store.write(Write(retro="r1", version=0, round=0, put=(secret(1),)))
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM sealed").fetchone() != (0,)
    store.write(Write(retro="r1", version=0, round=1, erase=(1,), events=(b"opened",)))
    assert store.sealed("r1").seals == ()
    assert secrets_in(tmp_path) == {b"secret-1;"}
    (problem,) = store.problems()
    assert "logbook-wal" in problem
    reader.execute("COMMIT")
    store.write(Write(retro="r1", version=1, events=(b"next",)))
    assert secrets_in(tmp_path) == set()
    assert store.problems() == ()

    store.write(Write(retro="r1", version=2, round=2, put=(secret(2),)))
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM sealed").fetchone() != (0,)
    store.write(Write(retro="r1", version=2, round=3, erase=(1,)))
    assert secrets_in(tmp_path) == {b"secret-2;"}
    reader.execute("COMMIT")
    store.close()
    assert secrets_in(tmp_path) == set()
    reader.close()


# Sudden death


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


def test_killed_writers_lose_nothing_and_leave_nothing(path: Path, tmp_path: Path) -> None:
    with_nothing = SqliteStore(path)
    begin(with_nothing)
    with_nothing.close()
    rng = random.Random(5)
    acknowledged = 0
    for _ in range(32):
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
    assert acknowledged > 64


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


# Several processes


APPENDER = """
import sys
from retrokit.errors import Conflict
from retrokit.stores import Write
from retrokit.stores.sqlite import SqliteStore

store = SqliteStore(sys.argv[1])
version = 0
for number in range(int(sys.argv[3])):
    event = f"{sys.argv[2]} {number}".encode()
    while True:
        try:
            store.write(Write(retro="r1", version=version, events=(event,)))
        except Conflict:
            version += len(store.events("r1", version))
        else:
            version += 1
            break
store.close()
"""


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


@pytest.mark.parametrize("attempt", range(3))
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


# Full disks


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


# What is no logbook


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a logbook with some of everything in it."""
    path = tmp_path_factory.mktemp("healthy") / "logbook"
    store = SqliteStore(path)
    for number in range(12):
        begin(store, f"r{number}", *(b"event" * 20 for _ in range(20)), digest=b"d" * 300)
        marks = tuple(mark(f"m{each}") for each in range(8))
        puts = tuple(secret(number * 100 + each) for each in range(8))
        store.write(Write(retro=f"r{number}", version=20, round=0, put=puts, mark=marks))
    store.write(Write(retro="r1", version=20, events=(b"long" * 5000,)))
    store.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    "length", [1, 15, 16, 99, 100, 511, 512, 1000, 4095, 4096, 4097, 20_000, -4096, -4095, -1]
)
def test_a_file_cut_short(path: Path, healthy: bytes, length: int) -> None:
    path.write_bytes(healthy[:length])
    with pytest.raises(LogbookError) as error:
        SqliteStore(path)
    says(error, str(path), "backup")
    assert path.read_bytes() == healthy[:length]


def test_flipped_bits_never_surprise(path: Path, healthy: bytes) -> None:
    rng = random.Random(11)
    noticed, seen = 0, []
    for _ in range(150):
        raw = bytearray(healthy)
        # Half of them where pages begin, which is where SQLite keeps what it goes by.
        page = rng.randrange(len(raw) // 4096) * 4096
        at = page + rng.randrange(120) if rng.random() < 0.5 else rng.randrange(len(raw))
        raw[at] ^= 1 << rng.randrange(8)
        path.write_bytes(raw)
        store = None
        try:
            store = SqliteStore(path, timeout=0.05)
            noticed += bool(store.problems())
            everything(store)
            store.find("r")
            store.write(Write(retro="r1", version=21, round=1, events=(b"x",), erase=(1,)))
        except RetrokitError as error:
            noticed += isinstance(error, LogbookError)
            seen.append(str(error))
        finally:
            if store is not None:
                store.close()
            for suffix in ("-wal", "-shm"):
                Path(f"{path}{suffix}").unlink(missing_ok=True)
    assert noticed > 40
    assert not [line for line in seen if "\n" in line]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE retros SET started = 'whenever'",
        "UPDATE retros SET started = x'00'",
        "UPDATE retros SET digest = 'text'",
        "UPDATE retros SET version = 'many'",
        "UPDATE retros SET team = CAST(x'ff' AS TEXT)",
        "UPDATE events SET body = 'text' WHERE version = 2",
        "DELETE FROM events WHERE version = 2",
        "UPDATE sealed SET items = 'text'",
        "UPDATE sealed SET items = 'text' WHERE place > 0",
        "UPDATE sealed SET items = x'0100000001000000' WHERE place > 0",
        "UPDATE sealed SET items = zeroblob(16) WHERE place = 0",
        "DELETE FROM sealed WHERE place = 9",
    ],
)
def test_rows_that_cannot_be_are_reported(store: SqliteStore, path: Path, damage: str) -> None:
    begin(store, "r1", b"one", b"two", b"three")
    store.write(Write(retro="r1", version=3, round=0, put=(seal("k"),)))
    other = sqlite3.connect(path)
    other.execute(damage)
    other.commit()
    other.close()

    def read() -> None:
        everything(store)
        store.events("r1")

    with pytest.raises(LogbookError) as error:
        read()
    says(error, str(path), "is damaged", "restore a backup")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (b'["seal", "r1", "k"]', b"one body"),
        (b'["seal", "r1"]', b"1 body"),
        (b'["mark", "r1", 1, "notes"]', b""),
        (b"5", b"1 body"),
        (b"{", b"1 body"),
        (b"\xff", b"1 body"),
    ],
)
def test_sealed_rows_that_cannot_be_are_reported(
    store: SqliteStore, path: Path, key: bytes, value: bytes
) -> None:
    begin(store)
    sqlite_places.change(store._connection, {key: value})
    with pytest.raises(LogbookError) as error:
        store.sealed("r1")
    says(error, f"{path} is damaged", "restore a backup")
    (problem,) = store.problems()
    assert f"{path} is damaged" in problem
    with pytest.raises(LogbookError) as error:
        store.backup(f"{path}-copy")
    says(error, f"{path} is damaged")
    assert not Path(f"{path}-copy").exists()


def test_problems_are_sentences(store: SqliteStore, path: Path) -> None:
    for id in ("r1", "r2", "r3", "r4"):
        begin(store, id, b"one", b"two", b"three")
    other = sqlite3.connect(path)
    sqlite_places.change(
        other,
        {b'["seal", "lost", "k"]': b"1 body", b'["mark", "lost", 1, "notes", "Ann"]': b""},
    )
    other.executescript("""
        DELETE FROM events WHERE retro = 'r1' AND version = 2;
        DELETE FROM events WHERE retro = 'r2';
        UPDATE retros SET version = 4 WHERE id = 'r3';
        INSERT INTO events VALUES ('lost', 1, x'00'), ('lost', 2, x'00');
    """)
    other.close()
    assert store.problems() == (
        "retro 'r1' should have events 1 to 3 and has 2, the last of them 3; restore a backup",
        "retro 'r2' should have events 1 to 3 and has 0, the last of them none; restore a backup",
        "retro 'r3' should have events 1 to 4 and has 3, the last of them 3; restore a backup",
        "2 events belong to a retro 'lost' that is not there; restore a backup",
        "1 marks belong to a retro 'lost' that is not there; restore a backup",
        "1 seals belong to a retro 'lost' that is not there; restore a backup",
    )


def test_damage_inside_the_file_is_a_problem(path: Path, healthy: bytes) -> None:
    raw = bytearray(healthy)
    for page in range(3, len(raw) // 4096):
        raw[page * 4096 + 3 : page * 4096 + 8] = b"\xff" * 5
    path.write_bytes(raw)
    store = SqliteStore(path)
    assert store.problems()
    for sentence in store.problems():
        assert "damaged" in sentence
        assert "\n" not in sentence
    with pytest.raises(LogbookError) as error:
        store.backup(f"{path}-copy")
    says(error, f"{path} is damaged")
    assert not list(path.parent.glob("*copy*"))
    store.close()


@pytest.mark.parametrize("content", [b"hello\n", b"PK\x03\x04" * 100, bytes(8192), b"\xff" * 5000])
def test_a_file_of_another_kind(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(LogbookError) as error:
        SqliteStore(path)
    says(error, str(path), "is not a logbook")
    assert path.read_bytes() == content
    assert [each.name for each in path.parent.iterdir()] == ["logbook"]


@pytest.mark.parametrize(
    "script",
    ["CREATE TABLE retros (id)", "PRAGMA application_id = 7", "PRAGMA user_version = 1"],
)
def test_the_file_of_another_program(path: Path, script: str) -> None:
    other = sqlite3.connect(path)
    other.execute(script)
    other.close()
    before = path.read_bytes()
    with pytest.raises(LogbookError) as error:
        SqliteStore(path)
    says(error, str(path), "another program")
    assert path.read_bytes() == before


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
    assert version_of(path) == 2


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


# Versions


def test_a_newer_logbook_is_left_alone(path: Path) -> None:
    SqliteStore(path).close()
    other = sqlite3.connect(path)
    other.execute("PRAGMA user_version = 7")
    other.close()
    before = path.read_bytes()
    with pytest.raises(LogbookError) as error:
        SqliteStore(path)
    says(error, "made by a newer retrokit (logbook version 7, this one knows 2); upgrade")
    assert path.read_bytes() == before


def test_an_older_logbook_is_brought_up_to_date(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SqliteStore(path)
    begin(store, "r1", b"one")
    before = everything(store)
    store.close()
    added = """
        CREATE TABLE notices (text TEXT NOT NULL DEFAULT ';');
        CREATE TRIGGER noticed AFTER INSERT ON events BEGIN
            INSERT INTO notices VALUES ('new');
            INSERT INTO notices VALUES ('event');
        END;
    """
    monkeypatch.setattr(sqlite_file, "MIGRATIONS", (*sqlite_file.MIGRATIONS, added, "NONSENSE;"))
    with pytest.raises(LogbookError) as error:
        SqliteStore(path)
    says(error, str(path), "cannot be used", "NONSENSE")
    assert version_of(path) == 2
    monkeypatch.setattr(sqlite_file, "MIGRATIONS", sqlite_file.MIGRATIONS[:3])
    with pytest.raises(LogbookError) as error:
        SqliteStore(path, read_only=True)
    says(error, "is of logbook version 2 and can only be read")
    store = SqliteStore(path)
    assert everything(store) == before
    store.write(Write(retro="r1", version=1, events=(b"two",)))
    assert store._connection.execute("SELECT count(*) FROM notices").fetchone() == (2,)
    assert store.problems() == ()
    store.close()
    assert version_of(path) == 3


def test_what_is_sealed_in_a_logbook_of_version_1_finds_its_place(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sqlite_file, "MIGRATIONS", sqlite_file.MIGRATIONS[:1])
        store = SqliteStore(path)
        begin(store, "r1", b"one")
        store.close()
    old = sqlite3.connect(path)
    old.execute("PRAGMA secure_delete = ON")
    old.execute(
        "INSERT INTO seals VALUES ('r1', 2, 'a', ?), ('r1', 3, 'b', ?)", (secret(1).body, b"")
    )
    old.execute("INSERT INTO marks VALUES ('r1', 2, 'notes', 'Ana')")
    old.execute("UPDATE retros SET round = 2")
    old.commit()
    old.close()
    store = SqliteStore(path)
    assert version_of(path) == 2
    assert store.sealed("r1") == Sealed(
        round=2,
        seals=(SealRow(step=2, key="a", body=secret(1).body), SealRow(step=3, key="b", body=b"")),
        marks=(MarkRow(step=2, slot="notes", member="Ana"),),
    )
    store.write(Write(retro="r1", version=1, round=2, erase=(2,)))
    assert [each.key for each in store.sealed("r1").seals] == ["b"]
    assert secrets_in(tmp_path) == set()
    assert store.problems() == ()
    store.close()


def test_whoever_migrates_second_changes_nothing(store: SqliteStore, path: Path) -> None:
    begin(store)
    sqlite_file.migrate(store._connection)
    assert len(list(store.entries())) == 1


# Reading only


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


# Copies


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
