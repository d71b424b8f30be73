"""OpenRouter: which models it has, what each recording means, what it is sent, and what goes back to it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyman.agent.interfaces import ModelRequest, ToolSpec
from journeyman.agent.messages import AssistantMessage, SealedThought, ToolCall, ToolResult, Usage, UserMessage
from journeyman.errors import (
    ContextOverflow,
    ProviderError,
    ProviderRefused,
    ProviderUnreachable,
    ToolsUnsupported,
)
from journeyman.providers import Endpoint, ModelInfo, Price, Routing, list_models
from journeyman.providers.openrouter import join
from providers.asking import HELLO, HURRIED, ask, cut, named, opened, recorded
from providers.fake_service import Says, fake_service, says_json

CHAT = "/api/v1/chat/completions"
USAGE = Usage(700, 30, 512, 0.00125)
READ_A = ToolCall("toolu_1", "read_file", {"path": "a.py"})
READ_FILE = ToolSpec("read_file", "Read a file.", {"type": "object"}, "read")
CLAUDE = {"format": "anthropic-claude-v1", "index": 0}
SIGNED = ({"type": "reasoning.text", "text": "Let me see.", "signature": "Et8BCmUIDxgC", **CLAUDE},)
GEMINI = {"format": "google-gemini-v1"}
OPENAI = {"format": "openai-responses-v1", "index": 0}


def says(text: str, *calls: ToolCall, thought: str = "", blocks: tuple[dict[str, Any], ...] = ()) -> AssistantMessage:
    sealed = SealedThought("openrouter:m", blocks) if blocks else None
    return AssistantMessage(text, calls, "tool_calls" if calls else "end_turn", USAGE, thought, sealed)


MEANINGS = {
    "text.sse": says("Hello, wörld"),
    "comments_between.sse": says("Hello, wörld"),
    "own_key.sse": replace(says("Done."), usage=Usage(700, 30, 512, 0.0021)),
    "reasoning_signed.sse": says("I look.", READ_A, thought="Let me see.", blocks=SIGNED),
    "reasoning_encrypted.sse": says(
        "",
        ToolCall("tool_0_read_file", "read_file", {"path": "a.py"}),
        ToolCall("tool_1_list_files", "list_files", {}),
        thought="**Looking**",
        blocks=(
            {"type": "reasoning.text", "text": "**Looking**", "index": 0, **GEMINI},
            {"type": "reasoning.encrypted", "data": "AY89a1/first", "id": "tool_0_read_file", "index": 0, **GEMINI},
            {"type": "reasoning.encrypted", "data": "AY89a1/second", "id": "tool_1_list_files", "index": 0, **GEMINI},
        ),
    ),
    "reasoning_summary.sse": says(
        "Done.",
        thought="Let me see.",
        blocks=(
            {"type": "reasoning.summary", "summary": "Let me see.", **OPENAI},
            {"type": "reasoning.encrypted", "data": "gAAAAABp", "id": "rs_1", **OPENAI},
        ),
    ),
    "stop_although_call.sse": says("", replace(READ_A, id="call_1")),
    "reasoning_eats_the_limit.sse": AssistantMessage("", (), "max_tokens", USAGE, "Let me see."),
}

PROBLEMS: dict[str, tuple[type[ProviderError], str]] = {
    "error_in_stream.sse": (
        ProviderUnreachable,
        r"no usable answer from the model .502.*choose another.*Provider returned error .from Anthropic.: Overloaded$",
    ),
    "error_code_as_text.sse": (ProviderUnreachable, "broke off the answer. Try again.*Provider disconnected"),
    "error_before_text.sse": (ProviderUnreachable, "takes no more requests for now .429.*free-models-per-min"),
    "error_malformed_call.sse": (ProviderUnreachable, "says that the answer failed"),
}

REFUSALS: dict[str, tuple[int, type[ProviderError], str]] = {
    "error_overflow.json": (400, ContextOverflow, "context window of 200,000 tokens"),
    "error_credits.json": (402, ProviderRefused, "Add credits.*JOURNEYMAN_MAX_OUTPUT_TOKENS.*can only afford 120"),
    "error_moderation.json": (403, ProviderRefused, "other words.*flagged. .from Anthropic.: harassment, violence$"),
    "error_key_limit.json": (403, ProviderRefused, "limit of the key.*settings/keys. It said: Key limit exceeded"),
    "error_policy.json": (404, ProviderRefused, "knows nobody who serves.*`openrouter_data_collection`"),
    "error_no_tools.json": (404, ToolsUnsupported, "cannot take tools"),
    "error_no_model.json": (400, ProviderRefused, "has no model 'm'"),
    "error_timeout.json": (408, ProviderUnreachable, "waited too long for the model .408"),
    "error_rate.json": (429, ProviderUnreachable, "takes no more.*from Chutes.: .*rate-limited upstream"),
    "error_upstream.json": (502, ProviderUnreachable, "no usable answer.*from Google.: bad gateway$"),
    "error_unavailable.json": (503, ProviderUnreachable, "finds nobody who serves the model now"),
}


def chatting(*answers: Says, **options: Any):
    return opened({CHAT: list(answers)}, "openrouter", **options)


def stream(name: str) -> Says:
    return Says([recorded("openrouter", name)])


@pytest.mark.parametrize("size", [1, 17, 10_000])
@pytest.mark.parametrize("name", MEANINGS)
async def test_a_recording_means_what_the_model_said(name: str, size: int):
    async with chatting(Says(cut(recorded("openrouter", name), size))) as (_, model):
        assert await ask(model.provider) == MEANINGS[name]


@pytest.mark.parametrize("size", [1, 10_000])
@pytest.mark.parametrize("name", PROBLEMS)
async def test_a_problem_in_a_stream_says_who_failed_and_what_to_do(name: str, size: int):
    kind, complaint = PROBLEMS[name]
    async with chatting(Says(cut(recorded("openrouter", name), size))) as (_, model):
        with pytest.raises(kind, match=complaint):
            await ask(model.provider)


@pytest.mark.parametrize("name", REFUSALS)
async def test_a_refusal_says_what_to_do(name: str):
    status, kind, complaint = REFUSALS[name]
    async with chatting(Says([recorded("openrouter", name)], status)) as (service, model):
        with pytest.raises(kind, match=complaint) as caught:
            await ask(model.provider)
    assert type(caught.value) is kind
    assert len(service.heard) == (4 if kind is ProviderUnreachable else 1)


def test_every_recording_has_a_meaning():
    assert named("openrouter", without="models") == (
        MEANINGS.keys() | PROBLEMS.keys() | REFUSALS.keys() | {"error_reasoning_mandatory.json"}
    )


async def test_the_models_are_known_with_what_they_cost():
    async with fake_service({"/api/v1/models": Says([recorded("openrouter", "models.json")])}) as service:
        listed = await list_models(Endpoint("openrouter", service.url))

    assert listed == [
        ModelInfo("anthropic/claude-sonnet-4.5", 200000, True, True, True, 1000000, Price(3, 15)),
        ModelInfo("openrouter/auto", 2000000, False, False, False, 2000000),
        ModelInfo("somebody/old:free", 8192, False, False, False, 8192, Price(0, 0)),
    ]


@pytest.mark.parametrize("pricing", [None, [], {"prompt": "a", "completion": "1"}, {"prompt": "nan", "completion": 1}])
async def test_a_price_that_is_none_is_not_told(pricing):
    entry = {"id": "m", "pricing": pricing}
    async with fake_service({"/api/v1/models": says_json({"data": [entry]})}) as service:
        assert await list_models(Endpoint("openrouter", service.url)) == [ModelInfo("m")]


async def test_reasoning_goes_back_unchanged_to_the_model_that_reasoned():
    async with chatting(stream("reasoning_signed.sse"), stream("text.sse")) as (service, model):
        answer = await ask(model.provider)
        history = (UserMessage("Hello"), answer, ToolResult("toolu_1", "x = 1"))
        await ask(model.provider, ModelRequest("", history))

    sent = service.heard[1].json["messages"][1]
    assert sent["reasoning_details"] == list(SIGNED)
    assert sent["content"] == "I look."


@pytest.mark.parametrize("origin", ["openrouter:another/model", "bedrock:m"])
async def test_reasoning_does_not_go_to_another_model(origin: str):
    answer = AssistantMessage("Done.", sealed_thought=SealedThought(origin, SIGNED))
    async with chatting(stream("text.sse")) as (service, model):
        await ask(model.provider, ModelRequest("", (UserMessage("Hello"), answer)))
    assert "reasoning_details" not in service.heard[0].json["messages"][1]


texts = st.text(min_size=1, max_size=5)


@given(
    st.lists(
        st.tuples(st.sampled_from(["reasoning.text", "reasoning.summary"]), st.lists(texts, min_size=1)), max_size=4
    )
)
def test_pieces_of_a_thought_are_put_together_and_thoughts_stay_apart(thoughts):
    blocks: list[dict[str, Any]] = []
    for index, (kind, pieces) in enumerate(thoughts):
        for piece in pieces:
            join(blocks, {"type": kind, kind.removeprefix("reasoning."): piece, "index": index})
        join(blocks, {"type": kind, "signature": f"s{index}", "index": index})

    assert blocks == [
        {"type": kind, kind.removeprefix("reasoning."): "".join(pieces), "index": index, "signature": f"s{index}"}
        for index, (kind, pieces) in enumerate(thoughts)
    ]


@pytest.mark.parametrize(
    ("pieces", "thoughts"),
    [
        # Two thoughts that arrive at the same time.
        ([(0, "a", ""), (1, "b", ""), (0, "c", "s"), (1, "d", "t")], [(0, "ac", "s"), (1, "bd", "t")]),
        # One index for two thoughts, each with its own signature.
        ([(0, "a", "s"), (0, "b", ""), (0, "", "t")], [(0, "a", "s"), (0, "b", "t")]),
        ([(None, "a", ""), (None, "b", "s")], [(None, "ab", "s")]),
    ],
)
def test_a_piece_goes_to_its_thought(pieces, thoughts):
    def block(index: int | None, text: str, signature: str) -> dict[str, Any]:
        values = {"index": index, "text": text, "signature": signature}
        return {"type": "reasoning.text"} | {name: value for name, value in values.items() if value not in {None, ""}}

    blocks: list[dict[str, Any]] = []
    for piece in pieces:
        join(blocks, block(*piece))

    assert blocks == [block(*thought) for thought in thoughts]


@pytest.mark.parametrize("odd", ["text", None, 7, [["x"]], {"type": "reasoning.text"}])
async def test_odd_reasoning_details_spoil_nothing(odd):
    chunk = {"choices": [{"delta": {"content": "Done.", "reasoning_details": odd}, "finish_reason": "stop"}]}
    async with chatting(says_json(chunk)) as (_, model):
        assert (await ask(model.provider)).text == "Done."


@pytest.mark.parametrize(
    ("thinking", "sent"),
    [(None, None), ("off", {"effort": "none"}), ("on", {"enabled": True}), ("low", {"effort": "low"})],
)
async def test_the_model_is_told_how_much_to_think(thinking, sent):
    async with chatting(stream("text.sse"), thinking=thinking) as (service, model):
        await ask(model.provider)
    assert service.heard[0].json.get("reasoning") == sent


async def test_a_model_that_cannot_but_think_is_not_told_to_stop_twice():
    mandatory = Says([recorded("openrouter", "error_reasoning_mandatory.json")], 400)
    async with chatting(mandatory, stream("text.sse"), thinking="off") as (service, model):
        await ask(model.provider)
        await ask(model.provider)
    assert [heard.json.get("reasoning") for heard in service.heard] == [{"effort": "none"}, None, None]


@pytest.mark.parametrize(
    ("routing", "sent"),
    [
        (Routing(), None),
        (Routing(("anthropic", "google-vertex")), {"order": ["anthropic", "google-vertex"]}),
        (
            Routing(("anthropic",), fallbacks=False, data_collection="deny"),
            {"order": ["anthropic"], "allow_fallbacks": False, "data_collection": "deny"},
        ),
    ],
)
async def test_the_user_says_who_may_run_the_model(routing: Routing, sent):
    async with chatting(stream("text.sse"), routing=routing) as (service, model):
        await ask(model.provider)
    assert service.heard[0].json.get("provider") == sent


async def test_a_schema_goes_only_to_those_who_enforce_it():
    async with chatting(stream("text.sse")) as (service, model):
        await ask(model.provider, replace(HELLO, answer_schema={"type": "object"}))
    assert service.heard[0].json["provider"] == {"require_parameters": True}


async def test_it_learns_of_the_user_no_more_than_the_name_of_this_program():
    async with chatting(stream("text.sse"), api_key="sk-or-1") as (service, model):
        await ask(model.provider)

    headers = service.heard[0].headers
    assert headers["x-title"] == "Journeyman"
    assert headers.keys() == {
        *("host", "accept", "accept-encoding", "connection", "user-agent", "content-type", "content-length"),
        *("authorization", "x-title"),
    }


async def test_a_model_of_anthropic_gets_marks_for_its_cache():
    request = replace(HELLO, tools=(READ_FILE,))
    async with chatting(stream("text.sse"), model="anthropic/claude-sonnet-4.5") as (service, model):
        await ask(model.provider, request)
        await ask(model.provider, HELLO)

    mark = {"cache_control": {"type": "ephemeral"}}
    assert service.heard[0].json["messages"] == [
        {"role": "system", "content": [{"type": "text", "text": "Be brief.", **mark}]},
        {"role": "user", "content": [{"type": "text", "text": "Hello", **mark}]},
    ]
    assert service.heard[1].json["messages"][1] == {"role": "user", "content": "Hello"}


async def test_comments_are_signs_of_life():
    patience = replace(HURRIED, first_byte_seconds=60, stall_seconds=0.02)
    async with chatting(Says([b": OPENROUTER PROCESSING\n\n"] * 3, then="hang"), patience=patience) as (_, model):
        with pytest.raises(ProviderUnreachable, match=r"sent nothing for 0.02 seconds"):
            await ask(model.provider)
