"""What is erased from a logbook is in no byte of its files, and what stays tells nothing of it."""

from __future__ import annotations

import os
import random
import sqlite3
import struct
import subprocess
import time
from itertools import permutations
from pathlib import Path

import pytest
from attrs import evolve
from sqlite_logbook import (
    largest_file,
    run,
    secret,
    secrets_in,
)

from retrokit.errors import LogbookError
from retrokit.stores import (
    SealRow,
    Write,
    sqlite_places,
)
from retrokit.stores.sqlite import SqliteStore
from retrokit.testing.stores import begin, everything, listed, mark


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


@pytest.mark.parametrize(
    "seed", [*range(6), *(pytest.param(each, marks=pytest.mark.long) for each in range(6, 20))]
)
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


@pytest.mark.parametrize("seed", range(6))
def test_what_is_removed_or_rewritten_leaves_no_traces(seed: int, tmp_path: Path) -> None:
    """Rows of all sizes were moved about by then, and digests replaced again and again."""
    rng = random.Random(seed)
    store = SqliteStore(tmp_path / "logbook")
    watching = SqliteStore(tmp_path / "logbook")
    alive: dict[str, set[bytes]] = {}
    number = 0

    def fresh() -> bytes:
        nonlocal number
        number += 1
        return b"secret-%d;" % number * rng.choice([1, 30, 90, 900])

    def name(body: bytes) -> bytes:
        return body[: body.index(b";") + 1]

    for turn in range(60):
        id = f"r{rng.randint(0, 5)}"
        bodies, digest, put = [fresh() for _ in range(rng.randint(1, 8))], fresh(), fresh()
        entry = listed(id, team=f"Team {turn % 3}", digest=digest)
        row = SealRow(step=1, key=f"{turn:064x}", body=put)
        version, round = len(store.events(id)), store.round(id)
        write = Write(
            retro=id, version=version, round=round, events=tuple(bodies), entry=entry, put=(row,)
        )
        if version and rng.random() < 0.2:
            store.remove(id)
            del alive[id]
        elif version and rng.random() < 0.3:
            drop = tuple(each.key for each in store.sealed(id).seals)
            store.rewrite(evolve(write, drop=drop))
            alive[id] = {name(each) for each in (*bodies, digest, put)}
        else:
            store.write(write)
            before = alive.setdefault(id, set())
            before |= {name(each) for each in (*bodies, digest, put)}
        if version:
            # Of a digest that was replaced alone, copies may lie on: it holds what the log does.
            held = secrets_in(tmp_path)
            assert held <= set().union(*alive.values())
    assert watching.problems() == ()
    assert len(held) > 20
    store.close()
    watching.close()


def test_a_removal_that_was_killed_happened_or_did_not(tmp_path: Path) -> None:
    """Killed at any moment, the retro is there whole, or gone once the logbook is opened again."""
    for turn in range(12):
        folder = tmp_path / str(turn)
        folder.mkdir()
        store = SqliteStore(folder / "logbook")
        for id in ("r1", "r2"):
            begin(store, id, *(b"secret-%d;" % (1 + (id == "r2")) * 300 for _ in range(40)))
        store.close()
        process = run(REMOVER, folder / "logbook", stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.read(1)
        time.sleep(turn * 0.0008)
        process.kill()
        process.wait()
        process.stdout.close()
        store = SqliteStore(folder / "logbook")
        begin(store, "r3")
        assert store.problems() == ()
        assert len(store.events("r2")) == 40
        there = len(store.events("r1"))
        assert there in (0, 40)
        store.close()
        assert secrets_in(folder) == ({b"secret-1;", b"secret-2;"} if there else {b"secret-2;"})


REMOVER = """
import sys
from retrokit.stores.sqlite import SqliteStore
store = SqliteStore(sys.argv[1])
sys.stdout.write("x")
sys.stdout.flush()
store.remove("r1")
store.close()
"""


def test_a_removal_that_the_disk_refuses_changes_nothing(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "logbook")
    for id in ("r1", "r2"):
        begin(store, id, *(b"x" * 5_000 for _ in range(60)))
    before = everything(store)
    with largest_file(200_000), pytest.raises(LogbookError):
        store.remove("r1")
    assert everything(store) == before
    store.remove("r1")
    assert [each.id for each in store.entries()] == ["r2"]
    store.close()


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
