"""Which models Bedrock has, and what is known of them beyond what it says."""

import asyncio
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import quote

from ..errors import ProviderRefused
from .bedrock_thinking import ThinkingStyle
from .bedrock_wire import EVERYWHERE, CachePlace
from .catalog import unnamed
from .endpoint import Endpoint, ModelInfo
from .http import Connection
from .json_text import as_list, as_object, as_text

MAX_PAGES = 20


@dataclass(frozen=True, slots=True)
class Family:
    """Models that have much in common."""

    part: str
    """Of their ids."""
    context_window: int | None = None
    tools: bool | None = None
    vision: bool | None = None
    thinking: bool | None = None
    caches: tuple[CachePlace, ...] = ()
    thinks: ThinkingStyle = ""


async def list_bedrock(connection: Connection) -> list[ModelInfo]:
    """Return what can be asked in this region: inference profiles, then models that need none.

    Raises:
        ProviderError: it did not answer, or the credentials may not see the list.
    """
    control = connection.endpoint.base_url.replace("bedrock-runtime", "bedrock", 1)
    models, profiles = await asyncio.gather(
        connection.ask(f"{control}/foundation-models?byOutputModality=TEXT"), _profiles(connection, control)
    )
    summaries = [as_object(one) for one in as_list(as_object(models).get("modelSummaries"))]
    by_arn = {as_text(one.get("modelArn")).rpartition("/")[2]: one for one in summaries}
    found = [*_of_profiles(profiles, by_arn), *_on_demand(summaries)]
    return list({info.id: info for info in found}.values())


def find_known(endpoint: Endpoint, model: str | None) -> ModelInfo:
    """Return what is known of a model without asking.

    Raises:
        ProviderRefused: none is named.
    """
    if not model:
        raise unnamed(endpoint)
    return known(model)


def known(model: str, base: str = "") -> ModelInfo:
    """Return what is known of a model by its name, or by the name of the one behind its inference profile."""
    family = family_of(base or model)
    return ModelInfo(model, family.context_window, family.tools, family.vision, family.thinking)


def family_of(model: str) -> Family:
    """Return the family of a model. Of one that tells nothing by its name, nothing is known and all is tried."""
    if "application-inference-profile/" in model or "provisioned-model/" in model:
        return Family("", caches=tuple(EVERYWHERE))
    return next((family for family in families() if family.part in model), Family(""))


@cache
def families() -> tuple[Family, ...]:
    """Read the families; the first that fits counts."""
    text = resources.files(__package__).joinpath("bedrock_models.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["families"]
    return tuple(Family(**(entry | {"caches": tuple(entry.get("caches", ()))})) for entry in entries)


async def _profiles(connection: Connection, control: str) -> list[Mapping[str, Any]]:
    """Return the inference profiles; none if the credentials may not see them, which is no reason to see no models."""
    found: list[Mapping[str, Any]] = []
    token = ""
    for _ in range(MAX_PAGES):
        page_of = f"&nextToken={quote(token, safe='')}" if token else ""
        try:
            page = as_object(await connection.ask(f"{control}/inference-profiles?maxResults=1000{page_of}"))
        except ProviderRefused:
            return found
        found += map(as_object, as_list(page.get("inferenceProfileSummaries")))
        token = as_text(page.get("nextToken"))
        if not token:
            break
    return found


def _of_profiles(profiles: list[Mapping[str, Any]], by_id: Mapping[str, Mapping[str, Any]]) -> Iterator[ModelInfo]:
    for profile in profiles:
        arns = (as_text(as_object(one).get("modelArn")) for one in as_list(profile.get("models")))
        base = next((arn.rpartition("/")[2] for arn in arns if arn), "")
        # One that the user made is known by its address alone.
        is_own = profile.get("type") == "APPLICATION"
        name = as_text(profile.get("inferenceProfileArn" if is_own else "inferenceProfileId"))
        # Profiles of models that write no text are left out: the list of models has none of these.
        if name and (base in by_id or is_own):
            yield _with_summary(known(name, base), by_id.get(base, {}))


def _on_demand(summaries: list[Mapping[str, Any]]) -> Iterator[ModelInfo]:
    for summary in summaries:
        model = as_text(summary.get("modelId"))
        if model and "ON_DEMAND" in as_list(summary.get("inferenceTypesSupported")):
            yield _with_summary(known(model), summary)


def _with_summary(info: ModelInfo, summary: Mapping[str, Any]) -> ModelInfo:
    modalities = as_list(summary.get("inputModalities"))
    vision = "IMAGE" in modalities if modalities else info.vision
    return ModelInfo(info.id, info.context_window, info.tools, vision, info.thinking)
