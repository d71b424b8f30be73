"""Episodes: what one task took, and how it went. Outcomes are computed from this."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlite_utils import Database, Migrations

from ..agent.events import ToolOutput
from ..agent.messages import StopReason, ToolCall, ToolResult, Usage
from ..errors import StorageError
from .episode_rows import Episode, EpisodeCall, Evidence, cut_arguments, cut_result, to_call, to_episode, to_evidence
from .stores import storable, to_utc, writing

Episodes = list[Episode]  # `EpisodeStore.list` takes the name in the class.

migrations = Migrations("episodes")


@migrations()
def m001_episodes(db: Database) -> None:
    """Episodes, their tool calls, and the evidence about how they went. They go with their session."""
    db.executescript(
        """
        CREATE TABLE episodes (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
            workspace TEXT NOT NULL,
            turn_id TEXT NOT NULL,
            prompt TEXT NOT NULL,
            model TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
            started_at TEXT NOT NULL,
            finished_at TEXT,
            closed_at TEXT,
            stop_reason TEXT,
            steps INTEGER NOT NULL DEFAULT 0,
            tool_calls INTEGER NOT NULL DEFAULT 0,
            prompt_tokens INTEGER NOT NULL DEFAULT 0,
            cached_tokens INTEGER NOT NULL DEFAULT 0,
            completion_tokens INTEGER NOT NULL DEFAULT 0,
            cost_usd REAL NOT NULL DEFAULT 0,
            seconds REAL NOT NULL DEFAULT 0
        );
        CREATE INDEX episodes_by_session ON episodes (session_id);
        CREATE INDEX episodes_by_workspace ON episodes (workspace, id);
        CREATE TABLE episode_calls (
            episode_id INTEGER NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            tool TEXT NOT NULL,
            arguments TEXT NOT NULL,
            result TEXT NOT NULL,
            is_error INTEGER NOT NULL,
            exit_code INTEGER,
            seconds REAL NOT NULL,
            changed_files TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (episode_id, position)
        );
        CREATE TABLE evidence (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            episode_id INTEGER NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            value REAL NOT NULL CHECK (value BETWEEN 0 AND 1),
            source TEXT NOT NULL,
            at TEXT NOT NULL
        );
        CREATE INDEX evidence_by_episode ON evidence (episode_id);
        """
    )


class EpisodeStore:
    """The episodes of one workspace. Each method is one transaction."""

    def __init__(self, db: Database, workspace: str) -> None:
        self._db = db
        self._workspace = workspace

    def open(self, session_id: str, turn_id: str, prompt: str, *, now: datetime) -> int:
        """Begin an episode and return its id. Raise StorageError if the session is gone."""
        with writing(self._db):
            opened = self._db.execute(
                "INSERT INTO episodes (session_id, workspace, turn_id, prompt, model, started_at, state)"
                " SELECT id, workspace, ?, ?, model, ?, 'open' FROM sessions WHERE id = ? AND workspace = ?"
                " RETURNING id",
                [turn_id, storable(prompt), to_utc(now), session_id, self._workspace],
            ).fetchall()
        if not opened:
            raise StorageError(f"Session {session_id} is gone, it may have been deleted. Start a new session.")
        return int(opened[0][0])

    def add_call(
        self,
        episode_id: int,
        call: ToolCall,
        result: ToolResult,
        *,
        output: ToolOutput | None,
        seconds: float,
        now: datetime,
    ) -> None:
        """Append a tool call; long arguments and results are cut. `output` is None if it did not end."""
        with writing(self._db):
            self.get(episode_id)
            self._db.table("episode_calls").insert(
                {
                    "episode_id": episode_id,
                    "position": self._count_calls(episode_id),
                    "tool": storable(call.name),
                    "arguments": cut_arguments(call.arguments),
                    "result": storable(cut_result(result.text)),
                    "is_error": result.is_error,
                    "exit_code": output.exit_code if output else None,
                    "seconds": seconds,
                    "changed_files": json.dumps([change.path for change in output.changes] if output else []),
                    "at": to_utc(now),
                }
            )

    def add_evidence(self, episode_id: int, evidence: Evidence) -> None:
        """Append what speaks for or against the episode, also after it is closed. Nothing is ever changed."""
        with writing(self._db):
            self.get(episode_id)
            self._db.execute(
                "INSERT INTO evidence (episode_id, kind, value, source, at) VALUES (?, ?, ?, ?, ?)",
                [episode_id, evidence.kind, evidence.value, storable(evidence.source), to_utc(evidence.at)],
            )

    def finish(
        self,
        episode_id: int,
        *,
        stop_reason: StopReason,
        steps: int,
        usage: Usage,
        seconds: float,
        now: datetime,
    ) -> Episode:
        """Note what the turn took; the episode stays open for evidence."""
        values = {
            "stop_reason": stop_reason,
            "finished_at": to_utc(now),
            "steps": steps,
            "tool_calls": self._count_calls(episode_id),
            "prompt_tokens": usage.input_tokens,
            "cached_tokens": usage.cached_tokens,
            "completion_tokens": usage.output_tokens,
            "cost_usd": usage.cost_usd,
            "seconds": seconds,
        }
        return self._update(episode_id, values)

    def close(self, episode_id: int, *, now: datetime) -> Episode:
        """Note that the outcome is known, or that nothing more will be learned."""
        return self._update(episode_id, {"state": "closed", "closed_at": to_utc(now)})

    def get(self, episode_id: int) -> Episode:
        """Return the episode, finished or not. Raise StorageError if there is none."""
        rows = list(self._db.table("episodes").rows_where("id = ? AND workspace = ?", [episode_id, self._workspace]))
        if not rows:
            raise StorageError(
                f"There is no episode {episode_id} in this workspace. Its session may have been deleted; "
                "list the episodes to see which there are."
            )
        return to_episode(rows[0])

    def calls(self, episode_id: int) -> tuple[EpisodeCall, ...]:
        """Return the tool calls of the episode in their order."""
        return tuple(map(to_call, self._parts("episode_calls", episode_id)))

    def evidence(self, episode_id: int) -> tuple[Evidence, ...]:
        """Return the evidence about the episode, oldest first."""
        return tuple(map(to_evidence, self._parts("evidence", episode_id)))

    def list(self, *, limit: int = 50) -> Episodes:
        """Return episodes, the latest first."""
        rows = self._db.table("episodes").rows_where(
            "workspace = ?", [self._workspace], order_by="id DESC", limit=limit
        )
        return [to_episode(row) for row in rows]

    def of_turn(self, session_id: str, turn_id: str) -> Episode | None:
        """Return the episode of a turn; None if the turn was off the record."""
        where = "session_id = ? AND turn_id = ? AND workspace = ?"
        rows = list(self._db.table("episodes").rows_where(where, [session_id, turn_id, self._workspace], limit=1))
        return to_episode(rows[0]) if rows else None

    def _count_calls(self, episode_id: int) -> int:
        return self._db.table("episode_calls").count_where("episode_id = ?", [episode_id])

    def _update(self, episode_id: int, values: dict[str, Any]) -> Episode:
        with writing(self._db):
            self.get(episode_id)
            self._db.table("episodes").update(episode_id, values)
            return self.get(episode_id)

    def _parts(self, table: str, episode_id: int) -> Iterator[dict[str, Any]]:
        """Return what belongs to an episode of this workspace, in the order in which it was added."""
        self.get(episode_id)
        return self._db.table(table).rows_where("episode_id = ?", [episode_id], order_by="rowid")
