"""What is promised before anybody writes: who will see what, and how many it takes.

Once it is opened, what was kept of that. Each kind of activity has the words for its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..events import Event, NoteAdded, Opened, Started, Tightened
from ..formats import Attribution
from .floors import FLOOR
from .state import State, Step

HIDDEN = "Hidden until we reveal them."


def promise(state: State, step: Step) -> str:
    """Return the rule of a step in a few sentences, empty where nothing private is asked.

    Of a step that is opened: what everyone sees of it by now, and what is gone.
    """
    return step.kind.promise(state, step, state.attribution_of(step))


def too_few(what: str) -> str:
    """Return what is said of a floor beforehand; `what` are those it counts: `votes`."""
    return f"Fewer than {FLOOR} {what} are not shown; people who left do not count."


def kept(what: str, *, shown: bool, authors: Collection[str | None]) -> str:
    """Return what is seen and what is gone, once a step is opened.

    `authors` are those of what is shown one by one. What was opened says whose it is, whatever was
    tightened since.
    """
    if not shown:
        return f"Revealed: there were too few {what} to show a result, and they are erased."
    if not authors:
        return f"Revealed: everyone sees the result. The single {what} are erased."
    if any(authors):
        return f"Revealed: everyone sees the {what}, with names."
    return f"Revealed: everyone sees the {what}, sorted. Whose they are was never stored."


def shown_as(log: Sequence[Event], step: Step) -> str:
    """Return the attribution by which a step was opened as a word; empty where it is named.

    It may have been tightened since; what had been shown before was not made any safer by it. Of
    a step that was opened twice it is the more open one.
    """
    now = Attribution.NAMED
    held: list[Attribution] = []
    for event in log:
        if isinstance(event, (Started, Tightened)):
            now = event.attribution
        elif isinstance(event, Opened) and event.step == step.id:
            held.append(event.attribution)
        elif isinstance(event, NoteAdded) and event.step == step.id:
            held.append(max(step.activity.attribution or now, now, key=_strictness))
    least = min(held, key=_strictness)
    return "" if least is Attribution.NAMED else least.value


def _strictness(attribution: Attribution) -> int:
    return attribution.strictness
