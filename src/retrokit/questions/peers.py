"""Questions about teammates: points shared out among them, and ratings by criteria.

An answer names every teammate, each with whole numbers or with None for "not sure", so that
nobody is left out by mistake and made a nought of. It may be given as a mapping, or as the bare
numbers in the order in which the teammates are listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias, get_args

import attrs
from attrs import Attribute, field, frozen

from .. import figures, given
from ..activity import Attribution
from ..errors import FormatError, Invalid, NotFound
from .answers import (
    HIGH,
    LOW,
    AnswerValue,
    Part,
    Ratings,
    Summary,
    check_flag,
    check_labels,
    check_list,
    check_range,
    check_words,
    ends_of,
    labelled,
    pair,
    ratings,
)
from .question import USUAL, Question, Rule
from .typed import UNSURE, read_ratings, read_row

if TYPE_CHECKING:  # formats are listed without
    from ..blocks import Block, Form, Option
    from .results import Given, Outcome

ShownTo: TypeAlias = Literal["member", "facilitator", "team"]

NOT_SURE = "not sure"
"""What is counted of those who could not say."""

_SHARES = (
    "less than half of an equal share",
    "less than an equal share",
    "about an equal share",
    "more than an equal share",
    "more than one and a half equal shares",
)
"""What points are counted as; about is 0.9 to 1.1 of an equal share, both included."""


_READERS = {
    "member": "to that person alone, as a letter",
    "facilitator": "to that person and the facilitator, as letters",
    "team": "to everyone",
}


def _check_shown_to(instance: PeerQuestion, attribute: object, value: str) -> None:
    if not isinstance(value, str) or value not in get_args(ShownTo):
        known = ", ".join(get_args(ShownTo))
        raise FormatError(
            f"question {instance.name!r}: shown_to is one of {known}", field="shown_to"
        )


def _check_scoring(instance: PeerQuestion, attribute: object, value: str) -> None:
    if not isinstance(value, str) or not value:
        raise FormatError(
            f"question {instance.name!r}: scoring names one, not {given.shown(value)}",
            field="scoring",
        )


@frozen
class PeerQuestion(Question):
    """What questions have in common by which teammates are rated.

    `with_self` asks for a number of one's own too. `scoring` names what makes results of the
    answers (see `retrokit.scoring`), and `shown_to` says who sees the result of one person: that
    `"member"` alone, the `"facilitator"` as well, or the `"team"`. Everybody is told beforehand.
    """

    about_mates: ClassVar[bool] = True

    with_self: bool = field(default=False, validator=check_flag, kw_only=True)
    scoring: str = field(default="received", validator=_check_scoring, kw_only=True)
    shown_to: ShownTo = field(default="member", validator=_check_shown_to, kw_only=True)

    @property
    def criteria(self) -> tuple[str, ...]:
        """Return what teammates are rated by: the question itself, if nothing else."""
        return (self.text,)

    @property
    def words(self) -> tuple[str, ...]:
        """Return all that the question itself says."""
        return (self.text, *self.criteria)

    def equal_share(self, rated: int) -> float | None:
        """Return what each of so many would get by equal shares, None where nothing is shared."""
        return None

    def mates(
        self,
        here: Sequence[str],
        author: str | None,
        *,
        anonymous: bool,
        before: AnswerValue | None = None,
    ) -> tuple[str, ...]:
        """Return whom a member rates: who is here; of a change, the same as before.

        Where the step is anonymous everybody rates themself as well, whatever the question says:
        the one who is left out would be the author.
        """
        if before is not None:
            return tuple(who for who, _ in ratings(before))
        with_self = self.with_self or anonymous
        return tuple(each for each in here if with_self or each != author)

    @property
    def tells_author(self) -> bool:
        """Return whether an answer leaves out who gave it."""
        return not self.with_self

    def who_sees(self, rule: Rule) -> Sequence[str]:
        """Return who will see what of all answers that rate teammates."""
        if rule.attribution is Attribution.NAMED:
            return (USUAL[rule.attribution], "That includes what you say of teammates.")
        readers: dict[str, list[str]] = {}
        for each in rule.questions:
            if isinstance(each, PeerQuestion):
                readers.setdefault(_READERS[each.shown_to], []).append(f'"{each.text}"')
        if len(readers) > 1:
            listed = ", ".join(f"{who} ({', '.join(asked)})" for who, asked in readers.items())
        else:
            listed = next(iter(readers))
        said = [
            "Nobody sees what you give a teammate. It is erased when this is revealed.",
            f"What {rule.floor} or more others gave one person is summed up and goes {listed}. "
            "Everyone sees the result for the group, without names.",
        ]
        if rule.attribution is Attribution.ANONYMOUS:
            said.append(
                "Who gave it is never stored. You rate yourself, too: leaving you out would show "
                "that the answer is yours."
            )
        if rule.team <= rule.floor:
            said.append("Too few people are here to tell a result about one person.")
        return said

    def shown_from(self, floor: int) -> int:
        """Return one more: an answer is no answer of others about who gave it."""
        return floor and floor + 1

    def open(self, given: Given) -> Outcome:
        """Return what its scoring makes of the answers, for the group and for single members."""
        from .rating import rate

        return rate(self, given)

    def read(self, line: str, mates: Sequence[str] = ()) -> dict[str, list[int | None]]:
        """Return what a line gives each teammate: `40 60`, `Ben 40, Cy 60` or `4 5; 3 ?`."""
        return read_ratings(line, mates, len(self.criteria))

    def entered(self, value: AnswerValue) -> Mapping[str, Any]:
        """Return the numbers of each teammate, by field."""
        names = [each.name for each in self.form().fields]
        return {
            name: {who: numbers[at] for who, numbers in ratings(value)}
            for at, name in enumerate(names)
        }

    def _order(self, mates: Sequence[str]) -> str:
        order = f", in this order: {', '.join(mates)}" if mates else " of your teammates, in order"
        return f"a number each{order}; {UNSURE} if you cannot say."


def _shared_last(made: type, fields: list[Attribute[Any]]) -> list[Attribute[Any]]:
    """Return fields in the order in which they are written: what all such questions have, last."""
    shared = {each.name for each in attrs.fields(PeerQuestion)[len(attrs.fields(Question)) :]}
    return sorted(fields, key=lambda each: each.name in shared)


@frozen(field_transformer=_shared_last)
class Allocation(PeerQuestion):
    """Each member shares out `total` points among the teammates, in whole points."""

    kind: ClassVar[str] = "allocation"

    total: int = field(default=100, converter=given.plain)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if figures.whole(self.total) is None or not 10 <= self.total <= 10_000:
            raise FormatError(
                f"allocation {self.name!r}: total is a whole number from 10 to 10,000, "
                f"not {given.shown(self.total)}",
                field="total",
            )

    def equal_share(self, rated: int) -> float:
        """Return an equal share of the points."""
        return self.total / rated

    def check(self, answer: object, mates: Sequence[str] = ()) -> Ratings:
        """Return the points for each of `mates`, in their order, or raise `Invalid`."""
        given = _by_mate(answer, mates, 1)
        points = [number for _, (number,) in given if number is not None]
        if any(number < 0 for number in points):
            raise Invalid("points cannot be less than 0; somebody who gave nothing has 0")
        if not points:
            raise Invalid("give at least one teammate points; to skip this question, leave it out")
        over = sum(points) - self.total
        if over:
            what = f"take {over} back" if over > 0 else f"{-over} are left to give"
            raise Invalid(f"these are {sum(points)} points of {self.total}; {what}")
        return given

    def summarise(self, answers: Iterable[AnswerValue]) -> Summary:
        """Return how many shares were how far from equal, all teammates together."""
        rows = [[numbers[0] for _, numbers in ratings(each)] for each in answers]
        counted: Counter[str] = Counter()
        for row in rows:
            known = [number for number in row if number is not None]
            counted[NOT_SURE] += len(row) - len(known)
            counted.update(_against_equal(number, known) for number in known)
        labels = [*_SHARES, *[NOT_SURE] * bool(counted[NOT_SURE])]
        return Summary(len(rows), tuple((label, counted[label]) for label in labels))

    def asked(
        self, mates: Sequence[str] = (), *, part: int | None = None, dealt: Sequence[str] = ()
    ) -> tuple[Block, ...]:
        """Return how many points there are, and for whom."""
        from ..blocks import Text

        equal = f" An equal share would be {round(self.total / len(mates), 2):g}." if mates else ""
        said = f"Share out {self.total} points.{equal} A{self._order(mates)[1:]}"
        return (Text(lines=(said,)),)

    def form(self, mates: Sequence[str] = (), *, dealt: Sequence[str] = ()) -> Form:
        """Return points for each teammate."""
        from ..blocks import Field

        hint = f"Share out {self.total} points."
        if mates:
            share, rest = divmod(self.total, len(mates))
            whole = f"about {round(self.equal_share(len(mates)))}, in whole points"
            hint += f" An equal share would be {whole if rest else share}."
        return self._form(
            Field(
                name="value", label=self.text, kind="number", options=_options(mates), hint=hint,
                low=0, high=self.total, many=True, unsure=True, total=self.total,
            )
        )  # fmt: skip

    def sample(self, number: int, said: str, mates: Sequence[str] = ()) -> dict[str, int]:
        """Return equal shares, with what is left over for one of the teammates."""
        lucky = number % len(mates)
        return dict(zip(mates, figures.shared_out(self.total, len(mates), lucky), strict=True))


@frozen(field_transformer=_shared_last)
class PeerRating(PeerQuestion):
    """Each member rates every teammate by some criteria, in whole steps from `low` to `high`.

    `labels` are the words for the lowest and the highest step.
    """

    kind: ClassVar[str] = "peer-rating"

    criteria: tuple[str, ...] = field(converter=given.texts, validator=check_list)
    low: int = field(default=LOW, converter=given.plain)
    high: int = field(default=HIGH, converter=given.plain)
    labels: tuple[str, str] | None = field(default=None, converter=pair)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        check_words(self, "criteria")
        check_labels(self, self.labels)
        check_range(self, self.low, self.high)
        names = {each.strip().casefold() for each in self.criteria}
        if not 1 <= len(names) == len(self.criteria) <= 20:
            raise FormatError(
                f"peer rating {self.name!r} needs one to twenty criteria, all different",
                field="criteria",
            )

    @property
    def words(self) -> tuple[str, ...]:
        """Return all that the question itself says."""
        return (self.text, *self.criteria, *(self.labels or ()))

    def check(self, answer: object, mates: Sequence[str] = ()) -> Ratings:
        """Return the numbers for each of `mates`, in their order, or raise `Invalid`.

        `answer` maps each teammate to a number per criterion, in their order; to a mapping by
        criterion; or to one number where there is one criterion. Or it maps each criterion to
        numbers by teammate, as the fields of the form do.
        """
        if isinstance(answer, Mapping) and set(answer) == set(self.criteria) != set(mates):
            rows = {by: row for by, row in answer.items() if isinstance(row, Mapping)}
            answer = {
                who: {by: row[who] for by, row in rows.items() if who in row} for who in mates
            }
        if isinstance(answer, Mapping):
            answer = {who: self._in_order(numbers) for who, numbers in answer.items()}
        given = _by_mate(answer, mates, len(self.criteria))
        numbers = [number for _, row in given for number in row if number is not None]
        if not numbers:
            raise Invalid("rate at least one teammate; to skip this question, leave it out")
        for number in numbers:
            if number not in self.steps:
                raise Invalid(
                    f"{number} is not on the scale; give a whole number from {self.low} "
                    f"to {self.high}, or leave it open"
                )
        return given

    def _in_order(self, numbers: object) -> object:
        if not isinstance(numbers, Mapping):
            return numbers
        for criterion in numbers:
            if criterion not in self.criteria:
                raise Invalid(str(NotFound.among("criterion", criterion, self.criteria)))
        return [numbers.get(each) for each in self.criteria]

    def summarise(self, answers: Iterable[AnswerValue]) -> Summary:
        """Return, for each criterion, how often each step was given and the median."""
        rows = [ratings(each) for each in answers]
        parts = (
            self._part(criterion, [numbers[at] for row in rows for _, numbers in row])
            for at, criterion in enumerate(self.criteria)
        )
        return Summary(len(rows), parts=tuple(parts))

    def _part(self, criterion: str, numbers: list[int | None]) -> Part:
        from statistics import median  # slow to import, and formats are listed without it

        known = [number for number in numbers if number is not None]
        counted = Counter(known)
        counts = [(str(step), counted[step]) for step in self.steps]
        if unsure := len(numbers) - len(known):
            counts.append((NOT_SURE, unsure))
        middle = float(median(known)) if known else None
        return Part(criterion, len(known), tuple(counts), middle)

    @property
    def steps(self) -> range:
        """Return the steps, lowest first."""
        return range(self.low, self.high + 1)

    def label(self, answer: str) -> str:
        """Return a step, those at the ends with their words."""
        return labelled(answer, self.low, self.high, self.labels)

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the criteria, which are asked for one after the other."""
        return self.criteria

    def asked(
        self, mates: Sequence[str] = (), *, part: int | None = None, dealt: Sequence[str] = ()
    ) -> tuple[Block, ...]:
        """Return from where to where the scale runs, for whom, and by what."""
        from ..blocks import Line, Lines, Text
        from ..blocks import Part as PartOf

        low, high = ends_of(self.labels)
        said = Text(lines=(f"{self.low} ({low}) to {self.high} ({high}), {self._order(mates)}",))
        if len(self.criteria) == 1:
            return (said,)
        if part is not None:
            title = f"{part + 1} of {len(self.criteria)}: {self.criteria[part]}"
            return (PartOf(title=title), said)
        by = Lines(lines=tuple(Line(text=each) for each in self.criteria))
        return (said, by, Text(lines=("On one line: a semicolon after each of these.",)))

    def form(self, mates: Sequence[str] = (), *, dealt: Sequence[str] = ()) -> Form:
        """Return numbers for each teammate, a field for each criterion; the first has the hint."""
        from ..blocks import Field

        low, high = (f" ({each})" if each else "" for each in self.labels or ("", ""))
        hint = f'{self.low}{low} to {self.high}{high}, or "not sure" where you cannot say.'
        return self._form(
            *(
                Field(
                    name=each, label=each, kind="number", options=_options(mates),
                    low=self.low, high=self.high, ends=self.labels, many=True, unsure=True,
                    hint="" if at else hint,
                )
                for at, each in enumerate(self.criteria)
            )
        )  # fmt: skip

    def read_part(self, line: str, mates: Sequence[str]) -> None:
        """Raise `Invalid` or `NotFound` for what are no numbers for the teammates on the scale."""
        for number in read_row(line, mates):
            if number is not None and number not in self.steps:
                raise Invalid(
                    f"{number} is not on the scale; give {self.low} to {self.high}, or {UNSURE}"
                )

    def sample(self, number: int, said: str, mates: Sequence[str] = ()) -> dict[str, list[int]]:
        """Return the same numbers for all teammates."""
        marks = [self.steps[(number + at) % len(self.steps)] for at in range(len(self.criteria))]
        return dict.fromkeys(mates, marks)


def _options(mates: Sequence[str]) -> tuple[Option, ...]:
    from ..blocks import Option

    return tuple(Option(value=each, label=each) for each in mates)


def _against_equal(points: int, row: Sequence[int]) -> str:
    """Return in words how points compare with an equal share of a row; in tenths, so exactly."""
    share, equal = 10 * points * len(row), sum(row)
    reached = (share >= 5 * equal, share >= 9 * equal, share > 11 * equal, share > 15 * equal)
    return _SHARES[sum(reached)]


def _by_mate(answer: object, mates: Sequence[str], size: int) -> Ratings:
    """Return what each of `mates` was given, in their order, `size` numbers each."""
    if not mates:
        raise Invalid("there is nobody to rate; it takes teammates who are here")
    if _is_checked(answer):
        answer = dict(answer)  # type: ignore[call-overload]
    if isinstance(answer, Mapping):
        for who in answer:
            if who not in mates:
                raise Invalid(str(NotFound.among("teammate to rate", who, mates)))
        missing = [who for who in mates if who not in answer]
        if missing:
            raise Invalid(
                f"nothing is said of {', '.join(missing)}; give a number, or None for not sure"
            )
        rows: list[object] = [answer[who] for who in mates]
    elif isinstance(answer, (list, tuple)):
        if len(answer) != len(mates):
            raise Invalid(
                f"{len(answer)} given for {len(mates)}; give one each for {', '.join(mates)}"
            )
        rows = list(answer)
    else:
        raise Invalid(f"{str(answer)[:40]!r} rates nobody; give a number for each teammate")
    return tuple((who, _numbers(row, who, size)) for who, row in zip(mates, rows, strict=True))


def _is_checked(answer: object) -> bool:
    """Return whether this is what `check` returns: pairs of a teammate and their numbers."""
    return isinstance(answer, tuple) and all(
        isinstance(each, tuple) and list(map(type, each)) == [str, tuple] for each in answer
    )


def _numbers(row: object, who: str, size: int) -> tuple[int | None, ...]:
    numbers = tuple(row) if isinstance(row, (list, tuple)) else (row,)
    if len(numbers) != size:
        raise Invalid(f"{len(numbers)} numbers for {who}; it takes {size}, one per criterion")
    return tuple(_whole(number, who) for number in numbers)


def _whole(number: object, who: str) -> int | None:
    whole = figures.whole(number)
    if whole is None and number is not None:
        raise Invalid(f"{str(number)[:40]!r} for {who} is no whole number")
    return whole
