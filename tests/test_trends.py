"""Questions followed from retro to retro, and what few numbers may be said to tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations_with_replacement, pairwise, permutations
from random import Random
from statistics import mean, median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrokit.engine.digest import Digest
from retrokit.engine.state import Remark
from retrokit.events import ActionItem, ActionStatus, Measure
from retrokit.kinds.ask.outline import SPLIT, agreed
from retrokit.reports.charts import BLOCKS, SHOWN, chart, digits, sparkline
from retrokit.reports.wording import over_time, points, spread
from retrokit.stats import Interval, agreement, permutation
from retrokit.trends import (
    BEFORE,
    CHANCE,
    FEWEST,
    LATEST,
    MOST_ANSWERS,
    GoalPoint,
    Series,
    goals_of,
    series_of,
)

T0 = datetime(2025, 3, 4, 9, tzinfo=UTC)


def scale(*answers: int, team: int = 6, low: int = 1, high: int = 5, **more: Any) -> Measure:
    counts = tuple(answers.count(step) for step in range(low, high + 1))
    return Measure(counts=counts, team=team, low=low, **more)


def share(yes: int, replies: int, team: int = 6) -> Measure:
    return Measure(counts=(replies - yes, yes), team=team, low=0, share=True)


def digests(*measures: Measure | None, name: str = "safe") -> list[Digest]:
    """Return a team's retros, two weeks apart, each with a measure or none."""
    return [
        Digest(
            id=f"r{number:07}",
            team="Lander",
            format="f",
            title="F",
            started=T0 + timedelta(weeks=2 * number),
            measures={} if each is None else {name: each},
        )
        for number, each in enumerate(measures)
    ]


def one(*measures: Measure | None) -> Series:
    [series] = series_of(digests(*measures))
    return series


def rising(values: Sequence[int], **more: Any) -> Series:
    """Return a series of retros in which all four gave one value."""
    return one(*(scale(*[each] * 4, **more) for each in values))


# --- points


def test_a_point_tells_the_median_and_where_it_is_from() -> None:
    [point] = one(None, scale(2, 5, 4, 4)).points
    assert (point.retro, point.day) == ("r0000001", date(2025, 3, 18))
    assert (point.value, point.told, point.bounds) == (4, "4", None)
    assert one(scale(3, 4)).latest.told == "3.5"


def test_a_point_of_a_choice_tells_the_share_and_what_the_silent_could_make_of_it() -> None:
    point = one(share(3, 4)).latest
    assert (point.value, point.told) == (0.75, "3 of 4")
    assert point.bounds == Interval(3 / 6, 5 / 6)
    assert spread(point) == "3 to 5 of 6"
    everybody = one(share(4, 6)).latest
    assert (everybody.bounds, spread(everybody)) == (None, "4 of 6")


@given(st.lists(st.integers(1, 5), min_size=1, max_size=8))
def test_a_measure_holds_the_answers_and_their_number(answers: list[int]) -> None:
    measure = scale(*answers, team=9)
    assert measure.values == tuple(sorted(answers))
    assert measure.replies == len(answers)
    assert one(measure).latest.value == median(answers)


# --- series


def test_questions_are_followed_in_order_of_time_whatever_the_order_given() -> None:
    series = one(scale(1), None, scale(2), scale(3))
    assert [each.value for each in series.points] == [1, 2, 3]
    backwards = reversed(digests(scale(1), None, scale(2), scale(3)))
    assert series_of(backwards) == [series]
    assert series_of([]) == []


def test_the_same_name_on_another_scale_is_another_question() -> None:
    held = digests(scale(3), scale(3, high=10), share(1, 2), scale(3, reverse=True), scale(4))
    found = series_of(held)
    assert [(each.high, each.share, each.reverse, len(each.points)) for each in found] == [
        (5, False, False, 2), (10, False, False, 1), (1, True, False, 1), (5, False, True, 1),
    ]  # fmt: skip
    assert (found[0].low, found[0].question) == (1, "safe")


# --- the trend


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ([3], "asked once so far"),
        ([3, 3, 3], "the same in 3 retros"),
        ([2, 3], "2 retros; it takes 6 or more to tell a trend from chance"),
        ([1, 2, 3, 4, 5], "5 retros; it takes 6 or more to tell a trend from chance"),
        ([2, 2, 2, 2, 2, 3], "6 retros; too many values are alike to tell a trend from chance"),
        (
            [1, 1, 2, 3, 4, 5, 5],
            "rising over 7 retros, more than chance would explain. Ask the room why",
        ),
        (
            [5, 5, 4, 3, 2, 1, 1],
            "falling over 7 retros, more than chance would explain. Ask the room why",
        ),
        ([1, 2, 3, 4, 5, 3, 5], "7 retros; what rise or fall there is may be chance"),
    ],
)
def test_a_trend_is_told_in_words(values: list[int], told: str) -> None:
    assert rising(values).trend_told == told


def test_a_trend_is_over_the_latest_retros_where_there_are_very_many() -> None:
    series = rising([1, 2, 3, 4, 5] * 4 + [3] * LATEST)
    assert series.trend_told == f"the same in the latest {LATEST} retros"
    assert len(series.points) == LATEST + 20
    assert rising([2] + [1] * 60 + [2] * 40).trend_told == (
        "rising over the latest 100 retros, more than chance would explain. Ask the room why"
    )


def test_no_trend_is_told_by_the_middle_where_the_rest_goes_the_other_way() -> None:
    rows = [[1, 1, middle, 5 - fall, 5 - fall] for middle, fall in
            [(1, 0), (1, 0), (2, 1), (2, 1), (3, 2), (3, 2), (3, 2), (3, 2)]]  # fmt: skip
    series = one(*(scale(*row) for row in rows))
    assert series.trend is not None
    assert series.trend.s > 0
    assert series.trend.p < CHANCE
    assert series.trend_told == (
        "8 retros; the middle and the rest of the answers go different ways. "
        "Look at how the answers are spread, and ask the room"
    )


def test_the_fewest_retros_are_those_that_can_be_told_from_chance() -> None:
    """Of n different values 2 of the n! orders are as extreme as can be; here each is counted."""

    def best(n: int) -> float:
        orders = list(permutations(range(1, n + 1)))
        monotone = sum(list(each) in (sorted(each), sorted(each)[::-1]) for each in orders)
        return monotone / len(orders)

    assert best(FEWEST - 1) >= CHANCE > best(FEWEST)
    trend = rising([1, 2, 3, 4]).trend
    assert trend is not None
    assert trend.smallest_p == pytest.approx(best(4))


def test_of_a_question_that_was_asked_once_nothing_else_is_said() -> None:
    assert over_time(rising([3])) == ["Asked once so far."]


# --- the change since last time


MAY_BE = "That may be chance. Ask the room"
TOO_FEW = "Too few answers to call it a change. Ask the room"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ([3, 4], [4, 3], "the same answers as last time"),
        ([2, 3], [4, 5], f"up from 2.5 to 4.5. {TOO_FEW}"),
        ([4, 4, 4, 4], [2, 3, 2, 3], f"down from 4 to 2.5. {TOO_FEW}"),
        ([1, 1, 2, 3, 4, 5, 5, 5], [3, 4, 4, 4, 5, 5, 4, 5], f"up from 3.5 to 4. {MAY_BE}"),
        ([1, 2, 5, 5, 1, 5, 2, 5], [1, 3, 4, 5, 2, 5, 1, 4],
         f"the same median as last time. {MAY_BE}"),
        ([4, 4, 5, 5, 5, 5], [1, 2, 2, 3, 3, 3],
         "down from 5 to 2.5; the answers are lower than chance would explain. Ask the room why"),
        ([1, 2, 2, 3, 3, 3], [4, 4, 5, 5, 5, 5],
         "up from 2.5 to 5; the answers are higher than chance would explain. Ask the room why"),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words(before: list[int], after: list[int], told: str) -> None:
    assert one(scale(*before), scale(*after)).change_told == told


def test_the_latest_answers_are_held_against_those_of_four_retros_before() -> None:
    steady = [scale(4, 4, 5, 4, 5)] * 6
    series = one(*steady, scale(2, 2, 3, 3, 2))
    assert series.before == BEFORE == 4
    assert series.change == permutation([4, 4, 5, 4, 5] * 4, [2, 2, 3, 3, 2])
    assert series.change_told == (
        "down from 4 to 2; against the 4 retros before, the answers are lower than chance would "
        "explain. Ask the room why"
    )
    assert one(*steady[:2], scale(2, 2, 3, 3, 2)).before == 2
    assert (one(*steady[:2]).before, one(*steady[:1]).before) == (1, 0)
    # Two retros are too few for three people, and too few for them is told as that.
    told = [one(*[scale(5, 5, 5)] * many, scale(1, 1, 1)).change_told for many in (2, 4)]
    assert ["than chance" in each for each in told] == [False, True]


def test_a_fall_that_lasts_is_not_taken_back_by_a_small_rise() -> None:
    high, low, lower = scale(*[5] * 8, 4), scale(*[2] * 4, *[3] * 5), scale(*[2] * 5, *[3] * 4)
    series = one(high, high, high, lower, low)
    assert series.change_told == (
        "2 last time, 3 now; against the 4 retros before, the answers are lower than chance "
        "would explain. Ask the room why"
    )
    again = one(high, high, high, low, low)
    assert again.change_told == (
        "the same answers as last time; against the 4 retros before, the answers are lower than "
        "chance would explain. Ask the room why"
    )


def test_nothing_is_called_lower_whose_middle_is_higher() -> None:
    before = [3] * 11 + [5] * 10
    after = [1] * 10 + [4] * 11
    assert permutation(before, after).p < CHANCE
    assert one(scale(*before), scale(*after)).change_told == (
        "3 last time, 4 now. The middle and the rest went different ways. "
        "Look at how the answers are spread, and ask the room"
    )


def test_no_sentence_names_two_directions() -> None:
    draw = Random(5)
    for _ in range(700):
        size = draw.choice((5, 8, 12))
        retros = []
        for _ in range(draw.choice((2, 3, 5))):
            weights = [draw.random() ** 3 + 0.01 for _ in range(5)]
            retros.append(scale(*draw.choices(range(1, 6), weights=weights, k=size)))
        told = one(*retros).change_told
        assert not ("up from" in told and "lower" in told), told
        assert not ("down from" in told and "higher" in told), told
        if "than chance" in told:
            *earlier, latest = (each.values for each in retros[-1 - BEFORE :])
            pooled = [value for each in earlier for value in each]
            assert "higher" in told or mean(latest) < mean(pooled)
            assert "higher" in told or median(latest) <= median(pooled)
            assert "lower" in told or median(latest) >= median(pooled)


def test_the_change_of_a_share_is_told_in_people() -> None:
    assert one(share(0, 6), share(6, 6)).change_told == (
        "up from 0 of 6 to 6 of 6; the answers are higher than chance would explain. "
        "Ask the room why"
    )
    assert one(share(2, 4), share(3, 6)).change_told == f"the same as last time. {TOO_FEW}"
    assert one(share(2, 4)).change_told == "first time"


def test_of_very_many_answers_no_exact_change_is_computed() -> None:
    series = one(scale(*[3] * 4), scale(*[4] * (MOST_ANSWERS - 3), team=200))
    assert (series.change, series.before) == (None, 0)
    assert series.change_told == "up from 3 to 4; too many answers for an exact test"
    assert series.trend is not None
    # As many of the retros before as are not too many together, the nearest first.
    half = scale(*[3, 4] * (MOST_ANSWERS // 4), team=200)
    assert one(half, half).before == one(half, half, half).before == 1


@given(st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=6), min_size=1, max_size=7))
def test_a_change_is_told_only_where_some_outcome_could_have_been_unlikely(
    retros: list[list[int]],
) -> None:
    series = one(*(scale(*each) for each in retros))
    for test, told in ((series.trend, series.trend_told), (series.change, series.change_told)):
        if test is not None and test.smallest_p >= CHANCE:
            assert "explain" not in told
            assert "may be chance" not in told
        assert "p=" not in told


# --- how often what is told is wrong, and how often it is missed


def team(
    draw: Random, people: int, retros: int, *, level: float = 4.0, fall: float = 0, at: int = 0
) -> list[list[int]]:
    """Return answers from 1 to 5 of people who differ, and whose own answers waver a little."""
    selves = [draw.gauss(0, 0.7) for _ in range(people)]
    return [
        [
            min(5, max(1, round(level - fall * (number >= at) + each + draw.gauss(0, 0.6))))
            for each in selves
        ]
        for number in range(retros)
    ]


def told_of(answers: list[list[int]]) -> tuple[str, str]:
    series = one(*(scale(*each) for each in answers))
    return series.change_told, series.trend_told


def test_at_most_one_in_seven_steady_teams_reads_of_a_change_within_a_year() -> None:
    """Five people, twelve retros, four questions; 4 in 100 is what many more runs give."""
    draw = Random(11)
    teams, alarmed = 40, 0
    for _ in range(teams):
        four = [team(draw, 5, 12, level=3.7) for _ in range(4)]
        alarmed += any(
            "than chance would explain" in told
            for answers in four
            for upto in range(2, 13)
            for told in told_of(answers[:upto])
        )
    assert alarmed / teams <= 0.15


@pytest.mark.parametrize(("people", "fall", "least"), [(5, 2.0, 0.60), (12, 1.5, 0.85)])
def test_a_real_fall_is_told_at_once(people: int, fall: float, least: float) -> None:
    draw = Random(12)
    told = [told_of(team(draw, people, 7, fall=fall, at=6))[0] for _ in range(80)]
    assert sum("lower than chance" in each for each in told) / len(told) >= least


@given(st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=6), min_size=2, max_size=7))
def test_turned_round_a_trend_is_the_same_the_other_way(retros: list[list[int]]) -> None:
    series = one(*(scale(*each) for each in retros))
    other = one(*(scale(*(6 - step for step in each)) for each in retros))
    assert series.trend is not None
    assert other.trend is not None
    assert series.trend.s == -other.trend.s
    assert series.trend.p == other.trend.p


# --- what became of the goals


def test_what_was_decided_is_counted_by_goal_as_it_stands() -> None:
    def item(number: int, status: ActionStatus, **goals: tuple[str, ...]) -> ActionItem:
        return ActionItem(number=number, text="x", status=status, decided=T0, changed=T0, **goals)

    done, open_, dropped = ActionStatus.DONE, ActionStatus.OPEN, ActionStatus.DROPPED
    first, second = digests(None, None)
    actions = (
        item(1, done, serves=("Home safe",), costs=("Be quick",)),
        item(2, open_, serves=("Go again",)),
        item(3, open_),
    )
    later = (
        item(1, dropped, serves=("Home safe",), costs=("Go again",)),
        item(2, done, serves=("Home safe", "Go again")),
    )
    decisions = (
        Remark(3, None, "x", True, serves=("Home safe",), untouched=("Go again",)),
        Remark(4, None, "x", True, costs=("Go again",)),
    )
    held = [
        Digest(
            id=each.id,
            team="Lander",
            format="f",
            title="F",
            started=each.started,
            actions=items,
            decisions=said,
        )
        for each, items, said in ((second, later, decisions), (first, actions, ()))
    ]
    found = {each.goal: each for each in goals_of(held)}
    assert [*found] == ["Home safe", "Be quick", "Go again"]
    home, quick, again = found.values()
    days = (first.started.date(), second.started.date())
    # What was dropped serves nothing and costs nothing; it is counted as dropped.
    assert home.points == (
        GoalPoint(retro=first.id, day=days[0], served=1, cost=0, done=1),
        GoalPoint(retro=second.id, day=days[1], served=2, cost=0, done=1),
    )
    assert (home.served, home.cost, home.done, home.open, home.dropped) == (3, 0, 2, 0, 1)
    assert (quick.served, quick.cost, len(quick.points)) == (0, 1, 1)
    assert again.points == (
        GoalPoint(retro=first.id, day=days[0], served=1, cost=0, done=0),
        GoalPoint(retro=second.id, day=days[1], served=1, cost=1, done=1),
    )


# --- together or apart


@pytest.mark.parametrize("steps", [3, 4, 5, 7, 11])
@pytest.mark.parametrize("answers", [4, 5, 6])
def test_nobody_is_a_camp_alone(steps: int, answers: int) -> None:
    """However four to six people answer, one who is apart from all others is no camp."""
    for given_ in combinations_with_replacement(range(steps), answers):
        gaps = [after - before for before, after in pairwise(given_)]
        widest = max(gaps)
        lone = widest > 1 and widest in (gaps[0], gaps[-1]) and gaps.count(widest) == 1
        if lone:
            counts = [given_.count(step) for step in range(steps)]
            assert agreement(counts) > SPLIT, given_


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([0, 0, 0, 4, 0], "All who answered gave the same answer."),
        ([0, 0, 0, 2, 2], "Those who answered largely agree."),
        ([0, 0, 1, 1, 1], "The answers are spread."),
        ([1, 1, 1, 1, 1], "The answers are spread."),
        ([2, 0, 0, 0, 2], "The answers are split into two camps."),
    ],
)
def test_agreement_is_told_in_words(counts: list[int], told: str) -> None:
    assert agreed(agreement(counts)) == told


# --- pictures


def test_a_sparkline_is_drawn_on_the_scale_of_its_question() -> None:
    assert sparkline(rising([1, 5, 3])) == "▁█▅"
    assert sparkline(rising([4, 4, 4])) == "▆▆▆"
    assert sparkline(one(share(0, 4), share(4, 4), share(2, 4))) == "▁█▅"
    assert digits(rising([1, 5, 3])) == "1 5 3"
    assert digits(one(share(0, 4), share(3, 4))) == "0/4 3/4"


@given(st.lists(st.integers(1, 5), min_size=1, max_size=20))
def test_a_higher_block_is_a_higher_value(values: list[int]) -> None:
    drawn = [BLOCKS.index(each) for each in sparkline(rising(values))]
    shown = values[-SHOWN:]
    assert len(drawn) == len(shown)
    assert sorted(zip(shown, drawn, strict=True)) == sorted(
        zip(sorted(shown), sorted(drawn), strict=True)
    )


def test_of_many_retros_the_latest_are_shown_and_it_says_so() -> None:
    series = rising([1, 2] * SHOWN)
    assert len(points(series).rows) == SHOWN
    assert over_time(series)[-1] == f"Shown are the latest {SHOWN} of {2 * SHOWN} retros."


def test_a_chart_has_a_line_for_each_step_and_words_for_who_cannot_see_it() -> None:
    text = "\n".join(chart(rising([1, 5]), "c1", "Safe & <well>?", "It rose."))
    assert text.count('class="grid"') == 5
    assert text.count('class="point"') == 2
    assert 'role="img" aria-labelledby="c1-title" aria-describedby="c1-desc"' in text
    assert '<title id="c1-title">Safe &amp; &lt;well&gt;?</title>' in text
    assert '<desc id="c1-desc">It rose.</desc>' in text
    # All on one step, lowest and highest: the points are on the outermost lines.
    heights = {part.split('"')[0] for part in text.split('cy="')[1:]}
    assert heights == {part.split('"')[0] for part in text.split('y1="')[1:]} & heights


def test_the_chart_of_a_share_has_a_band_where_somebody_was_silent() -> None:
    text = "\n".join(chart(one(share(3, 6), share(2, 4)), "c1", "Again?", "Since."))
    [band] = [line for line in text.splitlines() if "polygon" in line]
    corners = [corner.split(",")[1] for corner in band.split('"')[3].split()]
    # Half of six; then between two and four of six.
    assert corners[0] == corners[3]
    assert float(corners[1]) < float(corners[0]) < float(corners[2])
    assert 'class="answers"' not in text
    assert ">all<" in text
    assert ">none<" in text
