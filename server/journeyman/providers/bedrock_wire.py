"""Requests as AWS Bedrock wants them, whatever model is behind it.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..agent.interfaces import ModelRequest
from ..agent.messages import (
    AssistantMessage,
    Image,
    Message,
    SealedThought,
    Summary,
    ToolCall,
    ToolResult,
    UserMessage,
)
from .answer import seen
from .bedrock_answer import Block
from .json_text import compact

CachePlace = Literal["tools", "system", "messages"]
Role = Literal["user", "assistant"]

ANSWER = "answer"
"""The name of the tool that stands for a schema: there is no other way to ask for one that all models take."""
MAX_NAME_LENGTH = 64
EVERYWHERE: frozenset[CachePlace] = frozenset({"tools", "system", "messages"})
CACHE_POINT = {"cachePoint": {"type": "default"}}
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_PICTURES = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif", "image/webp": "webp"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a model is asked. It begins with all that helps, and goes on without what the model refuses."""

    streams: bool = True
    caches: frozenset[CachePlace] = EVERYWHERE
    """Behind what a mark says that it can be kept for the next request."""
    mixes: bool = True
    """Whether words may stand beside tool calls, or beside their results, in one message."""
    chooses: bool = True
    """Whether the model can be told which tool to use."""
    reasons: bool = True
    """Whether reasoning is sent back."""
    thinks: bool = True
    """Whether the model is told how much to think."""
    max_output_tokens: int | None = None
    """The model's own limit, once it was told."""


def to_wire(request: ModelRequest, manner: Manner, *, origin: str = "", vision: bool | None = None) -> dict[str, Any]:
    """Return the request's body. Only reasoning from `origin` goes back there."""
    wire: dict[str, Any] = {}
    if tools := _tools(request):
        wire["toolConfig"] = {"tools": _marked(tools, "tools", manner)}
        if request.answer_schema is not None and manner.chooses:
            wire["toolConfig"]["toolChoice"] = {"tool": {"name": ANSWER}}
    if request.system.strip():
        wire["system"] = _marked([{"text": request.system}], "system", manner)
    messages = tuple(seen(request.messages, vision=vision))
    # A history with tool calls is refused when there are no tools.
    parts = _parts(messages, origin if manner.reasons else "") if tools else _words(messages)
    wire["messages"] = _turns(parts, manner)
    if wire["messages"]:
        wire["messages"][-1]["content"] = _marked(wire["messages"][-1]["content"], "messages", manner)
    limit = min(request.max_output_tokens, manner.max_output_tokens or request.max_output_tokens)
    wire["inferenceConfig"] = {"maxTokens": limit}
    return wire


def tool_names(request: ModelRequest) -> dict[str, str]:
    """Return the names of the tools, by the names that Bedrock knows them by."""
    return {_name(spec.name): spec.name for spec in request.tools}


def _marked(blocks: Sequence[Block], place: CachePlace, manner: Manner) -> list[Block]:
    return [*blocks, CACHE_POINT] if place in manner.caches else list(blocks)


def _tools(request: ModelRequest) -> list[Block]:
    if request.answer_schema is not None:
        return [_spec(ANSWER, "Give your answer.", _wrapped(request.answer_schema))]
    return [_spec(_name(spec.name), spec.description or spec.name, spec.parameters) for spec in request.tools]


def _spec(name: str, description: str, schema: Mapping[str, Any]) -> Block:
    return {"toolSpec": {"name": name, "description": description, "inputSchema": {"json": schema}}}


def _wrapped(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Put a schema into an object: models refuse one that is a choice at its top."""
    inner = {key: value for key, value in schema.items() if key not in {"$defs", "$schema"}}
    # References begin at the top.
    definitions = {"$defs": schema["$defs"]} if "$defs" in schema else {}
    return {"type": "object", "properties": {"answer": inner}, "required": ["answer"], **definitions}


def _parts(messages: Sequence[Message], origin: str) -> Iterator[tuple[Role, Block]]:
    ids = _Ids()
    prompts = (i for i, message in enumerate(messages) if isinstance(message, UserMessage) and message.text)
    turn = max(prompts, default=0)
    for position, message in enumerate(messages):
        match message:
            case UserMessage() | Summary():
                yield from (("user", block) for block in _spoken(message))
            case ToolResult():
                yield "user", _result(message, ids.old(message.call_id))
            case AssistantMessage():
                # Reasoning is for the turn that it belongs to; later it only costs.
                for block in _answered(message, origin if position > turn else ""):
                    yield "assistant", _call(block, ids.new(block.id)) if isinstance(block, ToolCall) else block


def _spoken(message: UserMessage | Summary) -> Iterator[Block]:
    images = message.images if isinstance(message, UserMessage) else ()
    # Blank text is refused, and so is a message without anything.
    if message.sent_text.strip() or not images:
        yield {"text": message.sent_text if message.sent_text.strip() else "(No words.)"}
    yield from map(_image, images)


def _image(image: Image) -> Block:
    if picture := _PICTURES.get(image.mime_type.lower()):
        return {"image": {"format": picture, "source": {"bytes": image.data}}}
    return {"text": f"[An image that you cannot see: its format, {image.mime_type}, is not taken.]"}


def _answered(message: AssistantMessage, origin: str) -> Iterator[Block | ToolCall]:
    """Yield the blocks of an answer as they came, or, if only their contents are known, words before calls."""
    calls = {call.id: call for call in message.tool_calls}
    sealed = message.sealed_thought
    for block in _as_it_came(sealed, calls) if sealed and sealed.origin == origin else _as_usual(message):
        if use := block.get("toolUse"):
            yield calls[use["toolUseId"]]
        elif block.get("text", "").strip() or "reasoningContent" in block:
            yield block


def _as_usual(message: AssistantMessage) -> list[Block]:
    return [{"text": message.text}, *({"toolUse": {"toolUseId": call.id}} for call in message.tool_calls)]


def _as_it_came(sealed: SealedThought, calls: Mapping[str, ToolCall]) -> list[Block]:
    """Return the blocks of an answer; calls may have been left out of it since, or have been added."""
    blocks = [one for one in sealed.blocks if "toolUse" not in one or one["toolUse"]["toolUseId"] in calls]
    known = {one["toolUse"]["toolUseId"] for one in blocks if "toolUse" in one}
    return [*blocks, *({"toolUse": {"toolUseId": one}} for one in calls if one not in known)]


def _call(call: ToolCall, call_id: str) -> Block:
    return {"toolUse": {"toolUseId": call_id, "name": _name(call.name), "input": call.arguments}}


def _result(result: ToolResult, call_id: str | None) -> Block:
    if call_id is None:
        return {"text": f"[Result of a tool]\n{result.text}"}
    content = [{"text": result.text if result.text.strip() else "(No output.)"}]
    # Only Claude and Nova know a status; success is what it is without one.
    status = {"status": "error"} if result.is_error else {}
    return {"toolResult": {"toolUseId": call_id, "content": content, **status}}


def _words(messages: Iterable[Message]) -> Iterator[tuple[Role, Block]]:
    """Yield the messages with all that was done with tools told in words."""
    names: dict[str, str] = {}
    for message in messages:
        match message:
            case UserMessage() | Summary():
                yield from (("user", block) for block in _spoken(message))
            case ToolResult():
                failed = " (an error)" if message.is_error else ""
                yield "user", {"text": f"[Result of {names.get(message.call_id, 'a tool')}{failed}]\n{message.text}"}
            case AssistantMessage():
                names |= {call.id: call.name for call in message.tool_calls}
                called = (f"[Called {call.name} with {compact(call.arguments)}]" for call in message.tool_calls)
                if text := "\n".join(filter(str.strip, (message.text, *called))):
                    yield "assistant", {"text": text}


def _turns(parts: Iterable[tuple[Role, Block]], manner: Manner) -> list[dict[str, Any]]:
    """Make messages of which the user has the first, and that alternate."""
    turns: list[dict[str, Any]] = []
    for role, block in parts:
        before = turns[-1]["content"] if turns else []
        is_same = role == (turns[-1]["role"] if turns else "assistant")
        if is_same and before and (manner.mixes or _is_tool(before[-1]) == _is_tool(block)):
            before.append(block)
            continue
        if is_same:
            other = "assistant" if role == "user" else "user"
            turns.append({"role": other, "content": [{"text": "Go on."}]})
        turns.append({"role": role, "content": [block]})
    return turns


def _is_tool(block: Block) -> bool:
    return "toolUse" in block or "toolResult" in block


def _name(name: str) -> str:
    """Return a name that Bedrock takes; models that hallucinate call their tools anything."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", name)[:MAX_NAME_LENGTH] or "tool"


class _Ids:
    """Ids that Bedrock takes, for those that may come from another service."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._count = 0

    def new(self, call_id: str) -> str:
        self._count += 1
        self._known[call_id] = call_id if _ID.fullmatch(call_id) else f"foreign-call-{self._count}"
        return self._known[call_id]

    def old(self, call_id: str) -> str | None:
        return self._known.get(call_id)
