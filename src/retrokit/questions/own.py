"""Questions that a member answers for themself: a scale, a choice, their own words."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from attrs import field, frozen

from .. import figures, given, texts
from ..errors import FormatError, Invalid, NotFound
from ..said import Wording, wording
from .answers import (
    HIGH,
    LOW,
    AnswerValue,
    Summary,
    check_flag,
    check_labels,
    check_list,
    check_range,
    check_words,
    ends_of,
    labelled,
    pair,
)
from .question import Question, Rule

if TYPE_CHECKING:  # formats are listed without
    from ..blocks import Block, Form
    from ..findings import Finding
    from ..measures import Measure


@wording("question.alarm")
def _alarm(*, alarm: str) -> str:
    return alarm


class _Alarming(Question):
    """A question with an alarm: what everyone is told if even one person gives the worst answer.

    It is for what must not wait for a floor, as when somebody came to harm. It names nobody, and
    everyone reads before they answer that it will be told.
    """

    __slots__ = ()
    wordings: ClassVar[tuple[Wording, ...]] = (_alarm,)
    alarm: str  # a field of each of these, after its own

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.alarm != "":
            check_words(self, "alarm")

    @property
    @abstractmethod
    def worst(self) -> AnswerValue:
        """Return the answer at the bad end."""

    @property
    def worst_told(self) -> str:
        """Return the worst answer as people read it."""
        return str(self.worst)

    def alarms(self, answers: Iterable[AnswerValue]) -> Sequence[Finding]:
        """Return the alarm if somebody gave the worst answer; how many did is not told."""
        from ..findings import Finding, Severity

        if not self.alarm or self.worst not in answers:
            return ()
        return (Finding(severity=Severity.WARNING, sentence=_alarm(alarm=self.alarm)),)

    def told_besides(self, rule: Rule) -> Sequence[str]:
        """Return that the alarm will be told."""
        if not self.alarm:
            return ()
        return (
            f'If even one person answers "{self.worst_told}", everyone is told that somebody did, '
            "without a name, however few answer.",
        )


@frozen
class Scale(_Alarming):
    """How much, in whole steps from `low` to `high` (both included).

    Example: `Scale("safety", "How safe is it to speak up here?", labels=("not at all", "fully"))`.
    `labels` are the words for the lowest and the highest step. `reverse` marks a question whose
    low end is the good one, as in "How tired are you?": counted as answered, scored the other
    way round where it is followed over time.

    `alarm` is a sentence that everyone is told if even one person gives the worst step, however
    few answer: for what must not wait for a floor, as when somebody came to harm. It names nobody,
    and everyone reads before they answer that it will be told.
    """

    kind: ClassVar[str] = "scale"

    low: int = field(default=LOW, converter=given.plain)
    high: int = field(default=HIGH, converter=given.plain)
    labels: tuple[str, str] | None = field(default=None, converter=pair)
    reverse: bool = field(default=False, validator=check_flag)
    alarm: str = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_labels(self, self.labels)
        check_range(self, self.low, self.high)

    @property
    def worst(self) -> int:
        """Return the step at the bad end: the lowest, or where reversed the highest."""
        return self.high if self.reverse else self.low

    @property
    def worst_told(self) -> str:
        """Return the worst step as people read it: `1 (not at all)`, or `1` without labels."""
        word = (self.labels or ("", ""))[self.worst == self.high]
        return f"{self.worst} ({word})" if word else str(self.worst)

    def check(self, answer: object, mates: Sequence[str] = ()) -> int:
        """Return the answer as a step of the scale, or raise `Invalid`. Text digits are read."""
        try:
            value = int(answer) if isinstance(answer, str) else figures.whole(answer)
        except ValueError:
            value = None
        if value is None or not self.low <= value <= self.high:
            raise Invalid(
                f"{str(answer)[:40]!r} is not on the scale; "
                f"give a whole number from {self.low} to {self.high}"
            )
        return value

    def scored(self, step: int) -> int:
        """Return a step so that more is better: low + high - step where reversed."""
        return self.low + self.high - step if self.reverse else step

    def summarise(self, answers: Iterable[AnswerValue]) -> Summary:
        """Return how many chose each step, lowest first, and the median."""
        from statistics import median  # slow to import, and formats are listed without it

        values = sorted(self.check(each) for each in answers)
        counted = Counter(values)
        return Summary(
            replies=len(values),
            counts=tuple((str(step), counted[step]) for step in self.steps),
            median=float(median(values)) if values else None,
        )

    def measure(self, summary: Summary, team: int) -> Measure | None:
        """Return how many gave each step, scored."""
        from ..measures import Measure

        given = dict(summary.counts)
        counts = tuple(given.get(str(self.scored(step)), 0) for step in self.steps)
        measure = Measure(counts=counts, team=team, low=self.low, reverse=self.reverse)
        return measure if measure.replies else None

    @property
    def steps(self) -> range:
        """Return the steps, lowest first."""
        return range(self.low, self.high + 1)

    def label(self, answer: str) -> str:
        """Return a step, those at the ends with their words."""
        return labelled(answer, self.low, self.high, self.labels)

    def asked(
        self, mates: Sequence[str] = (), *, part: int | None = None, dealt: Sequence[str] = ()
    ) -> tuple[Block, ...]:
        """Return from where to where the scale runs."""
        from ..blocks import Text

        low, high = ends_of(self.labels)
        return (Text(lines=(f"{self.low} ({low}) to {self.high} ({high})",)),)

    def form(self, mates: Sequence[str] = (), *, dealt: Sequence[str] = ()) -> Form:
        """Return a number to choose."""
        from ..blocks import Field

        return self._form(
            Field(
                name="value", label=self.text, kind="number",
                low=self.low, high=self.high, ends=self.labels,
            )
        )  # fmt: skip

    def sample(self, number: int, said: str, mates: Sequence[str] = ()) -> int:
        """Return a step."""
        return self.steps[number % len(self.steps)]


@frozen
class Choice(_Alarming):
    """One of some options, or with `several=True` any number of them.

    `favourable` are the options whose share is followed over time, as "yes" is of a question
    whether people would go again. Where several may be chosen there are none: people could be
    counted twice.

    `alarm` is a sentence that everyone is told if even one person chooses the last option: see
    `Scale`. Where several may be chosen there is none.
    """

    kind: ClassVar[str] = "choice"

    options: tuple[str, ...] = field(converter=given.texts, validator=check_list)
    several: bool = field(default=False, validator=check_flag)
    favourable: tuple[str, ...] = field(default=(), converter=given.texts, validator=check_list)
    alarm: str = ""

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_words(self, "options")
        if len({each.strip().casefold() for each in self.options}) < max(2, len(self.options)):
            raise FormatError(
                f"choice {self.name!r} needs two or more options, all different", field="options"
            )
        for at, each in enumerate(self.favourable):
            if each not in self.options:
                known = ", ".join(map(repr, self.options))
                raise FormatError(
                    f"choice {self.name!r}: favourable {each!r} is none of its options: {known}",
                    field=f"favourable[{at}]",
                )
        if self.favourable and self.several:
            raise FormatError(
                f"choice {self.name!r} has favourable options, and several may be chosen; "
                "leave one of the two out",
                field="favourable",
            )
        if self.alarm and self.several:
            raise FormatError(
                f"choice {self.name!r} has an alarm, and several may be chosen; leave one of the "
                "two out",
                field="alarm",
            )

    @property
    def worst(self) -> str:
        """Return the last option."""
        return self.options[-1]

    def check(self, answer: object, mates: Sequence[str] = ()) -> AnswerValue:
        """Return the option chosen (a tuple, in the question's order, if several may be).

        An option may be given by its text, whatever the case, or by its number from 1 where
        that is the text of none.
        """
        if not self.several:
            return self._option(answer)
        given = answer if isinstance(answer, (tuple, list)) else str(answer).split(",")
        chosen = {self._option(each) for each in given}
        return tuple(option for option in self.options if option in chosen)

    def _option(self, answer: object) -> str:
        wanted = str(answer).strip().casefold()
        known = {str(number): option for number, option in enumerate(self.options, 1)}
        # Last, so that of the options 0, 1 and 2 the text "1" is the second and not the first.
        known |= {option.strip().casefold(): option for option in self.options}
        if wanted in known:
            return known[wanted]
        raise Invalid(str(NotFound.among("option", answer, self.options)))

    def summarise(self, answers: Iterable[AnswerValue]) -> Summary:
        """Return how many chose each option, in the order of the question."""
        checked = [self.check(each) for each in answers]
        counted: Counter[str] = Counter()
        for each in checked:
            counted.update((each,) if isinstance(each, str) else map(str, each))  # type: ignore[arg-type]
        return Summary(len(checked), tuple((each, counted[each]) for each in self.options))

    def measure(self, summary: Summary, team: int) -> Measure | None:
        """Return how many chose a favourable option, and how many another; None without those."""
        from ..measures import Measure

        if not self.favourable:
            return None
        given = dict(summary.counts)
        yes = sum(given.get(each, 0) for each in self.favourable)
        measure = Measure(counts=(sum(given.values()) - yes, yes), team=team, low=0, share=True)
        return measure if measure.replies else None

    def asked(
        self, mates: Sequence[str] = (), *, part: int | None = None, dealt: Sequence[str] = ()
    ) -> tuple[Block, ...]:
        """Return the options with their numbers."""
        from ..blocks import Line, Lines, Text

        numbered = enumerate(self.options, 1)
        options = Lines(lines=tuple(Line(text=each, number=at) for at, each in numbered))
        if not self.several:
            return (options,)
        return (options, Text(lines=("Several may be chosen, with commas between.",)))

    def form(self, mates: Sequence[str] = (), *, dealt: Sequence[str] = ()) -> Form:
        """Return the options to choose from."""
        from ..blocks import Field, Option

        options = tuple(Option(value=each, label=each) for each in self.options)
        return self._form(
            Field(
                name="value", label=self.text,
                kind="several" if self.several else "choice", options=options,
            )
        )  # fmt: skip

    def sample(self, number: int, said: str, mates: Sequence[str] = ()) -> AnswerValue:
        """Return an option."""
        option = self.options[number % len(self.options)]
        return (option,) if self.several else option


@frozen
class FreeText(Question):
    """An answer in the member's own words."""

    kind: ClassVar[str] = "free-text"
    in_words: ClassVar[bool] = True

    def check(self, answer: object, mates: Sequence[str] = ()) -> str:
        """Return the answer as typed, or raise `Invalid` (see `retrokit.texts`)."""
        return texts.check(answer, "the answer")  # type: ignore[arg-type]

    def summarise(self, answers: Iterable[AnswerValue]) -> Summary:
        """Return the texts in the order given; whoever opens seals has sorted them."""
        given = tuple(self.check(each) for each in answers)
        return Summary(len(given), texts=given)

    def sample(self, number: int, said: str, mates: Sequence[str] = ()) -> str:
        """Return what is to be said."""
        return said
