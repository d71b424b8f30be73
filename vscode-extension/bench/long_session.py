"""Write a long session into the database of a folder, as if it had been held there.

usage: long_session.py FOLDER TITLE END MESSAGES, with JOURNEYMAN_HOME in the environment.
"""

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from journeyman.agent.messages import AssistantMessage, Message, ToolCall, ToolResult, UserMessage
from journeyman.memory.database import open_database
from journeyman.memory.sessions import SessionStore
from journeyman.project.identity import workspace_key
from journeyman.workspace import DATABASE

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SESSION_ID = "6b042ac000001"
MESSAGES_IN_TURN = 4


def main(folder: str, title: str, end: str, messages: str) -> None:
    """Store one that ends with an answer of the words `end`."""
    workspace = asyncio.run(workspace_key(Path(folder)))
    with closing(open_database(Path(os.environ["JOURNEYMAN_HOME"]) / DATABASE, now=NOW)) as db:
        store = SessionStore(db, workspace)
        session = store.create(SESSION_ID, model="tiny", mode="ask", now=NOW)
        store.replace_history(session.id, list(_talk(int(messages) // MESSAGES_IN_TURN, end)), now=NOW)
        store.rename(session.id, title, now=NOW)


def _talk(turns: int, end: str) -> Iterator[Message]:
    for turn in range(turns):
        call = ToolCall(f"c{turn}", "read_file", {"path": "app/routes.py"})
        yield UserMessage(f"Prompt {turn}: what does it do?")
        yield AssistantMessage(tool_calls=(call,), stop_reason="tool_calls")
        yield ToolResult(call.id, "line\n" * 40)
        yield AssistantMessage(_answer(turn) if turn < turns - 1 else end)


def _answer(turn: int) -> str:
    """Of many lengths, with what Markdown has."""
    code = f"```python\ndef f(n: int) -> int:\n    return n + {turn}\n```"
    return f"Answer {turn} says **something**.\n\n{'x ' * (turn * 37 % 400)}\n\n{code}\n\n- one\n- two\n"


main(*sys.argv[1:])
