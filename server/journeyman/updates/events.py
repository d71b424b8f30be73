"""What an event of a turn is for clients, and a stored history."""

from collections.abc import Iterator, Mapping, Sequence

from ..agent.events import (
    Event,
    FileChange,
    HistoryCompacted,
    MemoriesUsed,
    MessageAdded,
    Notice,
    SkillsUsed,
    StepFinished,
    TextDelta,
    ThoughtDelta,
    ToolFinished,
    ToolProgress,
    ToolStarted,
    TurnFinished,
    UsedMemory,
    UsedSkill,
)
from ..agent.interfaces import ToolSpec
from ..agent.messages import (
    AssistantMessage,
    Message,
    Summary,
    ToolCall,
    ToolResult,
    UserMessage,
)
from .names import title
from .states import Update, text_block, to_wire_usage


def to_updates(event: Event, specs: Mapping[str, ToolSpec]) -> Iterator[Update]:
    """Yield what a client is told about `event`; nothing for events that say what was already streamed."""
    match event:
        case TextDelta() | ThoughtDelta():
            yield agent_message(event.text) if isinstance(event, TextDelta) else agent_thought(event.text)
        case SkillsUsed() | MemoriesUsed() | Notice():
            yield _told(event)
        case MessageAdded():
            yield from user_said(event.message)
        case ToolStarted():
            yield from _tool_started(event.call, specs.get(event.call.name))
        case ToolProgress():
            yield {"kind": "tool_call_update", "toolCallId": event.call_id, "progress": event.text}
        case ToolFinished():
            yield _tool_finished(event)
        case StepFinished():
            yield {"kind": "usage_update", "usage": to_wire_usage(event.message.usage)}
        case HistoryCompacted():
            yield {"kind": "history_compacted", "messages": len(event.messages)}
        case TurnFinished():
            pass


def user_message(text: str) -> Update:
    """What the user said, for clients that did not send it themselves."""
    return {"kind": "user_message_chunk", "content": text_block(text)}


def user_said(message: UserMessage) -> Iterator[Update]:
    """All that the user said and showed in a message; nothing if the agent itself speaks to the model."""
    if message.text:
        yield user_message(message.text)
    for image in message.images:
        content = {"type": "image", "mimeType": image.mime_type, "data": image.data}
        yield {"kind": "user_message_chunk", "content": content}


def agent_message(text: str) -> Update:
    """A piece of the answer."""
    return {"kind": "agent_message_chunk", "content": text_block(text)}


def agent_thought(text: str) -> Update:
    """A piece of the reasoning."""
    return {"kind": "agent_thought_chunk", "content": text_block(text)}


def replay(messages: Sequence[Message], specs: Mapping[str, ToolSpec]) -> Iterator[Update]:
    """Yield what a client that knows nothing is told about a stored history."""
    for message in messages:
        match message:
            case UserMessage():
                yield from user_said(message)
            case Summary():
                yield {"kind": "history_compacted", "messages": len(messages)}
            case AssistantMessage():
                if message.thought:
                    yield agent_thought(message.thought)
                if message.text:
                    yield agent_message(message.text)
                for call in message.tool_calls:
                    yield from _tool_started(call, specs.get(call.name))
            case ToolResult():
                yield _tool_finished(ToolFinished(message))


def _tool_started(call: ToolCall, spec: ToolSpec | None) -> Iterator[Update]:
    update: Update = {
        "kind": "tool_call",
        "toolCallId": call.id,
        "title": title(call),
        "tool": call.name,
        "toolKind": spec.kind if spec else "other",
        "status": "in_progress",
        "rawInput": call.arguments,
    }
    if isinstance(path := call.arguments.get("path"), str):
        update["locations"] = [{"path": path}]
    yield update
    if call.name == "plan" and isinstance(entries := call.arguments.get("entries"), list):
        yield {
            "kind": "plan",
            "entries": list(map(_plan_entry, entries)),
        }


def _told(event: SkillsUsed | MemoriesUsed | Notice) -> Update:
    if isinstance(event, Notice):
        return {"kind": "notice", "noticeKind": event.kind, "text": event.text}
    if isinstance(event, SkillsUsed):
        return {"kind": "skills_used", "skills": list(map(_used_skill, event.skills))}
    return {"kind": "memories_used", "memories": list(map(_used_memory, event.memories))}


def _used_skill(skill: UsedSkill) -> Update:
    return {
        "name": skill.name,
        "description": skill.description,
        "version": skill.version,
        "how": skill.how,
        "why": skill.why,
    }


def _used_memory(memory: UsedMemory) -> Update:
    return {"kind": memory.kind, "id": memory.id, "text": memory.text, "at": memory.at, "score": memory.score}


def _plan_entry(entry: object) -> Update:
    """The model may have written bare texts; the tool takes these, too."""
    fields = entry if isinstance(entry, dict) else {"content": entry}
    return {
        "content": str(fields.get("content", "")),
        "status": str(fields.get("status", "pending")),
        "priority": "medium",
    }


def _tool_finished(event: ToolFinished) -> Update:
    content: list[Update] = [{"type": "content", "content": text_block(event.result.text)}]
    if event.output:
        content += map(_diff, event.output.changes)
    update: Update = {
        "kind": "tool_call_update",
        "toolCallId": event.result.call_id,
        "status": "failed" if event.result.is_error else "completed",
        "content": content,
    }
    if event.output and event.output.exit_code is not None:
        update["exitCode"] = event.output.exit_code
    return update


def _diff(change: FileChange) -> Update:
    return {"type": "diff", "path": change.path, "oldText": change.old, "newText": change.new or ""}
