"""What can be shown while an answer streams; and what holds for any text at all."""

import random
import timeit
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyman.agent.text_calls import find_calls
from journeyman.agent.visible_text import VisibleText
from known_tools import TOOLS, answers

CODE = "Here it is:\n\n```python\ndef f(x):\n    return {x: [x]}\n```\n\nand `inline` {too}.\n\n"


def test_what_was_shown_is_not_looked_at_again():
    text = VisibleText(TOOLS)

    shown = "".join(text.add("some more words, ") for _ in range(1_000))

    assert text.length == len(shown) == 1_000 * 17 - 1
    assert len(text._text) < 500


def visible(text):
    return VisibleText(TOOLS).add(text)


def cut(text, chance):
    pieces = []
    while text:
        size = chance.randrange(1, 9)
        pieces.append(text[:size])
        text = text[size:]
    return pieces


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sure. I", "Sure. I"),
        ("Sure. ", "Sure."),
        ("Look:\n{", "Look:"),
        ('Look:\n{"port": 80', "Look:"),
        ('Look:\n{"port": 80}\nis it', 'Look:\n{"port": 80}\nis it'),
        ("Look:\n[1] the", "Look:\n[1] the"),
        ("a {b", "a {b"),
        ("a <", "a"),
        ("a < b", "a < b"),
        ("a <tool", "a"),
        ("a <toolbox>", "a <toolbox>"),
        ("a [TOOL_C", "a"),
        ("Run:\n``", "Run:"),
        ("Run:\n```", "Run:"),
        ("Run:\n```js", "Run:"),
        ("Run:\n```python\n", "Run:\n```python"),
        ("Run:\n```json\n", "Run:"),
        ('Run:\n```json\n{"port"', "Run:"),
        ('Run:\n```json\n{"port": 80}\n```', 'Run:\n```json\n{"port": 80}\n```'),
        ("Run:\n```\nmake", "Run:\n```\nmake"),
    ],
)
def test_only_what_might_be_a_call_is_held_back(text, shown):
    assert visible(text) == shown


@settings(max_examples=200)
@given(answers)
def test_what_was_shown_stays_and_is_no_part_of_a_call(text):
    shown = [visible(text[:end]) for end in range(len(text) + 1)]

    assert shown == sorted(shown, key=len)
    assert find_calls(text, TOOLS).text.startswith(shown[-1])


@settings(max_examples=200)
@given(answers)
def test_no_tool_is_invented_and_no_text_is_changed_without_a_call(text):
    found = find_calls(text, TOOLS)

    assert {call.name for call in found.calls} <= set(TOOLS)
    assert found.calls or found.text == text


@settings(max_examples=200)
@given(answers, st.randoms(use_true_random=False))
def test_any_chunking_shows_what_the_whole_text_allows(text, chance):
    streaming, shown, so_far = VisibleText(TOOLS), "", ""
    for piece in cut(text, chance):
        so_far += piece
        shown += streaming.add(piece)
        assert shown == visible(so_far)
        assert streaming.length == len(shown)


@settings(max_examples=100)
@given(answers, answers, st.randoms(use_true_random=False))
def test_code_and_prose_around_change_nothing(before, after, chance):
    text = f"{before}\n\n{CODE}{after}"
    streaming = VisibleText(TOOLS)

    shown = "".join(streaming.add(piece) for piece in cut(text, chance))

    assert shown == visible(text)


def test_a_long_answer_costs_little_time_a_piece():
    pieces = cut(CODE * 2_000, random.Random(1))
    streaming = VisibleText(TOOLS)
    started = perf_counter()

    for piece in pieces:
        streaming.add(piece)

    assert (perf_counter() - started) / len(pieces) < 100e-6


HOSTILE = (
    '{|{\n|[\n|<tool_call>|```\n|<tool_call>{"a":|{"a":"|<function=read_file>|[TOOL_CALLS]|[TOOL_CALLS]a |'
    '<tool_call>[//</tool_call>|`|<python_tag>a(b=|<tool_code>print(|{"a"/*|[1,| |<|{"""|'
    '<function=read_file>{}|<tool_call>{"name":"read_file"}</tool_call>\n|'
    "<function=read_file><parameter=path></tool_call>\n"
)


@pytest.mark.parametrize("unit", HOSTILE.split("|"))
def test_time_is_linear_in_the_text(unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        return min(timeit.repeat(lambda: find_calls(text, TOOLS), number=1, repeat=3))

    # Ten times the text would take a hundred times as long if time were quadratic.
    assert seconds(100_000) < 40 * seconds(10_000) + 0.05
