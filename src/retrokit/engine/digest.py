"""The digest of a retro: what lists, open actions and trends need, so that they fold no log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from attrs import evolve, field, frozen

from ..events import ActionItem, ActionStatus, CarriedAction, Cost, Measure
from ..formats import Format, column_names
from .state import Note, Remark, State


@frozen(kw_only=True)
class Ritual:
    """What is listed of a ritual besides: who led it, what was written, and the value of the day.

    `columns` are those of its agenda, in order. `value` is empty for a team without values.
    """

    facilitator: str | None = None
    value: str = ""
    columns: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def notes_in(self, column: str) -> tuple[Note, ...]:
        """Return the notes of a column, in the order of their numbers."""
        return tuple(each for each in self.notes if each.column == column)


@frozen(kw_only=True)
class Digest:
    """One retro in short.

    `at` is the title of the activity it is at. `observers` are not among the `members`. `former`
    are names that members had before, as in `State.former`. `actions` are its own, `carried` those
    of earlier retros that came along, `reviewed` those of them that it has looked at. `decisions`
    are those of which no action item was made. `measures` are what was answered to scales, and to
    choices with favourable options, by question name; what is withheld has none. `ritual` is what
    else is known of a ritual, None for a retro.
    """

    id: str
    team: str
    format: str
    title: str
    started: datetime
    closed: datetime | None = None
    at: str = ""
    members: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    former: dict[str, str] = field(factory=dict)
    actions: tuple[ActionItem, ...] = ()
    carried: tuple[CarriedAction, ...] = ()
    decisions: tuple[Remark, ...] = ()
    measures: dict[str, Measure] = field(factory=dict)
    ritual: Ritual | None = None
    rehearsal: bool = False

    def is_like(self, format: Format) -> bool:
        """Return whether it is one of those that a retro of a format stands beside.

        These are all other retros; beside a ritual stand just those of the same format.
        """
        if format.ritual:
            return self.ritual is not None and self.format == format.name
        return self.ritual is None

    @property
    def people(self) -> tuple[str, ...]:
        """Return all who were there, whether they took part or not."""
        return (*self.members, *self.observers)

    @property
    def reviewed(self) -> tuple[CarriedAction, ...]:
        """Return the action items of earlier retros that this one has looked at."""
        return tuple(each for each in self.carried if each.reviewed)


def digest_of(state: State) -> Digest:
    """Return the digest of a retro."""
    step = state.current_step
    return Digest(
        id=state.id,
        team=state.team,
        format=state.format.name,
        title=state.format.title,
        started=state.started,
        closed=state.closed,
        at=step.activity.title if step else "",
        members=tuple(each.name for each in state.members.values() if not each.observes),
        observers=state.observers,
        former=state.former.copy(),
        actions=tuple(state.actions.values()),
        carried=tuple(state.carried.values()),
        decisions=state.decisions,
        measures=state.measures.copy(),
        ritual=_ritual(state) if state.format.ritual else None,
        rehearsal=state.rehearsal,
    )


def _ritual(state: State) -> Ritual:
    return Ritual(
        facilitator=state.facilitator,
        value=state.value,
        columns=tuple(name for step in state.agenda for name in column_names(step.activity)),
        notes=tuple(state.notes.values()),
    )


@frozen(kw_only=True)
class TeamAction:
    """An action item as it stands by now, seen across a team's retros.

    `home` is the retro it came from, `since` when that began, `met` in how many later retros
    it was reviewed. Where that retro was removed, `since` is when the item was decided. `ref` is
    what people type for it.
    """

    home: str
    team: str
    since: datetime
    item: ActionItem
    met: int = 0

    @property
    def ref(self) -> str:
        """Return the retro's id and the action's number, as in `k3f9x2bc-7`."""
        return f"{self.home}-{self.item.number}"


def team_actions(digests: Iterable[Digest]) -> list[TeamAction]:
    """Return every action item of these retros as it stands, oldest first.

    An item may have been touched in the retro it came from and reviewed in later ones; the
    latest touch holds. A review is only seen if its retro is among the digests. An item whose home
    is not there stands as the retros that it was carried into have it.
    """
    digests = sorted(digests, key=lambda each: (each.started, each.id))
    items: dict[tuple[str, int], TeamAction] = {}
    for digest in digests:
        for item in digest.actions:
            items[digest.id, item.number] = TeamAction(
                home=digest.id, team=digest.team, since=digest.started, item=item
            )
    for digest in digests:
        for carried in digest.carried:
            key = (carried.home, carried.item.number)
            known = items.get(key)
            if known is None:
                known = items[key] = TeamAction(
                    home=carried.home,
                    team=digest.team,
                    since=carried.item.decided,
                    item=carried.item,
                )
            if carried.reviewed:
                latest = max(known.item, carried.item, key=lambda item: item.changed)
                items[key] = TeamAction(
                    home=known.home,
                    team=known.team,
                    since=known.since,
                    item=latest,
                    met=known.met + 1,
                )
    return sorted(items.values(), key=lambda each: each.since)


def costs_before(digests: Iterable[Digest]) -> tuple[Cost, ...]:
    """Return what a team decided at a goal's cost when it last held something against goals.

    That is of one retro, the latest that did. Action items dropped since are left out.
    """
    digests = sorted(digests, key=lambda each: (each.started, each.id), reverse=True)
    items = team_actions(digests)
    for digest in digests:
        decided = decided_in(digest, items)
        if any(each.against for each in decided):
            return tuple(
                Cost(goal=goal, text=each.text, home=digest.id, day=digest.started.date())
                for each in decided
                for goal in each.costs
            )
    return ()


def decided_in(digest: Digest, items: Iterable[TeamAction]) -> list[Remark | ActionItem]:
    """Return what a retro decided and nobody dropped; `items` are the team's, as they stand."""
    kept = [
        each.item
        for each in items
        if each.home == digest.id and each.item.status is not ActionStatus.DROPPED
    ]
    return [*digest.decisions, *kept]


def place_of(action: TeamAction, digests: Iterable[Digest]) -> tuple[str, int]:
    """Return the retro in which an action item is changed, and its number there.

    That is its home or, where that is not among the digests, the latest that it was carried into.
    """
    places = {}
    for digest in sorted(digests, key=lambda each: (each.started, each.id)):
        if digest.id == action.home:
            return action.home, action.item.number
        for carried in digest.carried:
            places[carried.home, carried.item.number] = digest.id, carried.number
    return places[action.home, action.item.number]


def staying(digests: Iterable[Digest], home: str) -> list[TeamAction]:
    """Return the open action items of a retro that stay without it: others brought them along."""
    others = [each for each in digests if each.id != home]
    return [
        each
        for each in team_actions(others)
        if each.home == home and each.item.status is ActionStatus.OPEN
    ]


def as_of(digests: Iterable[Digest], moment: datetime) -> list[Digest]:
    """Return the retros that had begun by a moment, with the action items decided by then.

    An item that was done or dropped later is open. What else was changed later is as it is now.
    """
    return [
        evolve(
            digest,
            actions=tuple(
                _item_as_of(item, moment) for item in digest.actions if item.decided <= moment
            ),
            carried=tuple(each for each in digest.carried if each.item.changed <= moment),
        )
        for digest in digests
        if digest.started <= moment
    ]


def _item_as_of(item: ActionItem, moment: datetime) -> ActionItem:
    if item.status is ActionStatus.OPEN or (item.done or item.changed) <= moment:
        return item
    return evolve(item, status=ActionStatus.OPEN, done=None, reason="")


def carried_into(digests: Iterable[Digest], ritual: str = "") -> tuple[CarriedAction, ...]:
    """Return what a team's next retro has to look at: open items, and news of the others.

    Items that were done or dropped since the last retro began come along too, so that the next
    one can say what became of them; they need no review any more. Of those that a ritual began,
    that holds if they came along before: the others were done in its days, and told there.

    `ritual` is the name of the format where the next is one: it looks at what it began itself.
    """
    digests = sorted(digests, key=lambda each: each.started)
    begun = {each.id: each.format for each in digests if each.ritual}
    last = next((each for each in reversed(digests) if begun.get(each.id, "") == ritual), None)
    came = {} if last is None else {(each.home, each.item.number): each for each in last.carried}

    def comes(action: TeamAction) -> bool:
        own = begun.get(action.home, "") == ritual
        if action.item.status is ActionStatus.OPEN:
            return own or not ritual
        if last is None or action.item.changed < last.started:
            return False
        before = came.get((action.home, action.item.number))
        if before is None:
            return own
        return not before.reviewed or before.item.status is ActionStatus.OPEN

    wanted = filter(comes, team_actions(digests))
    return tuple(
        CarriedAction(
            number=number,
            home=action.home,
            item=action.item,
            reviewed=action.item.status is not ActionStatus.OPEN,
        )
        for number, action in enumerate(wanted, 1)
    )
