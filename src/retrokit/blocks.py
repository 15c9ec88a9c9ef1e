"""Blocks: what there is to see, and to do, said so that each front can draw it in its own way.

A kind of activity, or a question, makes them; reports, terminal and page draw them, and know
nothing of where they are from. A block holds plain values. Those that are for everyone are made of
the public log alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, TypeAlias

from attrs import NOTHING, field, fields, frozen, has

from .errors import Invalid
from .said import Said

Number: TypeAlias = int | float
Cell: TypeAlias = str | int | float
Tone: TypeAlias = Literal["plain", "soft", "warning"]
Style: TypeAlias = Literal["plain", "soft", "cards"]


@frozen(kw_only=True)
class Block:
    """Something to see or to do.

    `role` is a word for what it is, as in `standing`: programs find it by that, and a spreadsheet
    has a row for each thing with a role. What has none is there for the eye.
    """

    role: str = ""


@frozen
class Amount:
    """A number and what it counts, in the singular: 3, `dot`."""

    number: Number
    unit: str


@frozen(kw_only=True)
class Text(Block):
    """Sentences, each on a line of its own where there is room.

    `count` of `of` is how many of how many people they are about. `figures` are the numbers in
    them by name, for programs. `status` is a word such as `withheld`.
    """

    lines: tuple[str, ...]
    tone: Tone = "plain"
    count: int | None = None
    of: int | None = None
    status: str = ""
    figures: Mapping[str, Number] = field(factory=dict)


@frozen(kw_only=True)
class Bar:
    """A number with what it is of. `first` marks what came first, `number` is that of a topic, a
    note or an action item, `over` that of another one it was held against and `against` its title,
    `words` are an aside.
    """

    label: str
    amount: Number
    first: bool = False
    number: int | None = None
    over: int | None = None
    against: str = ""
    words: str = ""


@frozen(kw_only=True)
class Bars(Block):
    """Numbers of the same sort, to be compared by eye; as a `list` where longer bars would not come
    before shorter ones, as `figures` to be read one by one.

    `head` is what stands above labels and numbers. `of` is how many people they are shares of, so
    that a bar is full where all of them are meant; `unit` is what they count, in the singular.

    >>> hands = Bars(bars=(Bar(label="Yes", amount=3), Bar(label="No", amount=1)), of=6)
    >>> [each.amount / hands.full for each in hands.bars][0]
    0.5
    """

    title: str = ""
    head: tuple[str, str] = ("", "")
    bars: tuple[Bar, ...]
    of: int | None = None
    unit: str = ""
    drawn: Literal["bars", "list", "figures"] = "bars"

    @property
    def full(self) -> Number:
        """Return the number of which a bar is full: that of the people, or the largest there is."""
        return max([1, self.of or 0, *(each.amount for each in self.bars)])


@frozen
class Comment:
    """What somebody wrote below something that somebody wrote."""

    text: str
    author: str


@frozen(kw_only=True)
class Line:
    """Something that somebody wrote, or a sentence about somebody. `role` is its own, if not that
    of the `Lines`; `tag` is a word that stands before it. `reactions` are how many reacted with
    each emoji, which is the unit.
    """

    text: str
    role: str = ""
    number: int | None = None
    author: str | None = None
    column: str = ""
    amount: Amount | None = None
    tag: str = ""
    reactions: tuple[Amount, ...] = ()
    comments: tuple[Comment, ...] = ()


@frozen(kw_only=True)
class Lines(Block):
    """A list of lines. `cards` are what people wrote; `soft` ones stand back."""

    title: str = ""
    lines: tuple[Line, ...]
    style: Style = "plain"


@frozen(kw_only=True)
class Table(Block):
    """Rows of cells below a head; the first cell says what its row is about."""

    title: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...]


@frozen(kw_only=True)
class Part(Block):
    """Blocks below a heading that says what they are about.

    `name` is what programs know it by, as a question has one; `number` and `amount` are those of a
    topic.
    """

    title: str
    name: str = ""
    blocks: tuple[Block, ...] = ()
    number: int | None = None
    amount: Amount | None = None


@frozen(kw_only=True)
class Columns(Block):
    """The columns of a board, side by side where there is room."""

    parts: tuple[Part, ...]


@frozen(kw_only=True)
class ForEach(Block):
    """Blocks for single members, by name: each sees their own, on a device of their own.

    On a screen that all share there are none: say to everyone in other blocks what they need.
    """

    members: Mapping[str, tuple[Block, ...]]


FieldKind: TypeAlias = Literal[
    "text", "number", "date", "choice", "several", "person", "rank", "dots", "place", "toggle"
]


@frozen(kw_only=True)
class Option:
    """Something to choose: the value that is sent for it, and what people read."""

    value: str | int
    label: str


@frozen(kw_only=True)
class Field:
    """One thing to fill in: an argument of an action, by its name.

    - `text`: what somebody writes; `number`: a whole number from `low` to `high`; `date`: a day,
      as in `2026-12-01`;
    - `choice`: one of the options, `several`: any number of them, `person`: a member among them;
    - `rank`: options, best first; `dots`: dots for options, `high` in all;
    - `place`: two numbers, across and up; `toggle`: yes or no.

    With `many` a value is given for each of the options, by its value; where that is `optional`,
    for as many of them as one likes. `ends` are the words for
    the lowest and the highest number. `entered` is what the field holds already, None for nothing.

    Two words are for a number with `many`. Where one may be `unsure`, None is given for an option
    of which one cannot say. All numbers together come to the `total`, if there is one. Raises
    `Invalid` where another field has them, or the total is below 1.

    >>> mates = tuple(Option(value=who, label=who) for who in ("Ben", "Cy"))
    >>> shares = Field(
    ...     name="value", label="Who carried what?", kind="number", options=mates,
    ...     low=0, high=100, many=True, unsure=True, total=100,
    ... )
    """

    name: str
    label: str
    kind: FieldKind
    options: tuple[Option, ...] = ()
    low: int | None = None
    high: int | None = None
    ends: tuple[str, str] | None = None
    many: bool = False
    optional: bool = False
    unsure: bool = False
    total: int | None = None
    hint: str = ""
    entered: Any = None

    def __attrs_post_init__(self) -> None:
        if (self.unsure or self.total is not None) and not (self.many and self.kind == "number"):
            raise Invalid(
                f"the field {self.name!r} has unsure or total, which are for a number for each of "
                "the options; give it kind='number' and many=True"
            )
        if self.total is not None and self.total < 1:
            raise Invalid(f"the total of the field {self.name!r} is {self.total}; give 1 or more")


@frozen(kw_only=True)
class Form(Block):
    """Something to do: an action by its name, what to fill in for it, and what the button says.

    `given` are its other arguments. `slot` is what a member gives once and can change, as to a
    question; empty where they may give any number. `leads` marks what the facilitator does.
    """

    action: str
    fields: tuple[Field, ...]
    submit: str
    given: Mapping[str, str | int] = field(factory=dict)
    slot: str = ""
    leads: bool = False


BLOCKS: tuple[type[Block], ...] = (
    Text, Bars, Lines, Table, Part, Columns, ForEach, Form,
)  # fmt: skip
"""All sorts of blocks."""


def as_data(value: Any) -> Any:
    """Return a block, or what stands in one, as plain data: which block it is, and what it says.

    What is empty and need not be said is left out.
    """
    if isinstance(value, (list, tuple)):
        return [as_data(each) for each in value]
    if isinstance(value, Mapping):
        return {key: as_data(each) for key, each in value.items()}
    if isinstance(value, Said):
        return str(value)
    if not has(type(value)):
        return value.isoformat() if isinstance(value, date) else value
    tag = {"block": type(value).__name__.lower()} if isinstance(value, Block) else {}
    said = {each.name: getattr(value, each.name) for each in fields(type(value))}
    needed = {each.name for each in fields(type(value)) if each.default is NOTHING}
    told = {name: each for name, each in said.items() if name in needed or _says(each)}
    for each in said.values():
        if isinstance(each, Said):  # a sentence with what programs know it by
            more = {"code": each.code, "values": each.values, "who": each.who}
            told |= {name: one for name, one in more.items() if one}
    return tag | {name: as_data(each) for name, each in told.items()}


def _says(value: object) -> bool:
    return value is not None and value is not False and value not in ("", (), {})
