"""How well skills are found, cold and after use. Weights were fitted to `tuning`, never to `held_out`; the
threshold was chosen with the numbers of both in view.

Each number is the least (or most) that is accepted; the comment beside it says what was measured in November 2026.
"""

import pytest

from journeyman.skills.index import Query, SkillIndex
from quality.skill_sets import Quality, SkillSet, index_of, load, measure, to_skill

BOTH = ("tuning", "held_out")


@pytest.fixture(scope="module")
def both() -> SkillSet:
    return load(*BOTH)


def test_the_sets_are_as_large_as_agreed(both: SkillSet):
    assert len({skill.name for skill in both.skills}) >= 120
    assert len(both.queries) >= 300
    assert sum(birth["same_as"] is not None for birth in both.births) >= 200
    assert all(len(both.uses[skill.name]) >= 50 for skill in both.skills)


# Measured:           first  in 3   MRR   offered false
@pytest.mark.parametrize(
    ("names", "uses", "bound"),
    [
        (("tuning",), 0, Quality(0.76, 0.86, 0.81, 0.61, 0.17)),  # 0.785 0.885 0.839 0.631 0.143
        (("tuning",), 5, Quality(0.83, 0.91, 0.87, 0.74, 0.17)),  # 0.854 0.931 0.898 0.762 0.143
        (("tuning",), 50, Quality(0.88, 0.94, 0.91, 0.82, 0.20)),  # 0.900 0.962 0.933 0.846 0.171
        (("held_out",), 0, Quality(0.70, 0.86, 0.78, 0.51, 0.29)),  # 0.723 0.885 0.807 0.538 0.257
        (("held_out",), 5, Quality(0.78, 0.91, 0.85, 0.64, 0.43)),  # 0.808 0.931 0.875 0.662 0.400
        (("held_out",), 50, Quality(0.84, 0.94, 0.89, 0.71, 0.43)),  # 0.862 0.969 0.917 0.731 0.400
        (BOTH, 0, Quality(0.67, 0.80, 0.74, 0.53, 0.23)),  # 0.696 0.823 0.767 0.558 0.200
        (BOTH, 5, Quality(0.73, 0.89, 0.81, 0.63, 0.34)),  # 0.750 0.912 0.831 0.658 0.314
        (BOTH, 50, Quality(0.77, 0.91, 0.84, 0.71, 0.40)),  # 0.796 0.938 0.868 0.731 0.371
    ],
    ids=str,
)
def test_the_right_skill_is_found_and_no_other(names: tuple[str, ...], uses: int, bound: Quality):
    sets = load(*names)

    found = measure(index_of(sets, uses=uses), sets.queries)

    assert found.ranked_first >= bound.ranked_first, found
    assert found.ranked_in_three >= bound.ranked_in_three, found
    assert found.mrr >= bound.mrr, found
    assert found.offered_first >= bound.offered_first, found
    assert found.false_offers <= bound.false_offers, found


@pytest.mark.parametrize("uses", [0, 50])
def test_a_skill_that_is_there_already_is_not_born_again(both: SkillSet, uses: int):
    index = index_of(both, uses=uses)

    merged = [(birth["same_as"], merged_into(index, birth)) for birth in both.births]

    right = sum(same is not None and same == into for same, into in merged)
    wrong = [(same, into) for same, into in merged if same is not None and into not in (None, same)]
    news = [into for same, into in merged if same is None]
    # Measured, cold and after 50 uses: 192 and 195 of 200 are merged into the right skill, none into a wrong one.
    assert right >= 190
    assert wrong == []
    # Of 20 that are new, 0 and 1 are merged.
    assert len([into for into in news if into]) <= 1


def test_a_prompt_alone_is_merged_into_no_wrong_skill(both: SkillSet):
    index = index_of(both, uses=50)

    hits = [
        (birth["same_as"], index.nearest(None, Query(birth["prompt"], tuple(birth["files"]), tuple(birth["commands"]))))
        for birth in both.births
    ]

    # Measured: 113 of 220 are merged, all into the right one.
    assert [(same, hit.name) for same, hit in hits if hit and hit.name != same] == []
    assert sum(hit is not None for _, hit in hits) >= 100


def merged_into(index: SkillIndex, birth: dict) -> str | None:
    query = Query(birth["prompt"], tuple(birth["files"]), tuple(birth["commands"]))
    hit = index.nearest(to_skill({**birth, "globs": ()}), query)
    return hit.name if hit else None
