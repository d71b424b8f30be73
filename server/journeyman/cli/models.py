"""journeyman models: what the endpoints that were found have to offer."""

import argparse
import asyncio
import sys
from dataclasses import dataclass

from ..errors import ProviderError
from ..models import usable_endpoints
from ..providers import Endpoint, ModelInfo, list_models
from ..settings import system_environment
from .options import add_endpoint_options, add_workspace_option, load
from .printing import clean, print_json
from .wire import to_wire


@dataclass(frozen=True)
class Found:
    """An endpoint, and its models or the reason why they cannot be told."""

    endpoint: Endpoint
    models: tuple[ModelInfo, ...] = ()
    error: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_workspace_option(parser)
    add_endpoint_options(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON array")


async def run(args: argparse.Namespace) -> int:
    """List the models; 1 if there are none."""
    environment = system_environment()
    endpoints = await usable_endpoints(load(args, environment).settings, environment)
    found = await asyncio.gather(*map(ask, endpoints))
    if args.json:
        print_json([_line(one.endpoint, model) for one in found for model in one.models])
        for error in filter(None, (one.error for one in found)):
            print(clean(error), file=sys.stderr)
    else:
        for one in found:
            _show(one)
        if not found:
            print("No endpoint was found. `journeyman doctor` says what to do next.", file=sys.stderr)
    return 0 if any(one.models for one in found) else 1


async def ask(endpoint: Endpoint) -> Found:
    """Ask an endpoint for its models."""
    try:
        return Found(endpoint, tuple(await list_models(endpoint)))
    except ProviderError as error:
        return Found(endpoint, error=str(error))


def describe(model: ModelInfo) -> str:
    """What is known of a model, in a few words."""
    window = f"{model.context_window:,} tokens" if model.context_window else "window unknown"
    words = {True: "", False: "no ", None: "perhaps "}
    skills = [
        f"{words[model.tools]}tools",
        *(["vision"] if model.vision else []),
        *(["thinking"] if model.thinking else []),
    ]
    return ", ".join([window, *skills])


def _show(found: Found) -> None:
    print(found.endpoint.label)
    if found.error:
        print(f"  {clean(found.error)}", file=sys.stderr)
    for model in found.models:
        print(f"  {clean(model.id)}  ({describe(model)})")


def _line(endpoint: Endpoint, model: ModelInfo) -> dict[str, object]:
    return {"provider": endpoint.provider, "endpoint": endpoint.base_url, **to_wire(model)}
