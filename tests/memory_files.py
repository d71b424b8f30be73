"""Files as bytes in memory, with a user who types while somebody writes."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from journeyman.agent.interfaces import FileBytes
from journeyman.errors import ToolError


class MemoryFiles:
    """Implements `ByteFiles`."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = {path: FileBytes(data, 0o644) for path, data in files.items()}
        self.stores = 0
        self.before_store: list[Callable[[], None]] = []
        """Called one after the other, each before a store."""
        self.may_store = asyncio.Event()
        self.may_store.set()
        self.asked_to_store = asyncio.Event()

    @property
    def texts(self) -> dict[str, bytes]:
        return {path: file.data for path, file in sorted(self.files.items())}

    def type(self, path: str, data: bytes) -> None:
        """What the user does in the editor."""
        self.files[path] = FileBytes(data, self.files[path].mode if path in self.files else 0o644)

    async def load(self, path: PurePosixPath) -> FileBytes | None:
        if path.parts[0] == "..":
            raise ToolError(f"{path} is outside the workspace.")
        return self.files.get(str(path))

    async def store(self, path: PurePosixPath, file: FileBytes | None, *, replacing: FileBytes | None) -> None:
        self.asked_to_store.set()
        await self.may_store.wait()
        if self.before_store:
            self.before_store.pop(0)()
        old = self.files.get(str(path))
        if (old and old.data) != (replacing and replacing.data):
            raise ToolError(f"{path} changed in the meantime.")
        self.stores += 1
        if file is None:
            del self.files[str(path)]
        else:
            kept = old.mode if old else 0o644
            self.files[str(path)] = FileBytes(file.data, kept if file.mode is None else file.mode)
