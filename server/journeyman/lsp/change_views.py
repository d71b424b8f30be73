"""Change sets, hunks and checkpoints as clients see them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..memory.changes import ChangedFile, ChangeSet
    from ..review.change_sets import FileDiff, HunkView


def to_change_set(change_set: "ChangeSet") -> dict[str, Any]:
    """Return a change set as clients see it."""
    return {
        "changeSetId": str(change_set.id),
        "turnId": change_set.turn_id,
        "origin": change_set.kind,
        "createdAt": change_set.created_at.isoformat(),
        "files": [_to_file(file) for file in change_set.files],
    }


def _to_file(file: "ChangedFile") -> dict[str, Any]:
    decisions = file.decisions
    return {
        "path": file.path,
        "status": file.status,
        "pending": decisions.pending,
        "accepted": decisions.accepted,
        "rejected": decisions.rejected,
        "restorable": file.is_kept,
    }


def to_checkpoint(change_set: "ChangeSet") -> dict[str, Any]:
    """Return the moment before a turn."""
    return {
        "checkpointId": str(change_set.id),
        "turnId": change_set.turn_id,
        "prompt": change_set.prompt,
        "createdAt": change_set.created_at.isoformat(),
        "paths": [file.path for file in change_set.files],
    }


def to_diff(file: "FileDiff") -> dict[str, Any]:
    """Return a file without and with its changes; lines are counted from 1."""
    return {"path": file.path, "oldText": file.old, "newText": file.new, "hunks": [*map(_to_hunk, file.hunks)]}


def _to_hunk(view: "HunkView") -> dict[str, Any]:
    hunk = view.hunk
    return {
        "hunkId": view.id,
        "state": view.state,
        "scope": hunk.kind,
        "oldStart": hunk.old_start + 1,
        "oldLines": hunk.old_count,
        "newStart": hunk.new_start + 1,
        "newLines": hunk.new_count,
        "problem": view.problem,
    }
