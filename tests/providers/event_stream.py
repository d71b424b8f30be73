"""Writes the frames of Amazon's event streams, as Bedrock sends them.

https://smithy.io/2.0/aws/amazon-eventstream.html
"""

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

STRING = 7
"""The type of all headers that Bedrock sends."""


def event(name: str, **payload: Any) -> bytes:
    """Write an event, padded as Bedrock pads it so that lengths tell nothing."""
    headers = {":event-type": name, ":content-type": "application/json", ":message-type": "event"}
    return frame(headers, {**payload, "p": "abcdefghijklmnop"[: 4 + len(name) % 12]})


def exception(name: str, message: str, **payload: Any) -> bytes:
    headers = {":exception-type": name, ":content-type": "application/json", ":message-type": "exception"}
    return frame(headers, {"message": message, **payload})


def frame(headers: Mapping[str, str], payload: Mapping[str, Any]) -> bytes:
    written = b"".join(
        bytes([len(name)]) + name.encode() + struct.pack("!BH", STRING, len(value.encode())) + value.encode()
        for name, value in headers.items()
    )
    body = json.dumps(payload, ensure_ascii=False).encode()
    lengths = struct.pack("!II", 16 + len(written) + len(body), len(written))
    head = lengths + struct.pack("!I", zlib.crc32(lengths))
    return head + written + body + struct.pack("!I", zlib.crc32(head + written + body))


def start() -> bytes:
    return event("messageStart", role="assistant")


def delta(index: int, **payload: Any) -> bytes:
    return event("contentBlockDelta", contentBlockIndex=index, delta=payload)


def text(index: int, *pieces: str) -> bytes:
    """Write a block of text. Only blocks with tool calls are told to begin."""
    return b"".join(delta(index, text=piece) for piece in pieces) + stop(index)


def call(index: int, call_id: str, name: str, *fragments: str) -> bytes:
    begun = event("contentBlockStart", contentBlockIndex=index, start={"toolUse": {"toolUseId": call_id, "name": name}})
    return begun + b"".join(delta(index, toolUse={"input": fragment}) for fragment in fragments) + stop(index)


def stop(index: int) -> bytes:
    return event("contentBlockStop", contentBlockIndex=index)


def end(reason: str = "end_turn", **usage: int) -> bytes:
    counts = {"inputTokens": 7, "outputTokens": 3, "totalTokens": 10, **usage}
    return event("messageStop", stopReason=reason) + event("metadata", usage=counts, metrics={"latencyMs": 412})
