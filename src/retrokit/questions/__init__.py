"""Question kinds: each checks one answer and summarises many.

An answer is a plain value: a whole number for a `Scale`, an option (or a tuple of options) for
a `Choice`, a string for `FreeText`, a mapping of teammates for an `Allocation` or a `PeerRating`.
To abstain is to give no answer at all.
"""

from __future__ import annotations

from typing import TypeAlias

from .answers import Answer, AnswerValue, Part, Ratings, Summary
from .own import Choice, FreeText, Scale
from .peers import Allocation, PeerQuestion, PeerRating, rates, ratings

Question: TypeAlias = Scale | Choice | FreeText | Allocation | PeerRating
PEER_QUESTIONS = (Allocation, PeerRating)
QUESTIONS: tuple[type[Question], ...] = (Scale, Choice, FreeText, Allocation, PeerRating)

__all__ = [
    "PEER_QUESTIONS",
    "QUESTIONS",
    "Allocation",
    "Answer",
    "AnswerValue",
    "Choice",
    "FreeText",
    "Part",
    "PeerQuestion",
    "PeerRating",
    "Question",
    "Ratings",
    "Scale",
    "Summary",
    "rates",
    "ratings",
]
