"""How a Matrix came out, as everyone may see it: corner by corner, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...blocks import Block, Cell, Line, Lines, Part, Table, Text
from ...characters import short
from ...engine.material.topics import title_of
from ...engine.promises import shown_as
from ...engine.state import State, Step
from ...events import Event
from ...formats import Matrix
from ...phrases import figure, it_takes, sentence, share
from . import OPPOSITE
from .facts import MatrixRound, Placed, Spot, Spread

BETWEEN = "In between"
"""Where something stands that is in the middle of an axis, and so in no corner."""


def outline(state: State, log: Sequence[Event], step: Step) -> Iterator[Block]:
    """Yield who took part, each corner with what stands there, and what is not shown.

    The best corner comes first, and in each what has most points.
    """
    activity, own = step.activity, state.at[step.id]
    assert isinstance(activity, Matrix)
    assert isinstance(own, MatrixRound)
    line, spots = share(own.taken_part, own.team, "placed something"), own.spots
    if spots is None:
        line += f"; {it_takes(own.floor, own.taken_part)} to show this"
    yield Text(
        role="matrix",
        tone="soft",
        lines=(sentence(line, shown_as(log, step)), *([_read(activity)] if spots else [])),
        count=own.taken_part,
        of=own.team,
        status="withheld" if spots is None else "shown",
        figures={"floor": own.floor} if spots is None else {},
    )
    if spots is None:
        return
    best = activity.corner(activity.good)
    corners: dict[str, list[Spot]] = {best: []}
    for spot in spots:
        corners.setdefault(_corner(activity, spot), []).append(spot)
    for title, there in corners.items():
        if there:
            best_first = f"{title[0].upper()}{title[1:]}"
            yield Part(role="corner", title=best_first, blocks=(_table(state, activity, there),))
    placed = {each.candidate for each in spots}
    if rest := [each for each in own.candidates if each not in placed]:
        yield Lines(
            role="not placed",
            title=f"Placed by fewer than {own.floor} people" if own.floor else "Placed by nobody",
            style="soft",
            lines=tuple(Line(text=title_of(state, each), number=each) for each in rest),
        )
    if own.placed:
        lines = tuple(_signed(state, activity, each) for each in own.placed)
        yield Lines(role="places", title="Who placed what where", style="soft", lines=lines)


def _read(activity: Matrix) -> str:
    """Return how the numbers are read."""
    worst = OPPOSITE[activity.good]
    return (
        f"Numbers are the middle of what people chose from 1 to {activity.steps}, with the lowest "
        f"and the highest in brackets. Points are steps away from {activity.corner(worst)}."
    )


def _corner(activity: Matrix, spot: Spot) -> str:
    """Return the corner in which something stands, in words."""
    middle = (1 + activity.steps) / 2
    if middle in (spot.across.median, spot.up.median):
        return BETWEEN
    if spot.up.median > middle:
        return activity.corner("top right" if spot.across.median > middle else "top left")
    return activity.corner("bottom right" if spot.across.median > middle else "bottom left")


def _table(state: State, activity: Matrix, spots: Sequence[Spot]) -> Table:
    what = "Topic" if activity.on == "topics" else "Note"
    return Table(
        role="placed",
        head=(what, activity.across.name, activity.up.name, "People", "Points"),
        rows=tuple(_row(state, each) for each in spots),
    )


def _row(state: State, spot: Spot) -> tuple[Cell, ...]:
    return (
        title_of(state, spot.candidate),
        _told(spot.across),
        _told(spot.up),
        spot.people,
        figure(spot.points),
    )


def _told(spread: Spread) -> str:
    if spread.low == spread.high:
        return figure(spread.median)
    return f"{figure(spread.median)} ({figure(spread.low)} to {figure(spread.high)})"


def _signed(state: State, activity: Matrix, placed: Placed) -> Line:
    across, up = activity.across.name, activity.up.name
    said = (
        f"{short(title_of(state, each.candidate), 30)} ({across} {each.across}, {up} {each.up})"
        for each in placed.places
    )
    return Line(text="; ".join(said), author=placed.author)
