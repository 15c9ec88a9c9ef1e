"""Who may come into a room, and as whom.

A room has three secrets: one that its link carries, for members; one for the facilitator's link;
and a short code that can be said aloud. Whoever comes in gets a credential for one name, which is
signed and not stored, so that it is still good after the server was started again.

A name belongs to whoever it was given out to. They bring further devices in by a link of their
own, which is signed too. The facilitator can let somebody in anew: what was given out for the name
before is void from then on. So that nobody takes a name to read what was written to it, letters
are for whoever had it first. How often each was given out is kept beside the secrets.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias

from attrs import asdict, astuple, define, evolve, field, frozen

from ..errors import Invalid, LogbookError, NotNow, RetrokitError

Use: TypeAlias = Literal["cookie", "link"]
"""What a token is good for: to be who it says, or to come in as them on another device."""

_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
TRIES, PERIOD = 10, 60.0
"""How many wrong codes a room takes in so many seconds, from everybody together."""


class NotYours(RetrokitError, PermissionError):
    """Something that belongs to another role, or to somebody else."""


class Outside(RetrokitError, PermissionError):
    """Somebody who is not in the room, or not any more."""

    def __init__(self) -> None:
        super().__init__("you are not in this room; come in by its link")


@frozen
class Credential:
    """Who somebody is in a room: a name, whether they came in by the facilitator's link, how
    often the name had been given out when it came to them, themselves included, and what stays of
    them whatever they are called (`State.identity`).
    """

    name: str
    leads: bool
    turn: int = 1
    id: str = ""

    def check_letters(self) -> None:
        """Raise `NotYours` where letters are neither to be opened nor to be thrown away."""
        if self.turn != 1:
            raise NotYours(
                f"letters are for whoever was {self.name} here first, and you were let in later; "
                "on the computer that has the logbook, retro letter shows them"
            )


@frozen(kw_only=True)
class Secrets:
    """What opens a room: 128 random bits each in links, and a code of 6 of 27 signs (28 bits)."""

    member: str
    leader: str
    signing: str
    code: str

    @classmethod
    def new(cls) -> Secrets:
        """Return fresh secrets."""
        return cls(
            member=secrets.token_urlsafe(16),
            leader=secrets.token_urlsafe(16),
            signing=secrets.token_urlsafe(32),
            code="".join(secrets.choice(_LETTERS) for _ in range(6)),
        )

    @property
    def spoken(self) -> str:
        """Return the code as it is read aloud, in two halves."""
        return f"{self.code[:3]}-{self.code[3:]}"

    def signed(self, credential: Credential, use: Use) -> str:
        """Return a credential as a token that nobody else can make, signed with 256 bits."""
        given = astuple(credential)
        told = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
        body = urlsafe_b64encode(told.encode()).decode().rstrip("=")
        return f"{body}.{self._signature(body, use)}"

    def read(self, token: str, use: Use) -> Credential | None:
        """Return the credential that a token is, None if it was not made here for this use."""
        body, _, signature = token.rpartition(".")
        if not _same(signature, self._signature(body, use)):
            return None
        return Credential(*json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4))))

    def _signature(self, body: str, use: Use) -> str:
        told = f"{use}:{body}".encode(errors="replace")
        digest = hmac.digest(self.signing.encode(), told, sha256)
        return urlsafe_b64encode(digest).decode().rstrip("=")


@frozen
class Name:
    """A name at the door: how often it was given out, whether the next may have it, and whether
    the one who has it came by the facilitator's link.
    """

    turn: int = 0
    free: bool = True
    leads: bool = False


@define
class Door:
    """Where people knock: it knows the secrets, slows down whoever guesses the code, and knows
    which names were given out: of each member, the one that stays whatever they are called
    (`State.identity`). What changes of that counts from `keep` on, or `revert` takes it back.
    """

    secrets: Secrets
    _names: Mapping[str, Name] = field(factory=dict)
    _place: Path | None = None
    _wrong: list[float] = field(factory=list)
    _kept: Mapping[str, Name] = field(init=False)
    _seen: object = field(init=False)

    @_kept.default
    def _as_found(self) -> Mapping[str, Name]:
        return self._names

    @_seen.default
    def _stamp(self) -> object:
        """Return what tells the file as it is from one that was written since."""
        try:
            found = None if self._place is None else self._place.stat()
        except OSError:
            return None  # it is not there; whoever writes it says what is wrong
        return found and (found.st_ino, found.st_mtime_ns)

    @classmethod
    def open(cls, folder: Path, retro: str) -> Door:
        """Return the door of a retro's room as it is kept in a folder, made if there is none.

        Raises `LogbookError` where it cannot be read or written. The file is for its owner alone.
        """
        place = folder / f"{retro}.json"
        try:
            if not place.exists():
                cls(Secrets.new(), place=place)._write()
        except OSError as error:
            raise _unusable(place, error) from error
        known, names = _read(place)
        return cls(known, names, place)

    def look(self) -> None:
        """Take in what another room of the same retro has given out."""
        stamp = self._stamp()
        if stamp in (None, self._seen) or self._names is not self._kept or self._place is None:
            return
        self._kept = self._names = _read(self._place)[1]
        self._seen = stamp

    def is_taken(self, name: str) -> bool:
        """Return whether somebody has come in under a name."""
        return not self._names.get(name, Name()).free

    def is_good(self, name: str, turn: int) -> bool:
        """Return whether a name is out, and nobody else was let in under it since that turn."""
        found = self._names.get(name, Name())
        return found.turn == turn and not found.free

    def is_led(self, name: str) -> bool:
        """Return whether whoever has a name came by the facilitator's link."""
        return self._names.get(name, Name()).leads

    def lead(self, name: str) -> None:
        """Remember that whoever has a name came by the facilitator's link."""
        self._names = {**self._names, name: evolve(self._names[name], leads=True)}

    def give(self, name: str, *, leads: bool = False) -> int:
        """Give a name out, and return how often it was by now."""
        turn = self._names.get(name, Name()).turn + 1
        self._names = {**self._names, name: Name(turn, free=False, leads=leads)}
        return turn

    def free(self, name: str) -> None:
        """Let a name go that was given out: whoever comes in under it next has it."""
        self._names = {**self._names, name: evolve(self._names[name], free=True)}

    def keep(self) -> None:
        """Write down what changed. Raises `LogbookError`, and then nothing has."""
        if self._names is self._kept:
            return
        if self._stamp() not in (None, self._seen):
            self.revert()
            self.look()
            raise LogbookError("another room of this retro let somebody in just now; try again")
        try:
            self._write()
        except OSError as error:
            self.revert()
            raise LogbookError(f"{self._place} cannot be written: {error}") from error
        self._kept = self._names

    def revert(self) -> None:
        """Take back what was not kept."""
        self._names = self._kept

    def expire(self) -> None:
        """Forget the secrets: whoever opens the room again has others."""
        if self._place is not None:
            self._place.unlink(missing_ok=True)

    def _write(self) -> None:
        """Write the file that only its owner can read, whole or not at all."""
        if self._place is None:
            return
        self._place.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = self._place.with_name(f"{self._place.name}.{secrets.token_hex(8)}")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w") as file:
                names = {name: asdict(each) for name, each in self._names.items()}
                json.dump({**asdict(self.secrets), "names": names}, file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._place)
            self._seen = self._stamp()
        finally:
            fresh.unlink(missing_ok=True)

    def leads(self, secret: str) -> bool:
        """Return whether a link's secret or a code is the facilitator's; it is `Invalid` if none.

        Raises `NotNow` where too many wrong codes came in.
        """
        if _same(secret, self.secrets.leader):
            return True
        if _same(secret, self.secrets.member):
            return False
        now = time.monotonic()
        self._wrong = [at for at in self._wrong if now - at < PERIOD]
        if len(self._wrong) >= TRIES:
            raise NotNow("too many wrong codes came in; wait a minute, or use the link")
        if _same(secret.strip().lower().replace("-", ""), self.secrets.code):
            return False
        self._wrong.append(now)
        raise Invalid("this code opens nothing; look at it again, or ask for the link")


def _read(place: Path) -> tuple[Secrets, dict[str, Name]]:
    """Return what a file of keys holds. Raises `LogbookError` where that cannot be used."""
    try:
        known = json.loads(place.read_text())
        names = {name: Name(**each) for name, each in known.pop("names").items()}
        kinds = [tuple(map(type, astuple(each))) for each in names.values()]
        if {*kinds} - {(int, bool, bool)} or not all(isinstance(e, str) for e in known.values()):
            raise ValueError("it holds something else")
        return Secrets(**known), names
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unusable(place, error) from error


def _unusable(place: Path, error: Exception) -> LogbookError:
    return LogbookError(f"the keys of the room in {place} cannot be used: {error}")


def _same(one: str, other: str) -> bool:
    """Return whether two texts are equal, in a time that says nothing about where they differ."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))
