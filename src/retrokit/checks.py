"""Checks read a retro and its team's history, and say what they noticed.

What they return is a `Finding` each; see `retrokit.findings`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from attrs import field, frozen

from .engine.digest import Digest
from .engine.state import State
from .findings import Finding
from .given import check_members, texts


@frozen(kw_only=True)
class Check:
    """A check as a plugin registers it.

    `run` takes the state of a retro and the digests of the team's earlier ones, oldest first,
    and returns findings. `formats` narrows it to formats of these names; empty means all.
    """

    name: str
    title: str
    run: Callable[[State, Sequence[Digest]], Iterable[Finding]]
    formats: tuple[str, ...] = field(default=(), converter=texts, validator=check_members)

    def applies_to(self, state: State) -> bool:
        """Return whether this check has anything to say about retros of this format."""
        return not self.formats or state.format.name in self.formats
