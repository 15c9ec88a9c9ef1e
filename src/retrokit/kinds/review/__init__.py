"""Review, as a format declares it."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from ...activity import Activity, Stage, stage_of


@frozen(kw_only=True)
class Review(Activity):
    """The team's open action items from earlier retros: done, carried or dropped."""

    kind: ClassVar[str] = "review"
    rules: ClassVar[str] = "retrokit.kinds.review.rules:REVIEW"
    title: str = "Review"
    stage: Stage = field(default=Stage.SET_THE_STAGE, converter=stage_of)
    prompt: str = "What became of what we decided last time?"
