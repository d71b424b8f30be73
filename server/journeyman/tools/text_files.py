"""Read and write files as text, in the encoding that they have."""

import asyncio
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..agent.encoding import Encoding, decode, encode, version_of
from ..agent.interfaces import ByteFiles, FileBytes, FileText
from ..errors import ToolError


@dataclass(frozen=True)
class TextFiles:
    """The text in `files`. Implements `Files`."""

    files: ByteFiles

    async def read(self, path: PurePosixPath) -> FileText:
        """Raise ToolError if the file is absent, binary, larger than 20 MB or outside the workspace."""
        file = await self._existing("read", path)
        return await asyncio.to_thread(_file_text, file.data, path)

    async def write(self, path: PurePosixPath, text: str, *, replacing: str | None) -> str:
        """Write the whole file at once, keep its encoding and mode, and return its new version.

        Raises:
            ToolError: the file is not the version `replacing`, cannot hold `text`, or cannot be written.
        """
        old = await self._existing("write", path) if replacing is not None else None
        data = await asyncio.to_thread(_new_data, text, path, old.data if old else None, replacing)
        await self.files.store(path, FileBytes(data), replacing=old)
        return await asyncio.to_thread(version_of, data)

    async def _existing(self, verb: str, path: PurePosixPath) -> FileBytes:
        file = await self.files.load(path)
        if file is None:
            raise ToolError(f"Could not {verb} {path}: it does not exist. Use list_files to see what does.")
        return file


def _file_text(data: bytes, path: PurePosixPath) -> FileText:
    return FileText(decode(data, path)[0], version_of(data))


def _new_data(text: str, path: PurePosixPath, old: bytes | None, replacing: str | None) -> bytes:
    """Return the bytes that stand for `text` in the place of `old`, which must be the version `replacing`."""
    if old is None:
        return encode(text, Encoding(), path)
    if version_of(old) != replacing:
        raise ToolError(f"{path} changed in the meantime; nothing was written. Read it again.")
    return encode(text, decode(old, path)[1], path)
