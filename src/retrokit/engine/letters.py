"""Letters: results about one member, for nobody but them. An opening may bring some."""

from __future__ import annotations

from collections.abc import Collection

from .log import Log
from .marks import Inside, Oneself, action, asks
from .seals import Letter, Seal


class Letters(Log):
    """Read and discard one's own letters."""

    @asks
    def letters(
        self, member: Oneself, *, but: Inside[Collection[int]] = ()
    ) -> tuple[tuple[str, Letter], ...]:
        """Return the letters to a member, each with the name of the question it is about.

        They are for that member alone. They stay until they are discarded, even after the retro
        was closed, and are in no log, report or export. `but` names steps whose letters are left
        out: a room does not show a letter to who got the name later.
        """
        found = [
            (seal.slot, seal.draft)
            for seal in self._letters(member, but)
            if isinstance(seal.draft, Letter)
        ]
        return tuple(sorted(found, key=lambda each: each[0]))

    @action(by="anyone")
    def discard_letters(self, member: Oneself, *, but: Inside[Collection[int]] = ()) -> int:
        """Erase the letters to a member, and return how many those were. See `letters`."""
        found = tuple(self._letters(member, but))
        if found:
            self._emit(drop=found)
        return len(found)

    def _letters(self, member: str, but: Collection[int]) -> list[Seal]:
        to = self._state.member(member)
        return [
            seal
            for seal in self._keeper.seals().values()
            if isinstance(seal.draft, Letter) and seal.draft.to == to and seal.step not in but
        ]
