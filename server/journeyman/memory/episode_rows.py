"""Episodes as data, and as rows."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from ..agent.messages import StopReason, Usage
from .columns import to_json

MAX_ARGUMENT_LENGTH = 1000
"""Characters of one text among the arguments; names and commands are shorter, file contents longer."""
MAX_ARGUMENTS_LENGTH = 8000
"""Characters of all arguments together, as JSON."""
MAX_RESULT_LENGTH = 2000
"""Characters of a result: beginning and end, where commands say what went wrong."""

EpisodeState = Literal["open", "closed"]
"""`closed` when the outcome is known, or nothing more will be learned about it."""

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
    usage = Usage(row["prompt_tokens"], row["completion_tokens"], row["cached_tokens"], row["cost_usd"])
    return Episode(
        id=row["id"],
        session_id=row["session_id"],
        workspace=row["workspace"],
        turn_id=row["turn_id"],
        prompt=row["prompt"],
        model=row["model"],
        state=row["state"],
        started_at=datetime.fromisoformat(row["started_at"]),
        finished_at=_to_time(row["finished_at"]),
        closed_at=_to_time(row["closed_at"]),
        stop_reason=row["stop_reason"],
        steps=row["steps"],
        tool_calls=row["tool_calls"],
        usage=usage,
        seconds=row["seconds"],
    )


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


def cut_arguments(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return `arguments` with long texts cut; all as one text if they are still too long then."""
    short: dict[str, Any] = _cut_texts(arguments)
    text = to_json(short)
    return short if len(text) <= MAX_ARGUMENTS_LENGTH else {"cut": text[:MAX_ARGUMENTS_LENGTH]}


def cut_result(text: str) -> str:
    """Return the beginning and the end of `text`, and how much is missing between them."""
    missing = len(text) - MAX_RESULT_LENGTH
    if missing <= 0:
        return text
    half = MAX_RESULT_LENGTH // 2
    return f"{text[:half]}\n[{missing} characters are left out here]\n{text[-half:]}"


def _cut_texts(value: Any) -> Any:
    match value:
        case str():
            missing = len(value) - MAX_ARGUMENT_LENGTH
            return value if missing <= 0 else f"{value[:MAX_ARGUMENT_LENGTH]}[{missing} characters left out]"
        case dict():
            return {key: _cut_texts(item) for key, item in value.items()}
        case list():
            return [_cut_texts(item) for item in value]
        case _:
            return value


def _to_time(column: str | None) -> datetime | None:
    return None if column is None else datetime.fromisoformat(column)
