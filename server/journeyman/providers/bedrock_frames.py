"""What Bedrock says while it answers: the frames of an event stream, or a whole answer taken apart like one.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ..errors import ProviderError
from .broken_answers import cut_off, not_json
from .endpoint import Endpoint
from .json_text import as_list, as_object, as_text, compact, parse


@dataclass(frozen=True, slots=True)
class Frame:
    """One thing that is said about an answer."""

    name: str
    """`contentBlockDelta` for example, or the name of an exception."""
    payload: Mapping[str, Any]
    is_exception: bool = False


def has_library() -> bool:
    """Whether what reads event streams, and signs requests, is installed."""
    return find_spec("botocore") is not None


def load_library() -> None:
    """Import what decodes; a thread spares the loop 30 ms (2026-11, 2 cores)."""
    if has_library():
        import_module("botocore.eventstream")


class FrameDecoder:
    """Turns bytes, cut anywhere, into frames. Lengths and checksums are left to AWS's own library."""

    def __init__(self, endpoint: Endpoint) -> None:
        from botocore.eventstream import EventStreamBuffer, ParserError  # noqa: PLC0415 - not always installed.

        self._endpoint = endpoint
        self._buffer = EventStreamBuffer()
        # Beside its own error, the library lets through what its struct and dictionaries raise.
        self._errors = (ParserError, struct.error, KeyError, ValueError)
        self._has_begun = False

    def feed(self, piece: bytes) -> Iterator[Frame]:
        """Take the next bytes; yield the frames that they complete.

        Raises:
            ProviderError: this is no event stream, or not any more.
        """
        self._buffer.add_data(piece)
        while True:
            try:
                message = next(self._buffer, None)
            except self._errors as error:
                raise self._problem(piece) from error
            if message is None:
                return
            self._has_begun = True
            yield _frame(message.headers, message.payload)

    def _problem(self, piece: bytes) -> ProviderError:
        if self._has_begun:
            return cut_off(self._endpoint)
        return not_json(self._endpoint, piece.decode("utf-8", "replace"))


def _frame(headers: Mapping[str, Any], payload: bytes) -> Frame:
    said = as_object(parse(payload))
    match headers.get(":message-type"):
        case "exception":
            return Frame(as_text(headers.get(":exception-type")), said, is_exception=True)
        case "error":
            words = {"message": as_text(headers.get(":error-message"))}
            return Frame(as_text(headers.get(":error-code")), words, is_exception=True)
        case _:
            return Frame(as_text(headers.get(":event-type")), said)


def frames_of(body: Mapping[str, Any]) -> Iterator[Frame]:
    """Yield what an answer that was not streamed would have said as a stream."""
    message = as_object(as_object(body.get("output")).get("message"))
    for index, block in enumerate(map(as_object, as_list(message.get("content")))):
        if use := as_object(block.get("toolUse")):
            yield Frame("contentBlockStart", {"contentBlockIndex": index, "start": {"toolUse": use}})
        for delta in _deltas(block):
            yield Frame("contentBlockDelta", {"contentBlockIndex": index, "delta": delta})
    yield Frame("messageStop", body)
    yield Frame("metadata", body)


def _deltas(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if text := block.get("text"):
        yield {"text": text}
    if use := as_object(block.get("toolUse")):
        yield {"toolUse": {"input": compact(use.get("input", {}))}}
    reasoning = as_object(block.get("reasoningContent"))
    if part := as_object(reasoning.get("reasoningText")) or reasoning:
        yield {"reasoningContent": part}
