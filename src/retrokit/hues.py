"""The eight hues of columns: the shape and the colour of each, and which column has which."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, cycle
from typing import Literal, TypeAlias, get_args

from attrs import frozen

Hue: TypeAlias = Literal["red", "orange", "yellow", "green", "teal", "blue", "purple", "pink"]
HUES: tuple[Hue, ...] = get_args(Hue)

SHAPES: Mapping[Hue, str] = {
    "blue": "●", "orange": "▲", "purple": "■", "green": "◆", "red": "▼", "teal": "★", "yellow": "✚",
    "pink": "♥",
}  # fmt: skip
"""A shape for each, for those who do not see colour.

They stand in the order in which columns without a colour of their own get them: neighbours differ
most.
"""

ANGLES: Mapping[Hue, int] = {
    "red": 25, "orange": 55, "yellow": 90, "green": 145, "teal": 190, "blue": 250, "purple": 300,
    "pink": 350,
}  # fmt: skip
"""Where each stands on the colour wheel of OKLCH, in degrees."""


@frozen
class Shade:
    """A lightness, in percent, and a chroma that all eight hues share.

    >>> LIGHT.edge.of("red")
    'oklch(50% 0.125 25)'
    """

    lightness: float
    chroma: float

    def of(self, hue: Hue) -> str:
        """Return the colour that it makes of a hue, as a style sheet says it."""
        return f"oklch({self.lightness:g}% {self.chroma:g} {ANGLES[hue]})"


@frozen
class Theme:
    """The two shades that a theme has of each hue: for edges and shapes, and behind a text."""

    edge: Shade
    tint: Shade


LIGHT = Theme(edge=Shade(50, 0.125), tint=Shade(96.5, 0.022))
DARK = Theme(edge=Shade(80, 0.105), tint=Shade(27, 0.035))


def shared_out(own: Mapping[str, Hue | None]) -> dict[str, Hue]:
    """Return the hue of each column: its own, or the next that is free.

    `own` are the columns in the order of the agenda. With more than eight, hues come again.

    >>> shared_out({"Glad": None, "Mad": "red", "Sad": "blue"})
    {'Glad': 'orange', 'Mad': 'red', 'Sad': 'blue'}
    """
    free = chain((each for each in SHAPES if each not in own.values()), cycle(SHAPES))
    return {name: next(free) if hue is None else hue for name, hue in own.items()}
