"""What is made of answers about teammates, at the moment they are opened.

The answers themselves are erased then, unless they were named. A scoring turns them into what
the group is told, which names nobody, and into a letter for each member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field, frozen

from . import given
from .errors import Invalid
from .findings import Finding
from .said import Said, Wording, all_said, wording

if TYPE_CHECKING:  # a question about teammates is opened by a scoring
    from .questions import PeerQuestion, Ratings

FLOOR = 3
"""How many others must have rated somebody before a result about them is told to anyone."""


@frozen(kw_only=True)
class PeerAnswers:
    """The answers to one question about teammates.

    `rows` pairs each rater with what they gave; the rater is None where the answers are
    anonymous, and everybody has then rated themself as well. `members` is everyone who rated or
    was rated. `floor` is how many others must have rated somebody before a result about them is
    told: 0 where everything is named. `gone` is how many of the raters have left since: what they
    gave counts, they do not count as raters.

    Where everything is named, raters and members are names, in the order in which people came.
    Elsewhere a scoring is handed a random key for each, the same for the rater and the rated and
    another at every opening, in an order that hangs on the numbers alone.
    """

    question: PeerQuestion
    members: tuple[str, ...]
    rows: tuple[tuple[str | None, Ratings], ...]
    floor: int = FLOOR
    gone: int = 0

    def received(self, member: str, criterion: int = 0) -> list[int]:
        """Return the numbers that others gave a member, lowest first.

        Where raters are unknown, the member's own number cannot be told from the others'.
        """
        given = (numbers[criterion] for rater, numbers in self._about(member) if rater != member)
        return sorted(each for each in given if each is not None)

    def claimed(self, member: str, criterion: int = 0) -> int | None:
        """Return the number that a member gave themself, None if none is known."""
        own = (numbers for rater, numbers in self._about(member) if rater == member)
        return next((numbers[criterion] for numbers in own), None)

    def raters(self, member: str, criterion: int | None = None) -> int:
        """Return how many others gave a member a number: for a criterion, or for any at all.

        Where raters are unknown, one of those who did may be the member; they are not counted. Nor
        are as many as have left, whoever they are.
        """
        which = slice(None) if criterion is None else slice(criterion, criterion + 1)
        known = [
            rater
            for rater, numbers in self._about(member)
            if rater != member and any(n is not None for n in numbers[which])
        ]
        return max(0, len(known) - (None in known) - self.gone)

    def _about(self, member: str) -> Sequence[tuple[str | None, tuple[int | None, ...]]]:
        """Return who gave a member what, in the order of the rows."""
        return self._by_member.get(member, ())

    @cached_property
    def _by_member(self) -> Mapping[str, list[tuple[str | None, tuple[int | None, ...]]]]:
        # All at once: each member is asked for several times, and every row names every member.
        found: dict[str, list[tuple[str | None, tuple[int | None, ...]]]] = {}
        for rater, row in self.rows:
            for who, numbers in row:
                found.setdefault(who, []).append((rater, numbers))
        return found


def _sentences(said: Iterable[str]) -> tuple[Said, ...]:
    if not given.is_list(said):
        raise Invalid(f"a scoring says a list of sentences, not {given.shown(said)}")
    return all_said(said)


def _findings(values: Iterable[Finding]) -> tuple[Finding, ...]:
    return given.listed(values)


def _wordings(values: Iterable[Wording]) -> tuple[Wording, ...]:
    return given.listed(values)


def _letters(letters: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[Said, ...]]:
    if not isinstance(letters, Mapping):
        raise Invalid(f"letters map members to sentences; this is {given.shown(letters)}")
    return {who: _sentences(said) for who, said in letters.items()}


@frozen(kw_only=True)
class Scores:
    """What a scoring returns.

    `group` are sentences for everybody, and `findings` what was noticed: neither names anybody.
    `letters` maps members, by what stands for them in `PeerAnswers.members`, to the sentences that
    are for them alone; where that is a key it is replaced by their name in a letter to them.
    """

    group: tuple[Said, ...] = field(default=(), converter=_sentences)
    findings: tuple[Finding, ...] = field(
        default=(), converter=_findings, validator=given.check_members
    )
    letters: Mapping[str, tuple[Said, ...]] = field(factory=dict, converter=_letters)


def _unheard(why: str) -> None:
    """Tell nobody why scores were refused."""


@frozen(kw_only=True)
class Scoring:
    """A scoring as a plugin registers it.

    `score` turns answers into scores, or returns None where it cannot; the built-in scoring is
    then used, and the log says so. A letter for somebody whom too few have rated is not
    delivered, whatever `score` returns; that the `group` learns nothing about single people is
    up to it. Where answers are not named, the scores are not used if `group` or `findings` hold
    the name or the key of a member, or a letter the key of another: the built-in scoring is used
    then, too. `refused` is told why; whoever loads plugins hands it in.

    `wordings` are those that it says things by: a log is read in their words. Where answers are
    not named, scores are not used if they hold a code that is none of these.
    """

    name: str
    title: str
    score: Callable[[PeerAnswers], Scores | None]
    refused: Callable[[str], object] = _unheard
    wordings: tuple[Wording, ...] = field(
        default=(), converter=_wordings, validator=given.check_members
    )


def received(answers: PeerAnswers) -> Scores:
    """Tell each member the middle and the range of what they got, and what they gave themself.

    Of a criterion by which too few others could rate somebody, they are told no number.
    """
    return Scores(letters={each: tuple(_told(answers, each)) for each in answers.members})


@wording("received.given")
def _given(
    *, criterion: str, low: int, high: int, number: int, median: float, own: int | None,
    with_own: bool,
) -> str:  # fmt: skip
    line = f"{_by(criterion)}You were given {low} to {high} by {number}, median {median:g}"
    if own is not None:
        line = f"{line}; you gave yourself {own}"
    elif with_own:
        line = f"{line}, with your own if you answered"
    return f"{line}."


@wording("received.too-few")
def _too_few(*, criterion: str) -> str:
    return f"{_by(criterion)}Too few could say."


@wording("received.equal-share")
def _equal_share(*, share: float) -> str:
    return f"An equal share would be {share:g}."


def _by(criterion: str) -> str:
    return f"{criterion.rstrip('.:')}: " if criterion else ""


def _told(answers: PeerAnswers, member: str) -> list[Said]:
    from statistics import median  # slow to import, and needed at an opening only

    lines = []
    unknown = any(rater is None for rater, _ in answers.rows)
    several = len(answers.question.criteria) > 1
    for at, each in enumerate(answers.question.criteria):
        got, criterion = answers.received(member, at), each if several else ""
        if not got or answers.raters(member, at) < answers.floor:
            lines.append(_too_few(criterion=criterion))
            continue
        lines.append(
            _given(
                criterion=criterion,
                low=got[0],
                high=got[-1],
                number=len(got),
                median=median(got),
                own=answers.claimed(member, at),
                with_own=unknown,
            )
        )
    # By the raters that the member has: others may have had fewer teammates to share with.
    rows = [row for _, row in answers.rows if member in dict(row)]
    equal = [share for row in rows if (share := answers.question.equal_share(len(row))) is not None]
    if equal:
        lines.append(_equal_share(share=round(median(equal), 2)))
    return lines


RECEIVED = Scoring(
    name="received",
    title="what each was given, median and range",
    score=received,
    wordings=(_given, _too_few, _equal_share),
)
