"""Matrix, as a format declares it; each member places things on two axes in private."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal, TypeAlias

from attrs import field, frozen

from ... import given, texts
from ...activity import Activity, Stage, between, each_is_text, prose, stage_of
from ...errors import FormatError

Corner: TypeAlias = Literal["top left", "top right", "bottom left", "bottom right"]
OPPOSITE: dict[Corner, Corner] = {
    "top left": "bottom right",
    "top right": "bottom left",
    "bottom left": "top right",
    "bottom right": "top left",
}


@frozen
class Axis:
    """What a matrix goes by in one direction, with the words for its ends.

    They are read with its name, as in `little effort`.
    """

    name: str = field(validator=prose(texts.NAME, lines=False))
    low: str = field(default="little", validator=prose(texts.NAME, lines=False))
    high: str = field(default="much", validator=prose(texts.NAME, lines=False))

    @high.validator
    def _another(self, attribute: object, value: str) -> None:
        if value.casefold() == self.low.casefold():
            raise FormatError(
                f"axis {self.name!r}: low and high are both {value!r}; give each end its word",
                field="high",
            )

    def at(self, end: str) -> str:
        """Return one of its ends in words: `much impact`."""
        name = self.name if self.name[:2].isupper() else self.name[0].lower() + self.name[1:]
        return f"{end} {name}"


@frozen(kw_only=True)
class Matrix(Activity):
    """Each member places topics or notes on two axes, in private; a discussion can follow it.

    `across` goes from left to right, `up` from the bottom to the top, both in `steps` from 1.
    `good` is the best corner: what is nearest to it comes first. `columns` narrows topics and
    notes to those columns; empty means all.
    """

    kind: ClassVar[str] = "matrix"
    rules: ClassVar[str] = "retrokit.kinds.matrix.rules:MATRIX"
    title: str = "Matrix"
    stage: Stage = field(default=Stage.GENERATE_INSIGHTS, converter=stage_of)
    prompt: str = "Where does each of these belong?"
    on: Literal["topics", "notes"] = field(default="topics")
    columns: tuple[str, ...] = field(default=(), converter=given.texts, validator=each_is_text)
    across: Axis = field(default=Axis("Effort"))
    up: Axis = field(default=Axis("Impact"))
    steps: int = field(default=5, converter=given.plain, validator=between(2, 10))
    good: Corner = field(default="top left")

    @on.validator
    def _known(self, attribute: object, value: str) -> None:
        if value not in ("topics", "notes"):
            raise FormatError(
                f"matrix: on is 'topics' or 'notes', not {given.shown(value)}", field="on"
            )

    @across.validator
    @up.validator
    def _axis(self, attribute: object, value: Axis) -> None:
        name = attribute.name  # type: ignore[attr-defined]
        if type(value) is not Axis:
            raise FormatError(f"matrix: {name} is an Axis, not {given.shown(value)}", field=name)
        if name == "up" and value.name.casefold() == self.across.name.casefold():
            raise FormatError(
                f"matrix: both axes are named {value.name!r}; rename one", field="up.name"
            )

    @good.validator
    def _corner(self, attribute: object, value: str) -> None:
        if value not in tuple(OPPOSITE):
            corners = ", ".join(map(repr, OPPOSITE))
            raise FormatError(
                f"matrix: good is one of {corners}, not {given.shown(value)}", field="good"
            )

    @property
    def narrowed_to(self) -> tuple[str, ...]:
        """Return the columns that it is narrowed to; none if it is about all."""
        return self.columns

    @property
    def contents(self) -> Sequence[str]:
        """Return its axes, from end to end, and the corner that is best."""
        across, up = self.across, self.up
        return [
            f"{across.name}: {across.low} on the left, {across.high} on the right",
            f"{up.name}: {up.low} at the bottom, {up.high} at the top",
            f"Best: {self.corner(self.good)}",
        ]

    def corner(self, place: Corner) -> str:
        """Return a corner in words: `much impact, little effort`."""
        up = self.up.high if place.startswith("top") else self.up.low
        across = self.across.high if place.endswith("right") else self.across.low
        return f"{self.up.at(up)}, {self.across.at(across)}"
