"""Every option: its type, default, check and meaning; and how a wrong value is told."""

import difflib
import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails

ProviderName = Literal["ollama", "openai", "lmstudio", "nim", "openrouter", "bedrock", "llamacpp", "scripted"]
Thinking = Literal["off", "on", "low", "medium", "high"]
DataCollection = Literal["allow", "deny"]
ToolCalls = Literal["auto", "native", "constrained"]
Mode = Literal["ask", "plan", "act"]
MemoryBackend = Literal["local", "honcho"]

USER_IN_URL = r"(\w+://)?[^/?#]*@"

SWITCHES = {"instructions", "memory", "openrouter_fallbacks", "skill_suggestions"}
"""Options that are true or false."""
MAX_SHOWN = 60
"""Characters of a wrong value that an error repeats."""


class Settings(BaseModel):
    """What the user decided. In files and variables the word `none` unsets an option."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        str_strip_whitespace=True,
        str_min_length=1,
        allow_inf_nan=False,
        hide_input_in_errors=True,
    )

    provider: ProviderName | None = Field(
        None, description="The kind of service that runs the model; unset: the first one that is found."
    )
    endpoint: str | None = Field(
        None,
        description="The address of the service, such as `http://127.0.0.1:11434`; "
        "for the provider `scripted`, the absolute path of a recorded run.",
    )
    model: str | None = Field(
        None, description="The model's name at the service; unset: one it has ready, where that costs nothing."
    )
    api_key: SecretStr | None = Field(
        None, description="The key for the service. Better in the environment than in a file."
    )
    fallback_models: tuple[str, ...] = Field(
        (),
        description="Who answers while the service of `model` is away, the first choice first: names of models at the "
        "same service, or `NAME@SERVICE`, such as `qwen3.5:9b@ollama` or `qwen@http://127.0.0.1:8080`.",
    )
    learning_model: str | None = Field(
        None,
        description="The model that writes skills and finds what to remember, as in `fallback_models`; "
        "unset: the same as for the conversation.",
    )
    compaction_model: str | None = Field(
        None,
        description="The model that summarizes older messages when the window fills up, as in `fallback_models`; its "
        "window should not be smaller. Unset, or while it is away: the same as for the conversation.",
    )
    embedding_model: str | None = Field(
        None,
        description="A model for embeddings, as in `fallback_models`, which helps to find skills and what is "
        "remembered where it says it in other words; unset: words alone find them.",
    )
    context_window: int | None = Field(
        None, ge=2_000, description="How many tokens the model sees at once; unset: what the service says."
    )
    max_output_tokens: int | None = Field(
        None, ge=16, description="The longest answer of one step, in tokens; unset: a share of the window."
    )
    thinking: Thinking | None = Field(
        None, description="Whether, or how hard, the model reasons first; unset: as the service likes."
    )
    openrouter_order: tuple[str, ...] = Field(
        (), description="Who runs the model at OpenRouter, the first choice first, such as `anthropic`; empty: anybody."
    )
    openrouter_fallbacks: bool = Field(
        True, description="Whether OpenRouter may ask others when none of these can answer."
    )
    openrouter_data_collection: DataCollection | None = Field(
        None,
        description="`deny`: at OpenRouter, only those run the model who do not keep what they are sent; "
        "unset: as your account there says.",
    )
    tool_calls: ToolCalls = Field(
        "auto",
        description="`native`: the service's own tool calls; `constrained`: as JSON that the service "
        "enforces; `auto`: as `journeyman models probe` found, else native where the model has them.",
    )
    mode: Mode = Field(
        "ask",
        description="`ask`: every write and command is asked for; `plan`: read only; `act`: writes in the "
        "workspace and commands run without asking, except what a rule or the built-in floor catches.",
    )
    allow: tuple[str, ...] = Field(
        (), description="Rules for tool calls that need no asking, such as `run_command(npm test *)`."
    )
    ask: tuple[str, ...] = Field((), description="Rules for tool calls that are always asked for.")
    deny: tuple[str, ...] = Field((), description="Rules for tool calls that are always refused.")
    max_steps: int = Field(50, ge=1, description="Model requests in one turn.")
    max_turn_tokens: int | None = Field(
        1_000_000, ge=1_000, description="Tokens, in and out, that one turn may use; `none`: no limit."
    )
    command_timeout_seconds: int = Field(
        120, ge=1, le=600, description="How long a command may run unless the model asks for another time."
    )
    compaction_share: float = Field(
        0.75, ge=0.5, le=0.95, description="How full the window gets before older messages are summarized."
    )
    trusted_workspaces: tuple[str, ...] = Field(
        (),
        description="Folders whose own `.journeyman.toml` counts in full, such as `~/code/*`; "
        "`*` is one folder, `**` any number.",
    )
    instructions: bool = Field(True, description="Whether `AGENTS.md` and its kin are read.")
    memory: bool = Field(
        True,
        description="Whether what you say and do is remembered from one session to the next, and recalled; what is "
        "remembered already stays until you forget it.",
    )
    skill_suggestions: bool = Field(
        True, description="Whether the editor is told of a skill that fits where the user stays for a moment."
    )

    memory_backend: MemoryBackend = Field(
        "local",
        description="`local`: what is remembered stays on this machine; `honcho`: it is also sent to a Honcho server, "
        "which a team shares.",
    )
    honcho_url: str | None = Field(
        None, description="The address of the Honcho server, such as `http://127.0.0.1:8000`."
    )
    honcho_key: SecretStr | None = Field(
        None, description="The key for the Honcho server. Better in the environment than in a file."
    )
    honcho_user: str = Field(
        "user",
        description="Your name at the Honcho server: in a team, everybody has another.",
    )

    @field_validator("*", mode="before")
    @classmethod
    def _plain(cls, value: object, info: ValidationInfo) -> object:
        # TOML and the environment have no null, and pydantic would take true for 1.
        if isinstance(value, bool) and info.field_name not in SWITCHES:
            raise ValueError("it must not be true or false")
        return None if value == "none" else value

    @field_validator("api_key", "honcho_key")
    @classmethod
    def _fits_a_header(cls, key: SecretStr | None) -> SecretStr | None:
        # HTTP libraries quote a header that they cannot send, and then the key is in a log.
        if key and not re.fullmatch(r"[!-~]+", key.get_secret_value()):
            raise ValueError("it must be one line of ASCII characters without spaces")
        return key

    @field_validator("honcho_user")
    @classmethod
    def _is_a_name(cls, name: str) -> str:
        # The other two are whom Honcho knows the agent and the project by.
        if re.fullmatch(r"[A-Za-z0-9_-]{1,100}", name) and name not in {"journeyman", "project"}:
            return name
        raise ValueError("it must be 1 to 100 letters, digits, `_` and `-`, and not 'journeyman' or 'project'")

    @field_validator("trusted_workspaces")
    @classmethod
    def _absolute(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        if all(pattern.startswith("~/") or PurePath(pattern).is_absolute() for pattern in patterns):
            return patterns
        raise ValueError("each path must be absolute or start with `~/`")


def variable(option: str) -> str:
    """Return the environment variable of `option`. Lists are not read from it."""
    return f"JOURNEYMAN_{option.upper()}"


def check(values: Mapping[str, Any], sources: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return the values in their types, and what is wrong; one of both is empty."""
    try:
        checked = Settings.model_validate(values)
    except ValidationError as error:
        return {}, [_complaint(details, sources) for details in error.errors(include_url=False)]
    return {name: getattr(checked, name) for name in values}, []


def conflicts(settings: Settings, sources: Mapping[str, str]) -> list[str]:
    """Return what is wrong with options together, though each is right alone."""
    problems: list[str] = []
    if settings.provider == "scripted" and not settings.endpoint:
        problems.append(f"{sources['provider']}: `provider` is 'scripted'; `endpoint` must name its file.")
    if settings.endpoint and (rule := _broken_rule(settings.endpoint, settings.provider)):
        problems.append(f"{sources['endpoint']}: `endpoint` {rule}.")
    problems += [
        f"{sources[option]}: `{option}` must not hold a name and password."
        for option in ("fallback_models", "learning_model", "compaction_model", "embedding_model")
        if any(re.search(r"@\w+://[^/]*@", name) for name in _listed(getattr(settings, option)))
    ]
    if settings.memory_backend == "honcho" and not settings.honcho_url:
        problems.append(
            f"{sources['memory_backend']}: `memory_backend` is 'honcho'; `honcho_url` must say where it is."
        )
    if settings.honcho_url and (rule := _broken_honcho_rule(settings.honcho_url)):
        problems.append(f"{sources['honcho_url']}: `honcho_url` {rule}.")
    window, answer = settings.context_window, settings.max_output_tokens
    if window and answer and answer >= window:
        problems.append(
            f"{sources['max_output_tokens']}: `max_output_tokens` is {answer}; "
            f"it must be less than `context_window`, which is {window}."
        )
    return problems


def _listed(names: str | tuple[str, ...] | None) -> Sequence[str]:
    return (names,) if isinstance(names, str) else names or ()


def nearest(name: str, names: Sequence[str]) -> str:
    """Return a sentence that names what was probably meant, or all there is."""
    close = " or ".join(f"`{match}`" for match in difflib.get_close_matches(name, names, n=2))
    return f"Did you mean {close}?" if close else f"There are: {', '.join(names)}."


def _complaint(details: ErrorDetails, sources: Mapping[str, str]) -> str:
    option, *index = details["loc"]
    source = sources[str(option)]
    if details["type"] == "extra_forbidden":
        return f"{source}: there is no option `{option}`. {nearest(str(option), list(Settings.model_fields))}"
    name = f"{option}{''.join(f'[{position}]' for position in index)}"
    # A table may hold a key that was meant for elsewhere.
    is_secret = option in {"api_key", "honcho_key"} or isinstance(details["input"], dict)
    text = "not shown" if is_secret else repr(details["input"])
    shown = text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"
    # Pydantic says "Input should be …", "String should have …", "Value error, …".
    rule = re.sub(r"^\w+ should", "it must", details["msg"]).removeprefix("Value error, ")
    rule = rule.replace("a valid tuple", "a list")
    return f"{source}: `{name}` is {shown}; {rule}."


def _broken_rule(endpoint: str, provider: ProviderName | None) -> str:
    """Only what concerns settings: the providers know which addresses they understand."""
    if provider == "scripted":
        return "" if PurePath(endpoint).is_absolute() else f"is {endpoint!r}; it must be an absolute path"
    if re.match(USER_IN_URL, endpoint):
        return f"must not hold a name and password; put the key into {variable('api_key')}"
    return ""


def _broken_honcho_rule(url: str) -> str:
    if re.match(USER_IN_URL, url):
        return f"must not hold a name and password; put the key into {variable('honcho_key')}"
    if not re.fullmatch(r"https?://[\w.:\[\]-]+(/[\w./~-]*)?", url, re.ASCII):
        return f"is {url!r}; it must begin with `http://` or `https://` and a host, without a query"
    return ""
