"""Turn evidence into one number from 0 to 1, and into words for people."""

import math
from collections.abc import Mapping, Sequence

from .evidence import Evidence

OFFER_THRESHOLD = 0.3
"""Below it, nothing is offered: a wrong skill in a prompt costs tokens and misleads. Chosen with the numbers of both
evaluation sets in view: at 0.4, of the prompts that a skill fits 6 to 7 in 100 fewer are offered it."""

WEIGHTS = {
    "mass": 2.64,
    "named": 1.53,
    "opening": 0.88,
    "phrase": 0.75,
    "rank": 1.03,
    "file": 2.00,
    "nearest": 3.61,
    "nearest_three": 2.73,
    "habit": 1.96,
    "unusual": -4.16,
    "distinct": 6.21,
}
"""Fitted (logistic regression over the candidates of a query and "none of them") to the tuning set of
tests/quality/skills and to a public set of requests for tools, each cold and with 5 and 50 earlier prompts a skill."""

BIAS = -4.41
ONLY_ASKS = -3.5
"""For prompts that only want to know something. Set by hand: the fit said -1.4, but among requests for tools a
question is a task, and here it is none."""
LIKENESS = 3.0
"""Of embeddings: a low weight, since small models are no better than words at this. With averaged word vectors, of
the held-out prompts 49 in 100 are offered the right skill instead of 48, and no more a wrong one (2026-11)."""
NOISE = 0.1
"""How much nearer than others a skill must mean to be: so far, vectors that mean nothing differ, too."""


def to_odds(evidence: Evidence) -> float:
    """Return the logarithmic odds that a skill is the right one, by what the words say."""
    return BIAS + sum(weight * float(getattr(evidence, name)) for name, weight in WEIGHTS.items())


def chance(odds: float) -> float:
    """Return the probability for logarithmic odds."""
    return 1 / (1 + math.exp(-odds))


def to_score(evidence: Evidence, *, likenesses: Sequence[float], asks: bool) -> float:
    """Return how well a skill fits: about the chance that it is the right one.

    Args:
        likenesses: of the embeddings of all candidates.
        asks: whether the user only wants to know something.
    """
    odds = to_odds(evidence) + ONLY_ASKS * asks + LIKENESS * _closer(evidence.candidate.likeness, likenesses)
    return (1 - evidence.refused) * chance(odds)


def _closer(likeness: float | None, likenesses: Sequence[float]) -> float:
    """Return how much nearer than the others a skill means to be: models differ in what they call alike."""
    if likeness is None or len(likenesses) < 2:
        return 0.0
    others = (sum(likenesses) - likeness) / (len(likenesses) - 1)
    return max(0.0, likeness - others - NOISE)


def reasons(evidence: Evidence, spellings: Mapping[str, str]) -> str:
    """Return why a skill fits, for people; `spellings` says how the user wrote a word."""
    found: Sequence[str] = [spellings.get(word, word) for word in evidence.found[:4]]
    said = [f"matches {', '.join(dict.fromkeys(found))} in its description"] if found else []
    if evidence.served:
        said.append(f"like {evidence.served} earlier prompt{'s' if evidence.served > 1 else ''}")
    if evidence.file:
        said.append("its files match")
    if not said and not evidence.held:
        return "means about the same"
    return "; ".join(said) or "matches its instructions"
