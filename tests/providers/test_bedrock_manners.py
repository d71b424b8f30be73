"""How Bedrock's models are asked in the manner that they take, and what its refusals tell the user."""

from dataclasses import replace

import pytest

from journeyman.agent.interfaces import ToolSpec
from journeyman.agent.messages import AssistantMessage, SealedThought, ToolCall, ToolResult, Usage, UserMessage
from journeyman.errors import ContextOverflow, ProviderRefused, ProviderUnreachable, ToolsUnsupported
from providers.asking import HELLO, ask, opened, recorded
from providers.event_stream import call, end, start, text
from providers.fake_service import FakeService, Says, says_json

CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
PATH = "/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse"
TEXT = Says([start() + text(0, "Done.") + end()])
WHOLE = Says([recorded("bedrock", "whole.json")])
DONE = AssistantMessage("Done.", usage=Usage(7, 3))
READ = ToolSpec("read_file", "Read a file.", {"type": "object"}, "read")
DOTTED = replace(READ, name="files.read")
WITH_TOOLS = replace(HELLO, tools=(READ,))
VALIDATION = "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/"


def refused(message: str, kind: str = VALIDATION, status: int = 400) -> Says:
    return says_json({"message": message}, status, **{"x-amzn-ErrorType": kind})


def claude(*answers: Says, whole: Says = WHOLE, **options):
    routes = {f"{PATH}-stream": list(answers), PATH: whole}
    return opened(routes, "bedrock", api_key="ABSK-key", model=CLAUDE, **options)


def bodies(service: FakeService) -> list[dict]:
    return [heard.json for heard in service.heard]


@pytest.mark.parametrize(
    "refusal",
    [
        refused(
            "You invoked an unsupported model or your request did not allow prompt caching. See the documentation.",
            "AccessDeniedException",
            403,
        ),
        refused("Malformed input request: #/messages/0/content/1: extraneous key [cachePoint] is not permitted."),
    ],
)
async def test_a_model_that_refuses_cache_points_is_asked_without_from_then_on(refusal: Says):
    async with claude(refusal, TEXT) as (service, model):
        assert [await ask(model.provider), await ask(model.provider)] == [DONE, DONE]
    assert ["cachePoint" in str(body) for body in bodies(service)] == [True, False, False]


async def test_a_model_that_cannot_stream_tool_calls_answers_in_one_piece():
    refusal = refused("This model doesn't support tool use in streaming mode.")
    async with claude(refusal) as (service, model):
        answer = await ask(model.provider, WITH_TOOLS)
    assert service.paths == [f"{PATH}-stream", PATH]
    assert answer == AssistantMessage(
        "I look.",
        (ToolCall("tooluse_1", "read_file", {"path": "a.py"}), ToolCall("tooluse_2", "list_files", {})),
        "tool_calls",
        Usage(7, 3),
        "Let me see.",
        SealedThought(
            f"bedrock:{CLAUDE}",
            (
                {"reasoningContent": {"reasoningText": {"text": "Let me see.", "signature": "Er0BCkYIBRgC"}}},
                {"text": "I look."},
                {"toolUse": {"toolUseId": "tooluse_1"}},
                {"toolUse": {"toolUseId": "tooluse_2"}},
            ),
        ),
    )


async def test_a_model_that_wants_words_and_tools_apart_gets_them_apart():
    refusal = refused(
        "messages.2.content: Conversation blocks and tool result blocks cannot be provided in the same turn."
    )
    history = (
        UserMessage("Look."),
        AssistantMessage("", (ToolCall("c", "read_file", {}),), "tool_calls"),
        ToolResult("c", "x"),
        UserMessage("Stop."),
    )
    async with claude(refusal, TEXT) as (service, model):
        await ask(model.provider, replace(WITH_TOOLS, messages=history))
    assert [len(body["messages"]) for body in bodies(service)] == [3, 5]


async def test_a_limit_of_the_model_is_kept_to():
    refusal = refused("The maximum tokens you requested exceeds the model limit of 2048. Try again with a lower one.")
    async with claude(refusal, TEXT) as (service, model):
        await ask(model.provider)
        await ask(model.provider, replace(HELLO, max_output_tokens=100))
    assert [body["inferenceConfig"]["maxTokens"] for body in bodies(service)] == [4096, 2048, 100]


async def test_a_refusal_that_nothing_mends_is_told():
    async with claude(refused("Thou shalt not do prompt caching.")) as (service, model):
        with pytest.raises(ProviderRefused, match=r"Choose another model\. It said: Thou shalt not"):
            await ask(model.provider)
    assert len(service.paths) == 2


async def test_a_service_that_refuses_something_else_each_time_is_not_asked_for_ever():
    limits = [refused(f"max_tokens: 9999 > {limit}, which is the maximum") for limit in range(4000, 3900, -1)]
    async with claude(*limits) as (service, model):
        with pytest.raises(ProviderRefused, match="max_output_tokens"):
            await ask(model.provider)
    assert len(service.paths) == 8


SCHEMA = replace(HELLO, answer_schema={"type": "object", "properties": {"x": {"type": "integer"}}})


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        (text(0, "Well.") + call(1, "t", "answer", '{"answer": ', '{"x": 1}}') + end("tool_use"), '{"x":1}'),
        (call(0, "t", "answer", '{"x": 1}') + end("tool_use"), '{"x":1}'),
        (call(0, "t", "answer", '{"x": 1') + end("tool_use"), '{"x": 1'),
        (text(0, '{"x": 1}') + end(), '{"x": 1}'),
    ],
)
async def test_an_answer_under_a_schema_is_text(answer: bytes, written: str):
    async with claude(Says([start() + answer])) as (_, model):
        assert await ask(model.provider, SCHEMA) == AssistantMessage(written, usage=Usage(7, 3))


async def test_a_model_that_cannot_be_told_which_tool_to_use_is_only_offered_one():
    refusal = refused("This model doesn't support the toolConfig.toolChoice.tool field. Remove it and try again.")
    async with claude(refusal, TEXT) as (service, model):
        await ask(model.provider, SCHEMA)
    assert ["toolChoice" in body["toolConfig"] for body in bodies(service)] == [True, False]


async def test_a_tool_is_called_by_its_own_name():
    answer = Says([start() + call(0, "t", "files_read", "{}") + end("tool_use")])
    async with claude(answer) as (_, model):
        message = await ask(model.provider, replace(HELLO, tools=(DOTTED,)))
    assert message.tool_calls == (ToolCall("t", "files.read", {}),)


@pytest.mark.parametrize(
    ("model", "thinking", "fields"),
    [
        (CLAUDE, "low", {"thinking": {"type": "enabled", "budget_tokens": 2048}}),
        (CLAUDE, "high", {"thinking": {"type": "enabled", "budget_tokens": 2048}}),
        (CLAUDE, "off", None),
        (CLAUDE, None, None),
        ("anthropic.claude-opus-4-6-v1", "on", {"thinking": {"type": "adaptive"}}),
        (
            "anthropic.claude-opus-4-6-v1",
            "high",
            {"thinking": {"type": "adaptive"}, "output_config": {"effort": "high"}},
        ),
        ("amazon.nova-2-lite", "high", {"reasoningConfig": {"type": "enabled", "maxReasoningEffort": "medium"}}),
        ("openai.gpt-oss", "on", {"reasoning_effort": "medium"}),
        ("meta.llama4", "on", None),
    ],
)
async def test_each_maker_has_its_own_word_for_thinking(model, thinking, fields):
    path = f"/model/{model.replace(':', '%3A')}/converse-stream"
    async with opened({path: TEXT}, "bedrock", api_key="k", model=model, thinking=thinking) as (service, it):
        await ask(it.provider)
    assert service.heard[0].json.get("additionalModelRequestFields") == fields


async def test_a_model_that_refuses_to_be_told_how_to_think_is_left_alone():
    refusal = refused("thinking.type: adaptive is not supported by this model.")
    async with claude(refusal, TEXT, thinking="low") as (service, model):
        await ask(model.provider)
    assert ["additionalModelRequestFields" in body for body in bodies(service)] == [True, False]


@pytest.mark.parametrize(
    ("refusal", "kind", "complaint"),
    [
        (refused("Input is too long for requested model."), ContextOverflow, "does not fit the context window"),
        (
            refused("input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease it"),
            ContextOverflow,
            "of 200,000 tokens",
        ),
        (refused("Input Tokens Exceeded: Number of input tokens exceeds maximum length."), ContextOverflow, "not fit"),
        (refused("This model doesn't support tool use."), ToolsUnsupported, "cannot take tools"),
        (
            refused("Invocation of model ID x with on-demand throughput isn’t supported. Retry with a profile."),
            ProviderRefused,
            rf"through an inference profile only\. .*such as global\.{CLAUDE}",
        ),
        (refused("The provided model identifier is invalid."), ProviderRefused, "`journeyman models` lists"),
        (
            refused("Could not resolve the foundation model.", "ResourceNotFoundException", 404),
            ProviderRefused,
            "`journeyman models` lists",
        ),
        (
            refused(
                "Model use case details have not been submitted for this account.", "ResourceNotFoundException", 404
            ),
            ProviderRefused,
            "wants a form to be filled in",
        ),
        (
            refused("You don't have access to the model with the specified model ID.", "AccessDeniedException", 403),
            ProviderRefused,
            "Ask for it under Model access",
        ),
        (
            refused("User: x is not authorized to perform: bedrock:InvokeModel", "AccessDeniedException", 403),
            ProviderRefused,
            "Ask for a policy that allows bedrock:InvokeModel",
        ),
        (
            says_json({"Message": "Authentication failed: Please make sure your API Key is valid."}, 403),
            ProviderRefused,
            r"did not accept the API key\. Set AWS_BEARER_TOKEN_BEDROCK to one of this region.*said: Authentication",
        ),
        (
            refused("The security token included in the request is expired", "ExpiredTokenException", 403),
            ProviderRefused,
            "Set AWS_BEARER_TOKEN_BEDROCK",
        ),
        (refused("Quota.", "ServiceQuotaExceededException"), ProviderRefused, "under the quota"),
        (refused("No.", "SomethingNew"), ProviderRefused, r"refused the request \(400\)"),
        (refused("Bad JSON inside.", "ModelErrorException", 424), ProviderUnreachable, "could not answer"),
        (refused("Slow.", "ModelTimeoutException", 408), ProviderUnreachable, "could not answer"),
        (refused("Wait.", "ThrottlingException", 429), ProviderUnreachable, "takes no more requests for now"),
        (refused("Wait.", "ModelNotReadyException", 429), ProviderUnreachable, "takes no more requests for now"),
    ],
)
async def test_a_refusal_says_what_to_do(refusal: Says, kind: type[Exception], complaint: str):
    async with claude(refusal) as (_, model):
        with pytest.raises(kind, match=complaint) as caught:
            await ask(model.provider)
    assert isinstance(caught.value, kind)
    assert "ABSK-key" not in str(caught.value)


async def test_throttling_is_waited_for():
    async with claude(refused("Wait.", "ThrottlingException", 429), TEXT) as (service, model):
        assert await ask(model.provider) == DONE
    assert len(service.paths) == 2
