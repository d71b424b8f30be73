"""Ask the editor what its language servers know, and say it in the words of `tools/editor.py`."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal, Protocol

from lsprotocol import types as lsp

from ..agent.context import cut_middle
from ..agent.interfaces import Files
from ..errors import NoAnswer, ToolError
from ..tools.editor import Location, Place, Problem, Rewrite, Symbol
from .answers import to_locations, to_paths, to_problems, to_symbols
from .documents import Documents
from .proposed_edit import changed, edits_by_document
from .protocol import EDITOR_QUERY, QueryParams, QueryResult
from .text_edits import to_position

ANSWER_SECONDS = 3.0
RENAME_SECONDS = 10.0
"""Renaming reads all files of a project."""
DIAGNOSTICS_SECONDS = 1.0
"""On top of what the editor is asked to wait."""
MAX_ANSWERS = 5_000
"""More places than that are of no use to a model."""
MAX_HOVER_CHARACTERS = 1_500
"""Some language servers put whole manuals there."""


class Ask(Protocol):
    """Send the editor a request. Raises NoAnswer."""

    def __call__(self, method: str, params: object, *, timeout_seconds: float) -> Awaitable[Any]:
        """Return the answer as the type that belongs to the method."""
        ...


@dataclass(frozen=True)
class EditorQueries:
    """The language servers of the editor that has the folder `root` open. Implements `tools.editor.Editor`."""

    root: Path
    """With links followed."""
    root_uri: str
    ask: Ask
    files: Files
    documents: Callable[[], Documents]
    """What the editor has open; another one may take over."""

    async def definition(self, place: Place) -> Sequence[Location] | None:
        """Where that which is named here is defined."""
        return await self._locations(self._at(place, "definition"))

    async def about(self, place: Place) -> str | None:
        """What is known of that which is named here."""
        hover = (await self._query(self._at(place, "hover"))).hover
        return cut_middle(hover.strip(), MAX_HOVER_CHARACTERS) if hover else None

    async def references(self, place: Place) -> Sequence[Location] | None:
        """Where that which is named here is used or defined."""
        return await self._locations(self._at(place, "references"))

    async def outline(self, path: PurePosixPath) -> Sequence[Symbol] | None:
        """What a file defines."""
        uri, _ = self._document(path)
        return await self._symbols(QueryParams("symbols", self.root_uri, uri))

    async def find_symbols(self, name: str) -> Sequence[Symbol] | None:
        """What in the workspace has a name like `name`."""
        return await self._symbols(QueryParams("symbols", self.root_uri, query=name))

    async def problems(self, path: PurePosixPath | None, *, wait_seconds: float = 0) -> Sequence[Problem] | None:
        """The diagnostics of a file, or of all files."""
        uri, version = self._document(path) if path else (None, None)
        wait_ms = round(wait_seconds * 1000)
        params = QueryParams("diagnostics", self.root_uri, uri, wait_ms=wait_ms, version=version)
        told = (await self._query(params, timeout_seconds=wait_seconds + DIAGNOSTICS_SECONDS)).diagnostics
        if told is None:
            return None
        found = await asyncio.to_thread(to_problems, self.root, told[:MAX_ANSWERS])
        return [problem for problem in found if path is None or problem.location.path == path]

    async def rename(self, place: Place, new_name: str) -> Sequence[Rewrite] | None:
        """What renaming that which is named here would change.

        Raises:
            ToolError: it would do more than change text of files in the workspace, or the files are other ones by now.
        """
        edit = (await self._query(self._at(place, "rename", new_name), timeout_seconds=RENAME_SECONDS)).edit
        if edit is None:
            return None
        edits = edits_by_document(edit)
        paths = await asyncio.to_thread(to_paths, self.root, [uri for uri, _, _ in edits])
        rewrites: dict[PurePosixPath, Rewrite] = {}
        for uri, version, changes in edits:
            path = paths.get(uri)
            if path is None or path.is_absolute():
                raise ToolError(f"The rename would change {path or uri}, outside the workspace. Edit by hand instead.")
            _, current = self._document(path)
            if version is not None and version != current:
                raise ToolError(
                    f"{path} changed while the editor worked out the rename; nothing was changed. Try again."
                )
            before = rewrites.get(path) or await self._unchanged(path)
            new = await asyncio.to_thread(changed, before.new, changes, self.documents().encoding, path)
            rewrites[path] = Rewrite(path, before.old, new)
        return list(rewrites.values())

    async def _unchanged(self, path: PurePosixPath) -> Rewrite:
        file = await self.files.read(path)
        return Rewrite(path, file, file.text)

    async def _query(self, params: QueryParams, *, timeout_seconds: float = ANSWER_SECONDS) -> QueryResult:
        """Return what the editor knows: nothing if it does not answer."""
        try:
            result = await self.ask(EDITOR_QUERY, params, timeout_seconds=timeout_seconds)
        except NoAnswer:
            return QueryResult()
        assert isinstance(result, QueryResult)
        return result

    def _document(self, path: PurePosixPath) -> tuple[str, int | None]:
        """Return how the editor calls the file, and its version if it is open."""
        document = self.documents().get_at(self.root / path)
        return (document.uri, document.version) if document else ((self.root / path).as_uri(), None)

    def _at(
        self, place: Place, what: Literal["definition", "references", "hover", "rename"], new_name: str | None = None
    ) -> QueryParams:
        uri, version = self._document(place.path)
        column = to_position([place.before], len(place.before), self.documents().encoding)
        position = lsp.Position(place.line - 1, column.character)
        return QueryParams(what, self.root_uri, uri, position, new_name=new_name, version=version)

    async def _locations(self, params: QueryParams) -> Sequence[Location] | None:
        found = (await self._query(params)).locations
        return None if found is None else await asyncio.to_thread(to_locations, self.root, found[:MAX_ANSWERS])

    async def _symbols(self, params: QueryParams) -> Sequence[Symbol] | None:
        found = (await self._query(params)).symbols
        return None if found is None else await asyncio.to_thread(to_symbols, self.root, found[:MAX_ANSWERS])
