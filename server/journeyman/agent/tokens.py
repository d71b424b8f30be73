"""Estimate how many tokens a text takes, without knowing the model's tokenizer."""

import json
import string
from collections.abc import Iterable, Sequence
from math import ceil

from .interfaces import ToolSpec
from .messages import AssistantMessage, Message, ToolCall, ToolResult, UserMessage

TOKENS_PER_MESSAGE = 6
"""What the marks around a message take in usual chat templates."""

TOKENS_PER_TOOL = 12
"""The frame that services put around the schema of a tool."""

TOKENS_PER_IMAGE = 1_600
"""Whatever its size: services scale a large picture down, and then count some hundred tokens to about so many.

Rather too many than too few. Not measured; models that take pictures as they are can need more.
"""

_ALL_BYTES = bytes(range(256))
_WEIGHTS = {
    string.ascii_lowercase.encode(): 0.20,
    string.ascii_uppercase.encode(): 1.10,
    string.digits.encode(): 0.90,
    string.punctuation.encode(): 0.75,
    b"\n": 0.70,
    _ALL_BYTES[128:]: 0.35,
}
"""Tokens per byte of UTF-8. Upper case and digits are where words are split, and what base64 is made of."""

_OTHERS = tuple((weight, _ALL_BYTES.translate(None, kind)) for kind, weight in _WEIGHTS.items())
"""With each weight the bytes that it is not for: deleting them counts the rest fastest."""
_INDENTATION_WEIGHT = 0.8
"""Tokens for the white space at the beginning of a line, however long."""


def estimate_tokens(text: str) -> int:
    """Return about how many tokens `text` takes; rather too many than too few.

    Measured in November 2026, estimate divided by the true count, for o200k, cl100k and SmolLM2 (a small
    vocabulary, 49,000): English 1.0 1.0 1.0; Markdown 1.1 1.1 0.9; Python 1.2 1.2 1.1; C 1.3 1.4 1.0;
    JSON 1.1 1.1 1.0; base64 1.0 1.0 0.9; logs 1.4 1.4 0.9; Chinese 1.6 1.1 0.6; Russian 2.3 1.5 0.8.
    Worst: long runs of blanks 0.6, and small vocabularies in scripts other than Latin, 0.4 for Korean.
    Reads 75 million characters a second or more.
    """
    data = text.encode("utf-8", "surrogatepass")
    tokens = sum(weight * len(data.translate(None, others)) for weight, others in _OTHERS)
    return ceil(tokens + _INDENTATION_WEIGHT * data.count(b"\n "))


def estimate_message(message: Message) -> int:
    """Return about how many tokens a message takes in a prompt; each image the same, see TOKENS_PER_IMAGE."""
    if isinstance(message, AssistantMessage):
        text = message.text + "".join(map(_written, message.tool_calls))
        return TOKENS_PER_MESSAGE * (1 + len(message.tool_calls)) + estimate_tokens(text)
    text = message.text if isinstance(message, ToolResult) else message.sent_text
    images = len(message.images) if isinstance(message, UserMessage) else 0
    return TOKENS_PER_MESSAGE + estimate_tokens(text) + TOKENS_PER_IMAGE * images


def estimate_request(system: str, tools: Sequence[ToolSpec], messages: Iterable[Message]) -> int:
    """Return about how many tokens the prompt of a request takes."""
    prompt = TOKENS_PER_MESSAGE + estimate_tokens(system)
    return prompt + sum(map(_estimate_tool, tools)) + sum(map(estimate_message, messages))


def _estimate_tool(spec: ToolSpec) -> int:
    written = json.dumps(dict(spec.parameters), default=dict)
    return TOKENS_PER_TOOL + estimate_tokens(f"{spec.name} {spec.description} {written}")


def _written(call: ToolCall) -> str:
    return call.name + (call.malformed or json.dumps(call.arguments, ensure_ascii=False, default=str))
