"""How many contributions are sealed, as far as everyone is told.

Where names are kept it is told at once. Elsewhere it is counted at times that nobody can choose, by
moving the retro or otherwise: the moment at which it grows could tell whose it was.
"""

from __future__ import annotations

import time
from collections import Counter

from attrs import define, field

from ..engine.discretion import is_told_late
from ..retro import Retro


@define
class Count:
    """What was told last of each step, of what would be withheld there, and of what whoever
    facilitates `hears` before they reveal it.

    `since` counts what each member has added meanwhile.
    """

    told: dict[int, int] = field(factory=dict)
    withholds: dict[int, tuple[str, ...]] = field(factory=dict)
    hears: dict[int, tuple[str, ...]] = field(factory=dict)
    since: Counter[str] = field(factory=Counter)
    _opened: dict[int, bool] = field(factory=dict)
    _at: float | None = None

    def look(self, retro: Retro, every: float) -> None:
        """Count again where that may be told: where names are kept, where the step was opened
        since, and everywhere if the last time is more than so many seconds ago.
        """
        state, now = retro.state, time.monotonic()
        due = self._at is None or now - self._at > every
        if due:
            self._at = now
            self.since.clear()
        for step in state.agenda:
            if step.id not in state.visited:
                continue
            opened = step.id in state.opened
            if due or not is_told_late(state, step) or self._opened.get(step.id, opened) != opened:
                # First: the terminal beside the room reads both, and may do so just now.
                if step.id == state.current:
                    self.withholds[step.id] = retro.would_withhold()
                    if is_told_late(state, step):
                        self.hears[step.id] = retro.before_reveal()
                self.told[step.id] = retro.sealed_count(step.id)
            self._opened[step.id] = opened
