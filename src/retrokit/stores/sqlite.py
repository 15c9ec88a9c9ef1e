"""A logbook in one SQLite file.

Three things are not obvious. Every write is one IMMEDIATE transaction that begins with an
UPDATE of the retro's row, which is also the check that nobody else wrote first. What is sealed
leaves no trace when it is erased, neither in the file nor in the write-ahead log beside it; nor
does a retro that is removed, or what stood in one before it was rewritten (`sqlite_anew`).
And where the bytes of what is sealed lie says nothing of the order in which people wrote, or
whoever holds the file could join the anonymous with the list of who took part: `sqlite_places`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from threading import RLock

from ..errors import Conflict, Invalid, NotFound
from . import Entry, MarkRow, Sealed, SealRow, Write
from .sealing import key_of, touches_seals
from .sqlite_anew import write_anew
from .sqlite_errors import closed, damaged, explain, is_damage, shown
from .sqlite_file import APPLICATION_ID, open_logbook, roll_back, wal_is_empty, wal_of
from .sqlite_sealed import erase_sealed, read_sealed, write_sealed
from .sqlite_upkeep import copy_unsealed, find_problems

_ADVANCE = """
    UPDATE retros SET version = ?, round = round + ?
    WHERE id = ? AND version = ? AND round = coalesce(?, round)
"""
_ADVANCE_AND_LIST = """
    UPDATE retros SET digest = ?, version = ?, round = round + ?
    WHERE id = ? AND version = ? AND round = coalesce(?, round) AND team = ? AND started = ?
"""
_RELIST = "UPDATE retros SET team = ?, started = ? WHERE id = ?"
_BEGIN = "INSERT INTO retros (id, team, started, version, round, digest) VALUES (?, ?, ?, ?, ?, ?)"
_APPEND = "INSERT INTO events (retro, version, body) VALUES (?, ?, ?)"
_EMPTY = "DELETE FROM events WHERE retro = ?"
_EVENTS = """
    SELECT events.version, events.body, retros.version FROM retros
    LEFT JOIN events ON events.retro = retros.id AND events.version > ?
    WHERE retros.id = ? ORDER BY events.version
"""
_BODY = "SELECT body FROM events WHERE retro = ? AND version = ?"
_LAST = """
    SELECT max(
        ifnull((SELECT version FROM retros WHERE id = ?), 0),
        ifnull((SELECT max(version) FROM events WHERE retro = ?), 0)
    )
"""
_ROUND = "SELECT round FROM retros WHERE id = ?"
_LIST = "SELECT id, team, started, version, digest FROM retros"
# The plus keeps SQLite from fetching every row through an index, which takes longer.
_LIST_ALL = f"{_LIST} ORDER BY +started DESC, id DESC"
_LIST_TEAM = f"{_LIST} WHERE team = ? ORDER BY started DESC, id DESC"

_WIPE_WAIT = 100  # milliseconds that a write waits for readers to let it empty the log
_FARTHEST = 2**62  # more than any log holds, and no more than SQLite can compare with


class SqliteStore:
    """A store that is one SQLite file. It can be shared between threads and processes."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        create: bool = True,
        read_only: bool = False,
        timeout: float = 10.0,
    ) -> None:
        """Open a logbook.

        `create` makes it if there is none; an empty file counts as a new logbook. `timeout` is
        how many seconds to wait for another program's lock. A file or folder that cannot be
        written is opened for reading, and only `write` fails then. Raises `LogbookError`.
        """
        self.path = os.fspath(path)
        self._timeout = timeout
        self._closed = False
        self._together = False
        self._anew = False  # whether what was taken out of tables in this transaction lingers there
        self._lost: BaseException | None = None  # why writes together will not be kept
        self._lock = RLock()
        with self._explained():
            self._connection, self._mode = open_logbook(
                self.path, create=create, read_only=read_only, timeout=timeout
            )
        self._file = os.path.realpath(self.path)  # should the working folder change
        # Whoever wrote last may have been killed before it emptied the write-ahead log.
        self._lingering = self._writable and not wal_is_empty(self._file)

    @property
    def _writable(self) -> bool:
        return self._mode in {"rwc", "rw"}

    def write(self, write: Write) -> None:
        """Keep a change.

        Raises `Conflict` if `version` or `round` is not the current one, `NotFound` for a retro
        that was never begun, and `LogbookError` if it cannot be kept; nothing of it is, then.
        """
        self._keep(partial(self._change, write, write.version))

    def rewrite(self, write: Write) -> None:
        """Keep a change whose `events` are the whole log from now on; raises as `write` does."""
        self._keep(partial(self._rewrite, write))

    def remove(self, retro: str) -> None:
        """Take a retro away. Raises `NotFound` for one that was never begun."""
        self._keep(partial(self._remove, retro))

    def _keep(self, change: Callable[[], None]) -> None:
        """Do a change, whole or not at all: now, or with the others when they end together."""
        with self._explained():
            if self._together:
                self._keep_part(change)
                return
            self._begin()
            try:
                change()
                self._commit()
            except BaseException:
                roll_back(self._connection)
                raise
            if self._lingering:
                self._wipe()

    def _begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._anew = False

    def _commit(self) -> None:
        if self._anew:
            write_anew(self._connection)
            self._lingering = True
        self._connection.execute("COMMIT")

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make several writes durable at once, when it ends and not before.

        Other writers wait until then. Raises `LogbookError` if the writes cannot be kept;
        nothing of them is, then. Inside another such block it ends with that.
        """
        with self._explained():
            if self._together:
                yield
                return
            self._begin()
            self._together, self._lost = True, None
            try:
                yield
            finally:
                self._together = False
                if self._lost is not None:
                    raise self._lost
                try:
                    self._commit()
                except BaseException:
                    roll_back(self._connection)
                    raise
            if self._lingering:
                self._wipe()

    def _keep_part(self, change: Callable[[], None]) -> None:
        """Do a change inside a transaction, whole or not at all."""
        if self._lost is not None:
            raise self._lost
        self._connection.execute("SAVEPOINT part")
        try:
            change()
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO part")
            else:  # a full disk, for one, makes SQLite end it, with all that came before
                self._lost = error
            raise
        self._connection.execute("RELEASE part")

    def _change(self, write: Write, after: int) -> None:
        """Do a write whose events come after so many of the log."""
        self._advance(write, after + len(write.events))
        if write.events:
            self._connection.executemany(
                _APPEND,
                [
                    (write.retro, version, body)
                    for version, body in enumerate(write.events, after + 1)
                ],
            )
        if touches_seals(write):
            write_sealed(self._connection, write)
            self._lingering = True

    def _rewrite(self, write: Write) -> None:
        self._check_known(write.retro)
        self._connection.execute(_EMPTY, (write.retro,))
        self._change(write, 0)
        self._anew = True

    def _remove(self, retro: str) -> None:
        self._check_known(retro)
        self._connection.execute(_EMPTY, (retro,))
        self._connection.execute("DELETE FROM retros WHERE id = ?", (retro,))
        erase_sealed(self._connection, retro)
        self._anew = True

    def _check_known(self, retro: str) -> None:
        if self._connection.execute(_ROUND, (retro,)).fetchone() is None:
            raise NotFound(f"no retro {retro!r} here")

    def _advance(self, write: Write, version: int) -> None:
        """Move the retro's row on to what it is after a write, or raise that it cannot be."""
        id, entry, touched = write.retro, write.entry, touches_seals(write)
        values: tuple[object, ...] = (version, touched, id, write.version, write.round)
        statement = _ADVANCE
        if entry is not None:
            # The common case leaves team and start alone, and so the indexes untouched.
            values = (entry.digest, *values, entry.team, _text_of(entry.started))
            statement = _ADVANCE_AND_LIST
        if self._connection.execute(statement, values).rowcount:
            return
        row = self._connection.execute(
            "SELECT version, round FROM retros WHERE id = ?", (id,)
        ).fetchone()
        is_version, is_round = row or (0, 0)
        if write.version != is_version or write.round not in {None, is_round}:
            raise Conflict("this retro was changed elsewhere; load it again")
        if entry is None:
            raise NotFound(f"no retro {id!r} here; begin it with an entry")
        if row is None:
            begun = (id, entry.team, _text_of(entry.started), version, touched, entry.digest)
            self._connection.execute(_BEGIN, begun)
        else:
            self._connection.execute(_RELIST, (entry.team, _text_of(entry.started), id))
            self._connection.execute(statement, values)

    def _wipe(self) -> None:
        """Empty the write-ahead log, which still holds what was replaced or erased.

        Somebody who is reading an older state keeps it from being emptied, and so may a full
        disk. The change itself is kept all the same; the next write and `close` try again.
        """
        try:
            self._wait_for(min(_WIPE_WAIT, self._timeout * 1000))
            if self._emptied():
                self._clear_index()
                self._lingering = not self._emptied()
        except sqlite3.Error:
            self._lingering = True
        finally:
            self._wait_for(self._timeout * 1000)

    def _emptied(self) -> bool:
        """Empty the write-ahead log, and return whether that could be done."""
        row = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(row[0] == 0)

    def _clear_index(self) -> None:
        """Let the index of the write-ahead log, the file `-shm`, forget what was written last.

        It goes on listing the pages that were in the log, and so where the last contribution
        lies. SQLite clears it when something is logged anew: page 1, here, with what it says
        already. Nothing is lost if that is, so it need not be synced before it is emptied too.
        """
        self._connection.execute("PRAGMA synchronous = OFF")
        try:
            self._connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        finally:
            self._connection.execute("PRAGMA synchronous = FULL")

    def _wait_for(self, milliseconds: float) -> None:
        self._connection.execute(f"PRAGMA busy_timeout = {int(milliseconds)}")

    def events(self, retro: str, after: int = 0) -> Sequence[bytes]:
        """Return the bodies of the events after the first `after` ones, in order.

        Raises `Damaged` if one of them is not there.
        """
        after = min(max(after, 0), _FARTHEST)
        with self._explained():
            rows = self._connection.execute(_EVENTS, (after, retro)).fetchall()
        bodies = []
        for expected, (version, body, last) in enumerate(rows, after + 1):
            if version is None and isinstance(last, int) and last <= after:
                break
            if version != expected or type(body) is not bytes:
                raise damaged(self.path, f"event {expected} of retro {retro!r} is not there")
            bodies.append(body)
        if bodies and len(bodies) != rows[0][2] - after:
            raise damaged(
                self.path,
                f"retro {retro!r} has {after + len(bodies)} events and should have {rows[0][2]}",
            )
        return bodies

    def remains(self, retro: str) -> Sequence[bytes | None]:
        """Return the bodies of all events, None for each that is not there or cannot be read."""
        with self._explained():
            [last] = self._connection.execute(_LAST, (retro, retro)).fetchone()
            return [self._body(retro, version) for version in range(1, last + 1)]

    def _body(self, retro: str, version: int) -> bytes | None:
        try:
            row = self._connection.execute(_BODY, (retro, version)).fetchone()
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            return None
        return row[0] if row and type(row[0]) is bytes else None

    def round(self, retro: str) -> int:
        """Return the count of changes beside the log; 0 for a retro that was never begun."""
        with self._explained():
            row = self._connection.execute(_ROUND, (retro,)).fetchone()
        return row[0] if row else 0

    def sealed(self, retro: str) -> Sealed:
        """Return what is kept beside the log, in an order that says nothing about when."""
        with self._explained():
            try:
                if not self._together:
                    self._connection.execute("BEGIN")  # one moment for all questions
                count = self.round(retro)
                rows = [row for id, row in read_sealed(self._connection) if id == retro]
            finally:
                if not self._together:
                    roll_back(self._connection)
        seals = [row for row in rows if isinstance(row, SealRow)]
        marks = [row for row in rows if isinstance(row, MarkRow)]
        return Sealed(
            round=count,
            seals=tuple(sorted(seals, key=lambda seal: seal.key)),
            marks=tuple(sorted(marks, key=key_of)),
        )

    def entries(self, team: str | None = None) -> Iterator[Entry]:
        """Yield the retros, of one team or all, newest first (by start, then id)."""
        with self._explained():
            # All at once: a statement that is still being read would keep `_wipe` from working.
            if team is None:
                rows = self._connection.execute(_LIST_ALL).fetchall()
            else:
                rows = self._connection.execute(_LIST_TEAM, (team,)).fetchall()
        entries = []
        for id, of_team, started, version, digest in rows:
            try:
                moment = datetime.fromisoformat(started)
            except (TypeError, ValueError):
                moment = None
            if moment is None or type(version) is not int or type(digest) is not bytes:
                raise damaged(self.path, f"what is listed of retro {id!r} cannot be")
            entries.append(
                Entry(id=id, team=of_team, started=moment, version=version, digest=digest)
            )
        return iter(entries)

    def find(self, prefix: str) -> Sequence[str]:
        """Return the ids that begin with a prefix, sorted, at most ten."""
        with self._explained():
            rows = self._connection.execute(
                "SELECT id FROM retros WHERE id >= ? ORDER BY id LIMIT 10", (prefix,)
            ).fetchall()
        return [id for (id,) in rows if id.startswith(prefix)]

    def problems(self) -> Sequence[str]:
        """Return what is wrong with the stored bytes, a sentence each; none if all is well."""
        with self._explained():
            found = find_problems(self._connection, self.path)
            if self._lingering:
                self._wipe()
            if self._lingering:
                found.append(
                    f"what was erased may still be in {shown(wal_of(self._file))}, because another "
                    "program is reading the logbook; close it"
                )
        return tuple(found)

    def backup(self, path: str) -> int:
        """Copy everything but what is sealed to a new file; return how many seals it left out.

        Raises `LogbookError` if the file exists or cannot be written, and leaves nothing then.
        """
        if self._closed:
            raise closed(self.path)
        return copy_unsealed(self._file, self._mode, os.fspath(path), self._timeout)

    def close(self) -> None:
        """Let go of the file. Closing twice is fine."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._writable:
                self._wipe()
            self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Hold the connection for one thread, and say in words what SQLite says went wrong."""
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise explain(error, self.path) from error
            except UnicodeEncodeError as error:
                raise Invalid(
                    f"{error.object!r} holds half a character, which no file can; leave it out"
                ) from error


def _text_of(moment: datetime) -> str:
    """Return a moment as text that sorts as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
