"""What requests about the memory are answered with."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..agent.interfaces import ByteFiles
from ..agent.tokens import estimate_tokens
from ..errors import UsageError
from ..learning.consolidation import Choice, Question
from ..notebook import Report, shown_id, views
from . import protocol

if TYPE_CHECKING:
    from ..workspace import Workspace

MAX_LISTED = 500
"""In one answer."""
MAX_FOUND = 50
MAX_EXPORT_CHARACTERS = 20_000_000
"""All of them ASCII."""


class Remembered:
    """What is remembered in a workspace, for clients.

    Each method raises NotRemembered if there is no such memory, or if what is asked cannot be done with it.
    """

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._book = workspace.memory.book

    async def list(self, params: protocol.ListMemoriesParams) -> protocol.ListMemoriesResult:
        """Return a page of conclusions."""
        chosen = {"statuses": [params.status]} if params.status else {}
        page = await self._book.list(scope=params.scope, cursor=params.cursor, limit=MAX_LISTED, **chosen)
        return protocol.ListMemoriesResult(list(map(views.to_memory, page.conclusions)), page.next_cursor)

    async def search(self, params: protocol.SearchMemoriesParams) -> protocol.SearchMemoriesResult:
        """Return what answers a question."""
        if params.limit < 1:
            raise UsageError(f"`limit` is {params.limit}. Ask for 1 to {MAX_FOUND}.")
        found = await self._workspace.memory.recaller.search(
            params.query, limit=min(params.limit, MAX_FOUND), kinds=params.kinds
        )
        return protocol.SearchMemoriesResult(list(map(views.to_found, found)))

    async def add(self, text: str, *, everywhere: bool) -> protocol.MemoryResult:
        """Keep what the user has written."""
        return protocol.MemoryResult(views.to_memory(await self._book.add(text, everywhere=everywhere)))

    async def update(self, params: protocol.UpdateMemoryParams) -> protocol.MemoryResult:
        """Change a conclusion. Raise UsageError if nothing is to be changed."""
        if params.text is None and params.pinned is None and not params.everywhere:
            raise UsageError("Nothing is to be changed. Send `text`, `pinned` or `everywhere`.")
        found = await self._book.get(params.id)
        if params.everywhere:
            found = await self._book.widen(params.id)
        if params.text is not None:
            found = await self._book.edit(shown_id(found.id), params.text)
        if params.pinned is not None:
            found = await self._book.pin(shown_id(found.id), pinned=params.pinned)
        return protocol.MemoryResult(views.to_memory(found))

    async def forget(self, id_: str) -> protocol.MemoryResult:
        """Forget a conclusion for good, and return it for the last time."""
        return protocol.MemoryResult(views.to_memory(await self._workspace.forget(id_)))

    async def why(self, id_: str) -> protocol.WhyMemoryResult:
        """Return what a conclusion rests on."""
        why = await self._book.why(id_)
        return protocol.WhyMemoryResult(**await asyncio.to_thread(views.to_why, why))

    async def write_rule(self, id_: str, files: ByteFiles) -> protocol.WriteRuleResult:
        """Write a conclusion into the team's instructions, as `files` have them. Raise StorageError if that fails."""
        written = await self._workspace.memory.write_rule(files, id_)
        return protocol.WriteRuleResult(written.path, written.line)

    async def profile(self) -> protocol.ProfileResult:
        """Return what every session is told."""
        user, workspace = await self._book.profiles()
        return protocol.ProfileResult(user.text, workspace.text, estimate_tokens(f"{user.text}{workspace.text}"))

    async def export(self) -> str:
        """Return all that is remembered as JSON Lines. Raise UsageError if that is too much for a message."""
        lines = await self._book.export()
        text = await asyncio.to_thread(lambda: "".join(f"{json.dumps(line)}\n" for line in lines))
        if len(text) > MAX_EXPORT_CHARACTERS:
            raise UsageError(
                f"The memory has {len(text) / 1e6:,.0f} MB. Write it to a file with "
                f"`journeyman memory export --to memory.jsonl`, in {self._workspace.root}."
            )
        return text

    async def consolidate(self) -> protocol.ConsolidateResult:
        """Bring the memory into order, and return what that changed."""
        return protocol.ConsolidateResult(**views.to_report(await self._workspace.memory.consolidation.run()))


def questions_in(report: Report, root: Path) -> Iterator[protocol.MemoryQuestion]:
    """Yield what the user of a folder is asked when nobody works."""
    for question in report.questions:
        yield protocol.MemoryQuestion(root.as_uri(), **views.to_question(question), everywhere=False)
    for proposal in report.proposals:
        choices = Choice(proposal.id, proposal.statement), Choice(None, "Only where it is said")
        question = Question("Does this hold in all your projects?", choices)
        yield protocol.MemoryQuestion(root.as_uri(), **views.to_question(question), everywhere=True)
