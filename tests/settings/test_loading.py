import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from journeyman.errors import SettingsError
from journeyman.settings import Loaded, Settings, command_environment, load_settings, system_environment
from journeyman.settings.loading import KEY_VARIABLES, LISTS
from journeyman.settings.options import variable

Load = Callable[..., Loaded]


def test_with_nothing_set_the_defaults_hold(load: Load, tmp_path: Path):
    loaded = load()

    assert loaded == Loaded(Settings(), tmp_path, tmp_path, dict.fromkeys(Settings.model_fields, "default"), ignored=())


def test_the_stronger_layer_wins_and_is_named(load: Load, tmp_path: Path):
    trusting = 'trusted_workspaces = ["~/code/*"]\n'
    user = trusting + 'model = "u"\nprovider = "ollama"\nthinking = "low"\nmax_steps = 1\n'
    workspace = 'model = "w"\nprovider = "nim"\nthinking = "high"\n'
    environment = {"JOURNEYMAN_MODEL": "e", "JOURNEYMAN_PROVIDER": "llamacpp"}

    loaded = load(user=user, workspace=workspace, environment=environment, model="c", mode=None)

    chosen = loaded.settings
    assert (chosen.model, chosen.provider, chosen.thinking, chosen.max_steps, chosen.mode) == (
        *("c", "llamacpp", "high", 1, "ask"),
    )
    assert [loaded.sources[name] for name in ("model", "provider", "thinking", "max_steps", "mode")] == [
        "command line",
        "JOURNEYMAN_PROVIDER",
        str(tmp_path / "code" / "project" / ".journeyman.toml"),
        str(tmp_path / "settings.toml"),
        "default",
    ]


def test_rules_of_all_layers_add_up_but_a_stranger_allows_nothing(load: Load):
    lists = 'deny = ["{0}"]\nask = ["{0}"]\nallow = ["{0}"]\n'

    loaded = load(user=lists.format("u"), workspace=lists.format("w"), deny=["c"], ask=["c"], allow=["c"])

    assert loaded.settings.deny == loaded.settings.ask == ("u", "w", "c")
    assert loaded.settings.allow == ("u", "c")
    assert loaded.sources["deny"].count(", ") == 2


def test_every_scalar_option_can_be_set_by_a_variable(load: Load):
    values = {
        "provider": "openai",
        "endpoint": "https://models.example.com/v1",
        "model": "m",
        "learning_model": "l",
        "compaction_model": "c",
        "embedding_model": "e",
        "context_window": "8000",
        "max_output_tokens": "1000",
        "thinking": "off",
        "openrouter_fallbacks": "false",
        "openrouter_data_collection": "deny",
        "tool_calls": "constrained",
        "mode": "act",
        "max_steps": "7",
        "max_turn_tokens": "none",
        "command_timeout_seconds": "30",
        "compaction_share": "0.8",
        "instructions": "false",
        "memory": "true",
        "skill_suggestions": "false",
        "memory_backend": "honcho",
        "honcho_url": "http://127.0.0.1:8000",
        "honcho_user": "ann",
    }
    environment = {variable(name): value for name, value in values.items()}

    keys = {"JOURNEYMAN_API_KEY": "sk-1", "JOURNEYMAN_HONCHO_KEY": "hk-1"}
    settings = load(environment=environment | keys).settings

    shown = {name: str(getattr(settings, name)).lower() for name in values}
    assert shown == values
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == "sk-1"
    assert settings.honcho_key is not None
    assert settings.honcho_key.get_secret_value() == "hk-1"
    assert values.keys() | {"api_key", "honcho_key"} == Settings.model_fields.keys() - LISTS


def test_an_empty_variable_is_one_that_is_not_set(load: Load):
    assert load(environment={"JOURNEYMAN_MODE": "", "JOURNEYMAN_MODEL": ""}).settings == Settings()


def test_none_unsets_an_option(load: Load):
    loaded = load(user='model = "m"\nmax_turn_tokens = "none"', environment={"JOURNEYMAN_MODEL": "none"})

    assert (loaded.settings.model, loaded.settings.max_turn_tokens) == (None, None)


def test_what_is_no_file_is_passed_over(load: Load, tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")

    loaded = load_settings(
        environment={"JOURNEYMAN_HOME": str(tmp_path / "absent")}, workspace=tmp_path / "pipe", overrides={}
    )

    assert loaded.settings == Settings()


def test_a_variable_that_nothing_reads_is_told(load: Load):
    loaded = load(environment={"JOURNEYMAN_MODLE": "x", "JOURNEYMAN_ALLOW": "*", "OTHER": "x"})

    assert [note.split(":")[0] for note in loaded.ignored] == ["JOURNEYMAN_ALLOW", "JOURNEYMAN_MODLE"]
    assert "`JOURNEYMAN_MODEL`" in loaded.ignored[1]


def test_the_home_variable_must_be_absolute(tmp_path: Path):
    with pytest.raises(SettingsError, match="JOURNEYMAN_HOME is 'here'; it must be an absolute path"):
        load_settings(environment={"JOURNEYMAN_HOME": "here"}, workspace=None, overrides={})

    at_home = {"JOURNEYMAN_HOME": "~/j", "HOME": str(tmp_path)}
    assert load_settings(environment=at_home, workspace=None, overrides={}).data_dir == tmp_path / "j"


def test_without_the_home_variable_the_folders_are_those_of_the_platform(tmp_path: Path):
    program = (
        "from journeyman.settings import *\n"
        "loaded = load_settings(environment=system_environment(), workspace=None, overrides={})\n"
        "print(loaded.data_dir, loaded.config_dir, sep='\\n')"
    )
    environment = {
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": f"{tmp_path}/d",
        "XDG_CONFIG_HOME": f"{tmp_path}/c",
    }

    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
    )

    data_dir, config_dir = map(Path, done.stdout.splitlines())
    assert data_dir.name == config_dir.name == "journeyman"
    assert data_dir.is_relative_to(tmp_path)
    assert config_dir.is_relative_to(tmp_path)


def test_commands_see_the_environment_without_our_keys():
    environment = {"PATH": "/bin", "VIRTUAL_ENV": "/venv", "PYTHONPATH": "/lib", "GITHUB_TOKEN": "theirs"}
    # The project's own tools need these, and find them in files if not here.
    environment |= dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "theirs")

    assert command_environment(environment | dict.fromkeys(KEY_VARIABLES, "sk")) == environment


def test_the_environment_of_the_system_is_a_copy():
    copy = system_environment()
    copy["JOURNEYMAN_MODE"] = "act"

    assert "JOURNEYMAN_MODE" not in os.environ
