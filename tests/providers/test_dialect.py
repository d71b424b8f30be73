"""What a service does not take of a request, and what it is sent instead."""

import json

import pytest

from journeyman.errors import ParametersUnsupported, ProviderRefused
from journeyman.providers import Endpoint
from journeyman.providers.refusals import Statement, refusal, stated_error
from providers.asking import RECORDINGS, ask, chatting
from providers.fake_service import Says, says_json

TEXT = Says([(RECORDINGS / "chat_completions" / "text.sse").read_bytes()])


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"detail": "Validation: Unsupported parameter(s): `tool_stream`"}, {"tool_stream"}),
        ({"detail": "Validation: Unsupported parameter(s): `a`, `b.c`, 'd'"}, {"a", "b", "d"}),
        ({"error": {"message": "Unsupported parameter: 'max_tokens' is not supported with it."}}, {"max_tokens"}),
        (
            {"detail": [{"type": "extra_forbidden", "loc": ["body", "x"], "msg": "Extra inputs are not permitted"}]},
            {"x"},
        ),
        (
            {"object": "error", "message": "[{'loc': ('body', 'x'), 'msg': 'Extra inputs are not permitted'}]"},
            {"x"},
        ),
        ({"error": {"message": "Reasoning is mandatory for this endpoint and cannot be disabled."}}, {"reasoning"}),
    ],
)
def test_the_parts_that_are_refused_are_known_by_name(body: object, names: set[str]):
    statement = stated_error(body)
    assert statement

    error = refusal(Endpoint("openai", "http://host"), "m", statement)

    assert isinstance(error, ParametersUnsupported)
    assert error.names == names


@pytest.mark.parametrize(
    "text", ["Unsupported parameters", "Unsupported value: x", "unsupported parameter: `", "'loc': ("]
)
def test_what_names_no_part_is_a_refusal_like_any_other(text: str):
    error = refusal(Endpoint("openai", "http://host"), "m", Statement(text, 400))
    assert type(error) is ProviderRefused


@pytest.mark.timeout(5)
def test_a_long_refusal_is_read_quickly():
    listed = ", ".join(f"`p{number}`" for number in range(20_000))
    text = f"unsupported parameter(s): {listed} " + "'loc': ('body', 'x' is mandatory " * 10_000 + "x" * 300_000

    error = refusal(Endpoint("openai", "http://host"), "m", Statement(text, 400))

    assert isinstance(error, ParametersUnsupported)
    assert 100 < len(error.names) < 20_000
    assert len(str(error)) < 800


async def test_the_limit_of_an_answer_is_said_as_the_service_wants_it():
    refused = says_json({"error": {"message": "Unsupported parameter: 'max_tokens' is not supported."}}, 400)
    async with chatting(refused, TEXT) as (service, model):
        await ask(model.provider)
        await ask(model.provider)

    limits = [{key: value for key, value in heard.json.items() if "max" in key} for heard in service.heard]
    assert limits == [{"max_tokens": 4096}, {"max_completion_tokens": 4096}, {"max_completion_tokens": 4096}]


@pytest.mark.parametrize("name", ["messages", "model", "stream", "no_part_of_the_request"])
async def test_a_request_that_would_make_no_sense_is_not_sent(name: str):
    refused = says_json({"detail": f"Unsupported parameter(s): `{name}`"}, 400)
    async with chatting(refused) as (service, model):
        with pytest.raises(ParametersUnsupported, match=f"does not take `{name}` with this model"):
            await ask(model.provider)
    assert len(service.heard) == 1


async def test_a_request_without_a_parameter_is_otherwise_the_same():
    refused = says_json({"detail": "Unsupported parameter(s): `stream_options`"}, 400)
    async with chatting(refused, TEXT) as (service, model):
        await ask(model.provider)

    first, second = (json.loads(heard.body) for heard in service.heard)
    del first["stream_options"]
    assert list(first.items()) == list(second.items())
