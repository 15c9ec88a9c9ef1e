"""Looking after a logbook in SQLite: what is wrong with it, and copies of it."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from secrets import token_hex

from ..errors import LogbookError
from . import SealRow
from .sqlite_errors import explain, is_damage, name_of, shown
from .sqlite_file import UNFINISHED, check_path, connect, lay_out, make_own, roll_back, uri_of
from .sqlite_sealed import read_sealed

_GAPS = """
    SELECT retros.id, retros.version, count(events.version), max(events.version)
    FROM retros LEFT JOIN events ON events.retro = retros.id
    GROUP BY retros.id
    HAVING count(events.version) <> retros.version
        OR ifnull(max(events.version), 0) <> retros.version OR min(events.version) < 1
"""
_LOST = """
    SELECT retro, count(*) FROM events WHERE retro NOT IN (SELECT id FROM retros) GROUP BY retro
"""


def find_problems(connection: sqlite3.Connection, path: str) -> list[str]:
    """Return what is wrong with a logbook, a sentence each, as of one moment."""
    found: list[str] = []
    try:
        connection.execute("BEGIN")
        found.extend(_problems(connection))
    except sqlite3.Error as error:
        if not is_damage(error):
            raise
        found.append(str(explain(error, path)))
    finally:
        roll_back(connection)
    return found


def _problems(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check").fetchall():
        if line != "ok":
            yield f"the file is damaged ({' '.join(str(line).split())}); restore a backup"
    for id, version, count, last in connection.execute(_GAPS).fetchall():
        yield (
            f"retro {id!r} should have events 1 to {version} and has {count}, the last of them "
            f"{last or 'none'}; restore a backup"
        )
    lost = Counter({("events", id): count for id, count in connection.execute(_LOST).fetchall()})
    known = {id for (id,) in connection.execute("SELECT id FROM retros").fetchall()}
    for id, row in read_sealed(connection):
        if id not in known:
            lost["seals" if isinstance(row, SealRow) else "marks", id] += 1
    for (what, id), count in sorted(lost.items()):
        yield f"{count} {what} belong to a retro {id!r} that is not there; restore a backup"


def copy_unsealed(path: str, mode: str, target: str, timeout: float) -> int:
    """Copy a logbook without its seals and marks; return how many seals were left out.

    What a backup that was killed left in the folder of the target is removed first. Raises
    `LogbookError` if the target exists or cannot be written, and leaves nothing then.
    """
    if os.path.lexists(target):
        raise LogbookError(f"{shown(target)} is there already; name a file that is not")
    check_path(target, create=True)
    _clear_away(os.path.dirname(os.path.realpath(target)))
    unfinished = f"{target}.{token_hex(4)}.part"
    try:
        count = _copy(uri_of(path, "rw" if mode == "rwc" else mode), unfinished, timeout)
        # A name taken meanwhile is not taken away: this fails where `replace` would not.
        os.close(os.open(target, os.O_CREAT | os.O_EXCL, 0o600))
        os.replace(unfinished, target)
    except OSError as error:
        raise LogbookError(
            f"{shown(target)} cannot be written ({error.strerror}); name another file"
        ) from error
    except sqlite3.Error as error:
        raise explain(error, path if is_damage(error) else target) from error
    finally:
        _remove(unfinished)
    return count


def _clear_away(folder: str) -> None:
    """Remove unfinished backups that nobody is writing any more."""
    for entry in os.scandir(folder):
        if UNFINISHED.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
            connection = connect(entry.path, "rw", timeout=0)
            try:
                connection.execute("BEGIN EXCLUSIVE")  # whoever writes it holds a lock
            except sqlite3.Error as error:
                abandoned = name_of(error) == "SQLITE_NOTADB"
            else:
                abandoned = True
            finally:
                connection.close()
            if abandoned:
                _remove(entry.path)


def _remove(unfinished: str) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            os.remove(unfinished + suffix)


def _copy(source: str, target: str, timeout: float) -> int:
    make_own(target)
    connection = connect(target, "rwc", timeout)
    try:
        connection.execute("PRAGMA main.locking_mode = EXCLUSIVE")  # see `_clear_away`
        lay_out(connection)
        connection.execute("ATTACH ? AS source", (source,))
        connection.execute("BEGIN")  # one moment of the source for all that is read
        connection.execute("INSERT INTO main.retros SELECT * FROM source.retros")
        connection.execute("INSERT INTO main.events SELECT * FROM source.events")
        count = sum(
            isinstance(row, SealRow) and row.step > 0
            for _, row in read_sealed(connection, "source")
        )
        connection.execute("COMMIT")
        connection.execute("DETACH source")
        connection.execute("PRAGMA journal_mode = WAL")
        return count
    finally:
        connection.close()
