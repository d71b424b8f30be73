"""Who is found on this machine, and through the environment."""

from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from journeyman.errors import ProviderUnreachable, SettingsError
from journeyman.providers import LIST_PATIENCE, Endpoint, ModelInfo, find_endpoints, list_models
from providers.asking import no_sleep, recorded
from providers.fake_service import NOT_FOUND, Says, fake_service, says_json

MODELS = says_json({"object": "list", "data": [{"id": "m", "owned_by": "library"}]})
LOADING, LIVE = Says([recorded("nim", "loading.json")], 503), Says([recorded("nim", "ready.json")])
SERVICES: dict[str, dict[str, Says]] = {
    "ollama": {"/v1/models": MODELS, "/api/tags": says_json({"models": []})},
    "lmstudio": {
        "/v1/models": MODELS,
        "/api/v0/models": says_json({"data": [{"id": "m"}]}),
        # LM Studio answers what it does not know with 200.
        "/api/tags": says_json({"error": "Unexpected endpoint"}),
        "/v1/health/ready": says_json({"error": "Unexpected endpoint"}),
    },
    "nim": {"/v1/models": MODELS, "/v1/health/ready": says_json({"object": "health.response"})},
    "llamacpp": {"/v1/models": says_json({"data": [{"id": "m", "owned_by": "llamacpp"}]})},
    "openai": {"/v1/models": MODELS},
}


async def test_services_are_told_apart_by_their_answers():
    async with AsyncExitStack() as stack:
        running = [await stack.enter_async_context(fake_service(routes)) for routes in SERVICES.values()]
        found = await find_endpoints({}, ports=[service.port for service in running])

    assert found == [Endpoint(name, service.url) for name, service in zip(SERVICES, running, strict=True)]


@pytest.mark.parametrize(
    "says",
    [Says([b"<html>my web site"]), says_json([1]), says_json({}, 500), Says(then="hang_up"), Says(then="never_answer")],
)
async def test_somebody_else_is_asked_twice_at_most_and_left_alone(says: Says):
    async with fake_service({"/v1/models": says, "/v1/health/live": says}) as service:
        assert await find_endpoints({}, ports=[service.port]) == []
    assert service.paths in (["/v1/models"], ["/v1/models", "/v1/health/live"])


@pytest.mark.parametrize("models", [LOADING, NOT_FOUND, Says(then="hang_up")])
async def test_a_server_that_is_loading_its_model_is_found(models: Says):
    routes = {"/v1/models": models, "/v1/health/live": LIVE, "/v1/health/ready": LOADING}
    async with fake_service(routes) as service:
        assert await find_endpoints({}, ports=[service.port]) == [Endpoint("nim", service.url)]


async def test_the_list_of_a_server_that_is_loading_says_so():
    routes = {"/v1/models": LOADING, "/v1/health/live": LIVE, "/v1/health/ready": LOADING}
    patience = replace(LIST_PATIENCE, sleep=no_sleep)
    async with fake_service(routes) as service:
        with pytest.raises(ProviderUnreachable, match="is still loading its model after 10 seconds"):
            await list_models(Endpoint("nim", service.url), patience=patience)


async def test_the_list_of_a_server_that_has_loaded_meanwhile_is_there():
    routes: dict[str, Says | list[Says]] = {
        "/v1/models": [LOADING, MODELS],
        "/v1/health/live": LIVE,
        "/v1/health/ready": [LOADING, LIVE],
    }
    async with fake_service(routes) as service:
        listed = await list_models(Endpoint("nim", service.url), patience=replace(LIST_PATIENCE, sleep=no_sleep))
    assert listed == [ModelInfo("m")]


async def test_nobody_is_found_where_nobody_listens():
    async with fake_service({}) as service:
        pass
    assert await find_endpoints({}, ports=[service.port]) == []


async def test_keys_in_the_environment_name_services():
    environment = {
        "OPENROUTER_API_KEY": "or-key",
        "NVIDIA_API_KEY": "nv-key",
        "OPENAI_API_KEY": "oa-key",
        "OPENAI_BASE_URL": "https://host/v1/",
        "HOME": "/",
    }
    assert await find_endpoints(environment, ports=[]) == [
        Endpoint("openrouter", "https://openrouter.ai/api/v1", "or-key"),
        Endpoint("nim", "https://integrate.api.nvidia.com/v1", "nv-key"),
        Endpoint("openai", "https://host/v1", "oa-key"),
    ]


@pytest.mark.parametrize(
    ("environment", "endpoint"),
    [
        ({"OPENAI_API_KEY": "k"}, Endpoint("openai", "https://api.openai.com/v1", "k")),
        ({"OPENAI_BASE_URL": "http://box:8000"}, Endpoint("openai", "http://box:8000/v1")),
    ],
)
async def test_a_key_or_an_address_is_enough(environment, endpoint):
    assert await find_endpoints(environment, ports=[]) == [endpoint]


async def test_a_wrong_address_in_the_environment_is_told():
    with pytest.raises(SettingsError, match="not the address of a model service"):
        await find_endpoints({"OPENAI_BASE_URL": "ftp://host"}, ports=[])
