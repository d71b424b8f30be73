"""An answer while it arrives, whatever the format it comes in."""

from collections.abc import Iterator
from typing import Any

from ..agent.events import TextDelta, ThoughtDelta
from ..agent.interfaces import ToolSpec
from ..agent.messages import AssistantMessage, StopReason, Usage
from .thoughts import ThoughtSplitter
from .tool_calls import CallCollector

Delta = TextDelta | ThoughtDelta


class Answer:
    """Collects text, thoughts and tool calls; the complete message says what the deltas said."""

    def __init__(self) -> None:
        self.calls = CallCollector()
        self.usage = Usage()
        self._text: list[str] = []
        self._thought: list[str] = []
        self._splitter = ThoughtSplitter()

    def add(self, *, thought: str, text: str) -> Iterator[Delta]:
        """Take the next pieces; yield what can be shown of them."""
        if thought:
            self._thought.append(thought)
            yield ThoughtDelta(thought)
        if text:
            yield from self._keep(self._splitter.feed(text))

    def close(self) -> Iterator[Delta]:
        """Yield what was held back in case more came."""
        yield from self._keep(self._splitter.close())

    def message(self, stop_reason: StopReason | None) -> AssistantMessage:
        """Return the complete answer. None and `tool_calls` mean: as its tool calls have it."""
        calls = self.calls.calls()
        if stop_reason is None or stop_reason == "tool_calls":
            # Several servers say "stop" although there are calls.
            stop_reason = "tool_calls" if calls else "end_turn"
        return AssistantMessage("".join(self._text), calls, stop_reason, self.usage, "".join(self._thought))

    def _keep(self, deltas: Iterator[Delta]) -> Iterator[Delta]:
        for delta in deltas:
            (self._text if isinstance(delta, TextDelta) else self._thought).append(delta.text)
            yield delta


def tool_to_wire(spec: ToolSpec) -> dict[str, Any]:
    """Return a tool as both formats describe it."""
    function = {"name": spec.name, "description": spec.description, "parameters": spec.parameters}
    return {"type": "function", "function": function}
