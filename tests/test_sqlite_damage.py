"""A logbook that is damaged, or none, is told from a sound one, and never surprises."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from zlib import crc32

import pytest
from sqlite_logbook import (
    says,
    secret,
)

from retrokit.errors import LogbookError, RetrokitError
from retrokit.stores import (
    Write,
    sqlite_places,
)
from retrokit.stores.sqlite import SqliteStore
from retrokit.testing.stores import begin, everything, mark, seal


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
    # Several: with another salt, one may still lie where it belongs.
    store.write(Write(retro="r1", version=3, round=0, put=tuple(seal(each) for each in "abcdefgh")))
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


MARK = b'["mark", "lost", 1, "notes", "Ann"]'


def test_problems_are_sentences(store: SqliteStore, path: Path) -> None:
    for id in ("r1", "r2", "r3", "r4"):
        begin(store, id, b"one", b"two", b"three")
    other = sqlite3.connect(path)
    sqlite_places.change(
        other,
        {b'["seal", "lost", "k"]': b"1 body", MARK: b"%08x" % crc32(MARK)},
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
