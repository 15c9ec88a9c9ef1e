"""What is said of a Matrix before it is opened: who will see what, and how many it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...blocks import Block, Field, Form, Option
from ...characters import short
from ...engine.floors import FLOOR, floor_for
from ...engine.kind import Kind
from ...engine.material.topics import title_of
from ...engine.promises import HIDDEN, kept
from ...engine.state import State, Step
from ...engine.turnout import of_people
from ...engine.withholding import ended, is_short
from ...events import Draft, Event
from ...formats import Attribution, Axis, Matrix
from .facts import PLACES, MatrixRound, PlacesDraft

_PLACED = {
    Attribution.NAMED: "Then everyone sees who placed what where.",
    Attribution.CONFIDENTIAL: "Then everyone sees the middle of all places, and the single ones "
    "are erased.",
    Attribution.ANONYMOUS: "Then everyone sees the middle of all places. Whose they are is never "
    "stored.",
}
_CHANGED = "What there is to place has changed since this began; check what you placed."


class MatrixWords(Kind[MatrixRound]):
    """The kind of a Matrix, as far as it speaks."""

    def outline(self, state: State, log: Sequence[Event], step: Step) -> Iterable[Block]:
        """Return where everything came to stand."""
        from .outline import outline

        return outline(state, log, step) if state.is_opened(step) else ()

    def forms(self, state: State, step: Step) -> Iterable[Form]:
        """Return the candidates, each with a place to give it, as long as there are some."""
        activity, own = step.activity, state.at[step.id]
        assert isinstance(activity, Matrix)
        if own.candidates and not own.opened:
            axes = f"{_ends('Across', activity.across)}; {_ends('up', activity.up)}."
            places = Field(
                name="places",
                label=f"{activity.across.name} and {activity.up.name}",
                kind="place",
                many=True,
                optional=True,
                options=tuple(
                    Option(value=each, label=title_of(state, each)) for each in own.candidates
                ),
                low=1,
                high=activity.steps,
                hint=f"{_CHANGED} {axes}" if own.changed else axes,
            )
            yield Form(
                role="places", action="place", fields=(places,), submit="Place them", slot=PLACES
            )

    def sample(
        self, state: State, step: Step, form: Form, *, member: str, number: int, said: str
    ) -> Mapping[str, Any]:
        """Return other places for another number; of the last candidate only now and then."""
        assert isinstance(step.activity, Matrix)
        steps, there = step.activity.steps, state.at[step.id].candidates
        some = there[: len(there) - number % 2] or there
        return {
            "places": {
                each: (1 + (number + at) % steps, 1 + (2 * number + at) % steps)
                for at, each in enumerate(some)
            }
        }

    def promise(self, state: State, step: Step, attribution: Attribution) -> str:
        """Return who will see a place and from how many on; once opened, what was kept of that."""
        own: MatrixRound | None = state.at.get(step.id)
        if own is not None and own.opened:
            authors = [each.author for each in own.placed]
            return kept("places", shown=own.spots is not None, authors=authors)
        said = f"{HIDDEN} {_PLACED[attribution]}"
        if attribution is Attribution.NAMED:
            return said
        return (
            f"{said} Anything placed by fewer than {FLOOR} people is not shown; people who left do "
            "not count."
        )

    def expected(self, activity: Matrix, people: int) -> int:
        """Return one contribution for everyone."""
        return people

    def turnout(self, step: Step, sealed: int, expected: int) -> str:
        """Return how many have placed something."""
        return of_people(sealed, expected, "placed something")

    def missed(self, state: State, step: Step) -> str:
        """Return that nobody placed anything, if there was something to place."""
        there = state.at[step.id].candidates
        return f"Nobody placed anything in {step.activity.title}." if there else ""

    def said(self, state: State, step: Step, draft: Draft) -> str:
        """Return the places, each with what stands there."""
        assert isinstance(draft, PlacesDraft)
        places = (
            f"{short(title_of(state, each.candidate), 30)} {each.across},{each.up}"
            for each in draft.places
        )
        return f"your places: {'; '.join(places)}"

    def withheld(
        self, state: State, step: Step, counts: Mapping[str, int], left: int
    ) -> tuple[str, ...]:
        """Return that too few have placed anything, if so."""
        placed, floor = counts.get(PLACES, 0), floor_for(state, step)
        if not is_short(placed, left, floor):
            return ()
        said = f"Too few people have placed anything to show a result: it takes {floor}."
        return (ended(state, f"{said} The places would be erased.", floor, left),)


def _ends(direction: str, axis: Axis) -> str:
    """Return which way an axis goes: `Across, from little effort to much`."""
    return f"{direction}, from {axis.at(axis.low)} to {axis.high}"
