"""Episodes: what one task took, and how it went. Outcomes are computed from this."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database, Migrations

from ..agent.events import ToolOutput
from ..agent.messages import StopReason, ToolCall, ToolResult, Usage
from ..errors import StorageError
from .episode_rows import (
    Episode,
    EpisodeCall,
    Evidence,
    Verdict,
    cut_arguments,
    cut_result,
    to_call,
    to_episode,
    to_evidence,
)
from .interrupted_turns import interrupted_turn
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


@migrations()
def m002_outcome(db: Database) -> None:
    """How an episode went. What was recorded before is closed: nobody asked to learn from it now, at a price."""
    db.executescript(
        """
        ALTER TABLE episodes ADD COLUMN outcome TEXT CHECK (outcome IN ('success', 'failure', 'unknown'));
        ALTER TABLE episodes ADD COLUMN score REAL CHECK (score BETWEEN 0 AND 1);
        ALTER TABLE episodes ADD COLUMN reasons TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE episodes ADD COLUMN kind TEXT NOT NULL DEFAULT '';
        CREATE INDEX open_episodes ON episodes (workspace, id) WHERE state = 'open';
        UPDATE episodes SET state = 'closed', closed_at = coalesce(closed_at, finished_at, started_at),
            outcome = 'unknown', score = 0.5, reasons = '["recorded before outcomes were judged"]';
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

    def finish_interrupted(self, episode_id: int) -> Episode:
        """Note what is known of a turn whose process was killed; an episode that is finished stays as it is.

        Only for who holds the session's lock: else the turn may be running in another process.
        """
        with writing(self._db):
            episode = self.get(episode_id)
            if episode.finished_at:
                return episode
            turn = interrupted_turn(self._db, episode.session_id, episode.turn_id)
            times = [turn.last_step_at or episode.started_at, *(call.at for call in self.calls(episode_id))]
            return self.finish(
                episode_id,
                stop_reason=turn.stop_reason,
                steps=turn.steps,
                usage=turn.usage,
                seconds=(max(times) - episode.started_at).total_seconds(),
                now=max(times),
            )

    def settle(
        self,
        episode_id: int,
        verdict: Verdict,
        score: float,
        reasons: Iterable[str],
        *,
        kind: str,
        now: datetime,
    ) -> bool:
        """Close the episode with its outcome; return whether that was done now. What is closed stays as it is."""
        values = {
            "state": "closed",
            "closed_at": to_utc(now),
            "outcome": verdict,
            "score": score,
            "reasons": json.dumps([*reasons]),
            "kind": storable(kind),
        }
        with writing(self._db):
            is_open = self.get(episode_id).state == "open"
            if is_open:
                self._update(episode_id, values)
            return is_open

    def correct(self, episode_id: int, verdict: Verdict, score: float, reasons: Iterable[str]) -> bool:
        """Give a closed episode another outcome, and return whether it is another one than before."""
        with writing(self._db):
            episode = self.get(episode_id)
            is_other = episode.state == "closed" and episode.outcome != verdict
            if is_other:
                values = {"outcome": verdict, "score": score, "reasons": json.dumps([*reasons])}
                self._update(episode_id, values)
            return is_other

    def set_kind(self, episode_id: int, kind: str) -> Episode:
        """Note which skill fits, where that is known only after the episode was closed."""
        return self._update(episode_id, {"kind": storable(kind)})

    def get(self, episode_id: int) -> Episode:
        """Return the episode, finished or not. Raise StorageError if there is none."""
        found = self._episodes("id = ?", [episode_id])
        if not found:
            raise StorageError(
                f"There is no episode {episode_id} in this workspace. Its session may have been deleted; "
                "list the episodes to see which there are."
            )
        return found[0]

    def calls(self, episode_id: int) -> tuple[EpisodeCall, ...]:
        """Return the tool calls of the episode in their order."""
        return tuple(map(to_call, self._parts("episode_calls", episode_id)))

    def evidence(self, episode_id: int) -> tuple[Evidence, ...]:
        """Return the evidence about the episode, oldest first."""
        return tuple(map(to_evidence, self._parts("evidence", episode_id)))

    def list(self, *, limit: int = 50) -> Episodes:
        """Return episodes, the latest first."""
        return self._episodes("true", [], limit=limit)

    def list_closed(self, *, since: datetime, limit: int = 1000) -> Episodes:
        """Return episodes that were closed at `since` or later, the latest first."""
        return self._episodes("state = 'closed' AND closed_at >= ?", [to_utc(since)], limit=limit)

    def open_ones(self) -> Episodes:
        """Return the episodes whose outcome is not known yet, the oldest first. Some may be running."""
        return self._episodes("state = 'open'", [])[::-1]

    def latest_open(self, session_id: str) -> Episode | None:
        """Return the latest episode of a session whose outcome is not known yet."""
        found = self._episodes("state = 'open' AND session_id = ?", [storable(session_id)], limit=1)
        return found[0] if found else None

    def of_turn(self, session_id: str, turn_id: str) -> Episode | None:
        """Return the episode of a turn; None if the turn was off the record."""
        found = self._episodes("session_id = ? AND turn_id = ?", [session_id, turn_id], limit=1)
        return found[0] if found else None

    def _episodes(self, where: str, values: Sequence[Any], *, limit: int | None = None) -> Episodes:
        rows = self._db.table("episodes").rows_where(
            f"workspace = ? AND {where}", [self._workspace, *values], order_by="id DESC", limit=limit
        )
        return [to_episode(row) for row in rows]

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
