"""A key that is in the system's keyring, seen from an editor."""

from pathlib import Path

import pytest

from clever_model import RentedServer
from command import environment
from file_keyring import Keyring

TESTS = Path(__file__).parents[2]


@pytest.fixture
def rented(tmp_path):
    with RentedServer(tmp_path).running() as server:
        yield server


@pytest.fixture
def variables(tmp_path, monkeypatch):
    """The environment of a server that has a keyring."""
    file, certificate = str(tmp_path / "keyring.json"), str(tmp_path / "certificate.pem")
    monkeypatch.setenv("FILE_KEYRING", file)
    more = {"FILE_KEYRING": file, "SSL_CERT_FILE": certificate, "PYTHONPATH": str(TESTS)}
    return environment(tmp_path / "home", PYTHON_KEYRING_BACKEND="file_keyring.Keyring", **more)


async def test_a_key_in_the_keyring_is_used_and_nobody_is_asked_for_it(connect, project, rented, variables):
    Keyring().set_password("journeyman", rented.url, RentedServer.KEY)

    editor = await connect(env=variables, settings={"endpoint": rented.url})
    await (await editor.new(project)).play("say something")

    assert editor.keys_asked_for == []
    assert rented.asked


async def test_without_one_the_editor_is_asked(connect, project, rented, variables):
    editor = await connect(env=variables, settings={"endpoint": rented.url})
    editor.key = RentedServer.KEY
    await (await editor.new(project)).play("say something")

    assert set(editor.keys_asked_for) == {rented.url}
    assert rented.asked
