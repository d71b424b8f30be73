"""Embeddings at Bedrock: each maker's format, the key or the signature, and what is refused."""

from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.credentials import Credentials

from journeyman.errors import ProviderError, ProviderRefused
from journeyman.providers import Embeddings, Endpoint, open_embeddings
from providers.asking import cut, recorded
from providers.fake_service import FakeService, Says, fake_service, says_json
from providers.test_bedrock_signing import Machine, expected_signature

TITAN, COHERE = "amazon.titan-embed-text-v2:0", "cohere.embed-multilingual-v3"
TITAN_PATH, COHERE_PATH = "/model/amazon.titan-embed-text-v2%3A0/invoke", f"/model/{COHERE}/invoke"
EXPECTED = [[0.0023064255, -0.009327292, -0.0028842222], [1, 0, -0.5]]


def said(name: str, size: int = 10_000) -> Says:
    return Says(cut(recorded("embeddings", name), size))


@asynccontextmanager
async def opened(
    routes: dict[str, Says | list[Says]], model: str, api_key: str = "ABSK-key"
) -> AsyncGenerator[tuple[FakeService, Embeddings], None]:
    async with fake_service(routes) as service:
        endpoint = Endpoint("bedrock", service.url, api_key)
        async with aclosing(await open_embeddings(endpoint, model)) as embedder:
            yield service, embedder


@pytest.mark.parametrize("size", [1, 17, 10_000])
async def test_titan_is_asked_for_one_text_at_a_time(size: int):
    answers = [said("titan_1.json", size), said("titan_2.json", size)]
    async with opened({TITAN_PATH: answers}, TITAN) as (service, embedder):
        assert await embedder.embed(["one", "two"]) == EXPECTED

    assert [heard.json for heard in service.heard] == [{"inputText": "one"}, {"inputText": "two"}]
    assert {heard.headers["authorization"] for heard in service.heard} == {"Bearer ABSK-key"}


@pytest.mark.parametrize("size", [1, 17, 10_000])
@pytest.mark.parametrize("name", ["cohere.json", "cohere_by_type.json"])
async def test_cohere_is_asked_for_several_at_once(name: str, size: int):
    async with opened({COHERE_PATH: said(name, size)}, COHERE) as (service, embedder):
        assert await embedder.embed(["one", "two"]) == EXPECTED

    [heard] = service.heard
    assert heard.json == {"texts": ["one", "two"], "input_type": "clustering", "truncate": "END"}


async def test_cohere_gets_no_more_of_a_text_than_it_takes():
    async with opened({COHERE_PATH: said("cohere.json")}, COHERE) as (service, embedder):
        await embedder.embed(["x" * 2049, "two"])
    assert service.heard[0].json["texts"] == ["x" * 2048, "two"]


async def test_without_a_key_the_request_is_signed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    machine = Machine(tmp_path, monkeypatch)
    machine.set(AWS_REGION="eu-west-3")
    machine.write_key(1)

    async with opened({TITAN_PATH: said("titan_1.json")}, TITAN, api_key="") as (service, embedder):
        await embedder.embed(["one"])

    [heard] = service.heard
    assert heard.headers["authorization"] == expected_signature(
        service, heard, Credentials("AKIA1", "wJalrXU"), "eu-west-3"
    )


async def test_without_key_and_credentials_nothing_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    Machine(tmp_path, monkeypatch)
    async with fake_service({}) as service:
        with pytest.raises(ProviderRefused, match="No AWS credentials were found"):
            await open_embeddings(Endpoint("bedrock", service.url), TITAN)
    assert service.heard == []


async def test_a_model_of_another_maker_is_refused_before_anything_is_sent():
    async with opened({}, "meta.llama3-8b-instruct-v1:0") as (service, embedder):
        with pytest.raises(ProviderRefused, match=r"seems to be none of them. Set JOURNEYMAN_EMBEDDING_MODEL to one"):
            await embedder.embed(["one"])
    assert service.heard == []


@pytest.mark.parametrize(
    ("status", "answer", "complaint"),
    [
        (400, {"message": "The provided model identifier is invalid."}, "Set JOURNEYMAN_EMBEDDING_MODEL to one that"),
        (429, {"message": "Too many requests, please wait."}, "takes no more requests for now .429"),
        (200, {"inputTextTokenCount": 2}, "gave embeddings for 0 of 1 texts"),
        (200, {"embedding": "AAAA"}, "not lists of numbers"),
        (200, {"embedding": [1.0, None]}, "not lists of numbers"),
        (200, [], "gave embeddings for 0 of 1 texts"),
    ],
)
async def test_what_is_no_embedding_is_told(status: int, answer: Any, complaint: str):
    async with opened({TITAN_PATH: says_json(answer, status)}, TITAN) as (_, embedder):
        with pytest.raises(ProviderError, match=complaint):
            await embedder.embed(["one"])
