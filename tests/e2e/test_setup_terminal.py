"""`journeyman setup` with a person at the keyboard: choices, keys to services, and changes of mind."""

import json
import termios
import tomllib
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from clever_model import PullingOllama, RentedServer
from command import environment, journeyman
from e2e.test_terminal import Terminal, in_terminal

TESTS = Path(__file__).parents[1]
SERVICE, MODEL, WRITE, KEY = "Which service runs the model?", "Which model?", "Write this? [Y/n] ", "while you type): "


def person(folder: Path, *arguments: str, **more: str) -> AbstractContextManager[Terminal]:
    env = environment(folder / "home", TERM="dumb", **more)
    return in_terminal("setup", *arguments, env=env, cwd=folder, columns=80)


def settings(folder: Path):
    return tomllib.loads((folder / "home" / "journeyman" / "settings.toml").read_text())


def is_set_up(folder: Path) -> bool:
    return (folder / "home" / "journeyman" / "settings.toml").exists()


def test_enter_takes_what_is_proposed(tmp_path):
    with (
        PullingOllama("first:1b", "second:2b").running() as ollama,
        person(tmp_path, "--provider", "ollama", "--endpoint", ollama.url) as user,
    ):
        offered = user.see("the name of a model [1]: ")
        user.type("\n")
        user.see(WRITE)
        user.type("\n")
        code = user.end()

    assert code == 0
    assert "  1. first:1b" in offered
    assert "qwen3.5:2b  (to be pulled, about 2.7 GB" in offered
    assert settings(tmp_path) == {"provider": "ollama", "endpoint": ollama.url, "model": "first:1b"}
    assert "\x1b" not in user.text
    assert "first:1b is ready" in user.text


def test_a_number_or_a_name_chooses_and_what_is_neither_is_asked_again(tmp_path):
    options = ("--no-test", "--provider", "ollama", "--endpoint")
    with PullingOllama("first:1b", "second:2b").running() as ollama, person(tmp_path, *options, ollama.url) as user:
        user.see(MODEL)
        user.type("99\n")
        user.see("There is no 99")
        user.type("2\n")
        user.see(WRITE)
        user.type("perhaps\n")
        user.see("Type y for yes")
        user.type("y\n")
        user.end()
        assert settings(tmp_path)["model"] == "second:2b"

        with person(tmp_path, *options, ollama.url) as again:
            # What is in the settings is proposed the next time.
            again.see("the name of a model [2]: ")
            again.type("third:3b\n")
            again.see('"second:2b" -> "third:3b"')
            again.type("y\n")
            again.end()

    assert ollama.pulls == ["third:3b"]
    assert settings(tmp_path)["model"] == "third:3b"


def test_no_writes_nothing(tmp_path):
    options = ("--no-test", "--provider", "ollama", "--endpoint")
    with PullingOllama("m").running() as ollama, person(tmp_path, *options, ollama.url) as user:
        user.see(MODEL)
        user.type("\n")
        user.see(WRITE)
        user.type("n\n")
        code = user.end()

    assert (code, is_set_up(tmp_path)) == (1, False)


@pytest.mark.parametrize(("typed", "expected"), [("\x03", 130), ("\x04", 2)])
def test_leaving_in_the_middle_writes_nothing(tmp_path, typed, expected):
    with (
        PullingOllama("m").running() as ollama,
        person(tmp_path, "--provider", "ollama", "--endpoint", ollama.url) as user,
    ):
        user.see("the name of a model [1]: ")
        user.type(typed)
        code = user.end()

    assert (code, is_set_up(tmp_path)) == (expected, False)


def test_ctrl_c_stops_a_pull_and_says_how_to_go_on(tmp_path):
    ollama = PullingOllama()
    ollama.goes_on.clear()
    options = ("--provider", "ollama", "--endpoint", ollama.url, "--model", "qwen3.5:2b")
    with ollama.running(), person(tmp_path, *options) as user:
        shown = user.see("of 1,000 MB")
        user.type("\x03")
        code = user.end()

    assert code == 130
    assert "\r" in shown.partition("Pulling qwen3.5:2b.")[2].strip()
    assert "the next `journeyman setup` goes on from there" in user.text
    assert "Traceback" not in user.text
    assert not is_set_up(tmp_path)


@pytest.fixture
def rented(tmp_path):
    server = RentedServer(tmp_path)
    with server.running():
        yield server


@pytest.fixture
def keyring(tmp_path):
    """The variables of an environment with a keyring that works."""
    kept = {"PYTHON_KEYRING_BACKEND": "file_keyring.Keyring", "FILE_KEYRING": str(tmp_path / "keyring.json")}
    return kept | {"PYTHONPATH": str(TESTS), "SSL_CERT_FILE": str(tmp_path / "certificate.pem")}


def set_up_with_key(folder: Path, rented: RentedServer, **more: str) -> tuple[int, str]:
    with person(folder, "--endpoint", rented.url, **more) as user:
        user.see(KEY)
        user.type(f"{rented.KEY}\n")
        user.see("the name of a model: ")
        user.type("1\n")
        user.see(WRITE)
        user.type("y\n")
        return user.end(), user.text


def test_a_typed_key_goes_to_the_keyring_and_from_there_to_the_service(tmp_path, rented, keyring):
    code, text = set_up_with_key(tmp_path, rented, **keyring)
    env = environment(tmp_path / "home", **keyring)
    task = journeyman("run", "say something", env=env, cwd=tmp_path)
    looked = journeyman("doctor", env=env, cwd=tmp_path)
    forgotten = journeyman("setup", "--forget-key", env=env, cwd=tmp_path)
    after = journeyman("run", "say something", env=env, cwd=tmp_path)

    assert code == 0
    assert (task.code, task.out.strip()) == (0, "All done.")
    assert f"The model service at {rented.url} (key from the keyring): " in looked.out
    assert (forgotten.code, json.loads((tmp_path / "keyring.json").read_text())) == (0, {})
    assert after.code == 1
    everything = [text, *(told for ended in (task, looked, forgotten, after) for told in (ended.out, ended.err))]
    assert not any(rented.KEY in told for told in everything)
    stored = [each.read_bytes() for each in (tmp_path / "home").rglob("*") if each.is_file()]
    assert stored
    assert not any(rented.KEY.encode() in each for each in stored)


def test_without_a_keyring_it_says_where_to_put_the_key(tmp_path, rented, keyring):
    code, text = set_up_with_key(
        tmp_path, rented, **keyring | {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    )

    assert code == 1
    assert "no keyring of this system works (NoKeyringError). Set JOURNEYMAN_API_KEY to it" in " ".join(text.split())
    assert settings(tmp_path)["endpoint"] == rented.url
    assert rented.KEY not in text


def test_a_wrong_key_is_not_kept(tmp_path, rented, keyring):
    with person(tmp_path, "--endpoint", rented.url, **keyring) as user:
        user.see(KEY)
        user.type("sk-wrong\n")
        code = user.end()

    assert code == 1
    assert not (tmp_path / "keyring.json").exists()
    assert not is_set_up(tmp_path)
    assert "sk-wrong" not in user.text


def test_ctrl_c_at_the_key_leaves_a_terminal_that_shows_what_is_typed(tmp_path, rented, keyring):
    with person(tmp_path, "--endpoint", rented.url, **keyring) as user:
        user.see(KEY)
        assert not termios.tcgetattr(user.master)[3] & termios.ECHO
        user.type("\x03")
        code = user.end()
        assert termios.tcgetattr(user.master)[3] & termios.ECHO

    assert code == 130


def test_a_service_is_chosen_by_its_address_when_none_is_found(tmp_path):
    with PullingOllama("m").running() as ollama, person(tmp_path, "--no-test") as user:
        user.see(SERVICE)
        user.see("the address of another one [1]: ")
        user.type(f"{ollama.url}/api/tags\n")
        user.see("[1]: ")
        user.type("\n")
        user.see(WRITE)
        user.type("\n")
        code = user.end()

    assert code == 0
    assert settings(tmp_path) == {"provider": "ollama", "endpoint": ollama.url, "model": "m"}


def test_an_address_that_is_none_is_asked_for_again(tmp_path):
    with person(tmp_path) as user:
        user.see("the address of another one [1]: ")
        user.type("not an address\n")
        user.see("is not the address of a model service")
        user.see("the address of another one [1]: ")
        user.type("\x04")
        code = user.end()

    assert code == 2
