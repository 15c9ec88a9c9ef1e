"""A retro as a room sends it, made a state again for screens to read."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any, TypeVar

from attrs import define, field

from ...charter import Charter
from ...codec import Codec
from ...engine.kind import Fared
from ...engine.state import (
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
from ...errors import FileError
from ...events import ActionItem, CarriedAction
from ...formats import Activity, Attribution, Format
from ...projection import Got

T = TypeVar("T")


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
        charter=read(document.get("charter", {}), Charter),
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
