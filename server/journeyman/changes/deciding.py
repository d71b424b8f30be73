"""Show the hunks of a change set, and accept or reject them."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from ..agent.encoding import decode
from ..agent.interfaces import ByteFiles, FileBytes
from ..errors import ToolError
from ..memory.changes import ChangedFile, ChangeSet, ChangeSetKind, Decisions
from ..memory.episode_rows import Evidence
from ..memory.episodes import EpisodeStore
from ..review.change_sets import Action, Failure, FileDiff, HunkView, Resolution
from ..review.hunks import Change, Hunk, HunkState, from_json, is_text, revert, to_json
from ..review.rejections import describe
from .journal import NOT_KEPT, Journal, twice

LIST_AGAIN = "The file has changed since; list the changes again."
LATER_FIRST = "A later turn has changed the file again. Decide on that change first."
DECIDED: Mapping[HunkState, str] = {
    "accepted": "It was accepted already. Go back to the checkpoint of its turn to take it back.",
    "rejected": "It was rejected already. Ask the agent to make the change again.",
}


@dataclass(frozen=True)
class Deciding:
    """What the user decides about hunks, in the files and in the journal."""

    journal: Journal
    files: ByteFiles

    async def diff(self, change_set_id: str) -> tuple[FileDiff, ...]:
        """Return what a change set changes, and which hunks can still be rejected. Raises UsageError."""
        found = await self.journal.find(change_set_id)
        return tuple([await self._diff(file) for file in found.files])

    async def resolve(self, change_set_id: str, hunk_ids: Sequence[str] | None, action: Action) -> Resolution:
        """Accept or reject hunks; all that are pending if none are named. Raises UsageError."""
        found = await self.journal.find(change_set_id)
        named = None if hunk_ids is None else frozenset(hunk_ids)
        reasons: dict[str, str] = {}
        for file in found.files:
            reasons |= await self._decide(file, named, action, found.kind)
        # Noted first: whoever is told may ask at once how the turn went.
        if found.kind == "turn" and _has_pending(found):
            await self._note_evidence(found)
        if reasons:
            await self.journal.tell_about(found.id)
        asked = reasons if hunk_ids is None else dict.fromkeys(hunk_ids)
        failed = {hunk_id: reason for hunk_id in asked if (reason := reasons.get(hunk_id, LIST_AGAIN))}
        resolved = tuple(hunk_id for hunk_id in asked if hunk_id not in failed)
        return Resolution(resolved, tuple(Failure(*each) for each in failed.items()))

    async def _diff(self, file: ChangedFile) -> FileDiff:
        states = from_json(file.decisions.hunks)
        pending = [hunk for hunk, state in states.items() if state == "pending"]
        change = await self.journal.load(file)
        problems: Mapping[Hunk, str] = dict.fromkeys(pending, NOT_KEPT)
        if change and pending:
            try:
                current = await self.files.load(PurePosixPath(file.path))
                problems = (await asyncio.to_thread(revert, change, pending, current)).reasons
            except ToolError as error:
                problems = dict.fromkeys(pending, str(error))
        ids = _ids(file, states)
        views = tuple(HunkView(ids[hunk], hunk, state, problems.get(hunk, "")) for hunk, state in states.items())
        old, new = await asyncio.to_thread(_texts, change, file.path) if change else (None, None)
        return FileDiff(file.path, old, new, views)

    async def _decide(
        self, file: ChangedFile, named: Collection[str] | None, action: Action, kind: ChangeSetKind
    ) -> dict[str, str]:
        """Decide on hunks of a file. Return for each why it stays as it is; "" if it does not."""
        states = from_json(file.decisions.hunks)
        ids = _ids(file, states)
        decision: HunkState = "accepted" if action == "accept" else "rejected"
        asked = [hunk for hunk in states if (states[hunk] == "pending" if named is None else ids[hunk] in named)]
        reasons = {hunk: "" if states[hunk] in ("pending", decision) else DECIDED[states[hunk]] for hunk in asked}
        pending = [hunk for hunk in asked if states[hunk] == "pending"]
        notes: list[str] = []
        if pending and action == "reject":
            failed, notes = await self._reject(file, pending)
            reasons |= failed
        done = [hunk for hunk in pending if not reasons[hunk]]
        if done:
            known, accepted = file.decisions, len(done) if action == "accept" else 0
            decisions = Decisions(
                to_json(states | dict.fromkeys(done, decision)),
                known.pending - len(done),
                known.accepted + accepted,
                known.rejected + len(done) - accepted,
            )
            # What a way back to a checkpoint did was not the model's work.
            told = notes if kind == "turn" else []
            await self.journal.records.changes(lambda store, _: store.decide(file, decisions, told))
        return {ids[hunk]: reason for hunk, reason in reasons.items()}

    async def _reject(self, file: ChangedFile, hunks: Sequence[Hunk]) -> tuple[Mapping[Hunk, str], list[str]]:
        """Take hunks back. Return why some are still there, and what to tell the model about the others."""
        change = await self.journal.load(file)
        if change is None:
            return dict.fromkeys(hunks, NOT_KEPT), []
        path = PurePosixPath(file.path)

        async def take_back() -> Mapping[Hunk, str]:
            current = await self.files.load(path)
            reverted = await asyncio.to_thread(revert, change, hunks, current)
            if reverted.file != current:
                await self.files.store(path, reverted.file, replacing=current)
            elif hunks[0].kind == "whole" and await self._is_changed_later(file):
                # Rejecting that change brings this one back, with nobody left to decide on it.
                return dict.fromkeys(hunks, LATER_FIRST)
            return reverted.reasons

        try:
            reasons = await twice(take_back)
        except ToolError as error:
            reasons = dict.fromkeys(hunks, str(error))
        done = [hunk for hunk in hunks if hunk not in reasons]
        return reasons, await asyncio.to_thread(describe, file.path, change, done)

    async def _is_changed_later(self, file: ChangedFile) -> bool:
        """Whether a later turn has changed the file, too, and nobody has decided on that."""
        later = await self.journal.change_sets(since=file.change_set_id + 1)
        return any(other.path == file.path and other.decisions.pending for found in later for other in found.files)

    async def _note_evidence(self, before: ChangeSet) -> None:
        """Once everything in a turn is decided, it says how good the turn was."""
        [found, *_] = await self.journal.change_sets(since=before.id)
        if not _has_pending(found):
            accepted = sum(file.decisions.accepted for file in found.files)
            total = accepted + sum(file.decisions.rejected for file in found.files)
            await note_evidence(self.journal, found.turn_id, accepted / total, f"{accepted} of {total} hunks accepted")


async def note_evidence(journal: Journal, turn_id: str, value: float, source: str) -> None:
    """Note what the user's decisions say about a turn."""

    def note(store: EpisodeStore, now: datetime) -> None:
        # A turn off the record has none.
        if episode := store.of_turn(journal.session_id, turn_id):
            store.add_evidence(episode.id, Evidence("hunks", value, source, now))

    await journal.records.episodes(note)


def _has_pending(change_set: ChangeSet) -> bool:
    return any(file.decisions.pending for file in change_set.files)


def _ids(file: ChangedFile, states: Mapping[Hunk, HunkState]) -> dict[Hunk, str]:
    """Return ids that hold until the agent changes the file again."""
    return {hunk: f"{file.id}.{file.revision}.{number}" for number, hunk in enumerate(states)}


def _texts(change: Change, path: str) -> tuple[str | None, str | None]:
    return _text(change.base, path), _text(change.result, path)


def _text(file: FileBytes | None, path: str) -> str | None:
    return decode(file.data, PurePosixPath(path))[0] if file is not None and is_text(file) else None
