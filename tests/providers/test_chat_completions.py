"""What each recording of a chat completions stream means."""

import json
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from journeyman.agent.interfaces import ModelRequest, ToolSpec
from journeyman.agent.messages import AssistantMessage, StopReason, Summary, ToolCall, ToolResult, Usage, UserMessage
from journeyman.errors import ContextOverflow, ProviderError, ProviderRefused, ProviderUnreachable
from journeyman.providers.chat_completions import to_usage, to_wire
from journeyman.providers.endpoint import ModelInfo
from journeyman.providers.json_text import compact
from pictures import PIXEL
from providers.asking import RECORDINGS, ask, chatting, cut
from providers.fake_service import Says

USAGE = Usage(7, 3)
READ_A = ToolCall("a", "read_file", {"path": "a.py"})
READ_B = ToolCall("b", "read_file", {"path": "b.py"})
READ_FILE = ToolSpec("read_file", "Read a file.", {"type": "object"}, "read")


def recording(name: str) -> bytes:
    return (RECORDINGS / "chat_completions" / name).read_bytes()


def says(
    text: str = "", *calls: ToolCall, stop: StopReason | None = None, usage: Usage = USAGE, thought: str = ""
) -> AssistantMessage:
    return AssistantMessage(text, calls, stop or ("tool_calls" if calls else "end_turn"), usage, thought)


def call(id: str, name: str = "read_file", malformed: str = "", **arguments: str) -> ToolCall:
    return ToolCall(id, name, arguments, malformed)


MEANINGS = {
    "text.sse": says("Hello, wörld"),
    "openai_padded.sse": says("Hello, wörld"),
    "azure_filters.sse": says("Done."),
    "llama_cpp_reasoning_and_call.sse": says("I look.", replace(READ_A, id="7Qb9"), thought="Let me see."),
    "vllm_reasoning_and_call.sse": says("I look.", replace(READ_A, id="chatcmpl-tool-5d"), thought="Let me see."),
    "tool_call.sse": says("I look.", replace(READ_A, id="abc")),
    "parallel_calls.sse": says("", READ_A, READ_B),
    "first_index_is_one.sse": says("", READ_A, call("b", "list_files")),
    "index_absent.sse": says("", READ_A, READ_B),
    "index_absent_in_fragments.sse": says("", READ_A, call("b", "list_files")),
    "id_empty_later.sse": says("", READ_A),
    "id_new_in_every_fragment.sse": says("", replace(READ_A, id="a1")),
    "name_repeated.sse": says("", READ_A),
    "name_repeated_after_nothing.sse": says("", READ_A),
    "two_calls_under_one_index.sse": says("", READ_A, READ_B),
    "one_call_under_two_indexes.sse": says("", READ_A),
    "one_call_repeated_under_another_index.sse": says("", READ_A),
    "one_id_for_two_calls.sse": says("", replace(READ_A, id="0"), replace(READ_B, id="call_2")),
    "wrong_index_later.sse": says("", READ_A),
    "ids_missing.sse": says("", replace(READ_A, id="call_1"), call("call_2", "list_files")),
    "arguments_absent.sse": says("", call("a", "list_files")),
    "arguments_empty.sse": says("", call("a", "list_files")),
    "arguments_object.sse": says("", READ_A),
    "arguments_twice.sse": says("", READ_A),
    "arguments_malformed.sse": says("", call("a", malformed='{"path": a.py}')),
    "arguments_no_object.sse": says("", call("a", malformed='["a.py"]')),
    "arguments_with_braces_in_text.sse": says("", call("a", "write_file", text='if (x) { y }}"{')),
    "name_after_id.sse": says("", READ_A),
    "empty_call.sse": says("Done."),
    "stop_although_calls.sse": says("", READ_A),
    "tool_calls_although_none.sse": says("Done."),
    "finish_reason_missing.sse": says("", READ_A),
    "done_mark_missing.sse": says("Done."),
    "cut_off_by_limit.sse": says(
        "", call("a", "write_file", malformed='{"path":"a.py","text":"abc'), stop="max_tokens"
    ),
    "reasoning_eats_the_limit.sse": says(stop="max_tokens", thought="Hmm"),
    "content_filter.sse": says("I", stop="refusal"),
    "refusal.sse": says("I cannot do that.", stop="refusal"),
    "reasoning_content.sse": says("Done.", thought="Let me see."),
    "openrouter_reasoning.sse": says("Done.", usage=Usage(700, 30, 512, 0.00125), thought="Let me see."),
    "inline_thought.sse": says("Done, <think> is a tag.", thought="Let me see."),
    "inline_thought_without_end.sse": says(stop="max_tokens", thought="Let me see.</th"),
    "content_parts.sse": says("Done."),
    "nothing_but_stop.sse": says(),
    "odd_line_ends.sse": says("Done.", usage=Usage()),
    "data_over_several_lines.sse": says("Done.", usage=Usage()),
    "usage_in_every_chunk.sse": says("Done."),
    "after_done.sse": says("Done."),
    "not_streamed.json": says("Done.", READ_A),
}

PROBLEMS: dict[str, tuple[type[ProviderError], str]] = {
    "error_openrouter.sse": (ProviderUnreachable, r"Provider returned error \(from X\): upstream is gone"),
    "error_finish_only.sse": (ProviderUnreachable, "the answer failed"),
    "error_lm_studio.sse": (ContextOverflow, "context window of 4,096 tokens"),
    "error_groq.sse": (ProviderRefused, "Failed to call a function"),
    "error_as_text.sse": (ProviderUnreachable, "the model crashed"),
    "error_beside_the_stream.sse": (ProviderUnreachable, "CUDA out of memory"),
    "error_llama_cpp_field.sse": (ContextOverflow, "exceeds the available context size"),
    "error_llama_cpp_field_late.sse": (ProviderUnreachable, "could not answer .500.*Compute error"),
    "error_vllm.sse": (ProviderUnreachable, "The engine is dead"),
    "error_after_garbage.sse": (ProviderUnreachable, "a piece of an answer that cannot be read.*{oops"),
    "error_no_object.sse": (ProviderUnreachable, "a piece of an answer that cannot be read"),
    "ends_early.sse": (ProviderUnreachable, "broke before the answer was complete"),
    "empty.sse": (ProviderRefused, "answered with nothing.*load it with a longer one"),
    "done_only.sse": (ProviderRefused, "answered with nothing"),
    "error_with_200.json": (ProviderUnreachable, "Model is not loaded"),
    "login_page.html": (ProviderRefused, "a web page: Sign in Your network wants you to sign in"),
}


@pytest.mark.parametrize("name", MEANINGS)
async def test_a_recording_means_what_the_model_said(name: str):
    async with chatting(Says([recording(name)])) as (_, model):
        assert await ask(model.provider) == MEANINGS[name]


@pytest.mark.parametrize("name", PROBLEMS)
async def test_a_recording_of_a_problem_says_what_is_wrong(name: str):
    kind, complaint = PROBLEMS[name]
    async with chatting(Says([recording(name)])) as (_, model):
        with pytest.raises(kind, match=complaint) as caught:
            await ask(model.provider)
    assert type(caught.value) is kind


def test_every_recording_has_a_meaning():
    names = {path.name for path in (RECORDINGS / "chat_completions").iterdir()}
    assert names == MEANINGS.keys() | PROBLEMS.keys()


@pytest.mark.parametrize("size", [1, 7])
async def test_a_stream_may_be_cut_anywhere(size: int):
    async with chatting(*(Says(cut(recording(name), size)) for name in ("tool_call.sse", "odd_line_ends.sse"))) as (
        _,
        model,
    ):
        answers = [await ask(model.provider), await ask(model.provider)]

    assert answers == [MEANINGS["tool_call.sse"], MEANINGS["odd_line_ends.sse"]]


def test_a_request_carries_everything_that_was_said():
    messages = (
        Summary(("Fix it",), "Read a.py."),
        UserMessage("Go on", "a note"),
        AssistantMessage("I look.", (READ_A,), "tool_calls"),
        ToolResult("a", "x = 1"),
        AssistantMessage("", (call("b", malformed="{oops"),), "tool_calls"),
        ToolResult("b", "No JSON.", is_error=True),
        AssistantMessage("Done."),
    )

    wire = to_wire(ModelInfo("m"), ModelRequest("Be brief.", messages, (READ_FILE,), 99))

    def wired(id: str, arguments: str) -> dict[str, object]:
        return {"id": id, "type": "function", "function": {"name": "read_file", "arguments": arguments}}

    assert wire["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": f"{messages[0].sent_text}\n\nGo on\n\na note"},
        {"role": "assistant", "content": "I look.", "tool_calls": [wired("a", '{"path":"a.py"}')]},
        {"role": "tool", "tool_call_id": "a", "content": "x = 1"},
        {"role": "assistant", "content": None, "tool_calls": [wired("b", "{}")]},
        {"role": "tool", "tool_call_id": "b", "content": "No JSON."},
        {"role": "assistant", "content": "Done."},
    ]
    function = {"name": "read_file", "description": "Read a file.", "parameters": {"type": "object"}}
    assert wire["tools"] == [{"type": "function", "function": function}]
    assert (wire["max_tokens"], wire["stream"], wire["stream_options"]) == (99, True, {"include_usage": True})


PICTURE = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PIXEL.data}"}}


def test_pictures_are_parts_of_the_users_message():
    messages = (UserMessage("What?", "a note", (PIXEL,)), UserMessage("Look."), UserMessage("Both.", images=(PIXEL,)))

    wire = to_wire(ModelInfo("m"), ModelRequest("", messages))

    def words(text: str) -> dict[str, str]:
        return {"type": "text", "text": text}

    parts = [words("What?\n\na note"), PICTURE, words("Look."), words("Both."), PICTURE]
    assert wire["messages"] == [{"role": "user", "content": parts}]


def test_a_model_without_eyes_is_told_that_there_were_pictures():
    request = ModelRequest("", (UserMessage("What?", images=(PIXEL, PIXEL)),))

    wire = to_wire(ModelInfo("m", vision=False), request)

    assert wire["messages"] == [{"role": "user", "content": "What?\n\n[Images that you cannot see: 2]"}]


def test_an_answer_schema_is_asked_for_strictly():
    wire = to_wire(ModelInfo("m"), ModelRequest("", (UserMessage("Hello"),), answer_schema={"type": "object"}))

    assert wire["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "answer", "strict": True, "schema": {"type": "object"}},
    }
    assert wire["messages"] == [{"role": "user", "content": "Hello"}]


words = st.text(max_size=20)
values = st.one_of(words, st.integers(), st.lists(words, max_size=2))
calls = st.builds(ToolCall, words, words, st.dictionaries(words, values, max_size=3))
answers = st.builds(AssistantMessage, words, st.tuples(calls))
histories = st.lists(
    st.one_of(st.builds(UserMessage, words, words), st.builds(ToolResult, words, words), answers),
    min_size=1,
    max_size=6,
)


@settings(deadline=None)
@given(histories, st.integers(0, 5))
def test_each_request_begins_with_the_one_before(history, length):
    # Only a turn that failed leaves a user's message that is joined by the next.
    assume(not all(isinstance(message, UserMessage) for message in history[length - 1 : length + 1]))

    def sent(messages):
        return compact(to_wire(ModelInfo("m"), ModelRequest("s", messages, (READ_FILE,))))

    shorter = sent(history[:length])
    prefix = shorter[: shorter.rindex("]", 0, shorter.rindex('"stream":'))]

    assert sent(history).startswith(prefix)
    assert json.loads(sent(history))["model"] == "m"


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"prompt_tokens": 9, "completion_tokens": 2}, Usage(9, 2)),
        ({"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 4}}, Usage(9, 0, 4)),
        ({"prompt_tokens": 9, "prompt_tokens_details": None, "num_cached_tokens": 4}, Usage(9, 0, 4)),
        ({"prompt_tokens": 9, "prompt_cache_hit_tokens": 4}, Usage(9, 0, 4)),
        ({"prompt_tokens": 9, "cached_tokens": 4}, Usage(9, 0, 4)),
        ({"prompt_tokens": 9, "cache_read_input_tokens": 4}, Usage(9, 0, 4)),
        ({"prompt_tokens": 9, "cost": 0.5}, Usage(9, 0, 0, 0.5)),
        ({"prompt_tokens": "9", "completion_tokens": None, "cost": "free"}, Usage()),
        ({"prompt_tokens": -1, "completion_tokens": 1e300, "cost": float("inf")}, Usage()),
    ],
)
def test_usage_is_found_wherever_a_service_puts_it(usage, expected):
    assert to_usage(usage) == expected
