"""What Bedrock is sent."""

from dataclasses import replace
from typing import Any

import pytest

from journeyman.agent.interfaces import ModelRequest, ToolSpec
from journeyman.agent.messages import AssistantMessage, Image, SealedThought, Summary, ToolCall, ToolResult, UserMessage
from journeyman.providers.bedrock_wire import Manner, to_wire
from pictures import PIXEL
from providers.asking import HELLO

BARE = Manner(caches=frozenset())
POINT = {"cachePoint": {"type": "default"}}
READ = ToolSpec("read_file", "Read a file.", {"type": "object"}, "read")
CALL = ToolCall("tooluse_1", "read_file", {"path": "a.py"})
OTHER = ToolCall("tooluse_2", "list_files", {})
USE = {"toolUse": {"toolUseId": "tooluse_1", "name": "read_file", "input": {"path": "a.py"}}}
RESULT = {"toolResult": {"toolUseId": "tooluse_1", "content": [{"text": "x = 1"}]}}
THOUGHT = {"reasoningContent": {"reasoningText": {"text": "Let me see.", "signature": "sig"}}}
SEALED = SealedThought("bedrock:m", (THOUGHT, {"text": "I look."}, {"toolUse": {"toolUseId": "tooluse_1"}}))
GO_ON = {"text": "Go on."}


def user(*content: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "content": list(content)}


def assistant(*content: dict[str, Any]) -> dict[str, Any]:
    return {"role": "assistant", "content": list(content)}


def sent(*messages: Any, manner: Manner = BARE, tools: tuple[ToolSpec, ...] = (READ,), **options: Any) -> Any:
    return to_wire(ModelRequest("", messages, tools), manner, **options)["messages"]


def test_a_question_is_sent_as_bedrock_wants_it():
    assert to_wire(HELLO, BARE) == {
        "system": [{"text": "Be brief."}],
        "messages": [user({"text": "Hello"})],
        "inferenceConfig": {"maxTokens": 4096},
    }


def test_cache_points_stand_after_what_stays_the_same():
    wire = to_wire(replace(HELLO, tools=(READ,)), Manner())

    assert wire["toolConfig"]["tools"][1:] == [POINT]
    assert wire["system"][1:] == [POINT]
    assert wire["messages"] == [user({"text": "Hello"}, POINT)]


def test_tools_and_all_their_results_are_sent():
    messages = sent(
        UserMessage("Look."),
        AssistantMessage("I look.", (CALL, OTHER), "tool_calls"),
        ToolResult("tooluse_1", "x = 1"),
        ToolResult("tooluse_2", "No such folder.", is_error=True),
        AssistantMessage("Done."),
    )

    assert messages == [
        user({"text": "Look."}),
        assistant({"text": "I look."}, USE, {"toolUse": {"toolUseId": "tooluse_2", "name": "list_files", "input": {}}}),
        user(
            RESULT,
            {"toolResult": {"toolUseId": "tooluse_2", "content": [{"text": "No such folder."}], "status": "error"}},
        ),
        assistant({"text": "Done."}),
    ]


def test_a_tool_is_described_with_its_schema():
    spec = {"name": "read_file", "description": "Read a file.", "inputSchema": {"json": {"type": "object"}}}
    assert to_wire(replace(HELLO, tools=(READ,)), BARE)["toolConfig"] == {"tools": [{"toolSpec": spec}]}


def test_roles_alternate_whatever_the_history_holds():
    turns = sent(Summary((), "All."), UserMessage("One."), UserMessage("Two."), AssistantMessage(""), UserMessage("3."))
    assert [turn["role"] for turn in turns] == ["user"]
    assert [block["text"] for block in turns[0]["content"]][1:] == ["One.", "Two.", "3."]


def test_a_history_that_begins_with_an_answer_gets_a_beginning():
    assert sent(AssistantMessage("Hi."), UserMessage("Go.")) == [
        user(GO_ON),
        assistant({"text": "Hi."}),
        user({"text": "Go."}),
    ]


@pytest.mark.parametrize("blank", ["", "  ", "\n\n"])
def test_blank_text_is_never_sent(blank: str):
    messages = sent(
        UserMessage(blank),
        AssistantMessage(blank, (CALL,), "tool_calls"),
        ToolResult("tooluse_1", blank),
    )

    assert messages == [
        user({"text": "(No words.)"}),
        assistant(USE),
        user({"toolResult": {"toolUseId": "tooluse_1", "content": [{"text": "(No output.)"}]}}),
    ]


def test_without_tools_a_history_with_calls_becomes_words():
    messages = sent(
        UserMessage("Look."),
        AssistantMessage("I look.", (CALL,), "tool_calls"),
        ToolResult("tooluse_1", "x = 1"),
        ToolResult("lost", "?", is_error=True),
        tools=(),
    )

    assert messages == [
        user({"text": "Look."}),
        assistant({"text": 'I look.\n[Called read_file with {"path":"a.py"}]'}),
        user({"text": "[Result of read_file]\nx = 1"}, {"text": "[Result of a tool (an error)]\n?"}),
    ]


def test_a_result_without_a_call_is_told_in_words():
    assert sent(UserMessage("Look."), ToolResult("lost", "?")) == [
        user({"text": "Look."}, {"text": "[Result of a tool]\n?"})
    ]


def test_names_and_ids_of_other_services_are_made_to_fit():
    odd = ToolCall("functions.read:0/é" + "x" * 80, "my.server/read file", {})
    messages = sent(UserMessage("Look."), AssistantMessage("", (odd,), "tool_calls"), ToolResult(odd.id, "x"))

    use = messages[1]["content"][0]["toolUse"]
    assert use == {"toolUseId": "foreign-call-1", "name": "my_server_read_file", "input": {}}
    assert messages[2]["content"][0]["toolResult"]["toolUseId"] == "foreign-call-1"


def test_pictures_are_sent_as_bytes():
    bitmap = Image("image/bmp", "Qk0=")
    assert sent(UserMessage("", images=(PIXEL, bitmap))) == [
        user(
            {"image": {"format": "png", "source": {"bytes": PIXEL.data}}},
            {"text": "[An image that you cannot see: its format, image/bmp, is not taken.]"},
        )
    ]


def test_a_model_without_eyes_gets_words_for_pictures():
    assert sent(UserMessage("What?", images=(PIXEL,)), vision=False) == [
        user({"text": "What?\n\n[Images that you cannot see: 1]"})
    ]


def test_a_schema_is_a_tool_that_has_to_be_used():
    schema = {"$defs": {"x": {"type": "string"}}, "anyOf": [{"$ref": "#/$defs/x"}]}
    config = to_wire(replace(HELLO, answer_schema=schema), BARE)["toolConfig"]

    assert config["toolChoice"] == {"tool": {"name": "answer"}}
    assert config["tools"][0]["toolSpec"]["inputSchema"]["json"] == {
        "type": "object",
        "properties": {"answer": {"anyOf": [{"$ref": "#/$defs/x"}]}},
        "required": ["answer"],
        "$defs": {"x": {"type": "string"}},
    }


def test_reasoning_goes_back_unchanged_within_its_turn():
    turn = (
        UserMessage("Look."),
        AssistantMessage("I look.", (CALL,), "tool_calls", thought="Let me see.", sealed_thought=SEALED),
        ToolResult("tooluse_1", "x = 1"),
    )

    assert sent(*turn, origin="bedrock:m")[1] == assistant(THOUGHT, {"text": "I look."}, USE)
    assert sent(*turn, UserMessage("", "Your answer was empty."), origin="bedrock:m")[1]["content"][0] == THOUGHT
    assert sent(*turn, UserMessage("And now?"), origin="bedrock:m")[1] == assistant({"text": "I look."}, USE)


def test_reasoning_goes_to_nobody_else():
    answer = AssistantMessage("I look.", (CALL,), "tool_calls", sealed_thought=SEALED)
    assert sent(UserMessage("Look."), answer, origin="bedrock:other")[1] == assistant({"text": "I look."}, USE)


def test_calls_that_were_repaired_since_keep_their_reasoning():
    repaired = replace(CALL, name="list_files", arguments={})
    answer = AssistantMessage("I look.", (repaired, OTHER), "tool_calls", sealed_thought=SEALED)

    assert sent(UserMessage("Look."), answer, origin="bedrock:m")[1] == assistant(
        THOUGHT,
        {"text": "I look."},
        {"toolUse": {"toolUseId": "tooluse_1", "name": "list_files", "input": {}}},
        {"toolUse": {"toolUseId": "tooluse_2", "name": "list_files", "input": {}}},
    )


def test_words_and_tools_can_be_kept_apart():
    messages = sent(
        UserMessage("Look."),
        AssistantMessage("I look.", (CALL,), "tool_calls"),
        ToolResult("tooluse_1", "x = 1"),
        UserMessage("Stop."),
        manner=replace(BARE, mixes=False),
    )

    assert messages == [
        user({"text": "Look."}),
        assistant({"text": "I look."}),
        user(GO_ON),
        assistant(USE),
        user(RESULT),
        assistant(GO_ON),
        user({"text": "Stop."}),
    ]
