"""What came of the activities that were opened, in the sentences of the reports.

The page draws the numbers from the log by itself; what they say is worded here, so that it reads
the same on the screen and in the report.
"""

from __future__ import annotations

from typing import Any

from ..reports import wording
from ..reports.answers import Answered
from ..reports.sections import Asked, Voted, section
from ..retro import Retro


def told(retro: Retro) -> dict[str, Any]:
    """Return the sentences on each opened Ask and Vote, by the step's id as text."""
    state, log = retro.state, retro.log
    said: dict[str, Any] = {}
    for step in state.agenda:
        if not state.is_opened(step):
            continue
        found = section(state, log, step)
        if isinstance(found, Asked):
            said[str(step.id)] = {each.name: _answered(each) for each in found.results}
        if isinstance(found, Voted):
            said[str(step.id)] = _voted(found)
    return said


def _answered(result: Answered) -> dict[str, Any]:
    return {
        "line": wording.sentence(wording.answered(result)),
        "reading": wording.reading(result),
        "parts": [wording.sentence(wording.rated(each).strip("()")) for each in result.parts],
    }


def _voted(vote: Voted) -> dict[str, Any]:
    return {
        "line": wording.sentence(wording.voted(vote)),
        "rest": wording.rest(vote),
        "tie": wording.tie(vote),
        "objections": wording.objections(vote),
    }
