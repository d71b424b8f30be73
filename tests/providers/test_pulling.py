"""What Ollama says while it gets a model, and what we make of it."""

import json
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import pytest

from journeyman.errors import ProviderError, ProviderRefused, ProviderUnreachable, UsageError
from journeyman.providers import Endpoint, ProviderName, PullProgress, pull
from journeyman.providers.pulling import MAX_PARTS, PATIENCE
from providers.asking import HURRIED, cut
from providers.fake_service import FakeService, Says, fake_service, says_json

WEIGHTS, LICENSE = "sha256:aa", "sha256:bb"


def lines(*chunks: object) -> bytes:
    return b"".join(json.dumps(chunk).encode() + b"\n" for chunk in chunks)


def part(digest: str, total: int, completed: int | None = None) -> dict[str, object]:
    """Of a part that has only begun, Ollama leaves `completed` out."""
    done = {} if completed is None else {"completed": completed}
    return {"status": f"pulling {digest[-2:]}", "digest": digest, "total": total, **done}


MANIFEST = {"status": "pulling manifest"}
SUCCESS = {"status": "success"}
WHOLE = lines(
    MANIFEST,
    part(WEIGHTS, 4_000),
    part(WEIGHTS, 4_000, 1_000),
    part(WEIGHTS, 4_000, 4_000),
    part(LICENSE, 10, 10),
    {"status": "verifying sha256 digest"},
    SUCCESS,
)


@asynccontextmanager
async def ollama(*answers: Says):
    async with fake_service({"/api/pull": list(answers)}) as service:
        yield service


async def get(service: FakeService, model: str = "qwen3.5:4b", provider: ProviderName = "ollama", patience=HURRIED):
    async with aclosing(pull(Endpoint(provider, service.url), model, patience=patience)) as steps:
        return [step async for step in steps]


@pytest.mark.parametrize("size", [7, 10_000])
async def test_progress_is_that_of_all_parts_that_are_known(size: int):
    async with ollama(Says(cut(WHOLE, size))) as service:
        steps = await get(service)

    assert steps == [
        PullProgress("pulling manifest"),
        PullProgress("pulling aa", 0, 4_000),
        PullProgress("pulling aa", 1_000, 4_000),
        PullProgress("pulling aa", 4_000, 4_000),
        PullProgress("pulling bb", 4_010, 4_010),
        PullProgress("verifying sha256 digest", 4_010, 4_010),
        PullProgress("success", 4_010, 4_010),
    ]
    [heard] = service.heard
    assert (heard.path, heard.json) == ("/api/pull", {"model": "qwen3.5:4b", "stream": True})


@pytest.mark.parametrize(
    ("said", "kind", "complaint"),
    [
        ({"error": "pull model manifest: file does not exist"}, ProviderRefused, "finds no model 'qwen3.5:4b' to get"),
        ({"error": "write /x: no space left on device"}, ProviderUnreachable, "room on its disk.*no space left"),
        ({"error": "dial tcp: lookup registry: no such host"}, ProviderUnreachable, "has a network.*no such host"),
        ([1], ProviderRefused, "in no format of a model service"),
    ],
)
async def test_an_error_inside_of_the_stream_says_what_to_do(said, kind, complaint):
    async with ollama(Says([lines(MANIFEST, said)])) as service:
        with pytest.raises(kind, match=complaint):
            await get(service)


async def test_a_stream_that_ends_without_success_is_no_success():
    async with ollama(Says([lines(MANIFEST, part(WEIGHTS, 10, 10))])) as service:
        with pytest.raises(ProviderUnreachable, match="broke before the answer was complete"):
            await get(service)


async def test_a_refusal_is_told():
    async with ollama(says_json({"error": "invalid model name"}, 400)) as service:
        with pytest.raises(ProviderError, match="invalid model name"):
            await get(service)


async def test_silence_is_not_waited_for_forever():
    patience = replace(HURRIED, stall_seconds=0.02)
    async with ollama(Says([lines(MANIFEST)], then="hang")) as service:
        with pytest.raises(ProviderUnreachable, match=r"sent nothing for 0\.02 seconds"):
            await get(service, patience=patience)

    assert PATIENCE.stall_seconds == 300


async def test_ollama_is_told_to_stop_when_nobody_waits_any_more():
    async with ollama(Says([lines(MANIFEST, part(WEIGHTS, 10, 1))], then="hang")) as service:
        async with aclosing(pull(Endpoint("ollama", service.url), "qwen3.5:4b", patience=HURRIED)) as steps:
            assert (await anext(steps)).status == "pulling manifest"
        await service.client_left.wait()


@pytest.mark.parametrize("number", [-5, 1e999, "many", None, True, {}])
async def test_numbers_that_are_none_count_as_nothing(number):
    odd = {"status": 17, "digest": WEIGHTS, "total": number, "completed": 10}
    async with ollama(Says([lines(odd, SUCCESS).replace(b"Infinity", b"1e999")])) as service:
        steps = await get(service)

    assert steps[0].total_bytes in (0, 10)
    assert steps[0].completed_bytes <= steps[0].total_bytes


async def test_a_service_that_names_endless_parts_is_not_followed():
    parts = [part(f"sha256:{number}", 1, 1) for number in range(MAX_PARTS + 10)]
    async with ollama(Says([lines(*parts, SUCCESS)])) as service:
        steps = await get(service)

    assert steps[-1].total_bytes == MAX_PARTS


async def test_a_long_status_is_cut():
    async with ollama(Says([lines({"status": "x\n" * 10_000}, SUCCESS)])) as service:
        steps = await get(service)

    assert len(steps[0].status) == 80
    assert "\n" not in steps[0].status


@pytest.mark.parametrize("name", ["qwen3.5:4b", "someone/model", "hf.co/someone/Model-GGUF:Q4_K_M", "m"])
async def test_a_name_of_a_model_is_taken(name: str):
    async with ollama(Says([lines(SUCCESS)])) as service:
        await get(service, name)

    assert service.heard[0].json["model"] == name


@pytest.mark.parametrize(
    "name",
    ["", " ", "two words", "../up", "a/../b", "/etc/passwd", "a//b", "a:b:c", "x" * 201, "a\nb", "a\0", "ä", "-x"],
)
async def test_what_is_no_name_of_a_model_is_refused(name: str):
    async with ollama(Says([lines(SUCCESS)])) as service:
        with pytest.raises(UsageError, match="is no name of a model") as refused:
            await get(service, name)

    assert len(str(refused.value)) < 200
    assert service.heard == []


@pytest.mark.parametrize("provider", ["openai", "lmstudio", "llamacpp", "nim", "openrouter"])
async def test_only_ollama_gets_models(provider: ProviderName):
    async with ollama(Says([lines(SUCCESS)])) as service:
        with pytest.raises(UsageError, match="cannot be asked to get a model"):
            await get(service, provider=provider)

    assert service.heard == []
