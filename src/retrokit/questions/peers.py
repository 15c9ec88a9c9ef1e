"""Questions about teammates: points shared out among them, and ratings by criteria.

An answer names every teammate, each with whole numbers or with None for "not sure", so that
nobody is left out by mistake and made a nought of. It may be given as a mapping, or as the bare
numbers in the order in which the teammates are listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias, TypeGuard, get_args

from attrs import field, frozen

from .. import figures, given
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
    check_name,
    check_range,
    check_words,
    pair,
)

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
class Allocation:
    """Each member shares out `total` points among the teammates, in whole points.

    `with_self` asks for a share of one's own too. `scoring` names what makes results of the
    answers (see `retrokit.scoring`), and `shown_to` says who sees the result of one person: that
    `"member"` alone, the `"facilitator"` as well, or the `"team"`. Everybody is told beforehand.
    """

    name: str = field(validator=check_name)
    text: str
    total: int = field(default=100, converter=given.plain)
    with_self: bool = field(default=False, validator=check_flag)
    scoring: str = field(default="received", validator=_check_scoring)
    shown_to: ShownTo = field(default="member", validator=_check_shown_to)

    def __attrs_post_init__(self) -> None:
        check_words(self, "text")
        if figures.whole(self.total) is None or not 10 <= self.total <= 10_000:
            raise FormatError(
                f"allocation {self.name!r}: total is a whole number from 10 to 10,000, "
                f"not {given.shown(self.total)}",
                field="total",
            )

    @property
    def criteria(self) -> tuple[str, ...]:
        """Return the one thing that is rated: the question itself."""
        return (self.text,)

    def check(self, answer: object, mates: Sequence[str]) -> Ratings:
        """Return the points for each of `mates`, in their order, or raise `Invalid`."""
        given = _by_mate(answer, mates, 1)
        points = [number for _, (number,) in given if number is not None]
        if any(number < 0 for number in points):
            raise Invalid("points cannot be less than 0; somebody who gave nothing has 0")
        if not points:
            raise Invalid("this says nothing of anybody; to abstain is not to answer")
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


@frozen
class PeerRating:
    """Each member rates every teammate by some criteria, in whole steps from `low` to `high`.

    `labels` are the words for the lowest and the highest step. See `Allocation` for the rest.
    """

    name: str = field(validator=check_name)
    text: str
    criteria: tuple[str, ...] = field(converter=given.texts, validator=check_list)
    low: int = field(default=LOW, converter=given.plain)
    high: int = field(default=HIGH, converter=given.plain)
    labels: tuple[str, str] | None = field(default=None, converter=pair)
    with_self: bool = field(default=False, validator=check_flag)
    scoring: str = field(default="received", validator=_check_scoring)
    shown_to: ShownTo = field(default="member", validator=_check_shown_to)

    def __attrs_post_init__(self) -> None:
        check_words(self, "text", "criteria")
        check_labels(self, self.labels)
        check_range(self, self.low, self.high)
        names = {each.strip().casefold() for each in self.criteria}
        if not 1 <= len(names) == len(self.criteria) <= 20:
            raise FormatError(
                f"peer rating {self.name!r} needs one to twenty criteria, all different",
                field="criteria",
            )

    def check(self, answer: object, mates: Sequence[str]) -> Ratings:
        """Return the numbers for each of `mates`, in their order, or raise `Invalid`.

        `answer` maps each teammate to a number per criterion, in their order; to a mapping by
        criterion; or to one number where there is one criterion.
        """
        if isinstance(answer, Mapping):
            answer = {who: self._in_order(numbers) for who, numbers in answer.items()}
        given = _by_mate(answer, mates, len(self.criteria))
        numbers = [number for _, row in given for number in row if number is not None]
        if not numbers:
            raise Invalid("this says nothing of anybody; to abstain is not to answer")
        for number in numbers:
            if not self.low <= number <= self.high:
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
        counts = [(str(step), counted[step]) for step in range(self.low, self.high + 1)]
        if unsure := len(numbers) - len(known):
            counts.append((NOT_SURE, unsure))
        middle = float(median(known)) if known else None
        return Part(criterion, len(known), tuple(counts), middle)


PeerQuestion: TypeAlias = Allocation | PeerRating


def ratings(answer: AnswerValue) -> Ratings:
    """Return an answer that `check` has made, as what it is."""
    assert isinstance(answer, tuple)
    return answer  # type: ignore[return-value]  # a tuple of options is no answer to these


def rates(answer: AnswerValue) -> TypeGuard[Ratings]:
    """Return whether an answer is one about teammates, and not the options of a choice."""
    return isinstance(answer, tuple) and bool(answer) and not isinstance(answer[0], str)


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
