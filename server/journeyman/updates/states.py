"""How a turn begins, waits and ends, and what else is told of a session."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..agent.messages import StopReason, ToolCall, Usage
from ..errors import JourneymanError
from .names import title

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
        "content": text_block(text),
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
        "error": {"kind": error.kind, "message": str(error), **(asdict(error.remedy) if error.remedy else {})},
    }


def session_info(title: str) -> Update:
    """What the session is called now."""
    return {"kind": "session_info_update", "title": title}


def history_restored(messages: int) -> Update:
    """The conversation went back to before a turn: what came later is to be forgotten. Ask for the state."""
    return {"kind": "history_restored", "messages": messages}


def skill_learned(
    what: str, name: str, description: str, *, state: str, version: int, reason: str, episode_turn_id: str
) -> Update:
    """What a task taught: `what` is `learned`, `refined`, `promoted`, `rolled_back`, `retired` or `refused`."""
    return {
        "kind": "skill_learned",
        "what": what,
        "name": name,
        "description": description,
        "state": state,
        "version": version,
        "reason": reason,
        "turnId": episode_turn_id,
    }


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


def text_block(text: str) -> Update:
    """A text, as a content block."""
    return {"type": "text", "text": text}
