"""The models that settings name: what is told when there is none, and how far a new one has come."""

import json
from contextlib import aclosing
from functools import partial

import pytest
from pydantic import SecretStr

from journeyman import models as module
from journeyman.errors import CHOOSE_MODEL, ProviderUnreachable, SettingsError
from journeyman.models import Models, no_key
from journeyman.providers import find_endpoints
from journeyman.settings import Settings
from providers.asking import OLLAMA_SHOW, ask
from providers.fake_service import Says, fake_service, says_json


@pytest.fixture
def nothing_runs(monkeypatch):
    """No service on this machine is looked for."""
    monkeypatch.setattr(module, "find_endpoints", partial(find_endpoints, ports=()))


async def test_without_any_service_an_editor_can_offer_to_choose_a_model(nothing_runs):
    with pytest.raises(SettingsError, match="No model was found") as error:
        await Models({}, no_key).endpoint(Settings())

    assert error.value.remedy == CHOOSE_MODEL


async def test_models_are_recommended_before_there_is_any_service(nothing_runs):
    recommended = await Models({}, no_key).recommend(Settings())

    assert recommended.service is None
    assert all(fits is not None for _, fits in recommended.models)


async def test_a_percentage_does_not_fall_when_another_part_becomes_known():
    parts = [("a", 100, 90), ("b", 900, 0), ("b", 900, 900)]
    said = [{"status": "pulling", "digest": digest, "total": total, "completed": done} for digest, total, done in parts]
    body = "\n".join(map(json.dumps, [*said, {"status": "success"}]))
    told = []
    async with fake_service({"/api/pull": Says([body.encode()])}) as service, aclosing(Models({}, no_key)) as models:
        settings = Settings(provider="ollama", endpoint=service.url)
        await models.pull(settings, "m", lambda words, percentage: told.append(percentage))

    assert told == [90, 90, 99, 99]


async def test_the_user_says_who_runs_the_model_at_openrouter():
    says = Says([b'data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'])
    async with fake_service({"/api/v1/chat/completions": says}) as service, aclosing(Models({}, no_key)) as models:
        settings = Settings(
            provider="openrouter",
            endpoint=service.url,
            model="m",
            context_window=8_000,
            openrouter_order=("anthropic",),
            openrouter_fallbacks=False,
            openrouter_data_collection="deny",
        )
        await ask((await models.open(settings)).provider)

    sent = {"order": ["anthropic"], "allow_fallbacks": False, "data_collection": "deny"}
    assert service.heard[0].json["provider"] == sent


GONE = "http://127.0.0.1:9"


async def test_who_stands_in_is_opened_while_the_first_is_away():
    async with fake_service({"/api/show": says_json(OLLAMA_SHOW)}) as service, aclosing(Models({}, no_key)) as models:
        settings = Settings(provider="ollama", endpoint=GONE, model="a", fallback_models=("b@scripted", f"m@{GONE}"))
        with pytest.raises(ProviderUnreachable, match=GONE):
            await models.open_first(settings)

        there = settings.model_copy(update={"fallback_models": ("b", f"q@{service.url}")})
        opened = await models.open_first(there)

    assert (opened.info.id, opened.endpoint.base_url) == ("q", f"{service.url}/v1")


async def test_a_model_for_learning_is_opened_where_its_name_says():
    async with aclosing(Models({}, no_key)) as models:
        settings = Settings(endpoint=GONE, model="a", context_window=8_000)
        same = await models.open_learning(settings)
        other = await models.open_learning(settings.model_copy(update={"learning_model": "b"}))

    assert (same.info.id, other.info.id) == ("a", "b")


async def test_embeddings_are_asked_for_where_the_name_says():
    answer = says_json({"data": [{"index": 0, "embedding": [1.0]}]})
    async with fake_service({"/v1/embeddings": answer}) as service, aclosing(Models({}, no_key)) as models:
        settings = Settings(endpoint=GONE, api_key=SecretStr("sk-1"), embedding_model=f"e@{service.url}")
        embedder = await models.open_embedder(settings)
        assert embedder is not None
        assert await embedder.embed(["a"]) == [[1.0]]

    assert service.heard[0].json["model"] == "e"
    assert "authorization" not in service.heard[0].headers
