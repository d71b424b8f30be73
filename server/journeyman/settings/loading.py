"""Raw TOML, environment and command line in; checked settings, and how they came about, out.

From strong to weak: command line, environment, `.journeyman.toml` in the workspace folder,
`settings.toml` in the configuration folder, default. Nothing else reads the environment.
"""

import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import SettingsError
from .options import Settings, check, conflicts, nearest, variable
from .trust import expand, is_trusted, objection_to_stranger, objection_to_trusted

USER_FILE = "settings.toml"
WORKSPACE_FILE = ".journeyman.toml"
HOME_VARIABLE = "JOURNEYMAN_HOME"
COMMAND_LINE = "command line"
DEFAULT = "default"

ADDED_UP = frozenset({"allow", "ask", "deny"})
"""Lists to which every layer adds; of every other option the strongest layer's value stands alone."""
LISTS = frozenset({"allow", "ask", "deny", "fallback_models", "openrouter_order", "trusted_workspaces"})
"""Options without an environment variable."""
VARIABLES = {variable(option): option for option in Settings.model_fields if option not in LISTS}

KEY_VARIABLES = frozenset(
    "JOURNEYMAN_API_KEY JOURNEYMAN_HONCHO_KEY AWS_BEARER_TOKEN_BEDROCK LM_API_TOKEN NGC_API_KEY NVIDIA_API_KEY "
    "OLLAMA_API_KEY OPENAI_API_KEY OPENROUTER_API_KEY".split()
)
"""Keys to services of ours. A command that a model wrote has no business with them.

AWS's other credentials are not among them: they are for the project's own tools, which would fail without a
reason that anybody sees, and a command could read them in ~/.aws all the same.
"""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings in force, and how they came about."""

    settings: Settings
    data_dir: Path
    config_dir: Path
    sources: Mapping[str, str]
    """For every option: `default`, `command line`, or the variable or file that decided it."""
    ignored: tuple[str, ...]
    """What was set but does not count, each with the reason."""


def load_settings(
    *,
    environment: Mapping[str, str],
    workspace: Path | None,
    overrides: Mapping[str, Any],
    source: str = COMMAND_LINE,
) -> Loaded:
    """Join all layers. `overrides` come from `source`, the command line or the editor; None means not given.

    Raises:
        SettingsError: a value, a name or a file is wrong. Everything that is wrong is told at once.
    """
    data_dir, config_dir = _folders(environment)
    given = {name: value for name, value in overrides.items() if value is not None}
    own = _file_layer(config_dir / USER_FILE)
    variables = _environment_layer(environment)
    command_line = _layer(given, dict.fromkeys(given, source))
    of_workspace = _Layer()
    if workspace:
        patterns = _join([own, command_line]).trusted_workspaces
        trusted = is_trusted(workspace, patterns, home=home_folder(environment))
        of_workspace = _file_layer(workspace / WORKSPACE_FILE)
        of_workspace = _without_objections(of_workspace, None if trusted else _join([own]))
    layers = [own, of_workspace, variables, command_line]
    settings, sources = _join(layers), _sources(layers)
    kept_back = _kept_back(settings, sources, _join([own, variables, command_line]))
    if kept_back:
        settings, sources["api_key"] = settings.model_copy(update={"api_key": None}), DEFAULT
    problems = [problem for layer in layers for problem in layer.problems] or conflicts(settings, sources)
    if problems:
        raise SettingsError(_told(problems))
    ignored = (*(note for layer in layers for note in layer.ignored), *kept_back)
    return Loaded(settings, data_dir, config_dir, sources, ignored)


def system_environment() -> dict[str, str]:
    """Return a copy of this process's environment."""
    return dict(os.environ)


def command_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what commands of the model may see: everything but the keys to model services.

    `PATH`, `VIRTUAL_ENV` and `PYTHONPATH` stay as they are: commands run as in the user's own shell.
    """
    return {name: value for name, value in environment.items() if name.upper() not in KEY_VARIABLES}


@dataclass(frozen=True, slots=True)
class _Layer:
    values: Mapping[str, Any] = field(default_factory=dict)
    """Checked; empty if there are problems."""
    sources: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def _layer(values: Mapping[str, Any], sources: Mapping[str, str], ignored: Iterable[str] = ()) -> _Layer:
    checked, problems = check(values, sources)
    return _Layer(checked, sources, tuple(problems), tuple(ignored))


def _join(layers: Iterable[_Layer]) -> Settings:
    """Join layers, the weakest first."""
    values: dict[str, Any] = {}
    for layer in layers:
        for name, value in layer.values.items():
            values[name] = (*values.get(name, ()), *value) if name in ADDED_UP else value
    return Settings().model_copy(update=values)


def _sources(layers: Iterable[_Layer]) -> dict[str, str]:
    sources = dict.fromkeys(Settings.model_fields, DEFAULT)
    for layer in layers:
        for name in layer.values:
            adds = name in ADDED_UP and sources[name] != DEFAULT
            sources[name] = f"{sources[name]}, {layer.sources[name]}" if adds else layer.sources[name]
    return sources


def _file_layer(path: Path) -> _Layer:
    try:
        # A named pipe would keep us waiting.
        values = tomllib.loads(path.read_text(encoding="utf-8-sig")) if path.is_file() else {}
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 text (byte {error.start})"
    except tomllib.TOMLDecodeError as error:
        problem = f"is not valid TOML: {error}"
    else:
        return _layer(values, dict.fromkeys(values, str(path)))
    return _Layer(problems=(f"{path} {problem}.",))


def _environment_layer(environment: Mapping[str, str]) -> _Layer:
    """An empty variable is one that is not set."""
    ours = {name: value for name, value in environment.items() if name.startswith(variable("")) and value}
    known = {VARIABLES[name]: value for name, value in ours.items() if name in VARIABLES}
    unknown = sorted(ours.keys() - VARIABLES.keys() - {HOME_VARIABLE})
    ignored = (f"{name}: no option is read from it. {nearest(name, list(VARIABLES))}" for name in unknown)
    return _layer(known, {option: variable(option) for option in known}, ignored)


def _without_objections(layer: _Layer, own: Settings | None) -> _Layer:
    """What counts of a workspace folder's file. `own` is None if the folder is trusted."""
    objections = {
        name: objection_to_stranger(name, value, own) if own else objection_to_trusted(name)
        for name, value in layer.values.items()
    }
    return replace(
        layer,
        values={name: value for name, value in layer.values.items() if not objections[name]},
        ignored=tuple(
            f"{layer.sources[name]}: `{name}` is ignored; {objection}."
            for name, objection in objections.items()
            if objection
        ),
    )


def _kept_back(settings: Settings, sources: Mapping[str, str], users: Settings) -> list[str]:
    """Say why the key does not count, if a workspace folder names another service than the user's own settings.

    Even a trusted folder may only mean a service of its own, and not have it sent the key to another one.
    """
    is_same = settings.endpoint == users.endpoint and (settings.endpoint or settings.provider == users.provider)
    if not settings.api_key or is_same:
        return []
    place = sources["endpoint" if settings.endpoint != users.endpoint else "provider"]
    note = f"{sources['api_key']}: `api_key` is ignored; {place} names another service than the one that it is for. "
    return [note + "If it is for that one, name the service where you set the key, too."]


def _folders(environment: Mapping[str, str]) -> tuple[Path, Path]:
    """Where data and settings live."""
    if given := environment.get(HOME_VARIABLE):
        folder = expand(given, home=home_folder(environment))
        if not folder.is_absolute():
            raise SettingsError(f"{HOME_VARIABLE} is {given!r}; it must be an absolute path.")
        return folder, folder
    # Imported here for start-up time: editors and tests set the variable.
    import platformdirs  # noqa: PLC0415

    folders = platformdirs.PlatformDirs("journeyman", appauthor=False)
    return folders.user_data_path, folders.user_config_path


def home_folder(environment: Mapping[str, str]) -> Path | None:
    """Return the user's home, if there is one."""
    home = environment.get("HOME") or environment.get("USERPROFILE")
    return Path(home) if home else None


def _told(problems: Sequence[str]) -> str:
    if len(problems) == 1:
        return f"{problems[0]} Correct it, or remove it."
    return "\n- ".join((f"{len(problems)} settings are wrong. Correct or remove each.", *problems))
