"""Pieces of a streaming answer are shown as asking about the whole of it would show them."""

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from journeyman.agent.text_calls import visible_length
from journeyman.agent.visible_text import VisibleText
from known_tools import TOOLS, answers

CODE = "Here it is:\n\n```python\ndef f(x):\n    return {x: [x]}\n```\n\nand `inline` {too}.\n\n"


def cut(text, chance):
    pieces = []
    while text:
        size = chance.randrange(1, 9)
        pieces.append(text[:size])
        text = text[size:]
    return pieces


@settings(max_examples=200)
@given(answers, st.randoms(use_true_random=False))
def test_any_chunking_shows_what_the_whole_text_allows(text, chance):
    visible, shown, so_far = VisibleText(TOOLS), "", ""
    for piece in cut(text, chance):
        so_far += piece
        shown += visible.add(piece)
        assert shown == so_far[: visible_length(so_far, TOOLS)]
        assert visible.length == len(shown)


@settings(max_examples=100)
@given(answers, answers, st.randoms(use_true_random=False))
def test_code_and_prose_around_change_nothing(before, after, chance):
    text = f"{before}\n\n{CODE}{after}"
    visible = VisibleText(TOOLS)

    shown = "".join(visible.add(piece) for piece in cut(text, chance))

    assert shown == text[: visible_length(text, TOOLS)]


def test_a_long_answer_costs_little_time_a_piece():
    pieces = cut(CODE * 2_000, random.Random(1))
    visible = VisibleText(TOOLS)
    started = time.perf_counter()

    for piece in pieces:
        visible.add(piece)

    assert (time.perf_counter() - started) / len(pieces) < 100e-6
