"""A kind of ballots: all that the engine, the voting methods and the fronts ask of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import Any

from attrs import field, fields, frozen

from ... import figures, texts
from ...blocks import Field, Option
from ...errors import Invalid, RetrokitError
from ...given import shown
from ..tally import C, Number, plain
from .marks import Limits, Marks
from .naming import keys

_GIVEN = re.compile(r"\s*#?(\d{1,9})\s*[=:]\s*(-?\d{1,9}(?:\.\d{1,9})?)[\s,]*")
_WHY = re.compile(r"because:?\s+(.*)", re.IGNORECASE | re.DOTALL)


@frozen(kw_only=True)
class BallotKind:
    """How ballots are filled in, checked, counted and said again.

    The fields are what is known of it wherever its ballots are told of, with its plugin or without:
    `name`, with a dot where a plugin brings it; `shape`, what to give, and at its end how that is
    written in Python, as in "candidates with coins, as in {3: 2.5}"; `counts`, what the numbers of
    standings count where the method says nothing else, in the singular. With `adds_up` what
    several notes got can be added for their group. With `handed_out` who got nothing is not
    listed. `budgeted` ones have a budget that can be set while the retro runs. With `asks_why` a
    ballot may hold words, which too few votes are kept from showing. `told` follows "5 of 7 voted"
    in reports, as in ", with 10 coins each".

    The methods are what a plugin overrides. A ballot as it is here pairs candidates with any
    numbers: often `number`, `check`, `suggest` and `sample` are all that another one has to say.

        class Coins(BallotKind):
            def number(self, candidate, given, limits):
                ...

        COINS = Coins(name="coins.halves", shape="candidates with coins, as in {3: 2.5}")
    """

    name: str
    shape: str = field(default="candidates with a number for each, as in {3: 2, 7: 1}", repr=False)
    counts: str = field(default="vote", repr=False)
    adds_up: bool = field(default=False, repr=False)
    handed_out: bool = field(default=False, repr=False)
    budgeted: bool = field(default=False, repr=False)
    asks_why: bool = field(default=False, repr=False)
    told: str = field(default="", repr=False)
    fallbacks: tuple[str, ...] = field(default=("sum",), repr=False)
    """The built-in methods that count its ballots where the one that was asked for cannot."""

    def __attrs_post_init__(self) -> None:
        """Raise `Invalid` for fields that could not be shown: a log may have brought them."""
        for each in fields(BallotKind):
            value, what = getattr(self, each.name), f"the {each.name} of a kind of ballots"
            if isinstance(each.default, bool):
                if not isinstance(value, bool):
                    raise Invalid(f"{what} is True or False, not {shown(value)}")
            elif each.name != "fallbacks" and value != each.default:
                limit = texts.NOTE if each.name == "shape" else texts.NAME
                texts.check(value, what, limit, lines=False)

    # --- filled in

    def suggest(self, candidates: int, budget: int | None, cap: int | None) -> tuple[int, int]:
        """Return how much there is in all, and for one candidate, of so many candidates.

        `budget` and `cap` are what the format says; None where it says nothing.
        """
        return candidates, 1

    def fill_in(
        self, value: Any, limits: Limits, place: Callable[[Any], Any] | None = None
    ) -> Marks[Any]:
        """Return what a ballot says that somebody handed in, or raise what to give instead.

        With `place` it counts for what has become of its candidates; see `moved`. Raises
        `NotFound` for who is no candidate, else `Invalid`.
        """
        try:
            marks = self.read(value, limits)
            if place is not None:
                marks = self.moved(marks, place)
            if limits.budget is not None and not (marks.scores or marks.ranks):
                raise Invalid("this ballot is empty; to abstain is not to vote")
            self.check(marks, limits)
        except RetrokitError:
            raise
        except Exception as error:  # a plugin's own, at work on what anybody may send
            failed = type(error).__name__
            raise Invalid(
                f"{shown(value)} could not be read ({failed}); give {self.shape}"
            ) from error
        return marks

    def read(self, value: Any, limits: Limits) -> Marks[Any]:
        """Return what a value says, of whatever kinds of numbers, or as JSON has it."""
        return Marks(
            scores=tuple(
                (each, self.number(each, number, limits))
                for each, number in self.pairs(value, limits).items()
            )
        )

    def number(self, candidate: Any, value: Any, limits: Limits) -> Number:
        """Return the number that is given to a candidate, or refuse it."""
        number = figures.exact(value)
        if number is None:
            raise Invalid(f"you can't give {shown(value)} to {shown(candidate)}; give a number")
        return plain(number)

    def check(self, marks: Marks[Any], limits: Limits) -> None:
        """Raise `Invalid` where a ballot as a whole goes over a limit."""

    def moved(self, marks: Marks[C], place: Callable[[C], C]) -> Marks[C]:
        """Return a ballot as it counts after `place` has said where each of its candidates is now.

        Where several have become one, that has what `joined` makes of their numbers, the best of
        their places, and every objection to one of them.
        """
        scores: dict[C, Number] = {}
        for each, given in marks.scores:
            now = place(each)
            scores[now] = self.joined(scores[now], given) if now in scores else given
        ranked: set[C] = set()
        ranks = []
        for rank in marks.ranks:
            now_there = {place(each) for each in rank} - ranked
            ranked |= now_there
            ranks += [tuple(sorted(now_there))] if now_there else []
        why: dict[C, list[str]] = {}
        for each, words in marks.objections:
            why.setdefault(place(each), []).append(words)
        return Marks(
            scores=tuple(sorted(scores.items())),
            ranks=tuple(ranks),
            objections=tuple((each, "\n".join(words)) for each, words in sorted(why.items())),
        )

    def joined(self, one: Number, other: Number) -> Number:
        """Return what a candidate has on a ballot that two others have gone into."""
        return one + other if self.adds_up else max(one, other)

    # --- counted, and told

    def for_counting(self, marks: Marks[Any]) -> Any:
        """Return a ballot as a voting method gets it."""
        return dict(marks.scores)

    def objected(self, marks: Marks[C]) -> Iterable[C]:
        """Return the candidates that a ballot objects to, with words or without."""
        return ()

    def describe(self, budget: int) -> str:
        """Return what follows "5 of 7 voted" in reports."""
        return self.told

    # --- typed, and said again

    def how(self, limits: Limits) -> str:
        """Return in a line or two what a ballot has room for, and what to type."""
        return f"Give {self._what}. Type a number for each: {self.example(limits)}."

    def example(self, limits: Limits) -> str:
        """Return an example of what to type, with candidates that there are."""
        one, other = first_of(limits, 2, (3, 7))
        return f"{one}=2 {other}=1"

    def typed(self, text: str, limits: Limits) -> Any:
        """Return the ballot that somebody typed. Raises `Invalid` with an example."""
        given: dict[int, Any] = {}
        for part in text.split(";"):
            at, last = 0, None
            while match := _GIVEN.match(part, at):
                last = int(match[1])
                if last in given:
                    raise Invalid(f"{last} stands there twice; give it one number")
                given[last] = float(match[2]) if "." in match[2] else int(match[2])
                at = match.end()
            rest = part[at:].strip()
            words = _WHY.fullmatch(rest) if self.asks_why else None
            if words and last is not None:
                given[last] = (given[last], words[1].strip())
            elif rest:
                raise Invalid(
                    f"{rest[:40]!r} cannot be read; write it as in {self.example(limits)}"
                )
        return given

    def said(self, marks: Marks[C], name: Callable[[C], str] = str) -> str:
        """Return a ballot in words, as in `2 for 3, 1 for 7`; `name` calls a candidate."""
        why = dict(marks.objections)
        return ", ".join(
            f"{given} for {name(each)}{f' because {why[each]}' if each in why else ''}"
            for each, given in marks.scores
        )

    def form(self, limits: Limits, options: tuple[Option, ...]) -> Field:
        """Return what to fill in on a form; `options` are the candidates."""
        return Field(
            name="ballot", label="Your vote", kind="number", options=options, many=True,
            optional=True, hint=f"Give {self._what}.",
        )  # fmt: skip

    def sample(self, limits: Limits, chosen: Sequence[Any], number: int, words: str) -> Any:
        """Return a ballot on some of these candidates that may be handed in, for tests.

        It is another one for another number, and holds the `words` where it can.
        """
        return dict.fromkeys(chosen, 1)

    @property
    def _what(self) -> str:
        """Return what to give, without how that is written in Python."""
        return self.shape.partition(", as in ")[0]

    # --- what readers share

    def pairs(self, value: Any, limits: Limits) -> dict[Any, Any]:
        """Return the candidates of a mapping with what is given to each."""
        if not isinstance(value, Mapping):
            raise self.misshapen(value)
        return dict(zip(keys(value, limits.candidates), value.values(), strict=True))

    def misshapen(self, value: object) -> Invalid:
        """Return the error for a value of another shape."""
        return Invalid(f"{shown(value)} is no ballot of this vote; give {self.shape}")


def first_of(limits: Limits, number: int, otherwise: tuple[Any, ...]) -> Sequence[Any]:
    """Return so many candidates for an example; others where there are too few."""
    there = tuple(limits.candidates or ())[:number]
    return there if len(there) == number else otherwise


def is_several(value: object) -> bool:
    """Return whether a value is a list or a set; text and mappings are not."""
    return isinstance(value, (Sequence, Set)) and not isinstance(value, (str, bytes))
