"""Keys to model services, kept where the system keeps passwords. They are never written anywhere else."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from threading import Thread
from typing import Protocol, TypeVar

from .errors import SettingsError

SERVICE = "journeyman"
"""What the keyring files our keys under; the name of each is the address of its service."""
FIND_SECONDS = 5.0
"""A keyring may hang, or wait for a password that nobody types; a task goes on without it."""
KEEP_SECONDS = 60.0
"""When a key is kept or forgotten, somebody is there who can type that password."""

T = TypeVar("T")


class Keyring(Protocol):
    """What we use of a backend of the package `keyring`."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return a password; None if there is none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password."""


class _Away(Exception):
    """The keyring did not do what it was asked for. Says why, without what the backend said: a key may be in there."""


class Keys:
    """The user's keyring. What fails once is not asked again: each question may cost seconds, or open a window."""

    def __init__(self, open_keyring: Callable[[], Keyring]) -> None:
        self._open_keyring = open_keyring
        self._is_away = False

    async def find(self, address: str) -> str | None:
        """Return the key to the service at an address; None if there is none, or no keyring."""
        # Nobody on the way may read a key.
        if self._is_away or not is_safe(address):
            return None
        try:
            return await self._ask(lambda keyring: keyring.get_password(SERVICE, address), FIND_SECONDS)
        except _Away:
            return None

    async def keep(self, address: str, key: str) -> None:
        """Keep the key to the service at an address.

        Raises:
            SettingsError: there is no keyring that works.
        """

        def keep(keyring: Keyring) -> str | None:
            keyring.set_password(SERVICE, address, key)
            return keyring.get_password(SERVICE, address)

        try:
            if await self._ask(keep, KEEP_SECONDS) != key:
                # The backend `null` takes everything and keeps nothing.
                raise _Away("it kept nothing")
        except _Away as error:
            raise SettingsError(f"The key cannot be kept: no keyring of this system works ({error}).") from None

    async def forget(self, address: str) -> bool:
        """Forget the key to the service at an address; false if there is none.

        Raises:
            SettingsError: there is no keyring that works.
        """

        def forget(keyring: Keyring) -> bool:
            if keyring.get_password(SERVICE, address) is None:
                return False
            keyring.delete_password(SERVICE, address)
            return True

        try:
            return await self._ask(forget, KEEP_SECONDS)
        except _Away as error:
            raise SettingsError(f"The key cannot be removed: no keyring of this system works ({error}).") from None

    async def _ask(self, question: Callable[[Keyring], T], limit_seconds: float) -> T:
        try:
            async with asyncio.timeout(limit_seconds):
                return await in_daemon(lambda: question(self._open_keyring()))
        except TimeoutError:
            self._is_away = True
            raise _Away(f"it did not answer within {limit_seconds:g} seconds") from None
        except _Away:
            self._is_away = True
            raise


def is_safe(address: str) -> bool:
    """Whether a key that we keep may be sent there: what goes without encryption can be read on the way."""
    return address.startswith("https://")


@cache
def system_keys() -> Keys:
    """Return the keyring of the system, the same for everybody in this process."""
    return Keys(_system_keyring)


def _system_keyring() -> Keyring:
    # Importing it may take as long as asking it, since it looks for its backends then.
    import keyring  # noqa: PLC0415

    return keyring.get_keyring()


async def in_daemon(call: Callable[[], T]) -> T:
    """Return what `call` returns. A thread that hangs keeps neither the loop nor the end of the process waiting.

    Raises:
        _Away: it raised anything.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(finish: Callable[[], None]) -> None:
        # Nobody may wait any more, and the loop may be closed.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(lambda: None if answer.done() else finish())

    def run() -> None:
        try:
            result = call()
        except Exception as error:  # noqa: BLE001 - Backends raise whatever the libraries below them raise.
            reason = _Away(type(error).__name__)
            settle(lambda: answer.set_exception(reason))
        else:
            settle(lambda: answer.set_result(result))

    Thread(target=run, name="keyring", daemon=True).start()
    return await answer
