"""Group, as a format declares it."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from ... import given
from ...activity import Activity, Stage, each_is_text, stage_of


@frozen(kw_only=True)
class Group(Activity):
    """Notes that belong together become a named topic.

    `columns` narrows it to the notes of those columns; empty means all.
    """

    kind: ClassVar[str] = "group"
    rules: ClassVar[str] = "retrokit.kinds.group.rules:GROUP"
    title: str = "Group"
    stage: Stage = field(default=Stage.GENERATE_INSIGHTS, converter=stage_of)
    prompt: str = "Which notes are about the same thing? Give the group a name."
    columns: tuple[str, ...] = field(default=(), converter=given.texts, validator=each_is_text)

    @property
    def narrowed_to(self) -> tuple[str, ...]:
        """Return the columns that it is narrowed to; none if it is about all."""
        return self.columns
