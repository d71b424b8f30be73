"""A conversation that a service finds too long is shortened and sent once more, whatever the service calls it."""

import json

import pytest

from journeyman.agent.context import Window
from journeyman.agent.events import HistoryCompacted, StepFinished, TurnFinished
from journeyman.agent.messages import AssistantMessage, ToolCall, ToolResult, UserMessage
from journeyman.errors import ContextOverflow
from providers.fake_service import Says, says_json
from providers.fault_server import CHAT, OLLAMA, WIRES, Wire, facing, stream
from turns import play

MAX_REQUESTS = 3
"""The one that was too long, the one for the summary, and the first once more."""
LONG = [
    UserMessage("Fix the bug."),
    *(
        message
        for number in range(6)
        for message in (
            AssistantMessage("", (ToolCall(f"c{number}", "echo", {"say": "x"}),), "tool_calls"),
            ToolResult(f"c{number}", "word " * 200),
        )
    ),
]


def error(message: str, status: int = 400, **more: object) -> Says:
    return says_json({"error": {"message": message, **more}}, status)


LLAMA_CPP = {
    "error": {
        "code": 400,
        "message": "the request exceeds the available context size, try increasing it",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 9000,
        "n_ctx": 2048,
    }
}
LM_STUDIO = (
    "Trying to keep the first 7012 tokens when context the overflows. However, the model is loaded with context "
    "length of only 2048 tokens, which is not enough."
)
VLLM = "This model's maximum context length is 2048 tokens. However, your request has 9000 input tokens."
OVERFLOWS: dict[str, tuple[Wire, Says]] = {
    "llama.cpp": (CHAT, says_json(LLAMA_CPP, 400)),
    "Ollama": (OLLAMA, says_json({"error": json.dumps(LLAMA_CPP)}, 400)),
    "Ollama, in the stream": (OLLAMA, stream(OLLAMA.put({"error": json.dumps(LLAMA_CPP)}))),
    "LM Studio, as an event": (CHAT, stream(b"event: error\n", CHAT.put({"error": {"message": LM_STUDIO}}))),
    "LM Studio, at once": (
        CHAT,
        says_json({"error": "Cannot truncate prompt with n_keep (9000) >= n_ctx (2048)"}, 400),
    ),
    "vLLM and NIM": (CHAT, error(VLLM, type="BadRequestError", param=None, code=400)),
    "vLLM, as it was": (CHAT, says_json({"object": "error", "message": VLLM, "type": "BadRequestError"}, 400)),
    "TensorRT-LLM": (CHAT, error("Prompt length (9000) exceeds maximum sequence length (2048)", 500)),
    "OpenRouter": (CHAT, error("This endpoint's maximum context length is 2048 tokens.", code=400)),
    "OpenRouter, from further on": (
        CHAT,
        error("Provider returned error", code=400, metadata={"raw": json.dumps({"error": {"message": VLLM}})}),
    ),
    "OpenRouter, in the stream": (CHAT, stream(b": WAITING\n\n", CHAT.put({"error": {"code": 400, "message": VLLM}}))),
    "OpenAI": (CHAT, error("Your input exceeds the context window.", code="context_length_exceeded")),
    "Bedrock's OpenAI format": (CHAT, error("Input is too long for requested model.", type="validation_error")),
    "Gemini": (CHAT, error("The input token count (9000) exceeds the maximum number of tokens allowed (2048).")),
    "a proxy": (CHAT, Says([b"<h1>413 Request Entity Too Large</h1>"], 413)),
}
each = pytest.mark.parametrize("name", OVERFLOWS)


@each
async def test_the_conversation_is_shortened_and_sent_once_more(name: str):
    wire, overflow = OVERFLOWS[name]
    async with facing(wire, overflow, Says([wire.answer("What was done.")]), Says([wire.answer()])) as (service, model):
        events = await play(model.provider, messages=LONG, window=Window(8_000, 1_000))

    assert [event.message.text for event in events if isinstance(event, StepFinished)] == ["Done."]
    assert isinstance(events[0], HistoryCompacted)
    assert events[-1] == TurnFinished("end_turn")
    asked = [heard.json["messages"] for heard in service.heard if heard.path == wire.path]
    assert len(asked) == MAX_REQUESTS
    assert len(asked[-1]) < len(asked[0])
    assert "Fix the bug." in asked[-1][1]["content"]


@each
async def test_a_conversation_that_never_fits_is_given_up(name: str):
    wire, overflow = OVERFLOWS[name]
    async with facing(wire, overflow) as (service, model):
        with pytest.raises(ContextOverflow, match="Start a new session, or load the model with a longer context"):
            await play(model.provider, messages=LONG, window=Window(8_000, 1_000))

    assert service.paths.count(wire.path) == MAX_REQUESTS


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
async def test_a_single_step_that_does_not_fit_has_its_results_cut(wire: Wire):
    step = [*LONG[:2], ToolResult("c0", "word " * 2_000)]
    overflow = error("the request exceeds the available context size (2048 tokens)")
    async with facing(wire, overflow, Says([wire.answer()])) as (service, model):
        events = await play(model.provider, messages=step, window=Window(32_000, 4_000))

    assert events[-1] == TurnFinished("end_turn")
    first, second = (heard.json["messages"] for heard in service.heard if heard.path == wire.path)
    assert len(first[-1]["content"]) == 10_000
    assert len(second[-1]["content"]) < 1_000
    assert second[:-1] == first[:-1]


@pytest.mark.parametrize("wire", WIRES, ids=lambda wire: wire.name)
async def test_what_cannot_be_shortened_is_sent_once(wire: Wire):
    async with facing(wire, Says(status=413)) as (service, model):
        with pytest.raises(ContextOverflow):
            await play(model.provider, messages=[UserMessage("word " * 9000)])

    assert service.paths.count(wire.path) == 1
