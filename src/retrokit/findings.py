"""What was noticed: an observation with its evidence, for a group to talk about.

A finding is never a verdict and never blocks anything.
"""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen
from attrs.validators import deep_iterable, instance_of


class Severity(Enum):
    """How much a finding asks to be looked at."""

    GOOD = "good"
    NOTICE = "notice"
    WARNING = "warning"


@frozen(kw_only=True)
class Finding:
    """What a check noticed: one sentence, and what it rests on, a line each.

    `instead_of` names checks that speak of the same thing and know less of it: what they noticed
    is not told beside this.
    """

    severity: Severity = field(validator=instance_of(Severity))
    sentence: str = field(validator=instance_of(str))
    evidence: tuple[str, ...] = field(
        default=(), converter=tuple[str, ...], validator=deep_iterable(instance_of(str))
    )
    instead_of: tuple[str, ...] = field(
        default=(), converter=tuple[str, ...], validator=deep_iterable(instance_of(str))
    )
