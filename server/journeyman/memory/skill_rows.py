"""What is known about skills: tables, rows, and data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database, Migrations

from .episode_rows import Verdict

migrations = Migrations("skills")


@migrations()
def m001_skills(db: Database) -> None:
    """Skills, their versions, uses and lessons. A deleted session takes along what was said in it, no more."""
    db.executescript(
        """
        CREATE TABLE skills (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            owner TEXT NOT NULL,
            name TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('candidate', 'trusted', 'retired')),
            pinned INTEGER NOT NULL DEFAULT 0,
            approved INTEGER NOT NULL DEFAULT 0,
            version INTEGER NOT NULL,
            digest TEXT NOT NULL,
            created_at TEXT NOT NULL,
            state_at TEXT NOT NULL,
            state_reason TEXT NOT NULL,
            last_used_at TEXT,
            episode_id INTEGER REFERENCES episodes (id) ON DELETE SET NULL,
            UNIQUE (owner, name)
        );
        CREATE INDEX skills_by_episode ON skills (episode_id);
        CREATE TABLE skill_versions (
            skill_id INTEGER NOT NULL REFERENCES skills (id) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            text TEXT NOT NULL,
            origin TEXT NOT NULL,
            reason TEXT NOT NULL,
            episode_id INTEGER REFERENCES episodes (id) ON DELETE SET NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (skill_id, version)
        );
        CREATE INDEX skill_versions_by_episode ON skill_versions (episode_id);
        CREATE TABLE skill_uses (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            skill_id INTEGER NOT NULL REFERENCES skills (id) ON DELETE CASCADE,
            version INTEGER NOT NULL,
            episode_id INTEGER REFERENCES episodes (id) ON DELETE SET NULL,
            how TEXT NOT NULL CHECK (how IN ('instructions', 'offered', 'opened', 'forced')),
            verdict TEXT CHECK (verdict IN ('success', 'failure', 'unknown')),
            followed INTEGER,
            steps INTEGER NOT NULL DEFAULT 0,
            tokens INTEGER NOT NULL DEFAULT 0,
            seconds REAL NOT NULL DEFAULT 0,
            at TEXT NOT NULL,
            UNIQUE (skill_id, episode_id)
        );
        CREATE INDEX skill_uses_by_episode ON skill_uses (episode_id);
        CREATE TABLE lessons (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            skill_id INTEGER NOT NULL REFERENCES skills (id) ON DELETE CASCADE,
            prompt TEXT NOT NULL,
            fits INTEGER NOT NULL,
            source TEXT NOT NULL CHECK (source IN ('use', 'user')),
            episode_id INTEGER REFERENCES episodes (id) ON DELETE CASCADE CHECK (source = 'user' OR episode_id),
            at TEXT NOT NULL,
            UNIQUE (skill_id, prompt)
        );
        CREATE INDEX lessons_by_episode ON lessons (episode_id);
        """
    )


RECORDS = (
    "SELECT owner, name, state, pinned, approved, version, digest, created_at, state_at, state_reason, last_used_at,"
    " episode_id FROM skills"
)
USES = (
    "SELECT skill_uses.id, owner, name, skill_uses.version, skill_uses.episode_id, how, verdict, followed, steps,"
    " tokens, seconds, at FROM skill_uses JOIN skills ON skills.id = skill_id"
)
LESSONS = (
    "SELECT owner, name, prompt, fits, source, at, lessons.episode_id FROM lessons JOIN skills ON skills.id = skill_id"
)
ADD_VERSION = (
    "INSERT INTO skill_versions (skill_id, version, text, origin, reason, episode_id, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
MADE_FROM = (
    "SELECT owner, name FROM skill_versions JOIN skills ON skills.id = skill_id WHERE skill_versions.episode_id = ?"
    " ORDER BY at DESC LIMIT 1"
)
TALLIES = """
    SELECT owner, name, count(*), sum(verdict IS 'success'), sum(verdict IS 'failure')
    FROM skill_uses JOIN skills ON skills.id = skill_id
    WHERE owner IN (:workspace, '') AND coalesce(followed, how <> 'offered')
        AND (:names IS NULL OR name IN (SELECT value FROM json_each(:names)))
    GROUP BY skill_id
"""

TEACH = """
    INSERT INTO lessons (skill_id, prompt, fits, source, at, episode_id) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (skill_id, prompt) DO UPDATE SET fits = excluded.fits, source = excluded.source, at = excluded.at,
        episode_id = coalesce(excluded.episode_id, episode_id)
    WHERE source = 'use' OR excluded.source = 'user'
"""
FORGET_OLD_LESSONS = (
    "DELETE FROM lessons WHERE skill_id = ? AND id NOT IN"
    " (SELECT id FROM lessons WHERE skill_id = ? ORDER BY source = 'user' DESC, at DESC, id DESC LIMIT ?)"
)

SkillState = Literal["candidate", "trusted", "retired"]

Origin = Literal["learned", "refined", "edited", "rolled_back", "added", "saved"]
"""Of a version's text: the agent after a task, the agent after a use, the user in the file, an older version,
another folder, the agent because it was asked to."""

UseKind = Literal["instructions", "offered", "opened", "forced"]
"""In the prompt as a whole, or with name and description only; then opened by the model; named by the user."""

LessonSource = Literal["use", "user"]


@dataclass(frozen=True, slots=True)
class SkillRecord:
    """A skill's standing. Its current text is on disk."""

    owner: str
    """The key of the workspace that it belongs to; empty for the user's."""
    name: str
    state: SkillState
    pinned: bool
    approved: bool
    """By the user."""
    version: int
    """Counts from 1; going back to an older text makes a new one, too."""
    digest: str
    """SHA-256 of the current version's text."""
    created_at: datetime
    state_at: datetime
    """Since when it is in its state."""
    state_reason: str
    last_used_at: datetime | None
    episode_id: int | None
    """From which it was learned, if it was and the episode still exists."""


@dataclass(frozen=True, slots=True)
class SkillVersion:
    """What a skill said at a time."""

    version: int
    text: str
    origin: Origin
    reason: str
    episode_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SkillUse:
    """A skill that was in a task's prompt, and how the task went."""

    id: int
    owner: str
    name: str
    version: int
    episode_id: int | None
    """None once its session is deleted."""
    how: UseKind
    verdict: Verdict | None
    """None while the episode is open."""
    followed: bool | None
    """Whether the task went as the skill says; if it did not, the outcome says nothing about the skill."""
    steps: int
    tokens: int
    seconds: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Lesson:
    """A prompt that a skill fits, or does not fit."""

    owner: str
    name: str
    prompt: str
    fits: bool
    source: LessonSource
    at: datetime
    episode_id: int | None = None
    """Where the prompt was said: with its session the lesson goes. What a use shows always has one."""


def to_record(
    owner: str,
    name: str,
    state: SkillState,
    pinned: int,
    approved: int,
    version: int,
    digest: str,
    created_at: str,
    state_at: str,
    state_reason: str,
    last_used_at: str | None,
    episode_id: int | None,
) -> SkillRecord:
    """Return the record of a row. By position: of 10,000 dicts it takes three times as long."""
    to_time = datetime.fromisoformat
    return SkillRecord(
        owner,
        name,
        state,
        bool(pinned),
        bool(approved),
        version,
        digest,
        to_time(created_at),
        to_time(state_at),
        state_reason,
        to_time(last_used_at) if last_used_at else None,
        episode_id,
    )


def to_version(row: dict[str, Any]) -> SkillVersion:
    """Return the version of a row."""
    del row["skill_id"]
    return SkillVersion(**row | {"at": datetime.fromisoformat(row["at"])})


def to_use(row: dict[str, Any]) -> SkillUse:
    """Return the use of a row."""
    followed = None if row["followed"] is None else bool(row["followed"])
    return SkillUse(**row | {"followed": followed, "at": datetime.fromisoformat(row["at"])})


def to_lesson(row: dict[str, Any]) -> Lesson:
    """Return the lesson of a row."""
    return Lesson(**row | {"fits": bool(row["fits"]), "at": datetime.fromisoformat(row["at"])})
