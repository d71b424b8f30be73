"""NVIDIA NIM: which models it has, what each recording means, what it is sent, and waiting for it."""

from dataclasses import replace
from typing import Any

import pytest

from journeyman.agent.interfaces import ModelRequest, ToolSpec
from journeyman.agent.messages import AssistantMessage, ToolCall, Usage, UserMessage
from journeyman.agent.repair import repair
from journeyman.errors import (
    ContextOverflow,
    ParametersUnsupported,
    ProviderError,
    ProviderRefused,
    ProviderUnreachable,
    ToolsUnsupported,
)
from journeyman.providers import Endpoint, ModelInfo, open_provider
from journeyman.providers import nim as module
from journeyman.providers.dialect import Wishes
from journeyman.providers.http import connect
from journeyman.providers.nim import known, list_models, write
from providers.asking import HELLO, HURRIED, ask, cut, named, opened, recorded
from providers.fake_service import NOT_FOUND, Says, fake_service

CHAT, READY, LIVE = "/v1/chat/completions", "/v1/health/ready", "/v1/health/live"
USAGE = Usage(7, 3, 4)
READ_A = ToolCall("chatcmpl-tool-91f0", "read_file", {"path": "a.py"})
READ_FILE = ToolSpec("read_file", "Read a file.", {"type": "object", "properties": {"path": {}}}, "read")

MEANINGS = {
    "text.sse": AssistantMessage("Hello, wörld", usage=USAGE),
    "reasoning.sse": AssistantMessage("Done.", usage=USAGE, thought="Let me see."),
    "inline_thought.sse": AssistantMessage("Done.", usage=USAGE, thought="Let me see.\n"),
    "reasoning_and_calls.sse": AssistantMessage(
        "", (READ_A, ToolCall("chatcmpl-tool-91f1", "list_files", {})), "tool_calls", USAGE, "Let me see."
    ),
    "tool_call.sse": AssistantMessage("", (READ_A,), "tool_calls", USAGE),
    "tool_call_without_arguments.sse": AssistantMessage(
        "", (ToolCall("chatcmpl-tool-91f0", "list_files", {}),), "tool_calls", USAGE
    ),
    "tool_call_as_text.sse": AssistantMessage(
        '<tool_call>\n{"name": "read_file", "arguments": {"path": "a.py"}}\n</tool_call>', usage=USAGE
    ),
}

PROBLEMS: dict[str, tuple[type[ProviderError], str]] = {
    "cut_off_in_call.sse": (ProviderUnreachable, "broke before the answer was complete"),
    "error_in_stream.sse": (ProviderUnreachable, "EngineCore encountered an issue"),
}

REFUSALS: dict[str, tuple[int, type[ProviderError], str]] = {
    "error_auto_tool_choice.json": (400, ToolsUnsupported, "start the server with tool calls enabled"),
    "error_overflow.json": (400, ContextOverflow, "context window of 131,072 tokens"),
    "error_degraded.json": (400, ProviderUnreachable, "cannot run the model at the moment"),
    "error_not_for_account.json": (404, ProviderRefused, "does not serve it to your account .404.. Choose another"),
    "error_gone.json": (410, ProviderRefused, "does not serve the model any more .410.. Choose another.*end of life"),
    "error_rate.json": (429, ProviderUnreachable, "takes no more requests for now .429.*Too Many Requests"),
    "error_credits.json": (402, ProviderRefused, "wants to be paid first .402.*Cloud credits expired"),
    "error_key.json": (401, ProviderRefused, "wants a valid key .401..*NVIDIA_API_KEY.*`nvapi-`"),
}


def chatting(*answers: Says, **options: Any):
    return opened({CHAT: list(answers)}, "nim", **options)


def says(name: str, status: int = 200) -> Says:
    return Says([recorded("nim", name)], status)


@pytest.mark.parametrize("size", [1, 17, 10_000])
@pytest.mark.parametrize("name", MEANINGS)
async def test_a_recording_means_what_the_model_said(name: str, size: int):
    async with chatting(Says(cut(recorded("nim", name), size))) as (_, model):
        assert await ask(model.provider) == MEANINGS[name]


@pytest.mark.parametrize("name", PROBLEMS)
async def test_a_problem_in_a_stream_says_what_is_wrong(name: str):
    kind, complaint = PROBLEMS[name]
    async with chatting(Says(cut(recorded("nim", name), 17))) as (_, model):
        with pytest.raises(kind, match=complaint):
            await ask(model.provider)


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_refusal_says_what_to_do(name: str):
    status, kind, complaint = REFUSALS[name]
    async with chatting(says(name, status)) as (_, model):
        with pytest.raises(kind, match=complaint) as caught:
            await ask(model.provider)
    assert type(caught.value) is kind


def test_every_recording_has_a_meaning():
    others = {
        *("error_parameter.json", "error_extra_input.json", "error_response_format.json"),
        *("loading.json", "ready.json", "queued.json"),
    }
    assert named("nim", without="models_") == MEANINGS.keys() | PROBLEMS.keys() | REFUSALS.keys() | others


async def test_a_call_that_its_parser_has_missed_is_made():
    async with chatting(says("tool_call_as_text.sse")) as (_, model):
        answer = await ask(model.provider)

    assert repair(answer, {"read_file": READ_FILE}).message.tool_calls == (replace(READ_A, id=""),)


async def test_reasoning_is_shown_and_not_sent_back():
    async with chatting(says("reasoning.sse"), says("text.sse")) as (service, model):
        answer = await ask(model.provider)
        await ask(model.provider, ModelRequest("", (UserMessage("Hello"), answer)))
    assert service.heard[1].json["messages"][1] == {"role": "assistant", "content": "Done."}


@pytest.mark.parametrize("refusal", ["error_parameter.json", "error_extra_input.json"])
async def test_a_parameter_that_is_not_known_is_left_out_from_then_on(refusal: str):
    async with chatting(says(refusal, 400), says("text.sse"), thinking="off") as (service, model):
        await ask(model.provider)
        await ask(model.provider)

    asked = ["chat_template_kwargs" in heard.json for heard in service.heard]
    assert asked == [True, False, False]
    assert service.heard[2].json["max_tokens"] == 4096


async def test_a_parameter_that_is_refused_again_is_not_asked_for_for_ever():
    async with chatting(says("error_parameter.json", 400)) as (service, model):
        with pytest.raises(ParametersUnsupported, match="does not take `chat_template_kwargs`, `stream_options` with"):
            await ask(model.provider)
    assert len(service.heard) == 2


async def test_an_older_server_gets_the_schema_in_its_own_words():
    schema = {"type": "object"}
    refused = says("error_response_format.json", 400)
    async with chatting(refused, says("text.sse")) as (service, model):
        await ask(model.provider, replace(HELLO, answer_schema=schema))

    first, second = (heard.json for heard in service.heard)
    assert first["response_format"]["json_schema"]["schema"] == schema
    assert (second.get("response_format"), second["nvext"]) == (None, {"guided_json": schema})


async def test_who_enforces_no_schema_says_so():
    refused = Says([b'{"detail": "Validation: Unsupported parameter(s): `nvext`"}'], 400)
    async with chatting(says("error_response_format.json", 400), refused) as (_, model):
        with pytest.raises(ProviderRefused, match="does not take `nvext`"):
            await ask(model.provider, replace(HELLO, answer_schema={"type": "object"}))


@pytest.mark.parametrize(
    ("model", "thinking", "sent"),
    [
        ("qwen/qwen3-235b-a22b", "off", {"chat_template_kwargs": {"enable_thinking": False}}),
        ("somebody/new-model", "high", {"chat_template_kwargs": {"enable_thinking": True}}),
        ("deepseek-ai/deepseek-v3.1", "on", {"chat_template_kwargs": {"thinking": True}}),
        ("openai/gpt-oss-120b", "high", {"reasoning_effort": "high"}),
        ("openai/gpt-oss-120b", "off", {"reasoning_effort": "low"}),
        ("somebody/new-model", None, {}),
    ],
)
def test_each_model_is_told_to_think_in_its_own_way(model, thinking, sent):
    wire: dict[str, Any] = {"messages": [{"role": "user", "content": "Hello"}]}

    write(wire, ModelInfo(model), Wishes(thinking))

    assert wire == {"messages": [{"role": "user", "content": "Hello"}], **sent}


@pytest.mark.parametrize(
    ("model", "thinking", "words"),
    [
        ("nvidia/llama-3.3-nemotron-super-49b-v1.5", "off", "/no_think"),
        ("nvidia/llama-3.1-nemotron-ultra-253b-v1", "on", "detailed thinking on"),
        ("nvidia/nvidia-nemotron-nano-9b-v2", "low", "/think"),
    ],
)
def test_some_models_are_told_to_think_by_the_system_prompt(model, thinking, words):
    with_prompt = {"messages": [{"role": "system", "content": "Be brief."}]}
    without = {"messages": [{"role": "user", "content": "Hello"}]}

    write(with_prompt, ModelInfo(model), Wishes(thinking))
    write(without, ModelInfo(model), Wishes(thinking))

    assert with_prompt == {"messages": [{"role": "system", "content": f"{words}\n\nBe brief."}]}
    assert without == {"messages": [{"role": "system", "content": words}, {"role": "user", "content": "Hello"}]}


async def test_a_server_of_ones_own_says_what_it_serves():
    async with fake_service({"/v1/models": says("models_served.json")}) as service:
        model = await open_provider(Endpoint("nim", service.url), None, patience=HURRIED)
        await model.aclose()
    assert model.info == ModelInfo("meta/llama-3.1-8b-instruct", 16384)


async def test_nvidias_cloud_lists_models_that_talk_first(monkeypatch: pytest.MonkeyPatch):
    async with fake_service({"/v1/models": says("models_hosted.json")}) as service:
        endpoint = Endpoint("nim", service.url)
        cloud = replace(module.SERVICES["nim"], default_url=endpoint.base_url)
        monkeypatch.setattr(module, "SERVICES", {"nim": cloud})
        connection = await connect(endpoint, HURRIED)
        listed = await list_models(connection)
        await connection.aclose()

    assert listed == [
        ModelInfo("nvidia/llama-3.3-nemotron-super-49b-v1.5", 131072),
        ModelInfo("openai/gpt-oss-120b", 131072),
        ModelInfo("baai/bge-m3"),
        ModelInfo("somebody/new-model"),
    ]


def test_the_window_of_an_unknown_model_is_unknown():
    assert known("somebody/new-model").context_window is None


LOADING, LOADED = says("loading.json", 503), says("ready.json")


async def test_a_model_that_is_being_loaded_is_waited_for_when_it_is_opened():
    routes = {"/v1/models": [LOADING, says("models_served.json")], READY: [LOADING, LOADING, LOADED], LIVE: LOADED}
    async with fake_service(routes) as service:
        model = await open_provider(Endpoint("nim", service.url), None, patience=HURRIED)
        await model.aclose()
    assert model.info.context_window == 16384
    assert service.paths == ["/v1/models", READY, LIVE, READY, READY, "/v1/models"]


async def test_a_server_that_was_started_anew_is_waited_for_in_a_conversation():
    routes = {CHAT: [*[LOADING] * 4, says("text.sse")], READY: [LOADING, LOADED], LIVE: LOADED}
    async with opened(routes, "nim") as (service, model):
        assert (await ask(model.provider)).text == "Hello, wörld"
    assert service.paths == [*[CHAT] * 4, READY, LIVE, READY, CHAT]


async def test_a_model_that_takes_too_long_to_load_is_told():
    routes = {CHAT: LOADING, READY: LOADING, LIVE: LOADED}
    patience = replace(HURRIED, first_byte_seconds=6)
    async with opened(routes, "nim", patience=patience) as (service, model):
        with pytest.raises(ProviderUnreachable, match=r"still loading its model after 6 seconds. Try again when"):
            await ask(model.provider)
    assert service.paths.count(READY) == 4


@pytest.mark.parametrize("health", [NOT_FOUND, LOADED, Says([b"fine"])])
async def test_a_service_that_is_not_loading_is_not_waited_for(health: Says):
    routes = {CHAT: LOADING, READY: health, LIVE: health}
    async with opened(routes, "nim") as (service, model):
        with pytest.raises(ProviderUnreachable, match=r"could not answer .503"):
            await ask(model.provider)
    assert service.paths == [*[CHAT] * 4, READY]
