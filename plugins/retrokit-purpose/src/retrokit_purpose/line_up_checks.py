"""What a line-up notices when it looks at the days before: risks unsaid, one voice, too long.

A line-up in which nothing was written tells nothing, and is passed over. Nobody is named: the
notes have names on them, and everyone was there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from retrokit import Check, Collect, Digest, Finding, Note, Severity, State

from . import wordings
from .line_up import LINE_UP, RISK

RUNNING = 3
"""So many line-ups running are looked at: what happens on one morning may be chance."""
LONGEST = timedelta(minutes=15)
"""What takes longer is a meeting."""
LEFT_OPEN = timedelta(hours=2)
"""What was closed later than this was left open, and nobody knows how long it took."""
FEWEST_NOTES, FEWEST_PEOPLE = 6, 3
"""With fewer notes, or fewer people, one of them has most of the notes by chance too often."""


def no_risk(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find line-ups running in which nobody named a risk."""
    running = _running(state, history)
    if running and not any(note.column == RISK for notes in running for note in notes):
        yield _noticed(wordings.no_risk(line_ups=RUNNING))


def one_voice(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find line-ups running in which more than two thirds of the notes are one person's."""
    notes = [note for notes in _running(state, history) for note in notes]
    authors = Counter(note.author for note in notes)
    few = len(notes) < FEWEST_NOTES or len(state.respondents) < FEWEST_PEOPLE
    if few or None in authors:
        return
    most = max(authors.values())
    if 3 * most > 2 * len(notes):
        yield _noticed(wordings.one_voice(line_ups=RUNNING, most=most, notes=len(notes)))


def over_time(state: State, history: Sequence[Digest]) -> Iterator[Finding]:
    """Find line-ups running that took too long."""
    lengths = [each.closed - each.started for each in history if each.closed is not None]
    known = [each for each in lengths if each <= LEFT_OPEN][1 - RUNNING :]
    today = None if state.closed is None else state.closed - state.started
    if today is None or today > LEFT_OPEN or len(known) < RUNNING - 1:
        return
    if min(today, *known) > LONGEST:
        yield _noticed(
            wordings.over_time(
                line_ups=RUNNING,
                longest=LONGEST // timedelta(minutes=1),
                today=round(today / timedelta(minutes=1)),
            )
        )


def _running(state: State, history: Sequence[Digest]) -> list[Sequence[Note]]:
    """Return the notes of the latest line-ups, this one's last; empty as long as it goes on."""
    held = [each.ritual.notes for each in history if each.ritual and each.ritual.notes]
    now = tuple(state.notes.values())
    if not now or len(held) < RUNNING - 1 or not state.is_past(Collect):
        return []
    return [*held[1 - RUNNING :], now]


def _noticed(sentence: str) -> Finding:
    return Finding(severity=Severity.NOTICE, sentence=sentence)


_ONLY = (LINE_UP.name,)
CHECKS = (
    Check(name="line-up-no-risk", title="No risk for days", run=no_risk, formats=_ONLY),
    Check(name="line-up-one-voice", title="Always the same voice", run=one_voice, formats=_ONLY),
    Check(name="line-up-over-time", title="Longer than it should be", run=over_time, formats=_ONLY),
)
