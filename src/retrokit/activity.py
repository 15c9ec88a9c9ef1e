"""What every kind of activity has, and how a declaration is checked when it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Protocol

import attrs
from attrs import Attribute, field, frozen

from . import figures, given, texts
from .charter import check_references
from .errors import FormatError, Invalid
from .given import Word


class Stage(Word):
    """The five classic stages: a label on an activity, not a lock.

    By their words: `"set the stage"`, `"gather data"`, `"generate insights"`,
    `"decide what to do"`, `"close"`.

    Source: Derby and Larsen, Agile Retrospectives, 2006.
    """

    SET_THE_STAGE = "set the stage"
    GATHER_DATA = "gather data"
    GENERATE_INSIGHTS = "generate insights"
    DECIDE_WHAT_TO_DO = "decide what to do"
    CLOSE = "close"


class Attribution(Word):
    """Who is known to have said what: `"named"`, `"confidential"` or `"anonymous"`, the strictest.

    `NAMED`: author and text are kept. `CONFIDENTIAL`: the author is kept beside the log until
    the activity closes, then only the result. `ANONYMOUS`: the author is never stored.
    """

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"

    def __init__(self, _: object) -> None:
        self.strictness = len(type(self).__members__)
        """0 for named, 1 for confidential, 2 for anonymous."""


def prose(limit: int = texts.PROSE, *, lines: bool = True, optional: bool = False) -> Any:
    """Return a validator of a text that people write."""

    def validate(instance: object, attribute: Attribute[str], value: str) -> None:
        if not (optional and value == ""):
            check_text(instance, attribute.name, value, limit, lines=lines)

    return validate


def check_text(instance: object, place: str, value: str, limit: int, *, lines: bool) -> None:
    """Raise `FormatError` for a text that can't be kept; `place` is its field."""
    try:
        texts.check(value, place, limit, lines=lines)
    except Invalid as error:
        raise FormatError(f"{label_of(instance)}: {error}", field=place) from None


def each_is_text(
    instance: object, attribute: Attribute[tuple[str, ...]], value: tuple[str, ...]
) -> None:
    """Check a list of texts of one line."""
    given.check_list(value, label_of(instance), attribute.name)
    for at, text in enumerate(value):
        check_text(instance, f"{attribute.name}[{at}]", text, texts.NOTE, lines=False)


def each_is_told(
    instance: object, attribute: Attribute[tuple[str, ...]], value: tuple[str, ...]
) -> None:
    """Check what a list of texts says of the team's charter."""
    for at, text in enumerate(value):
        check_told(instance, f"{attribute.name}[{at}]", text)


def check_told(instance: object, place: str, text: str) -> None:
    """Raise `FormatError` for a text that says something of a charter that there is not."""
    try:
        check_references(text)
    except Invalid as error:
        raise FormatError(f"{label_of(instance)}: {error}", field=place) from None


def prompt() -> Any:
    """Return a validator of a prompt: what is said, and may speak of the team's charter."""

    def validate(instance: object, attribute: Attribute[str], value: str) -> None:
        prose(optional=True)(instance, attribute, value)
        check_told(instance, attribute.name, value)

    return validate


def label_of(instance: object) -> str:
    """Return what an error calls a declaration."""
    kind = type(instance).__name__.lower()
    return (
        f"{kind} {name!r}"
        if (name := getattr(instance, "name", "")) and isinstance(name, str)
        else kind
    )


def all_are(
    fits: Callable[[object], bool], values: tuple[object, ...], label: str, name: str, what: str
) -> None:
    """Refuse a list that is empty, or holds something that does not fit."""
    given.check_list(values, label, name)
    if not values:
        one = what.rsplit(maxsplit=1)[-1]
        raise FormatError(f"{label}: {name} is empty; give at least one {one}", field=name)
    for at, each in enumerate(values):
        if not fits(each):
            raise FormatError(
                f"{label}: {name} holds {given.shown(each)}, not {what}", field=f"{name}[{at}]"
            )


def stage_of(value: Stage | str) -> Stage:
    """Return a stage by its word."""
    return given.word(Stage, value)


def attribution_of(value: Attribution | str) -> Attribution:
    """Return an attribution by its word."""
    return given.word(Attribution, value)


def is_word(instance: object, attribute: Attribute[Any], value: object) -> None:
    """Refuse what is no stage, or no attribution."""
    kind = Stage if attribute.name == "stage" else Attribution
    if not isinstance(value, kind):
        words = ", ".join(repr(each.value) for each in kind)
        raise FormatError(
            f"{label_of(instance)}: {attribute.name} is one of {words}, not {given.shown(value)}",
            field=attribute.name,
        )


def is_flag(instance: object, attribute: Attribute[bool], value: object) -> None:
    """Refuse what is neither true nor false."""
    given.check_flag(value, label_of(instance), attribute.name)


def between(low: int, high: int) -> Any:
    """Return a validator of a whole number, or of None."""

    def validate(instance: object, attribute: Attribute[int], value: int | None) -> None:
        if value is not None and (
            (whole := figures.whole(value)) is None or not low <= whole <= high
        ):
            raise FormatError(
                f"{label_of(instance)}: {attribute.name} is a whole number "
                f"from {low} to {high:,}, not {given.shown(value)}",
                field=attribute.name,
            )

    return validate


class Named(Protocol):
    """Something with a name, as a column or a question."""

    @property
    def name(self) -> str: ...


@frozen(kw_only=True)
class Activity:
    """What all activities have; use one of the kinds in `formats`.

    `prompt` is what the facilitator says; `{principle}` in it is the team's (see `Charter`). A
    `pool` holds questions to choose from: each retro of a team asks the next one, above the prompt.
    `minutes` is the suggested length: it starts a time box and never moves anybody on.
    `attribution` can only be stricter than the retro's own.
    """

    kind: ClassVar[str]
    rules: ClassVar[str] = "retrokit.engine.kind:PLAIN"
    """Where its rules stand, as `module:name`: they are loaded when a retro runs."""
    page: ClassVar[str] = ""
    """Where its files for the page of a room stand, as `package:folder`; empty if it has none."""

    title: str
    prompt: str = ""
    pool: tuple[str, ...] = field(default=(), converter=given.texts)
    minutes: int = field(default=5, converter=given.plain)
    stage: Stage = field(converter=stage_of)
    attribution: Attribution | None = field(
        default=None, converter=attrs.converters.optional(attribution_of)
    )

    def __attrs_post_init__(self) -> None:
        # Here and not as validators, since an activity that sets its own default for a field
        # would lose the validator with it.
        fields = attrs.fields_dict(type(self))
        prose(texts.NAME, lines=False)(self, fields["title"], self.title)
        prompt()(self, fields["prompt"], self.prompt)
        each_is_text(self, fields["pool"], self.pool)
        each_is_told(self, fields["pool"], self.pool)
        between(0, 480)(self, fields["minutes"], self.minutes)
        is_word(self, fields["stage"], self.stage)
        if self.attribution is not None:
            is_word(self, fields["attribution"], self.attribution)

    @property
    def narrowed_to(self) -> tuple[str, ...]:
        """Return the columns that it is narrowed to; none if it is about all."""
        return ()

    @property
    def named(self) -> Mapping[str, Sequence[Named]]:
        """Return what has names that no other activity of a format may use, by its field."""
        return {}

    @property
    def contents(self) -> Sequence[str]:
        """Return what it consists of, a line for each part, as its columns or questions are."""
        return ()
