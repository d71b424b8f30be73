"""Keys in the system's keyring, which may be absent, locked, or hang."""

import asyncio
import time
from threading import Event

import pytest

from journeyman import keys as module
from journeyman.errors import SettingsError
from journeyman.keys import Keys
from journeyman.models import usable_endpoints, with_key
from journeyman.providers import Endpoint
from journeyman.settings import Settings

ADDRESS = "https://openrouter.ai/api/v1"
KEY = "sk-or-very-secret"


class InMemory:
    """A keyring that works."""

    def __init__(self, key: str | None = None) -> None:
        self.kept = {("journeyman", ADDRESS): key} if key else {}
        self.asked: list[str] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append(username)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Broken(InMemory):
    """A keyring that fails, and says the key as it does so."""

    def get_password(self, service: str, username: str) -> str | None:
        super().get_password(service, username)
        raise RuntimeError(f"locked: {KEY}")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(f"no bus for {password}")


class Forgetful(InMemory):
    """As the backend `null` is."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep nothing."""


async def test_a_key_is_kept_found_and_forgotten():
    keyring = InMemory()
    keys = Keys(lambda: keyring)

    assert await keys.find(ADDRESS) is None
    await keys.keep(ADDRESS, KEY)
    assert keyring.kept == {("journeyman", ADDRESS): KEY}
    assert await keys.find(ADDRESS) == KEY
    assert await keys.find("https://elsewhere.test/v1") is None
    assert await keys.forget(ADDRESS) is True
    assert await keys.forget(ADDRESS) is False
    assert keyring.kept == {}


@pytest.mark.parametrize("address", ["http://model.test/v1", "http://127.0.0.1:1234/v1", "ftp://x", ""])
async def test_no_key_is_looked_for_where_it_could_be_read_on_the_way(address):
    keyring = InMemory(key=KEY)

    assert await Keys(lambda: keyring).find(address) is None
    assert keyring.asked == []


async def test_what_failed_once_is_not_asked_again():
    keyring = Broken()
    keys = Keys(lambda: keyring)

    assert await keys.find(ADDRESS) is None
    assert await keys.find(ADDRESS) is None
    assert keyring.asked == [ADDRESS]


async def test_a_keyring_that_cannot_be_opened_has_no_keys():
    def cannot() -> InMemory:
        raise ImportError("no module named secretstorage")

    assert await Keys(cannot).find(ADDRESS) is None


async def test_a_keyring_that_hangs_holds_nobody_up(monkeypatch):
    monkeypatch.setattr(module, "FIND_SECONDS", 0.05)
    released, began = Event(), time.monotonic()

    def hang() -> InMemory:
        released.wait(60)
        return InMemory(key=KEY)

    keys = Keys(hang)
    found = asyncio.create_task(keys.find(ADDRESS))
    await asyncio.sleep(0)

    assert not found.done()
    assert await found is None
    assert await keys.find(ADDRESS) is None
    assert time.monotonic() - began < 20
    released.set()


@pytest.mark.parametrize(
    ("keyring", "reason"), [(Broken(), "OSError"), (Forgetful(), "it kept nothing")], ids=["broken", "forgetful"]
)
async def test_a_key_that_cannot_be_kept_is_said_and_not_shown(keyring, reason):
    with pytest.raises(SettingsError, match=rf"^The key cannot be kept.*\({reason}\)") as error:
        await Keys(lambda: keyring).keep(ADDRESS, KEY)

    told, at = "", error.value
    while at:
        told, at = told + repr(at), at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    assert KEY not in told


async def test_a_key_that_cannot_be_removed_is_said():
    with pytest.raises(SettingsError, match=r"cannot be removed.*RuntimeError") as error:
        await Keys(Broken).forget(ADDRESS)

    assert KEY not in str(error.value)


@pytest.mark.parametrize(
    ("environment", "sent"),
    [({}, KEY), ({"OPENROUTER_API_KEY": "sk-of-the-environment"}, "sk-of-the-environment")],
)
async def test_the_environment_comes_before_the_keyring(environment, sent):
    keyring = InMemory(key=KEY)
    [endpoint] = await usable_endpoints(Settings(provider="openrouter"), environment)

    found = await with_key(endpoint, Keys(lambda: keyring).find)

    assert found.api_key == sent
    assert keyring.asked == ([] if environment else [ADDRESS])
    assert KEY not in repr(found)


async def test_a_service_on_this_machine_needs_no_keyring():
    keyring = InMemory(key=KEY)
    endpoint = Endpoint("openai", "https://localhost:8443/v1")

    assert await with_key(endpoint, Keys(lambda: keyring).find) == endpoint
    assert keyring.asked == []
