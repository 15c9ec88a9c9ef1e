"""What the answers of an Ask came to, in the log and in the state of its step."""

from __future__ import annotations

from attrs import frozen

from ...events import Value
from ...questions import Reply, Result

__all__ = ["Answers", "Asked", "Reply", "Result"]


@frozen(kw_only=True)
class Answers(Value):
    """What the answers of an Ask came to: one result per question."""

    results: tuple[Result, ...] = ()


@frozen(kw_only=True)
class Asked:
    """An Ask that was opened: the results, and how many could have answered."""

    results: tuple[Result, ...]
    team: int
