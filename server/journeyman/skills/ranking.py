"""Turn evidence into one number from 0 to 1, and into words for people."""

import math
from collections.abc import Mapping, Sequence

from .evidence import Evidence

OFFER_THRESHOLD = 0.6
"""Below it, nothing is offered: a wrong skill in a prompt costs tokens and misleads."""

WEIGHTS = {
    "mass": 2.64,
    "named": 0.95,
    "opening": 1.51,
    "body": 0.58,
    "strongest": 0.5,
    "phrase": 0.84,
    "rank": 1.13,
    "file": 2.0,
    "nearest": 3.67,
    "nearest_three": 2.59,
    "habit": 1.54,
    "unusual": -3.38,
    "distinct": 5.35,
}
"""Fitted (logistic regression over the candidates of a query and "none of them") to the tuning set of
tests/quality/skills and to a public set of requests for tools, each cold and with 5 and 50 earlier prompts a skill."""

BIAS = -4.6
ONLY_ASKS = -1.8
LIKENESS = 2.0
"""Of embeddings: a low weight, since small models are no better than words at this."""


def to_score(evidence: Evidence, *, likeness: float, asks: bool) -> float:
    """Return how well a skill fits: about the chance that it is the right one.

    Args:
        likeness: of its embedding, above that of the other candidates.
        asks: whether the user only wants to know something.
    """
    odds = BIAS + ONLY_ASKS * asks + LIKENESS * max(0.0, likeness)
    odds += sum(weight * getattr(evidence, name) for name, weight in WEIGHTS.items())
    return (1 - evidence.refused) / (1 + math.exp(-odds))


def reasons(evidence: Evidence, spellings: Mapping[str, str]) -> str:
    """Return why a skill fits, for people; `spellings` says how the user wrote a word."""
    found: Sequence[str] = [spellings.get(word, word) for word in evidence.found[:4]]
    said = [f"matches {', '.join(dict.fromkeys(found))} in its description"] if found else []
    if evidence.served:
        said.append(f"like {evidence.served} earlier prompt{'s' if evidence.served > 1 else ''}")
    if evidence.file:
        said.append("its files match")
    return "; ".join(said) or "matches its instructions"
