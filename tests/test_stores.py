"""Both stores keep the promise of a store, and neither can be told from the other."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from retrokit.errors import Conflict, LogbookError, NotFound
from retrokit.stores import Entry, MarkRow, SealRow, Store, Write
from retrokit.stores.memory import MemoryStore
from retrokit.stores.sqlite import SqliteStore
from retrokit.testing import StoreContract
from retrokit.testing.stores import START, begin, everything


class TestSqliteStore(StoreContract):
    def make_store(self, folder: Path) -> Store:
        return SqliteStore(folder / "crew.logbook")

    def open_copy(self, path: Path) -> Store:
        return SqliteStore(path)


class TestMemoryStore(StoreContract):
    lasts = False
    copies = False

    def make_store(self, folder: Path) -> Store:
        return MemoryStore()


def test_a_contract_without_a_store_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NotImplementedError):
        StoreContract().make_store(tmp_path)
    with pytest.raises(NotImplementedError):
        StoreContract().open_copy(tmp_path)


@pytest.mark.parametrize("kind", ["sqlite", "memory"])
def test_threads_lose_and_double_nothing(kind: str, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "logbook") if kind == "sqlite" else MemoryStore()
    begin(store)

    def append(name: bytes) -> None:
        for number in range(100):
            while True:
                version = len(store.events("r1"))
                try:
                    event = b"%s %d" % (name, number)
                    store.write(Write(retro="r1", version=version, events=(event,)))
                    break
                except Conflict:
                    continue

    threads = [threading.Thread(target=append, args=(name,)) for name in (b"a", b"b", b"c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log = store.events("r1")
    for name in (b"a", b"b", b"c"):
        assert [each for each in log if each[:1] == name] == [
            b"%s %d" % (name, n) for n in range(100)
        ]
    assert len(log) == 300
    store.close()


# Any history does the same to both stores.

ids = st.sampled_from(["r1", "r2", "ré", "r\N{ROCKET}"])
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
bodies = st.binary(max_size=40) | st.binary(min_size=3000, max_size=9000)
steps = st.integers(0, 2)
keys = st.sampled_from([f"{number:02x}" * 32 for number in range(12)])
seals = st.builds(SealRow, step=steps, key=keys, body=bodies)
marks = st.builds(MarkRow, step=steps, slot=st.sampled_from(["a", "b"]), member=texts)


def few(each: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(each, max_size=4).map(tuple)


class Twins(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name, "logbook")
        self.sqlite: Store = SqliteStore(self.path)
        self.memory: Store = MemoryStore()

    @rule(
        id=ids,
        late=st.sampled_from([0, 0, 0, 0, -1, 1]),
        looked=st.sampled_from([0, 0, 0, 0, 0, 1, None]),
        listed=st.none() | st.tuples(texts, st.integers(-5, 5), bodies),
        events=few(bodies),
        put=few(seals),
        drop=few(keys),
        mark=few(marks),
        unmark=few(marks),
        erase=st.lists(steps, max_size=1).map(tuple),
        whole=st.sampled_from([False, False, False, True]),
    )
    def write(
        self, id, late, looked, listed, events, put, drop, mark, unmark, erase, whole
    ) -> None:
        entry = None
        if listed is not None:
            team, hours, digest = listed
            started = START + timedelta(hours=hours)
            entry = Entry(id=id, team=team, started=started, version=0, digest=digest)
        write = Write(
            retro=id,
            version=max(len(self.memory.events(id)) + late, 0),
            round=None if looked is None else self.memory.sealed(id).round + looked,
            events=events,
            entry=entry,
            put=put,
            drop=drop,
            mark=mark,
            unmark=unmark,
            erase=erase,
        )
        self.both(lambda store: store.rewrite(write) if whole else store.write(write))

    @rule(id=ids)
    def remove(self, id: str) -> None:
        self.both(lambda store: store.remove(id))

    def both(self, change: Callable[[Store], None]) -> None:
        outcomes = []
        for store in (self.memory, self.sqlite):
            try:
                change(store)
                outcomes.append(None)
            except (Conflict, NotFound) as error:
                outcomes.append((type(error), str(error)))
        assert outcomes[0] == outcomes[1]

    @rule()
    def reopen(self) -> None:
        self.sqlite.close()
        self.sqlite = SqliteStore(self.path, create=False)

    @rule(team=texts, prefix=texts, id=ids, after=st.integers(-2, 6))
    def ask(self, team: str, prefix: str, id: str, after: int) -> None:
        assert list(self.sqlite.entries(team)) == list(self.memory.entries(team))
        assert list(self.sqlite.find(prefix)) == list(self.memory.find(prefix))
        assert list(self.sqlite.events(id, after)) == list(self.memory.events(id, after))

    @invariant()
    def same(self) -> None:
        assert everything(self.sqlite) == everything(self.memory)

    @invariant()
    def sound(self) -> None:
        assert list(self.sqlite.problems()) == []

    def teardown(self) -> None:
        self.sqlite.close()
        self.folder.cleanup()


TestTwins = Twins.TestCase
TestTwins.settings = settings(
    max_examples=40,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


# The hook


def test_the_built_in_store_opens_by_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from retrokit.builtin import retrokit_register_stores

    (kind,) = retrokit_register_stores()
    assert kind.scheme == "sqlite"
    monkeypatch.chdir(tmp_path)
    for path in ("relative.logbook", f"{tmp_path}/absolute 100%25?#.logbook"):
        store = kind.open(f"sqlite:///{path}")
        begin(store)
        store.close()
        assert Path(path).is_file()
    for url in ("sqlite://two.logbook", "sqlite:///", "sqlite:", "sqlite:///no/such/folder/x"):
        with pytest.raises(LogbookError):
            kind.open(url)
