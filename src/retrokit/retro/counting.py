"""What counts votes and makes results of answers about teammates: whether it is at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..errors import NotFound, NotNow
from ..events import Source
from ..formats import Activity, Ask, Vote
from ..questions import PEER_QUESTIONS
from ..scoring import Scoring
from ..tallies import TallyMethod


def check_at_hand(
    activity: Activity, tallies: Mapping[str, TallyMethod], scorings: Mapping[str, Scoring]
) -> None:
    """Raise `NotFound`, with the nearest names, for a voting method or scoring that is not.

    What is at hand may know better why something is not: `Plugins.tallies` tells of a clash.
    """
    for kind, name, known in _named(activity, tallies, scorings):
        if name not in known:
            raise _missing(kind, name, known)


def _missing(kind: str, name: str, known: Mapping[str, object]) -> Exception:
    told: Callable[[str], Exception] | None = getattr(known, "missing", None)
    return NotFound.among(kind, name, known) if told is None else told(name)


def check_can_open(
    activity: Activity,
    tallies: Mapping[str, TallyMethod],
    scorings: Mapping[str, Scoring],
    source: Source | None,
) -> None:
    """Raise `NotNow` where an activity waits for what counts it; see `waits_for`."""
    if missing := waits_for(activity, tallies, scorings, source):
        raise NotNow(missing)


def waits_for(
    activity: Activity,
    tallies: Mapping[str, TallyMethod],
    scorings: Mapping[str, Scoring],
    source: Source | None,
) -> str:
    """Return what an activity waits for before it can be opened, and what to do; else nothing.

    `source` is the plugin that the format came from: most likely the one that is missing.

    Counted by something else, its ballots or answers would be erased under other rules than those
    they were given under.
    """
    for kind, name, known in _named(activity, tallies, scorings):
        if name not in known:
            came = f" (the format came from {source})" if source else ""
            return (
                f"{activity.title} stays hidden: the {kind} {name!r} is not installed. Install the "
                f"plugin that brings it{came} and reveal it then, or skip this activity for now"
            )
    return ""


def _named(
    activity: Activity, tallies: Mapping[str, TallyMethod], scorings: Mapping[str, Scoring]
) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Yield what an activity is counted by: the kind of it, its name, and what is at hand."""
    if isinstance(activity, Vote):
        yield "voting method", activity.method, tallies
    if isinstance(activity, Ask):
        for each in activity.questions:
            if isinstance(each, PEER_QUESTIONS):
                yield "scoring", each.scoring, scorings
