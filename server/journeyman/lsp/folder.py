"""A workspace folder that editors have open."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Protocol

from ..errors import JourneymanError
from ..keys import system_keys
from ..learner import Learned
from ..notebook import Report
from ..settings import Loaded, Settings, load_settings
from ..workspace import Workspace, open_workspace
from .client import Client
from .folder_memory import following
from .folder_project import WatchedProject
from .folder_skills import FolderSkills, watching
from .folder_work import offering


class News(Protocol):
    """Who is told what happens in a folder."""

    def skills_changed(self, folder: "Folder") -> None:
        """Take note that its skills are others, or that their state is another one."""
        ...

    def commands_changed(self, folder: "Folder") -> None:
        """Take note that prompts may begin with something else."""
        ...

    def memory_changed(self, folder: "Folder") -> None:
        """Take note that something else is remembered than before."""
        ...

    def memory_asks(self, folder: "Folder", report: Report) -> None:
        """Take note of what only the user can say."""
        ...

    def learned(self, learned: Learned) -> None:
        """Take note of what a task taught."""
        ...


class Folder:
    """A workspace folder that an editor has open. Its workspace is opened when it is first needed."""

    def __init__(self, root: Path, client: Client, environment: Mapping[str, str], news: "News") -> None:
        self.root = root
        self.clients = [client]
        self.skills = FolderSkills(root)
        self._news = news
        self._environment = environment
        self._opening = asyncio.Lock()
        self._closing = AsyncExitStack()
        self._workspace: Workspace | None = None
        self._project: WatchedProject | None = None

    @property
    def client(self) -> Client:
        """Whose settings count: the first that opened the folder, and still has it open."""
        return self.clients[0]

    async def workspace(self) -> Workspace:
        """Return the workspace.

        Raises:
            JourneymanError: a setting is wrong, or the database cannot be opened.
        """
        async with self._opening:
            if self._workspace is None:
                loaded = await asyncio.to_thread(self._load)
                opened = open_workspace(
                    self.root,
                    loaded,
                    self._environment,
                    trusted=self.client.trusts(self.root),
                    find_key=self._find_key,
                )
                workspace = await self._closing.enter_async_context(opened)
                workspace.learner.listeners.append(self._news.learned)
                following_memory = following(
                    workspace.memory,
                    changed=partial(self._news.memory_changed, self),
                    ordered=partial(self._news.memory_asks, self),
                )
                await self._closing.enter_async_context(following_memory)
                following_skills = self.skills.following(
                    workspace.skills,
                    changed=partial(self._news.skills_changed, self),
                    renamed=partial(self._news.commands_changed, self),
                )
                await self._closing.enter_async_context(following_skills)
                await self._closing.enter_async_context(watching(workspace.skills))
                offers = offering(workspace.own_work, self.root.as_uri(), self.clients)
                await self._closing.enter_async_context(offers)
                self._project = WatchedProject(workspace, self._environment)
                self._closing.push_async_callback(self._project.aclose)
                await self._project.follow()
                workspace.learner.start()
                self._workspace = workspace
            return self._workspace

    async def saved(self, path: Path) -> None:
        """Take note that the user saved a file."""
        if self._workspace:
            await self._workspace.saved(PurePosixPath(path.relative_to(self.root).as_posix()))

    async def follow(self) -> None:
        """Let an open workspace and its sessions follow the editor's settings and trust.

        Raises:
            JourneymanError: a setting is wrong; all settings stay as they were.
        """
        async with self._opening:
            if (workspace := self._workspace) and self._project:
                before, trusted = workspace.loaded, self.client.trusts(self.root)
                try:
                    await workspace.follow(await asyncio.to_thread(self._load), trusted=trusted)
                except JourneymanError:
                    # Some sessions may follow already, and trust that was taken away must not come back.
                    await workspace.follow(before, trusted=trusted)
                    raise
                finally:
                    await self._project.follow()

    async def aclose(self) -> None:
        """Close the workspace, if it was opened. What is opened at the moment is closed, too."""
        async with self._opening:
            await self._closing.aclose()

    async def _find_key(self, address: str) -> str | None:
        # An editor that keeps no key asks the user for one, who has typed it into `journeyman setup` already.
        return await system_keys().find(address) or await self.client.find_key(address)

    def _load(self) -> Loaded:
        given = self.client.settings.items()
        # Groups, such as `server.command`, are the editor's own business.
        ours = {name: value for name, value in given if name in Settings.model_fields or not isinstance(value, dict)}
        return load_settings(environment=self._environment, workspace=self.root, overrides=ours, source="editor")
