"""What every voting method returns: the winners, the standings, and what it takes to check them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Any, Generic, Literal, Protocol, TypeAlias, TypeVar

from attrs import Attribute, field, frozen

from .. import given, texts
from ..errors import Invalid


class Candidate(Hashable, Protocol):
    """What can be voted for: anything hashable that sorts, such as text or numbers."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this one comes before the other where nothing else tells them apart."""


C = TypeVar("C", bound=Candidate)


class TooMany(Invalid):
    """More candidates than a method can count in a second or so; vote on fewer."""


Number: TypeAlias = int | float
"""A count. A float only where a whole number cannot be: a half, or a sum of such scores."""


@frozen
class Row(Generic[C]):
    """One line of a `Detail`: a number, what it is about, and words that go with it.

    Two candidates are a pair, the first against the second; none is about the ballots as such.
    """

    candidates: tuple[C, ...]
    number: Number
    words: str = ""


@frozen
class Detail(Generic[C]):
    """One table of what a person needs to check a count by hand."""

    title: str
    rows: tuple[Row[C], ...]


@frozen
class Tally(Generic[C]):
    """The outcome of a vote.

    `winners` are all that share the first place, sorted; none if nobody voted for anything.
    `standings` pairs every candidate with its number: the winners, then the best first, equals
    in sorted order. `detail` is how it came about, table by table.
    """

    winners: tuple[C, ...]
    standings: tuple[tuple[C, Number], ...]
    detail: tuple[Detail[C], ...] = ()


BallotKind: TypeAlias = Literal["dots", "one", "several", "scores", "ranking", "consent"]
BALLOT_KINDS: tuple[BallotKind, ...] = (
    "dots", "one", "several", "scores", "ranking", "consent",
)  # fmt: skip


def _is_kind(method: object, attribute: object, value: object) -> None:
    if not isinstance(value, str) or value not in BALLOT_KINDS:
        known = ", ".join(BALLOT_KINDS)
        raise Invalid(f"ballots of a voting method are {known}; not {given.shown(value)}")


@frozen
class TallyMethod:
    """A voting method as a plugin registers it.

    `ballot` says how a ballot is filled in, and what `count` gets a list of:

    - `dots`: a mapping of candidate to dots from a budget, at least 1;
    - `one`: a candidate;
    - `several`: a tuple of candidates, in no order;
    - `scores`: a mapping of candidate to 0..5; what is left out got no score;
    - `ranking`: a tuple of candidates best first, equals as a tuple within it; the rest is last;
    - `consent`: a mapping of candidate to 0..5, or to `(0, why)` for an objection with words.

    `count(ballots, candidates=…)` returns a `Tally`, or None where it cannot count these: they
    are then counted by the built-in method for such ballots, and the log says so. `unit` is what
    the numbers of its standings count, in the singular.
    """

    name: str
    title: str = field(kw_only=True)
    count: Callable[..., Tally[int] | None] = field(kw_only=True)
    ballot: BallotKind = field(kw_only=True, default="dots", validator=_is_kind)
    unit: str = field(kw_only=True, default="vote")

    @unit.validator
    def _one_line(self, attribute: Attribute[str], value: str) -> None:
        texts.check(value, "the unit of a voting method", texts.NAME, lines=False)


def outcome(
    numbers: Mapping[C, Number | Fraction],
    *,
    winners: Iterable[C] | None = None,
    detail: Iterable[Detail[C]] = (),
) -> Tally[C]:
    """Return the tally of candidates with these numbers; by default all with the most win.

    A number that is whole becomes an int, so that equal counts are equal in every way.
    """
    if winners is None:
        best = max(numbers.values(), default=0)
        winners = (each for each, number in numbers.items() if number == best > 0)
    won = set(winners)
    ranked = sorted(numbers.items(), key=lambda pair: (pair[0] not in won, -pair[1], pair[0]))
    return Tally(
        tuple(sorted(won)),
        tuple((each, plain(number)) for each, number in ranked),
        tuple(detail),
    )


def plain(number: Any) -> Number:
    """Return a number (also a `Fraction`) as an int if it is whole, else as the nearest float."""
    return int(number) if number == int(number) else float(number)


def with_noun(number: Number, noun: str) -> str:
    """Return a number with its noun: `1 point`, `2.5 points`."""
    return f"{number:g} {noun}{'' if number == 1 else 's'}"
