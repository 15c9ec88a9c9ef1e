"""Forms that fill themselves in: something valid in each field, another thing each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import evolve

from ..blocks import Field, FieldKind, Form
from ..figures import shared_out

WORDS = "Some words."
DAY = "2031-03-01"


def filled_in(
    form: Form,
    *,
    number: int = 0,
    said: str = WORDS,
    members: Sequence[str] = (),
    optional: bool = True,
) -> dict[str, Any]:
    """Return a value for each field of a form by its name, of the `optional` ones if they are to be
    filled in.

    Another `number` chooses otherwise, `said` is written where words are asked for, and `members`
    are the people of a field that lists none.
    """
    return {
        each.name: entered(each, number, said, members)
        for each in form.fields
        if optional or not each.optional
    }


def entered(field: Field, number: int = 0, said: str = WORDS, members: Sequence[str] = ()) -> Any:
    """Return what somebody enters in a field; see `filled_in`."""
    if field.many:
        # Each option has a value of its own: where that is chosen, there is nothing else to choose.
        if field.total is not None:
            among = len(field.options)
            shares = shared_out(field.total, among, number % max(1, among))
            return {each.value: one for each, one in zip(field.options, shares, strict=True)}
        single = evolve(field, many=False, unsure=False)
        alone = ((each, evolve(single, options=(each,))) for each in field.options)
        return {each.value: entered(one, number, said) for each, one in alone}
    values = [each.value for each in field.options] or [*members]
    at = number % len(values) if values else 0
    turned, low = [*values[at:], *values[:at]], field.low or 0
    high = low if field.high is None else field.high
    made: Mapping[FieldKind, Callable[[], Any]] = {
        "text": lambda: said,
        "number": lambda: low + number % (high - low + 1),
        "date": lambda: DAY,
        "choice": lambda: turned[0],
        "several": lambda: turned[:2],
        "person": lambda: turned[0],
        "rank": lambda: turned,
        "dots": lambda: {turned[0]: 1},
        "place": lambda: [low, high],
        "toggle": lambda: number % 2 == 0,
    }
    return made[field.kind]()
