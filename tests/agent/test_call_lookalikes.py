"""No text becomes a call unless it is one, and no call stays text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.call_lookalikes import LOOKALIKES
from agent.true_calls import CALLS
from journeyman.agent.messages import AssistantMessage, ToolCall
from journeyman.agent.repair import Repaired, repair
from journeyman.agent.visible_text import VisibleText
from known_tools import TOOLS, answers, json_values

READ = ToolCall("", "read_file", {"path": "a.py"})


@pytest.mark.parametrize("what", LOOKALIKES)
def test_what_is_no_call_stays_text(what):
    message = AssistantMessage(LOOKALIKES[what])

    assert repair(message, TOOLS) == Repaired(message, cut_off=False)


@pytest.mark.parametrize("what", CALLS)
def test_a_true_call_is_found_in_any_surroundings(what):
    repaired = repair(AssistantMessage(CALLS[what]), TOOLS)

    assert repaired.message.tool_calls == (READ,) * (2 if what.startswith("two ") else 1)
    assert not repaired.cut_off


@pytest.mark.parametrize("what", [what for what in LOOKALIKES if not what.endswith("is cut off")])
def test_what_is_no_call_is_shown_to_its_end_however_it_streams(what):
    text = LOOKALIKES[what] + "\n\nThat is all."

    for size in (1, 7):
        streaming = VisibleText(TOOLS)
        shown = "".join(streaming.add(text[start : start + size]) for start in range(0, len(text), size))
        assert shown == text


@pytest.mark.parametrize("what", CALLS)
def test_nothing_of_a_true_call_is_shown_while_it_streams(what):
    streaming = VisibleText(TOOLS)
    shown = "".join(map(streaming.add, CALLS[what]))

    assert repair(AssistantMessage(CALLS[what]), TOOLS).message.text.startswith(shown)


NAMELESS = st.text(alphabet='xyz 0_"\n{}[]<>`~:,', max_size=40)
"""No tool, and no other name for one, can be written with these letters."""
shapes = st.sampled_from(
    [
        "%s",
        "<tool_call>%s</tool_call>",
        "<tool_call>\n%s",
        "[TOOL_CALLS]%s",
        "[TOOL_REQUEST]%s[END_TOOL_REQUEST]",
        "<|python_tag|>%s",
        "<function=xyz>%s</function>",
        "```json\n%s\n```",
        "```tool_call\n%s\n```",
        '{"name": "xyz", "arguments": %s}',
        '{"tool": %s, "path": "xyz"}',
        '<tool_call>{"name": "xyz", "arguments": {"path": "%s"}}</tool_call>',
    ]
)


@settings(max_examples=300)
@given(st.lists(shapes, min_size=1, max_size=3), NAMELESS)
def test_without_a_tools_name_nothing_is_a_call_whatever_marks_there_are(some_shapes, core):
    text = core
    for shape in some_shapes:
        text = shape.replace("%s", text)

    assert repair(AssistantMessage(text), TOOLS) == Repaired(AssistantMessage(text), cut_off=False)


@settings(max_examples=300)
@given(answers, json_values)
def test_without_marks_and_brackets_nothing_is_a_call_whatever_names_there_are(text, value):
    text = (text + repr(value)).translate(dict.fromkeys(map(ord, "{[<"), "("))

    assert repair(AssistantMessage(text), TOOLS) == Repaired(AssistantMessage(text), cut_off=False)
