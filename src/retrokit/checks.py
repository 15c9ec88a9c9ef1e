"""Checks read a retro and its team's history, and say what they noticed.

A finding is an observation with its evidence, for a group to talk about; it is never a verdict
and never blocks anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from attrs import field, frozen
from attrs.validators import deep_iterable, instance_of

from .retro.digest import Digest
from .retro.state import State


class Severity(Enum):
    """How much a finding asks to be looked at."""

    GOOD = "good"
    NOTICE = "notice"
    WARNING = "warning"


@frozen(kw_only=True)
class Finding:
    """What a check noticed: one sentence, and what it rests on, a line each."""

    severity: Severity = field(validator=instance_of(Severity))
    sentence: str = field(validator=instance_of(str))
    evidence: tuple[str, ...] = field(
        default=(), converter=tuple[str, ...], validator=deep_iterable(instance_of(str))
    )


@frozen(kw_only=True)
class Check:
    """A check as a plugin registers it.

    `run` takes the state of a retro and the digests of the team's earlier ones, oldest first,
    and returns findings. `formats` narrows it to formats of these names; empty means all.
    """

    name: str
    title: str
    run: Callable[[State, Sequence[Digest]], Iterable[Finding]]
    formats: tuple[str, ...] = field(default=(), converter=tuple[str, ...])

    def applies_to(self, state: State) -> bool:
        """Return whether this check has anything to say about retros of this format."""
        return not self.formats or state.format.name in self.formats
