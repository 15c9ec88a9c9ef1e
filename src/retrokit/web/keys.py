"""The file in which a room's keys are kept: its secrets, and who holds which name.

Several rooms may be open on one folder, each in a process of its own. Whoever changes the file
holds the lock of its folder from reading it to writing it, so one name goes to one person.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from attrs import asdict, evolve, field, frozen

from ..codec.converter import careful, explain
from ..errors import LogbookError
from ..hues import Hue
from ..texts import fold_name
from .credentials import Past, Secrets

WAIT = 2.0
"""How many seconds to wait while another room changes its keys."""


@frozen(kw_only=True)
class Name:
    """A name that was given out.

    `holder` is new each time, so that nobody who had the name before is taken for who has it now.
    `free` says that the next person may have it, `leads` that the holder joined by the
    facilitator's link, and `listed` that the retro had this member before anybody joined as them.
    `since` is how long the log was when the holder got the name. `color` is what its face has on
    every page: the last one that somebody chose when joining under it, None where nobody did.
    """

    holder: str
    free: bool = False
    leads: bool = False
    listed: bool = True
    past: Past = field(factory=Past)
    since: int = 0
    color: Hue | None = None


@frozen(kw_only=True)
class Keys:
    """Everything that a room keeps beside its logbook.

    `names` maps what stays of a member (`State.identity`) to who has that name. `unseen` are the
    steps in which something had been given before there were these keys: who had which name then
    is not known. `walls` counts how often the link of a wall was made anew.
    """

    secrets: Secrets
    names: dict[str, Name] = field(factory=dict)
    unseen: tuple[int, ...] = ()
    walls: int = 0


class KeyFile:
    """The keys of one room in a file that only its owner can read."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._lock = place.parent / "lock"
        self._open = place.with_suffix(".open")

    @contextmanager
    def occupied(self) -> Iterator[None]:
        """Tell others that a room is open here, until the end. A killed process tells it no more.

        Raises `LogbookError` where that cannot be said.
        """
        with self.alone():
            try:
                os.close(os.open(self._open, os.O_WRONLY | os.O_CREAT, 0o600))
                told = sqlite3.connect(self._open, isolation_level=None, check_same_thread=False)
                told.execute("BEGIN")
                told.execute("SELECT 1 FROM sqlite_master").fetchone()  # others can do so, too
            except (OSError, sqlite3.Error) as error:
                raise unusable(self.place, error) from error
        try:
            yield
        finally:
            with suppress(LogbookError), self.alone():
                told.close()
                if not self.is_occupied():
                    self._open.unlink(missing_ok=True)

    def is_occupied(self) -> bool:
        """Return whether a room is open here. Ask `alone`, or it may be another by then."""
        if not self._open.exists():
            return False
        try:
            with closing(sqlite3.connect(self._open, isolation_level=None, timeout=0)) as asked:
                asked.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            return True
        return False

    def forget(self, names: Iterable[str]) -> None:
        """Forget who held these names. Only who is `alone` may."""
        if self.stamp() is None:
            return
        gone, keys = {*map(fold_name, names)}, self.read()
        kept = {id: name for id, name in keys.names.items() if id not in gone}
        try:
            self.write(evolve(keys, names=kept))
        except OSError as error:
            raise unusable(self.place, error) from error

    def remove(self) -> None:
        """Remove the file. Only who is `alone` may."""
        try:
            self.place.unlink(missing_ok=True)
            self._open.unlink(missing_ok=True)
        except OSError as error:
            raise unusable(self.place, error) from error

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other room on this folder from changing its keys meanwhile.

        Raises `LogbookError` where that is not to be had. A killed process leaves no lock.
        """
        try:
            self.place.parent.mkdir(mode=0o700, exist_ok=True)
            os.close(os.open(self._lock, os.O_WRONLY | os.O_CREAT, 0o600))
            # SQLite locks files alike on every system; nothing is ever written into this one.
            lock = sqlite3.connect(self._lock, timeout=WAIT, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise unusable(self.place, error) from error
        with closing(lock):
            try:
                lock.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                raise unusable(self.place, error) from error
            yield

    def stamp(self) -> object:
        """Return what tells the file as it is from one that was written since, None without one."""
        try:
            found = self.place.stat()
        except OSError:
            return None  # who reads or writes it says what is wrong
        return found.st_ino, found.st_mtime_ns, found.st_size

    def read(self) -> Keys:
        """Return what the file holds. Raises `LogbookError` where that cannot be used."""
        try:
            return careful().structure(json.loads(self.place.read_text()), Keys)
        except (OSError, ValueError) as error:
            raise unusable(self.place, error) from error
        except Exception as error:  # what the converter finds wrong has many kinds
            raise unusable(self.place, ValueError(": ".join(explain(error)[0]))) from error

    def write(self, keys: Keys) -> None:
        """Write the file, whole or not at all. Only who is `alone` may; raises `OSError`."""
        fresh = self.place.with_name(f"{self.place.name}.new")
        fresh.unlink(missing_ok=True)  # of a process that was killed
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w") as file:
                json.dump(asdict(keys), file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.place)
        finally:
            fresh.unlink(missing_ok=True)


def unusable(place: Path, error: Exception) -> LogbookError:
    """Return the error for keys that cannot be read or written."""
    return LogbookError(f"the keys of the room in {place} cannot be used: {error}")
