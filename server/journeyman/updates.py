"""A turn's events as the `update` objects of the protocol: what every front end sends or draws.

Names follow the Agent Client Protocol v1, with two differences: the discriminator is `kind`, so the kind
of a tool is `toolKind`; and `turn_state` and some others are ours. `docs/protocol-updates.md` lists them.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .agent.events import (
    Event,
    FileChange,
    HistoryCompacted,
    MessageAdded,
    StepFinished,
    TextDelta,
    ThoughtDelta,
    ToolFinished,
    ToolProgress,
    ToolStarted,
    TurnFinished,
)
from .agent.interfaces import ToolSpec
from .agent.messages import (
    AssistantMessage,
    Message,
    StopReason,
    Summary,
    ToolCall,
    ToolResult,
    Usage,
    UserMessage,
)
from .errors import JourneymanError

Update = dict[str, Any]

STOP_REASONS: Mapping[StopReason, str] = {
    "max_steps": "max_turn_requests",
    "max_turn_tokens": "max_turn_requests",
    "repetition": "max_turn_requests",
}
"""ACP knows fewer reasons than we do; `message` says which of ours it was."""

EXPLANATIONS: Mapping[StopReason, str] = {
    "max_steps": "The turn reached its limit of steps. Send another prompt to go on, or raise `max_steps`.",
    "max_turn_tokens": "The turn reached its limit of tokens. Send a prompt to go on, or raise `max_turn_tokens`.",
    "repetition": "Stopped: the model repeated the same call with the same result. Say what it should try.",
    "max_tokens": "The answer was cut off at the model's output limit. Send another prompt to go on.",
    "refusal": "The model gave no answer. Say it in other words, or try another model.",
    "cancelled": "Cancelled.",
}

TITLES: Mapping[str, tuple[str, str]] = {
    "read_file": ("Read", "path"),
    "list_files": ("List", "path"),
    "search_text": ("Search", "pattern"),
    "edit_file": ("Edit", "path"),
    "write_file": ("Write", "path"),
    "run_command": ("Run", "command"),
    "plan": ("Plan", ""),
    "ask_user": ("Ask:", "question"),
    "delegate": ("Delegate:", "task"),
}
"""How a tool call is announced: a verb, and the argument that says to what."""


def to_updates(event: Event, specs: Mapping[str, ToolSpec]) -> Iterator[Update]:
    """Yield what a client is told about `event`; nothing for events that say what was already streamed."""
    match event:
        case TextDelta():
            yield agent_message(event.text)
        case ThoughtDelta():
            yield {"kind": "agent_thought_chunk", "content": _text(event.text)}
        case MessageAdded():
            yield from [user_message(event.message.text)] if event.message.text else []
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
    return {"kind": "user_message_chunk", "content": _text(text)}


def agent_message(text: str) -> Update:
    """A piece of the answer."""
    return {"kind": "agent_message_chunk", "content": _text(text)}


def running(session_id: str, turn_id: str) -> Update:
    """A turn began."""
    return {"kind": "turn_state", "state": "running", "sessionId": session_id, "turnId": turn_id}


def queued(session_id: str, turn_id: str, text: str) -> Update:
    """A prompt waits for the turns before it."""
    return {
        "kind": "turn_state",
        "state": "queued",
        "sessionId": session_id,
        "turnId": turn_id,
        "content": _text(text),
    }


def awaiting(session_id: str, turn_id: str) -> Update:
    """The running turn waits for the user; `running` follows."""
    return {"kind": "turn_state", "state": "awaiting_permission", "sessionId": session_id, "turnId": turn_id}


def idle(session_id: str, turn_id: str, stop_reason: StopReason, usage: Usage) -> Update:
    """A turn ended by itself or was cancelled."""
    update = {
        "kind": "turn_state",
        "state": "idle",
        "sessionId": session_id,
        "turnId": turn_id,
        "stopReason": STOP_REASONS.get(stop_reason, stop_reason),
        "usage": to_wire_usage(usage),
    }
    if stop_reason in EXPLANATIONS:
        update["message"] = EXPLANATIONS[stop_reason]
    return update


def failed(session_id: str, turn_id: str, error: JourneymanError, usage: Usage) -> Update:
    """A turn ended by an error."""
    return {
        "kind": "turn_state",
        "state": "idle",
        "sessionId": session_id,
        "turnId": turn_id,
        "stopReason": "error",
        "usage": to_wire_usage(usage),
        "error": {"kind": error.kind, "message": str(error)},
    }


def session_info(title: str) -> Update:
    """What the session is called now."""
    return {"kind": "session_info_update", "title": title}


def history_restored(messages: int) -> Update:
    """The conversation went back to before a turn: what came later is to be forgotten. Ask for the state."""
    return {"kind": "history_restored", "messages": messages}


def context_update(parts: Sequence[Update], total: int, window: int) -> Update:
    """How full the context window is, and with what."""
    return {"kind": "context_update", "parts": list(parts), "total": total, "contextWindow": window}


def permission_pending(permission_id: str, call: ToolCall, *, reason: str, rule: str | None) -> Update:
    """The user is asked whether `call` may run; `rule` would allow it for good, if there is a safe one."""
    options = [{"optionId": "allow_once", "name": "Allow", "kind": "allow_once"}]
    if rule:
        options.append({"optionId": "allow_always", "name": f"Always allow {rule}", "kind": "allow_always"})
    options.append({"optionId": "reject_once", "name": "Refuse", "kind": "reject_once"})
    update: Update = {
        "kind": "permission_pending",
        "permissionId": permission_id,
        "toolCallId": call.id,
        "title": title(call),
        "tool": call.name,
        "rawInput": call.arguments,
        "reason": reason,
        "options": options,
    }
    return update | ({"rule": rule} if rule else {})


def permission_resolved(permission_id: str, option_id: str) -> Update:
    """The question was answered, or its turn ended: `cancelled`."""
    return {"kind": "permission_resolved", "permissionId": permission_id, "optionId": option_id}


def question_pending(question_id: str, question: str, choices: Sequence[str]) -> Update:
    """The agent asks the user something; an answer need not be one of the choices."""
    return {"kind": "question_pending", "questionId": question_id, "question": question, "choices": list(choices)}


def question_resolved(question_id: str, answer: str | None) -> Update:
    """The question was answered, or nobody will."""
    return {"kind": "question_resolved", "questionId": question_id, "answer": answer}


def replay(messages: Sequence[Message], specs: Mapping[str, ToolSpec]) -> Iterator[Update]:
    """Yield what a client that knows nothing is told about a stored history."""
    for message in messages:
        match message:
            case UserMessage():
                yield from [user_message(message.text)] if message.text else []
            case Summary():
                yield {"kind": "history_compacted", "messages": len(messages)}
            case AssistantMessage():
                if message.thought:
                    yield {"kind": "agent_thought_chunk", "content": _text(message.thought)}
                if message.text:
                    yield agent_message(message.text)
                for call in message.tool_calls:
                    yield from _tool_started(call, specs.get(call.name))
            case ToolResult():
                yield _tool_finished(ToolFinished(message))


def to_wire_usage(usage: Usage) -> dict[str, Any]:
    """Token counts as clients see them."""
    wire: dict[str, Any] = {
        "inputTokens": usage.input_tokens,
        "outputTokens": usage.output_tokens,
        "cachedTokens": usage.cached_tokens,
        "totalTokens": usage.input_tokens + usage.output_tokens,
    }
    if usage.cost_usd:
        wire["costUsd"] = round(usage.cost_usd, 6)
    return wire


def title(call: ToolCall) -> str:
    """Name a tool call in a few words: what it does, to what."""
    verb, argument = TITLES.get(call.name, (call.name, ""))
    return f"{verb} {_short(call.arguments.get(argument, ''))}".strip()


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


def _plan_entry(entry: object) -> Update:
    """The model may have written bare texts; the tool takes these, too."""
    fields = entry if isinstance(entry, dict) else {"content": entry}
    return {
        "content": str(fields.get("content", "")),
        "status": str(fields.get("status", "pending")),
        "priority": "medium",
    }


def _tool_finished(event: ToolFinished) -> Update:
    content: list[Update] = [{"type": "content", "content": _text(event.result.text)}]
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


def _text(text: str) -> Update:
    return {"type": "text", "text": text}


def _short(value: object) -> str:
    line = " ".join(str(value).split())
    return line if len(line) <= 80 else line[:79] + "…"
