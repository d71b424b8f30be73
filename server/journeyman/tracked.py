"""Add what a command changes to the changes of the turn."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from .agent.encoding import decode
from .agent.events import FileChange, ToolOutput
from .agent.interfaces import ByteFiles, FileBytes, Report, Tool, ToolSpec
from .errors import ToolError
from .review.before_images import UNKNOWN, BeforeImages, Change, Content, Unknown
from .review.secrets import is_secret

MAX_SHOWN = 50
"""Changes with their text; of more, only the names are told."""
MAX_SHOWN_BYTES = 256_000
"""Of a file."""
MAX_NAMED = 5

Record = Callable[[Sequence[tuple[PurePosixPath, FileBytes | None, FileBytes | None]]], Awaitable[None]]
"""Keeps files as they were before and are now, to take the changes back."""


@dataclass(eq=False)
class Tracked:
    """`run_command`, whose changes below the workspace folder are found and recorded, also when it is cancelled.

    What others change while a command runs, in the background too, counts as its change, unless
    `images.note` was told. Of two sessions whose commands run at a time, each records what it finds first.
    """

    tool: Tool
    images: BeforeImages
    record: Record
    is_running: Callable[[], bool]
    """Whether commands of the tool run in the background, or did until the last call of it."""
    buffers: Callable[[], Mapping[PurePosixPath, str]] = dict
    """Texts that the user has not saved yet. What a command does to the files under them is named, and no more:
    of such a file the user sees the text, and that is what can be taken back."""
    _active: int = field(default=0, init=False)
    """Calls under way: delegated agents work side by side."""
    _interrupted: asyncio.Task[list[Change]] | None = field(default=None, init=False)
    """Goes on recording after its call was cancelled."""
    _problems: dict[str, bool] = field(default_factory=dict, init=False)
    """Why changes could not be found, each with whether it was told."""

    @property
    def spec(self) -> ToolSpec:
        """That of the tool."""
        return self.tool.spec

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Run the tool, and record what has changed since commands run."""
        others_run = await self._begin()
        found: list[Change] = []
        try:
            if others_run:
                # What has changed is the work of those commands, not the state before this one.
                found += await self._take()
            output = await self.tool.run(arguments, report)
        finally:
            self._active -= 1
            # Also when this task was cancelled.
            found += await self._take()
        shown = await asyncio.to_thread(_shown, found)
        text = "\n".join([output.text, *self._notes(found)])
        return replace(output, text=text, changes=(*output.changes, *shown))

    async def settle(self) -> None:
        """Record what commands in the background have changed since the last call.

        Call it when a turn ends, and when the commands were stopped.
        """
        interrupted, self._interrupted = self._interrupted, None
        if interrupted:
            # Raises what nobody was there to hear.
            await interrupted
        if self in self.images.busy:
            await self._take()

    async def _begin(self) -> bool:
        """Take the files as they are for the state before, unless commands run already; return whether they do."""
        async with self.images.one_look:
            others_run = bool(self.images.busy)
            if not others_run:
                try:
                    await self.images.refresh()
                except ToolError as error:
                    self._problems.setdefault(str(error), False)
            self._active += 1
            self.images.busy.add(self)
        return others_run

    async def _take(self) -> list[Change]:
        taking = asyncio.ensure_future(self._record_changes())
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            self._interrupted = taking
            raise

    async def _record_changes(self) -> list[Change]:
        async with self.images.one_look:
            was_running = self._active or self.is_running()
            try:
                changes = await asyncio.to_thread(_restorable, await self.images.changes(), self.buffers())
            except ToolError as error:
                self._problems.setdefault(str(error), False)
                changes = []
            if not was_running and not self._active:
                self.images.busy.discard(self)
            known = [
                (change.path, change.before, change.after)
                for change in changes
                if not isinstance(change.before, Unknown) and not isinstance(change.after, Unknown)
            ]
            if known:
                await self.record(known)
            return changes

    def _notes(self, found: Sequence[Change]) -> list[str]:
        new = [problem for problem, told in self._problems.items() if not told]
        notes = [f"[Changes by commands cannot be undone: {problem}]" for problem in new]
        self._problems = dict.fromkeys(self._problems, True)
        lost = [str(change.path) for change in found if UNKNOWN in (change.before, change.after)]
        if lost:
            more = f" and {len(lost) - MAX_NAMED} more" if len(lost) > MAX_NAMED else ""
            notes.append(f"[Changed by this command and not restorable: {', '.join(lost[:MAX_NAMED])}{more}]")
        return notes


def _restorable(changes: Sequence[Change], unsaved: Mapping[PurePosixPath, str]) -> list[Change]:
    """Return the changes; only that there is one of what holds keys, or lies under unsaved changes."""
    return [
        replace(change, before=UNKNOWN, after=UNKNOWN)
        if is_secret(change.path) or (change.path in unsaved and not _is_in(change, unsaved[change.path]))
        else change
        for change in changes
    ]


def _is_in(change: Change, text: str) -> bool:
    """Whether an editor that shows `text` has the file open as it was before the change, or has loaded it again."""
    files = [content for content in (change.before, change.after) if isinstance(content, FileBytes)]
    try:
        return any(decode(file.data, change.path)[0] == text for file in files)
    except ToolError:
        return False


def _shown(changes: Sequence[Change]) -> list[FileChange]:
    """Return the changes as text. Of what is no text or too much, the text is empty."""
    shown: list[FileChange] = []
    for change in changes:
        try:
            old, new = _text(change.before, len(shown)), _text(change.after, len(shown))
        except ValueError:
            old, new = (None if content is None else "" for content in (change.before, change.after))
        shown.append(FileChange(str(change.path), old, new))
    return shown


def _text(content: Content, before_it: int) -> str | None:
    """Raise ValueError if the text is not to be shown."""
    if content is None:
        return None
    if isinstance(content, Unknown) or before_it >= MAX_SHOWN or len(content.data) > MAX_SHOWN_BYTES:
        raise ValueError
    text = content.data.decode()
    if "\0" in text:
        raise ValueError
    return text


@dataclass(frozen=True)
class WatchedFiles:
    """Files whose changes are nobody else's: no command is blamed for them. Implements `ByteFiles`."""

    files: ByteFiles
    images: BeforeImages

    async def load(self, path: PurePosixPath) -> FileBytes | None:
        """Return the file; None if there is none."""
        return await self.files.load(path)

    async def store(self, path: PurePosixPath, file: FileBytes | None, *, replacing: FileBytes | None) -> None:
        """Store the file, and take note of how it is now."""
        await self.files.store(path, file, replacing=replacing)
        await self.images.note(path)
