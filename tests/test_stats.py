"""Numbers for small teams: against published figures, and against counting every case."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations, product
from math import comb, factorial, nan

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrokit.errors import Invalid
from retrokit.stats import (
    Interval,
    Quartiles,
    Test,
    Trend,
    agreement,
    consensus,
    mann_kendall,
    mcnemar,
    permutation,
    quartiles,
    response_bounds,
    sign_flip,
    wilson,
)

STEPS = st.integers(1, 5)
TENTHS = st.integers(-30, 30).map(lambda n: n / 10)
THIRDS = st.integers(-9, 9).map(lambda n: Fraction(n, 3))
NUMBERS = st.one_of(st.integers(-4, 4), TENTHS, THIRDS)
LONG_SERIES = st.lists(STEPS, min_size=2, max_size=60)


def scales(least: int) -> st.SearchStrategy[list[int]]:
    """Return counts per step of scales of at least so many steps, with somebody on one."""
    return st.lists(st.integers(0, 12), min_size=least, max_size=9).filter(any)


# -- Shares and places


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_in_newcombe(successes: int, n: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    interval = wilson(successes, n)
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 1000))
    return draw(st.integers(0, n)), n


@given(shares(), st.floats(0.01, 0.999))
def test_wilson_ends_where_the_score_test_would_reject(
    share: tuple[int, int], confidence: float
) -> None:
    successes, n = share
    interval = wilson(successes, n, confidence)
    assert 0 <= interval.low <= successes / n <= interval.high <= 1
    z = statistics.NormalDist().inv_cdf((1 + confidence) / 2)
    for end in (interval.low, interval.high):
        far = (successes / n - end) ** 2
        assert far == pytest.approx(z * z * end * (1 - end) / n, rel=1e-6, abs=1e-12)


@given(shares(), st.floats(0.01, 0.99))
def test_wilson_widens_with_confidence(share: tuple[int, int], confidence: float) -> None:
    narrow, wide = wilson(*share, confidence), wilson(*share, confidence + 0.005)
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high
    assert wide.high - wide.low > narrow.high - narrow.low


@given(shares())
def test_wilson_of_the_others_is_the_mirror_image(share: tuple[int, int]) -> None:
    successes, n = share
    here, there = wilson(successes, n), wilson(n - successes, n)
    assert (here.low, here.high) == pytest.approx((1 - there.high, 1 - there.low), abs=1e-15)


def test_wilson_of_none_and_of_all_reaches_the_very_end() -> None:
    assert wilson(0, 7).low == 0
    assert wilson(7, 7).high == 1
    assert wilson(0, 7, 1e-300) == Interval(0, 0)
    assert wilson(3, 7, 1 - 1e-16).low < 0.03


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (-1, 3), (4, 3), (0, -1)])
def test_wilson_refuses_what_is_no_share(successes: int, n: int) -> None:
    with pytest.raises(Invalid, match="is no share; give"):
        wilson(successes, n)


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.5, nan])
def test_wilson_refuses_what_is_no_confidence(confidence: float) -> None:
    with pytest.raises(Invalid, match=r"give e\.g\. 0\.95"):
        wilson(1, 2, confidence)


def test_half_a_person_is_refused() -> None:
    with pytest.raises(Invalid, match=r"successes is 1\.5; give a whole number"):
        wilson(1.5, 2)  # type: ignore[arg-type]


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
def test_response_bounds_hold_whatever_the_silent_think(yes: int, no: int, silent: int) -> None:
    team = yes + no + silent
    if team:
        bounds = response_bounds(yes, yes + no, team)
        every = [(yes + also) / team for also in range(silent + 1)]
        assert bounds == Interval(min(every), max(every))


def test_response_bounds_are_one_number_when_all_replied() -> None:
    assert response_bounds(3, 4, 4) == Interval(0.75, 0.75)


@pytest.mark.parametrize("counts", [(0, 0, 0), (-1, 0, 2), (2, 1, 2), (1, 3, 2)])
def test_response_bounds_refuse_what_cannot_be(counts: tuple[int, int, int]) -> None:
    with pytest.raises(Invalid, match="give 0 <= yes <= replies <= team"):
        response_bounds(*counts)


@given(st.lists(st.integers(-100, 100), min_size=2))
def test_quartiles_by_the_inclusive_rule(values: list[int]) -> None:
    expected = statistics.quantiles(values, n=4, method="inclusive")
    assert quartiles(values) == Quartiles(*expected)
    assert quartiles(sorted(values, reverse=True)) == quartiles(values)


def test_quartiles_of_one_value_are_that_value() -> None:
    assert quartiles([4]) == Quartiles(4, 4, 4)


def test_quartiles_do_not_round_on_the_way() -> None:
    assert quartiles([0.1, 0.2, 0.3, 0.4, 0.5]) == Quartiles(0.2, 0.3, 0.4)
    assert quartiles([Decimal("0.1"), 0.3]).median == 0.2


# -- Together or apart


@pytest.mark.parametrize(
    ("counts", "expected", "digits"),
    [
        ([30, 40, 210, 130, 530, 50, 10], 0.61, 2),  # p. 331
        ([24, 28, 32, 62, 135, 304, 416], 0.61, 2),  # PvdA, in tenths of a percent
        ([16, 26, 82, 210, 293, 270, 103], 0.48, 2),  # D66, in tenths of a percent
        # The layers of the first, one by one.
        ([1, 1, 1, 1, 1, 1, 1], 0, 3),
        ([1, 1, 1, 1, 1, 1, 0], 0.167, 3),
        ([0, 1, 1, 1, 1, 1, 0], 0.333, 3),
        ([0, 0, 1, 1, 1, 1, 0], 0.5, 3),
        ([0, 0, 1, 1, 1, 0, 0], 0.667, 3),
        ([0, 0, 1, 0, 1, 0, 0], 0.467, 3),
        ([0, 0, 0, 0, 1, 0, 0], 1, 3),
    ],
)
def test_agreement_as_in_van_der_eijk(counts: list[int], expected: float, digits: int) -> None:
    """Van der Eijk, Quality & Quantity 35 (2001), as retold in the vignette of R's agrmt."""
    assert round(agreement(counts), digits) == expected


def test_agreement_and_consensus_as_in_agrmt() -> None:
    """The examples of agreement() and consensus() in the manual of R's agrmt, all digits."""
    counts = [30, 40, 210, 130, 530, 50, 10]
    assert agreement(counts) == pytest.approx(0.6113333, abs=5e-8)
    assert consensus(counts) == pytest.approx(0.7256876, abs=5e-8)
    assert agreement([2, 0, 1, 1]) == pytest.approx(0.08, abs=0.005)


def test_consensus_by_hand() -> None:
    """1 + (2·log2(1/2) + 2·log2(3/4) + log2(1)) / 5, for one answer on each of five steps."""
    assert consensus([1, 1, 1, 1, 1]) == pytest.approx(1 + (-2 + 2 * -0.4150375) / 5, abs=1e-7)


@pytest.mark.parametrize("measure", [agreement, consensus])
@given(st.data())
def test_agreement_and_consensus_hold_their_range_and_have_no_side(
    measure: Callable[[list[int]], float], data: st.DataObject
) -> None:
    counts = data.draw(scales(least=3))
    value = measure(counts)
    assert (-1 if measure is agreement else 0) <= value <= 1
    assert measure(counts[::-1]) == value
    assert measure([3 * count for count in counts]) == pytest.approx(value, abs=1e-12)


@given(st.integers(3, 12), st.integers(1, 30), st.data())
def test_agreement_and_consensus_at_their_ends(size: int, people: int, data: st.DataObject) -> None:
    one = data.draw(st.integers(0, size - 1))
    together = [people if step == one else 0 for step in range(size)]
    apart = [people, *[0] * (size - 2), people]
    assert agreement(together) == consensus(together) == 1
    assert (agreement(apart), consensus(apart)) == (-1, 0)
    assert agreement([people] * size) == 0


def test_consensus_of_two_steps() -> None:
    assert consensus([1, 1]) == 0
    assert consensus([0, 2]) == 1


@pytest.mark.parametrize("measure", [agreement, consensus])
@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([4], r"at least \d steps, and got 1"),
        ([0, 0, 0], "at least one answer"),
        ([], r"at least \d steps, and got 0"),
        ([3, -1, 0], "counts of at least 0"),
        ([1, 0.5, 1], r"step 2 is 0\.5; give a whole number"),
    ],
)
def test_agreement_and_consensus_refuse_what_is_no_count(
    measure: Callable[[list[int]], float], counts: list[int], message: str
) -> None:
    with pytest.raises(Invalid, match=message):
        measure(counts)


def test_agreement_is_not_said_of_two_steps() -> None:
    with pytest.raises(Invalid, match="agreement needs a scale of at least 3 steps, and got 2"):
        agreement([1, 1])


# -- Exact tests: published figures


def test_sign_flip_of_darwins_maize() -> None:
    """Fisher, The Design of Experiments (1935), section 21: eighths of an inch, 15 pairs."""
    test = sign_flip([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48])
    assert test.statistic == 314
    assert test.ratio == Fraction(1726, 32768)
    assert test.p == 1726 / 32768
    assert test.smallest_p == 2 / 32768


def test_permutation_of_two_groups_of_four() -> None:
    """Lane, HyperStat, Randomization tests: three of 70 ways to one side, six to both."""
    test = permutation([2, 9, 0, 5], [11, 14, 7, 8])
    assert (test.statistic, test.ratio, test.smallest_p) == (6, Fraction(6, 70), 2 / 70)


@pytest.mark.parametrize(
    ("gained", "lost", "p"),
    [
        (2, 9, 0.06543),  # Fay, Exact McNemar's test, vignette of R's exact2x2
        (1, 7, 0.0703125),  # Fagerland, Lydersen and Laake, BMC Med. Res. Methodol. 13:91 (2013)
    ],
)
def test_mcnemar_as_published(gained: int, lost: int, p: float) -> None:
    assert mcnemar(gained, lost).p == pytest.approx(p, abs=5e-6)


def test_mann_kendall_of_tuna() -> None:
    """Hollander and Wolfe, Nonparametric Statistical Methods (1973), p. 187: colour and taste.

    R's cor.test(method = "kendall") has T = 26 rising pairs of 36, p = .1194.
    """
    lightness = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1]
    panel = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8]
    trend = mann_kendall(score for _, score in sorted(zip(lightness, panel, strict=True)))
    assert trend.s == 26 - 10
    assert round(trend.tau, 4) == 0.4444
    assert round(trend.p, 4) == 0.1194
    assert trend.smallest_p == 2 / factorial(9)


def test_mann_kendall_counts_rises_falls_and_ties() -> None:
    """Little, A Mann-Kendall example by hand (Holy Cross): 72 rise, 18 fall, one is a tie."""
    series = [12.9, 14.8, 13.2, 15.7, 13.8, 15.6, 12.9, 11.0, 17.3, 15.9, 19.0, 18.3, 20.1, 21.7]
    trend = mann_kendall(series)
    assert trend.s == 72 - 18
    assert trend.tau == 54 / 91
    assert trend.p == pytest.approx(2 * 0.0018, rel=0.5)  # his is the normal approximation


# -- Exact tests: every case counted


def share_as_far(observed: Fraction, every: list[Fraction]) -> Fraction:
    """Return the share of all cases as far from their mean as the observed one."""
    mean = sum(every) / Fraction(len(every))
    far = sum(abs(each - mean) >= abs(observed - mean) for each in every)
    return Fraction(far, len(every))


def holds(test: Test | Trend, observed: Fraction, every: list[Fraction]) -> None:
    assert test.ratio == share_as_far(observed, every)
    assert test.p == float(test.ratio)
    ends = (min(every), max(every))
    assert test.smallest_p == float(min(share_as_far(end, every) for end in ends))
    assert 0 < test.smallest_p <= test.p <= 1


def exact(values: list[int | float | Fraction]) -> list[Fraction]:
    return [Fraction(str(value)) for value in values]


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=6))
@example([0.1, 0.2, -0.3])  # .1 + .2 is .30000000000000004 in floats, and the sum is no tie
def test_sign_flip_counts_every_way_to_set_the_signs(values: list[int | float | Fraction]) -> None:
    numbers = exact(values)
    every = [
        sum((sign * number for sign, number in zip(signs, numbers, strict=True)), Fraction(0))
        for signs in product((1, -1), repeat=len(numbers))
    ]
    test = sign_flip(values)
    assert test.statistic == float(sum(numbers))
    holds(test, sum(numbers, Fraction(0)), every)


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=4), st.lists(NUMBERS, min_size=1, max_size=4))
@example([0.1, 0.2], [0.3, 0])
def test_permutation_counts_every_way_to_part_the_answers(
    before: list[int | float | Fraction], after: list[int | float | Fraction]
) -> None:
    old, new = exact(before), exact(after)
    pooled = old + new

    def difference(chosen: tuple[int, ...]) -> Fraction:
        mean = sum((pooled[each] for each in chosen), Fraction(0)) / len(new)
        return mean - (sum(pooled) - mean * len(new)) / len(old)

    observed = difference(tuple(range(len(old), len(pooled))))
    every = [difference(chosen) for chosen in combinations(range(len(pooled)), len(new))]
    test = permutation(before, after)
    assert test.statistic == float(observed)
    holds(test, observed, every)


@settings(deadline=None)
@given(st.integers(0, 5), st.integers(0, 5))
def test_mcnemar_counts_every_way_to_change(gained: int, lost: int) -> None:
    every = [Fraction(sum(ways)) for ways in product((1, -1), repeat=gained + lost)]
    test = mcnemar(gained, lost)
    assert test.statistic == gained - lost
    holds(test, Fraction(gained - lost), every)


def rising(series: Sequence[Fraction]) -> Fraction:
    return Fraction(sum((b > a) - (b < a) for a, b in combinations(series, 2)))


@settings(deadline=None)
@given(
    st.one_of(
        st.lists(NUMBERS, min_size=2, max_size=5),
        st.lists(STEPS, min_size=2, max_size=6),
        st.permutations(range(5)),
    )
)
def test_mann_kendall_counts_every_order(series: list[int | float | Fraction]) -> None:
    numbers = exact(series)
    trend = mann_kendall(series)
    assert trend.s == rising(numbers)
    assert trend.tau == trend.s / comb(len(series), 2)
    holds(trend, rising(numbers), [rising(order) for order in permutations(numbers)])


# -- Exact tests: rules


@settings(deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=1, max_size=60))
def test_sign_flip_knows_no_order_no_zeros_no_side_and_no_unit(differences: list[int]) -> None:
    test = sign_flip(differences)
    assert sign_flip(sorted(differences)) == sign_flip([*differences, 0, 0]) == test
    mirrored = sign_flip([-each for each in differences])
    eighths = sign_flip([each / 8 for each in differences])
    assert (mirrored.statistic, eighths.statistic) == (-test.statistic, test.statistic / 8)
    assert mirrored.ratio == eighths.ratio == test.ratio
    assert test.smallest_p <= test.p <= 1


@settings(deadline=None)
@given(
    st.lists(STEPS, min_size=1, max_size=25),
    st.lists(STEPS, min_size=1, max_size=25),
    st.integers(-9, 9),
)
def test_permutation_knows_no_order_no_zero_point_and_no_side(
    before: list[int], after: list[int], shift: int
) -> None:
    test = permutation(before, after)
    assert permutation(sorted(before), sorted(after)) == test
    assert permutation([b + shift for b in before], [a + shift for a in after]) == test
    assert permutation(after, before).statistic == -test.statistic
    assert permutation(after, before).ratio == test.ratio
    assert test.smallest_p <= test.p <= 1


@settings(deadline=None)
@given(st.integers(0, 40), st.integers(0, 40))
def test_mcnemar_is_the_sign_flip_of_single_steps(gained: int, lost: int) -> None:
    assert mcnemar(gained, lost) == sign_flip([*[1] * gained, *[-1] * lost, 0])


@settings(deadline=None)
@given(LONG_SERIES)
def test_mann_kendall_sees_nothing_but_the_order(series: list[int]) -> None:
    trend = mann_kendall(series)
    backwards = mann_kendall(series[::-1])
    assert mann_kendall([each**3 - 100 for each in series]) == trend
    assert (backwards.s, backwards.tau, backwards.ratio) == (-trend.s, -trend.tau, trend.ratio)
    assert trend.smallest_p <= trend.p <= 1
    steepest = mann_kendall(sorted(series))
    assert steepest.p == steepest.smallest_p == trend.smallest_p


def test_five_people_paired_cannot_reach_a_twentieth() -> None:
    assert sign_flip([1, 1, 1, 1, 1]).p == 0.0625
    assert sign_flip([3, -1, 2, 1, 1]).smallest_p == 0.0625
    assert mcnemar(5, 0).smallest_p == 0.0625
    assert sign_flip([1] * 6).p == 0.03125


def test_the_best_that_tied_answers_could_have_given() -> None:
    assert permutation([1, 2, 3, 4], [5, 6, 7, 8]).smallest_p == 2 / 70
    assert permutation([1, 1, 1, 1], [1, 1, 1, 2]).smallest_p == 1
    assert mann_kendall([1, 1, 1, 1, 2]).smallest_p == 2 / 5


def test_where_nothing_differs_nothing_is_unlikely() -> None:
    nothing = Test(0, 1, 1, Fraction(1))
    assert sign_flip([0, 0]) == permutation([3, 3], [3]) == mcnemar(0, 0) == nothing
    assert mann_kendall([4, 4, 4]) == Trend(0, 0, 1, 1, Fraction(1))


def test_the_ratio_stays_where_a_float_has_gone_to_nothing() -> None:
    test = mcnemar(1100, 0)
    assert test.p == 0
    assert test.ratio == Fraction(2, 2**1100)
    assert f"{mcnemar(2, 9).p:.3f}" == "0.065"


def test_large_groups_and_long_series_come_close_to_the_normal_distribution() -> None:
    before, after = [1, 2, 3, 4, 5] * 6, [2, 3, 3, 4, 5] * 6
    pooled = before + after
    deviation = (30 * 30 / 60 * statistics.variance(pooled)) ** 0.5
    shifted = abs(sum(after) - sum(pooled) / 2) - 0.5
    assert permutation(before, after).p == pytest.approx(two_tails(shifted / deviation), abs=0.002)

    trend = mann_kendall([29 * each % 101 for each in range(100)])
    deviation = (100 * 99 * 205 / 18) ** 0.5
    assert trend.s == 680
    assert trend.p == pytest.approx(two_tails((trend.s - 1) / deviation), abs=0.0005)


def two_tails(z: float) -> float:
    return 2 * statistics.NormalDist().cdf(-z)


# -- What is refused


@pytest.mark.parametrize(
    ("compute", "message"),
    [
        (lambda: quartiles([]), "quartiles has 0 values to go by; give it at least 1"),
        (lambda: sign_flip([]), "sign_flip has 0 values to go by; give it at least 1"),
        (lambda: permutation([], [1]), "permutation has 0 values to go by; give it at least 1"),
        (lambda: permutation([1], []), "permutation has 0 values to go by; give it at least 1"),
        (lambda: mann_kendall([1]), "mann_kendall has 1 values to go by; give it at least 2"),
        (lambda: quartiles([1, nan]), "quartiles takes finite numbers"),
        (lambda: sign_flip([float("inf")]), "sign_flip takes finite numbers"),
        (lambda: mann_kendall([1, None]), "leave out whoever gave none"),  # type: ignore[list-item]
        (lambda: mcnemar(-1, 2), "-1 gained and 2 lost cannot be"),
        (lambda: mcnemar(1, -2), "1 gained and -2 lost cannot be"),
    ],
)
def test_what_cannot_be_computed_is_refused_in_words(
    compute: Callable[[], object], message: str
) -> None:
    with pytest.raises(Invalid, match=message):
        compute()


@pytest.mark.parametrize(
    "compute",
    [
        lambda: sign_flip([2**each for each in range(64)]),
        lambda: permutation([2**each for each in range(32)], [3**each for each in range(32)]),
    ],
)
def test_what_would_never_end_is_refused_soon(compute: Callable[[], object]) -> None:
    with pytest.raises(Invalid, match="too many different sums to count; round them"):
        compute()
