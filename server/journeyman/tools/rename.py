"""Rename something everywhere it is used."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ..agent.events import FileChange, ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import ToolError
from .arguments import briefly, check, json_schema
from .editor import Rewrite
from .naming import NameArguments, Names, identifier, listed
from .passages import Passages
from .references import MORE

MayEdit = Callable[[PurePosixPath], Awaitable[str]]
"""Return why a file must not be edited, or ""."""


class RenameArguments(NameArguments):
    """What to rename, and to what."""

    new_name: str


@dataclass(frozen=True)
class Rename:
    """Makes the edits that the editor proposes: all, or none."""

    names: Names
    passages: Passages
    seen: dict[PurePosixPath, str]
    may_edit: MayEdit

    spec = ToolSpec(
        name="rename",
        description="Rename a function, class or variable in all files that use it.",
        parameters=json_schema(RenameArguments),
        effect="write",
        kind="edit",
    )
    brief = briefly(spec, "Rename it in all files.", "name", "new_name", "path", "line")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Rename, and return which files that changed; or where the name occurs, if the editor cannot do it."""
        args = check(RenameArguments, arguments)
        name, new_name = identifier(args.name), identifier(args.new_name)
        if name == new_name:
            raise ToolError(f"`new_name` is the name that it has: {name}. Give another one.")
        place = await self.names.place(args)
        proposed = await self.names.editor.rename(place, new_name) if place else None
        rewrites = [one for one in proposed or () if one.new != one.old.text]
        if not rewrites:
            raise ToolError(await self._by_hand(name))
        await self._check(rewrites)
        await self._write(rewrites)
        paths = listed([str(one.path) for one in rewrites])
        changes = tuple(FileChange(str(one.path), one.old.text, one.new) for one in rewrites)
        return ToolOutput(f"Renamed {name} to {new_name} with the editor's help, in {paths}.", changes=changes)

    async def _by_hand(self, name: str) -> str:
        found = await self.passages.with_word(name)
        title = f"The editor cannot rename {name}; nothing was changed. "
        if not found:
            return f"{title}The name occurs in no file that is not ignored. Check how it is written."
        title += "Edit these places, found by text search, as far as they mean the same thing:"
        return self.passages.render(title, found, more=MORE)

    async def _check(self, rewrites: Sequence[Rewrite]) -> None:
        for one in rewrites:
            reason = "it may hold secrets" if self.passages.hidden(one.path) else await self.may_edit(one.path)
            if reason:
                raise ToolError(f"Nothing was renamed, because {one.path} must not be edited: {reason}")

    async def _write(self, rewrites: Sequence[Rewrite]) -> None:
        """Write all files; if one cannot be written, put those before it back."""
        versions: list[str] = []
        try:
            for one in rewrites:
                versions += [await self._replace(one.path, one.old.version, one.new)]
        except (ToolError, asyncio.CancelledError) as error:
            written = list(zip(rewrites, versions, strict=False))
            stuck = [str(one.path) for one, version in reversed(written) if not await self._restored(one, version)]
            if isinstance(error, asyncio.CancelledError):
                raise
            rest = f"{listed(stuck)} changed meanwhile and stayed renamed" if stuck else "Nothing was renamed"
            raise ToolError(f"{error} {rest}.") from error

    async def _restored(self, one: Rewrite, version: str) -> bool:
        try:
            await self._replace(one.path, version, one.old.text)
        except ToolError:
            return False
        return True

    async def _replace(self, path: PurePosixPath, version: str, text: str) -> str:
        new = await self.names.files.write(path, text, replacing=version)
        if self.seen.get(path) == version:
            self.seen[path] = new
        return new
