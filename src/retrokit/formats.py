"""A Format and its activities: plain declarations, checked when they are made.

A format is data. It says what to ask, in which order, for how long; the engine, the screens,
the reports and the storage need nothing else from its author. Each kind of activity is declared
beside its rules, in `kinds`; here is the list of those that come with retrokit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import ClassVar, TypeVar

from attrs import evolve, field, frozen

from . import given, texts
from .activity import (
    Activity,
    Attribution,
    Stage,
    all_are,
    attribution_of,
    between,
    each_is_text,
    each_is_told,
    is_flag,
    is_word,
    prose,
)
from .charter import Charter, goals_told, told
from .errors import FormatError
from .hues import HUES, Hue, shared_out
from .kinds.ask import Ask
from .kinds.collect import Collect, Column
from .kinds.decide import Decide
from .kinds.discuss import ORDER_RULES, Discuss, OrderRule
from .kinds.group import Group
from .kinds.matrix import Axis, Matrix
from .kinds.review import Review
from .kinds.vote import Vote
from .kinds.welcome import PRIME_DIRECTIVE, WORKING_AGREEMENT, Welcome

T = TypeVar("T")

__all__ = [
    "ACTIVITIES",
    "ORDER_RULES",
    "PRIME_DIRECTIVE",
    "WORKING_AGREEMENT",
    "Activity",
    "Ask",
    "Attribution",
    "Axis",
    "Collect",
    "Column",
    "Decide",
    "Discuss",
    "Format",
    "Group",
    "Matrix",
    "OrderRule",
    "Review",
    "Stage",
    "Vote",
    "Welcome",
    "column_hues",
    "column_names",
    "is_activity",
    "told_to",
]  # fmt: skip

ACTIVITIES: tuple[type[Activity], ...] = (
    Welcome, Review, Ask, Collect, Group, Vote, Matrix, Discuss, Decide,
)  # fmt: skip


def is_activity(value: object) -> bool:
    """Return whether something is of a kind of activity: a class with a name of its own for it."""
    return isinstance(value, Activity) and "kind" in vars(type(value))


def column_names(activity: Activity) -> list[str]:
    """Return the names of the columns that an activity brings."""
    return [each.name for each in activity.named.get("columns", ())]


def column_hues(agenda: Iterable[Activity]) -> dict[str, Hue]:
    """Return the hue of each column of an agenda: its own, or the next that is free."""
    columns = (column for each in agenda for column in each.named.get("columns", ()))
    own = {each.name: getattr(each, "color", None) for each in columns}
    return shared_out({name: hue if hue in HUES else None for name, hue in own.items()})


_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _goals(values: Iterable[str]) -> tuple[str, ...]:
    return ("{goals}",) if values == "charter" else given.texts(values)


def told_to(activity: Activity, charter: Charter, turn: int = 0, *, begin: int = 0) -> Activity:
    """Return an activity whose prompts say what a charter says; see `charter`.

    It asks the question of its pool, and speaks of the value, whose `turn` it is; after the last
    comes the first again. `begin` is where it begins in the pool.
    """
    if pool := activity.pool:
        asked = pool[(begin + turn) % len(pool)]
        asked = "\n\n".join(filter(None, [asked, activity.prompt]))
        activity = evolve(activity, prompt=asked, pool=())
    activity = _told(activity, charter, turn, "prompt")
    if isinstance(activity, Collect):
        columns = tuple(_told(each, charter, turn, "prompt") for each in activity.columns)
        if columns != activity.columns:
            return evolve(activity, columns=columns)
    if isinstance(activity, Ask):
        questions = tuple(_told(each, charter, turn, "text") for each in activity.questions)
        if questions != activity.questions:
            return evolve(activity, questions=questions)
    return activity


def _told(thing: T, charter: Charter, turn: int, name: str) -> T:
    """Return something with what a charter says in one of its texts; mostly it stays as it is."""
    text = getattr(thing, name)
    said = told(text, charter, turn)
    return thing if said == text else evolve(thing, **{name: said})  # type: ignore[misc]


def _activities(values: Iterable[Activity]) -> tuple[Activity, ...]:
    return given.listed(values)


@frozen(kw_only=True)
class Format:
    """A way to run a retro, as a plugin publishes it.

    `name` is what people type (lower case, digits, dashes). `purpose` says in a sentence what
    it is for, `when` when to choose it. `goals` are what every decision is held against; an
    action item may name the one it serves. Those of the team are `goals="charter"`, or `"{goals}"`
    among others. `comment_floor` is how many people must have
    answered before free answers that are not named are shown; in a team that is no larger than
    that all but one, and never fewer than three. A `ritual` is short and held often, as every
    morning: it starts without questions, and is kept out of the lists and trends of retros.
    """

    READ_BY: ClassVar[str] = "load_format"
    """The function that reads one from a file, for who gives a path instead."""

    name: str = field()
    title: str = field(validator=prose(texts.NAME, lines=False))
    purpose: str = field(validator=prose())
    agenda: tuple[Activity, ...] = field(converter=_activities)
    when: str = field(default="", validator=prose(optional=True))
    goals: tuple[str, ...] = field(
        default=(), converter=_goals, validator=[each_is_text, each_is_told]
    )
    attribution: Attribution = field(
        default=Attribution.NAMED, converter=attribution_of, validator=is_word
    )
    comment_floor: int = field(default=5, converter=given.plain, validator=between(3, 100))
    ritual: bool = field(default=False, validator=is_flag)

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
        all_are(is_activity, value, f"format {self.name!r}", "agenda", "an activity")
        seen = set()
        for place, each in enumerate(value):
            for what, things in each.named.items():
                for at, one in enumerate(things):
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

    def told_to(self, charter: Charter, turn: int = 0, *, begin: int = 0) -> Format:
        """Return this format as a team with this charter is told it: goals, prompts, questions.

        `turn` says which value is next, and which question where there is a pool of them; in a pool
        it is counted from `begin`.

        >>> from retrokit import Charter, Decide, Format
        >>> decide = Decide(prompt="What does {principle|our common sense} say?")
        >>> here = Format(name="h", title="H", purpose="P.", goals="charter", agenda=[decide])
        >>> here.told_to(Charter(goals=["Home safe"], principle="Safety first.")).goals
        ('Home safe',)
        >>> here.told_to(Charter()).agenda[0].prompt
        'What does our common sense say?'
        """
        agenda = tuple(told_to(each, charter, turn, begin=begin) for each in self.agenda)
        goals = goals_told(self.goals, charter, turn)
        if (agenda, goals) == (self.agenda, self.goals):
            return self
        return evolve(self, agenda=agenda, goals=goals)

    def with_notice(self, notice: str) -> Format:
        """Return this format with a notice, which everyone reads before they answer anything.

        It is said at the first activity, and at each that asks questions.

        >>> from retrokit import Collect, Column, Decide, Format
        >>> notes = Collect(prompt="What was good?", columns=[Column("Good")])
        >>> here = Format(name="here", title="H", purpose="P.", agenda=[notes, Decide()])
        >>> here.with_notice("This is filmed.").agenda[0].prompt
        'What was good?\\n\\nThis is filmed.'
        """
        agenda = [
            evolve(each, prompt="\n\n".join(filter(None, [each.prompt, notice])))
            if place == 0 or isinstance(each, Ask)
            else each
            for place, each in enumerate(self.agenda)
        ]
        return evolve(self, agenda=agenda)

    def extended(self, other: Format) -> Format:
        """Return this format with what another one adds to it.

        Added is each activity that asks or collects something, or of whose kind there is none
        here: after the last one here whose stage is not later than its own. What is added keeps
        the attribution of its format, where that is stricter. Raises `FormatError` where both
        have a question or a column of the same name.

        >>> from retrokit.formats import Ask, Collect, Column, Decide, Format
        >>> from retrokit.questions import FreeText
        >>> notes = Collect(columns=[Column("Notes")])
        >>> here = Format(name="here", title="H", purpose="P.", agenda=[notes, Decide()])
        >>> thanks = Ask(title="Thanks", stage="close", questions=[FreeText("thanks", "For what?")])
        >>> more = Format(name="thanks", title="T", purpose="P.", agenda=[thanks, Decide()])
        >>> [each.title for each in here.extended(more).agenda]
        ['Collect', 'Decide', 'Thanks']
        """
        stages, agenda = list(Stage), list(self.agenda)
        for each in other.agenda:
            if not each.named and any(type(each) is type(own) for own in self.agenda):
                continue
            held = max(other.attribution, each.attribution or other.attribution, key=_strictness)
            stricter = held.strictness > self.attribution.strictness
            places = [
                place
                for place, own in enumerate(agenda, 1)
                if stages.index(own.stage) <= stages.index(each.stage)
            ]
            added = evolve(each, attribution=held) if stricter else each
            agenda.insert(max(places, default=0), added)
        return evolve(self, agenda=agenda)


def _strictness(attribution: Attribution) -> int:
    return attribution.strictness
