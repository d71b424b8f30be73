"""journeyman models: what the endpoints that were found have to offer, and how well a model does."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass

from ..errors import ProviderError
from ..keys import system_keys
from ..memory.database import DatabaseThread
from ..memory.probes import ProbeStore, StoredProbe
from ..models import Models, usable_endpoints, with_key
from ..providers import Endpoint, ModelInfo, list_models
from ..settings import Loaded, system_environment
from ..tried_models import TriedModels
from ..workspace import DATABASE
from ..workspace.opening import utc_now
from .options import add_endpoint_options, add_workspace_option, load
from .printing import clean, print_json
from .probe_views import summary, table
from .progress import progress
from .wire import to_wire


@dataclass(frozen=True)
class Found:
    """An endpoint, and its models or the reason why they cannot be told."""

    endpoint: Endpoint
    models: tuple[ModelInfo, ...] = ()
    error: str = ""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    _add_options(parser, json_help="print one JSON array")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    about = "try a model out: how fast it answers, how it calls tools, and whether it sees a long input whole"
    probe = actions.add_parser("probe", help=about, argument_default=argparse.SUPPRESS)
    _add_options(probe, json_help="print one JSON object")
    probe.add_argument(
        "model", metavar="NAME", nargs="?", help="a model of the endpoint; the one that sessions use if not given"
    )


async def run(args: argparse.Namespace) -> int:
    """List the models, or try one out; 1 if there are none, or it does not do well."""
    environment = system_environment()
    loaded = load(args, environment)
    async with aclosing(await DatabaseThread.open(loaded.data_dir / DATABASE, now=utc_now())) as thread:
        return await (_probe if args.action else _list)(args, loaded, environment, thread)


async def endpoints_with_keys(loaded: Loaded, environment: Mapping[str, str]) -> list[Endpoint]:
    """Return the endpoint that the settings name, else all that are found, with the keys in the keyring, too."""
    endpoints = await usable_endpoints(loaded.settings, environment)
    return [await with_key(endpoint, system_keys().find) for endpoint in endpoints]


def key_source(endpoint: Endpoint, loaded: Loaded, environment: Mapping[str, str]) -> str:
    """Return where the key comes from, never the key; empty if there is none."""
    if not endpoint.api_key:
        return ""
    if (key := loaded.settings.api_key) and key.get_secret_value() == endpoint.api_key:
        return f"key from {loaded.sources['api_key']}"
    name = endpoint.service.key_variable
    return f"key from {name if environment.get(name, '').strip() == endpoint.api_key else 'the keyring'}"


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
        *([f"${model.price.input_usd:g} and ${model.price.output_usd:g} a million tokens"] if model.price else []),
        *(["in the cloud"] if model.remote else []),
    ]
    return ", ".join([window, *skills])


def _add_options(parser: argparse.ArgumentParser, *, json_help: str) -> None:
    add_workspace_option(parser)
    add_endpoint_options(parser)
    parser.add_argument("--json", action="store_true", help=json_help)


async def _list(
    args: argparse.Namespace, loaded: Loaded, environment: Mapping[str, str], thread: DatabaseThread
) -> int:
    endpoints = await endpoints_with_keys(loaded, environment)
    found = await asyncio.gather(*map(ask, endpoints))
    tried = await thread.run(lambda db: [ProbeStore(db).of(one.endpoint.base_url) for one in found])
    if args.json:
        print_json(
            [
                _line(one.endpoint, model, known.get(model.id))
                for one, known in zip(found, tried, strict=True)
                for model in one.models
            ]
        )
        for error in filter(None, (one.error for one in found)):
            print(clean(error), file=sys.stderr)
    else:
        for one, known in zip(found, tried, strict=True):
            _show(one, known)
        if not found:
            print("No endpoint was found. `journeyman doctor` says what to do next.", file=sys.stderr)
    return 0 if any(one.models for one in found) else 1


async def _probe(
    args: argparse.Namespace, loaded: Loaded, environment: Mapping[str, str], thread: DatabaseThread
) -> int:
    async with aclosing(Models(environment, system_keys().find)) as models:
        with progress() as shows:
            info, tried = await TriedModels(models, thread, utc_now).probe(loaded.settings, None, shows.report)
    if args.json:
        shown = to_wire(info)
        print_json({"model": shown.pop("id"), **shown, **to_wire(tried.probe), "checkedAt": to_wire(tried.checked_at)})
    else:
        print(f"{clean(info.id)}  ({describe(info)})")
        for line in table(tried):
            print(f"  {line}")
    return 1 if tried.probe.tool_calls == "none" else 0


def _show(found: Found, tried: Mapping[str, StoredProbe]) -> None:
    print(found.endpoint.label)
    if found.error:
        print(f"  {clean(found.error)}", file=sys.stderr)
    for model in found.models:
        known = tried.get(model.id)
        words = [describe(model), *(summary(known) if known else [])]
        print(f"  {clean(model.id)}  ({'; '.join(words)})")


def _line(endpoint: Endpoint, model: ModelInfo, tried: StoredProbe | None) -> dict[str, object]:
    return {
        "provider": endpoint.provider,
        "endpoint": endpoint.base_url,
        **to_wire(model),
        "firstTokenMs": tried.probe.first_token_ms if tried else None,
        "tokensPerSecond": tried.probe.tokens_per_second if tried else None,
        "calledTool": tried.probe.called_tool if tried else None,
        "toolCalls": tried.probe.tool_calls if tried else None,
        "problem": tried.probe.problem if tried else "",
        "parts": to_wire(tried.probe.parts) if tried else [],
        "checkedAt": to_wire(tried.checked_at) if tried else None,
    }
