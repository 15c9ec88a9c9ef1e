"""A retro as one JSON object that everyone in it may see, and how it changes.

A change is a merge patch (RFC 7396): what it holds replaces what was there, null takes away, and
objects alone are gone into. Applied to an empty object, the patch from nothing gives the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

from attrs import define, field, frozen

from .codec import Codec
from .engine.kind import Fared, Kind
from .engine.state import (
    Member,
    Note,
    Remark,
    State,
    Step,
    StepStatus,
    TimeBox,
    Topic,
    fold_name,
)
from .errors import FileError, PluginError
from .events import ActionItem, CarriedAction
from .formats import Activity, Attribution, Format
from .tallies import Number

T = TypeVar("T")


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
            before._at == at
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


@define
class Received(State):
    """A retro as far as its projection tells it: for screens to read.

    Steps of a vote or a discussion have what their view tells, those of other kinds nothing. What
    the engine says of a step or a topic is what was told of it.
    """

    steps: dict[int, Any] = field(factory=dict)
    got: dict[int, Got] = field(factory=dict)

    def attribution_of(self, step: Step) -> Attribution:
        """Return who is known to have said what in this step."""
        return Attribution(self.steps[step.id]["attribution"])

    def is_opened(self, step: Step) -> bool:
        """Return whether no more can be given to a step."""
        return bool(self.steps[step.id].get("over", False))

    def sealing(self, step: Step) -> bool:
        """Return whether what is given to a step now is sealed."""
        return bool(self.steps[step.id].get("hides", False))

    def fared(self, number: int, steps: Set[int] | None = None) -> Fared | None:
        """Return how a topic fared where topics are talked about; None elsewhere."""
        got = self.got.get(number)
        return (
            None
            if got is None
            else Fared(number=got.number, counts=got.counts, adds_up=True, merit=got.number)
        )


def state_of(document: Mapping[str, Any], version: int, codec: Codec) -> Received:
    """Return the state of a retro as far as its projection tells it.

    The agenda of its format is the first activity alone. Raises `FileError` where this retrokit
    cannot read it.
    """
    try:
        return _read(document, version, codec)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise FileError("what this room sends is from a newer retrokit; upgrade yours") from error


def _read(document: Mapping[str, Any], version: int, codec: Codec) -> Received:
    read = codec.from_data

    def numbered(name: str) -> dict[int, Any]:
        # In order of their numbers, also what an undo put back.
        return dict(sorted((int(key), each) for key, each in document[name].items()))

    def table(name: str, kind: type[T]) -> dict[int, T]:
        return {number: read(each, kind) for number, each in numbered(name).items()}

    steps = numbered("steps")
    agenda = [
        Step(id, read(steps[id]["activity"], Activity), StepStatus(steps[id]["status"]))
        for id in document["agenda"]
    ]
    first = {"agenda": [steps[each.id]["activity"] for each in agenda[:1]]}
    members = [*table("members", Member).values()]
    state = Received(
        id=document["id"],
        team=document["team"],
        format=read(document["format"] | first, Format),
        attribution=Attribution(document["attribution"]),
        started=read(document["started"], datetime),
        facilitator=document.get("facilitator"),
        closed=read(document.get("closed"), datetime | None),
        source=document.get("source"),
        version=version,
        current=document.get("current"),
        timebox=read(document.get("timebox"), TimeBox | None),
        members={each.name: each for each in members},
        former=dict(document["former"]),
        agenda=agenda,
        notes=table("notes", Note),
        groups=table("groups", Topic),
        visited={id for id, each in steps.items() if each.get("visited")},
        opened=list(document["opened"]),
        remarks={
            number: read({"topic": None} | each, Remark)
            for number, each in numbered("remarks").items()
        },
        actions=table("actions", ActionItem),
        carried=table("carried", CarriedAction),
        by_folded={fold_name(each.name): each.name for each in members},
        joined=numbered("joined"),
        steps=steps,
        got=table("got", Got),
    )
    for id, view in numbered("at").items():
        kind = state.step(id).kind
        if kind.views is not None:
            state.at[id] = kind.seen(read(view, kind.views))
    return state


def merge_patch(before: Any, after: Any) -> Any:
    """Return what `merged` makes `after` of `before` with: both JSON without null in an object.

    >>> merge_patch({"topic": 3, "text": "slow"}, {"text": "slow builds"})
    {'topic': None, 'text': 'slow builds'}
    """
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return after
    patch: dict[str, Any] = {key: None for key in before if key not in after}
    for key, value in after.items():
        if key not in before or before[key] != value:
            patch[key] = merge_patch(before.get(key), value)
    return patch


def merged(target: Any, patch: Any) -> Any:
    """Return what a merge patch makes of a JSON value, which stays as it is (RFC 7396, 2).

    >>> merged({"topic": 3, "text": "slow"}, {"topic": None, "text": "slow builds"})
    {'text': 'slow builds'}
    """
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result
