"""Embeddings help where they mean something, and do no harm where they mean nothing. Measured in November 2026."""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from journeyman.skills.embeddings import Embedding
from journeyman.skills.index import Hit, Query, SkillIndex
from quality.skill_sets import Quality, SkillSet, index_of, load, measure

NUMBERS = 384
"""As many as the smallest models in use give."""
COMMON = 0.6
"""The cosine of texts that have nothing in common: models put all texts into one corner."""


@dataclass(frozen=True)
class Understanding:
    """An index that is asked with embeddings."""

    index: SkillIndex
    prompts: Mapping[str, Embedding]

    def search(self, query: Query, **options: Any) -> list[Hit]:
        return self.index.search(replace(query, embedding=self.prompts[query.text]), **options)


@pytest.fixture(scope="module")
def tuning() -> SkillSet:
    return load("tuning")


def understanding(data: SkillSet, *, uses: int, insight: float) -> Understanding:
    """Embed skills at random, and prompts, too, but for `insight` of each, which is what the right skill means."""
    source = random.Random(4)
    corner = direction(source)
    index = index_of(data, uses=uses)
    skills = {skill.name: mix(corner, direction(source), COMMON) for skill in data.skills}
    index.keep_embeddings((name, "", Embedding("m", numbers)) for name, numbers in skills.items())
    prompts = {}
    for each in data.queries:
        numbers = mix(corner, direction(source), COMMON)
        if each["fits"]:
            numbers = mix(skills[each["fits"][0]], numbers, insight)
        prompts[each["prompt"]] = Embedding("m", numbers)
    return Understanding(index, prompts)


def direction(source: random.Random) -> list[float]:
    numbers = [source.gauss(0, 1) for _ in range(NUMBERS)]
    length = math.sqrt(sum(number**2 for number in numbers))
    return [number / length for number in numbers]


def mix(one: list[float], other: list[float], share: float) -> list[float]:
    """Return a direction between two, whose cosine with the first is about the root of `share`."""
    return [math.sqrt(share) * x + math.sqrt(1 - share) * y for x, y in zip(one, other, strict=True)]


@pytest.mark.parametrize("uses", [0, 5])
def test_vectors_that_mean_nothing_do_no_harm(tuning: SkillSet, uses: int):
    blind = understanding(tuning, uses=uses, insight=0)

    without, with_them = measure(blind.index, tuning.queries), measure(blind, tuning.queries)

    assert is_as_good(with_them, without), (without, with_them)


def test_vectors_that_mean_something_help(tuning: SkillSet):
    seeing = understanding(tuning, uses=0, insight=0.5)

    without, with_them = measure(seeing.index, tuning.queries), measure(seeing, tuning.queries)

    # Measured: the right one is first for 0.785 without and 0.854 with them, and offered for 0.569 and 0.608.
    assert with_them.ranked_first >= without.ranked_first + 0.05, (without, with_them)
    assert with_them.offered_first >= without.offered_first + 0.02, (without, with_them)
    assert with_them.false_offers <= without.false_offers, (without, with_them)


def is_as_good(one: Quality, other: Quality) -> bool:
    return (
        one.ranked_first >= other.ranked_first
        and one.ranked_in_three >= other.ranked_in_three
        and one.mrr >= other.mrr
        and one.offered_first >= other.offered_first
        and one.false_offers <= other.false_offers
    )
