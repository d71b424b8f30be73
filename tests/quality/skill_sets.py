"""Loads the sets that skill search is judged by, and measures it on them."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from journeyman.skills.index import Entry, Query, SkillIndex
from journeyman.skills.skill import Skill, Traits

FOLDER = Path(__file__).parent / "skills"


@dataclass(frozen=True)
class SkillSet:
    skills: tuple[Skill, ...]
    queries: tuple[dict[str, Any], ...]
    uses: dict[str, list[str]]
    births: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Quality:
    """Shares of the queries that a skill fits, and of those that none fits."""

    ranked_first: float
    ranked_in_three: float
    mrr: float
    """Of the first right skill, whether it is offered or not: the mean of one divided by its rank."""
    offered_first: float
    """Those whose right skill is the first that is offered."""
    false_offers: float
    """Queries that no skill fits, and one is offered."""


def load(*names: str) -> SkillSet:
    """Join what all files of the folders with these names hold."""
    read = [json.loads(path.read_text("utf-8")) for name in names for path in sorted((FOLDER / name).glob("*.json"))]

    def joined(key: str) -> list[dict[str, Any]]:
        return [each for part in read for each in part.get(key, [])]

    return SkillSet(
        tuple(to_skill(each) for each in joined("skills")),
        tuple(joined("queries")),
        {name: prompts for part in read for name, prompts in part.get("uses", {}).items()},
        tuple(joined("births")),
    )


def to_skill(row: dict[str, Any]) -> Skill:
    traits = Traits(tuple(row.get("languages", ())), tuple(row.get("globs", ())), tuple(row.get("commands", ())))
    return Skill(row["name"], row["description"], row["body"], traits=traits)


def index_of(data: SkillSet, *, uses: int) -> SkillIndex:
    """Index all skills, after so many earlier prompts each."""
    index = SkillIndex(None)
    index.put(Entry(skill) for skill in data.skills)
    for skill in data.skills if uses else ():
        prompts = random.Random(7).sample(data.uses[skill.name], uses)
        index.replace_lessons(skill.name, [(prompt, 1.0) for prompt in prompts])
    return index


def measure(index: SkillIndex, queries: Iterable[dict[str, Any]]) -> Quality:
    ranks, offers, wrong = [], [], []
    for each in queries:
        query = Query(each["prompt"], tuple(each["files"]))
        offered = [hit.name for hit in index.search(query)]
        if not each["fits"]:
            wrong.append(bool(offered))
            continue
        ranked = [hit.name for hit in index.search(query, limit=16, at_least=0)]
        ranks.append(next((number for number, name in enumerate(ranked, 1) if name in each["fits"]), 0))
        offers.append(bool(offered) and offered[0] in each["fits"])
    return Quality(
        ranked_first=_mean([rank == 1 for rank in ranks]),
        ranked_in_three=_mean([1 <= rank <= 3 for rank in ranks]),
        mrr=_mean([1 / rank if rank else 0 for rank in ranks]),
        offered_first=_mean(offers),
        false_offers=_mean(wrong),
    )


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3)
