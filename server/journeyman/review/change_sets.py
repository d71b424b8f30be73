"""What front ends are told about hunks and checkpoints. Pure data."""

from dataclasses import dataclass
from typing import Literal

from ..agent.messages import Message
from .hunks import Hunk, HunkState

Action = Literal["accept", "reject"]
What = Literal["files", "task", "both"]
"""What a checkpoint brings back: the files, the conversation, or both."""

RestoreAction = Literal["restore", "create", "delete", "unchanged", "conflict"]
"""`unchanged`: the file is as it was then. `conflict`: it stays as it is, see the reason."""


@dataclass(frozen=True, slots=True)
class HunkView:
    """A hunk with what was decided about it."""

    id: str
    """Valid until the agent changes the file again in the same turn."""
    hunk: Hunk
    state: HunkState
    problem: str
    """Why a pending hunk cannot be rejected as the file is now; empty if it can."""


@dataclass(frozen=True, slots=True)
class FileDiff:
    """A file without and with the agent's changes."""

    path: str
    old: str | None
    new: str | None
    """None where there is no file, and for what cannot be shown: binary, above 1 MB, or no longer kept."""
    hunks: tuple[HunkView, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """A hunk that is as it was."""

    hunk_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """What came of accepting or rejecting hunks."""

    resolved: tuple[str, ...]
    failed: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class RestoredFile:
    """What going back to a checkpoint does to a file."""

    path: str
    action: RestoreAction
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Restoration:
    """What going back to a checkpoint brought about, or would."""

    prompt: str
    """Of the turn, so that it can be sent again."""
    files: tuple[RestoredFile, ...] = ()
    messages: tuple[Message, ...] | None = None
    """The conversation before the turn, with which the session goes on; None if it was not asked for."""
