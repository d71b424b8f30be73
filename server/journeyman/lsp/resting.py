"""Suggest a skill when the user stays at a place where a trusted one fits: quietly, and each only once there."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from ..errors import JourneymanError, NoAnswer
from . import protocol
from .connection import Connection
from .documents import Document

if TYPE_CHECKING:
    from .folder import Folder

IDLE_SECONDS = 2.0
"""Without another focus or change for so long, the user is taken to rest."""
ANSWER_SECONDS = 3.0
"""How long the editor may take to say what is wrong there."""


class Resting:
    """Follows what one user looks at."""

    def __init__(self, connection: Connection, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._connection = connection
        self._client = connection.client
        self._idle_seconds = idle_seconds
        self._timer: asyncio.TimerHandle | None = None
        self.suggesting: asyncio.Task[None] | None = None
        """The latest time that a place was looked at."""
        self._told: set[tuple[str, str]] = set()
        """Documents and skills."""

    @property
    def waits(self) -> bool:
        """Whether it waits for the user to rest."""
        return self._timer is not None

    def moved(self) -> None:
        """Take note that the user went somewhere or typed something."""
        self._stop()
        if self._client.knows_us and self._client.focus.text_document:
            self._timer = asyncio.get_running_loop().call_later(self._idle_seconds, self._rest)

    async def close(self) -> None:
        """Suggest nothing any more."""
        self._stop()

    def _stop(self) -> None:
        for one in (self._timer, self.suggesting):
            if one:
                one.cancel()
        self._timer = self.suggesting = None

    def _rest(self) -> None:
        self.suggesting = asyncio.create_task(self._suggest())

    async def _suggest(self) -> None:
        client, place, host = self._client, self._client.focus, self._connection.joined
        document = client.documents.get(place.text_document.uri) if place.text_document else None
        if host is None or document is None or document.path is None:
            return
        here = place.selection or lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
        for folder in host.folders_around(document.path)[:1]:
            problems = await self._diagnostics(document, here, folder.root)
            fits = [fit for fit in folder.skills.fits(document, here, problems) if fit.state == "trusted"]
            new = [fit for fit in fits if (document.uri, fit.name) not in self._told]
            if new and await self._is_wanted(folder):
                self._told.add((document.uri, new[0].name))
                root = folder.root.as_uri()
                told = protocol.SkillSuggestion(root, document.uri, new[0].name, new[0].title, new[0].why)
                client.tell(protocol.SKILL_SUGGEST, told)

    async def _diagnostics(self, document: Document, here: lsp.Range, root: Path) -> list[lsp.Diagnostic]:
        """Return what is wrong there, as far as the editor says."""
        asked = protocol.QueryParams("diagnostics", root.as_uri(), document.uri, version=document.version)
        try:
            answer = await self._client.ask(protocol.EDITOR_QUERY, asked, timeout_seconds=ANSWER_SECONDS)
        except NoAnswer:
            return []
        found = [one for each in answer.diagnostics or () if each.uri == document.uri for one in each.diagnostics]
        return [one for one in found if _meets(one.range, here)]

    async def _is_wanted(self, folder: "Folder") -> bool:
        with suppress(JourneymanError):
            # Whoever gives the agent a task is told what is wrong with the folder.
            return (await folder.workspace()).loaded.settings.skill_suggestions
        return False


def _meets(one: lsp.Range, other: lsp.Range) -> bool:
    return one.start.line <= other.end.line and other.start.line <= one.end.line
