"""The scorings: what the engine asks for when the answers about teammates are opened.

What comes out, and to whom:

- A member is told their own share if three others or more rated it, and how they see it
  themself. What they gave themself is left out where somebody else reads the letter, too.
- No letter tells another's share. Shares average 100, and `sharing.measured` sees to it that
  neither one's own share nor all those that are told give another one away. Own views are held
  against what is told only where a member has rated everyone: whoever rated one teammate alone
  would learn from it what the others gave that one.
- The group is told one number that all shares enter, rounded to 5 %, or that they are nearly equal,
  and only where four shares or more are told. No lowest, highest or quartile: each of these is
  somebody's share, and beside one's own and the average they tell the rest. Of three shares, one's
  own and how far all lie from equal tell the other two.
- The group is told findings without names. Those about single shares take four that are told,
  too.

Under a named attribution everybody sees who gave what, and all of this holds all the same.
Where answers are anonymous nobody knows which row is whose: everybody has rated themself, that
mark counts, one rater less is counted in case it was the member, and nothing is said about own
views or camps.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from functools import partial

from attrs import evolve

from retrokit import Allocation, Finding, PeerAnswers, Said, Scores, Scoring, Severity

from . import wordings
from .methods import METHODS
from .noticing import Noticed, findings, own_view
from .ratings import Rating
from .sharing import FEWEST_RATERS, Shares, level, measured, shares

_SEVERITY = {
    "one-carries": Severity.WARNING,
    "left-out": Severity.WARNING,
    "camps": Severity.WARNING,
}

_OF_OWN_VIEWS = {"over-confident", "under-confident"}
_OF_SHARES = {"one-carries", "left-out"}

ENOUGH_FOR_THE_GROUP = 4
"""With fewer shares than this, how far they lie apart would tell them, and "at least one of you"
whose they are: of four members with one absent, three rated that one alone."""


NEARLY_EQUAL = 7.5
"""Below this many percent the shares are nearly equal: where all carry the same, half of all groups
come to 5 % by chance."""


def score(answers: PeerAnswers, *, method: str) -> Scores:
    """Return what is told to the group and to each member, by one of the methods."""
    found = _shares(answers, method)
    noticed, told = findings(found), found.told()
    return Scores(
        group=tuple(_spread(told)),
        findings=tuple(
            Finding(severity=_SEVERITY.get(each.name, Severity.NOTICE), sentence=each.sentence)
            for each in noticed
            if each.sentence and (len(told) >= ENOUGH_FOR_THE_GROUP or each.name not in _OF_SHARES)
        ),
        letters={
            member: tuple(_letter(member, answers, found, noticed)) for member in answers.members
        },
    )


def _shares(answers: PeerAnswers, method: str) -> Shares[Hashable]:
    """Return the shares; unknown raters are numbers in `given`, and no members."""
    question = answers.question
    rows: dict[Hashable, dict[Hashable, Rating]] = {
        at if rater is None else rater: {who: list(marks) for who, marks in row}
        for at, (rater, row) in enumerate(answers.rows)
    }
    unknown = [each for each in rows if not isinstance(each, str)]
    points = isinstance(question, Allocation)
    found = shares(
        rows,
        members=[*answers.members, *unknown],
        method=method,
        self_ratings=bool(unknown),
        # The lowest step is one step above nothing: marks from 1 to 5 count as they are, and
        # whoever gives everyone the lowest mark has given everyone the same.
        scale=None if (steps := question.steps) is None else (steps[0] - 1, steps[-1]),
        per_criterion=not points and method != "autorating",
    )
    if not unknown:
        return found
    others = {each: max(found.raters[each] - 1, 0) for each in answers.members}
    return evolve(found, members=answers.members, raters=others)


def _spread(told: Mapping[Hashable, float]) -> Iterator[Said]:
    """Yield how unequal the shares are, as what would have to move for them to be equal.

    Source: E. M. Hoover, The Measurement of Industrial Localization, The Review of Economics and
    Statistics 18 (1936): half the sum of how far each lies from the mean, over the sum of all.
    """
    if len(told) < ENOUGH_FOR_THE_GROUP:
        return
    away = math.fsum(abs(share - 100) for share in level(told).values()) / (2 * len(told))
    if away >= NEARLY_EQUAL:
        yield wordings.to_move(percent=5 * math.floor(away / 5 + 0.5))
    else:
        yield wordings.nearly_equal()
    yield wordings.not_a_grade()


def _letter(
    member: str,
    answers: PeerAnswers,
    found: Shares[Hashable],
    noticed: tuple[Noticed[Hashable], ...],
) -> Iterator[Said]:
    told = found.told().get(member)
    # What a member says of themself is nobody else's, whoever else the share is shown to.
    alone = answers.question.shown_to == "member"
    if told is not None:
        yield _how_seen(member, answers, found, told)
        if alone:
            yield from _own_view(member, answers, found, told)
    for each in noticed:
        if member in each.members and (alone or each.name not in _OF_OWN_VIEWS):
            yield each.letter
    if told is not None:
        yield wordings.what_was_seen()


def _how_seen(member: str, answers: PeerAnswers, found: Shares[Hashable], told: float) -> Said:
    factor: dict[str, object] = {}
    if found.method in wordings.FACTORS:
        times = METHODS[found.method].express(Fraction(told) / 100)
        factor = {"factor": round(float(times), 2), "method": found.method}
    return wordings.your_share(
        share=round(told),
        raters=found.raters[member],
        others=len(answers.members) - 1,
        with_own=_anonymous(answers),
        **factor,
    )


def _own_view(
    member: str, answers: PeerAnswers, found: Shares[Hashable], told: float
) -> Iterator[Said]:
    """Yield how a member sees their own part, beside how the others do if that can be compared."""
    own = found.given.get(member, {}).get(member)
    if own is None:
        return
    level_with_others = own_view(found, member, FEWEST_RATERS)
    if not isinstance(answers.question, Allocation):
        share = own if level_with_others is None else level_with_others
        yield wordings.you_see(share=round(share), among_rated=level_with_others is None)
        return
    gave = {who: marks[0] for rater, row in answers.rows if rater == member for who, marks in row}
    if level_with_others is None:
        rated = [points for points in gave.values() if points is not None]
        equal = float(f"{sum(rated) / len(rated):.4g}")
        yield wordings.you_gave(points=gave[member], rated=len(rated), equal=equal)
    else:
        compared = [gave[str(each)] or 0 for each in measured(found)]
        seen = told * sum(compared) / len(compared) / 100
        yield wordings.you_gave_they_would(points=gave[member], others=round(seen))


def _anonymous(answers: PeerAnswers) -> bool:
    return any(rater is None for rater, _ in answers.rows)


SCORINGS = (
    Scoring(
        name="fair-share",
        title="Shares, made up for strict raters and absentees (as TEAMMATES does)",
        score=partial(score, method="teammates"),
        wordings=wordings.WORDINGS,
    ),
    Scoring(
        name="fair-share-webpa",
        title="Factors that average 1 (as WebPA does)",
        score=partial(score, method="webpa"),
        wordings=wordings.WORDINGS,
    ),
    Scoring(
        name="fair-share-autorating",
        title="Factors of at most 1.05 (Kaufman, Felder and Fuller)",
        score=partial(score, method="autorating"),
        wordings=wordings.WORDINGS,
    ),
)
