"""The worked examples that others published, each with its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from retrokit_fair_share import Shares, shares

N = None

# --- TEAMMATES, TeamEvalResultTest.testCalculatePoints. Its special values "not sure" and "did not
# submit" are both None here. Whole numbers are given there.

EQUAL = [[100] * 4] * 4


def rounded(numbers: Mapping[int, float | None]) -> list[int | None]:
    return [None if each is None else round(each) for each in numbers.values()]


@pytest.mark.parametrize(
    ("given", "perceived", "seen"),
    [
        (EQUAL, [100] * 4, EQUAL),
        (
            [[100] * 4, [110] * 4, [90] * 4, [10] * 4],
            [100] * 4,
            [[100] * 4, [110] * 4, [90] * 4, [10] * 4],
        ),
        (
            [[100] * 4, [110] * 4, [90] * 4, [70, 80, 110, 120]],
            [94, 97, 109, 100],
            [[94, 97, 109, 100], [103, 107, 120, 110], [84, 88, 98, 90], [89, 93, 104, 95]],
        ),
        ([[N] * 4] * 4, [N] * 4, [[N] * 4] * 4),
        (
            [[25, 25, 75], [N] * 3, [N] * 3],
            [N, 50, 150],
            [[N, 25, 75], [N, 50, 150], [N, 50, 150]],
        ),
        ([[25, N, N], [N] * 3, [N] * 3], [N] * 3, [[N] * 3] * 3),
        ([[50, 150], [80, 80]], [100, 100], [[100, 100], [80, 80]]),
        ([[100]], [N], [[N]]),
        (
            [[103, 103, 94], [90, 110, N], [100, 90, 110]],
            [103, 100, 96],
            [[103, 100, 96], [101, 99, 94], [103, 100, 96]],
        ),
    ],
)
def test_teammates(
    given: list[list[float | None]],
    perceived: list[int | None],
    seen: list[list[int | None]],
) -> None:
    result = shares(given)
    assert rounded(result.perceived) == perceived
    assert [rounded(result.seen[each]) for each in result.members] == seen


@pytest.mark.parametrize(
    ("given", "claimed"),
    [
        ([[100] * 4, [110] * 4, [90] * 4, [70, 80, 110, 120]], [100, 100, 100, 126]),
        ([[25, 25, 75], N, N], [60, N, N]),
        ([[25, N, N], N, N], [100, N, N]),
        ([[50, 150], [80, 80]], [50, 100]),
        ([[103, 103, 94], [90, 110, N], [100, 90, 110]], [103, 110, 110]),
    ],
)
def test_teammates_what_members_claim(
    given: list[list[float | None] | None], claimed: list[int | None]
) -> None:
    assert rounded(shares(given).claimed) == claimed


@pytest.mark.parametrize(
    "given", [[[0] * 4] * 4, [[0, 0, 0, N], [0, 0, 0, N], [N] * 4, [0, 0, N, N]]]
)
def test_teammates_has_zeros_where_nobody_gave_anything(given: list[list[float | None]]) -> None:
    # TEAMMATES puts everyone who was given a zero at 0. Zeros alone compare nobody with anybody,
    # and what is not known is None here.
    assert set(shares(given).perceived.values()) == {None}


# --- WebPA, A Worked Example of the Scoring Algorithm (Loughborough University), the fractions and
# scores as in the tests of Moodle's mod_peerwork, which takes it from there.

STUDENTS = ["Alice", "Bob", "Claire", "David", "Elaine"]
CLASSIC = {
    "Alice": dict(zip(STUDENTS, [4, 4, 3, 2, 1], strict=True)),
    "Bob": dict(zip(STUDENTS, [3, 5, 3, 2, 0], strict=True)),
    "Claire": dict(zip(STUDENTS, [4, 4, 4, 4, 4], strict=True)),
    "David": dict(zip(STUDENTS, [3, 5, 4, 3, 1], strict=True)),
}  # Elaine did not submit


def classic(*, per_criterion: bool = False) -> Shares[str]:
    return shares(CLASSIC, method="webpa", self_ratings=True, per_criterion=per_criterion)


@pytest.mark.parametrize("per_criterion", [False, True])
def test_webpa(per_criterion: bool) -> None:
    result = classic(per_criterion=per_criterion)
    scores = [1.13, 1.48, 1.12, 0.86, 0.42]
    assert list(result.perceived.values()) == pytest.approx(scores, abs=0.005)
    assert sum(each or 0 for each in result.perceived.values()) == pytest.approx(5, abs=1e-12)


def test_webpa_the_fractions_on_the_way() -> None:
    given = classic().given
    alice = [(mark or 0) / 500 for mark in given["Alice"].values()]
    assert alice == pytest.approx([0.29, 0.29, 0.21, 0.14, 0.07], abs=0.005)
    to_alice = [(given[each]["Alice"] or 0) / 500 for each in STUDENTS[:4]]
    assert to_alice == pytest.approx([0.29, 0.23, 0.20, 0.19], abs=0.005)
    assert set(given["Elaine"].values()) == {None}


def test_webpa_on_two_criteria_that_add_up() -> None:
    # The same, split over two criteria as in the tests of mod_peerwork.
    marks = {
        "Alice": [(2, 2), (1, 3), (3, 0), (1, 1), (1, 0)],
        "Bob": [(2, 1), (2, 3), (2, 1), (1, 1), (0, 0)],
        "Claire": [(2, 2)] * 5,
        "David": [(2, 1), (3, 2), (2, 2), (1, 2), (1, 0)],
    }
    ratings = {rater: dict(zip(STUDENTS, row, strict=True)) for rater, row in marks.items()}
    result = shares(ratings, method="webpa", self_ratings=True)
    assert result.perceived == classic().perceived


def test_webpa_without_self_ratings() -> None:
    # mod_peerwork, issue 15, "A student's PA mark is always boosted by not responding".
    everyone = [
        [N, 4, 3, 2, 1],
        [3, N, 3, 2, 0],
        [4, 4, N, 4, 4],
        [3, 5, 4, N, 1],
        [5, 0, 1, 4, N],
    ]
    scores = [1.356, 1.035, 1.083, 1.100, 0.427]
    result = shares(everyone, method="webpa")
    assert list(result.perceived.values()) == pytest.approx(scores, abs=0.0005)
    # Without the last one's marks the factor 5/4 made 0.534 of the 0.427.
    absent = shares([*everyone[:4], N], method="webpa")
    assert absent.perceived[4] == result.perceived[4]


# --- Autorating, after Kaufman, Felder and Fuller (2000): the examples of the peer evaluation of
# Cornell's courses CS 2112, CS 3110 and CS 5740, which cite it. A column is what one member gave.


@pytest.mark.parametrize(
    ("votes", "factors"),
    [
        ([[87.5, 100, 87.5], [100, 100, 87.5], [75, 75, 75]], [1.048, 1.05, 0.857]),
        ([[75, 75, 75], [75, 75, 75], [75, 75, 75]], [1, 1, 1]),
        ([[100, 100, 0], [100, 100, 0], [100, 100, 100]], [0.857, 0.857, 1.05]),
        ([[100, 100, 100], [100, 100, 100], [0, 0, 100]], [1.05, 1.05, 0.429]),
        ([[100, 100, 0], [100, 100, 0], [0, 0, 100]], [1.05, 1.05, 0.6]),
        ([[100, 100, 25], [100, 100, 25], [100, 100, 0]], [1.038, 1.038, 0.923]),
    ],
)
def test_autorating(votes: Sequence[Sequence[float]], factors: Sequence[float]) -> None:
    given = [list(column) for column in zip(*votes, strict=True)]
    result = shares(given, method="autorating", self_ratings=True)
    # 1.048 is 1.0476..., which they cut to 1.047.
    assert list(result.perceived.values()) == pytest.approx(factors, abs=0.0006)
