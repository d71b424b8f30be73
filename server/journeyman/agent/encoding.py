"""Text as bytes and back: in the encoding that a file has, so that nothing else of it changes."""

import hashlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..errors import ToolError

MAX_FILE_BYTES = 20_000_000

_MARKS = {BOM_UTF8: "utf-8", BOM_UTF16_LE: "utf-16-le", BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file spells its text as bytes."""

    name: str = "utf-8"
    mark: bytes = b""
    """The byte order mark at the start, if there is one."""


def decode(data: bytes, path: PurePosixPath) -> tuple[str, Encoding]:
    """Return the text of a file without its byte order mark. Raise ToolError if it is binary.

    Bytes that are not UTF-8 are taken as Latin-1, which has a character for every byte, so that they
    come back as they were when the file is written.
    """
    mark = next((mark for mark in _MARKS if data.startswith(mark)), b"")
    encoding = Encoding(_MARKS.get(mark, "utf-8"), mark)
    try:
        text = data[len(mark) :].decode(encoding.name)
    except UnicodeDecodeError as error:
        if mark and mark != BOM_UTF8:
            raise ToolError(f"{path} is not a text file: it is broken UTF-16.") from error
        encoding = Encoding("latin-1")
        text = data.decode("latin-1")
    if "\0" in text:
        raise ToolError(f"{path} is a binary file. Work with text files only.")
    return text, encoding


def encode(text: str, encoding: Encoding, path: PurePosixPath) -> bytes:
    """Return `text` as the bytes of a file. Raise ToolError if it could not be read back as it is."""
    if "\0" in text:
        raise ToolError(f"The text for {path} contains a NUL character. Leave it out.")
    try:
        data = encoding.mark + text.encode(encoding.name)
    except UnicodeEncodeError as error:
        raise ToolError(
            f"{path} is stored as {encoding.name}, which has no character {text[error.start]!r}. Use another one."
        ) from error
    if len(data) > MAX_FILE_BYTES:
        raise ToolError(f"{path} would be {len(data):,} bytes; the limit is {MAX_FILE_BYTES:,}. Write less.")
    return data


def version_of(data: bytes) -> str:
    """Return what differs whenever the content differs: its SHA-256, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
