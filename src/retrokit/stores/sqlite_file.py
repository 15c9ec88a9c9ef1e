"""Opening one SQLite file, and making sure that it is a logbook."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

from ..errors import LogbookError
from .sqlite_errors import damaged, name_of, no_logbook, shown

APPLICATION_ID = 0x52455452
"""What tells a logbook from other SQLite files: the letters RETR."""

VERSION = 1
"""What a logbook says of how it is laid out."""

_TABLES = (
    """
    CREATE TABLE retros (
        id TEXT NOT NULL PRIMARY KEY,
        team TEXT NOT NULL,
        started TEXT NOT NULL,
        version INTEGER NOT NULL,
        round INTEGER NOT NULL,
        digest BLOB NOT NULL
    )
    """,
    "CREATE INDEX retros_by_team ON retros (team, started, id)",
    """
    CREATE TABLE events (
        retro TEXT NOT NULL,
        version INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (retro, version)
    ) WITHOUT ROWID
    """,
    "CREATE TABLE sealed (place INTEGER NOT NULL PRIMARY KEY, items BLOB NOT NULL)",
)
# `retros` has row ids: its rows are the only ones that are read by the thousand, and a digest of
# more than a kilobyte would take a page of its own without. So has `sealed`, see `sqlite_places`.

UNFINISHED = re.compile(r".+\.[0-9a-f]{8}\.part")
"""What a backup is called until it is whole; one that is killed leaves such a file."""

_SMALLEST = 512  # bytes of the shortest file that SQLite makes

_PRAGMAS = (
    "PRAGMA synchronous = FULL",  # what a write returns from survives a power cut
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten
    "PRAGMA temp_store = MEMORY",  # nothing sealed strays into a temporary file
)


def connect(path: str, mode: str, timeout: float) -> sqlite3.Connection:
    """Return a connection to a file, without looking at what is in it.

    `mode` is how SQLite is to open it: `rwc`, `rw`, `ro`, or `immutable` for a file that
    cannot even be locked.
    """
    return sqlite3.connect(
        uri_of(path, mode), uri=True, timeout=timeout, isolation_level=None, check_same_thread=False
    )


def make_own(path: str) -> None:
    """Make an empty file that nobody but its owner can read; leave alone what is there.

    The write-ahead log and its index get the permissions of the file from SQLite. Where no file
    can be made nothing happens: SQLite then says why. Windows has no such permissions, and keeps
    people's folders apart by itself.
    """
    with suppress(OSError):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        os.close(os.open(os.path.realpath(path), flags, 0o600))


def uri_of(path: str, mode: str) -> str:
    """Return the URI by which SQLite opens a file in a mode."""
    options = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    return f"{Path(os.path.realpath(path)).as_uri()}?{options}"


def wal_of(path: str) -> str:
    """Return the path of the write-ahead log that SQLite keeps beside a file."""
    return f"{os.path.realpath(path)}-wal"


def wal_is_empty(path: str) -> bool:
    """Return whether all that was written to a file is in the file itself."""
    try:
        return os.path.getsize(wal_of(path)) == 0
    except OSError:
        return True


def open_logbook(
    path: str, *, create: bool, read_only: bool, timeout: float
) -> tuple[sqlite3.Connection, str]:
    """Return a connection to a logbook and the mode that it could be opened in.

    A logbook that cannot be opened for writing is opened for reading. Raises `LogbookError` if
    the path does not name a logbook, and the errors of SQLite.
    """
    check_path(path, create=create and not read_only)
    modes = ["ro", "immutable"] if read_only else ["rwc" if create else "rw", "ro", "immutable"]
    for mode in modes[:-1]:
        try:
            return _open_in(path, mode, timeout), mode
        except sqlite3.OperationalError as error:
            if not name_of(error).startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
                raise
            # Without the write-ahead log an immutable reader would see an older state.
            if mode == modes[-2] and not wal_is_empty(path):
                raise
    return _open_in(path, modes[-1], timeout), modes[-1]


def check_path(path: str, *, create: bool) -> None:
    """Raise `LogbookError` if a path names no file and, unless `create`, if it is not there."""
    if "\0" in path:
        raise LogbookError(f"{shown(path)} cannot be the name of a file; name another")
    try:
        found = os.stat(path)
    except FileNotFoundError:
        folder = os.path.dirname(os.path.realpath(path))
        if not os.path.isdir(folder):
            raise LogbookError(
                f"there is no folder {shown(folder)}; make it first, or name a file elsewhere"
            ) from None
        if not create:
            raise LogbookError(
                f"there is no logbook {shown(path)}; check the name, or let it be created"
            ) from None
        return
    except OSError as error:
        raise LogbookError(
            f"{shown(path)} cannot be opened ({error.strerror}); name another file"
        ) from error
    if UNFINISHED.fullmatch(os.path.basename(path)):
        raise LogbookError(
            f"{shown(path)} was left behind by a backup that was killed, and may not be whole; "
            "name another file"
        )
    if stat.S_ISDIR(found.st_mode):
        raise LogbookError(f"{shown(path)} is a folder, not a logbook; name a file")
    if not stat.S_ISREG(found.st_mode):
        raise LogbookError(f"{shown(path)} is not a file; name a file")
    if 0 < found.st_size < _SMALLEST:  # SQLite would take a single byte for an empty file
        raise no_logbook(path)


def _open_in(path: str, mode: str, timeout: float) -> sqlite3.Connection:
    if mode == "rwc":
        make_own(path)
    connection = connect(path, mode, timeout)
    try:
        writable = mode in {"rwc", "rw"}
        _make_sure(connection, path, writable=writable)
        if writable:
            _switch_to_wal(connection, timeout)
        return connection
    except BaseException:
        connection.close()
        raise


def _make_sure(connection: sqlite3.Connection, path: str, *, writable: bool) -> None:
    """See to it that a file is a logbook of this version, or raise why it is not."""
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    version = _version_of(connection, path)
    if not version:
        if not writable:
            raise LogbookError(
                f"{shown(path)} is empty and can only be read; "
                "make the file and its folder writable"
            )
        lay_out(connection)


def _switch_to_wal(connection: sqlite3.Connection, timeout: float) -> None:
    if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
        return
    # While another process writes, or switches too, SQLite gives up at once here: it holds a
    # read lock already, and to wait with that could be for ever.
    deadline = monotonic() + timeout
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not name_of(error).startswith("SQLITE_BUSY") or monotonic() >= deadline:
                raise
            sleep(0.005)


def _version_of(connection: sqlite3.Connection, path: str) -> int:
    connection.execute("BEGIN")
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (page_size,) = connection.execute("PRAGMA page_size").fetchone()
        # SQLite takes the missing end of a last page for zeros. While there is a write-ahead
        # log, though, the end may be in there.
        is_short = os.path.getsize(path) < pages * page_size and wal_is_empty(path)
    finally:
        roll_back(connection)
    if application != APPLICATION_ID and (application or version or tables):
        raise LogbookError(
            f"{shown(path)} is the SQLite file of another program, not a logbook; name another file"
        )
    if is_short:
        raise damaged(path, "its end is missing")
    if version > VERSION:
        raise LogbookError(
            f"{shown(path)} was made by a newer retrokit (logbook version {version}, this one "
            f"knows {VERSION}); upgrade retrokit-core"
        )
    return int(version)


def lay_out(connection: sqlite3.Connection) -> None:
    """Make a logbook of an empty file, whole or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again, because another process may have been faster.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if not version:
            for statement in _TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: sqlite3.Connection) -> None:
    """End a transaction, if there still is one, and keep nothing of it."""
    if connection.in_transaction:  # SQLite ends it by itself after some errors
        connection.execute("ROLLBACK")
