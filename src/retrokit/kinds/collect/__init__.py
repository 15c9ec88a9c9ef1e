"""Collect, as a format declares it: notes into columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from attrs import Attribute, field, frozen

from ... import given, texts
from ...activity import Activity, Named, Stage, all_are, is_flag, prompt, prose, stage_of
from ...errors import FormatError
from ...hues import HUES, Hue


@frozen
class Column:
    """A heading under `Collect`, with a prompt that says what belongs there.

    `color` is the hue of its notes wherever they stand: red, orange, yellow, green, teal, blue,
    purple or pink. Left out, it is the next one that no column of the format has.

    >>> Column("Mad", "What made you angry?", color="red").color
    'red'
    """

    name: str = field(validator=prose(texts.NAME, lines=False))
    prompt: str = field(default="", validator=prompt())
    color: Hue | None = field(default=None, kw_only=True)

    @color.validator
    def _known(self, attribute: Attribute[Hue | None], value: object) -> None:
        if value is not None and value not in HUES:
            raise FormatError(
                f"column {self.name!r}: color is one of {', '.join(HUES)}; not "
                f"{given.shown(value)}",
                field="color",
            )


def _columns(values: Iterable[Column]) -> tuple[Column, ...]:
    return given.listed(values)


@frozen(kw_only=True)
class Collect(Activity):
    """Notes into columns.

    `sealed` notes are seen by nobody but their author until the activity closes. Where the
    attribution is confidential or anonymous, notes are sealed whatever is said here: a note
    that appears the moment it is written tells who wrote it.
    """

    kind: ClassVar[str] = "collect"
    rules: ClassVar[str] = "retrokit.kinds.collect.rules:COLLECT"
    title: str = "Collect"
    stage: Stage = field(default=Stage.GATHER_DATA, converter=stage_of)
    minutes: int = field(default=10, converter=given.plain)
    columns: tuple[Column, ...] = field(converter=_columns)
    sealed: bool = field(default=True, validator=is_flag)

    @columns.validator
    def _some(self, attribute: object, value: tuple[Column, ...]) -> None:
        all_are(lambda each: type(each) is Column, value, "collect", "columns", "a Column")

    @property
    def named(self) -> Mapping[str, Sequence[Named]]:
        """Return its columns: no other activity has one of the same name."""
        return {"columns": self.columns}

    @property
    def contents(self) -> Sequence[str]:
        """Return each column with its prompt."""
        return [
            f"{each.name}: {each.prompt}" if each.prompt else each.name for each in self.columns
        ]
