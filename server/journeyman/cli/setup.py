"""journeyman setup: find a service and a model that this machine can use, try the model out, and write settings."""

import argparse
import asyncio
from collections.abc import Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from pydantic import SecretStr

from ..errors import SettingsError, UsageError
from ..keys import Keys, system_keys
from ..memory.database import DatabaseThread
from ..models import Models, no_key
from ..providers import Endpoint, Machine, look_at_machine
from ..settings import Loaded, Settings, load_settings, system_environment
from ..settings.loading import USER_FILE, VARIABLES
from ..settings.writing import PlannedChange, Value, plan_change, shown, write_change
from ..tried_models import TriedModels
from ..workspace import DATABASE
from ..workspace.opening import utc_now
from .asking import Asker, Defaults, Person
from .options import add_endpoint_options
from .printing import clean
from .probe_views import table
from .progress import progress
from .setup_model import ChosenModel, choose_model
from .setup_service import ChosenService, choose_service, key_variable, named_service
from .terminal import has_terminal

NOT_DONE = (
    "Nothing was done: there is no terminal to ask at. "
    "`--yes` does the above; `--provider`, `--endpoint` and `--model` choose otherwise."
)
CANNOT_CALL = (
    "A model that calls no tools can answer, but not work. Choose another with --model; "
    "`--no-test` writes the settings all the same."
)


@dataclass(frozen=True)
class Setup:
    """What one run of the command goes by."""

    args: argparse.Namespace
    environment: Mapping[str, str]
    loaded: Loaded
    asker: Asker
    keys: Keys


def configure(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add_endpoint_options(parser)
    parser.add_argument("--model", metavar="NAME", help="the model to use")
    parser.add_argument("--yes", action="store_true", help="ask nothing, and take what would be proposed")
    parser.add_argument("--no-pull", action="store_true", help="only models that are there already")
    parser.add_argument("--no-test", action="store_true", help="do not try the model out")
    parser.add_argument(
        "--forget-key", action="store_true", help="only remove the key of the service from the system's keyring"
    )


async def run(args: argparse.Namespace) -> int:
    """Set everything up that a task needs; 1 if something is missing then."""
    environment = system_environment()
    given = {name: value for name in ("provider", "endpoint", "model") if (value := getattr(args, name))}
    loaded = await asyncio.to_thread(load_settings, environment=environment, workspace=None, overrides=given)
    asks = has_terminal() and not args.yes
    setup = Setup(args, environment, loaded, Person() if asks else Defaults(), system_keys())
    if args.forget_key:
        return await _forget_key(setup)
    machine = await look_at_machine(environment)
    print(describe_machine(machine))
    service = await choose_service(loaded, environment, setup.asker, setup.keys.find, machine)
    if service is None:
        return 1
    current = loaded.settings.model
    model = await choose_model(service, args.model, current, machine, setup.asker, may_pull=not args.no_pull)
    values = _values(setup, service.endpoint, model)
    # Before anything is downloaded: if the file cannot be written, all of that would be for nothing.
    change = await asyncio.to_thread(plan_change, loaded.config_dir / USER_FILE, values)
    if not asks and not args.yes:
        if model.must_be_pulled:
            print(f"\nTo be pulled: {clean(model.name)}")
        _show(change)
        raise UsageError(NOT_DONE)
    if not await _prepare(setup, service, model):
        return 1
    return await _finish(setup, service, model, change)


def describe_machine(machine: Machine) -> str:
    """Return what was found, in a line."""
    memory = f"{_gib(machine.memory_bytes)} of memory" if machine.memory_bytes else "memory unknown"
    gpus = []
    for gpu in machine.gpus:
        free = "" if gpu.free_bytes is None else f" ({_gib(gpu.free_bytes)} free)"
        about = "which may take about " if gpu.is_estimate else ""
        gpus.append(f"{clean(gpu.name)}, {about}{_gib(gpu.memory_bytes)}{free}")
    cores = f"{machine.cores} processor core{'' if machine.cores == 1 else 's'}"
    return f"This machine: {'; '.join([cores, memory, *(gpus or ['no GPU found'])])}."


def _gib(size: int) -> str:
    return f"{size / 2**30:.1f} GiB"


def _values(setup: Setup, endpoint: Endpoint, model: ChosenModel) -> dict[str, Value | None]:
    """Return what to write."""
    usual = Endpoint(endpoint.provider, "").placed(setup.environment).base_url
    # In a region, the usual address follows what the environment and the profile say.
    is_regional = bool(endpoint.service.regional_url) and endpoint.base_url == usual
    address = None if is_regional else endpoint.base_url
    values: dict[str, Value | None] = {"provider": endpoint.provider, "endpoint": address, "model": model.name}
    if model.window and setup.loaded.settings.context_window is None:
        values["context_window"] = model.window
    return values


def _show(change: PlannedChange) -> None:
    if not change.options:
        print(f"\n{change.path} says all of this already.")
        return
    print(f"\n{change.path}:")
    for each in change.options:
        print(f"  {each.option}: {clean(shown(each.old))} -> {clean(shown(each.new))}")


async def _prepare(setup: Setup, service: ChosenService, model: ChosenModel) -> bool:
    """Pull the model and try it out; false if it is not to be used."""
    settings = _settings(setup.loaded.settings, service.endpoint, model)
    async with (
        aclosing(await DatabaseThread.open(setup.loaded.data_dir / DATABASE, now=utc_now())) as thread,
        aclosing(Models(setup.environment, no_key)) as models,
    ):
        if model.must_be_pulled:
            await _pull(models, settings, model.name)
        if setup.args.no_test:
            return True
        print(f"\nTrying out {clean(model.name)}.", flush=True)
        with progress() as shows:
            _, tried = await TriedModels(models, thread, utc_now).probe(settings, model.name, shows.report)
    for line in table(tried):
        print(f"  {line}")
    if tried.probe.tool_calls != "none":
        return True
    print(CANNOT_CALL)
    return await setup.asker.confirm("Use it all the same?", default=False)


async def _pull(models: Models, settings: Settings, name: str) -> None:
    print(f"\nPulling {clean(name)}.", flush=True)
    try:
        with progress() as shows:
            await models.pull(settings, name, shows.report)
    except asyncio.CancelledError:
        print("Stopped. What has come is kept: the next `journeyman setup` goes on from there.")
        raise


def _settings(settings: Settings, endpoint: Endpoint, model: ChosenModel) -> Settings:
    """Return the settings as they are going to be, with the key that the service was reached with."""
    return settings.model_copy(
        update={
            "provider": endpoint.provider,
            "endpoint": endpoint.base_url,
            "model": model.name,
            "api_key": SecretStr(endpoint.api_key) if endpoint.api_key else None,
            "context_window": settings.context_window or model.window,
        }
    )


async def _finish(setup: Setup, service: ChosenService, model: ChosenModel, change: PlannedChange) -> int:
    """Keep the key and write the settings."""
    _show(change)
    if change.options and not await setup.asker.confirm("Write this?", default=True):
        print("Nothing was written.")
        return 1
    is_complete = await _keep_key(setup.keys, service)
    await asyncio.to_thread(write_change, change)
    for note in await asyncio.to_thread(lambda: list(_overruled(setup, change, service.endpoint))):
        print(f"! {clean(note)}")
    if not is_complete:
        return 1
    print(f'\n{clean(model.name)} is ready. Try it: journeyman run "Explain how this project is built."')
    return 0


async def _keep_key(keys: Keys, service: ChosenService) -> bool:
    """Keep a key that was typed; false if the user has to."""
    if not service.has_new_key:
        return True
    try:
        await keys.keep(service.endpoint.base_url, service.endpoint.api_key)
    except SettingsError as error:
        print(f"! {error} Set {key_variable(service.endpoint)} to it in the profile of your shell.")
        return False
    print(f"The key to {service.endpoint.label} is in the keyring; `journeyman setup --forget-key` removes it.")
    return True


def _overruled(setup: Setup, change: PlannedChange, endpoint: Endpoint) -> Iterator[str]:
    """Yield what keeps the new settings from being those in force. Reads them again."""
    loaded = load_settings(environment=setup.environment, workspace=None, overrides={})
    for each in change.options:
        if (source := loaded.sources[each.option]) in VARIABLES:
            yield f"{source} is set, and stronger than `{each.option}` in the file. Unset it, or it stays as it was."
    # From the environment, it is the user's business; in the file, it was meant for what stood beside it.
    if loaded.sources["api_key"] == str(setup.loaded.config_dir / USER_FILE) and any(
        each.option in {"provider", "endpoint"} for each in change.options
    ):
        yield f"`api_key` in the file now goes to {endpoint.label}. Remove it if it is the key of another service."


async def _forget_key(setup: Setup) -> int:
    endpoint = named_service(setup.loaded, setup.environment)
    if endpoint is None:
        raise UsageError("Which key? Name the service with --provider or --endpoint.")
    is_gone = await setup.keys.forget(endpoint.base_url)
    print(f"The key to {endpoint.label} {'is no longer' if is_gone else 'was not'} in the keyring.")
    return 0 if is_gone else 1
