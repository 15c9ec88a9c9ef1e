"""What shares may have to say: named findings, without names to the group, kindly to a person.

The conditions are those that CATME points out to an instructor (Ohland et al., The Comprehensive
Assessment of Team Member Effectiveness, Academy of Management Learning & Education 11, 2012):
over- and under-confident members, high and low performers, cliques. The numbers in `Thresholds`
are this project's own: CATME's hold for ratings on a scale from 1 to 5, and these for shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic

from attrs import field, frozen

from retrokit import Said
from retrokit.errors import Invalid

from . import wordings
from .ratings import Member
from .sharing import FEWEST_RATERS, Shares, level, measured

NOTHING = Said("")


@frozen(kw_only=True)
class Thresholds:
    """From where on something is pointed out. All but `raters` are in percent of an equal share.

    `raters`: How many others have to have rated a member before their share enters a finding.
        No fewer than three, as with every result in retrokit.
    `confidence`: By how much somebody's view of their own part differs from the others'. People
        commonly claim more than the others see (Ross and Sicoly, Egocentric Biases in
        Availability and Attribution, 1979), so a quarter of a share it has to be.
    `carries`: The share from which on one member carries most: half as much again as anybody.
    `ahead`: By how much the one who carries most is ahead of whoever has the next share. Without
        it, of two who carry double it would be said of the one whom chance puts first.
    `left_out`: The share up to which somebody is left out: half of an equal one.
    `same`: By how much the marks of one rater may differ and still be the same. Not 0, because
        100 points do not divide by three, and 14 or 15 of them to each of seven are 7 apart.
    `camps`: By how much every rater in two camps rates each in their own above each in the other.
    """

    raters: int = FEWEST_RATERS
    confidence: float = 25
    carries: float = 150
    ahead: float = 40
    left_out: float = 50
    same: float = 10
    camps: float = 25

    def __attrs_post_init__(self) -> None:
        """Check them.

        Raises:
            Invalid: Raters are no whole number from three up, or another is no number from 0 up.
        """
        if type(self.raters) is not int or self.raters < FEWEST_RATERS:
            raise Invalid(f"raters is a whole number from {FEWEST_RATERS} up, not {self.raters!r}")
        for name in ("confidence", "carries", "ahead", "left_out", "same", "camps"):
            value = getattr(self, name)
            if type(value) not in (int, float) or not 0 <= value < float("inf"):
                raise Invalid(f"{name} is a number from 0 up, not {value!r}")


@frozen(kw_only=True)
class Noticed(Generic[Member]):
    """A finding: its name, what the group reads, and what those whom it is about read.

    `sentence` holds no name, and is empty where the group is told nothing. `members` may be told
    `letter`, each of them alone; both are empty where a finding is about the group. Both say in
    `code` and `values` what programs can read.
    """

    name: str
    sentence: Said = NOTHING
    letter: Said = NOTHING
    members: tuple[Member, ...] = field(default=(), converter=tuple)


def findings(
    shares: Shares[Member], *, thresholds: Thresholds | None = None
) -> tuple[Noticed[Member], ...]:
    """Return what is noticed in shares, in a fixed order.

    `too-few`: fewer others than `raters` rated somebody, so nothing is told about that share.
    `all-the-same`: every rater gave all others the same.
    `camps`: the members fall into two groups of two or more who rate. Everyone who rates puts
        each in their own group clearly above each in the other.
    `one-carries`: one member has far more than an equal share, and nobody comes near them.
    `left-out`: somebody has far less than an equal share.
    `over-confident`, `under-confident`: somebody sees their own part as clearly larger, or
        smaller, than the others do. It takes a mark from them for everyone who is compared. The
        group is told nothing of it: somebody does in most groups, whether or not it means
        anything. Whoever is left out is not told it either, for then it is the others' view that
        is in question.

    No share that fewer than `raters` others stand behind enters any of them, and the group is
    told of no pattern in what fewer than `raters` members gave. What a member reads depends on
    their own share and marks alone, except that `one-carries` says that nobody comes near.
    `all-the-same` and `camps` say something about everybody's marks, without their amounts.
    """
    limits = thresholds or Thresholds()
    told = shares.told(limits.raters)
    few = tuple(each for each in shares.members if each not in told)
    found = [*_group(shares, limits), *_persons(shares, told, limits)]
    return (_too_few(few, shares, limits), *found) if few else tuple(found)


def _too_few(
    few: tuple[Member, ...], shares: Shares[Member], limits: Thresholds
) -> Noticed[Member]:
    return Noticed(
        name="too-few",
        sentence=wordings.too_few(few=len(few), members=len(shares.members), raters=limits.raters),
        letter=wordings.your_too_few(raters=limits.raters),
        members=few,
    )


def _group(shares: Shares[Member], limits: Thresholds) -> Iterator[Noticed[Member]]:
    """Yield what is about the group: it takes the marks and no shares."""
    rows = {rater: _others(shares, rater) for rater in shares.given}
    rows = {rater: row for rater, row in rows.items() if len(row) > 1}
    if len(rows) < limits.raters:
        return
    if all(max(row.values()) - min(row.values()) <= limits.same for row in rows.values()):
        yield Noticed(name="all-the-same", sentence=wordings.all_the_same())
    elif _camps(rows, limits.camps):
        yield Noticed(name="camps", sentence=wordings.camps())


def _persons(
    shares: Shares[Member], told: Mapping[Member, float], limits: Thresholds
) -> Iterator[Noticed[Member]]:
    """Yield what is about persons: it takes shares that enough others stand behind."""
    ranked = sorted(told, key=lambda each: told[each], reverse=True)
    first, second = ranked[:1], ranked[1:2]
    if any(told[each] >= limits.carries for each in first) and all(
        told[first[0]] - told[each] >= limits.ahead for each in second
    ):
        yield Noticed(
            name="one-carries",
            sentence=wordings.one_carries(),
            letter=wordings.you_carry(),
            members=first,
        )
    low = tuple(each for each, share in told.items() if share <= limits.left_out)
    if low:
        yield Noticed(
            name="left-out",
            sentence=wordings.left_out(),
            letter=wordings.you_left_out(),
            members=low,
        )
    gaps = {
        each: _gap(shares, share, each, limits.raters)
        for each, share in told.items()
        if each not in low
    }
    if over := tuple(each for each, gap in gaps.items() if gap >= limits.confidence):
        yield Noticed(name="over-confident", letter=wordings.over_confident(), members=over)
    if under := tuple(each for each, gap in gaps.items() if -gap >= limits.confidence):
        yield Noticed(name="under-confident", letter=wordings.under_confident(), members=under)


def _others(shares: Shares[Member], rater: Member) -> dict[Member, float]:
    """Return what a rater gave to others, in percent of equal marks among these."""
    marks = shares.given[rater]
    return level({to: mark for to, mark in marks.items() if mark is not None and to != rater})


def own_view(shares: Shares[Member], member: Member, raters: int) -> float | None:
    """Return how a member sees their own part, in percent as their share is told; None if unknown.

    It takes a mark for everyone whom the share is measured against. Held against those alone
    whom the member chose to rate, it would say something of their shares.
    """
    own = shares.given.get(member, {})
    marks = {each: own.get(each) for each in measured(shares, raters)}
    known = {each: mark for each, mark in marks.items() if mark is not None}
    return level(known).get(member) if len(known) == len(marks) else None


def _gap(shares: Shares[Member], told: float, member: Member, raters: int) -> float:
    """Return how much larger a member sees their own part than the others do, in percent."""
    own = own_view(shares, member, raters)
    return 0 if own is None else own - told


def _camps(rows: Mapping[Member, Mapping[Member, float]], gap: float) -> bool:
    """Return whether those who rate split into two groups, each clearly above the other to itself.

    To somebody who rated all of them, their own group can only be those above some mark. So it
    is enough to try each mark of one such row, and it takes one.
    """
    rows = {
        rater: {each: mark for each, mark in row.items() if each in rows}
        for rater, row in rows.items()
    }
    for rater, row in rows.items():
        if len(row) == len(rows) - 1:
            return any(
                _is_split({rater, *(each for each in row if row[each] >= cut)}, rows, gap)
                for cut in row.values()
            )
    return False


def _is_split(camp: set[Member], rows: Mapping[Member, Mapping[Member, float]], gap: float) -> bool:
    if not 2 <= len(camp) <= len(rows) - 2:
        return False
    for rater, row in rows.items():
        own = [mark for each, mark in row.items() if (each in camp) == (rater in camp)]
        other = [mark for each, mark in row.items() if (each in camp) != (rater in camp)]
        if not own or not other or min(own) <= max(other) or min(own) - max(other) < gap:
            return False
    return True
