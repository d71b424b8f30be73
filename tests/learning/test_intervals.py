"""Intervals cover what they promise, and few measurements promise little."""

from math import comb
from random import Random

import pytest

from journeyman.learning.intervals import Interval, share_difference, shift


def test_the_shift_is_the_median_of_all_differences():
    assert shift([4, 5, 6], [10, 11, 12]) == Interval(-6, -8, -4)
    assert shift([1, 2, 3], [1, 2, 3]) == Interval(0, -2, 2)


@pytest.mark.parametrize(("one", "other"), [([], []), ([1], []), ([1, 2], [1, 2]), ([1], [2] * 9), ([1, 2], [1, 2, 3])])
def test_too_few_measurements_have_no_interval(one, other):
    assert shift(one, other) is None


@pytest.mark.parametrize(("n", "m", "rank"), [(3, 3, 1), (4, 4, 2), (5, 5, 5), (8, 8, 16), (10, 10, 28)])
def test_the_ranks_are_those_of_the_table(n, m, rank):
    # Critical values of the Mann-Whitney test, 5 % on either side, are one less: 0, 1, 4, 15, 27.
    differences = shift([100.0**i for i in range(n)], [float(i) for i in range(m)])

    every = sorted(100.0**i - j for i in range(n) for j in range(m))
    assert differences is not None
    assert (differences.low, differences.high) == (every[rank - 1], every[-rank])


@pytest.mark.parametrize(("n", "m", "least"), [(3, 3, 0.87), (5, 8, 0.87), (12, 12, 0.87), (25, 30, 0.87)])
def test_the_interval_holds_the_true_shift_nine_times_of_ten(n, m, least):
    random = Random(1)

    def covers() -> bool:
        interval = shift([random.expovariate(1) + 2 for _ in range(n)], [random.expovariate(1) for _ in range(m)])
        return interval is not None and interval.low <= 2 <= interval.high

    # Measured in November 2026: 0.88 to 0.90.
    assert least <= sum(covers() for _ in range(500)) / 500 <= 0.96


def test_a_difference_of_shares_is_as_published():
    # Newcombe 1998, table II, has 95 %: 56/70 against 48/80 is 0.0524 to 0.3339. Ours are narrower, at 90 %.
    interval = share_difference((56, 70), (48, 80))

    assert interval.value == pytest.approx(0.2)
    assert 0.0524 < interval.low < 0.09
    assert 0.29 < interval.high < 0.3339


def test_shares_of_all_and_none_are_not_certain():
    interval = share_difference((3, 3), (0, 3))

    assert (interval.value, round(interval.low, 2), round(interval.high, 2)) == (1.0, 0.33, 1.0)
    assert share_difference((3, 3), (3, 3)).low < 0 < share_difference((3, 3), (3, 3)).high


def test_exact_ranks_agree_with_counting():
    # Two against nine: 55 orders, of which 5 % are 2.75, so the two outermost differences are outside.
    assert comb(11, 2) == 55
    assert shift([0.0, 100.0], [float(i) for i in range(9)]) == Interval(46.0, -7.0, 99.0)
