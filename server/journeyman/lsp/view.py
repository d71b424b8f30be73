"""The files and the knowledge of whichever editor a conversation is with at the moment."""

from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ..agent.interfaces import ByteFiles, FileBytes
from ..errors import NoAnswer
from ..tools.disk_files import DiskFiles
from .client import Client
from .documents import Documents


class EditorView:
    """Implements `ByteFiles`: the open buffers of the conversation's editor, and the disk behind them."""

    def __init__(self, root: Path, client: Callable[[], Client | None]) -> None:
        self._root = root
        self._client = client
        self._disk = DiskFiles(root)

    async def load(self, path: PurePosixPath) -> FileBytes | None:
        """Return the file as the editor has it."""
        return await self._files().load(path)

    async def store(self, path: PurePosixPath, file: FileBytes | None, *, replacing: FileBytes | None) -> None:
        """Change the file where the editor has it."""
        await self._files().store(path, file, replacing=replacing)

    def buffers(self) -> Mapping[PurePosixPath, str]:
        """Texts that are not saved yet."""
        client = self._client()
        return client.files(self._root).dirty() if client else {}

    def documents(self) -> Documents:
        """What the editor has open."""
        client = self._client()
        return client.documents if client else Documents()

    async def ask(self, method: str, params: object, *, timeout_seconds: float) -> Any:
        """Ask the editor. Raise NoAnswer if there is none."""
        if client := self._client():
            return await client.ask(method, params, timeout_seconds=timeout_seconds)
        raise NoAnswer("No editor is connected.")

    def _files(self) -> ByteFiles:
        client = self._client()
        return client.files(self._root) if client else self._disk
