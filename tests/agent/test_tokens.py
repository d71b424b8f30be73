"""The estimate of tokens, held against counts by real tokenizers (November 2026)."""

import random
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyman.agent.messages import AssistantMessage, Summary, ToolCall, ToolResult, UserMessage
from journeyman.agent.tokens import TOKENS_PER_IMAGE, estimate_message, estimate_request, estimate_tokens
from known_tools import TOOLS
from pictures import PIXEL, picture

CODE = """\
def unanswered(messages, reason):
    answered = {message.call_id for message in messages if isinstance(message, ToolResult)}
    return [ToolResult(call.id, reason) for call in _calls(messages) if call.id not in answered]
"""
PROSE = (
    "The committee met on Tuesday to discuss the proposal, which had been circulated among its members "
    "several weeks earlier. Although most of them agreed that the budget was reasonable, some wondered "
    "whether the schedule could be kept, given how little time remained before the end of the year. "
)


@pytest.mark.parametrize(
    ("text", "o200k", "low", "high"),
    [
        (PROSE, 54, 0.95, 1.2),
        (CODE, 48, 0.95, 1.5),
        ("今天天气很好，我们去公园散步吧。请读取这个文件并修改函数的返回值，然后运行测试。", 26, 1.0, 2.0),
        (b64encode(random.Random(1).randbytes(3000)).decode(), 2723, 0.9, 1.2),
        ('{"path": "src/a1.py", "line": 7, "ok": true}', 20, 0.95, 1.6),
    ],
)
def test_the_estimate_is_near_the_count_and_rather_high(text, o200k, low, high):
    assert low <= estimate_tokens(text) / o200k <= high


@given(st.text())
def test_any_text_has_an_estimate_that_grows_with_it(text):
    assert 0 <= estimate_tokens(text) <= estimate_tokens(text + "x")


def test_half_a_surrogate_pair_is_no_trouble():
    assert estimate_tokens("\ud83d") > 0


def test_all_that_a_message_holds_is_counted():
    words = "word " * 1000
    whole = estimate_tokens(words)

    for message in (
        UserMessage(words),
        UserMessage("", words),
        Summary((words,), ""),
        AssistantMessage(words),
        AssistantMessage(tool_calls=(ToolCall("1", "write_file", {"content": words}),)),
        AssistantMessage(tool_calls=(ToolCall("1", "write_file", {}, malformed=words),)),
        ToolResult("1", words),
    ):
        assert whole < estimate_message(message) < whole + 100


def test_a_thought_is_not_sent_and_not_counted():
    assert estimate_message(AssistantMessage("x", thought="long " * 1000)) == estimate_message(AssistantMessage("x"))


def test_a_request_is_the_sum_of_its_parts():
    tools = list(TOOLS.values())
    messages = [UserMessage("hello"), AssistantMessage("yes")]

    with_all = estimate_request("system", tools, messages)

    assert with_all == estimate_request("system", tools, []) + sum(map(estimate_message, messages))
    assert estimate_request("system", tools, []) > estimate_request("system", [], []) + 20 * len(tools)


def test_a_picture_takes_the_same_whatever_its_size():
    small, large = (UserMessage("Hi", images=(image,)) for image in (PIXEL, picture(b"x" * 100_000)))

    assert estimate_message(small) == estimate_message(large) == estimate_message(UserMessage("Hi")) + TOKENS_PER_IMAGE
