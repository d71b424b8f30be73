"""Which model is opened, with which window, and what is asked to know it."""

from dataclasses import replace

import pytest

from journeyman.errors import CHOOSE_MODEL, ProviderRefused, ProviderUnreachable
from journeyman.providers import Endpoint, ModelInfo, ProviderName, list_models, open_provider
from providers.asking import HURRIED, OLLAMA_SHOW, RECORDINGS, ask, opened
from providers.fake_service import Says, fake_service, says_json

Routes = dict[str, Says | list[Says]]
GIBBERISH = Says([b"<html>welcome"])


def models(*entries: dict[str, object]) -> Says:
    return says_json({"object": "list", "data": entries})


def llama_cpp(supports_tools: bool = True, n_ctx: int = 4096) -> Routes:
    entry = {"id": "/m.gguf", "owned_by": "llamacpp", "meta": {"n_ctx": 16384, "n_ctx_train": 8192}}
    props = {
        "default_generation_settings": {"n_ctx": n_ctx},
        "chat_template_caps": {"supports_tools": supports_tools},
        "modalities": {"vision": False},
    }
    return {"/v1/models": models(entry), "/props": says_json(props)}


VLLM: Routes = {"/v1/models": models({"id": "m", "max_model_len": 10000}, {"id": "other", "max_model_len": 5})}
LM_STUDIO_V1: Routes = {
    "/api/v1/models": says_json(
        {
            "models": [
                {"key": "resting", "type": "llm", "max_context_length": 9000, "loaded_instances": []},
                {"key": "embedder", "type": "embedding"},
                {
                    "key": "m",
                    "type": "llm",
                    "max_context_length": 9000,
                    "loaded_instances": [{"config": {"context_length": 7000}}],
                    "capabilities": {"vision": True, "trained_for_tool_use": True},
                },
            ]
        }
    )
}
LM_STUDIO_V0: Routes = {
    "/api/v0/models": models(
        {
            "id": "m",
            "type": "vlm",
            "state": "loaded",
            "max_context_length": 9000,
            "loaded_context_length": 7000,
            "capabilities": ["tool_use"],
        }
    )
}
OPENROUTER: Routes = {
    "/api/v1/models": models(
        {
            "id": "m",
            "context_length": 200000,
            "top_provider": {"context_length": 128000},
            "supported_parameters": ["tools", "reasoning"],
            "architecture": {"input_modalities": ["text"]},
        }
    )
}


@pytest.mark.parametrize(
    ("provider", "routes", "expected"),
    [
        ("openai", VLLM, ModelInfo("m", 10000)),
        ("openai", {}, ModelInfo("m", 32768)),
        ("openai", {"/v1/models": GIBBERISH}, ModelInfo("m", 32768)),
        ("openai", {"/v1/models": says_json({"data": [17, {"id": 3}]})}, ModelInfo("m", 32768)),
        ("openai", {"/v1/models": models({"id": "m"})}, ModelInfo("m", 32768)),
        ("nim", VLLM, ModelInfo("m", 10000)),
        ("llamacpp", llama_cpp(), ModelInfo("m", 4096, True, False, None, 8192)),
        ("llamacpp", llama_cpp(False) | {"/props": GIBBERISH}, ModelInfo("m", 16384, max_context_window=8192)),
        ("lmstudio", LM_STUDIO_V1, ModelInfo("m", 7000, True, True, None, 9000)),
        ("lmstudio", LM_STUDIO_V0, ModelInfo("m", 7000, True, True, None, 9000)),
        ("lmstudio", VLLM, ModelInfo("m", 10000)),
        ("openrouter", OPENROUTER, ModelInfo("m", 128000, True, False, True, 200000)),
    ],
)
async def test_a_model_is_known_as_far_as_its_service_tells(provider: ProviderName, routes, expected):
    async with fake_service(routes) as service:
        model = await open_provider(Endpoint(provider, service.url), "m", patience=HURRIED)
        await model.aclose()
    assert model.info == expected


@pytest.mark.parametrize(
    ("provider", "routes", "expected", "asked"),
    [
        ("openai", llama_cpp(), ModelInfo("m", 8192), []),
        ("openrouter", {}, ModelInfo("m", 8192), []),
        ("llamacpp", llama_cpp(False), ModelInfo("m", 8192, False, False), ["/props"]),
        (
            "ollama",
            {"/api/show": says_json(OLLAMA_SHOW)},
            ModelInfo("m", 8192, True, False, True, 40960),
            ["/api/show"],
        ),
    ],
)
async def test_what_the_user_says_is_not_asked_for(provider: ProviderName, routes, expected, asked):
    async with opened(routes, provider) as (service, model):
        assert (model.info, service.paths) == (expected, asked)


async def test_a_server_that_looks_like_llama_cpp_is_asked_for_more():
    async with fake_service(llama_cpp(supports_tools=False)) as service:
        model = await open_provider(Endpoint("openai", service.url), None)
        await model.aclose()
    assert model.info == ModelInfo("/m.gguf", 4096, False, False, None, 8192)
    assert service.paths == ["/v1/models", "/props"]


@pytest.mark.parametrize(
    ("trained", "wanted", "window"), [(40960, None, 32768), (8192, None, 8192), (8192, 9000, 8192)]
)
async def test_ollama_gets_the_window_that_fits_the_model(trained, wanted, window):
    show = {"capabilities": ["completion"], "model_info": {"qwen3.context_length": trained}}
    async with fake_service({"/api/show": says_json(show)}) as service:
        model = await open_provider(Endpoint("ollama", service.url), "m", context_window=wanted)
        await model.aclose()
    assert model.info == ModelInfo("m", window, False, False, False, trained)


@pytest.mark.parametrize(("thinking", "sent"), [("off", False), ("on", True), ("high", "high"), (None, None)])
async def test_ollama_is_told_how_much_to_think(thinking, sent):
    text = Says([(RECORDINGS / "ollama" / "text.ndjson").read_bytes()])
    async with fake_service({"/api/show": says_json(OLLAMA_SHOW), "/api/chat": text}) as service:
        model = await open_provider(Endpoint("ollama", service.url), "m", thinking=thinking)
        await ask(model.provider)
        await model.aclose()
    assert service.heard[-1].json.get("think") == sent


def ollama(running: list[dict[str, object]], *names: str) -> Routes:
    return {
        "/api/tags": says_json({"models": [{"name": name, "model": name} for name in names]}),
        "/api/ps": says_json({"models": running}),
    }


@pytest.mark.parametrize(
    ("routes", "chosen"),
    [
        (ollama([{"model": "talks", "context_length": 4096}], "talks", "uses_tools"), "talks"),
        (ollama([{"model": "embeds", "context_length": 4096}], "embeds", "uses_tools"), "uses_tools"),
        (ollama([], "embeds", "talks", "uses_tools"), "uses_tools"),
        (ollama([], "embeds", "talks"), "talks"),
    ],
)
async def test_ollama_opens_what_is_loaded_else_what_takes_tools(routes: Routes, chosen: str):
    async with fake_service(routes) as service:
        service.by_model = {
            "talks": says_json({"capabilities": ["completion"]}),
            "uses_tools": says_json({"capabilities": ["completion", "tools"]}),
            "embeds": says_json({"capabilities": ["embedding"]}),
        }
        model = await open_provider(Endpoint("ollama", service.url), None)
        await model.aclose()
    assert model.info.id == chosen


async def test_an_old_ollama_shows_in_its_template_whether_it_takes_tools():
    show = says_json({"template": "{{ if .Tools }}{{ end }}", "model_info": {"llama.context_length": 4096}})
    async with fake_service({"/api/show": show}) as service:
        model = await open_provider(Endpoint("ollama", service.url), "m")
        await model.aclose()
    assert model.info == ModelInfo("m", 4096, True, None, None, 4096)


async def test_the_first_model_is_opened_when_none_is_named():
    async with fake_service(VLLM) as service:
        model = await open_provider(Endpoint("openai", service.url), None)
        await model.aclose()
    assert model.info == ModelInfo("m", 10000)


# A spelling of 127.0.0.1 that counts as a host like any other.
ELSEWHERE = "127.1"


def elsewhere(url: str) -> str:
    return url.replace("127.0.0.1", ELSEWHERE)


@pytest.mark.parametrize(("provider", "path"), [("openai", "/v1"), ("nim", "/v1"), ("openrouter", "/api/v1")])
async def test_no_money_is_spent_on_a_model_that_nobody_named(provider: ProviderName, path: str):
    routes = {f"{path}/models": models({"id": "dear"}, {"id": "cheap"})}
    async with fake_service(routes) as service:
        with pytest.raises(ProviderRefused, match=r"each with its price\. Set JOURNEYMAN_MODEL to one that") as caught:
            await open_provider(Endpoint(provider, elsewhere(service.url)), None)
    assert caught.value.remedy == CHOOSE_MODEL


async def test_the_only_model_of_a_service_needs_no_name():
    async with fake_service({"/v1/models": models({"id": "m", "max_model_len": 10000})}) as service:
        model = await open_provider(Endpoint("nim", elsewhere(service.url)), None)
        await model.aclose()
    assert model.info == ModelInfo("m", 10000)


async def test_ones_own_server_elsewhere_opens_what_is_loaded():
    async with fake_service(LM_STUDIO_V1) as service:
        model = await open_provider(Endpoint("lmstudio", elsewhere(service.url)), None)
        await model.aclose()
    assert model.info.id == "m"


@pytest.mark.parametrize(
    ("provider", "routes", "complaint"),
    [
        ("openai", {"/v1/models": models()}, "has no model. Load one there"),
        ("openai", {}, "has nothing at this address .404."),
        ("openai", {"/v1/models": says_json({"error": "no"}, 401)}, "wants a key"),
        ("ollama", ollama([]), "Get one with `ollama pull"),
        ("ollama", {}, "has nothing at this address"),
    ],
)
async def test_no_model_at_all_is_told_with_the_next_step(provider: ProviderName, routes, complaint):
    async with fake_service(routes) as service:
        with pytest.raises(ProviderRefused, match=complaint):
            await open_provider(Endpoint(provider, service.url), None)


@pytest.mark.parametrize(
    ("says", "complaint"),
    [
        (Says(then="hang_up"), "closed the connection instead of answering"),
        (Says(then="never_answer"), "did not answer within 0.05 seconds"),
        (Says([b'{"data": []'], then="break"), "broke before the answer was complete"),
        (Says([b'{"data": []'], then="hang"), "broke before the answer was complete"),
    ],
)
async def test_a_server_that_breaks_its_list_off_is_not_taken_for_one_without_models(says: Says, complaint: str):
    patience = replace(HURRIED, probe_seconds=0.05)
    async with fake_service({"/v1/models": says}) as service:
        with pytest.raises(ProviderUnreachable, match=complaint):
            await open_provider(Endpoint("openai", service.url), "m", patience=patience)


async def test_models_are_listed_with_those_that_are_loaded_first():
    async with fake_service(LM_STUDIO_V1) as service:
        listed = await list_models(Endpoint("lmstudio", service.url))
    assert [info.id for info in listed] == ["m", "resting"]
