"""Discuss, as a format declares it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal, TypeAlias

import attrs
from attrs import field, frozen

from ... import given
from ...activity import Activity, Stage, between, each_is_text, stage_of
from ...errors import FormatError

OrderRule: TypeAlias = Literal["votes", "columns", "size", "number"]
ORDER_RULES: tuple[OrderRule, ...] = ("votes", "columns", "size", "number")


def _rules(values: Iterable[OrderRule]) -> tuple[OrderRule, ...]:
    return given.listed(values)


@frozen(kw_only=True)
class Discuss(Activity):
    """Topics one after the other, each with a time box.

    `order` is a chain of rules, each settling what the ones before left equal: `votes` (most
    first), `columns` (one of each column in turn), `size` (largest group first), `number`.
    `top` is how many topics to take; left out, all. Topics that tie for the last place by votes or
    size are all in. `columns` narrows it to topics with a note in one of those; empty means all.

    With `more_minutes`, everyone is asked for a thumb when a topic's time is up: so many minutes
    more, or the next topic?
    """

    kind: ClassVar[str] = "discuss"
    rules: ClassVar[str] = "retrokit.kinds.discuss.rules:DISCUSS"
    title: str = "Discuss"
    stage: Stage = field(default=Stage.GENERATE_INSIGHTS, converter=stage_of)
    minutes: int = field(default=20, converter=given.plain)
    order: tuple[OrderRule, ...] = field(default=("votes", "columns"), converter=_rules)
    topic_minutes: int = field(default=5, converter=given.plain, validator=between(0, 240))
    more_minutes: int = field(default=0, converter=given.plain, validator=between(0, 60))
    top: int | None = field(
        default=None, converter=attrs.converters.optional(given.plain), validator=between(1, 1_000)
    )
    columns: tuple[str, ...] = field(default=(), converter=given.texts, validator=each_is_text)

    @order.validator
    def _known(self, attribute: object, value: tuple[OrderRule, ...]) -> None:
        given.check_list(value, "discuss", "order")
        for at, rule in enumerate(value):
            if rule not in ORDER_RULES:
                raise FormatError(
                    f"discuss: order knows {', '.join(ORDER_RULES)}; not {given.shown(rule)}",
                    field=f"order[{at}]",
                )

    @property
    def narrowed_to(self) -> tuple[str, ...]:
        """Return the columns that it is narrowed to; none if it is about all."""
        return self.columns
