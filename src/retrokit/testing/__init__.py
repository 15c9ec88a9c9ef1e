"""Contracts for plugin authors: subclass one, say what to test, and run pytest.

Needs pytest, which the extra `testing` brings.
"""

from __future__ import annotations

from .activities import ActivityContract
from .counting import ScoringContract, TallyContract
from .extras import CheckContract, ReportContract
from .formats import FormatContract
from .questions import QuestionContract
from .stores import StoreContract

__all__ = [
    "ActivityContract",
    "CheckContract",
    "FormatContract",
    "QuestionContract",
    "ReportContract",
    "ScoringContract",
    "StoreContract",
    "TallyContract",
]
