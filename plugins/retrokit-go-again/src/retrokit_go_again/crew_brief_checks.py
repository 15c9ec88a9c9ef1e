"""The checks of the crew brief: stop lines that were not decided, and who may decide alone.

That there is something to talk about today is the alarm of its question: everyone is told it as
soon as the answers are revealed, from one answer on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from retrokit import Check, Decide, Digest, Finding, Severity, State
from retrokit.engine.material.topics import now_in, title_of

from . import wordings
from .crew_brief import ALONE, CREW_BRIEF, STOP_LINES
from .reading import LOW, gave


def unclear(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find out whether half or more would have to ask when the plan breaks."""
    asking = gave(state, ALONE, LOW)
    if asking is not None and asking.is_half:
        yield Finding(
            severity=Severity.WARNING,
            sentence=wordings.unclear(asking=asking.number, answered=asking.answered),
            evidence=[asking.told],
        )


def stop_lines(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find stop lines that were written and not decided, or that nobody wrote any."""
    if not state.is_past(Decide):
        return
    topics = [each for each in state.topics() if state.touches(each, [STOP_LINES.name])]
    decisions = [each.topic for each in state.remarks.values() if each.decision]
    settled = {None if each is None else now_in(state, each) for each in decisions}
    left = [each for each in topics if each.number not in settled]
    # A decision about no topic in particular may be one of them, in other words.
    if left and None not in settled:
        yield Finding(
            severity=Severity.NOTICE,
            sentence=wordings.stop_lines_left(left=len(left), of=len(topics)),
            evidence=[wordings.stop_line(text=title_of(state, each.number)) for each in left],
        )
    elif not topics and not settled:
        yield Finding(severity=Severity.NOTICE, sentence=wordings.no_stop_line())


_ONLY = (CREW_BRIEF.name,)
CHECKS = (
    Check(name="crew-brief-unclear", title="Half would have to ask", run=unclear, formats=_ONLY),
    Check(name="crew-brief-stop-lines", title="Stop lines left", run=stop_lines, formats=_ONLY),
)
