"""A Format and its activities: plain declarations, checked when they are made.

A format is data. It says what to ask, in which order, for how long; the engine, the screens,
the reports and the storage need nothing else from its author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, Literal, TypeAlias

import attrs
from attrs import Attribute, field, frozen

from . import figures, given, texts
from .errors import FormatError, Invalid
from .given import Word
from .questions import QUESTIONS, Question


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


PRIME_DIRECTIVE = (
    "Regardless of what we discover, we understand and truly believe that everyone did the best "
    "job they could, given what they knew at the time, their skills and abilities, the resources "
    "available, and the situation at hand. (Norman Kerth, Project Retrospectives, 2001)"
)

WORKING_AGREEMENT = (
    "We talk about the work and how we work, not about who is to blame.",
    "One person speaks at a time; everyone gets to.",
    "What is said here stays here; what is decided here is written down.",
)


def _prose(limit: int = texts.PROSE, *, lines: bool = True, optional: bool = False) -> Any:
    def validate(instance: object, attribute: Attribute[str], value: str) -> None:
        if not (optional and value == ""):
            _check_text(instance, attribute.name, value, limit, lines=lines)

    return validate


def _check_text(instance: object, place: str, value: str, limit: int, *, lines: bool) -> None:
    try:
        texts.check(value, place, limit, lines=lines)
    except Invalid as error:
        raise FormatError(f"{_label(instance)}: {error}", field=place) from None


def _each(instance: object, attribute: Attribute[tuple[str, ...]], value: tuple[str, ...]) -> None:
    given.check_list(value, _label(instance), attribute.name)
    for at, text in enumerate(value):
        _check_text(instance, f"{attribute.name}[{at}]", text, texts.NOTE, lines=False)


def _label(instance: object) -> str:
    kind = type(instance).__name__.lower()
    return (
        f"{kind} {name!r}"
        if (name := getattr(instance, "name", "")) and isinstance(name, str)
        else kind
    )


def _all_are(
    kinds: tuple[type, ...], values: tuple[object, ...], label: str, name: str, what: str
) -> None:
    """Refuse what is not exactly of these kinds: the sets are closed, for storage knows them."""
    given.check_list(values, label, name)
    if not values:
        one = what.rsplit(maxsplit=1)[-1]
        raise FormatError(f"{label}: {name} is empty; give at least one {one}", field=name)
    for at, each in enumerate(values):
        if type(each) not in kinds:
            raise FormatError(
                f"{label}: {name} holds {given.shown(each)}, not {what}", field=f"{name}[{at}]"
            )


def _stage(value: Stage | str) -> Stage:
    return given.word(Stage, value)


def _attribution(value: Attribution | str) -> Attribution:
    return given.word(Attribution, value)


def _is_word(instance: object, attribute: Attribute[Any], value: object) -> None:
    kind = Stage if attribute.name == "stage" else Attribution
    if not isinstance(value, kind):
        words = ", ".join(repr(each.value) for each in kind)
        raise FormatError(
            f"{_label(instance)}: {attribute.name} is one of {words}, not {given.shown(value)}",
            field=attribute.name,
        )


def _is_flag(instance: object, attribute: Attribute[bool], value: object) -> None:
    given.check_flag(value, _label(instance), attribute.name)


def _between(low: int, high: int) -> Any:
    def validate(instance: object, attribute: Attribute[int], value: int | None) -> None:
        if value is not None and (
            (whole := figures.whole(value)) is None or not low <= whole <= high
        ):
            raise FormatError(
                f"{_label(instance)}: {attribute.name} is a whole number "
                f"from {low} to {high:,}, not {given.shown(value)}",
                field=attribute.name,
            )

    return validate


def _questions(values: Iterable[Question]) -> tuple[Question, ...]:
    return given.listed(values)


def _columns(values: Iterable[Column]) -> tuple[Column, ...]:
    return given.listed(values)


def _activities(values: Iterable[Activity]) -> tuple[Activity, ...]:
    return given.listed(values)


def _rules(values: Iterable[OrderRule]) -> tuple[OrderRule, ...]:
    return given.listed(values)


@frozen
class Column:
    """A heading under `Collect`, with a prompt that says what belongs there."""

    name: str = field(validator=_prose(texts.NAME, lines=False))
    prompt: str = field(default="", validator=_prose(optional=True))


@frozen(kw_only=True)
class Activity:
    """What all activities have; use one of the eight below.

    `prompt` is what the facilitator says. `minutes` is the suggested length: it starts a time
    box and never moves anybody on. `attribution` can only be stricter than the retro's own.
    """

    kind: ClassVar[str]
    rules: ClassVar[str] = "retrokit.engine.kind:PLAIN"
    """Where its rules stand, as `module:name`: they are loaded when a retro runs."""

    title: str
    prompt: str = ""
    minutes: int = field(default=5, converter=given.plain)
    stage: Stage = field(converter=_stage)
    attribution: Attribution | None = field(
        default=None, converter=attrs.converters.optional(_attribution)
    )

    def __attrs_post_init__(self) -> None:
        # Here and not as validators, since an activity that sets its own default for a field
        # would lose the validator with it.
        fields = attrs.fields_dict(type(self))
        _prose(texts.NAME, lines=False)(self, fields["title"], self.title)
        _prose(optional=True)(self, fields["prompt"], self.prompt)
        _between(0, 480)(self, fields["minutes"], self.minutes)
        _is_word(self, fields["stage"], self.stage)
        if self.attribution is not None:
            _is_word(self, fields["attribution"], self.attribution)

    @property
    def narrowed_to(self) -> tuple[str, ...]:
        """Return the columns that it is narrowed to; none if it is about all."""
        columns = getattr(self, "columns", ())
        return columns if not isinstance(self, Collect) else ()


@frozen(kw_only=True)
class Welcome(Activity):
    """Words to read aloud: the purpose and goals of the format, and what is given here."""

    kind: ClassVar[str] = "welcome"
    title: str = "Welcome"
    stage: Stage = field(default=Stage.SET_THE_STAGE, converter=_stage)
    agreement: tuple[str, ...] = field(
        default=WORKING_AGREEMENT, converter=given.texts, validator=_each
    )
    directive: str = field(default=PRIME_DIRECTIVE, validator=_prose(optional=True))


@frozen(kw_only=True)
class Review(Activity):
    """The team's open action items from earlier retros: done, carried or dropped."""

    kind: ClassVar[str] = "review"
    title: str = "Review"
    stage: Stage = field(default=Stage.SET_THE_STAGE, converter=_stage)
    prompt: str = "What became of what we decided last time?"


@frozen(kw_only=True)
class Ask(Activity):
    """Questions that each member answers in private."""

    kind: ClassVar[str] = "ask"
    rules: ClassVar[str] = "retrokit.kinds.ask.rules:ASK"
    title: str = "Ask"
    stage: Stage = field(default=Stage.GATHER_DATA, converter=_stage)
    questions: tuple[Question, ...] = field(converter=_questions)

    @questions.validator
    def _some(self, attribute: object, value: tuple[Question, ...]) -> None:
        _all_are(QUESTIONS, value, "ask", "questions", "a question")


@frozen(kw_only=True)
class Collect(Activity):
    """Notes into columns.

    `sealed` notes are seen by nobody but their author until the activity closes. Where the
    attribution is confidential or anonymous, notes are sealed whatever is said here: a note
    that appears the moment it is written tells who wrote it.
    """

    kind: ClassVar[str] = "collect"
    rules: ClassVar[str] = "retrokit.kinds.collect:COLLECT"
    title: str = "Collect"
    stage: Stage = field(default=Stage.GATHER_DATA, converter=_stage)
    minutes: int = field(default=10, converter=given.plain)
    columns: tuple[Column, ...] = field(converter=_columns)
    sealed: bool = field(default=True, validator=_is_flag)

    @columns.validator
    def _some(self, attribute: object, value: tuple[Column, ...]) -> None:
        _all_are((Column,), value, "collect", "columns", "a Column")


@frozen(kw_only=True)
class Group(Activity):
    """Notes that belong together become a named topic.

    `columns` narrows it to the notes of those columns; empty means all.
    """

    kind: ClassVar[str] = "group"
    rules: ClassVar[str] = "retrokit.kinds.group:GROUP"
    title: str = "Group"
    stage: Stage = field(default=Stage.GENERATE_INSIGHTS, converter=_stage)
    prompt: str = "Which notes are about the same thing? Give the pile a name."
    columns: tuple[str, ...] = field(default=(), converter=given.texts, validator=_each)


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
    stage: Stage = field(default=Stage.GENERATE_INSIGHTS, converter=_stage)
    prompt: str = "What is most worth our time?"
    minutes: int = field(default=3, converter=given.plain)
    on: Literal["topics", "notes", "actions"] = field(default="topics")
    method: str = field(default="dots", validator=_prose(texts.NAME, lines=False))
    budget: int | None = field(
        default=None, converter=attrs.converters.optional(given.plain), validator=_between(1, 100)
    )
    cap: int | None = field(
        default=None, converter=attrs.converters.optional(given.plain), validator=_between(1, 100)
    )
    columns: tuple[str, ...] = field(default=(), converter=given.texts, validator=_each)

    @on.validator
    def _known(self, attribute: object, value: str) -> None:
        if value not in ("topics", "notes", "actions"):
            raise FormatError(
                f"vote: on is 'topics', 'notes' or 'actions', not {given.shown(value)}", field="on"
            )


OrderRule: TypeAlias = Literal["votes", "columns", "size", "number"]
ORDER_RULES: tuple[OrderRule, ...] = ("votes", "columns", "size", "number")


@frozen(kw_only=True)
class Discuss(Activity):
    """Topics one after the other, each with a time box.

    `order` is a chain of rules, each settling what the ones before left equal: `votes` (most
    first), `columns` (one of each column in turn), `size` (largest group first), `number`.
    `top` is how many topics to take; left out, all. Topics that tie for the last place by votes or
    size are all in. `columns` narrows it to topics with a note in one of those; empty means all.
    """

    kind: ClassVar[str] = "discuss"
    rules: ClassVar[str] = "retrokit.kinds.discuss:DISCUSS"
    title: str = "Discuss"
    stage: Stage = field(default=Stage.GENERATE_INSIGHTS, converter=_stage)
    minutes: int = field(default=20, converter=given.plain)
    order: tuple[OrderRule, ...] = field(default=("votes", "columns"), converter=_rules)
    topic_minutes: int = field(default=5, converter=given.plain, validator=_between(0, 240))
    top: int | None = field(
        default=None, converter=attrs.converters.optional(given.plain), validator=_between(1, 1_000)
    )
    columns: tuple[str, ...] = field(default=(), converter=given.texts, validator=_each)

    @order.validator
    def _known(self, attribute: object, value: tuple[OrderRule, ...]) -> None:
        given.check_list(value, "discuss", "order")
        for at, rule in enumerate(value):
            if rule not in ORDER_RULES:
                raise FormatError(
                    f"discuss: order knows {', '.join(ORDER_RULES)}; not {given.shown(rule)}",
                    field=f"order[{at}]",
                )


@frozen(kw_only=True)
class Decide(Activity):
    """Action items: what, who, by when, and which goal it serves."""

    kind: ClassVar[str] = "decide"
    title: str = "Decide"
    stage: Stage = field(default=Stage.DECIDE_WHAT_TO_DO, converter=_stage)
    prompt: str = "What will we do, who owns it, and by when?"
    minutes: int = field(default=10, converter=given.plain)


ACTIVITIES: tuple[type[Activity], ...] = (
    Welcome, Review, Ask, Collect, Group, Vote, Discuss, Decide,
)  # fmt: skip


def is_activity(value: object) -> bool:
    """Return whether something is of a kind of activity: a class with a name of its own for it."""
    return isinstance(value, Activity) and "kind" in vars(type(value))


def column_names(activity: object) -> list[str]:
    """Return the names of the columns that an activity brings: those of a Collect."""
    return [each.name for each in activity.columns] if isinstance(activity, Collect) else []


_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@frozen(kw_only=True)
class Format:
    """A way to run a retro, as a plugin publishes it.

    `name` is what people type (lower case, digits, dashes). `purpose` says in a sentence what
    it is for, `when` when to choose it. `goals` are what every decision is held against; an
    action item may name the one it serves. `comment_floor` is how many people must have
    answered before free answers that are not named are shown; in a team that is no larger than
    that all but one, and never fewer than three.
    """

    READ_BY: ClassVar[str] = "load_format"
    """The function that reads one from a file, for who gives a path instead."""

    name: str = field()
    title: str = field(validator=_prose(texts.NAME, lines=False))
    purpose: str = field(validator=_prose())
    agenda: tuple[Activity, ...] = field(converter=_activities)
    when: str = field(default="", validator=_prose(optional=True))
    goals: tuple[str, ...] = field(default=(), converter=given.texts, validator=_each)
    attribution: Attribution = field(
        default=Attribution.NAMED, converter=_attribution, validator=_is_word
    )
    comment_floor: int = field(default=5, converter=given.plain, validator=_between(3, 100))

    @name.validator
    def _slug(self, attribute: object, value: str) -> None:
        if not isinstance(value, str) or not _SLUG.fullmatch(value) or len(value) > texts.NAME:
            raise FormatError(
                "a format's name is lower-case letters, digits and dashes, "
                f"not {given.shown(value)}",
                field="name",
            )

    @agenda.validator
    def _whole(self, attribute: object, value: tuple[Activity, ...]) -> None:
        given = value if isinstance(value, tuple) else ()
        kinds = tuple({type(each) for each in given if is_activity(each)})
        _all_are(kinds, value, f"format {self.name!r}", "agenda", "an activity")
        seen = set()
        for place, each in enumerate(value):
            what = "columns" if isinstance(each, Collect) else "questions"
            named = each.questions if isinstance(each, Ask) else ()
            for at, one in enumerate(each.columns if isinstance(each, Collect) else named):
                if (what, folded := one.name.strip().casefold()) in seen:
                    raise FormatError(
                        f"format {self.name!r}: two {what} are named {one.name!r}; rename one",
                        field=f"agenda[{place}].{what}[{at}].name",
                    )
                seen.add((what, folded))
        columns = [name for each in value for name in column_names(each)]
        for place, each in enumerate(value):
            for at, wanted in enumerate(each.narrowed_to):
                if wanted not in columns:
                    raise FormatError(
                        f"format {self.name!r}: {each.kind}: no column {wanted!r}",
                        field=f"agenda[{place}].columns[{at}]",
                    )

    @property
    def minutes(self) -> int:
        """Return the suggested length of the whole, in minutes."""
        return sum(each.minutes for each in self.agenda)
