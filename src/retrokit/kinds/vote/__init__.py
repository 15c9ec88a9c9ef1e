"""Vote, as a format declares it; each member fills in a ballot in private."""

from __future__ import annotations

from typing import ClassVar, Literal

import attrs
from attrs import field, frozen

from ... import given, texts
from ...activity import Activity, Stage, between, each_is_text, prose, stage_of
from ...errors import FormatError


@frozen(kw_only=True)
class Vote(Activity):
    """Each member fills in a ballot in private.

    `on` says what is voted for. `columns` narrows topics and notes to those columns; empty
    means all. `method` names how it is counted, and so how a ballot is filled in: `dots`,
    `plurality`, `approval`, `score`, `star`, `borda`, `irv`, `schulze`, `ranked_pairs`,
    `consent`, or one that a plugin provides. `budget` is dots per member; left out, it follows
    from the number of candidates. `cap` is the most dots one member may give one candidate; left
    out, the whole budget. Methods without dots have no use for the two.
    """

    kind: ClassVar[str] = "vote"
    rules: ClassVar[str] = "retrokit.kinds.vote.rules:VOTE"
    title: str = "Vote"
    stage: Stage = field(default=Stage.GENERATE_INSIGHTS, converter=stage_of)
    prompt: str = "What is most worth our time?"
    minutes: int = field(default=3, converter=given.plain)
    on: Literal["topics", "notes", "actions"] = field(default="topics")
    method: str = field(default="dots", validator=prose(texts.NAME, lines=False))
    budget: int | None = field(
        default=None, converter=attrs.converters.optional(given.plain), validator=between(1, 100)
    )
    cap: int | None = field(
        default=None, converter=attrs.converters.optional(given.plain), validator=between(1, 100)
    )
    columns: tuple[str, ...] = field(default=(), converter=given.texts, validator=each_is_text)

    @on.validator
    def _known(self, attribute: object, value: str) -> None:
        if value not in ("topics", "notes", "actions"):
            raise FormatError(
                f"vote: on is 'topics', 'notes' or 'actions', not {given.shown(value)}", field="on"
            )

    @property
    def narrowed_to(self) -> tuple[str, ...]:
        """Return the columns that it is narrowed to; none if it is about all."""
        return self.columns
