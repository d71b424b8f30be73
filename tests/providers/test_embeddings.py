"""What services say when they are asked for embeddings, and what is made of it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager

import pytest

from journeyman.errors import ProviderError, ProviderRefused, ProviderUnreachable
from journeyman.models import Models, no_key
from journeyman.providers import Embeddings, Endpoint, ProviderName, open_embeddings
from journeyman.providers.embedding_wire import MAX_TEXTS
from journeyman.settings import Settings
from providers.asking import cut, recorded
from providers.fake_service import FakeService, Says, fake_service, says_json

PATHS: dict[ProviderName, str] = {
    "openai": "/v1/embeddings",
    "lmstudio": "/v1/embeddings",
    "nim": "/v1/embeddings",
    "openrouter": "/api/v1/embeddings",
    "ollama": "/api/embed",
}
EXPECTED = [[0.0023064255, -0.009327292, -0.0028842222], [1, 0, -0.5]]


def gives(*embeddings: object) -> Says:
    return says_json({"data": [{"index": number, "embedding": one} for number, one in enumerate(embeddings)]})


@asynccontextmanager
async def opened(
    *answers: Says, provider: ProviderName = "openai", api_key: str = "", total_seconds: float = 60
) -> AsyncGenerator[tuple[FakeService, Embeddings], None]:
    async with fake_service({PATHS[provider]: list(answers)}) as service:
        endpoint = Endpoint(provider, service.url, api_key)
        async with aclosing(await open_embeddings(endpoint, "m", total_seconds=total_seconds)) as embedder:
            yield service, embedder


@pytest.mark.parametrize("size", [1, 17, 10_000])
@pytest.mark.parametrize(
    ("provider", "name", "own"),
    [
        ("openai", "openai.json", {"encoding_format": "float"}),
        ("lmstudio", "lmstudio.json", {"encoding_format": "float"}),
        ("openai", "openai_out_of_order.json", {"encoding_format": "float"}),
        ("openrouter", "no_index.json", {"encoding_format": "float"}),
        ("nim", "nim.json", {"encoding_format": "float", "input_type": "query", "truncate": "END"}),
        ("ollama", "ollama.json", {"keep_alive": "30m"}),
    ],
)
async def test_each_text_gets_its_embedding(provider: ProviderName, name: str, own: dict[str, str], size: int):
    says = Says(cut(recorded("embeddings", name), size))
    async with opened(says, provider=provider, api_key="secret") as (service, embedder):
        assert await embedder.embed(["one", "two"]) == EXPECTED

    [heard] = service.heard
    assert heard.json == {"model": "m", "input": ["one", "two"], **own}
    assert heard.headers["authorization"] == "Bearer secret"


async def test_a_parameter_that_is_not_taken_is_left_out_from_then_on():
    refused = Says([recorded("embeddings", "nim_kind_refused.json")], 400)
    good = Says([recorded("embeddings", "nim.json")])
    async with opened(refused, good, provider="nim") as (service, embedder):
        for _ in range(2):
            assert await embedder.embed(["one", "two"]) == EXPECTED
    assert ["input_type" in heard.json for heard in service.heard] == [True, False, False]


async def test_what_cannot_be_left_out_is_refused_once():
    refused = says_json({"detail": "Validation: Unsupported parameter(s): `input`"}, 400)
    async with opened(refused, provider="nim") as (service, embedder):
        with pytest.raises(ProviderRefused, match="does not take `input`"):
            await embedder.embed(["one"])
    assert len(service.heard) == 1


async def test_a_model_that_is_not_there_is_told_with_the_setting_that_names_it():
    absent = says_json({"error": {"message": "model m not found"}}, 404)
    async with opened(absent) as (_, embedder):
        with pytest.raises(ProviderRefused, match=r"has no model .m.\..* set JOURNEYMAN_EMBEDDING_MODEL to it"):
            await embedder.embed(["one"])


async def test_many_texts_are_asked_for_in_several_requests():
    answers = [gives(*([float(number)] for number in range(MAX_TEXTS))), gives([7.0])]
    texts = [str(number) for number in range(MAX_TEXTS + 1)]
    async with opened(*answers) as (service, embedder):
        embeddings = await embedder.embed(texts)

    assert [heard.json["input"] for heard in service.heard] == [texts[:MAX_TEXTS], texts[MAX_TEXTS:]]
    assert embeddings == [*([float(number)] for number in range(MAX_TEXTS)), [7.0]]


async def test_nothing_is_asked_for_no_text():
    async with opened(gives()) as (service, embedder):
        assert (await embedder.embed([]), service.heard) == ([], [])


@pytest.mark.parametrize(
    ("says", "complaint"),
    [
        (gives([1.0]), "gave embeddings for 1 of 2 texts. Set JOURNEYMAN_EMBEDDING_MODEL"),
        (gives([1.0], [1.0, 2.0]), "of different lengths"),
        (gives([1.0], []), "not lists of numbers"),
        (gives([1.0], None), "not lists of numbers"),
        (gives([1.0], "AAAA"), "not lists of numbers"),
        (gives([1.0, 2.0], [1.0, True]), "not lists of numbers"),
        (gives([1.0, 2.0], [1.0, None]), "not lists of numbers"),
        (Says([b'{"data": [{"embedding": [1]}, {"embedding": [1e999]}]}']), "not lists of numbers"),
        (Says([b'{"data": [{"embedding": [1]}, {"embedding": [NaN]}]}']), "It said: .*NaN"),
        (says_json({"error": {"message": "no such thing", "code": 400}}), "no such thing"),
        (Says([recorded("embeddings", "nim_kind_missing.json")], 400), "'input_type' parameter is required"),
        (says_json({"error": {"message": "not supported", "code": 501}}, 501), "not supported"),
        (says_json({"error": "no"}, 401), "wants a key"),
        (says_json([1, 2]), "for 0 of 2 texts"),
        (Says([b"<html>welcome"]), "in no format of a model service"),
    ],
)
async def test_what_is_no_embedding_is_refused(says: Says, complaint: str):
    async with opened(says) as (_, embedder):
        with pytest.raises(ProviderError, match=complaint):
            await embedder.embed(["one", "two"])


@pytest.mark.parametrize(
    ("says", "complaint"),
    [
        (Says(then="never_answer"), "within 0.05 seconds"),
        (Says([b'{"data": ['], then="hang"), "0.05 seconds|broke before the answer was complete"),
        (Says(then="hang_up"), "closed the connection"),
    ],
)
async def test_a_service_that_does_not_answer_is_not_waited_for(says: Says, complaint: str):
    async with opened(says, total_seconds=0.05) as (_, embedder):
        with pytest.raises(ProviderUnreachable, match=complaint):
            await embedder.embed(["one"])


async def test_a_recorded_run_has_no_embeddings():
    with pytest.raises(ProviderRefused, match="Set JOURNEYMAN_EMBEDDING_MODEL to `none`"):
        await open_embeddings(Endpoint("scripted", "/run.json"), "m")


async def test_the_model_that_settings_name_is_opened_once():
    async with fake_service({"/v1/embeddings": gives([1.0])}) as service:
        settings = Settings(endpoint=service.url, embedding_model="e")
        models = Models({}, no_key)
        embedder = await models.open_embedder(settings)
        assert embedder is not None
        assert embedder is await models.open_embedder(settings)
        assert (embedder.model, await embedder.embed(["text"])) == ("e", [[1.0]])
        await models.aclose()


async def test_without_the_setting_there_are_no_embeddings():
    assert await Models({}, no_key).open_embedder(Settings(endpoint="http://127.0.0.1:9")) is None
