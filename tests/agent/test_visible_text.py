"""What can be shown while an answer streams; and what holds for any text at all."""

from time import perf_counter

import pytest
from hypothesis import given, settings

from journeyman.agent.text_calls import find_calls, visible_length
from known_tools import TOOLS, answers


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
        ("Run:\n```python", "Run:\n```python"),
        ("Run:\n```json\n", "Run:"),
        ('Run:\n```json\n{"port"', "Run:"),
        ('Run:\n```json\n{"port": 80}\n```', 'Run:\n```json\n{"port": 80}\n```'),
        ("Run:\n```\nmake", "Run:\n```\nmake"),
    ],
)
def test_only_what_might_be_a_call_is_held_back(text, shown):
    assert text[: visible_length(text, TOOLS)] == shown


@settings(max_examples=200)
@given(answers)
def test_what_was_shown_stays_and_is_no_part_of_a_call(text):
    lengths = [visible_length(text[:end], TOOLS) for end in range(len(text) + 1)]

    assert lengths == sorted(lengths)
    assert find_calls(text, TOOLS).text.startswith(text[: lengths[-1]])


@settings(max_examples=200)
@given(answers)
def test_no_tool_is_invented_and_no_text_is_changed_without_a_call(text):
    found = find_calls(text, TOOLS)

    assert {call.name for call in found.calls} <= set(TOOLS)
    assert found.calls or found.text == text


HOSTILE = (
    '{|{\n|[\n|<tool_call>|```\n|<tool_call>{"a":|{"a":"|<function=read_file>|[TOOL_CALLS]|[TOOL_CALLS]a |'
    '<tool_call>[//</tool_call>|`|<python_tag>a(b=|<tool_code>print(|{"a"/*|[1,| |<|{"""|'
    '<function=read_file>{}|<tool_call>{"name":"read_file"}</tool_call>\n'
)


@pytest.mark.parametrize("unit", HOSTILE.split("|"))
def test_time_is_linear_in_the_text(unit):
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begun = perf_counter()
        find_calls(text, TOOLS)
        return perf_counter() - begun

    # Ten times the text would take a hundred times as long if time were quadratic.
    assert seconds(100_000) < 40 * seconds(10_000) + 0.05
