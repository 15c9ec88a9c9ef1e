"""A retro as one JSON object that everyone in it may see, and how it changes.

A change is a merge patch; applied to an empty object, the patch from nothing gives the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from attrs import frozen

from .codec import Codec
from .engine.kind import Kind
from .engine.state import State, Step, StepStatus
from .errors import PluginError
from .formats import Activity, Attribution, Format
from .merge_patch import merge_patch
from .tallies import Number


@frozen(kw_only=True)
class SeenStep:
    """A step of the agenda with what the engine says of it.

    `hides` tells that what is given now is hidden, `revealed` that something was revealed, `over`
    that no more can be given, `visited` that the retro has been there.
    """

    activity: Activity
    status: StepStatus
    attribution: Attribution
    hides: bool = False
    revealed: bool = False
    over: bool = False
    visited: bool = False


@frozen
class Got:
    """What a topic got where it stood last, and what that counts: `dot`, `point`."""

    number: Number
    counts: str


@frozen
class _Own:
    """The state of a step of a kind that retrokit brings. Others are shown by their outline."""

    kind: Kind[Any]
    state: Any


@frozen
class Projection:
    """A retro at one version: what there is once, and tables of values by what they are known by.

    The values are frozen and mostly those of the state itself, so that two versions are compared
    by looking whether they are the same objects.
    """

    version: int
    once: Mapping[str, Any]
    tables: Mapping[str, Mapping[Any, Any]]
    _at: Mapping[int, Any]

    @classmethod
    def of(cls, state: State, before: Projection | None = None) -> Projection:
        """Return a retro as it is now; `before` is an earlier one, to take from what is the same.

        Members are known by their place among all who ever came, which stays when they are
        renamed. No later event changes it.
        """
        once = {
            "id": state.id,
            "team": state.team,
            "format": state.format,
            "attribution": state.attribution,
            "started": state.started,
            "facilitator": state.facilitator,
            "closed": state.closed,
            "source": state.source,
            "charter": state.charter,
            "costs": state.costs,
            "current": state.current,
            "timebox": state.timebox,
            "agenda": tuple([each.id for each in state.agenda]),
            "opened": tuple(state.opened),
            "decisions": tuple([each.number for each in state.decisions]),
        }
        tables: dict[str, Mapping[Any, Any]] = {
            "members": dict(enumerate(state.members.values())),
            "former": dict(state.former),
            "steps": {each.id: _seen(state, each) for each in state.agenda},
            "notes": dict(state.notes),
            "groups": dict(state.groups),
            "joined": dict(state.joined),
            "remarks": dict(state.remarks),
            "actions": dict(state.actions),
            "carried": dict(state.carried),
            "at": dict(_owned(state)),
        }
        at = dict(state.at)
        same = before is not None and (
            _is_same(before._at, at)
            and all(before.tables[each] == tables[each] for each in ("notes", "groups", "joined"))
            and all(before.once[each] == once[each] for each in ("opened", "current"))
        )
        tables["got"] = before.tables["got"] if before is not None and same else dict(_got(state))
        return cls(state.version, once, tables, at)

    def patch(self, before: Projection | None, codec: Codec) -> dict[str, Any]:
        """Return what makes this one of an earlier one, or of nothing, as a merge patch."""
        found: dict[str, Any] = {}
        for name, value in self.once.items():
            known = None if before is None else before.once[name]
            if value is not known and value != known:
                found[name] = merge_patch(_data(known, codec), _data(value, codec))
        for name, table in self.tables.items():
            entries = _entries({} if before is None else before.tables[name], table, codec)
            if entries or before is None:  # a table that is empty is there too
                found[name] = entries
        return found


def _seen(state: State, step: Step) -> SeenStep:
    hides = True  # where nobody knows, as its outline says
    with suppress(PluginError):
        hides = state.sealing(step)
    return SeenStep(
        activity=step.activity,
        status=step.status,
        attribution=state.attribution_of(step),
        hides=hides,
        revealed=step.id in state.opened,
        over=state.is_opened(step),
        visited=step.id in state.visited,
    )


def _is_same(one: Mapping[int, Any], other: Mapping[int, Any]) -> bool:
    """Return whether two tables hold the same objects; those of plugins may not be comparable."""
    return one.keys() == other.keys() and all(one[each] is other[each] for each in one)


def _owned(state: State) -> Iterable[tuple[int, _Own]]:
    for id, own in state.at.items():
        kind = state.step(id).kind
        if kind.views is not None and not kind.guest:
            yield id, _Own(kind, own)


def _got(state: State) -> Iterable[tuple[int, Got]]:
    """Yield what the topics that are talked about where the retro is got, and those to come."""
    step = state.current_step
    own = None if step is None else state.at.get(step.id)
    if step is None or own is None:
        return
    for number in dict.fromkeys((*step.kind.talked(own), *step.kind.to_come(own))):
        topic = state.topic_of(number)
        fared = None if topic is None else state.fared(topic.number)
        if topic is not None and fared is not None:
            yield topic.number, Got(fared.number, fared.counts)


_NONE = object()


def _entries(before: Mapping[Any, Any], after: Mapping[Any, Any], codec: Codec) -> dict[str, Any]:
    if before == after:
        return {}
    # What is the same object is passed over as fast as can be: it is nearly all there is.
    found = {}
    for key in [key for key, value in after.items() if before.get(key, _NONE) is not value]:
        known, value = before.get(key, _NONE), after[key]
        if value != known:
            was, now = _data(known, codec), _data(value, codec)
            if now != was:  # what is told of it, that is
                found[str(key)] = merge_patch(was, now)
    if len(after) < len(before) + len(found):
        found |= {str(key): None for key in before.keys() - after.keys()}
    return found


def _data(value: Any, codec: Codec) -> Any:
    """Return a value as plain data in which no field is null: for a merge patch that is none."""
    if value is None or value is _NONE:
        return None
    if isinstance(value, _Own):
        value = value.kind.view(value.state)
    data = codec.as_told(value)
    if isinstance(value, Format):
        del data["agenda"]  # it stands in the steps
    return _filled(data)


def _filled(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    return {str(key): _filled(value) for key, value in data.items() if value is not None}
