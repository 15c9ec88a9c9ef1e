"""A kind of activity that retrokit does not bring: everybody says in private how they are."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from retrokit import Activity, Stage


@frozen(kw_only=True)
class Moods(Activity):
    """Moods, one each; somebody is asked to say more."""

    kind: ClassVar[str] = "test.moods"
    rules: ClassVar[str] = "moods.rules:MOODS"
    title: str = "Moods"
    stage: Stage = Stage.SET_THE_STAGE
    words: tuple[str, ...] = field(default=("sunny", "grey"), converter=tuple)
