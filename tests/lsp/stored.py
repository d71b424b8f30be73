"""What the database holds of a session, read behind the server's back."""

from pathlib import Path

from sqlite_utils import Database

from journeyman.agent.messages import ToolResult, unanswered
from journeyman.memory.changes import ChangeStore
from journeyman.memory.sessions import SessionStore
from journeyman.review.hunks import Change, expected, from_json
from journeyman.workspace import DATABASE


class Stored:
    """One session."""

    def __init__(self, home: Path, session: str) -> None:
        self.session = session
        db = Database(home / DATABASE)
        [(workspace,)] = db.execute("SELECT workspace FROM sessions WHERE id = ?", [session]).fetchall()
        self.changes, self.sessions = ChangeStore(db, workspace), SessionStore(db, workspace)

    def results(self) -> dict[str, bytes | None]:
        """What the change sets say that each file is now."""
        found: dict[str, bytes | None] = {}
        for change_set in self.changes.list(self.session):
            for file in change_set.files:
                entry = self.changes.entry(change_set.id, file.path)
                assert entry
                now = expected(Change(entry[1], entry[2], from_json(file.decisions.hunks)))
                found[file.path] = now.data if now else None
        return found

    def ids(self) -> dict[str, str]:
        """The ids that the hunks of each file begin with."""
        return {file.path: str(file.id) for found in self.changes.list(self.session) for file in found.files}

    def check_history(self) -> None:
        """Each call has one result."""
        messages = self.sessions.history(self.session)
        assert list(unanswered(messages, "")) == []
        results = [message.call_id for message in messages if isinstance(message, ToolResult)]
        assert len(results) == len(set(results))
