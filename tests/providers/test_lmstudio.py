"""LM Studio: which models it has, what each recording means, and what it is sent."""

import json
from dataclasses import replace

import pytest

from journeyman.agent.context import Window
from journeyman.agent.events import TurnFinished
from journeyman.agent.interfaces import ModelRequest, ToolSpec
from journeyman.agent.messages import AssistantMessage, ToolCall, Usage, UserMessage
from journeyman.agent.repair import repair
from journeyman.errors import ContextOverflow, ProviderError, ProviderRefused, ProviderUnreachable
from journeyman.providers import Endpoint, ModelInfo, list_models, open_provider
from providers.asking import HELLO, HURRIED, ask, cut, named, opened, recorded
from providers.fake_service import Says, fake_service, says_json
from turns import play

USAGE = Usage(7, 3)
CHAT = "/v1/chat/completions"
READ_A = ToolCall("call_1", "read_file", {"path": "a.py"})
READ_FILE = ToolSpec("read_file", "Read a file.", {"type": "object", "properties": {"path": {}}}, "read")
QWEN = ModelInfo("qwen/qwen3-8b", 8192, True, False, True, 40960)

MEANINGS = {
    "text.sse": AssistantMessage("Hello, wörld", usage=USAGE),
    "reasoning.sse": AssistantMessage("Done.", usage=USAGE, thought="Let me see."),
    "reasoning_gpt_oss.sse": AssistantMessage("Done.", usage=USAGE, thought="Let me see."),
    "parallel_calls.sse": AssistantMessage(
        "", (replace(READ_A, id="365174485"), ToolCall("365174486", "list_files", {})), "tool_calls", USAGE
    ),
    "tool_call_without_id.sse": AssistantMessage("", (READ_A,), "tool_calls", USAGE),
    "tool_request_as_text.sse": AssistantMessage(
        'I look.\n[TOOL_REQUEST]\n{"name": "read_file", "arguments": {"path": "a.py"}}\n[END_TOOL_REQUEST]', usage=USAGE
    ),
    "arguments_corrupted.sse": AssistantMessage(
        "", (ToolCall("365174485", "read_file", {}, '{"path":"a.py""a.py"}'),), "tool_calls", USAGE
    ),
}

PROBLEMS: dict[str, tuple[type[ProviderError], str]] = {
    "empty.sse": (ContextOverflow, "answered with nothing.*load it with a longer one"),
    "error_overflow.sse": (ContextOverflow, "context window of 4,096 tokens"),
    "error_overflow_after_role.sse": (ContextOverflow, "context window of 4,096 tokens"),
    "error_crashed.sse": (ProviderUnreachable, "lost the model, which has crashed"),
    "error_unloaded.sse": (ProviderUnreachable, "unloaded the model. Try again"),
}

REFUSALS: dict[str, tuple[int, type[ProviderError], str]] = {
    "error_none_loaded.json": (404, ProviderRefused, "has no model loaded.*`lms load`.*just-in-time"),
    "error_crashed.json": (400, ProviderUnreachable, "lost the model, which has crashed.*shorter context"),
    "error_too_large.json": (400, ProviderRefused, "could not load the model. Choose a smaller one.*insufficient"),
}


@pytest.mark.parametrize("size", [1, 17, 10_000])
@pytest.mark.parametrize("name", MEANINGS)
async def test_a_recording_means_what_the_model_said(name: str, size: int):
    async with opened({CHAT: Says(cut(recorded("lmstudio", name), size))}, "lmstudio") as (_, model):
        assert await ask(model.provider) == MEANINGS[name]


@pytest.mark.parametrize("size", [1, 10_000])
@pytest.mark.parametrize("name", PROBLEMS)
async def test_a_problem_in_a_stream_says_what_to_do(name: str, size: int):
    kind, complaint = PROBLEMS[name]
    async with opened({CHAT: Says(cut(recorded("lmstudio", name), size))}, "lmstudio") as (_, model):
        with pytest.raises(kind, match=complaint) as caught:
            await ask(model.provider)
    assert type(caught.value) is kind


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_refusal_says_what_to_do(name: str):
    status, kind, complaint = REFUSALS[name]
    async with opened({CHAT: Says([recorded("lmstudio", name)], status)}, "lmstudio") as (service, model):
        with pytest.raises(kind, match=complaint) as caught:
            await ask(model.provider)
    assert type(caught.value) is kind
    assert len(service.heard) == (4 if kind is ProviderUnreachable else 1)


def test_every_recording_has_a_meaning():
    assert named("lmstudio", without="models_") == (
        MEANINGS.keys() | PROBLEMS.keys() | REFUSALS.keys() | {"error_unexpected_endpoint.json"}
    )


async def test_a_call_that_is_printed_as_text_is_made():
    stream = Says([recorded("lmstudio", "tool_request_as_text.sse")])
    async with opened({CHAT: stream}, "lmstudio") as (_, model):
        answer = await ask(model.provider)

    assert repair(answer, {"read_file": READ_FILE}).message.tool_calls == (ToolCall("", "read_file", {"path": "a.py"}),)


async def test_a_call_without_an_id_goes_back_with_one():
    streams = [Says([recorded("lmstudio", name)]) for name in ("tool_call_without_id.sse", "text.sse")]
    async with opened({CHAT: streams}, "lmstudio") as (service, model):
        answer = await ask(model.provider)
        await ask(model.provider, ModelRequest("", (UserMessage("Hello"), answer)))

    assert service.heard[1].json["messages"][1]["tool_calls"][0]["id"] == "call_1"


UNKNOWN = Says([recorded("lmstudio", "error_unexpected_endpoint.json")])
"""Which LM Studio answers, with status 200, where it knows nothing."""
V1 = {"/api/v1/models": Says([recorded("lmstudio", "models_v1.json")])}
V0 = {"/api/v1/models": UNKNOWN, "/api/v0/models": Says([recorded("lmstudio", "models_v0.json")])}
COMPATIBLE = {"/v1/models": Says([recorded("lmstudio", "models_compatible.json")])}
GEMMA = ModelInfo("google/gemma-3-4b", None, False, True, None, 131072)


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        (V1, [QWEN, ModelInfo("long", 32768, True, False, True, 40960), GEMMA]),
        (
            V0,
            [
                ModelInfo("google/gemma-3-4b", 12918, None, True, None, 131072),
                ModelInfo("qwen/qwen3-8b", None, True, None, None, 40960),
            ],
        ),
        (V0 | {"/api/v0/models": UNKNOWN} | COMPATIBLE, [ModelInfo("qwen/qwen3-8b")]),
        (COMPATIBLE, [ModelInfo("qwen/qwen3-8b")]),
        ({"/api/v1/models": says_json({"models": "odd"}), "/api/v0/models": says_json([7])} | COMPATIBLE, None),
    ],
)
async def test_the_best_list_that_there_is_tells_of_the_models(routes, expected):
    async with fake_service(routes) as service:
        listed = await list_models(Endpoint("lmstudio", service.url))
    assert listed == (expected or [ModelInfo("qwen/qwen3-8b")])


@pytest.mark.parametrize(
    ("model", "window"), [("qwen/qwen3-8b", 8192), ("long", 32768), ("google/gemma-3-4b", 32768), ("unheard-of", 32768)]
)
async def test_the_window_is_that_of_what_is_loaded(model: str, window: int):
    async with fake_service(V1) as service:
        opened = await open_provider(Endpoint("lmstudio", service.url), model, patience=HURRIED)
        await opened.aclose()
    assert opened.info.context_window == window


async def test_a_model_that_is_not_loaded_is_not_thought_to_see_more_than_it_can():
    small = says_json({"models": [{"key": "m", "max_context_length": 2048, "loaded_instances": []}]})
    async with fake_service({"/api/v1/models": small}) as service:
        opened = await open_provider(Endpoint("lmstudio", service.url), "m", patience=HURRIED)
        await opened.aclose()
    assert opened.info.context_window == 2048


@pytest.mark.parametrize(
    ("thinking", "sent"), [(None, None), ("off", "none"), ("on", "medium"), ("low", "low"), ("high", "high")]
)
async def test_the_model_is_told_how_much_to_think(thinking, sent):
    async with opened({CHAT: Says([recorded("lmstudio", "text.sse")])}, "lmstudio", thinking=thinking) as (
        service,
        model,
    ):
        await ask(model.provider)
    assert service.heard[0].json.get("reasoning_effort") == sent


async def test_what_is_sent_is_the_plain_format():
    async with opened({CHAT: Says([recorded("lmstudio", "text.sse")])}, "lmstudio") as (service, model):
        await ask(model.provider, HELLO)

    assert json.loads(service.heard[0].body).keys() == {"model", "messages", "stream", "stream_options", "max_tokens"}


async def test_an_empty_stream_makes_room_and_asks_once_more():
    history = [
        UserMessage("Hello"),
        *(AssistantMessage(f"{number} " * 400) for number in range(4)),
        UserMessage("And now?"),
    ]
    streams = [Says([recorded("lmstudio", name)]) for name in ("empty.sse", "text.sse", "reasoning.sse")]
    async with opened({CHAT: streams}, "lmstudio") as (service, model):
        events = await play(model.provider, messages=history, window=Window(6_000, 1_000))

    assert events[-1] == TurnFinished("end_turn")
    first, summary, second = (len(heard.body) for heard in service.heard)
    assert second < first
    assert summary


async def test_a_stream_that_stays_empty_ends_the_turn():
    async with opened({CHAT: Says([recorded("lmstudio", "empty.sse")])}, "lmstudio") as (service, model):
        with pytest.raises(ContextOverflow, match="answered with nothing"):
            await play(model.provider)
    assert len(service.heard) == 1
