"""Compare few measurements without promising more than they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from statistics import NormalDist, median

CONFIDENCE = 0.9
"""Of all intervals. Three against three tasks can carry no more: the widest interval that they give covers 90 %."""
MAX_EXACT = 20
"""Measurements on each side up to which the distribution is counted; beyond, the normal one is close."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference, and where it lies with our confidence."""

    value: float
    low: float
    high: float


def shift(one: Sequence[float], other: Sequence[float]) -> Interval | None:
    """Return by how much `one` is shifted against `other`; None if they are too few for our confidence.

    The Hodges-Lehmann estimate with the interval that belongs to the Mann-Whitney test (Hollander, Wolfe and
    Chicken, Nonparametric Statistical Methods, 3rd edition, section 4.2 and 4.3). It assumes no distribution,
    needs no random numbers, and an outlier does not move it.
    """
    if not one or not other:
        return None
    rank = _rank(len(one), len(other))
    if not rank:
        return None
    differences = sorted(a - b for a in one for b in other)
    return Interval(median(differences), differences[rank - 1], differences[-rank])


def share_difference(one: tuple[int, int], other: tuple[int, int]) -> Interval:
    """Return by how much a share, as (count, of how many), differs from another.

    Newcombe's interval from two Wilson intervals (Statistics in Medicine 17, 1998, p. 873, method 10), which
    holds for few and for extreme counts, where the usual one is empty.
    """
    (p, low_p, high_p), (q, low_q, high_q) = _wilson(*one), _wilson(*other)
    value = p - q
    return Interval(
        value,
        value - sqrt((p - low_p) ** 2 + (high_q - q) ** 2),
        value + sqrt((high_p - p) ** 2 + (q - low_q) ** 2),
    )


def _wilson(count: int, n: int) -> tuple[float, float, float]:
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share = count / n
    center = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return share, (center - spread) / scale, (center + spread) / scale


@cache
def _rank(n: int, m: int) -> int:
    """Return which difference from either end bounds the interval; 0 if not even the outermost do."""
    tail = (1 - CONFIDENCE) / 2
    if max(n, m) > MAX_EXACT:
        spread = sqrt(n * m * (n + m + 1) / 12)
        return max(0, int(n * m / 2 + NormalDist().inv_cdf(tail) * spread))
    counts = _arrangements(n, m)
    total, below, rank = sum(counts), 0, 0
    # Binary fractions: 1/20 must not be more than half of 1 - 0.9.
    while below + counts[rank] <= total * tail + 1e-9 * total:
        below += counts[rank]
        rank += 1
    return rank


def _arrangements(n: int, m: int) -> list[int]:
    """In how many orders of `n` and `m` values are u pairs the wrong way round, for each u from 0 to n * m."""
    # The coefficients of the Gaussian binomial: multiply by 1 - q^(m + i), divide by 1 - q^i.
    counts = [1] + [0] * (n * m)
    for i in range(1, n + 1):
        for u in range(n * m, m + i - 1, -1):
            counts[u] -= counts[u - m - i]
        for u in range(i, n * m + 1):
            counts[u] += counts[u - i]
    return counts
