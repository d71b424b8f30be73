"""`journeyman setup` without anybody to ask, from nothing to settings with which a task is done."""

import tomllib
from pathlib import Path

import pytest

from clever_model import CleverServer, PullingOllama
from command import environment, journeyman


@pytest.fixture
def project(tmp_path):
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


@pytest.fixture
def setup(tmp_path, project):
    def run(*arguments, command="setup", **more):
        return journeyman(command, *arguments, env=environment(tmp_path / "home", **more), cwd=project)

    return run


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "home" / "journeyman" / "settings.toml"


def settings(file: Path):
    return tomllib.loads(file.read_text())


def test_a_model_is_pulled_tried_out_and_written_and_then_a_task_is_done(setup, file):
    with PullingOllama().running() as ollama:
        ended = setup("--yes", "--provider", "ollama", "--endpoint", ollama.url, "--model", "qwen3.5:2b")
        tried = len(ollama.chats)
        task = setup("say something", command="run")

    assert ended.code == 0, ended.err
    assert ollama.pulls == ["qwen3.5:2b"]
    assert settings(file) == {"provider": "ollama", "endpoint": ollama.url, "model": "qwen3.5:2b"}
    assert "This machine: " in ended.out
    assert 'model: unset -> "qwen3.5:2b"' in ended.out
    assert "tools in the service's own way" in ended.out
    assert "500 of 1,000 MB … 50 %" in ended.err
    assert "\r" not in ended.err
    assert (task.code, task.out.strip()) == (0, "All done.")
    assert {chat["model"] for chat in ollama.chats} == {"qwen3.5:2b"}
    assert len(ollama.chats) > tried > 0


def test_without_a_name_the_model_that_fits_best_is_pulled(setup, file):
    with PullingOllama().running() as ollama:
        ended = setup("--yes", "--no-test", "--endpoint", ollama.url, "--provider", "ollama")

    assert ended.code == 0, ended.err
    assert [settings(file)["model"]] == ollama.pulls
    assert "(to be pulled, about" in ended.out
    assert ollama.chats == []


def test_what_is_there_already_is_not_pulled_again(setup, file):
    with PullingOllama("someone/coder:7b").running() as ollama:
        ended = setup("--yes", "--provider", "ollama", "--endpoint", ollama.url)

    assert (ended.code, ollama.pulls) == (0, [])
    assert settings(file)["model"] == "someone/coder:7b"


def test_a_name_without_a_tag_is_the_one_that_ollama_lists(setup, file):
    with PullingOllama("mine:latest").running() as ollama:
        setup("--yes", "--no-test", "--provider", "ollama", "--endpoint", ollama.url, "--model", "mine")

    assert (ollama.pulls, settings(file)["model"]) == ([], "mine:latest")


@pytest.mark.parametrize(
    ("options", "advice"), [((), "Leave out --no-pull, or get one there"), (("--model", "m"), "has no model 'm'")]
)
def test_nothing_is_pulled_against_the_users_will(setup, file, options, advice):
    with PullingOllama().running() as ollama:
        ended = setup("--yes", "--no-pull", "--provider", "ollama", "--endpoint", ollama.url, *options)

    assert ended.code == 2
    assert advice in ended.err
    assert (ollama.pulls, file.exists()) == ([], False)


def test_a_server_of_openais_format_is_set_up(setup, file):
    with CleverServer().running() as server:
        ended = setup("--yes", "--endpoint", server.url)
        task = setup("say something", command="run")

    assert ended.code == 0, ended.err
    assert settings(file) == {"provider": "openai", "endpoint": server.url, "model": "tiny"}
    assert (task.code, task.out.strip()) == (0, "All done.")


def test_without_a_terminal_it_says_what_it_would_do_and_does_nothing(setup, file):
    with PullingOllama().running() as ollama:
        ended = setup("--provider", "ollama", "--endpoint", ollama.url, "--model", "qwen3.5:2b")

    assert ended.code == 2
    assert "To be pulled: qwen3.5:2b" in ended.out
    assert 'provider: unset -> "ollama"' in ended.out
    assert "`--yes` does the above" in ended.err
    assert (ollama.pulls, ollama.chats, file.exists()) == ([], [], False)


def test_the_rest_of_the_settings_stays(setup, file):
    file.parent.mkdir(parents=True)
    file.write_text('# Mine.\nmodel = "old" # for now\n\nmax_steps = 7\n')
    with CleverServer().running() as server:
        ended = setup("--yes", "--no-test", "--endpoint", server.url)

    assert 'model: "old" -> "tiny"' in ended.out
    assert file.read_text() == (
        f'# Mine.\nmodel = "tiny" # for now\n\nmax_steps = 7\nprovider = "openai"\nendpoint = "{server.url}"\n'
    )


def test_a_model_that_calls_no_tools_is_not_written(setup, file):
    with PullingOllama("m").running() as ollama:
        ollama.answer = lambda body: {"text": "I would read it."}
        ended = setup("--yes", "--provider", "ollama", "--endpoint", ollama.url)

    assert ended.code == 1
    assert "A model that calls no tools can answer, but not work" in ended.out
    assert not file.exists()


def test_a_broken_settings_file_is_named_before_anything_is_pulled(setup, file):
    file.parent.mkdir(parents=True)
    file.write_text("model = \n")
    with PullingOllama().running() as ollama:
        ended = setup("--yes", "--provider", "ollama", "--endpoint", ollama.url)

    assert ended.code == 2
    assert "is not valid TOML" in ended.err
    assert (ollama.pulls, file.read_text()) == ([], "model = \n")


def test_what_is_stronger_than_the_file_is_told(setup, file):
    with CleverServer().running() as server:
        ended = setup("--yes", "--no-test", "--endpoint", server.url, JOURNEYMAN_MODEL="other")

    assert ended.code == 0
    assert "! JOURNEYMAN_MODEL is set, and stronger than `model` in the file" in ended.out


def test_a_key_in_the_file_that_now_goes_elsewhere_is_told_and_not_shown(setup, file):
    file.parent.mkdir(parents=True)
    file.write_text('provider = "nim"\napi_key = "sk-very-secret"\n')
    with CleverServer().running() as server:
        ended = setup("--yes", "--endpoint", server.url)

    assert "`api_key` in the file now goes to The model service at" in ended.out
    assert 'api_key = "sk-very-secret"' in file.read_text()
    assert "sk-very-secret" not in ended.out + ended.err


def test_a_rented_service_wants_a_key_that_nobody_types(setup, file):
    ended = setup("--yes", "--provider", "openrouter")

    assert ended.code == 2
    assert "Set OPENROUTER_API_KEY, or answer `journeyman setup` at a terminal" in ended.err
    assert not file.exists()


def test_a_service_that_is_away_is_told(setup, file):
    with CleverServer().running() as server:
        pass
    ended = setup("--yes", "--endpoint", server.url)

    assert ended.code == 1
    assert "does not answer" in ended.err
    assert not file.exists()


def test_without_a_keyring_a_key_cannot_be_forgotten(setup):
    ended = setup("--forget-key", "--provider", "openrouter", PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")

    assert ended.code == 2
    assert "no keyring of this system works (NoKeyringError)" in ended.err


def test_it_must_be_said_which_key_to_forget(setup):
    ended = setup("--forget-key")

    assert ended.code == 2
    assert "Which key?" in ended.err
