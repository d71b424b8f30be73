"""What is known about skills: their state, their versions, how they were used, which prompts they fit."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from ..errors import SkillError
from .backups import erase_traces
from .episode_rows import Verdict
from .skill_rows import (
    ADD_VERSION,
    FORGET_OLD_LESSONS,
    LESSONS,
    MADE_FROM,
    RECORDS,
    TALLIES,
    TEACH,
    USES,
    Lesson,
    Origin,
    SkillRecord,
    SkillState,
    SkillUse,
    SkillVersion,
    UseKind,
    to_lesson,
    to_record,
    to_use,
    to_version,
)
from .stores import storable, to_utc, writing

MAX_LESSONS = 200
"""Of one skill: what a use shows goes first, then the oldest."""
MAX_PROMPT_LENGTH = 2000
"""Characters of a lesson's prompt: what is wanted stands at its beginning, behind it are logs and code."""


class SkillStore:
    """The skills of one workspace and of the user. Each method is one transaction."""

    def __init__(self, db: Database, workspace: str) -> None:
        self._db = db
        self._workspace = workspace

    def add(
        self,
        owner: str,
        name: str,
        text: str,
        *,
        state: SkillState,
        origin: Origin,
        reason: str,
        episode_id: int | None,
        now: datetime,
    ) -> SkillRecord:
        """Begin to keep account of a skill, with `text` as version 1.

        Raises:
            SkillError: the owner has a skill of this name.
        """
        at = to_utc(now)
        with writing(self._db):
            self._check_free(owner, name)
            self._db.execute(
                "INSERT INTO skills (owner, name, version, digest, state, state_reason, episode_id, created_at,"
                " state_at) VALUES (?, ?, 0, '', ?, ?, ?, ?, ?)",
                [owner, storable(name), state, storable(reason), self._known(episode_id), at, at],
            )
            self.note_version(owner, name, text, origin=origin, reason=reason, episode_id=episode_id, now=now)
            return self._record(self._id(owner, name))

    def get(self, owner: str, name: str) -> SkillRecord | None:
        """Return what is known about a skill; None if nothing is."""
        ids = self._ids(owner, name)
        return self._record(ids[0]) if ids else None

    def all(self) -> tuple[SkillRecord, ...]:
        """Return what is known about all skills of the user and of this workspace, by their names."""
        return tuple(self._records("owner IN (?, '') ORDER BY owner, name", [self._workspace]))

    def data_version(self) -> int:
        """Return a number that is another one after another process has written to the database."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def some(self, names: Iterable[str]) -> tuple[SkillRecord, ...]:
        """Return what is known about the skills of these names."""
        where = "owner IN (?, '') AND name IN (SELECT value FROM json_each(?)) ORDER BY owner, name"
        return tuple(self._records(where, [self._workspace, json.dumps([*map(storable, names)])]))

    def set_state(self, owner: str, name: str, state: SkillState, *, reason: str, now: datetime) -> SkillRecord:
        """Promote or retire a skill, or put it back on probation."""
        return self._update(owner, name, {"state": state, "state_at": to_utc(now), "state_reason": storable(reason)})

    def approve(self, owner: str, name: str, *, now: datetime) -> SkillRecord:
        """Trust a skill because the user does."""
        with writing(self._db):
            self.set_state(owner, name, "trusted", reason="approved by the user", now=now)
            return self._update(owner, name, {"approved": True})

    def pin(self, owner: str, name: str) -> SkillRecord:
        """Leave changes of a skill to the user."""
        return self._update(owner, name, {"pinned": True})

    def unpin(self, owner: str, name: str) -> SkillRecord:
        """Let a skill be refined and retired again."""
        return self._update(owner, name, {"pinned": False})

    def move(self, name: str, from_owner: str, to_owner: str) -> SkillRecord:
        """Give a skill, with all that is known about it, to another owner. Raise SkillError if it has one."""
        with writing(self._db):
            skill_id = self._id(from_owner, name)
            self._check_free(to_owner, name)
            self._db.execute("UPDATE skills SET owner = ? WHERE id = ?", [to_owner, skill_id])
            return self._record(skill_id)

    def forget(self, owner: str, name: str) -> None:
        """Delete all that is known about a skill; no text of it stays in any of our files.

        Not inside another transaction: what is not written yet cannot be erased.
        """
        with writing(self._db):
            self._db.execute("DELETE FROM skills WHERE id = ?", [self._id(owner, name)])
        erase_traces(self._db)

    def note_version(
        self,
        owner: str,
        name: str,
        text: str,
        *,
        origin: Origin,
        reason: str,
        episode_id: int | None,
        now: datetime,
    ) -> int:
        """Keep what the skill says now, and return its version; the same text makes no new one."""
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        with writing(self._db):
            skill_id = self._id(owner, name)
            record = self._record(skill_id)
            if record.digest == digest:
                return record.version
            version = record.version + 1
            self._db.execute("UPDATE skills SET version = ?, digest = ? WHERE id = ?", [version, digest, skill_id])
            values = [skill_id, version, storable(text), origin, storable(reason), self._known(episode_id), to_utc(now)]
            self._db.execute(ADD_VERSION, values)
            return version

    def versions(self, owner: str, name: str) -> tuple[SkillVersion, ...]:
        """Return all versions of a skill, the oldest first."""
        values = [self._id(owner, name)]
        rows = self._db.table("skill_versions").rows_where("skill_id = ?", values, order_by="version")
        return tuple(map(to_version, rows))

    def add_use(self, owner: str, name: str, how: UseKind, *, episode_id: int | None, now: datetime) -> int:
        """Note that a skill is in the prompt of an episode, and return the use's id.

        Once per episode: if it was offered there, this is what became of it.
        """
        with writing(self._db):
            skill_id = self._id(owner, name)
            if how != "offered":
                self._note_used(skill_id, now)
            [(use_id,)] = self._db.execute(
                "INSERT INTO skill_uses (skill_id, version, episode_id, how, at)"
                " SELECT id, version, ?, ?, ? FROM skills WHERE id = ?"
                " ON CONFLICT (skill_id, episode_id)"
                " DO UPDATE SET how = CASE how WHEN 'offered' THEN excluded.how ELSE how END RETURNING id",
                [self._known(episode_id), how, to_utc(now), skill_id],
            ).fetchall()
            return int(use_id)

    def settle_uses(
        self,
        episode_id: int,
        verdict: Verdict,
        followed: Mapping[str, bool],
        *,
        steps: int,
        tokens: int,
        seconds: float,
    ) -> None:
        """Note how the episode went, and which skills (by name) it followed."""
        measures = {"verdict": verdict, "steps": steps, "tokens": tokens, "seconds": seconds}
        with writing(self._db):
            for use in self.uses_of(episode_id):
                self._db.table("skill_uses").update(use.id, measures | {"followed": followed.get(use.name)})
                if followed.get(use.name):
                    self._note_used(self._id(use.owner, use.name), use.at)

    def made_from(self, episode_id: int) -> tuple[str, str] | None:
        """Return owner and name of the skill that has a version made from the episode; None if nothing was."""
        return next(iter(self._db.execute(MADE_FROM, [self._known(episode_id)])), None)

    def uses(self, owner: str, name: str) -> tuple[SkillUse, ...]:
        """Return the uses of a skill, the oldest first; those of the user's are from all workspaces."""
        rows = self._db.query(f"{USES} WHERE skill_id = ? ORDER BY skill_uses.id", [self._id(owner, name)])
        return tuple(map(to_use, rows))

    def tallies(self, names: Iterable[str] | None = None) -> dict[tuple[str, str], tuple[int, int, int]]:
        """Return uses, successes and failures of all skills, or of some, by owner and name; of unused ones nothing.

        What a task did not follow is no use, nor is an offer that it turned down.
        """
        wanted = None if names is None else json.dumps([*map(storable, names)])
        rows = self._db.execute(TALLIES, {"workspace": self._workspace, "names": wanted})
        return {(owner, name): (uses, good, bad) for owner, name, uses, good, bad in rows}

    def uses_of(self, episode_id: int) -> tuple[SkillUse, ...]:
        """Return the skills that were in the prompt of an episode, in the order in which they came."""
        where = "skill_uses.episode_id = ? ORDER BY skill_uses.id"
        return tuple(map(to_use, self._db.query(f"{USES} WHERE {where}", [self._known(episode_id)])))

    def teach(self, lessons: Iterable[Lesson]) -> int:
        """Keep which prompts fit which skills, and return of how many skills: all, or none if it raises SkillError.

        The same prompt again replaces, but what the user said stands against what a use shows. A lesson
        whose episode was deleted meanwhile is dropped.
        """
        with writing(self._db):
            skill_ids = {self._teach(lesson) for lesson in lessons}
            for skill_id in skill_ids:
                self._db.execute(FORGET_OLD_LESSONS, [skill_id, skill_id, MAX_LESSONS])
        return len(skill_ids)

    def unlearn(self, episode_id: int) -> None:
        """Forget which prompts fit because the episode went well: it did not."""
        known = [self._known(episode_id)]
        with writing(self._db):
            self._db.execute("DELETE FROM lessons WHERE episode_id = ? AND source = 'use'", known)

    def lessons(self, owner: str, name: str) -> tuple[Lesson, ...]:
        """Return the lessons about a skill, the oldest first."""
        where = "skill_id = ? ORDER BY lessons.id"
        return tuple(map(to_lesson, self._db.query(f"{LESSONS} WHERE {where}", [self._id(owner, name)])))

    def all_lessons(self) -> tuple[Lesson, ...]:
        """Return the lessons about all skills."""
        where = "owner IN (?, '') ORDER BY skill_id, lessons.id"
        return tuple(map(to_lesson, self._db.query(f"{LESSONS} WHERE {where}", [self._workspace])))

    def _teach(self, lesson: Lesson) -> int:
        skill_id = self._id(lesson.owner, lesson.name)
        prompt = storable(lesson.prompt.strip()[:MAX_PROMPT_LENGTH])
        if not prompt:
            raise SkillError(f"A prompt for {lesson.name} is empty. Say which task it fits, or does not fit.")
        episode_id = self._known(lesson.episode_id)
        if episode_id == lesson.episode_id:
            values = [skill_id, prompt, lesson.fits, lesson.source, to_utc(lesson.at), episode_id]
            self._db.execute(TEACH, values)
        return skill_id

    def _note_used(self, skill_id: int, at: datetime) -> None:
        note = "UPDATE skills SET last_used_at = max(coalesce(last_used_at, ''), ?) WHERE id = ?"
        self._db.execute(note, [to_utc(at), skill_id])

    def _update(self, owner: str, name: str, values: dict[str, Any]) -> SkillRecord:
        with writing(self._db):
            skill_id = self._id(owner, name)
            self._db.table("skills").update(skill_id, values)
            return self._record(skill_id)

    def _record(self, skill_id: int) -> SkillRecord:
        [record] = self._records("id = ?", [skill_id])
        return record

    def _records(self, where: str, values: Sequence[Any]) -> Iterator[SkillRecord]:
        return (to_record(*row) for row in self._db.execute(f"{RECORDS} WHERE {where}", values))

    def _known(self, episode_id: int | None) -> int | None:
        """Return the id; None if the episode was deleted meanwhile, or is of another workspace."""
        found = self._db.execute(
            "SELECT id FROM episodes WHERE id = ? AND workspace = ?", [episode_id, self._workspace]
        )
        return next((known for (known,) in found), None)

    def _id(self, owner: str, name: str) -> int:
        ids = self._ids(owner, name)
        if not ids:
            raise SkillError(f"There is no skill {name}. See which there are with `journeyman skills list`.")
        return ids[0]

    def _ids(self, owner: str, name: str) -> list[int]:
        """Return the id of a skill that this workspace sees, or nothing."""
        values = [owner, storable(name), self._workspace]
        found = self._db.execute("SELECT id FROM skills WHERE owner = ? AND name = ? AND owner IN (?, '')", values)
        return [skill_id for (skill_id,) in found]

    def _check_free(self, owner: str, name: str) -> None:
        if owner not in (self._workspace, ""):
            raise ValueError(f"{owner} is another workspace")
        if self._ids(owner, name):
            whose = "This workspace has" if owner else "You have"
            raise SkillError(f"{whose} a skill {name} already. Rename or delete one of the two.")
