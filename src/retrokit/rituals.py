"""Rituals: who leads the next one, and what some days of them came to.

A ritual is short and held often, as a line-up every morning. It is kept for good, and is in no list
of retros and no trend; here is where it is looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from .engine.digest import Digest, Ritual, TeamAction, team_actions
from .texts import fold_name


@frozen(kw_only=True)
class RitualNote:
    """A note of a ritual: on which day, in which retro, and whose it is where names are kept."""

    day: date
    retro: str
    author: str | None
    text: str


@frozen(kw_only=True)
class RitualRecord:
    """What the rituals of one format came to in a team, from a first day on, oldest first.

    `held` are the rituals themselves, at least one. `actions` are the action items that they
    decided, as they stand now.
    """

    team: str
    format: str
    title: str
    held: tuple[Digest, ...]
    actions: tuple[TeamAction, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """Return the days on which one was held, each once."""
        return tuple(dict.fromkeys(each.started.date() for each in self.held))

    @property
    def values(self) -> Mapping[str, int]:
        """Return how often each value of the team was that of the day, in the order they came."""
        return Counter(own.value for _, own in self._own if own.value)

    @property
    def notes(self) -> Mapping[str, tuple[RitualNote, ...]]:
        """Return the notes by column, in the order of the agenda; a column without any is there."""
        found: dict[str, list[RitualNote]] = {}
        for _, own in reversed(self._own):  # the agenda of today comes first
            found |= {column: [] for column in own.columns if column not in found}
        for each, own in self._own:
            for note in own.notes:
                told = RitualNote(
                    day=each.started.date(), retro=each.id, author=note.author, text=note.text
                )
                found.setdefault(note.column, []).append(told)
        return {column: tuple(notes) for column, notes in found.items()}

    @property
    def _own(self) -> list[tuple[Digest, Ritual]]:
        return [(each, each.ritual) for each in self.held if each.ritual is not None]


def records_of(digests: Iterable[Digest], since: date) -> list[RitualRecord]:
    """Return what a team's rituals came to from a day on, a record for each format, by name.

    Of `digests`, all of the team's, retros say what became of action items.
    """
    digests = sorted(digests, key=lambda each: (each.started, each.id))
    held: dict[str, list[Digest]] = {}
    for each in digests:
        if each.ritual is not None and each.started.date() >= since:
            held.setdefault(each.format, []).append(each)
    items = team_actions(digests)
    return [
        RitualRecord(
            team=found[-1].team,
            format=format,
            title=found[-1].title,
            held=tuple(found),
            actions=tuple(item for item in items if item.home in {each.id for each in found}),
        )
        for format, found in sorted(held.items())
    ]


def next_to_lead(members: Sequence[str], earlier: Iterable[Digest]) -> str | None:
    """Return which of these members led longest ago, or never yet; None where there are none."""
    led = [
        fold_name(each.ritual.facilitator)
        for each in sorted(earlier, key=lambda each: each.started)
        if each.ritual is not None and each.ritual.facilitator is not None
    ]
    latest = {name: place for place, name in enumerate(led)}
    return min(members, key=lambda name: latest.get(fold_name(name), -1), default=None)
