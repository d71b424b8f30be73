"""The token meter tells what a prompt is made of, and its parts are the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyman.agent.context import Part, measure, prompt_tokens, spell_out
from journeyman.agent.interfaces import ToolSpec
from journeyman.agent.messages import AssistantMessage, Image, Summary, ToolCall, ToolResult, Usage, UserMessage

TOOL = ToolSpec("look", "Look at something.", {"type": "object", "properties": {"path": {"type": "string"}}}, "read")
WORDS = "some words that take tokens " * 20
SYSTEM = f"{WORDS}\n\n{WORDS}"
MESSAGES = [UserMessage("hi", WORDS), AssistantMessage("yes", usage=Usage(5_000, 7)), ToolResult("1", WORDS)]


def parts(*arguments, profile="") -> dict[str, int]:
    return {part.name: part.tokens for part in measure(*arguments, profile=profile)}


def test_each_part_has_its_share():
    assert measure("", "", (), ()) == (
        Part("system", 6),
        Part("tools", 0),
        Part("instructions", 0),
        Part("memory", 0),
        Part("retrieved", 0),
        Part("history", 0),
    )
    assert list(parts(SYSTEM, WORDS, (TOOL,), MESSAGES[:1]).values()) == [100, 42, 92, 0, 92, 8]


@pytest.mark.parametrize("name", ["system", "tools", "instructions", "retrieved", "history"])
def test_what_is_added_to_a_part_is_seen_there(name):
    before = parts(SYSTEM, WORDS, (TOOL,), [UserMessage("hi", WORDS)])
    more = {
        "system": (f"{WORDS}{SYSTEM}", WORDS, (TOOL,), [UserMessage("hi", WORDS)]),
        "tools": (SYSTEM, WORDS, (TOOL,) * 2, [UserMessage("hi", WORDS)]),
        "instructions": (f"{SYSTEM}{WORDS}", WORDS * 2, (TOOL,), [UserMessage("hi", WORDS)]),
        "retrieved": (SYSTEM, WORDS, (TOOL,), [UserMessage("hi", WORDS * 2)]),
        "history": (SYSTEM, WORDS, (TOOL,), [UserMessage("hi", WORDS), Summary((), WORDS)]),
    }

    after = parts(*more[name])

    grown = {part for part in after if after[part] > before[part] + 3}
    assert grown == {name}


def test_what_the_service_counted_is_shared_out():
    estimated = parts(SYSTEM, WORDS, (TOOL,), [UserMessage("hi", WORDS), AssistantMessage("yes")])

    counted = parts(SYSTEM, WORDS, (TOOL,), MESSAGES[:2])

    assert sum(counted.values()) == 5_007
    assert all(counted[part] > 10 * estimated[part] for part in counted if part != "memory")


def test_the_profile_is_measured_apart_from_the_instructions():
    system = f"{SYSTEM}\n\n{WORDS}"

    with_profile = parts(system, WORDS, (), [UserMessage("hi")], profile=WORDS)

    assert with_profile["memory"] == pytest.approx(with_profile["instructions"], abs=1)
    assert abs(with_profile["system"] - parts(SYSTEM, WORDS, (), [UserMessage("hi")])["system"]) <= 3


MESSAGE = st.one_of(
    st.builds(UserMessage, st.text(), st.text()),
    st.builds(AssistantMessage, st.text(), usage=st.builds(Usage, st.integers(0, 10**6), st.integers(0, 10**4))),
    st.builds(ToolResult, st.just("1"), st.text()),
)


@given(st.text(), st.text(), st.sampled_from([(), (TOOL,)]), st.lists(MESSAGE))
def test_the_parts_are_the_whole(system, instructions, tools, messages):
    whole = f"{system}\n\n{instructions}"

    measured = measure(whole, instructions, tools, messages)

    assert sum(part.tokens for part in measured) == prompt_tokens(whole, tools, messages)
    assert all(part.tokens >= 0 for part in measured)


def test_a_request_is_spelled_out_for_people():
    summary = Summary(("Add a route.",), "It was added.")
    messages = (
        UserMessage(
            "Add a route.", context="Earlier: routes end without a slash.", images=(Image("image/png", "AAAA"),)
        ),
        AssistantMessage("I look.", (ToolCall("1", "read_file", {"path": "ä.py"}),)),
        ToolResult("1", "x = 1"),
        summary,
    )
    read = ToolSpec("read_file", "Reads a file.", {"type": "object"}, "read")

    texts = spell_out(
        "Be brief.\n\nUse tabs.\n\nLikes tests.", "\n\nUse tabs.", [read], messages, profile="Likes tests."
    )

    assert texts == {
        "system": "Be brief.",
        "tools": 'read_file: Reads a file.\n{"type": "object"}',
        "instructions": "Use tabs.",
        "memory": "Likes tests.",
        "retrieved": "Earlier: routes end without a slash.",
        "history": "User: Add a route.\n[image, 3 bytes]\n\n"
        'Assistant: I look.\nread_file({"path": "ä.py"})\n\n'
        "Result: x = 1\n\n"
        f"Summary: {summary.sent_text}",
    }
