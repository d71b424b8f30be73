"""journeyman doctor: what was found on this machine, and what to do next."""

import argparse
import asyncio
import platform
import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import aclosing
from typing import assert_never

from .. import __version__
from ..errors import JourneymanError
from ..memory.honcho.shared import SharedStatus
from ..project.watching.events import StateChanged, WatchState
from ..project.watching.lookout import Surroundings
from ..project.watching.watcher import ProjectWatcher
from ..settings import Loaded, home_folder, system_environment
from ..tools.ripgrep import find_ripgrep
from ..workspace import Workspace, open_workspace
from .checks import MARKS, Check
from .doctor_models import look_at_models
from .options import add_endpoint_options, add_workspace_option, load, workspace_folder
from .printing import clean, print_json
from .wire import to_wire

LOOK_SECONDS = 10.0
"""How long the folder is looked at, at most, to say how it would be watched."""


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
    checks += await _folder(args, loaded, environment)
    return checks + await look_at_models(loaded, environment)


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


async def _folder(args: argparse.Namespace, loaded: Loaded, environment: Mapping[str, str]) -> list[Check]:
    try:
        async with open_workspace(workspace_folder(args), loaded, environment) as workspace:
            checks = [await _storage(workspace), await _skills(workspace), await _learning(workspace)]
            checks += [await _memory(workspace), await _watching(workspace, environment)]
            return checks + await _sharing(workspace)
    except JourneymanError as error:
        return [Check("storage", "error", str(error))]


async def _storage(workspace: Workspace) -> Check:
    page = await workspace.records.sessions(lambda store, _: store.list(limit=1))
    known = "with earlier sessions" if page.sessions else "without sessions so far"
    where = workspace.loaded.data_dir
    return Check("storage", "ok", f"{where}; workspace {workspace.records.workspace}, {known}")


async def _skills(workspace: Workspace) -> Check:
    known = (await workspace.skills.all()).values()
    counts = Counter("not used" if skill.problem else skill.state for skill in known)
    message = ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none so far"
    if not counts["not used"]:
        return Check("skills", "ok", message)
    return Check("skills", "warning", message, "`journeyman skills list` says what is wrong with them.")


async def _learning(workspace: Workspace) -> Check:
    # Of deleted sessions there is nothing to learn any more.
    jobs = [job for job in await workspace.records.jobs(lambda store, _: store.list()) if job.episode_id is not None]
    waiting = sum(job.finished_at is None for job in jobs)
    message = f"{waiting or 'no'} {'task waits' if waiting == 1 else 'tasks wait'} to be learned from"
    if failed := sum(job.state == "failed" for job in jobs):
        message += f"; of the last {len(jobs)}, {failed} failed"
    # What has gone well since is no trouble any more.
    newest = next((job for job in jobs if job.state == "done" or job.error), None)
    if newest is None or newest.state == "done":
        return Check("learning", "ok", message)
    advice = "Correct what it says. What waits is done at the end of the next task."
    return Check("learning", "warning", f"{message}: {newest.error}", advice)


async def _memory(workspace: Workspace) -> Check:
    if not workspace.memory.is_on():
        return Check("memory", "ok", "switched off by `memory`: nothing is kept of what is said and done")
    counts = await workspace.memory.book.counts()
    message = f"{counts['active'] or 'nothing'} known"
    if not counts["contested"]:
        return Check("memory", "ok", message)
    advice = "`journeyman memory consolidate` asks which of them holds."
    return Check("memory", "warning", f"{message}, {counts['contested']} at odds with each other", advice)


async def _watching(workspace: Workspace, environment: Mapping[str, str]) -> Check:
    if not workspace.memory.is_on():
        return Check("watching", "ok", "off, since nothing is to be remembered")
    surroundings = Surroundings(home_folder(environment) or workspace.root.parent)
    watcher = ProjectWatcher(workspace.root, surroundings, now=workspace.records.clock)
    try:
        async with asyncio.timeout(LOOK_SECONDS), aclosing(watcher.events()) as events:
            async for event in events:
                if isinstance(event, StateChanged):
                    return _watched(event.state)
    except TimeoutError:
        pass
    advice = "Open a smaller folder, or have git ignore what need not be seen."
    return Check("watching", "warning", f"it takes longer than {LOOK_SECONDS:.0f} s to look at the folder", advice)


def _watched(state: WatchState) -> Check:
    folders = f"{state.folders:,} folder{'' if state.folders == 1 else 's'}"
    match state.how:
        case "native":
            return Check("watching", "ok", f"the platform tells what changes, in {folders}, while an editor is open")
        case "polling":
            return Check("watching", "warning", f"{folders} looked at from time to time: {state.why}")
        case "off":
            return Check("watching", "warning", f"off: {state.why}")
        case _:
            assert_never(state.how)


async def _sharing(workspace: Workspace) -> list[Check]:
    """Say how the memory of the team does; nothing if there is none."""
    try:
        status = await workspace.memory.sharing.status()
    except JourneymanError as error:
        return [Check("shared memory", "error", str(error))]
    return [_shared(status)] if status else []


def _shared(status: SharedStatus) -> Check:
    message = f"{status.server}; {status.waiting or 'nothing'} to be sent"
    if status.refused:
        message += f", {status.refused} refused"
    if not status.trouble:
        return Check("shared memory", "ok", message)
    return Check("shared memory", "warning", message, f"{status.trouble} Your own memory works without it.")
