"""journeyman doctor: what was found on this machine, and what to do next."""

import argparse
import asyncio
import platform
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .. import __version__
from ..errors import JourneymanError
from ..models import usable_endpoints
from ..settings import Loaded, system_environment
from ..tools.ripgrep import find_ripgrep
from ..workspace import open_workspace
from .models import Found, ask, describe
from .options import add_endpoint_options, add_workspace_option, load, workspace_folder
from .printing import clean, print_json
from .wire import to_wire

State = Literal["ok", "warning", "error"]
MARKS: Mapping[State, str] = {"ok": "✓", "warning": "!", "error": "✗"}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    message: str
    next: str = ""
    """What to do about it."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_workspace_option(parser)
    add_endpoint_options(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON array")


async def run(args: argparse.Namespace) -> int:
    """Look at everything a task needs; 1 if something is missing."""
    checks = await look(args)
    if args.json:
        print_json([to_wire(check) for check in checks])
    else:
        for check in checks:
            print(f"{MARKS[check.state]} {check.name}: {clean(check.message)}")
            if check.next:
                print(f"    → {clean(check.next)}")
    return 1 if any(check.state == "error" for check in checks) else 0


async def look(args: argparse.Namespace) -> list[Check]:
    """Return what was found, in the order in which a person would look."""
    environment = system_environment()
    checks = [_versions(), _ripgrep(), _git()]
    try:
        loaded = load(args, environment)
    except JourneymanError as error:
        return [*checks, Check("settings", "error", str(error), "Correct the setting that it names.")]
    checks += _settings(loaded)
    checks.append(await _storage(args, loaded, environment))
    return checks + await _endpoints(loaded, environment)


def _versions() -> Check:
    return Check("versions", "ok", f"Journeyman {__version__}, Python {platform.python_version()}, {platform.system()}")


def _ripgrep() -> Check:
    try:
        return Check("search", "ok", f"ripgrep at {find_ripgrep()}")
    except JourneymanError as error:
        return Check("search", "error", str(error), "Install ripgrep, or reinstall Journeyman.")


def _git() -> Check:
    git = shutil.which("git")
    if git:
        return Check("git", "ok", f"git at {git}")
    return Check("git", "warning", "git is not on the PATH", "Install it, so that a clone is the same workspace.")


def _settings(loaded: Loaded) -> list[Check]:
    values = loaded.settings.model_dump()
    chosen = [f"{name} = {values[name]} ({source})" for name, source in loaded.sources.items() if source != "default"]
    file = loaded.config_dir / "settings.toml"
    checks = [Check("settings", "ok", f"{'; '.join(chosen) or 'all defaults'}; {file} is read")]
    return checks + [Check("settings", "warning", note) for note in loaded.ignored]


async def _storage(args: argparse.Namespace, loaded: Loaded, environment: Mapping[str, str]) -> Check:
    try:
        async with open_workspace(workspace_folder(args), loaded, environment) as workspace:
            page = await workspace.records.sessions(lambda store, _: store.list(limit=1))
            known = "with earlier sessions" if page.sessions else "without sessions so far"
            return Check("storage", "ok", f"{loaded.data_dir}; workspace {workspace.records.workspace}, {known}")
    except JourneymanError as error:
        return Check("storage", "error", str(error))


async def _endpoints(loaded: Loaded, environment: Mapping[str, str]) -> list[Check]:
    endpoints = await usable_endpoints(loaded.settings, environment)
    if not endpoints:
        return [
            Check(
                "model",
                "error",
                "no server on a usual local port (Ollama, LM Studio, NIM, llama.cpp), no key in the environment",
                "Start Ollama (`ollama serve`), or set JOURNEYMAN_ENDPOINT (and JOURNEYMAN_API_KEY).",
            )
        ]
    return list(map(_endpoint, await asyncio.gather(*map(ask, endpoints))))


def _endpoint(found: Found) -> Check:
    if found.error:
        return Check("model", "error", f"{found.endpoint.label}: no list of models", found.error)
    if not found.models:
        return Check("model", "error", f"{found.endpoint.label} has no models", "Pull or load one there.")
    best = "; ".join(f"{model.id} ({describe(model)})" for model in found.models[:5])
    more = f"; {len(found.models) - 5} more" if len(found.models) > 5 else ""
    return Check("model", "ok", f"{found.endpoint.label}: {best}{more}")
