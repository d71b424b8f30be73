"""Where a model service is, and what its models can do."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import SplitResult, urlsplit, urlunsplit

from ..agent.interfaces import Provider
from ..errors import CHOOSE_MODEL, START_OLLAMA, Remedy, SettingsError

ProviderName = Literal["ollama", "openai", "lmstudio", "nim", "openrouter", "bedrock", "llamacpp", "scripted"]
"""`openai` is every service that speaks the chat completions format and has no name of its own here."""

Thinking = Literal["off", "on", "low", "medium", "high"]
"""Whether, and how much, a model that can think is asked to."""


@dataclass(frozen=True, slots=True)
class Service:
    """What is known about a kind of service before it is asked anything."""

    name: str
    default_url: str
    key_variable: str = ""
    """The environment variable in which its own tools expect the key."""
    how_to_start: str = "Start the server"
    remedy: Remedy = CHOOSE_MODEL
    """What an editor can offer when it does not run on this machine."""
    regional_url: str = ""
    """The usual place in a region, if there is one in each; `default_url` then is a place in none."""
    region_variables: tuple[str, ...] = ()
    """The environment variables that name the region, the first that is set."""
    cloud_name: str = ""
    """What people call it who rent its models at the usual place; empty if that is on their own machine."""
    needs_key: bool = False
    """Whether nobody is answered at the usual place without a key."""
    is_ones_own: bool = False
    """Whether it runs on machines of the user's own, where an answer costs nothing."""

    def is_home(self, host: str) -> bool:
        """Whether `host` is the usual place of the service."""
        places = (re.escape(urlsplit(self.default_url).hostname or ""), _any_region(self.regional_url))
        return any(place and re.fullmatch(place, host) for place in places)


SERVICES: Mapping[ProviderName, Service] = {
    "ollama": Service(
        "Ollama",
        "http://127.0.0.1:11434",
        how_to_start="Start it with `ollama serve`",
        remedy=START_OLLAMA,
        is_ones_own=True,
    ),
    "openai": Service(
        "The model service", "https://api.openai.com/v1", "OPENAI_API_KEY", cloud_name="OpenAI", needs_key=True
    ),
    "lmstudio": Service(
        "LM Studio",
        "http://127.0.0.1:1234/v1",
        "LM_API_TOKEN",
        "Start it with `lms server start`",
        is_ones_own=True,
    ),
    "nim": Service(
        "NVIDIA NIM",
        "https://integrate.api.nvidia.com/v1",
        "NVIDIA_API_KEY",
        cloud_name="NVIDIA's cloud (NIM)",
        needs_key=True,
    ),
    "openrouter": Service(
        "OpenRouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", cloud_name="OpenRouter", needs_key=True
    ),
    "bedrock": Service(
        "AWS Bedrock",
        "https://bedrock-runtime.amazonaws.com",
        "AWS_BEARER_TOKEN_BEDROCK",
        regional_url="https://bedrock-runtime.{region}.amazonaws.com",
        region_variables=("AWS_REGION", "AWS_DEFAULT_REGION"),
        cloud_name="AWS Bedrock",
    ),
    "llamacpp": Service(
        "llama.cpp",
        "http://127.0.0.1:8080/v1",
        how_to_start="Start it with `llama-server -m MODEL.gguf`",
        is_ones_own=True,
    ),
    "scripted": Service("The recorded run", ""),
}

_CALL = re.compile(r"/(chat/completions|completions|models|responses|api/(chat|generate|tags))$")
"""What people copy along with the address."""
REGION = r"[a-z]{2,}(?:-[a-z]+)+-\d+"
"""The name of a region at AWS, such as us-gov-west-1."""
_IP = re.compile(r"\d+\.\d+\.\d+\.\d+|.*:.*")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The address of a model service. `base_url` may come in any form that people write it in.

    The addresses of Ollama and Bedrock are kept without a path, that of every other service as its
    chat completions format wants it, mostly ending in `/v1`; `scripted` has the path of a file
    instead. An empty `base_url` means the usual place of that service.

    Raises:
        SettingsError: the address or the key cannot be used. The key is not shown.
    """

    provider: ProviderName
    base_url: str
    api_key: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "api_key", _checked_key(self.api_key))
        if self.provider != "scripted":
            url = self.base_url.strip() or self.service.default_url
            object.__setattr__(self, "base_url", _normal_url(self.provider, url))

    @property
    def service(self) -> Service:
        """What is known about the kind of service."""
        return SERVICES[self.provider]

    @property
    def label(self) -> str:
        """The service and its address, as messages name it."""
        return f"{self.service.name} at {self.base_url}"

    @property
    def server_root(self) -> str:
        """The address without `/v1`, under which servers keep what is not chat completions."""
        return self.base_url.removesuffix("/v1")

    def service_key(self, environment: Mapping[str, str]) -> str:
        """Return the key that `environment` holds for this service; "" if it is not for this address."""
        host, home = (urlsplit(url).hostname or "" for url in (self.base_url, self.service.default_url))
        # Without encryption, everybody on the way could read it.
        is_safe_home = self.service.is_home(host) and self.base_url.startswith("https://")
        is_at_home = is_safe_home or (_is_loopback(host) and _is_loopback(home))
        return environment.get(self.service.key_variable, "") if is_at_home else ""

    def placed(self, environment: Mapping[str, str]) -> "Endpoint":
        """Return the endpoint in the region that `environment` names, if its address names no place of its own."""
        region = next(filter(None, map(environment.get, self.service.region_variables)), "")
        if not re.fullmatch(REGION, region) or self.base_url != self.service.default_url:
            return self
        return replace(self, base_url=self.service.regional_url.format(region=region))

    @property
    def is_local(self) -> bool:
        """Whether the service runs on this machine."""
        return self.provider == "scripted" or _is_loopback(urlsplit(self.base_url).hostname or "")

    @property
    def may_cost(self) -> bool:
        """Whether an answer may cost money."""
        return not (self.is_local or self.service.is_ones_own)

    @property
    def is_at_home(self) -> bool:
        """Whether this is the usual place of the service."""
        return self.service.is_home(urlsplit(self.base_url).hostname or "")

    @property
    def next_step(self) -> str:
        """What the user can do when nobody answers."""
        if self.is_local:
            return f"{self.service.how_to_start}, or set JOURNEYMAN_ENDPOINT to where it runs."
        return "Check the network, or set JOURNEYMAN_ENDPOINT to another service."

    @property
    def remedy(self) -> Remedy | None:
        """What an editor can offer when nobody answers; None for a service on another machine."""
        return self.service.remedy if self.is_local else None


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost, in US dollars."""

    input_usd: float
    output_usd: float


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a model can do; None wherever the service does not say."""

    id: str
    context_window: int | None = None
    """The window in force, in tokens."""
    tools: bool | None = None
    vision: bool | None = None
    thinking: bool | None = None
    max_context_window: int | None = None
    """The largest window that the model was made for, in tokens."""
    price: Price | None = None
    remote: bool = False
    """Whether a service on this machine sends what the model is asked to another one."""


@dataclass(frozen=True, slots=True)
class OpenedModel:
    """A model that is ready to be asked. Close it when done."""

    provider: Provider
    info: ModelInfo
    """Its window is always known, and is the one that requests are made for."""
    endpoint: Endpoint
    aclose: Callable[[], Awaitable[None]]
    """Closes the connection. Answers that still arrive are cut off."""


def guess_provider(base_url: str) -> ProviderName:
    """Return what is probably behind an address of which the user did not say it."""
    if base_url.endswith(".json") and "://" not in base_url:
        return "scripted"
    parts = _split(base_url.strip())
    host = parts.hostname or ""
    if parts.port == 11434 or parts.path.startswith(("/api/chat", "/api/generate", "/api/tags")):
        return "ollama"
    if host == "openrouter.ai" or host.endswith(".openrouter.ai"):
        return "openrouter"
    if host.endswith(".nvidia.com"):
        return "nim"
    if SERVICES["bedrock"].is_home(host) and not parts.path.startswith("/openai"):
        return "bedrock"
    return "lmstudio" if parts.port == 1234 else "openai"


def _any_region(url: str) -> str:
    """Return a pattern for the host of `url` in any region."""
    return re.escape(urlsplit(url.replace("{region}", "REGION")).hostname or "").replace("region", REGION)


def _checked_key(key: str) -> str:
    key = key.strip()
    if not all("!" <= character <= "~" for character in key):
        raise SettingsError(
            "The API key holds white space or characters outside ASCII. Copy it again from the service."
        )
    return key


def _normal_url(provider: ProviderName, url: str) -> str:
    parts = _split(url)
    path = _CALL.sub("", parts.path.rstrip("/"))
    if provider == "ollama":
        path = path.removesuffix("/v1").removesuffix("/api")
    elif provider == "lmstudio":
        path = path.removesuffix("/v0").removesuffix("/v1").removesuffix("/api") + "/v1"
    elif provider == "bedrock":
        path = path.partition("/model/")[0]
    elif provider == "openrouter" and path in {"", "/api", "/v1"}:
        path = "/api/v1"
    elif not path:
        path = "/v1"
    host = parts.netloc.lower()
    if parts.hostname == "0.0.0.0":  # noqa: S104
        # A server that listens everywhere is reached on this machine.
        host = host.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
    return urlunsplit((parts.scheme, host, path, "", ""))


def _split(url: str) -> SplitResult:
    """Split `url`, with a scheme where people left it out."""
    shown = "".join(filter(str.isprintable, url.rpartition("@")[2]))
    if not url.isprintable():
        raise SettingsError(f"{shown} is not the address of a model service. Write it like http://127.0.0.1:11434.")
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError as error:
        raise SettingsError(f"{shown} is not an address: {error}. Write it like http://127.0.0.1:11434.") from None
    if parts.username is not None:
        raise SettingsError(f"Leave user name and password out of {shown}, and set JOURNEYMAN_API_KEY instead.")
    if not host or any(character.isspace() for character in url) or parts.scheme not in {"", "http", "https"}:
        raise SettingsError(f"{shown} is not the address of a model service. Write it like http://127.0.0.1:11434.")
    if parts.query or parts.fragment:
        raise SettingsError(f"Leave out what follows the path in {shown}, from `?` or `#` on.")
    is_near = port or host == "localhost" or _IP.fullmatch(host)
    return parts._replace(scheme=parts.scheme or ("http" if is_near else "https"))


def _is_loopback(host: str) -> bool:
    return host in {"localhost", "::1"} or (host.startswith("127.") and bool(_IP.fullmatch(host)))
