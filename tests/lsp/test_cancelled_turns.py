"""A turn may be cancelled at any moment: buffers, disk and change set agree, and everything can be taken back."""

import asyncio
import random
import re
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from command import environment
from journeyman.lsp.server import server_factory
from journeyman.lsp.streams import socket_stream
from lsp.desktop import Desktop, Files, contents
from lsp.live_editor import CAPABILITIES
from lsp.long_turn import DIRTY, OPEN, TYPED, write_files, write_script
from lsp.raw_client import RawClient
from lsp.stored import Stored

MESSAGES = 240
"""About as many as the server sends in the whole turn."""
ROUNDS = 60
"""Of the event loop, that a cancel may come after a message."""


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("JOURNEYMAN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def root(tmp_path) -> Path:
    root = (tmp_path / "project").resolve()
    write_files(root)
    return root


@asynccontextmanager
async def in_process() -> AsyncIterator[RawClient]:
    """A server in this process, so that all its moments are rounds of one event loop."""
    ours, theirs = socket.socketpair()
    serving = asyncio.create_task(server_factory()().serve(socket_stream(theirs)))
    client = RawClient(*await asyncio.open_connection(sock=ours))
    client.read_on()
    try:
        yield client
        await client.request("shutdown")
        await client.notify("exit")
        assert await serving == 0
    finally:
        serving.cancel()
        await asyncio.wait([serving])
        await client._close()


def in_a_process(home: Path) -> AbstractAsyncContextManager[RawClient]:
    command = [sys.executable, "-m", "journeyman", "serve"]
    return RawClient.started(command, env=environment(home.parent) | {"JOURNEYMAN_HOME": str(home)}, cwd=home.parent)


@dataclass
class Trial:
    """A session in an editor that has some of the files open, some of them with unsaved changes."""

    desktop: Desktop
    session: str
    stored: Stored

    def __post_init__(self) -> None:
        self.chance = self.desktop.chance
        self.seen, self.on_disk, self.texts = self.now()

    @classmethod
    async def opened(cls, client: RawClient, root: Path, home: Path, chance: random.Random, **options: Any) -> "Trial":
        desktop = Desktop(client, root, chance)
        await initialize(client, root, **options)
        for path in OPEN:
            await desktop.open(path)
        for path in DIRTY:
            desktop.type(path, 7, "unsaved\n")
        desktop.report()
        session = await desktop.new_session()
        return cls(desktop, session, Stored(home, session))

    def now(self) -> tuple[Files, Files, dict[str, str]]:
        """What the user sees, what is on the disk, and the texts of the buffers."""
        return self.desktop.view(), contents(self.desktop.root), dict(self.desktop.texts)

    async def cancel_after(self, messages: int, meanwhile: Callable[[], object]) -> None:
        """Start the turn, and cancel it after so many messages of the server, and then some rounds of the loop."""
        client, chance = self.desktop.client, self.chance
        first = len(client.messages)
        ended = asyncio.ensure_future(self.desktop.ended(await self.desktop.prompt(self.session, "Do it.")))
        for count in range(first, first + messages):
            arrived = asyncio.ensure_future(client.message(lambda _, count=count: len(client.messages) > count))
            await asyncio.wait((arrived, ended), return_when=asyncio.FIRST_COMPLETED)
            arrived.cancel()
            if ended.done():
                break
            if chance.random() < 0.1:
                meanwhile()
        # Some users press Escape more than once.
        for _ in range(chance.choice((1, 2, 3))):
            for _ in range(chance.randrange(ROUNDS)):
                await asyncio.sleep(0)
            await client.notify("journeyman/session/cancel", {"sessionId": self.session})
        await ended
        self.desktop.reload()

    def check_agreement(self) -> None:
        """The change sets tell of every file how it is now; those that they do not name are as before."""
        before = {path: data for path, (data, _) in self.seen.items()}
        told = {path: data for path, data in (before | self.stored.results()).items() if data is not None}
        assert {path: data for path, (data, _) in self.desktop.view().items()} == told
        assert contents(self.desktop.root).keys() == told.keys()
        self.stored.check_history()

    async def check_taken_back(self) -> None:
        assert await self.reject() == [] if self.chance.random() < 0.5 else await self.restore() == []
        self.desktop.reload()
        assert self.now() == (self.seen, self.on_disk, self.texts)
        assert self.desktop.unsaved == set(DIRTY)

    async def reject(self) -> list[str]:
        """Reject what turns have changed since we went back, and return the ids of the hunks that stay."""
        failed = []
        change_sets = (await self._request("changes/list"))["changeSets"]
        for one in takewhile(lambda one: one["origin"] == "turn", reversed(change_sets)):
            failed += (await self._request("changes/resolve", changeSetId=one["changeSetId"], action="reject"))[
                "failed"
            ]
        return [hunk["hunkId"] for hunk in failed]

    async def restore(self) -> list[str]:
        """Go back to the first checkpoint, and return the paths of the files that stay."""
        first = (await self._request("checkpoint/list"))["checkpoints"][:1]
        what = self.chance.choice(("files", "both"))
        found = [
            await self._request("checkpoint/restore", checkpointId=one["checkpointId"], what=what) for one in first
        ]
        return [file["path"] for one in found for file in one["files"] if file["action"] == "conflict"]

    async def _request(self, method: str, **params: str) -> Any:
        return await self.desktop.client.request(f"journeyman/{method}", {"sessionId": self.session, **params})


async def initialize(client: RawClient, root: Path, **options: Any) -> None:
    script = root.parent / "script.json"
    write_script(script, **options)
    settings = {"provider": "scripted", "endpoint": str(script), "mode": "act", "contextWindow": 200_000}
    folder = {"uri": root.as_uri(), "name": root.name}
    given = {"settings": settings}
    await client.initialize(capabilities=CAPABILITIES, workspaceFolders=[folder], initializationOptions=given)


@pytest.mark.parametrize("seed", range(30))
async def test_after_a_cancel_everything_agrees_and_can_be_taken_back(seed, root, home):
    async with asyncio.timeout(60), in_process() as client:
        trial = await Trial.opened(client, root, home, random.Random(seed))

        # Each turn goes on where the one before was cancelled.
        for messages in (MESSAGES, MESSAGES // 2, MESSAGES // 3):
            await trial.cancel_after(trial.chance.randrange(messages), trial.desktop.reload)

            trial.check_agreement()
            await trial.check_taken_back()


async def test_so_it_is_with_a_server_of_its_own(root, home):
    async with asyncio.timeout(60), in_a_process(home) as client:
        trial = await Trial.opened(client, root, home, random.Random(1))

        for _ in range(10):
            await trial.cancel_after(trial.chance.randrange(MESSAGES), trial.desktop.reload)

            trial.check_agreement()
            await trial.check_taken_back()
        assert await client.shut_down() == 0


@pytest.mark.parametrize("seed", range(10))
async def test_what_the_user_types_meanwhile_is_never_lost(seed, root, home):
    async with asyncio.timeout(60), in_process() as client:
        trial = await Trial.opened(client, root, home, random.Random(seed))
        typed: dict[str, set[str]] = {path: set() for path in TYPED}

        def type_somewhere() -> None:
            path = trial.chance.choice(TYPED)
            text = trial.desktop.texts[path]
            line = f"typed {trial.chance.random()}" + ("\r\n" if "\r\n" in text else "\n")
            typed[path].add(line)
            # Not into lines of the agent: those would be the user's from then on.
            places = [found.start() for found in re.finditer(r"(?<=\n)line \d+(?=\r?\nline \d)", text)]
            trial.desktop.type(path, text.count("\n", 0, trial.chance.choice(places)) + 1, line)

        await trial.cancel_after(trial.chance.randrange(MESSAGES), type_somewhere)
        stays = {hunk.split(".")[0] for hunk in await trial.reject()}

        for path in TYPED:
            lines = trial.desktop.texts[path].splitlines(keepends=True)
            assert typed[path] <= set(lines)
            if trial.stored.ids().get(path) not in stays:
                assert "".join(line for line in lines if line not in typed[path]) == trial.texts[path]
        assert {path: file for path, file in contents(root).items() if path not in OPEN} == {
            path: file for path, file in trial.on_disk.items() if path not in OPEN
        }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
async def test_after_a_kill_everything_can_be_taken_back(seed, root, home):
    async with asyncio.timeout(60):
        async with in_a_process(home) as client:
            # Nobody knows what a command that was running has changed, nor which of its two versions a file of
            # which the turn has made both holds.
            trial = await Trial.opened(
                client, root, home, random.Random(seed), without=("run_command", "new/deep/made.py")
            )
            await trial.desktop.prompt(trial.session, "Do it.")
            messages = len(client.messages) + trial.chance.randrange(MESSAGES * 2 // 3)
            await client.message(lambda message: len(client.messages) > messages or is_last(message))
            client.process.kill()
            await client.end()
            trial.desktop.report()
        async with in_a_process(home) as client:
            await initialize(client, root)
            await trial.desktop.move_to(client)
            await client.request("journeyman/session/load", {"root": root.as_uri(), "sessionId": trial.session})

            assert await trial.reject() == []

            # Where the kill came between an edit and its saving, the document stays unsaved.
            assert (trial.desktop.view(), trial.desktop.texts) == (trial.seen, trial.texts)
            trial.stored.check_history()
            assert await client.shut_down() == 0


def is_last(message: dict[str, Any]) -> bool:
    return message.get("params", {}).get("update", {}).get("state") == "idle" if "method" in message else False
