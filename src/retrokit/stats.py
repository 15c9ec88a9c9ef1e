"""Numbers for small teams: counts in, intervals and exact tests out.

Nothing here is sampled and nothing is approximated: a p-value is a ratio of two counts. All four
tests mean the same by it. Everything that the chance hypothesis leaves open is imagined in every
way; `p` is the share of the ways whose statistic lies at least as far from its expectation, on
either side, as the one observed. `smallest_p` is the least `p` among all those ways: the best
that these very answers could have given, however they had fallen. Where it is .05 or more, no
outcome could have been called unlikely, and a p-value says nothing.

A number may be an int, a float, a `Fraction`, a `Decimal` or one of numpy's; text and truth values
are none. A float is taken as the decimal that
it prints as, so .1 and .2 make .3 exactly; a third is best given as `Fraction(1, 3)`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import comb, fsum, lcm, log2, sqrt
from typing import Any

from attrs import frozen

from . import figures
from .errors import Invalid

Number = int | float | Fraction | Decimal


@frozen
class Interval:
    """From `low` to `high`, both included; shares of a whole lie in [0, 1]."""

    low: float
    high: float


@frozen
class Quartiles:
    """The three cuts that part sorted values into four quarters, in the unit of the values."""

    q1: float
    median: float
    q3: float


@frozen
class Test:
    """The outcome of an exact two-sided test.

    `statistic` is what was compared; its sign tells the direction, and the function that made
    the test tells its unit. `p` and `smallest_p` are in (0, 1], as the module says; `ratio` is
    `p` before it was rounded to a float.
    """

    __test__ = False  # pytest would take the name for a class of tests

    statistic: float
    p: float
    smallest_p: float
    ratio: Fraction


@frozen
class Trend:
    """The outcome of the Mann-Kendall test.

    `s` is the number of pairs that rise minus those that fall, and `tau` the same as a share of
    all pairs, in [-1, 1]. `p` and `smallest_p` are in (0, 1], as the module says; `ratio` is `p`
    before it was rounded to a float.
    """

    s: int
    tau: float
    p: float
    smallest_p: float
    ratio: Fraction


# -- Shares and places -----------------------------------------------------------------------


def wilson(successes: int, n: int, confidence: float = 0.95) -> Interval:
    """Return the score interval for the share behind `successes` out of `n` draws.

    It is for a sample from something larger. Where everybody answered there is nothing to
    estimate: give the count. The ends lie in [0, 1], and never beyond `successes / n`.

    Source: Wilson, Probable inference, the law of succession, and statistical inference (Journal
    of the American Statistical Association 22, 1927); without continuity correction, method 3 of
    Newcombe (Statistics in Medicine 17, 1998).

    Raises:
        Invalid: unless 0 <= successes <= n, n >= 1 and 0 < confidence < 1.
    """
    successes, n = _whole(successes=successes, n=n)
    if not 0 <= successes <= n or n < 1:
        raise Invalid(f"{successes} out of {n} is no share; give 0 to n successes, n at least 1")
    level = figures.exact(confidence)
    if level is None or not 0 < level < 1:
        raise Invalid(f"confidence {confidence!r} is out of range; give e.g. 0.95 for 95 %")
    from statistics import NormalDist  # slow to import

    z = -NormalDist().inv_cdf((1 - float(level)) / 2)

    def low(count: int) -> float:
        # The smaller root of (n + z²)x² - (2·count + z²)x + count²/n, as the product of the
        # roots over the larger one: no difference of near equals, and 0 gives 0.
        spread = z * sqrt(z * z + 4 * count * (n - count) / n)
        return 2 * count * count / n / (2 * count + z * z + spread) if count else 0.0

    return Interval(low(successes), 1 - low(n - successes))


def response_bounds(yes: int, replies: int, team: int) -> Interval:
    """Return the share of the whole team that says yes, at worst and at best.

    The low end takes everybody who did not reply for a no, the high end for a yes; the truth is
    between them, whoever the silent are. If all replied, both are `yes / team`.

    Source: Manski, Anatomy of the selection problem (Journal of Human Resources 24, 1989).

    Raises:
        Invalid: unless 0 <= yes <= replies <= team and team >= 1.
    """
    yes, replies, team = _whole(yes=yes, replies=replies, team=team)
    if not 0 <= yes <= replies <= team or team < 1:
        raise Invalid(
            f"{yes} yes of {replies} replies in a team of {team} cannot be; "
            "give 0 <= yes <= replies <= team, team at least 1"
        )
    return Interval(yes / team, (yes + team - replies) / team)


def quartiles(values: Iterable[Number]) -> Quartiles:
    """Return the quartiles by the inclusive rule, in the unit of the values.

    The smallest value is the 0th and the largest the 100th percentile, and between two values
    the line is straight: `statistics.quantiles(method="inclusive")`, type 7 of Hyndman and Fan
    (Sample quantiles in statistical packages, The American Statistician 50, 1996). All three are
    the value itself where there is only one. The order of the values does not matter.

    Raises:
        Invalid: for no values at all, or one that is not a finite number.
    """
    exact = _exact(values, "quartiles", least=1)
    from statistics import quantiles  # slow to import

    # Two of the same have the quartiles of one, which quantiles() refuses before Python 3.13.
    q1, median, q3 = quantiles(exact if len(exact) > 1 else exact * 2, n=4, method="inclusive")
    return Quartiles(float(q1), float(median), float(q3))


# -- Together or apart -----------------------------------------------------------------------


def agreement(counts: Iterable[int]) -> float:
    """Return how far the answers on an ordered scale agree: van der Eijk's A, in [-1, 1].

    1: all on one step. 0: the same number on every step. -1: half on either end. `counts` are the
    numbers of answers per step, lowest step first, empty steps included.

    The counts are cut into layers, each of which has every step either full or empty. A layer
    whose K steps have S full ones gets U·(1 - (S - 1)/(K - 1)), where U compares, among all three
    steps in order, those that are full-full-empty or empty-full-full (TU of them) with those that
    are full-empty-full (TDU): U = ((K - 2)·TU - (K - 1)·TDU) / ((K - 2)·(TU + TDU)). The layers
    are averaged by the number of answers in them.

    Source: van der Eijk, Measuring agreement in ordered rating scales (Quality & Quantity 35,
    2001).

    Raises:
        Invalid: for fewer than three steps, no answers, or a count that is not a whole number.
    """
    steps = _answers(counts, "agreement", least=3)
    total = Fraction(0)
    done = 0
    for height in sorted(set(steps) - {0}):
        full = [count >= height for count in steps]
        total += (height - done) * sum(full) * _layer_agreement(full)
        done = height
    return float(total / sum(steps))


def _layer_agreement(full: Sequence[bool]) -> Fraction:
    """Return A for a layer, at least one step of which is full."""
    size, occupied = len(full), sum(full)
    if occupied == 1:
        return Fraction(1)
    if occupied == size:
        return Fraction(0)
    kinds = Counter(combinations(full, 3))
    even = kinds[True, True, False] + kinds[False, True, True]
    uneven = kinds[True, False, True]
    unimodal = Fraction((size - 2) * even - (size - 1) * uneven, (size - 2) * (even + uneven))
    return unimodal * Fraction(size - occupied, size - 1)


def consensus(counts: Iterable[int]) -> float:
    """Return the consensus of answers on an ordered scale, in [0, 1].

    1: all on one step. 0: half on either end. `counts` are the numbers of answers per step,
    lowest step first, empty steps included; steps are taken as equally far apart. With shares
    p of the steps x, their mean m, and a scale from one end to the other d wide, it is
    1 + sum of p·log2(1 - |x - m| / d).

    Source: Tastle and Wierman, Consensus and dissention: a measure of ordinal dispersion
    (International Journal of Approximate Reasoning 45, 2007).

    Raises:
        Invalid: for fewer than two steps, no answers, or a count that is not a whole number.
    """
    steps = _answers(counts, "consensus", least=2)
    answers = sum(steps)
    mean = Fraction(sum(step * count for step, count in enumerate(steps)), answers)
    lost = fsum(
        count / answers * log2(1 - abs(step - mean) / (len(steps) - 1))
        for step, count in enumerate(steps)
        if count
    )
    return 1 + lost


# -- Exact tests -----------------------------------------------------------------------------


def sign_flip(differences: Iterable[Number]) -> Test:
    """Test whether paired differences, after minus before, lean to one side.

    By chance alone, every difference might as well have had the other sign: all 2^n ways to set
    the signs are counted. The statistic is the sum of the differences. A zero has no sign to flip
    and changes neither `p` nor `smallest_p`, which is 2 / 2^(number that are not zero), or 1 if
    all are. The order of the differences does not matter.

    Source: Fisher, The Design of Experiments (1935), section 21.

    Raises:
        Invalid: for no differences, one that is not a finite number, or many that have no common
            step, whose sums are too many to count.
    """
    exact = _exact(differences, "sign_flip", least=1)
    whole = _whole_steps(exact)
    ways = Counter({0: 1})
    for size in whole:
        wider = Counter[int]()
        for reached, count in ways.items():
            wider[reached + size] += count
            wider[reached - size] += count
        ways = wider
        _countable(len(ways))
    return _two_sided(float(sum(exact)), sum(whole), ways)


def permutation(before: Iterable[Number], after: Iterable[Number]) -> Test:
    """Test whether two groups of answers that cannot be paired differ in their mean.

    By chance alone, any of the answers might have been in either group: all ways to part the
    pooled answers into two groups of the same sizes are counted. The statistic is the mean after
    minus the mean before. `smallest_p` holds for the pooled answers, ties and all, and not just
    for the two sizes. The order within a group does not matter.

    Source: Pitman, Significance tests which may be applied to samples from any populations
    (Supplement to the Journal of the Royal Statistical Society 4, 1937).

    Raises:
        Invalid: for an empty group, a value that is not a finite number, or many that have no
            common step, whose sums are too many to count.
    """
    old = _exact(before, "permutation", least=1)
    new = _exact(after, "permutation", least=1)
    whole = _whole_steps(old + new)
    size, pooled = len(new), len(whole)
    # sums[k] maps a sum to the number of ways to reach it with k of the values seen so far.
    sums = [Counter({0: 1}), *(Counter[int]() for _ in range(size))]
    for value in whole:
        for chosen in range(size, 0, -1):
            for reached, count in sums[chosen - 1].items():
                sums[chosen][reached + value] += count
        _countable(sum(map(len, sums)))
    # The difference of the means, times a number that makes it whole.
    expected = size * sum(whole)
    ways = Counter({pooled * reached - expected: count for reached, count in sums[size].items()})
    observed = pooled * sum(whole[-size:]) - expected
    return _two_sided(float(sum(new) / size - sum(old) / len(old)), observed, ways)


def mcnemar(gained: int, lost: int) -> Test:
    """Test whether more people went from no to yes than from yes to no.

    Who did not change tells nothing. By chance alone, every change might as well have been the
    other way: of n changes, the number gained is that of heads in n throws of a coin. The
    statistic is `gained - lost`. `smallest_p` is 2 / 2^n, or 1 if nobody changed.

    Source: McNemar, Note on the sampling error of the difference between correlated proportions
    or percentages (Psychometrika 12, 1947); the exact form is the sign test.

    Raises:
        Invalid: for a count that is not a whole number of at least 0.
    """
    gained, lost = _whole(gained=gained, lost=lost)
    if gained < 0 or lost < 0:
        raise Invalid(f"{gained} gained and {lost} lost cannot be; give counts of at least 0")
    n = gained + lost
    ways = Counter({heads - (n - heads): comb(n, heads) for heads in range(n + 1)})
    return _two_sided(float(gained - lost), gained - lost, ways)


def mann_kendall(series: Iterable[Number]) -> Trend:
    """Test whether values in order of time rise or fall more than by chance.

    `s` counts the pairs whose later value is the larger, minus those whose later value is the
    smaller; `tau` is `s` over all n(n - 1)/2 pairs, Kendall's tau-a, so equal values pull it
    towards 0. By chance alone, the same values might have come in any order: all orders are
    counted, those of equal values included, however long the series (a few hundred values take
    seconds). `smallest_p` is 2 / (number of orders that differ), or 1 if all values are equal;
    then `s`, `tau` are 0 and `p` is 1.

    Sources: Mann, Nonparametric tests against trend (Econometrica 13, 1945); Kendall, A new
    measure of rank correlation (Biometrika 30, 1938). The orders with a given number of falling
    pairs are the coefficients of the Gaussian multinomial: MacMahon, Two applications of general
    theorems in combinatory analysis (Proceedings of the London Mathematical Society 15, 1917).

    Raises:
        Invalid: for fewer than two values, or one that is not a finite number.
    """
    values = _whole_steps(_exact(series, "mann_kendall", least=2))
    s = sum((late > early) - (late < early) for early, late in combinations(values, 2))
    ties = Counter(values).values()
    pairs = comb(len(values), 2)
    untied = pairs - sum(comb(tied, 2) for tied in ties)
    # A series is as far from 0 as this one if at most so many of its pairs go the other way.
    against = (untied - abs(s)) // 2
    ways, orders = _orders(ties, against)
    ratio = Fraction(2 * sum(ways), orders) if s else Fraction(1)
    return Trend(s, s / pairs, float(ratio), min(2 / orders, 1.0), ratio)


def _orders(ties: Iterable[int], most: int) -> tuple[list[int], int]:
    """Return how many orders of tied values have 0, 1, .. `most` falling pairs, and all orders."""
    ways = [1] + [0] * most
    orders, placed = 1, 0
    for tied in ties:
        orders *= comb(placed + tied, tied)
        for each in range(1, tied + 1):
            # One more of these among the others: times (1 - q^(placed + each)) / (1 - q^each).
            for falling in range(most, placed + each - 1, -1):
                ways[falling] -= ways[falling - placed - each]
            for falling in range(each, most + 1):
                ways[falling] += ways[falling - each]
        placed += tied
    return ways, orders


def _two_sided(statistic: float, observed: int, ways: Counter[int]) -> Test:
    """Return the test for a whole number whose expectation is 0, from the ways to get each."""
    total = ways.total()
    utmost = max(map(abs, ways))
    ratio = Fraction(_beyond(abs(observed), ways), total)
    return Test(statistic, float(ratio), _beyond(utmost, ways) / total, ratio)


def _beyond(distance: int, ways: Counter[int]) -> int:
    return sum(count for reached, count in ways.items() if abs(reached) >= distance)


# -- What can be taken -----------------------------------------------------------------------

_MOST_SUMS = 1_000_000
"""How many different sums are counted before giving up: about a second's work."""


def _countable(sums: int) -> None:
    if sums > _MOST_SUMS:
        raise Invalid(
            "the values have too many different sums to count; "
            "round them to a common step first, such as whole numbers or halves"
        )


def _exact(values: Iterable[Number], what: str, *, least: int) -> list[Fraction]:
    """Return finite numbers as they print, at least so many."""
    given = _list(values, what)
    if len(given) < least:
        raise Invalid(f"{what} has {len(given)} values to go by; give it at least {least}")
    numbers = [figures.exact(value) for value in given]
    for value, number in zip(given, numbers, strict=True):
        if number is None:
            raise Invalid(
                f"{what} takes finite numbers, not {str(value)[:40]!r}; leave out whoever gave none"
            )
    return [number for number in numbers if number is not None]


def _list(values: object, what: str) -> list[Any]:
    """Return the values of a list; text is none, a set holds equal ones once."""
    if not isinstance(values, Iterable) or isinstance(values, (str, bytes, Mapping, Set)):
        raise Invalid(f"{what} takes a list of numbers, not {str(values)[:40]!r}")
    return list(values)


def _whole_steps(values: Sequence[Fraction]) -> list[int]:
    """Return values in units of their common step."""
    unit = lcm(*(value.denominator for value in values))
    return [int(value * unit) for value in values]


def _answers(counts: Iterable[int], what: str, *, least: int) -> list[int]:
    """Return the counts per step of a scale that has at least so many steps and an answer."""
    steps = _list(counts, what)
    if len(steps) < least:
        raise Invalid(f"{what} needs a scale of at least {least} steps, and got {len(steps)}")
    steps = _whole(**{f"step {number}": count for number, count in enumerate(steps, start=1)})
    if min(steps) < 0 or not sum(steps):
        raise Invalid(f"{what} got {steps}; give counts of at least 0, and at least one answer")
    return steps


def _whole(**counts: object) -> list[int]:
    """Return whole numbers of any kind as ints, in the order given."""
    whole = []
    for name, count in counts.items():
        number = figures.whole(count)
        if number is None:
            raise Invalid(f"{name} is {count!r}; give a whole number")
        whole.append(number)
    return whole
