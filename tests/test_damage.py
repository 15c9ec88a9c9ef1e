"""Bytes that are not what was written: doctor finds each, load refuses, export saves the rest."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from every_event import LOG, well_travelled

from retrokit import (
    Attribution,
    Collect,
    Column,
    Damaged,
    Decide,
    Discuss,
    Format,
    Logbook,
    Vote,
)
from retrokit.cli.commands import retro as command
from retrokit.codec import CODEC, Newer
from retrokit.codec.checksums import checked, signed
from retrokit.engine.salvage import salvaged
from retrokit.errors import FileError, LogbookError
from retrokit.events import NoteAdded, Remarked, Started, TeamRenamed, Undone
from retrokit.keeping import Keeping, folding
from retrokit.retro import fold
from retrokit.stores.memory import MemoryStore
from retrokit.stores.sqlite import SqliteStore

FORMAT = Format(
    name="damaged",
    title="Damaged",
    purpose="Be damaged.",
    attribution=Attribution.NAMED,
    agenda=[
        Collect(columns=[Column("Good"), Column("Bad")], sealed=False),
        Vote(),
        Discuss(),
        Collect(title="Again", columns=[Column("More")]),
        Decide(),
    ],
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A logbook in a file, with a closed retro and one in which something is sealed."""
    path = tmp_path / "logbook.db"
    with Logbook(path) as logbook:
        for closed in (True, False):
            retro = logbook.start(FORMAT, team="Lander", members=["Ana", "Ben"])
            for number, text in enumerate(("builds", "日本語", "pairing")):
                retro.add_note("Good" if number else "Bad", text, "Ana")
            one, two, three = retro.state.notes
            retro.group([one, two], "Both")
            retro.next()
            retro.vote({three: 1}, "Ana")
            retro.next()
            retro.take_topic()
            retro.remark("we said so", decision=True)
            retro.next()
            retro.add_note("More", "sealed", "Ben")
            retro.add_action("Cache the packages", owner="Ben")
            if closed:
                retro.close()
    return path


def ids(path: Path) -> list[str]:
    with Logbook(path, read_only=True) as logbook:
        return [each.id for each in logbook.retros()]


def sql(path: Path, statement: str, *values: object) -> list[Any]:
    connection = sqlite3.connect(path)
    try:
        found = connection.execute(statement, values).fetchall()
        connection.commit()
        return found
    finally:
        connection.close()


def flipped(body: bytes, rng: Random) -> Iterator[bytes]:
    """Yield a body with each of its bytes changed in one bit, and some in several."""
    for at in range(len(body)):
        for mask in (1 << rng.randrange(8), rng.randrange(1, 256)):
            yield body[:at] + bytes([body[at] ^ mask]) + body[at + 1 :]


# --- checksums


def test_every_flip_of_every_body_is_found() -> None:
    rng = Random(1)
    for version, event in enumerate(LOG, 1):
        stored = signed(CODEC.encode(event), "k3f9x2bc", version)
        assert checked(stored, "k3f9x2bc", version) == CODEC.encode(event)
        for wrong in flipped(stored, rng):
            with pytest.raises(FileError):
                CODEC.decode([checked(wrong, "k3f9x2bc", version)])
        for elsewhere in (("k3f9x2bc", version + 1), ("k3f9x2bd", version)):
            with pytest.raises(FileError, match="changed since it was written"):
                checked(stored, *elsewhere)


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_body_that_is_cut_short_is_found(cut: int) -> None:
    stored = signed(CODEC.encode(LOG[0]), "id", 1)
    with pytest.raises(FileError, match="changed since it was written"):
        checked(stored[:-cut], "id", 1)


def test_doctor_finds_every_flip_in_the_tables(path: Path) -> None:
    rng = Random(2)
    rows = [
        ("UPDATE events SET body = ? WHERE retro = ? AND version = ?", body, (retro, version))
        for retro, version, body in sql(path, "SELECT retro, version, body FROM events")
    ]
    rows += [
        ("UPDATE retros SET digest = ? WHERE id = ?", digest, (id,))
        for id, digest in sql(path, "SELECT id, digest FROM retros")
    ]
    assert len(rows) > 20
    with Logbook(path) as logbook:
        for statement, body, key in rows:
            for wrong in rng.sample([*flipped(body, rng)], 6):
                sql(path, statement, wrong, *key)
                assert logbook.problems(), (key, wrong)
            sql(path, statement, body, *key)
        assert logbook.problems() == []


def test_doctor_finds_every_flip_in_what_is_sealed(path: Path) -> None:
    rng, missed = Random(3), []
    places = [
        (place, items)
        for place, items in sql(path, "SELECT place, items FROM sealed WHERE place > 0")
        if items.strip(b"\0")
    ]
    with Logbook(path) as logbook:
        for place, items in places:
            for wrong in rng.sample([*flipped(items.rstrip(b"\0"), rng)], 40):
                sql(path, "UPDATE sealed SET items = ? WHERE place = ?",
                    wrong.ljust(len(items), b"\0"), place)  # fmt: skip
                if not logbook.problems():
                    missed.append(wrong)
            sql(path, "UPDATE sealed SET items = ? WHERE place = ?", items, place)
        assert logbook.problems() == []
    assert missed == []


def test_a_damaged_entry_is_made_again_of_the_log(path: Path) -> None:
    with Logbook(path) as logbook:
        before = logbook.retros()
        sql(path, "UPDATE retros SET digest = x'00'")
        assert logbook.retros() == before
        assert logbook.start(FORMAT, team="Lander").state.carried
        sql(path, "UPDATE events SET body = x'00' WHERE version = 3")
        with pytest.raises(Damaged, match=r"retro \w+ is damaged \(event 3: it was changed"):
            logbook.retros()


def test_what_is_sealed_and_damaged_is_named(path: Path) -> None:
    with Logbook(path) as logbook:
        retro = logbook.load()
        [seal] = retro._keeper.seals().values()
        assert seal.author == "Ben"
        items = sql(path, "SELECT place, items FROM sealed WHERE place > 0")
        for place, held in items:
            sql(path, "UPDATE sealed SET items = ? WHERE place = ?",
                held.replace(b'"sealed"', b'"healed"'), place)  # fmt: skip
        with pytest.raises(Damaged, match=r"something hidden in retro .* is damaged") as error:
            logbook.load().sealed_count()
        assert "\n" not in str(error.value)
        assert any("something hidden: it was changed" in each for each in logbook.problems())


def test_what_a_newer_retrokit_wrote_is_no_damage(path: Path) -> None:
    [id, _] = ids(path)
    body = signed(b'{"event":"Flown","v":3,"at":"2031-03-01T00:00:00Z"}', id, 2)
    sql(path, "UPDATE events SET body = ? WHERE retro = ? AND version = 2", body, id)
    with Logbook(path) as logbook, pytest.raises(FileError, match="newer retrokit; upgrade it"):
        logbook.load(id)


# --- every command


DAMAGE = {
    "no events": "DELETE FROM events WHERE retro = ?",
    "cut short": "DELETE FROM events WHERE retro = ? AND version > 5",
    "a hole": "DELETE FROM events WHERE retro = ? AND version = 4",
    "undecodable": "UPDATE events SET body = x'ff00' WHERE retro = ? AND version = 4",
    "no bytes": "UPDATE events SET body = 'text' WHERE retro = ? AND version = 4",
    "the beginning": "UPDATE events SET body = x'7b7d' WHERE retro = ? AND version = 1",
    "a number twice": "UPDATE events SET body = (SELECT substr(body, 1, length(body) - 9) "
    "FROM events AS one WHERE one.retro = events.retro AND one.version = 3) "
    "WHERE retro = ? AND version = 4",
}
COMMANDS = ["show", "show --json", "report", "resume", "serve --port 0", "letter Ana", "export"]


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("what", COMMANDS)
def test_every_command_says_in_a_line_what_is_damaged(path: Path, what: str, damage: str) -> None:
    [id, _] = ids(path)
    sql(path, DAMAGE[damage], id)
    arguments = [*what.split(), id, "--logbook", str(path)]
    done = CliRunner().invoke(command, arguments, input="")
    assert done.exit_code == 1, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    first, *more = done.stderr.splitlines()
    assert first.startswith("Error: ")
    assert "damaged" in first
    assert "restore a backup" in first
    if what != "export":
        assert not more
    assert "Traceback" not in done.output
    doctor = CliRunner().invoke(command, ["doctor", "--logbook", str(path)])
    assert doctor.exit_code == 1
    assert id in doctor.output
    listed = CliRunner().invoke(command, ["list", "--logbook", str(path)])
    assert (listed.exit_code, id in listed.output) == (0, True)


# --- saving the rest


def test_an_export_of_a_damaged_retro_keeps_the_rest(path: Path, tmp_path: Path) -> None:
    [id, _] = ids(path)
    with Logbook(path) as logbook:
        whole = logbook.load(id)
        notes = {note.text for note in whole.state.notes.values()}
    sql(path, "DELETE FROM events WHERE retro = ? AND version = 4", id)
    done = CliRunner().invoke(
        command, ["export", id, "-o", str(tmp_path / "saved.json"), "--logbook", str(path)]
    )
    assert done.exit_code == 1
    assert "not in this export; all else is." in done.stderr
    with Logbook(":memory:") as other:
        saved = other.import_((tmp_path / "saved.json").read_text("utf-8"))
        kept = {note.text for note in saved.state.notes.values()}
        assert len(kept) == len(notes) - 1
        assert [each.text for each in saved.state.actions.values()] == ["Cache the packages"]
        assert other.problems() == []


def test_any_one_event_may_be_gone() -> None:
    for gone in range(1, len(LOG) + 1):
        rest = {version: event for version, event in enumerate(LOG, 1) if version != gone}
        kept = salvaged(rest)
        if gone == 1:
            assert kept == {}
            continue
        assert kept
        state = fold(kept.values())
        text = CODEC.export_log([*kept.values()])
        assert CODEC.import_log(text) == [*kept.values()]
        renamed = any(isinstance(each, TeamRenamed) for each in kept.values())
        assert state.team == ("Crew of Ada" if renamed else "Crew")


def test_half_of_the_events_may_be_gone() -> None:
    log = well_travelled().log
    for seed in range(40):
        rng = Random(seed)
        rest = {
            version: event
            for version, event in enumerate(log, 1)
            if isinstance(event, Started) or rng.random() < 0.5
        }
        kept = salvaged(rest)
        assert {*kept} <= {*rest}
        assert CODEC.import_log(CODEC.export_log([*kept.values()])) == [*kept.values()]


def test_what_was_undone_stays_undone() -> None:
    with Logbook(":memory:") as logbook:
        retro = logbook.start(FORMAT, team="Lander", members=["Ana"])
        for text in ("one", "two", "three"):
            retro.add_note("Good", text)
        retro.undo()
        retro.remark("said")
        events = dict(enumerate(retro.log, 1))
    lost = next(v for v, each in events.items() if isinstance(each, NoteAdded))
    kept = salvaged({version: each for version, each in events.items() if version != lost})
    state = fold(kept.values())
    assert [note.text for note in state.notes.values()] == ["two"]
    assert any(isinstance(each, Remarked) for each in kept.values())
    undone = next(v for v, each in events.items() if isinstance(each, Undone)) - 1
    kept = salvaged({version: each for version, each in events.items() if version != undone})
    assert not any(isinstance(each, Undone) for each in kept.values())
    assert [note.text for note in fold(kept.values()).notes.values()] == ["one", "two"]


def test_nothing_is_left_of_a_retro_without_its_beginning(path: Path) -> None:
    [id, _] = ids(path)
    sql(path, "DELETE FROM events WHERE retro = ? AND version = 1", id)
    with Logbook(path) as logbook, pytest.raises(Damaged, match="nothing can be saved of retro"):
        logbook.salvage(id)


def test_a_whole_retro_is_salvaged_whole() -> None:
    with Logbook(":memory:") as logbook:
        retro = logbook.start(FORMAT, team="Lander", members=["Ana"])
        assert logbook.salvage() == (logbook.export(retro), ())
        assert isinstance(logbook._store, MemoryStore)
        assert logbook._keeping.salvage(retro.state.id)[0] == [*retro.log]


def test_pages_that_cannot_be_read_are_passed_over(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrokit.stores import sqlite

    [id, _] = ids(path)
    store = SqliteStore(path)
    whole = store.remains(id)
    assert list(whole) == list(store.events(id))
    monkeypatch.setattr(sqlite, "_BODY", "SELECT raise_of(?, ?)")
    for name, raised in (("SQLITE_CORRUPT", False), ("SQLITE_BUSY", True)):
        connection = Failing(name)
        monkeypatch.setattr(store, "_connection", connection)
        if raised:
            with pytest.raises(LogbookError, match="locked"):
                store.remains(id)
        else:
            assert store.remains(id) == [None, None]


class Failing:
    """A connection to a file of which some pages cannot be read."""

    def __init__(self, name: str) -> None:
        self.name = name

    def execute(self, statement: str, values: object) -> Any:
        if "raise_of" not in statement:
            return self
        error = sqlite3.OperationalError("database disk image is malformed")
        error.sqlite_errorname = self.name
        raise error

    def fetchone(self) -> tuple[int]:
        return (2,)


# --- unfinished backups

KILLED = """
import os, signal, sys
from retrokit.stores import sqlite_upkeep, sqlite
def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "late":
    sqlite_upkeep.os.replace = killed
elif sys.argv[3] == "copying":
    sqlite_upkeep.read_sealed = killed
else:
    sqlite_upkeep.lay_out = killed
sqlite.SqliteStore(sys.argv[1]).backup(sys.argv[2])
"""


@pytest.mark.parametrize("moment", ["late", "copying", "early"])
def test_what_a_killed_backup_leaves_is_no_backup_and_is_cleared_away(
    path: Path, tmp_path: Path, moment: str
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    arguments = [sys.executable, "-c", KILLED, str(path), str(folder / "one.db"), moment]
    assert subprocess.run(arguments, check=False).returncode == -signal.SIGKILL
    left = [each for each in folder.iterdir() if each.name.endswith(".part")]
    assert len(left) == 1
    for each in left:
        with pytest.raises(LogbookError, match="left behind by a backup that was killed"):
            Logbook(each, read_only=True)
    other = folder / "film.mp4.part"
    other.write_bytes(b"not ours")
    with Logbook(path) as logbook:
        logbook.backup(folder / "two.db")
    assert {each.name for each in folder.iterdir()} - {"one.db"} == {"two.db", "film.mp4.part"}


def test_a_backup_that_is_being_written_is_left_alone(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    unfinished = folder / "one.db.0123abcd.part"
    writing = sqlite3.connect(unfinished, isolation_level=None)
    writing.execute("BEGIN EXCLUSIVE")
    garbage = folder / "two.db.0123abcd.part"
    garbage.write_bytes(b"no database at all" * 100)
    with Logbook(path) as logbook:
        logbook.backup(folder / "three.db")
        assert unfinished.exists()
        assert not garbage.exists()
        writing.execute("ROLLBACK")
        writing.close()
        logbook.backup(folder / "four.db")
    assert sorted(os.listdir(folder)) == ["four.db", "three.db"]


def test_what_a_newer_version_wrote_is_not_called_damaged() -> None:
    with pytest.raises(Newer), folding("k3f9x2bc"):
        raise Newer("an event that this version does not know")
    with pytest.raises(Damaged, match="its events are gone"):
        Keeping(MemoryStore(), CODEC).read_log("k3f9x2bc")
