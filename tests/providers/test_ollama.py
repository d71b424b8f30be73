"""What each recording of an Ollama stream means, and what Ollama is sent."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from journeyman.agent.interfaces import ModelRequest, ToolSpec
from journeyman.agent.messages import AssistantMessage, ToolCall, ToolResult, Usage, UserMessage
from journeyman.errors import ContextOverflow, ProviderError, ProviderRefused, ProviderUnreachable, ToolsUnsupported
from journeyman.providers import Endpoint, ModelInfo, list_models, open_provider
from journeyman.providers.ollama import to_info, to_wire
from pictures import PIXEL
from providers.asking import HELLO, OLLAMA_SHOW, RECORDINGS, ask, cut, opened, recorded
from providers.fake_service import Says, fake_service, says_json

USAGE = Usage(7, 3)
READ_A = ToolCall("call_1", "read_file", {"path": "a.py"})
LIST = ToolCall("call_2", "list_files", {})
INFO = ModelInfo("m", 8192, tools=True, thinking=True)

MEANINGS = {
    "text": AssistantMessage("Hello, wörld", usage=USAGE),
    "calls_with_the_end": AssistantMessage(
        "", (replace(READ_A, id="call_x"), ToolCall("call_y", "read_file", {"path": "b.py"})), "tool_calls", USAGE
    ),
    "calls_before_the_end": AssistantMessage("I look.", (READ_A, LIST), "tool_calls", USAGE),
    "calls_split": AssistantMessage("", (replace(READ_A, id="x"), replace(LIST, id="y")), "tool_calls", USAGE),
    "arguments_as_text": AssistantMessage(
        "", (READ_A, LIST, ToolCall("call_3", "list_files", {}, "{oops")), "tool_calls", USAGE
    ),
    "thinking_and_call": AssistantMessage(
        "", (replace(READ_A, id="call_x"),), "tool_calls", USAGE, thought="Let me see."
    ),
    "thinking": AssistantMessage("Done.", usage=USAGE, thought="Let me see."),
    "inline_thought": AssistantMessage("Done.", usage=USAGE, thought="Let me see."),
    "cut_off_by_limit": AssistantMessage("Do", (), "max_tokens", USAGE),
    "no_counts": AssistantMessage("Done."),
    "text_cloud": AssistantMessage("Done.", usage=USAGE, thought="Let me see."),
    "no_final_newline": AssistantMessage("Done.", usage=USAGE),
}

PROBLEMS: dict[str, tuple[type[ProviderError], str]] = {
    "error_line": (ProviderUnreachable, "model runner has unexpectedly stopped"),
    "error_overflow": (ContextOverflow, "context window of 2,048 tokens"),
    "ends_early": (ProviderUnreachable, "broke before the answer was complete"),
    "broken_line": (ProviderUnreachable, "a piece of an answer that cannot be read"),
    "login_page": (ProviderRefused, "a web page: Sign in"),
}


CLOUD_REFUSALS: dict[str, tuple[int, type[ProviderError], str]] = {
    "error_signed_out.json": (401, ProviderRefused, r"in its cloud answers .401.\. Run `ollama signin`"),
    "error_cloud_disabled.json": (403, ProviderRefused, r"cloud switched off .403.\. Choose a model that runs here"),
    "error_subscription.json": (403, ProviderRefused, r"only those use .* who pay for it .403.\. Choose another"),
    "error_usage_limit.json": (429, ProviderUnreachable, r"no more requests for now .429.*session usage limit"),
}


def answering(*answers: Says):
    return opened({"/api/show": says_json(OLLAMA_SHOW), "/api/chat": list(answers)}, "ollama")


def recording(name: str) -> bytes:
    return (RECORDINGS / "ollama" / f"{name}.ndjson").read_bytes()


@pytest.mark.parametrize("size", [1, 50, 10_000])
@pytest.mark.parametrize("name", MEANINGS)
async def test_a_recording_means_what_the_model_said(name: str, size: int):
    async with answering(Says(cut(recording(name), size))) as (_, model):
        assert await ask(model.provider) == MEANINGS[name]


@pytest.mark.parametrize("name", PROBLEMS)
async def test_a_recording_of_a_problem_says_what_is_wrong(name: str):
    kind, complaint = PROBLEMS[name]
    async with answering(Says([recording(name)])) as (_, model):
        with pytest.raises(kind, match=complaint):
            await ask(model.provider)


def test_every_recording_has_a_meaning():
    assert {path.stem for path in (RECORDINGS / "ollama").glob("*.ndjson")} == MEANINGS.keys() | PROBLEMS.keys()
    assert {path.name for path in (RECORDINGS / "ollama").glob("error_*.json")} == CLOUD_REFUSALS.keys()


@pytest.mark.parametrize(
    ("status", "said", "kind", "complaint"),
    [
        (400, "m does not support tools", ToolsUnsupported, "m at Ollama .* cannot take tools"),
        (400, '"m" does not support thinking', ProviderRefused, "does not support thinking"),
        (404, "model 'm' not found", ProviderRefused, "Get it with `ollama pull m`"),
        (400, '{"error":{"type":"exceed_context_size_error","n_ctx":2048}}', ContextOverflow, "2,048"),
    ],
)
async def test_a_refusal_says_what_to_do(status, said, kind, complaint):
    async with answering(says_json({"error": said}, status)) as (service, model):
        with pytest.raises(kind, match=complaint):
            await ask(model.provider)
    assert service.paths.count("/api/chat") == 1


@pytest.mark.parametrize("name", CLOUD_REFUSALS)
async def test_a_refusal_of_its_cloud_says_what_to_do(name: str):
    status, kind, complaint = CLOUD_REFUSALS[name]
    async with answering(Says([recorded("ollama", name)], status)) as (_, model):
        with pytest.raises(kind, match=complaint) as caught:
            await ask(model.provider)
    assert type(caught.value) is kind


SHOWN, SHOWN_CLOUD, TAGS = (
    Says([recorded("ollama", name)]) for name in ("show.json", "show_cloud.json", "tags_with_cloud.json")
)
DISABLED = Says([recorded("ollama", "error_cloud_disabled.json")], 403)
CLOUD = ModelInfo("gpt-oss:120b-cloud", None, True, False, True, 131072, remote=True)
FLASH = ModelInfo("deepseek-v4-flash:latest", remote=True)
QWEN = ModelInfo("qwen3:8b", None, True, False, True, 40960)


@asynccontextmanager
async def with_cloud(tags: Says = TAGS, running: Says | None = None) -> AsyncGenerator[Endpoint, None]:
    """Serve models of which some are in the cloud, where one of these must not be asked about."""
    routes = {"/api/tags": tags, "/api/ps": running or says_json({"models": []})}
    async with fake_service(routes) as service:
        service.by_model = {CLOUD.id: SHOWN_CLOUD, FLASH.id: DISABLED, QWEN.id: SHOWN}
        yield Endpoint("ollama", service.url)


async def test_models_in_the_cloud_are_told_apart_and_spoil_no_list():
    async with with_cloud() as endpoint:
        assert await list_models(endpoint) == [CLOUD, FLASH, QWEN]


@pytest.mark.parametrize(
    ("model", "remote"),
    [
        ("glm-5:cloud", True),
        ("qwen3-coder:480b-cloud", True),
        ("glm-5:CLOUD", True),
        ("cloud", False),
        ("my-cloud:8b", False),
        ("qwen3:8b", False),
    ],
)
def test_a_name_tells_that_a_model_is_in_the_cloud(model: str, remote: bool):
    assert to_info(model, {"capabilities": ["completion"]}).remote is remote


@pytest.mark.parametrize("running", [None, says_json({"models": [{"model": CLOUD.id, "context_length": 131072}]})])
async def test_nothing_is_sent_to_the_cloud_unless_its_model_is_named(running: Says | None):
    async with with_cloud(running=running) as endpoint:
        opened = await open_provider(endpoint, None)
        await opened.aclose()
    assert opened.info.id == QWEN.id


async def test_where_all_models_are_in_the_cloud_one_has_to_be_named():
    only_cloud = says_json({"models": [{"model": CLOUD.id}]})
    async with with_cloud(only_cloud) as endpoint:
        with pytest.raises(ProviderRefused, match=r"no model of its own .* in its cloud, such as gpt-oss:120b-cloud\."):
            await open_provider(endpoint, None)
        opened = await open_provider(endpoint, CLOUD.id)
        await opened.aclose()
    assert opened.info == replace(CLOUD, context_window=131072)


async def test_the_window_is_chosen_in_each_request():
    async with answering(Says([recording("text")])) as (service, model):
        await ask(model.provider)

    assert service.heard[-1].json == {
        "model": "m",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}],
        "stream": True,
        "keep_alive": "30m",
        "options": {"num_predict": 4096, "num_ctx": 8192},
    }


def test_tools_and_their_results_are_sent_as_ollama_wants_them():
    spec = ToolSpec("read_file", "Read a file.", {"type": "object"}, "read")
    messages = (
        UserMessage("Hello"),
        AssistantMessage("", (READ_A,), "tool_calls"),
        ToolResult("call_1", "x = 1"),
        ToolResult("lost", "?"),
        AssistantMessage("Done."),
    )

    wire = to_wire(INFO, ModelRequest("", messages, (spec,)))

    assert wire["messages"][1:] == [
        {
            "role": "assistant",
            "content": "",
            "tool_calls": [{"id": "call_1", "function": {"name": "read_file", "arguments": {"path": "a.py"}}}],
        },
        {"role": "tool", "tool_name": "read_file", "tool_call_id": "call_1", "content": "x = 1"},
        {"role": "tool", "tool_name": "", "tool_call_id": "lost", "content": "?"},
        {"role": "assistant", "content": "Done."},
    ]
    assert wire["tools"][0]["function"]["name"] == "read_file"
    assert "tools" not in wire["options"]


def test_an_answer_schema_is_the_format():
    assert to_wire(INFO, replace(HELLO, answer_schema={"type": "object"}))["format"] == {"type": "object"}


@pytest.mark.parametrize(
    ("thinking", "can_think", "sent"), [(None, True, {}), ("off", True, {"think": False}), ("low", False, {})]
)
def test_thinking_is_asked_for_only_of_models_that_can(thinking, can_think, sent):
    wire = to_wire(replace(INFO, thinking=can_think), HELLO, thinking=thinking)
    assert {key: value for key, value in wire.items() if key == "think"} == sent


@pytest.mark.parametrize(("thinking", "sent"), [("off", "low"), ("on", "medium"), ("high", "high"), (None, None)])
def test_a_model_that_only_knows_levels_gets_one(thinking, sent):
    wire = to_wire(replace(INFO, id="gpt-oss:20b"), HELLO, thinking=thinking)
    assert wire.get("think") == sent


def test_pictures_stand_beside_the_words():
    messages = (UserMessage("What?", images=(PIXEL,)), UserMessage("Look."), AssistantMessage("A dot."))

    wire = to_wire(INFO, ModelRequest("", messages))

    assert wire["messages"] == [
        {"role": "user", "content": "What?\n\nLook.", "images": [PIXEL.data]},
        {"role": "assistant", "content": "A dot."},
    ]


def test_a_model_without_eyes_gets_words_for_pictures():
    wire = to_wire(replace(INFO, vision=False), ModelRequest("", (UserMessage("What?", images=(PIXEL,)),)))

    assert wire["messages"] == [{"role": "user", "content": "What?\n\n[Images that you cannot see: 1]"}]
