"""What a room tells of its team, beside the retro: who is in it, what it has agreed on, what is
still to be done, and its retros.

It is asked for and not sent, since a team may have a long past. What is sent is a stamp, which is
another when something of it may have changed.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from secrets import token_hex
from typing import Any

from attrs import frozen

from ..charter import PARTS, Charter
from ..codec.converter import careful, explain
from ..engine.digest import Digest, TeamAction, digest_of, team_actions
from ..errors import Damaged, Invalid, NotFound, NotNow
from ..events import ActionStatus
from ..logbook import Logbook
from ..retro import Retro
from ..team import Team, identities
from ..team_log import CharterChange

EVERY = 1.0
"""How often, in seconds, a room looks for what others have changed of its team."""
LISTED = 50
"""How many retros are listed, and how many changes of the charter."""


@frozen(kw_only=True)
class Mate:
    """Somebody of the team, and whether they take part in this retro."""

    name: str
    here: bool


@frozen(kw_only=True)
class Item:
    """An action item as it stands by now. `action` is what it is changed by, `home` the id of the
    retro it is from, `title` that one's, empty if it was removed, and `day` when it began.
    """

    action: str
    home: str
    title: str
    day: date
    text: str
    owners: tuple[str, ...]
    due: date | None
    status: ActionStatus
    reason: str


@frozen(kw_only=True)
class ListedRetro:
    """A retro of the team, and how many action items came of it and are done."""

    id: str
    title: str
    day: date
    actions: int
    done: int


@frozen(kw_only=True)
class TeamTold:
    """All that is told of a team.

    `last` is the day of the latest other retro or ritual, whose members are among the team.
    `charter` and `changes`, the latest first, are None where they can't be read. `actions` are
    those that are open, and those that were done or dropped today. `earlier` is how many retros are
    not listed.
    """

    name: str
    rehearsal: bool
    members: tuple[Mate, ...]
    last: date | None
    charter: Charter | None
    changes: tuple[CharterChange, ...] | None
    actions: tuple[Item, ...]
    retros: tuple[ListedRetro, ...]
    earlier: int


@frozen(kw_only=True)
class ItemChange:
    """What somebody wants to become of an action item of the team."""

    action: str
    status: ActionStatus
    reason: str = ""


class TeamPage:
    """What a room tells of its team, made once for all who ask while nothing of it changes."""

    def __init__(self, logbook: Logbook, retro: Retro) -> None:
        self._logbook = logbook
        self._retro = retro
        self._known: tuple[str, Team] | None = None
        self._seen: object = None
        self._version = 0
        self._again = 0.0
        self._told: dict[str, Any] | None = None
        self.stamp = ""
        """Another text whenever something may have changed."""

    @property
    def _team(self) -> Team:
        """Return the team, by the name that it has by now."""
        name = self._retro.state.team
        if self._known is None or self._known[0] != name:
            self._known = name, self._logbook.team(name, new=True)
        return self._known[1]

    def soon(self) -> None:
        """Look again as soon as anybody asks: something was changed here."""
        self._again = 0.0

    def told(self) -> dict[str, Any]:
        """Return what is told of the team, as plain data. Raises `LogbookError`."""
        if self._retro.state.version != self._version:
            self.soon()
        self.look()
        if self._told is None:
            self._told = self._logbook.codec.as_told(self._made())
        return self._told

    def look(self) -> None:
        """Look for what has changed, at most every `EVERY` seconds. Raises `LogbookError`."""
        now, state = time.monotonic(), self._retro.state
        if now < self._again:
            return
        seen = (state.team, state.respondents, self._retro.today, self._team.stamp())
        if seen != self._seen:
            # To read all that is listed takes long where a past is long: only for who asks.
            self._seen, self._told, self.stamp = seen, None, token_hex(8)
        self._version, self._again = state.version, now + EVERY

    def _made(self) -> TeamTold:
        state, team = self._retro.state, self._team
        meetings = self._meetings()
        retros = [each for each in meetings if each.ritual is None]
        others = [each for each in meetings if each.id != state.id]
        latest = next((each for each in others if each.members), None)
        charter, changes = _agreed(team)
        return TeamTold(
            name=state.team,
            rehearsal=state.rehearsal,
            members=(
                *[Mate(name=each, here=True) for each in state.respondents],
                *[Mate(name=each, here=False) for each in self._not_here(latest, others)],
            ),
            last=None if latest is None else latest.started.date(),
            charter=charter,
            changes=changes,
            actions=self._items(meetings),
            retros=_held(retros)[:LISTED],
            earlier=max(0, len(retros) - LISTED),
        )

    def _meetings(self) -> list[Digest]:
        """Return the team's retros and rituals: action items are from both."""
        return self._logbook.retros(self._retro.state.team, rituals=True)

    def _not_here(self, latest: Digest | None, others: Iterable[Digest]) -> list[str]:
        """Return who was in the latest other retro or ritual and has not been in this one."""
        if latest is None:
            return []
        mine = digest_of(self._retro.state)
        known = identities([*others, mine])
        been = {*known[mine.id].values()}
        return [each for each in latest.members if known[latest.id][each] not in been]

    def _items(self, meetings: Sequence[Digest]) -> tuple[Item, ...]:
        """Return what is open, and what was closed today: it stays in sight, to be reopened."""
        titles = {each.id: each.title for each in meetings}
        shown = [
            each
            for each in team_actions(meetings)
            if each.item.status is ActionStatus.OPEN
            or each.item.changed.date() >= self._retro.today
        ]
        return tuple(
            Item(
                action=each.ref,
                home=each.home,
                title=titles.get(each.home, ""),
                day=each.since.date(),
                text=each.item.text,
                owners=each.item.owners,
                due=each.item.due,
                status=each.item.status,
                reason=each.item.reason,
            )
            for each in sorted(shown, key=lambda each: (each.item.due or date.max, each.since))
        )

    # --- changing it

    def change_charter(self, by: str, given: Any) -> None:
        """Change parts of the charter, by their names; None empties one.

        Raises `NotNow` in a rehearsal, `Invalid` for what can't be kept.
        """
        self._check_real()
        if not isinstance(given, dict) or not {*given} <= {*PARTS}:
            raise Invalid(f"give parts of the charter: {', '.join(PARTS)}")
        self._team.change_charter(by=by, **given)
        self.soon()

    def change_action(self, given: Any) -> None:
        """Say what became of an action item, in this retro if that has it, else where it is from.

        Raises `NotNow` in a rehearsal, `NotFound` for one of no retro of the team, `Invalid`.
        """
        self._check_real()
        try:
            wanted = careful().structure(given, ItemChange)
        except Exception as error:
            path, said = explain(error)[0]
            raise Invalid(f"change_team_action: {path.removeprefix('$.')}: {said}") from error
        dropped = wanted.status is ActionStatus.DROPPED
        if dropped and not wanted.reason.strip():
            raise Invalid("say why it is dropped; others will want to know")
        change: dict[str, Any] = {
            "status": wanted.status, "reason": wanted.reason if dropped else "",
        }  # fmt: skip
        known = self._find(wanted.action)
        if (number := self._number_here(known)) is None:
            self._logbook.change_action(known.ref, **change)
        else:
            self._retro.change_action(number, latest=known.item, **change)
        self.soon()

    def _check_real(self) -> None:
        if self._retro.state.rehearsal:
            raise NotNow("this is a rehearsal, which changes nothing of the team")

    def _find(self, ref: str) -> TeamAction:
        """Return an action item of the team. All others are told alike, whether they exist."""
        for each in team_actions(self._meetings()):
            if each.ref == ref:
                return each
        raise NotFound("the team has no such action item; load the Team page again")

    def _number_here(self, known: TeamAction) -> int | None:
        """Return the number that an action item has in this retro, None if it is not there."""
        state = self._retro.state
        if known.home == state.id:
            return known.item.number
        for each in state.carried.values():
            if (each.home, each.item.number) == (known.home, known.item.number):
                return each.number
        return None


def _agreed(team: Team) -> tuple[Charter | None, tuple[CharterChange, ...] | None]:
    with suppress(Damaged):
        history = team.charter_history
        return history[-1].charter if history else Charter(), history[: -LISTED - 1 : -1]
    return None, None


def _held(retros: Sequence[Digest]) -> tuple[ListedRetro, ...]:
    items = team_actions(retros)
    every = Counter(each.home for each in items)
    done = Counter(each.home for each in items if each.item.status is ActionStatus.DONE)
    return tuple(
        ListedRetro(
            id=each.id,
            title=each.title,
            day=each.started.date(),
            actions=every[each.id],
            done=done[each.id],
        )
        for each in retros
    )
