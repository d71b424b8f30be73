"""What a service says when it will not answer, and what the user is told."""

import json
import logging
from collections.abc import Callable

import pytest

from journeyman.errors import ContextOverflow, ProviderError, ProviderRefused, ProviderUnreachable, ToolsUnsupported
from journeyman.providers import Endpoint
from journeyman.providers.refusals import Statement, refusal, stated_error
from providers.asking import ask, chatting
from providers.fake_service import Says, says_json


@pytest.mark.parametrize(
    ("status", "body", "kind", "complaint"),
    [
        (400, {"error": {"message": "bad tool"}}, ProviderRefused, r"refused the request \(400\).* bad tool"),
        (401, {"error": {"message": "no key"}}, ProviderRefused, "wants a key .401.. Set JOURNEYMAN_API_KEY or OPENAI"),
        (402, {"error": {"message": "Insufficient credits"}}, ProviderRefused, "Add credits"),
        (404, "404 page not found", ProviderRefused, "has nothing at this address .404.. Set JOURNEYMAN_ENDPOINT"),
        (404, {"error": {"message": "The model `m` does not exist"}}, ProviderRefused, "has no model 'm'. Choose one"),
        (
            404,
            {"error": {"message": "No endpoints found that support tool use."}},
            ToolsUnsupported,
            "cannot take tools",
        ),
        (
            400,
            {"message": '"auto" tool choice requires --enable-auto-tool-choice'},
            ToolsUnsupported,
            "cannot take tools",
        ),
        (500, {"error": {"message": "tools param requires --jinja flag"}}, ToolsUnsupported, "cannot take tools"),
        (400, {"detail": "Validation: Unsupported parameter(s): `tools`"}, ToolsUnsupported, "cannot take tools"),
        (429, {"error": {"code": "insufficient_quota", "message": "Quota"}}, ProviderRefused, "Add credits"),
        (501, {"error": {"message": "no chat here"}}, ProviderRefused, "no chat here"),
        (502, "<html><body>Bad\n gateway</body></html>", ProviderUnreachable, "It said: a web page: Bad gateway$"),
        (422, {"detail": [{"loc": ["body"], "msg": "field required"}]}, ProviderRefused, "field required"),
        (400, [{"error": {"message": "wrapped in a list"}}], ProviderRefused, "It said: wrapped in a list"),
        (400, {"odd": 1}, ProviderRefused, '{"odd": 1}'),
        (503, "", ProviderUnreachable, "look at its log.$"),
        (413, "", ContextOverflow, "does not fit the context window. Start"),
    ],
)
async def test_a_refusal_says_what_to_do(status, body, kind, complaint):
    text = body if isinstance(body, str) else json.dumps(body)
    async with chatting(Says([text.encode()] if text else [], status)) as (service, model):
        with pytest.raises(kind, match=complaint) as caught:
            await ask(model.provider)
    assert type(caught.value) is kind
    assert len(service.heard) == (4 if kind is ProviderUnreachable else 1)


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("request (3031 tokens) exceeds the available context size (2048 tokens), try increasing it", 2048),
        ("This model's maximum context length is 32,768 tokens. However, you requested 40000", 32768),
        ("This endpoint's maximum context length is 131072 tokens.", 131072),
        ("The decoder prompt (length 5000) is longer than the maximum model length of 4096.", 4096),
        ("Cannot truncate prompt with n_keep (7012) >= n_ctx (4096)", 4096),
        ("tokens to keep is greater than the context length (n_keep: 7012>= n_ctx: 4096)", 4096),
        ("prompt is too long", None),
        ("The number of tokens to keep from the initial prompt is greater than the context length.", None),
        ("input length and max_tokens exceed context limit: 90402 + 116650 > 204648, decrease input length", 204648),
        ("prompt is too long: 213462 tokens > 200000 maximum", 200000),
        ("The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).", 1048576),
        ("the input token count is 32825 but model only supports up to 32768.", 32768),
        ("Requested input length 39818 exceeds maximum input length 32767", 32767),
        ("Prompt length (5056) exceeds maximum sequence length (2048)", 2048),
        ("Prompt tokens (5000) exceeds context size (4096)", 4096),
        ("This model's maximum prompt length is 131072 but the request contains 140000 tokens.", 131072),
        ("Your request exceeded model token limit: 262144 (requested: 291351)", 262144),
        ("Range of input length should be [1, 30000]", 30000),
        ("prompt token count of 5000 exceeds the limit of 4096", 4096),
        ("`inputs` tokens + `max_new_tokens` must be <= 4097. Given: 5000 `inputs` tokens", 4097),
        ("Input is too long for requested model.", None),
    ],
)
def test_an_overflow_is_known_by_its_words(text: str, window: int | None):
    error = refusal(Endpoint("openai", "http://host"), "m", Statement(text, 400))
    assert isinstance(error, ContextOverflow)
    assert error.window == window


@pytest.mark.parametrize(
    ("body", "statement"),
    [
        ({"error": "no"}, Statement("no")),
        ({"error": {"message": "no", "type": "t", "code": "c"}}, Statement("no", None, "t c")),
        ({"error": {"message": "no", "code": 429, "type": None}}, Statement("no", 429)),
        ({"error": '{"error":{"message":"no","type":"t","code":400,"n_ctx":2048}}'}, Statement("no", 400, "t", 2048)),
        ({"error": True, "message": "no"}, Statement("no")),
        ({"error": ""}, Statement("")),
        ({"error": None, "choices": []}, None),
        ({"choices": [], "message": {}}, None),
        ("no", None),
    ],
)
def test_an_error_is_found_in_every_shape(body: object, statement: Statement | None):
    assert stated_error(body) == statement


KEY = "sk-or-secret-0123456789"


@pytest.mark.parametrize(
    "says",
    [
        lambda text: Says([text.encode()], 401),
        lambda text: Says([text.encode()], 500),
        lambda text: says_json({"error": {"message": text}}, 400),
        lambda text: Says([f'data: {{"error":"{text}"}}\n\n'.encode()]),
        lambda text: Says([f"<p>{text}".encode()]),
        lambda text: Says(status=302, headers={"Location": f"http://x/{text.replace(' ', '')}"}),
    ],
)
async def test_the_key_is_sent_and_never_shown(says: Callable[[str], Says], caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    async with chatting(says(f"Bearer {KEY} {'x' * 260}{KEY}"), api_key=KEY) as (service, model):
        with pytest.raises(ProviderError) as caught:
            await ask(model.provider)

    assert service.heard[0].headers["authorization"] == f"Bearer {KEY}"
    shown = f"{caught.value} {caught.value.__cause__} {caplog.text}"
    assert "[key]" in str(caught.value)
    assert "secret" not in shown
    assert len(str(caught.value)) < 600
