"""Trends: a team's digests in, each question followed from retro to retro out.

What small numbers cannot tell is said in words. A p-value is given only where some outcome could
have reached `CHANCE`; where none could, that is what is said instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from statistics import median

from attrs import frozen

from .events import ActionStatus
from .retro.digest import Digest, Measure, team_actions
from .stats import Interval, Test, Trend, mann_kendall, permutation, response_bounds

CHANCE = 0.05
"""What a p-value must be below before more than chance is spoken of."""
FEWEST = 5
"""With fewer retros no trend could be told from chance: of 4 different values 2 of 24 orders only
rise or only fall, p .083; of 5 it is 2 of 120."""
MOST_ANSWERS = 100
"""The most answers of a retro that are compared with the last one's: the exact test takes about a
second for as many, and with more the distribution speaks for itself."""

LATEST = 100
"""How many retros a trend is over, the latest ones: the exact test of many more takes seconds, and
what a team said years ago is not what it would know of itself."""


@frozen(kw_only=True)
class Point:
    """What one retro answered to a question. `day` is the day it began, in UTC."""

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
    answers of the last two points, as two groups. Mostly these are the same people, so that it is
    cautious: it may miss a change that would show if each person's two answers could be held
    against each other, and nobody keeps who gave which. It is None with one point, and with more
    than `MOST_ANSWERS`.
    """

    question: str
    points: tuple[Point, ...]
    trend: Trend | None
    change: Test | None

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
            best = p_told(self.trend.smallest_p)
            return (
                f"{retros}; too many values are alike to tell a trend from chance ({best} at best)"
            )
        if self.trend.p >= CHANCE:
            return f"{retros}; what rise or fall there is may be chance ({p_told(self.trend.p)})"
        way = "rising" if self.trend.s > 0 else "falling"
        return f"{way} over {retros}, more than chance would explain ({p_told(self.trend.p)})"

    @property
    def change_told(self) -> str:
        """Return in words what has changed since last time, and how sure one can be."""
        if len(self.points) == 1:
            return "first time"
        before = self.points[-2]
        if before.measure.counts == self.latest.measure.counts:
            return "the same answers as last time"
        if before.value == self.latest.value:
            moved = "the same as last time" if self.share else "the same median as last time"
        else:
            way = "up" if self.latest.value > before.value else "down"
            moved = f"{way} from {before.told} to {self.latest.told}"
        if self.change is None:
            return f"{moved}; too many answers for an exact test"
        if self.change.smallest_p >= CHANCE:
            best = p_told(self.change.smallest_p)
            return f"{moved}; too few answers, or too alike, to tell from chance ({best} at best)"
        if self.change.p >= CHANCE:
            return f"{moved}; that may be chance ({p_told(self.change.p)})"
        way = "higher" if self.change.statistic > 0 else "lower"
        p = p_told(self.change.p)
        return f"{moved}; the answers are {way} than chance would explain ({p})"


@frozen(kw_only=True)
class GoalRecord:
    """What became of the action items that a team decided for one goal."""

    goal: str
    done: int
    open: int
    dropped: int

    @property
    def decided(self) -> int:
        """Return how many were decided."""
        return self.done + self.open + self.dropped


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
    if len(points) > 1:
        trend = mann_kendall(each.value for each in points[-LATEST:])
        before, after = (each.measure for each in points[-2:])
        if max(before.replies, after.replies) <= MOST_ANSWERS:
            change = permutation(before.values, after.values)
    return Series(question=question, points=points, trend=trend, change=change)


def goals_of(digests: Iterable[Digest]) -> list[GoalRecord]:
    """Return what became of the action items for each goal, in the order first decided."""
    found: dict[str, Counter[ActionStatus]] = {}
    for action in team_actions(digests):
        if action.item.goal is not None:
            found.setdefault(action.item.goal, Counter())[action.item.status] += 1
    return [
        GoalRecord(
            goal=goal,
            done=counts[ActionStatus.DONE],
            open=counts[ActionStatus.OPEN],
            dropped=counts[ActionStatus.DROPPED],
        )
        for goal, counts in found.items()
    ]


def p_told(p: float) -> str:
    """Return a p-value as it is written: `p=.083`, `p<.001`."""
    if p < 0.001:
        return "p<.001"
    return f"p={p:.3f}".replace("0.", ".", 1) if p < 0.9995 else "p=1"
