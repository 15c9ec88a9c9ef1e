"""Who somebody is in a room, and how they show it.

A room has three secrets: one that its link carries, for members; one for the facilitator's link;
and a short code that can be said aloud. Who joins gets a credential for one name, which is signed
and not stored, so that it is still good after the server was started again. `door` knows which
names were given out, and `keys` keeps that. What opens a wall is signed too, and names nobody.
"""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Literal, TypeAlias

from attrs import field, frozen

Use: TypeAlias = Literal["cookie", "link"]
"""What a token is good for: to be who it says, or to join as them on another device."""

LETTERS = "23456789bcdfghjkmnpqrstvwxz"
"""What a code is made of: no vowels, and nothing that reads like something else."""
CODE = 6
"""How many of them."""
LONGEST = 1_000
"""The longest secret or token, in characters; longer ones are read no further."""


@frozen(kw_only=True)
class Past:
    """What was there under a name before somebody got it, and so is not theirs.

    `number` is the last number that a note or anything else had by then. `steps` are the steps in
    which answers about them, or notes under this name, had been given by then, or may have been.
    """

    number: int = 0
    steps: tuple[int, ...] = ()


@frozen
class Credential:
    """Who somebody is in a room: a name, whether they came in by the facilitator's link, and the
    `holder` that they became when they got the name (`keys.Name`).

    What was there under the name before them is not in the token: the room knows it.
    """

    name: str
    leads: bool
    holder: str = ""
    past: Past = field(factory=Past, kw_only=True, eq=False)


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
            code="".join(secrets.choice(LETTERS) for _ in range(CODE)),
        )

    @property
    def spoken(self) -> str:
        """Return the code as it is read aloud, in two halves."""
        return f"{self.code[:3]}-{self.code[3:]}"

    def signed(self, credential: Credential, use: Use) -> str:
        """Return a credential as a token that nobody else can make, signed with 256 bits."""
        given = credential.name, credential.leads, credential.holder
        told = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
        body = urlsafe_b64encode(told.encode()).decode().rstrip("=")
        return f"{body}.{self._signature(body, use)}"

    def read(self, token: str, use: Use) -> Credential | None:
        """Return the credential that a token is, None if it was not made here for this use."""
        if len(token) > LONGEST:
            return None
        body, _, signature = token.rpartition(".")
        if not same(signature, self._signature(body, use)):
            return None
        return Credential(*json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4))))

    def wall(self, number: int) -> str:
        """Return the secret that the link of a wall carries, another one for each number."""
        return self._signature(str(number), "wall")

    def _signature(self, body: str, use: Use | Literal["wall"]) -> str:
        told = f"{use}:{body}".encode(errors="replace")
        digest = hmac.digest(self.signing.encode(), told, sha256)
        return urlsafe_b64encode(digest).decode().rstrip("=")


def same(one: str, other: str) -> bool:
    """Return whether two texts are equal, in a time that says nothing about where they differ."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))
