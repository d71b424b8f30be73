"""Which service `journeyman setup` sets up: one that runs, one with a key, or one that the user names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..errors import ProviderError, ProviderRefused, SettingsError, UsageError
from ..keys import is_safe
from ..models import FindKey, with_key
from ..providers import (
    SERVICES,
    Endpoint,
    Machine,
    ModelInfo,
    find_endpoints,
    guess_provider,
    list_models,
    recommend,
    recommended_models,
)
from ..settings import Loaded
from ..settings.loading import COMMAND_LINE
from ..settings.options import variable
from .asking import Asker
from .printing import clean

NOTHING_FOUND = """
No model service was found: nothing answers on the usual ports of this machine (Ollama, LM Studio, NVIDIA NIM,
llama.cpp), and the environment holds no key of a service.

- Ollama runs models on this machine, and can be told from here to get them: install it from ollama.com, then
  start it with `ollama serve`.
- LM Studio does so, too: install it from lmstudio.ai, load a model, then start its server with `lms server start`.
- Or rent a model: choose a service, and have its key at hand; or set OPENROUTER_API_KEY, NVIDIA_API_KEY,
  OPENAI_API_KEY or AWS_BEARER_TOKEN_BEDROCK.
"""
SHOWN_RECOMMENDATIONS = 3


@dataclass(frozen=True)
class ChosenService:
    """A service that answers."""

    endpoint: Endpoint
    """With its key."""
    models: tuple[ModelInfo, ...]
    has_new_key: bool
    """The key was typed just now, and is kept nowhere yet."""


async def choose_service(
    loaded: Loaded, environment: Mapping[str, str], asker: Asker, find_key: FindKey, machine: Machine
) -> ChosenService | None:
    """Return the service to use; None if there is none, which the user has been told.

    Raises:
        UsageError: it wants a key, and nobody can be asked.
        SettingsError: a given address or key cannot be used.
        ProviderError: it does not answer, or has no list of models.
    """
    named = named_service(loaded, environment)
    if named and COMMAND_LINE in {loaded.sources["provider"], loaded.sources["endpoint"]}:
        return await _reach(named, asker, find_key)
    while True:
        found = _distinct([*([named] if named else []), *await find_endpoints(environment)])
        if not found:
            _say_what_to_do(machine)
            if not asker.is_there:
                return None
        endpoint = await _pick(found, named, asker, environment)
        if endpoint is None:
            continue
        try:
            return await _reach(endpoint, asker, find_key)
        except (ProviderError, SettingsError) as error:
            if not asker.is_there:
                raise
            print(f"\n{clean(str(error))}")


def named_service(loaded: Loaded, environment: Mapping[str, str]) -> Endpoint | None:
    """Return the service that the command line names, or else the settings; None if neither does."""
    settings, sources = loaded.settings, loaded.sources
    told = {name for name in ("provider", "endpoint") if sources[name] == COMMAND_LINE}
    # An address in a file is not that of another service on the command line.
    provider = settings.provider if "provider" in told or not told else None
    url = (settings.endpoint if "endpoint" in told or not told else None) or ""
    if not provider and not url:
        return None
    endpoint = Endpoint(provider or guess_provider(url), url).placed(environment)
    # Nor is a key in a file meant for it.
    key = settings.api_key if not told or sources["api_key"] == variable("api_key") else None
    return replace(endpoint, api_key=key.get_secret_value() if key else endpoint.service_key(environment))


def key_variable(endpoint: Endpoint) -> str:
    """Return the environment variable from which a key goes to that address."""
    return (endpoint.is_at_home and endpoint.service.key_variable) or variable("api_key")


def _distinct(endpoints: Sequence[Endpoint]) -> list[Endpoint]:
    return list({endpoint.base_url: endpoint for endpoint in reversed(endpoints)}.values())[::-1]


def _say_what_to_do(machine: Machine) -> None:
    print(NOTHING_FOUND)
    print("What this machine could run with Ollama:")
    for one in recommend(machine, recommended_models())[:SHOWN_RECOMMENDATIONS]:
        print(f"  {one.model.id}: {one.reason}. {one.model.good_for}")


async def _pick(
    found: Sequence[Endpoint], named: Endpoint | None, asker: Asker, environment: Mapping[str, str]
) -> Endpoint | None:
    """Return the service that was chosen; None to look again."""
    in_use = named.base_url if named else ""
    choices = [f"{one.label}{' (in the settings so far)' if one.base_url == in_use else ''}" for one in found]
    if not found:
        choices = ["Look again, after you have started one"]
    addresses = {one.base_url for one in found}
    clouds = [Endpoint(name, "").placed(environment) for name, service in SERVICES.items() if service.cloud_name]
    clouds = [cloud for cloud in clouds if cloud.base_url not in addresses]
    choices += [f"{cloud.service.cloud_name}, with your key" for cloud in clouds]
    answer = await asker.choose("Which service runs the model?", choices, 0, "the address of another one")
    if isinstance(answer, str):
        try:
            return Endpoint(guess_provider(answer), answer).placed(environment)
        except SettingsError as error:
            print(f"\n{clean(str(error))}")
            return None
    if not found and answer == 0:
        return None
    return [*found, *clouds][answer if found else answer - 1]


async def _reach(endpoint: Endpoint, asker: Asker, find_key: FindKey) -> ChosenService:
    """Ask the service for its models; and the user for the key, if it wants one."""
    endpoint = await with_key(endpoint, find_key)
    is_new = not endpoint.api_key and endpoint.is_at_home and endpoint.service.needs_key
    if is_new:
        endpoint = await _ask_key(endpoint, asker)
    try:
        models = await list_models(endpoint)
    except ProviderRefused as error:
        if endpoint.api_key or endpoint.is_local:
            raise
        print(f"\n{clean(str(error))}", flush=True)
        endpoint, is_new = await _ask_key(endpoint, asker), True
        models = await list_models(endpoint)
    return ChosenService(endpoint, tuple(models), is_new)


async def _ask_key(endpoint: Endpoint, asker: Asker) -> Endpoint:
    name = key_variable(endpoint)
    if not is_safe(endpoint.base_url):
        raise UsageError(f"{endpoint.label} has no https, so no key is kept for it. Set {name} if it wants one.")
    key = await asker.secret(f"Key for {endpoint.label} (it is not shown while you type): ")
    if not key:
        raise UsageError(f"{endpoint.label} wants a key. Set {name}, or answer `journeyman setup` at a terminal.")
    return replace(endpoint, api_key=key)
