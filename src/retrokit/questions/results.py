"""What the answers to one question come to: for everybody, and for single members."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from random import Random

from attrs import evolve, field, frozen

from .. import given, texts
from ..activity import Attribution
from ..errors import Invalid
from ..findings import Finding
from ..said import Said, all_said, wording
from ..scoring import Scoring
from .answers import AnswerValue, Called, OwnValue, Summary, names_in, value_renamed


@frozen(kw_only=True)
class Given:
    """The answers to one question at the moment they are revealed, and who is there.

    `answers` pairs each author (None where the step is anonymous) with what `check` returned; they
    are sorted by that. `floor` is how many must stand behind what is told, 0 where answers are
    named. `gone` of the authors have left since: what they gave counts, they count towards no
    floor. `before` is what was remembered of members in an earlier retro, where that is handed over
    (see `Question.remember`). `members` are all names that members have, in the order in which they
    came, `here` those of who is here and takes part, `former` those that they had. `rng` is where
    all chance comes from, and `scorings` are those at hand.
    """

    answers: tuple[tuple[str | None, AnswerValue], ...] = ()
    attribution: Attribution = Attribution.NAMED
    floor: int = 0
    gone: int = 0
    before: Mapping[str, int] = field(factory=dict)
    members: tuple[str, ...] = ()
    here: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    facilitator: str | None = None
    scorings: Mapping[str, Scoring] = field(factory=dict)
    rng: Random = field(factory=Random)

    def __iter__(self) -> Iterator[AnswerValue]:
        """Yield the answers alone."""
        return (value for _, value in self.answers)

    @property
    def is_short(self) -> bool:
        """Return whether too few have answered for anything to be told of it."""
        return len(self.answers) - (self.floor and self.gone) < self.floor

    def writers(self, member: str) -> int:
        """Return how many others surely gave an answer that names a member.

        Where authors are unknown, one of them may be the member, who is not counted; nor are as
        many as have left, whoever they are.
        """
        found = self._written[member] - (member in self._written_by_unknown)
        return max(0, found - (self.floor and self.gone))

    @cached_property
    def _written(self) -> Counter[str]:
        """Return how many answers name each member, without their own."""
        pairs = ((author, names_in(value)) for author, value in self.answers)
        return Counter(who for author, names in pairs for who in names if who != author)

    @cached_property
    def _written_by_unknown(self) -> frozenset[str]:
        """Return whom an answer names whose author is not known."""
        return frozenset(
            who for author, value in self.answers if author is None for who in names_in(value)
        )

    def objection(self, outcome: Outcome) -> str:
        """Return why an outcome cannot be told or kept, empty if it can.

        What comes with retrokit gives no reason for any; a kind that says itself what it opens to
        is held to the floor, and to what was promised of names.
        """
        result, short = outcome.result, self.is_short
        told = (result.summary, result.own, *result.group, *result.about, *result.replies)
        if (result.taken_part, result.floor) != (len(self.answers), self.floor):
            return "it counts other answers than there are"
        if self.floor and any(each.author is not None for each in result.replies):
            return "it shows who answered"
        if self.attribution is Attribution.CONFIDENTIAL and result.replies:
            return "it shows single answers, which were to be erased"
        if short and (outcome.letters or any(each is not None for each in told)):
            return "it tells what too few people stand behind"
        if self.floor and any(each.who for each in result.group):
            return "it names a member in what everyone sees"
        for letter in outcome.letters:
            if self.floor and letter.to != self.facilitator and any(x.who for x in letter.lines):
                return "it names a member in the letter to another"
            about = {line.who or letter.to for line in letter.lines if line.of("") != TOO_FEW}
            few = any(self.writers(each) < self.floor for each in about)
            if letter.to not in self.members or few:
                return "it writes a letter that nobody may get"
        lines: list[str] = [
            *result.group,
            *(line for each in outcome.letters for line in each.lines),
        ]
        if result.summary is not None:
            lines += [label for label, _ in result.summary.counts]
        for line in lines:
            texts.check(line, "what is told", texts.PROSE)
        return ""


@wording("rated.too-few")
def too_few() -> str:
    return "Fewer than three others rated you, so nothing is told of it, to you or to anybody."


TOO_FEW = too_few()
"""All that a letter says where too few stand behind more."""


@frozen(kw_only=True)
class Reply:
    """One answer as it came out; the author only where answers are named."""

    author: str | None = None
    value: AnswerValue


def _by_member(
    told: Iterable[tuple[str, Iterable[str]]],
) -> tuple[tuple[str, tuple[Said, ...]], ...]:
    if not given.is_list(told) or any(not given.is_list(each) or len(each) != 2 for each in told):
        raise Invalid(f"about is a list of members with lines for each, not {given.shown(told)}")
    return tuple((who, all_said(lines)) for who, lines in told)


@frozen(kw_only=True)
class Result:
    """What the answers to one question came to.

    `summary` is None where too few answered to show it (`floor` says how many it takes).
    `replies` holds the single answers: with authors where named, sorted where anonymous, none
    where confidential. Of a question about teammates there are none unless they are named;
    `scoring` then says what made `group` and `findings`, which name nobody, of the answers.
    `findings` also hold the alarm of a question, where somebody gave its worst answer: even where
    the summary is withheld, since everyone was told so beforehand.
    `about` are the results of single members, where everybody was told that all would see them.
    `own` is what a plugin's kind of question keeps besides.
    """

    question: str
    taken_part: int
    floor: int = 0
    summary: Summary | None = None
    replies: tuple[Reply, ...] = ()
    scoring: str = ""
    group: tuple[Said, ...] = field(default=(), converter=all_said)
    findings: tuple[Finding, ...] = ()
    about: tuple[tuple[str, tuple[Said, ...]], ...] = field(default=(), converter=_by_member)
    own: OwnValue | None = None

    @property
    def counts(self) -> dict[str, int]:
        """Return how many gave each answer, empty where that is withheld or not counted."""
        return {} if self.summary is None else dict(self.summary.counts)

    def renamed(self, called: Called) -> Result:
        """Return it with members' new names."""
        return evolve(
            self,
            replies=tuple(
                evolve(
                    each,
                    author=None if each.author is None else called(each.author),
                    value=value_renamed(each.value, called),
                )
                for each in self.replies
            ),
            group=[each.renamed(called) for each in self.group],
            findings=tuple(each.renamed(called) for each in self.findings),
            about=[
                (called(who), [each.renamed(called) for each in lines]) for who, lines in self.about
            ],
            own=None if self.own is None else self.own.renamed(called),
        )


@frozen
class Sent:
    """Lines for one member alone. One that is about somebody else says so: `Said.who`.

    It is delivered as a letter: it stays until its reader discards it, and nobody else reads it.
    """

    to: str
    lines: tuple[Said, ...] = field(converter=all_said)


@frozen(kw_only=True)
class Outcome:
    """What a question comes to when it is revealed: the result, and letters to single members."""

    result: Result
    letters: tuple[Sent, ...] = ()
