"""Question kinds: each is one object that says all that is asked of it.

An answer is a plain value: a whole number for a `Scale`, an option (or a tuple of options) for
a `Choice`, a string for `FreeText`, a mapping of teammates for an `Allocation` or a `PeerRating`;
a plugin's kind may have an `OwnValue`. To abstain is to give no answer at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .answers import Answer, AnswerValue, OwnValue, Part, Ratings, Summary, rates, ratings
from .own import Choice, FreeText, Scale
from .peers import Allocation, PeerQuestion, PeerRating
from .question import Question, Rule, answerable, is_question, said_by

if TYPE_CHECKING:
    from .results import Given, Outcome, Reply, Result, Sent

QUESTIONS: tuple[type[Question], ...] = (Scale, Choice, FreeText, Allocation, PeerRating)
"""The kinds that retrokit brings."""

__all__ = [
    "QUESTIONS",
    "Allocation",
    "Answer",
    "AnswerValue",
    "Choice",
    "FreeText",
    "Given",
    "Outcome",
    "OwnValue",
    "Part",
    "PeerQuestion",
    "PeerRating",
    "Question",
    "Ratings",
    "Reply",
    "Result",
    "Rule",
    "Scale",
    "Sent",
    "Summary",
    "answerable",
    "is_question",
    "rates",
    "ratings",
    "said_by",
]

_OF_RESULTS = {"Given", "Outcome", "Reply", "Result", "Sent"}


def __getattr__(name: str) -> Any:
    """Return what belongs to results when it is first asked for: formats are listed without."""
    if name not in _OF_RESULTS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import results

    return getattr(results, name)
