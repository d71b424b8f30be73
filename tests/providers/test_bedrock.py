"""What each recording of a Bedrock stream means."""

from dataclasses import replace

import pytest

from journeyman.agent.messages import AssistantMessage, SealedThought, ToolCall, Usage
from journeyman.errors import ContextOverflow, ProviderError, ProviderRefused, ProviderUnreachable
from providers.asking import HELLO, HURRIED, RECORDINGS, ask, cut, opened, recorded
from providers.event_stream import call, end, event, start, text
from providers.fake_service import Says

STREAM = "/model/m/converse-stream"
USAGE = Usage(7, 3)
READ_A = ToolCall("tooluse_1", "read_file", {"path": "a.py"})
READ_B = ToolCall("tooluse_2", "read_file", {"path": "b.py"})
LIST = ToolCall("tooluse_1", "list_files", {})


def use(call_id: str) -> dict[str, object]:
    return {"toolUse": {"toolUseId": call_id}}


def signed(text: str, signature: str) -> dict[str, object]:
    return {"reasoningContent": {"reasoningText": {"text": text, "signature": signature}}}


def calls(*calls: ToolCall) -> AssistantMessage:
    return AssistantMessage("", calls, "tool_calls", USAGE)


def sealed(*blocks: dict[str, object]) -> SealedThought:
    return SealedThought("bedrock:m", blocks)


MEANINGS = {
    "text": AssistantMessage("Hello, wörld", usage=USAGE),
    "tool_call": replace(calls(replace(READ_A, id="tooluse_kZJMlvQmRJ6eAyJE5GIl7Q")), text="I look."),
    "parallel_calls": calls(READ_A, READ_B),
    "no_arguments": calls(LIST),
    "arguments_empty": calls(LIST),
    "arguments_object": calls(READ_A),
    "arguments_malformed": AssistantMessage(
        "", (ToolCall("tooluse_1", "read_file", {}, '{"path": "a.py'),), "max_tokens", USAGE
    ),
    "index_absent": calls(READ_A),
    "reasoning_and_call": replace(
        calls(READ_A),
        text="I look.",
        thought="Let me see.",
        sealed_thought=sealed(signed("Let me see.", "Er0BCkYIBRgCKkj4=="), {"text": "I look."}, use("tooluse_1")),
    ),
    "reasoning_between_calls": replace(
        calls(READ_A, replace(LIST, id="tooluse_2")),
        thought="First.Then.",
        sealed_thought=sealed(signed("First.", "sig1"), use("tooluse_1"), signed("Then.", "sig2"), use("tooluse_2")),
    ),
    "redacted_reasoning": replace(
        calls(LIST),
        sealed_thought=sealed({"reasoningContent": {"redactedContent": "RWtjSUJSZ0M="}}, use("tooluse_1")),
    ),
    "unsigned_reasoning": replace(calls(LIST), thought="Let me see."),
    "inline_thought": AssistantMessage("Done.", usage=USAGE, thought="Let me see."),
    "cut_off_by_limit": AssistantMessage("Do", (), "max_tokens", USAGE),
    "stop_sequence": AssistantMessage("Done.", usage=USAGE),
    "guardrail": AssistantMessage("Sorry, I cannot help with that.", (), "refusal", USAGE),
    "content_filtered": AssistantMessage("It is", (), "refusal", USAGE),
    "window_exceeded_late": AssistantMessage("Do", (), "max_tokens", USAGE),
    "usage_with_cache": AssistantMessage("Done.", usage=Usage(127, 3, 100)),
    "no_metadata": AssistantMessage("Done."),
    "unknown_frames": AssistantMessage("Done.", usage=USAGE),
    "nothing_said": AssistantMessage("", usage=Usage(7, 0)),
    "own_tool": AssistantMessage("Done.", usage=USAGE),
}
PROBLEMS: dict[str, tuple[type[ProviderError], str]] = {
    "throttled": (ProviderUnreachable, "takes no more requests for now .429."),
    "throttled_late": (ProviderUnreachable, "Too many requests"),
    "model_error": (ProviderUnreachable, "Try again.*CUDA error"),
    "internal_error": (ProviderUnreachable, "unexpected error"),
    "service_unavailable": (ProviderUnreachable, "unable to process"),
    "overflow": (ContextOverflow, "context window of 200,000 tokens"),
    "validation": (ProviderRefused, "Something is wrong"),
    "error_frame": (ProviderUnreachable, "internal server error"),
    "new_exception": (ProviderUnreachable, "broke off the answer. Try again. It said: It broke."),
    "ends_early": (ProviderUnreachable, "broke before the answer was complete"),
    "ends_within_a_frame": (ProviderUnreachable, "broke before the answer was complete"),
    "empty": (ProviderUnreachable, "broke before the answer was complete"),
    "window_exceeded": (ContextOverflow, "Start a new session"),
    "malformed_tool_use": (ProviderUnreachable, "wrote no proper answer"),
    "login_page": (ProviderRefused, "a web page: .*Sign in"),
    "damaged": (ProviderUnreachable, "broke before the answer was complete"),
}


def recording(name: str) -> bytes:
    return recorded("bedrock", f"{name}.eventstream")


def answering(*answers: Says | bytes):
    says = [Says([one] if one else []) if isinstance(one, bytes) else one for one in answers]
    return opened({STREAM: says}, "bedrock", api_key="ABSK-key")


@pytest.mark.parametrize("size", [1, 7, 50, 100_000])
@pytest.mark.parametrize("name", MEANINGS)
async def test_a_recording_means_what_the_model_said(name: str, size: int):
    async with answering(Says(cut(recording(name), size))) as (_, model):
        assert await ask(model.provider) == MEANINGS[name]


@pytest.mark.parametrize("name", PROBLEMS)
async def test_a_recording_of_a_problem_says_what_is_wrong(name: str):
    kind, complaint = PROBLEMS[name]
    async with answering(recording(name)) as (_, model):
        with pytest.raises(kind, match=complaint) as caught:
            await ask(model.provider)
    assert type(caught.value) is kind


def test_every_recording_has_a_meaning():
    names = {path.stem for path in (RECORDINGS / "bedrock").glob("*.eventstream")}
    assert names == MEANINGS.keys() | PROBLEMS.keys()


async def test_what_fails_before_anything_is_said_is_asked_for_again():
    async with answering(recording("throttled"), recording("internal_error"), recording("text")) as (service, model):
        assert await ask(model.provider) == MEANINGS["text"]
    assert service.paths == [STREAM] * 3


async def test_what_fails_later_is_not_said_twice():
    async with answering(recording("throttled_late"), recording("text")) as (service, model):
        with pytest.raises(ProviderUnreachable):
            await ask(model.provider)
    assert service.paths == [STREAM]


async def test_the_key_is_a_bearer_token():
    async with answering(recording("text")) as (service, model):
        await ask(model.provider)
    assert service.heard[0].headers["authorization"] == "Bearer ABSK-key"


async def test_a_model_is_named_in_the_address():
    arn = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/ab12"
    path = (
        "/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aapplication-inference-profile%2Fab12/converse-stream"
    )
    async with opened({path: Says([recording("text")])}, "bedrock", api_key="k", model=arn) as (service, model):
        await ask(model.provider)
    assert service.paths == [path]


async def test_an_answer_that_stalls_is_given_up():
    patience = replace(HURRIED, stall_seconds=0.05)
    says = Says([start() + event("contentBlockDelta", contentBlockIndex=0, delta={"text": "Hel"})], then="hang")
    async with opened({STREAM: says}, "bedrock", api_key="k", patience=patience) as (_, model):
        with pytest.raises(ProviderUnreachable, match=r"sent nothing for 0\.05 seconds"):
            await ask(model.provider)


async def test_usage_that_does_not_come_is_not_waited_for_long():
    patience = replace(HURRIED, usage_seconds=0.05)
    says = Says([recording("no_metadata")], then="hang")
    async with opened({STREAM: says}, "bedrock", api_key="k", patience=patience) as (_, model):
        assert await ask(model.provider) == MEANINGS["no_metadata"]


async def test_an_answer_of_a_megabyte_arrives_whole():
    long = "x" * 1_000_000
    answer = start() + text(0, *("x" * 100 for _ in range(10_000))) + end()
    async with answering(Says(cut(answer, 60_000))) as (_, model):
        assert (await ask(model.provider)).text == long


async def test_calls_under_one_index_stay_two():
    answer = start() + call(0, "tooluse_1", "read_file", '{"path": "a.py"}')
    answer += call(0, "tooluse_2", "read_file", '{"path": "b.py"}') + end("tool_use")
    async with answering(answer) as (_, model):
        assert (await ask(model.provider, HELLO)).tool_calls == (READ_A, READ_B)
