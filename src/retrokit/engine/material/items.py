"""Action items, made here and brought along from earlier retros."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from typing import Any, Literal

from attrs import evolve

from ... import given, texts
from ...errors import Invalid, NotFound, NotNow
from ...events import (
    ActionAdded,
    ActionChanged,
    ActionItem,
    ActionReviewed,
    ActionStatus,
    CarriedAction,
    Held,
)
from ...given import UNCHANGED, Unchanged
from ..log import Log, folds, take_number
from ..marks import Inside, action
from ..people import check_member
from ..state import Remark, State
from .goals import Goals, held

_OUTCOMES = {
    "done": ActionStatus.DONE,
    "carried": ActionStatus.OPEN,
    "dropped": ActionStatus.DROPPED,
}


class Items(Log):
    """Action items can be added and changed at any moment of a retro, whatever the activity.

    Life goes on after a retro: `change_action` also works on one that is closed.
    """

    @action(by="member")
    def add_action(
        self,
        text: str | None = None,
        *,
        owner: str | Iterable[str] | None = None,
        due: date | str | None = None,
        serves: Goals | Unchanged = UNCHANGED,
        untouched: Goals | Unchanged = UNCHANGED,
        costs: Goals | Unchanged = UNCHANGED,
        origin: given.Number | None = None,
    ) -> ActionItem:
        """Add an action item, and return it.

        `owner` is a member or several of them (`"Ana"`, `["Ana", "Ben"]`), `due` today or later
        (a date, or one in ISO text). `serves`, `untouched` and `costs` are goals of the format, by
        their text or their numbers from 1 (`2`, `[1, 3]`). Each may be left out; reports name the
        items where it was. `origin` is the decision or remark that it is made of, or its number: if
        no other text is given, it has that one's, and what that one does to goals of which nothing
        is said here. Raises `NotFound`, `Invalid`, or `NotNow` if one was made of that already.
        """
        self._running()
        origin = None if origin is None else given.number(origin)
        made_of = None if origin is None else self._not_made(origin)
        text = made_of.text if text is None and made_of is not None else text
        if text is None:
            raise Invalid("the action has no text; give one, or the number of a decision")
        text = texts.check(text, "the action")
        now = self._now()
        item = ActionItem(
            number=self._next_number(),
            text=text,
            owners=owners_of(owner, self._state.member),
            due=self._due(due),
            **held(
                self._state.format,
                made_of or Held(),
                serves=serves,
                untouched=untouched,
                costs=costs,
            ),
            decided=now,
            changed=now,
            origin=origin,
        )
        self._emit(ActionAdded(at=now, item=item))
        return item

    def _not_made(self, number: int) -> Remark:
        """Return a remark of which no action item was made yet."""
        remark = self._state.remarks.get(number)
        if remark is None:
            raise NotFound.among("decision or remark", number, map(str, self._state.remarks))
        for item in self._state.actions.values():
            if item.origin == number:
                raise NotNow(f"{number} is action item {item.number} already; change that one")
        return remark

    @action(by="member")
    def change_action(
        self,
        number: given.Number,
        *,
        text: str | Unchanged = UNCHANGED,
        owner: str | Iterable[str] | Unchanged | None = UNCHANGED,
        due: date | str | Unchanged | None = UNCHANGED,
        serves: Goals | Unchanged = UNCHANGED,
        untouched: Goals | Unchanged = UNCHANGED,
        costs: Goals | Unchanged = UNCHANGED,
        status: ActionStatus | str | Unchanged = UNCHANGED,
        reason: str = "",
        latest: Inside[ActionItem | None] = None,
    ) -> ActionItem:
        """Change an action item of this retro, or one carried into it, and return it.

        What is not given stays; None empties a field. A goal that is given for one of `serves`,
        `untouched` and `costs` goes from the other two. `status` may be its word: `"done"`. An
        owner may be anybody: people join after a retro. `reason` goes with dropping it. With the
        status `DONE` it is done from now on; editing it later leaves that date, and opening it
        again takes it away. `latest` is the item as another retro left it: what is not given
        stays as there, if that is the later touch. Raises `NotFound` or `Invalid`.
        """
        number = given.number(number)
        carried = self._state.carried.get(number)
        item = carried.item if carried else find_action(self._state, number)
        if latest is not None and latest.changed > item.changed:
            item = evolve(latest, number=item.number)
        now = self._now()
        goals = held(self._state.format, item, serves=serves, untouched=untouched, costs=costs)
        changes: dict[str, Any] = dict(goals)
        if not isinstance(text, Unchanged):
            changes["text"] = texts.check(text, "the action")
        if not isinstance(owner, Unchanged):
            changes["owners"] = owners_of(owner, partial(known_or_new, self._state))
        if not isinstance(due, Unchanged):
            changes["due"] = self._due(due)
        if not isinstance(status, Unchanged):
            changes["status"] = ActionStatus(status)
            changes["done"] = _done(item, changes["status"], now)
            changes["reason"] = texts.check(reason, "the reason") if reason else ""
        new = evolve(item, changed=now, **changes)
        if carried:
            self._emit(ActionReviewed(at=now, number=number, item=new))
        else:
            self._emit(ActionChanged(at=now, item=new))
        return new

    @action(by="member")
    def review(
        self,
        number: given.Number,
        outcome: Literal["done", "carried", "dropped"],
        *,
        reason: str = "",
        owner: str | Iterable[str] | Unchanged | None = UNCHANGED,
        due: date | str | Unchanged | None = UNCHANGED,
    ) -> ActionItem:
        """Say what became of an action item of an earlier retro; `number` is its number here.

        A dropped one needs a reason. One that is carried on may get another owner or date.
        """
        self._running()
        number = given.number(number)
        if number not in self._state.carried:
            raise NotFound.among("action from earlier", number, map(str, self._state.carried))
        if outcome == "dropped" and not reason.strip():
            raise Invalid("say why it is dropped; others will want to know")
        status = _OUTCOMES[outcome]
        return self.change_action(number, status=status, reason=reason, owner=owner, due=due)

    def _due(self, due: date | str | None) -> date | None:
        due = None if due is None else given.day(due, "due")
        if due is not None and due < self.today:
            raise Invalid(f"{due} is in the past; give today ({self.today}) or a later day")
        return due


def known_or_new(state: State, name: str) -> str:
    """Return a member's name as it is kept, or that of somebody who may have joined since."""
    return state.known(name) or check_member(name)


def owners_of(owner: str | Iterable[str] | None, find: Callable[[str], str]) -> tuple[str, ...]:
    """Return the names of one owner, of several or of none as they are kept, each once."""
    named = () if owner is None else (owner,) if isinstance(owner, str) else given.listed(owner)
    if not isinstance(named, tuple) or not all(isinstance(each, str) for each in named):
        raise Invalid('an owner is a name, or several, as in ["Ana", "Ben"]')
    return tuple(dict.fromkeys(map(find, named)))


def _done(item: ActionItem, status: ActionStatus, now: datetime) -> datetime | None:
    """Return since when an item is done, None if it is not. Saying so twice moves no date."""
    return (item.done or now) if status is ActionStatus.DONE else None


def find_action(state: State, number: int) -> ActionItem:
    """Return an action item of this retro by its number."""
    try:
        return state.actions[number]
    except KeyError:
        raise NotFound.among("action", number, map(str, state.actions)) from None


@folds(ActionAdded)
def _added(state: State, event: ActionAdded) -> None:
    take_number(state, event.item.number)
    state.actions[event.item.number] = event.item


@folds(ActionChanged)
def _changed(state: State, event: ActionChanged) -> None:
    state.actions[event.item.number] = event.item


@folds(ActionReviewed)
def _reviewed(state: State, event: ActionReviewed) -> None:
    home = state.carried[event.number].home
    state.carried[event.number] = CarriedAction(
        number=event.number, home=home, item=event.item, reviewed=True
    )
