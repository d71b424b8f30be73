"""Which models Bedrock lists, and what is known of them."""

import pytest

from journeyman.errors import ProviderRefused
from journeyman.providers import Endpoint, ModelInfo, list_models, open_provider
from journeyman.providers.bedrock_models import families, family_of
from journeyman.providers.bedrock_wire import EVERYWHERE
from providers.asking import recorded
from providers.fake_service import Says, fake_service, says_json

MODELS = "/foundation-models?byOutputModality=TEXT"
PROFILES = "/inference-profiles?maxResults=1000"
SONNET = ModelInfo("eu.anthropic.claude-sonnet-4-5-20250929-v1:0", 200_000, True, True, True)
TEAM = ModelInfo(
    "arn:aws:bedrock:eu-central-1:123456789012:application-inference-profile/ab12cd34ef56", 200_000, True, True, True
)
NOVA = ModelInfo("amazon.nova-lite-v1:0", 300_000, True, True)
NEW = ModelInfo("somebody.new-model-v1", vision=False)
DENIED = says_json({"message": "User is not authorized to perform: bedrock:ListInferenceProfiles"}, 403)


def body(name: str) -> Says:
    return Says([recorded("bedrock", f"{name}.json")])


PAGES = {
    MODELS: body("foundation_models"),
    PROFILES: body("inference_profiles_1"),
    f"{PROFILES}&nextToken=next%2Fpage%3D": body("inference_profiles_2"),
}


async def listed(routes: dict[str, Says]) -> list[ModelInfo]:
    async with fake_service(dict(routes)) as service:
        return await list_models(Endpoint("bedrock", service.url, "ABSK-key"))


async def test_profiles_and_models_on_demand_are_listed():
    assert await listed(PAGES) == [SONNET, TEAM, NOVA, NEW]


async def test_a_list_of_profiles_that_may_not_be_seen_hides_no_models():
    assert await listed({**PAGES, PROFILES: DENIED}) == [NOVA, NEW]


async def test_a_list_that_may_not_be_seen_says_which_policy_is_missing():
    with pytest.raises(ProviderRefused, match=r"bedrock:List\* for the list of models"):
        await listed({MODELS: DENIED, PROFILES: DENIED})


@pytest.mark.parametrize("odd", ["[]", "{}", '{"modelSummaries": {}}', '{"modelSummaries": [null, []]}'])
async def test_odd_lists_are_empty(odd: str):
    page = Says([odd.encode()])
    assert await listed({MODELS: page, PROFILES: page}) == []


async def test_a_model_has_to_be_named():
    with pytest.raises(ProviderRefused, match="Set JOURNEYMAN_MODEL to one that `journeyman models` lists"):
        await open_provider(Endpoint("bedrock", "http://127.0.0.1:9", "k"), None)


@pytest.mark.parametrize(
    ("model", "asked_for", "window"),
    [
        (SONNET.id, None, 200_000),
        (SONNET.id, 50_000, 50_000),
        ("global.amazon.nova-2-lite-v1:0", None, 1_000_000),
        ("meta.llama3-3-70b-instruct-v1:0", None, 128_000),
        ("somebody.new-model-v1", None, 32_768),
    ],
)
async def test_a_named_model_is_opened_without_a_question(model: str, asked_for: int | None, window: int):
    async with fake_service({}) as service:
        opened = await open_provider(Endpoint("bedrock", service.url, "k"), model, context_window=asked_for)
        await opened.aclose()
    assert (opened.info.id, opened.info.context_window, service.paths) == (model, window, [])


@pytest.mark.parametrize(
    ("model", "caches"),
    [
        ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", EVERYWHERE),
        ("anthropic.claude-opus-7-v1", EVERYWHERE),
        ("anthropic.claude-3-haiku-20240307-v1:0", frozenset()),
        ("eu.amazon.nova-pro-v1:0", frozenset({"system"})),
        (TEAM.id, EVERYWHERE),
        ("somebody.new-model-v1", frozenset()),
    ],
)
def test_cache_points_are_tried_where_they_may_be_taken(model: str, caches: frozenset[str]):
    assert frozenset(family_of(model).caches) == caches


def test_no_family_hides_one_behind_it():
    parts = [family.part for family in families()]
    hidden = [part for i, part in enumerate(parts) if any(before in part for before in parts[:i])]
    assert hidden == []
