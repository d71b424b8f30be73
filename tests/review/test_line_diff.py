import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyman.review.line_diff import Block, changed_blocks, split_lines

LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"\n"]), max_size=20)


def check(old: list[bytes], new: list[bytes]) -> list[Block]:
    """The blocks, when they are a correct difference: put together, they make the new from the old."""
    blocks = changed_blocks(old, new)
    made, place = [], 0
    for block in blocks:
        assert block.old_start < block.old_end or block.new_start < block.new_end
        made += old[place : block.old_start]
        assert len(made) == block.new_start
        made += new[block.new_start : block.new_end]
        place = block.old_end
    assert [*made, *old[place:]] == new
    assert all(one.old_end < next_one.old_start for one, next_one in pairwise(blocks))
    assert all(one.new_end < next_one.new_start for one, next_one in pairwise(blocks))
    return blocks


@given(LINES, LINES)
def test_blocks_make_the_new_lines_from_the_old(old, new):
    check(old, new)


@given(st.permutations([b"%d\n" % number for number in range(12)]), st.permutations(range(12)))
def test_lines_that_moved_are_told_as_changes(old, new):
    check(old, [b"%d\n" % number for number in new])


def test_unique_lines_hold_repeated_ones_in_place():
    old = [b"def a():\n", b"  x\n", b"\n", b"def b():\n", b"  y\n", b"\n"]
    new = [b"def a():\n", b"  x\n", b"\n", b"def c():\n", b"  z\n", b"\n", b"def b():\n", b"  y\n", b"\n"]

    assert check(old, new) == [Block(3, 3, 3, 6)]


MIXED = [b"a\n", b"b\n"]
RANDOM = random.Random(1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([b"%d\n" % number for number in range(50_000)], [b"%d\n" % number for number in reversed(range(50_000))]),
        ([b"%d\n" % number for number in range(50_000)], [b"%d\n" % (number ^ 1) for number in range(50_000)]),
        (RANDOM.choices(MIXED, k=20_000), RANDOM.choices(MIXED, k=20_000)),
        ([b"\n"] * 200_000, [b"x\n"] * 200_000),
        ([b"%d\n" % (number // 2) for number in range(50_000)], [b"%d\n" % (number // 3) for number in range(50_000)]),
    ],
    ids=["reversed", "swapped", "mixed", "blank", "doubled"],
)
@pytest.mark.timeout(10)
def test_even_hard_cases_are_done_soon(old, new):
    check(old, new)


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"a", [b"a"]),
        (b"a\n\nb", [b"a\n", b"\n", b"b"]),
        (b"a\r\nb\rc\x0cd\x85\n", [b"a\r\n", b"b\rc\x0cd\x85\n"]),
    ],
)
def test_lines_end_with_a_newline_and_nothing_else(data, lines):
    assert split_lines(data) == lines
