"""Items in places: a mapping whose bytes are the same however it came to what it holds."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrokit.stores import sqlite_places
from retrokit.stores.sqlite import SqliteStore
from retrokit.stores.sqlite_errors import Garbled
from retrokit.stores.sqlite_file import lay_out
from retrokit.stores.sqlite_places import PLACES, SMALLEST, change, items, refill
from retrokit.testing.stores import begin

KEYS = st.binary(min_size=1, max_size=6)
VALUES = st.one_of(st.binary(max_size=20), st.integers(0, 5_000).map(lambda size: b"x" * size))


def fresh() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    lay_out(connection)
    return connection


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = fresh()
    yield connection
    connection.close()


def size_of(connection: sqlite3.Connection) -> int:
    (size,) = connection.execute("SELECT length(items) FROM sealed WHERE place = 1").fetchone()
    return int(size)


@given(st.lists(st.dictionaries(KEYS, st.none() | VALUES, max_size=4), max_size=12))
def test_what_was_put_last_is_there(changes: list[dict[bytes, bytes | None]]) -> None:
    connection, expected = fresh(), {}
    for each in changes:
        change(connection, each)
        expected.update(each)
        assert items(connection) == {k: v for k, v in expected.items() if v is not None}
    connection.close()


@given(st.dictionaries(KEYS, VALUES, min_size=2, max_size=30), st.randoms(use_true_random=False))
def test_the_bytes_of_the_whole_file_do_not_tell_the_order(
    held: dict[bytes, bytes], rng: random.Random
) -> None:
    pictures = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite_places, "token_bytes", bytes)
        for _ in range(3):
            connection, order = fresh(), rng.sample(sorted(held), len(held))
            while order:  # by ones and by several, so that sizes are passed over
                few = [order.pop() for _ in range(min(len(order), rng.randint(1, 4)))]
                change(connection, {key: held[key] for key in few})
            pictures.add(bytes(connection.serialize()))
            connection.close()
    assert len(pictures) == 1


def test_places_grow_with_what_they_hold_and_shrink_when_filled_anew(
    connection: sqlite3.Connection,
) -> None:
    change(connection, {b"small": b"x"})
    assert size_of(connection) == SMALLEST
    change(connection, {b"large": b"x" * 3_000})
    assert size_of(connection) == 4_096
    change(connection, {b"large": None})
    assert size_of(connection) == 4_096
    refill(connection, {b"small": b"x"})
    assert size_of(connection) == SMALLEST
    refill(connection, {})
    assert connection.execute("SELECT count(*) FROM sealed").fetchone() == (0,)


def test_a_place_can_be_full_to_the_last_byte(connection: sqlite3.Connection) -> None:
    whole = {b"k": b"x" * (SMALLEST - 9)}
    change(connection, whole)
    assert size_of(connection) == SMALLEST
    assert items(connection) == whole


def test_where_an_item_lies_cannot_be_known_beforehand(connection: sqlite3.Connection) -> None:
    """Or somebody could seal much that belongs into one place, and make all of them large."""

    def found() -> list[tuple[int]]:
        return connection.execute(
            "SELECT place FROM sealed WHERE place > 0 AND instr(items, x'6b6579')"
        ).fetchall()

    seen = set()
    for _ in range(40):
        refill(connection, {b"key": b"value"})
        seen.update(found())
    assert len(seen) > PLACES // 8


@pytest.mark.parametrize("number", [10, 5_000])
def test_a_change_writes_no_more_pages_than_its_place_has(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # With most salts no place is full. With some the last item finds its place so.
    monkeypatch.setattr(sqlite_places, "token_bytes", bytes)
    store = SqliteStore(tmp_path / "logbook")
    begin(store)
    connection, rng = store._connection, random.Random(number)
    change(connection, {rng.randbytes(32): rng.randbytes(150) for _ in range(number)})
    store._wipe()
    change(connection, {rng.randbytes(32): rng.randbytes(150)})
    written = (tmp_path / "logbook-wal").stat().st_size // 4096
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    assert 1 <= written <= 2 + pages / PLACES
    store.close()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE sealed SET items = x'0100000009000000' WHERE place > 0",
        "UPDATE sealed SET items = x'0100000000000000ff' WHERE place > 0",
        "UPDATE sealed SET items = 'text' WHERE place > 0",
        "UPDATE sealed SET items = 5 WHERE place = 0",
        "DELETE FROM sealed WHERE place = 0",
    ],
)
def test_bytes_that_cannot_be_are_noticed(connection: sqlite3.Connection, damage: str) -> None:
    change(connection, {b"key": b"value"})
    connection.execute(damage)
    with pytest.raises(Garbled):
        items(connection)
