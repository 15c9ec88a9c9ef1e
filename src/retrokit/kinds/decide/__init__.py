"""Decide, as a format declares it."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from ... import given
from ...activity import Activity, Stage, stage_of


@frozen(kw_only=True)
class Decide(Activity):
    """Action items: what, who, by when, and what it does to the goals."""

    kind: ClassVar[str] = "decide"
    rules: ClassVar[str] = "retrokit.kinds.decide.rules:DECIDE"
    title: str = "Decide"
    stage: Stage = field(default=Stage.DECIDE_WHAT_TO_DO, converter=stage_of)
    prompt: str = "What will we do, who owns it, and by when?"
    minutes: int = field(default=10, converter=given.plain)
