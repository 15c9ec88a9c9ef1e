"""What a kind of activity that a plugin brings lets people do."""

from __future__ import annotations

from typing import Self

from .log import Log
from .sealing import Sealing


class Acting(Sealing):
    """Actions of one kind of activity, reached by `of`; `Retro` has those that retrokit brings."""

    @classmethod
    def of(cls, retro: Log) -> Self:
        """Return these actions on a retro: the two are one, and share all they know."""
        found = object.__new__(cls)
        found.__dict__ = retro.__dict__
        return found
