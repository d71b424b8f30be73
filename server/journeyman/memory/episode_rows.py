"""Episodes as data, and as rows."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ..agent.messages import StopReason, Usage

MAX_ARGUMENT_LENGTH = 2000
"""Characters of one argument, as JSON; names and commands are shorter, file contents longer."""
MAX_RESULT_LENGTH = 2000
"""Characters of a result: beginning and end, where commands say what went wrong."""

EpisodeState = Literal["open", "closed"]
"""`closed` when the outcome is known, or nothing more will be learned about it."""

Verdict = Literal["success", "failure", "unknown"]

EvidenceKind = Literal["hunks", "survival", "checks", "diagnostics", "words", "explicit"]
"""What was decided about edits, which lines were still there later, the last check command, fewer or more
problems, what the user said, and what the user clicked: thumbs up or down, cancel."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One user task."""

    id: int
    session_id: str
    workspace: str
    turn_id: str
    prompt: str
    model: str
    state: EpisodeState
    started_at: datetime
    closed_at: datetime | None
    finished_at: datetime | None
    """None while the turn runs, and for good if the server was killed; what follows is then not known."""
    stop_reason: StopReason | None
    steps: int
    tool_calls: int
    usage: Usage
    seconds: float
    outcome: Verdict | None = None
    """None while the episode is open."""
    score: float | None = None
    """From 0, bad, to 1, good."""
    reasons: tuple[str, ...] = ()
    """For the outcome, in words for people."""
    kind: str = ""
    """Of task: the name of the skill that fits; empty if none does."""


@dataclass(frozen=True, slots=True)
class EpisodeCall:
    """A tool call and what came of it."""

    tool: str
    arguments: dict[str, Any]
    result: str
    is_error: bool
    exit_code: int | None
    """Of the command that ran; None if none ran to its end."""
    seconds: float
    changed_files: tuple[str, ...]
    """Relative to the workspace folder, with forward slashes."""
    at: datetime
    """When it ended."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that speaks for or against an episode."""

    kind: EvidenceKind
    value: float
    """From 0, bad, to 1, good: the share of lines that survived, or one of the two."""
    source: str
    """Where it is from: a command with its exit code, a hunk, the user's words."""
    at: datetime


def to_episode(row: dict[str, Any]) -> Episode:
    """Return the episode of a row."""
    names = ("prompt_tokens", "completion_tokens", "cached_tokens", "cost_usd")
    usage = Usage(*(row.pop(name) for name in names))
    times = {name: row[name] and datetime.fromisoformat(row[name]) for name in row if name.endswith("_at")}
    return Episode(**row | times | {"reasons": tuple(json.loads(row["reasons"]))}, usage=usage)


def to_call(row: dict[str, Any]) -> EpisodeCall:
    """Return the tool call of a row."""
    return EpisodeCall(
        tool=row["tool"],
        arguments=json.loads(row["arguments"]),
        result=row["result"],
        is_error=bool(row["is_error"]),
        exit_code=row["exit_code"],
        seconds=row["seconds"],
        changed_files=tuple(json.loads(row["changed_files"])),
        at=datetime.fromisoformat(row["at"]),
    )


def to_evidence(row: dict[str, Any]) -> Evidence:
    """Return the evidence of a row."""
    return Evidence(row["kind"], row["value"], row["source"], datetime.fromisoformat(row["at"]))


def cut_arguments(arguments: dict[str, Any]) -> str:
    """Return `arguments` as JSON; in the place of a long one stands the beginning of its own JSON."""
    return json.dumps({name: _cut(value) for name, value in arguments.items()})


def cut_result(text: str) -> str:
    """Return the beginning and the end of `text`, and how much is missing between them."""
    missing = len(text) - MAX_RESULT_LENGTH
    if missing <= 0:
        return text
    half = MAX_RESULT_LENGTH // 2
    return f"{text[:half]}\n[{missing} characters are left out here]\n{text[-half:]}"


def _cut(value: Any) -> Any:
    text = json.dumps(value)
    missing = len(text) - MAX_ARGUMENT_LENGTH
    return value if missing <= 0 else f"{text[:MAX_ARGUMENT_LENGTH]}[{missing} characters left out]"
