"""What the answers of an Ask came to, in the log and in the state of its step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from ...events import Value
from ...questions import Reply, Result
from . import Ask

if TYPE_CHECKING:
    from ...engine.state import State

__all__ = ["Answers", "Asked", "Reply", "Result", "result_of"]


@frozen(kw_only=True)
class Answers(Value):
    """What the answers of an Ask came to: one result per question."""

    results: tuple[Result, ...] = ()


@frozen(kw_only=True)
class Asked:
    """An Ask that was opened: the results, and how many could have answered."""

    results: tuple[Result, ...]
    team: int


def result_of(state: State, question: str) -> Result | None:
    """Return what the answers to a question came to, None if they were not revealed."""
    results: list[Result] = [each for _, asked in state.of(Ask) for each in asked.results]
    return next((each for each in results if each.question == question), None)
