"""What SQLite says went wrong, said as one line that a person can act on."""

from __future__ import annotations

import sqlite3

from ..errors import Damaged, LogbookError

# By the longest matching beginning of SQLite's name for the error. `{file}` is the logbook,
# `{why}` what SQLite itself says.
_SENTENCES = {
    "SQLITE_FULL": "{file}: the disk is full; nothing of this was kept, free some space and "
    "repeat the last line",
    "SQLITE_IOERR_WRITE": "{file}: the disk or a quota is full; nothing of this was kept, free "
    "some space and repeat the last line",
    "SQLITE_IOERR_SHMSIZE": "{file}: the disk or a quota is full; nothing of this was kept, free "
    "some space and repeat the last line",
    "SQLITE_IOERR": "{file}: the disk failed ({why}); check it, open the logbook again and see "
    "whether the last line is there",
    "SQLITE_BUSY": "{file} is locked by another program; nothing of this was kept, close that "
    "program or try again",
    "SQLITE_LOCKED": "{file} is locked by another program; nothing of this was kept, close that "
    "program or try again",
    "SQLITE_READONLY": "{file} can only be read; nothing of this was kept, make the file and its "
    "folder writable",
    "SQLITE_CANTOPEN": "{file} cannot be opened; check that you may read and write it and its "
    "folder",
}


class Garbled(sqlite3.DatabaseError):
    """What SQLite gave back is not what was ever written."""


def shown(path: str) -> str:
    """Return a path as an error names it: as it is, but quoted if it would garble the line."""
    return path if path.isprintable() else repr(path)


def name_of(error: sqlite3.Error) -> str:
    """Return SQLite's name for an error, empty if Python raised it without asking SQLite."""
    return getattr(error, "sqlite_errorname", "")


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether an error says that the bytes of the file are wrong."""
    # Python's own complaint about text that is not UTF-8 has no name.
    named = name_of(error).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
    return named or isinstance(error, Garbled) or "Could not decode" in str(error)


def explain(error: sqlite3.Error, path: str) -> LogbookError:
    """Return the error to raise in place of one of SQLite's."""
    name = name_of(error)
    why = " ".join(str(error).split())
    if is_damage(error):
        if name != "SQLITE_NOTADB":
            return damaged(path, why)
        return no_logbook(path)
    fitting = [start for start in _SENTENCES if name.startswith(start)]
    if fitting:
        return LogbookError(_SENTENCES[max(fitting, key=len)].format(file=shown(path), why=why))
    if isinstance(error, sqlite3.ProgrammingError) and "closed" in why:
        return closed(path)
    return LogbookError(
        f"{shown(path)} cannot be used ({why}); check it, and restore a backup if it is damaged"
    )


def no_logbook(path: str) -> LogbookError:
    """Return the error for a file that does not even begin as a logbook does."""
    return LogbookError(
        f"{shown(path)} is not a logbook, or no longer one; name another file, or restore a backup"
    )


def closed(path: str) -> LogbookError:
    """Return the error for whoever uses a store after closing it."""
    return LogbookError(f"{shown(path)} is closed; open it again")


def damaged(path: str, why: str) -> Damaged:
    """Return the error for bytes that are wrong, whether SQLite sees it or not."""
    return Damaged(f"{shown(path)} is damaged ({why}); keep it as it is and restore a backup")
