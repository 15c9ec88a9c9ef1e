"""What counts votes and makes results of answers about teammates: whether it is at hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from ..errors import NotFound, NotNow
from ..formats import Activity
from ..scoring import RECEIVED, Scoring
from ..tallies import METHODS, TallyMethod
from .kind import kind_of

if TYPE_CHECKING:  # the state asks the kinds, which ask what is at hand
    from .state import State, Step


@frozen
class AtHand:
    """The voting methods and the scorings that there are, by name."""

    tallies: Mapping[str, TallyMethod]
    scorings: Mapping[str, Scoring]

    @classmethod
    def given(
        cls, tallies: Mapping[str, TallyMethod] | None, scorings: Mapping[str, Scoring] | None
    ) -> AtHand:
        """Return what was handed in, with the built-in ones where nothing was."""
        return cls(tallies or METHODS, scorings or {RECEIVED.name: RECEIVED})

    def check(self, activity: Activity) -> None:
        """Raise `NotFound`, with the nearest names, for a voting method or scoring that is not.

        What is at hand may know better why something is not: `Plugins.tallies` tells of a clash.
        """
        for what, name, known in kind_of(type(activity)).counted_by(activity, self):
            if name not in known:
                raise _missing(what, name, known)

    def check_can_open(self, state: State, step: Step) -> None:
        """Raise `NotNow` where a step waits for what counts it; see `waits_for`."""
        if missing := self.waits_for(state, step):
            raise NotNow(missing)

    def waits_for(self, state: State, step: Step) -> str:
        """Return what a step waits for before it can be opened, and what to do; else nothing.

        The plugin that the format came from is most likely the one that is missing. Counted by
        something else, ballots or answers would be erased under other rules than those they were
        given under.
        """
        own, source = state.at.get(step.id), state.plugin
        for what, name, known in step.kind.counted_by(step.activity, self, own):
            if name not in known:
                came = f" (the format came from {source})" if source else ""
                return (
                    f"{step.activity.title} stays hidden: the {what} {name!r} is not installed. "
                    f"Install the plugin that brings it{came} and reveal it then, or skip this "
                    "activity for now"
                )
        return ""


def _missing(what: str, name: str, known: Mapping[str, object]) -> Exception:
    told: Callable[[str], Exception] | None = getattr(known, "missing", None)
    return NotFound.among(what, name, known) if told is None else told(name)
