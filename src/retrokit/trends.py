"""Trends: a team's digests in, each question followed from retro to retro out.

What small numbers cannot tell is said in words, and nothing is called a change that chance would
bring about now and then. The figures behind the words are for programs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain, combinations
from statistics import mean, median

from attrs import frozen

from .engine.digest import Digest, TeamAction, decided_in, team_actions
from .engine.state import Remark
from .events import ActionItem, ActionStatus, Measure
from .stats import Interval, Test, Trend, mann_kendall, permutation, response_bounds

CHANCE = 0.005
"""What a p-value must be below before more than chance is spoken of. A team reads two sentences for
each question after each retro: at .05 more than half of the teams in which nothing changes would
read of a change within a year. docs/numbers.md has the rates. Source of the level: Benjamin et al.,
Redefine statistical significance, Nature Human Behaviour 2, 2018."""
FEWEST = 6
"""With fewer retros no trend could be told from chance: of 5 different values 2 of 120 orders only
rise or only fall, p .017; of 6 it is 2 of 720."""
BEFORE = 4
"""With how many retros before, at most, the latest is compared. One alone could tell five people of
the very largest changes only; with four, three people can be told of one (1 of 455 ways, p .002),
and five mostly are told of a fall by two steps. More would hold a team against times long past."""
MOST_ANSWERS = 200
"""The most answers that are compared: the exact test takes about a second for as many, and with
more the distribution speaks for itself."""

LATEST = 100
"""How many retros a trend is over, the latest ones: the exact test of many more takes seconds, and
what a team said years ago is not what it would know of itself."""


@frozen(kw_only=True)
class Point:
    """What one retro answered to a question. `day` is the day it began, where it was held."""

    retro: str
    day: date
    measure: Measure

    @property
    def value(self) -> float:
        """Return the median of a scale (scored: more is better), the share of a choice (0 to 1)."""
        values = self.measure.values
        return sum(values) / len(values) if self.measure.share else float(median(values))

    @property
    def bounds(self) -> Interval | None:
        """Return what the silent could make of a share; None for scales and if all answered."""
        measure = self.measure
        if not measure.share or measure.replies == measure.team:
            return None
        return response_bounds(measure.counts[1], measure.replies, measure.team)

    @property
    def told(self) -> str:
        """Return the value as people read it: a median, or so many of those who answered."""
        measure = self.measure
        if measure.share:
            return f"{measure.counts[1]} of {measure.replies}"
        return f"{self.value:g}"


@frozen(kw_only=True)
class Series:
    """One question followed over a team's retros: at least one point, oldest first.

    `trend` is over the latest `LATEST` points, and None with one only. `change` compares the
    answers of the last point with those of the `before` points ahead of it, as two groups. Mostly
    these are the same people, so that it is cautious: it may miss a change that would show if each
    person's answers could be held against each other, and nobody keeps who gave which. It is None
    with one point, and where the last two have more than `MOST_ANSWERS`.
    """

    question: str
    points: tuple[Point, ...]
    trend: Trend | None
    change: Test | None
    before: int = 0

    @property
    def latest(self) -> Point:
        """Return the last point."""
        return self.points[-1]

    @property
    def share(self) -> bool:
        """Return whether it is the share of a choice's favourable options."""
        return self.latest.measure.share

    @property
    def low(self) -> int:
        """Return the least value there can be."""
        return self.latest.measure.low

    @property
    def high(self) -> int:
        """Return the greatest value there can be."""
        return self.low + len(self.latest.measure.counts) - 1

    @property
    def reverse(self) -> bool:
        """Return whether the question was reverse-scored: answered low, counted as good."""
        return self.latest.measure.reverse

    @property
    def trend_told(self) -> str:
        """Return in words whether it rises or falls, and how sure one can be."""
        if self.trend is None:
            return "asked once so far"
        recent = self.points[-LATEST:]
        retros = f"{'the latest ' * (len(recent) < len(self.points))}{len(recent)} retros"
        if all(each.value == self.latest.value for each in recent):
            return f"the same in {retros}"
        if len(recent) < FEWEST:
            return f"{retros}; it takes {FEWEST} or more to tell a trend from chance"
        if self.trend.smallest_p >= CHANCE:
            return f"{retros}; too many values are alike to tell a trend from chance"
        if self.trend.p >= CHANCE:
            return f"{retros}; what rise or fall there is may be chance"
        if self.trend.s * _rises(each.measure for each in recent) < 0:
            return f"{retros}; the middle and the rest of the answers go different ways. {LOOK}"
        way = "rising" if self.trend.s > 0 else "falling"
        return f"{way} over {retros}, more than chance would explain. Ask the room why"

    @property
    def change_told(self) -> str:
        """Return in words what has changed since last time, and how sure one can be."""
        if len(self.points) == 1:
            return "first time"
        last, now = self.points[-2], self.latest
        if self.change is None:
            return f"{_moved(last, now)}; too many answers for an exact test"
        if self.change.p >= CHANCE and last.measure.counts == now.measure.counts:
            return _moved(last, now)
        if self.change.smallest_p >= CHANCE:
            return f"{_moved(last, now)}. Too few answers to call it a change. Ask the room"
        if self.change.p >= CHANCE:
            return f"{_moved(last, now)}. That may be chance. Ask the room"
        up = self.change.statistic > 0
        before = [each.measure for each in self.points[-1 - self.before : -1]]
        rise = now.value - _middle(before)
        if rise and (rise > 0) is not up:
            return f"{_stood(last, now)}. The middle and the rest went different ways. {LOOK}"
        moved = now.value - last.value
        lead = _stood(last, now) if moved and (moved > 0) is not up else _moved(last, now)
        against = f"against the {self.before} retros before, " if self.before > 1 else ""
        way = "higher" if up else "lower"
        return f"{lead}; {against}the answers are {way} than chance would explain. Ask the room why"


LOOK = "Look at how the answers are spread, and ask the room"


def _moved(last: Point, now: Point) -> str:
    """Return what the middle did since last time."""
    if last.measure.counts == now.measure.counts:
        return "the same answers as last time"
    if last.value == now.value:
        return f"the same {'' if now.measure.share else 'median '}as last time"
    return f"{'up' if now.value > last.value else 'down'} from {last.told} to {now.told}"


def _stood(last: Point, now: Point) -> str:
    """Return where the middle was and is, where "up" or "down" would be half the truth."""
    return f"{last.told} last time, {now.told} now"


def _middle(measures: Sequence[Measure]) -> float:
    """Return the value of several retros taken together, as `Point.value` is of one."""
    values = [each for measure in measures for each in measure.values]
    return mean(values) if measures[0].share else median(values)


def _rises(measures: Iterable[Measure]) -> int:
    """Return how many pairs of retros rise less those that fall, by all answers added up."""
    means = [mean(each.values) for each in measures]
    return sum((late > early) - (late < early) for early, late in combinations(means, 2))


@frozen(kw_only=True)
class GoalPoint:
    """What one retro decided that `served` a goal, and at its `cost`. `day` is when it began.

    Of the action items among what served it, `done` are done by now. What was dropped is not
    counted.
    """

    retro: str
    day: date
    served: int
    cost: int
    done: int


@frozen(kw_only=True)
class GoalRecord:
    """What a team decided for one goal and at its cost, retro by retro, the oldest first.

    Retros that neither served it nor were at its cost have no point. `open`, `done` and `dropped`
    are the action items that serve it.
    """

    goal: str
    points: tuple[GoalPoint, ...]
    open: int
    done: int
    dropped: int

    @property
    def served(self) -> int:
        """Return how many decisions and action items serve it, in all."""
        return sum(each.served for each in self.points)

    @property
    def cost(self) -> int:
        """Return how many decisions and action items were at its cost, in all."""
        return sum(each.cost for each in self.points)


def series_of(digests: Iterable[Digest]) -> list[Series]:
    """Return the questions of one team's retros, each over time, in the order first asked.

    A question is known by its name and its scale: the same name with other steps is another one.
    """
    followed: dict[tuple[object, ...], list[Point]] = {}
    for digest in sorted(digests, key=lambda each: (each.started, each.id)):
        for name, measure in digest.measures.items():
            scale = (measure.low, len(measure.counts), measure.share, measure.reverse)
            point = Point(retro=digest.id, day=digest.started.date(), measure=measure)
            followed.setdefault((name, *scale), []).append(point)
    return [_series(str(name), tuple(points)) for (name, *_), points in followed.items()]


def _series(question: str, points: tuple[Point, ...]) -> Series:
    trend = change = None
    before: list[int] = []
    compared = 0
    if len(points) > 1:
        trend = mann_kendall(each.value for each in points[-LATEST:])
        *earlier, latest = (each.measure for each in points[-1 - BEFORE :])
        room = MOST_ANSWERS - latest.replies
        for measure in reversed(earlier):
            if len(before) + measure.replies > room:
                break
            before += measure.values
            compared += 1
        if compared:
            change = permutation(before, latest.values)
    return Series(question=question, points=points, trend=trend, change=change, before=compared)


def goals_of(digests: Iterable[Digest]) -> list[GoalRecord]:
    """Return what was decided for each goal and at its cost, in the order first named."""
    digests = sorted(digests, key=lambda each: (each.started, each.id))
    items = team_actions(digests)
    decided = [(each, decided_in(each, items)) for each in digests]
    named = dict.fromkeys(
        goal
        for each in (
            *chain.from_iterable(held for _, held in decided),
            *(one.item for one in items),
        )
        for goal in (*each.serves, *each.costs)
    )
    return [
        GoalRecord(
            goal=goal,
            points=tuple(
                point
                for digest, held in decided
                if (point := _goal_point(digest, held, goal)).served or point.cost
            ),
            **_became(items, goal),
        )
        for goal in named
    ]


def _goal_point(digest: Digest, decided: Sequence[Remark | ActionItem], goal: str) -> GoalPoint:
    serve = [each for each in decided if goal in each.serves]
    done = [each for each in serve if getattr(each, "status", None) is ActionStatus.DONE]
    return GoalPoint(
        retro=digest.id,
        day=digest.started.date(),
        served=len(serve),
        cost=sum(goal in each.costs for each in decided),
        done=len(done),
    )


def _became(items: Iterable[TeamAction], goal: str) -> dict[str, int]:
    counts = Counter(each.item.status for each in items if goal in each.item.serves)
    return {status.value: counts[status] for status in ActionStatus}
