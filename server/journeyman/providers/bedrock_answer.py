"""An answer of Bedrock while it arrives."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..agent.messages import AssistantMessage, SealedThought, StopReason, ToolCall, Usage
from .answer import Answer, Delta
from .bedrock_frames import Frame
from .json_text import as_count, as_object, as_text, compact

Block = Mapping[str, Any]

_STOP_REASONS: dict[str, StopReason] = {
    "max_tokens": "max_tokens",
    "model_context_window_exceeded": "max_tokens",
    "guardrail_intervened": "refusal",
    "content_filtered": "refusal",
    "malformed_model_output": "error",
    "malformed_tool_use": "error",
}


class BedrockAnswer:
    """Collects what is said, and the blocks in which it came."""

    def __init__(self) -> None:
        self.collected = Answer()
        self.reason = ""
        """Why it ended, in the service's words."""
        self._blocks: dict[int, dict[str, list[str]]] = {}
        """By their indexes, in pieces: joining them each time takes seconds when there are many."""
        self._latest = 0

    def add(self, frame: Frame) -> Iterator[Delta]:
        """Take the next frame; yield what is new in it. Frames that we don't know say nothing."""
        payload, answer = frame.payload, self.collected
        match frame.name:
            case "contentBlockStart":
                self._start(self._index(payload), as_object(as_object(payload.get("start")).get("toolUse")))
            case "contentBlockDelta":
                yield from self._add(self._index(payload), as_object(payload.get("delta")))
            case "messageStop":
                self.reason = as_text(payload.get("stopReason"))
                answer.stop_reason = _STOP_REASONS.get(self.reason, "end_turn")
            case "metadata":
                answer.usage = to_usage(as_object(payload.get("usage")))
                # The last frame. A whole answer may lack the one before.
                answer.is_done = bool(answer.stop_reason)
            case _:
                pass

    def message(self, names: Mapping[str, str], origin: str) -> AssistantMessage:
        """Return the complete answer, with the tools' own names."""
        message = self.collected.message()
        calls = tuple(replace(call, name=names.get(call.name, call.name)) for call in message.tool_calls)
        blocks = self._reasoned_blocks() if calls else ()
        return replace(message, tool_calls=calls, sealed_thought=SealedThought(origin, blocks) if blocks else None)

    def _reasoned_blocks(self) -> tuple[dict[str, Any], ...]:
        """Return the blocks as they must be sent back with the results of tools; none if that is not called for.

        Services check reasoning by its signature. What has none was not made to be sent back, and
        some models refuse it (DeepSeek R1).
        """
        pieces = (
            {name: "".join(all_of) for name, all_of in block.items()} for _, block in sorted(self._blocks.items())
        )
        blocks = tuple(block for one in pieces if (block := _block(one)))
        return blocks if any("reasoningContent" in block for block in blocks) else ()

    def _index(self, payload: Mapping[str, Any]) -> int:
        index = payload.get("contentBlockIndex")
        self._latest = index if isinstance(index, int) else self._latest
        return self._latest

    def _start(self, index: int, use: Mapping[str, Any]) -> None:
        # The service runs its own tools itself.
        if use and use.get("type") != "server_tool_use":
            call_id = as_text(use.get("toolUseId"))
            self._blocks[index] = {"use": [call_id]}
            function = {"name": as_text(use.get("name"))}
            self.collected.calls.add({"index": index, "id": call_id, "function": function})

    def _add(self, index: int, delta: Mapping[str, Any]) -> Iterator[Delta]:
        if "use" in (block := self._blocks.setdefault(index, {})):
            given = as_object(delta.get("toolUse")).get("input", "")
            arguments = given if isinstance(given, str) else compact(given)
            self.collected.calls.add({"index": index, "function": {"arguments": arguments}})
            return
        reasoning = as_object(delta.get("reasoningContent"))
        text, thought = as_text(delta.get("text")), as_text(reasoning.get("text"))
        others = {name: as_text(reasoning.get(name)) for name in ("signature", "redactedContent")}
        for name, piece in {"text": text, "thought": thought, **others}.items():
            if piece:
                block.setdefault(name, []).append(piece)
        yield from self.collected.add(thought=thought, text=text)


def _block(said: Mapping[str, str]) -> dict[str, Any] | None:
    """Return a block as it is sent back; None for reasoning without a signature."""
    match said:
        case {"use": call_id}:
            return {"toolUse": {"toolUseId": call_id}}
        case {"redactedContent": redacted}:
            return {"reasoningContent": {"redactedContent": redacted}}
        case {"signature": signature}:
            return {"reasoningContent": {"reasoningText": {"text": said.get("thought", ""), "signature": signature}}}
        case {"text": text}:
            return {"text": text}
        case _:
            return None


def to_usage(usage: Mapping[str, Any]) -> Usage:
    """Return what an answer cost. The service counts what came from its cache, or went there, apart."""
    cached = as_count(usage.get("cacheReadInputTokens"))
    written = as_count(usage.get("cacheWriteInputTokens"))
    prompt = as_count(usage.get("inputTokens")) + cached + written
    return Usage(prompt, as_count(usage.get("outputTokens")), cached)


def constrained(message: AssistantMessage) -> AssistantMessage:
    """Return the answer that a model gave through the tool that stood for a schema, as text."""
    if not message.tool_calls:
        return message
    call = message.tool_calls[0]
    reason = "end_turn" if message.stop_reason == "tool_calls" else message.stop_reason
    return replace(message, text=_written(call), tool_calls=(), stop_reason=reason)


def _written(call: ToolCall) -> str:
    return call.malformed or compact(call.arguments.get("answer", call.arguments))
