"""The door of a room: who may come in, and under which name.

A name belongs to who it was given out to. They bring further devices in by a link of their own,
which is signed too. The facilitator can let somebody back in: what was given out for the name
before is void from then on, and what was written to it, or by it, stays with who had it then.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from attrs import define, evolve, field

from ..errors import Invalid, LogbookError, NotNow
from ..hues import Hue
from .credentials import CODE, LETTERS, LONGEST, Past, Secrets, same
from .keys import KeyFile, Keys, Name, unusable

TRIES, PERIOD = 10, 60.0
"""How many wrong codes a room takes in so many seconds, from everybody together."""

_CODE = re.compile(f"[{LETTERS}]{{{CODE}}}")


@define
class Door:
    """Where people knock: it knows the secrets, slows down who guesses the code, and knows who
    holds which name: by what stays of each member whatever they are called (`State.identity`).

    What changes of that is decided `alone`, and counts from `keep` on, or `revert` takes it back.
    """

    _keys: Keys
    _file: KeyFile | None = None
    _wrong: list[float] = field(factory=list)
    _kept: Keys = field(init=False)
    _seen: object = None

    @_kept.default
    def _as_found(self) -> Keys:
        return self._keys

    @classmethod
    def new(cls, unseen: frozenset[int] = frozenset()) -> Door:
        """Return a door with fresh secrets, which are kept nowhere. See `open`."""
        return cls(_fresh(unseen))

    @classmethod
    def open(cls, folder: Path, retro: str, unseen: frozenset[int] = frozenset()) -> Door:
        """Return the door of a retro's room as it is kept in a folder, made if there is none.

        `unseen` are the steps in which something has been given already: if the keys are new,
        nobody knows who had which name then. Raises `LogbookError` where the keys cannot be read
        or written. The file is for its owner alone.
        """
        file = KeyFile(folder / f"{retro}.json")
        with file.alone():
            if file.stamp() is None:
                try:
                    file.write(_fresh(unseen))
                except OSError as error:
                    raise unusable(file.place, error) from error
            return cls(file.read(), file, seen=file.stamp())

    @property
    def secrets(self) -> Secrets:
        """Return what opens the room."""
        return self._keys.secrets

    @property
    def wall(self) -> str:
        """Return what opens a wall, which reads what everyone is told."""
        return self.secrets.wall(self._keys.walls)

    def is_wall(self, secret: str) -> bool:
        """Return whether somebody shows what opens a wall."""
        return len(secret) <= LONGEST and same(secret, self.wall)

    def renew_wall(self) -> None:
        """Make another secret for walls: the one before opens nothing any more."""
        self._keys = evolve(self._keys, walls=self._keys.walls + 1)

    @property
    def unseen(self) -> tuple[int, ...]:
        """Return the steps in which something was given before there were these keys."""
        return self._keys.unseen

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other rooms of this logbook from giving out names, knowing all that they did.

        Raises `LogbookError` where that is not to be had.
        """
        if self._file is None:
            yield
            return
        with self._file.alone():
            self._look()
            yield

    def look(self) -> None:
        """Take in what another room of the same retro has given out."""
        if self._file is None or self._keys is not self._kept:
            return
        if self._file.stamp() not in (None, self._seen):
            with self._file.alone():
                self._look()

    def _look(self) -> None:
        assert self._file is not None
        if (stamp := self._file.stamp()) is not None:
            self._kept = self._keys = self._file.read()
            self._seen = stamp

    def is_taken(self, id: str) -> bool:
        """Return whether somebody has come in under a name."""
        return id in self._keys.names and not self._keys.names[id].free

    def was_held(self, id: str) -> bool:
        """Return whether somebody has, or had, a name."""
        return id in self._keys.names

    def held(self, id: str, holder: str) -> Name | None:
        """Return what is known of a name if it is out, and still with this holder; else None."""
        name = self._keys.names.get(id)
        return name if name is not None and not name.free and name.holder == holder else None

    def is_led(self, id: str) -> bool:
        """Return whether who has a name came by the facilitator's link."""
        return id in self._keys.names and self._keys.names[id].leads

    def lead(self, id: str) -> None:
        """Remember that who has a name came by the facilitator's link."""
        self._put(id, evolve(self._keys.names[id], leads=True))

    @property
    def colors(self) -> dict[str, Hue]:
        """Return the colours that people chose."""
        return {id: each.color for id, each in self._keys.names.items() if each.color is not None}

    def paint(self, id: str, color: Hue) -> None:
        """Give a name that was given out another colour."""
        self._put(id, evolve(self._keys.names[id], color=color))

    def unlisted(self) -> list[str]:
        """Return the names that nobody had listed before somebody joined under them."""
        return [id for id, each in self._keys.names.items() if not each.listed]

    def give(
        self, id: str, past: Past, *, listed: bool = True, leads: bool = False, since: int = 0
    ) -> str:
        """Give a name out, and return who holds it now. `since` is how long the log is."""
        before = self._keys.names.get(id)
        name = Name(
            holder=secrets.token_urlsafe(12),
            leads=leads,
            listed=listed if before is None else before.listed,
            past=past,
            since=since,
            color=None if before is None else before.color,
        )
        self._put(id, name)
        return name.holder

    def free(self, id: str) -> None:
        """Let a name go that was given out: who comes in under it next has it."""
        self._put(id, evolve(self._keys.names[id], free=True))

    def _put(self, id: str, name: Name) -> None:
        self._keys = evolve(self._keys, names={**self._keys.names, id: name})

    def keep(self) -> None:
        """Write down what changed. Raises `LogbookError`, and then nothing has."""
        if self._keys is self._kept:
            return
        if self._file is not None:
            try:
                self._file.write(self._keys)
            except OSError as error:
                self.revert()
                raise LogbookError(f"{self._file.place} cannot be written: {error}") from error
            self._seen = self._file.stamp()
        self._kept = self._keys

    def revert(self) -> None:
        """Take back what was not kept."""
        self._keys = self._kept

    def expire(self) -> None:
        """Forget the secrets: who opens the room again has others."""
        if self._file is not None:
            with self._file.alone():
                self._file.place.unlink(missing_ok=True)

    def leads(self, secret: str) -> bool:
        """Return whether a link's secret or a code is the facilitator's; it is `Invalid` if none.

        Only what could be a code is counted as a try, and not the link of another day. Raises
        `NotNow` where too many wrong codes came in.
        """
        if len(secret) > LONGEST:
            raise Invalid("this is too long to be a link or a code of a room; ask for the link")
        if same(secret, self.secrets.leader):
            return True
        if same(secret, self.secrets.member):
            return False
        code = secret.strip().lower().replace("-", "")
        if not _CODE.fullmatch(code):
            raise Invalid("this link or code does not work; ask for today's link")
        now = time.monotonic()
        self._wrong = [at for at in self._wrong if now - at < PERIOD]
        if len(self._wrong) >= TRIES:
            raise NotNow("too many wrong codes came in; wait a minute, or use the link")
        if same(code, self.secrets.code):
            return False
        self._wrong.append(now)
        raise Invalid("this code does not work; check it, or ask for the link")


def _fresh(unseen: frozenset[int]) -> Keys:
    return Keys(secrets=Secrets.new(), unseen=tuple(sorted(unseen)))
