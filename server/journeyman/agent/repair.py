"""Repair what small models get wrong about tool calls, as far as there is no doubt what they mean."""

from dataclasses import dataclass, replace

from .fitting import fitted
from .lenient_json import Unreadable, read_all, read_object
from .messages import AssistantMessage, ToolCall
from .near_misses import Tools, close_names, find_tool
from .text_calls import find_calls

ROUGHLY_ALIKE = 0.6
"""How alike (0 to 1, `difflib`) a name must be to be suggested; to be taken it must be closer."""
MAX_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Repaired:
    """A message in which every call that could be repaired is one its tool understands."""

    message: AssistantMessage
    cut_off: bool
    """Whether a call was cut off. What is left of it is not run and not completed."""


def repair(message: AssistantMessage, tools: Tools) -> Repaired:
    """Find calls that were printed as text, and correct names and arguments that are nearly right.

    A call that fits the schema of its tool stays as it is; so does one that cannot be repaired, which
    the tool's own check answers. Calls found in the text have no id yet. To repair twice is to repair once.
    """
    found = find_calls(message.text, tools)
    if found.calls and not message.tool_calls:
        message = replace(message, text=found.text, tool_calls=found.calls, stop_reason="tool_calls")
    calls = tuple(_repaired(call, tools) for call in message.tool_calls)
    cut_off = found.cut_off or any(_is_cut_off(call, message) for call in calls)
    return Repaired(replace(message, tool_calls=calls), cut_off)


def unknown_tool_answer(name: str, tools: Tools) -> str:
    """Return what to tell a model that called a tool that does not exist."""
    shown = name if len(name) <= MAX_SHOWN_CHARACTERS else name[:MAX_SHOWN_CHARACTERS] + "…"
    if not tools:
        return f"There is no tool `{shown}`, nor any other. Answer in words."
    alike = close_names(name, tools, at_least=ROUGHLY_ALIKE)
    meant = f"Did you mean `{alike[0]}`? " if alike else ""
    return f"There is no tool `{shown}`. {meant}Use one of these: {', '.join(tools)}."


def _repaired(call: ToolCall, tools: Tools) -> ToolCall:
    spec = find_tool(call.name, tools)
    if spec is None:
        return call
    arguments = read_object(call.malformed) if call.malformed else call.arguments
    if arguments is None:
        return replace(call, name=spec.name)
    return ToolCall(call.id, spec.name, fitted(arguments, spec.parameters))


def _is_cut_off(call: ToolCall, message: AssistantMessage) -> bool:
    if not call.malformed:
        return False
    read = read_all(call.malformed)
    return message.stop_reason == "max_tokens" or (isinstance(read, Unreadable) and read.cut_off)
