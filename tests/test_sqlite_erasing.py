"""What is erased from a logbook is in no byte of its files, and what stays tells nothing of it."""

from __future__ import annotations

import os
import random
import sqlite3
import struct
from itertools import permutations
from pathlib import Path

import pytest
from sqlite_logbook import (
    secret,
    secrets_in,
)

from retrokit.stores import (
    SealRow,
    Write,
    sqlite_places,
)
from retrokit.stores.sqlite import SqliteStore
from retrokit.testing.stores import begin, mark


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
