"""What the agent changed, and taking it back."""

from typing import Any, Literal

from attrs import frozen

Object = dict[str, Any]
Action = Literal["accept", "reject"]
Restored = Literal["files", "task", "both"]


@frozen
class ChangeSetsResult:
    """The change sets of a session, the newest last."""

    change_sets: list[Object]


@frozen
class DiffParams:
    """Ask what a change set changes."""

    session_id: str
    change_set_id: str


@frozen
class DiffResult:
    """The files of a change set with their hunks."""

    files: list[Object]


@frozen
class ResolveChangesParams:
    """Accept or reject hunks; all of them if none are named."""

    session_id: str
    change_set_id: str
    action: Action
    hunk_ids: list[str] | None = None


@frozen
class ResolveChangesResult:
    """What came of it; a hunk that could not be rejected has a reason and is as it was."""

    resolved: list[str]
    failed: list[Object]


@frozen
class CheckpointsResult:
    """The turns of a session that can be gone back to, the newest last."""

    checkpoints: list[Object]


@frozen
class RestoreParams:
    """Go back to before a turn."""

    session_id: str
    checkpoint_id: str
    what: Restored
    dry_run: bool = False


@frozen
class RestoreResult:
    """What was restored, or would be."""

    files: list[Object]
    prompt: str
    """Of the turn, so that it can be sent again."""
