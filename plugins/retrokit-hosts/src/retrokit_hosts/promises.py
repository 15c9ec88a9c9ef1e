"""Who the host is, and what became of what they promised from one of these retros to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import evolve, frozen

from retrokit import ActionItem, ActionStatus, CarriedAction, Digest, Review, State

from .hosts import HOSTS


@frozen(kw_only=True)
class Promise:
    """An action item that the host took on in an earlier retro of this format, as it stands.

    `missed` is in how many of these retros since then it was due, or looked at, and stayed open.
    `came_along` tells whether it came into this one.
    """

    item: ActionItem
    missed: int
    came_along: bool


def hosts_here(state: State) -> tuple[str, ...]:
    """Return who is here as a host: a facilitator who observes, else all who observe."""
    observing = tuple(each for each in state.here if state.members[each].observes)
    return (state.facilitator,) if state.facilitator in observing else observing


def earlier_promises(state: State, history: Sequence[Digest]) -> list[Promise]:
    """Return what today's host promised in earlier retros of this format, oldest first."""
    earlier = [each for each in history if each.id != state.id]
    found = []
    for home in earlier:
        for item in home.actions if home.format == HOSTS.name else ():
            key = (home.id, item.number)
            met = [(each, one) for each in earlier for one in each.carried if _key(one) == key]
            now = [each for each in state.carried.values() if _key(each) == key]
            versions = [item, *(one.item for _, one in met), *(each.item for each in now)]
            if not _are_of_host(state, versions):
                continue
            missed = [each for each, one in met if each.format == HOSTS.name
                      and _stayed_open(one, each.started.date())]  # fmt: skip
            here = [each for each in now if state.is_past(Review)
                    and _stayed_open(each, state.started.date())]  # fmt: skip
            found.append(
                Promise(
                    item=_as_of_closing(state, max(versions, key=lambda each: each.changed)),
                    missed=len(missed) + len(here),
                    came_along=bool(now),
                )
            )
    return found


def new_promises(state: State) -> Iterator[ActionItem]:
    """Yield what the host took on today and is still open."""
    return (each for each in state.open_actions if _are_of_host(state, [each]))


def _are_of_host(state: State, versions: Sequence[ActionItem]) -> bool:
    """Return whether a host of today owns an action item, or did; one who has left is one too."""
    hosts = {*(hosts_here(state) or state.observers)}
    return any(owner in hosts for each in versions for owner in each.owners)


def _key(carried: CarriedAction) -> tuple[str, int]:
    return carried.home, carried.item.number


def _stayed_open(carried: CarriedAction, day: date) -> bool:
    item = carried.item
    was_due = item.due is None or item.due <= day
    return item.status is ActionStatus.OPEN and (carried.reviewed or was_due)


def _as_of_closing(state: State, item: ActionItem) -> ActionItem:
    """Return an item as it stood when the retro was closed: what got done later was open then."""
    if state.closed is None or item.changed <= state.closed:
        return item
    return evolve(item, status=ActionStatus.OPEN)
