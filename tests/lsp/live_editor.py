"""An editor that talks to the real server: it has documents of its own, applies edits, saves, and follows turns."""

import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lsprotocol.types import Position, Range, TextEdit

from lsp.fake_editor import apply_edits
from lsp.raw_client import RawClient

UPDATE = "journeyman/session/update"
CAPABILITIES = {
    "general": {"positionEncodings": ["utf-16"]},
    "workspace": {"applyEdit": True, "workspaceEdit": {"documentChanges": True}},
    "textDocument": {"codeAction": {"dataSupport": True, "resolveSupport": {"properties": ["command"]}}},
    "experimental": {"journeyman": {"version": 1}},
}

Updates = Callable[[dict[str, Any]], bool]


class LiveEditor:
    """One editor with one folder open. `texts` is what the user sees, by path in the folder."""

    def __init__(self, client: RawClient, root: Path) -> None:
        self.client = client
        self.root = root
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        client.handlers = {"workspace/applyEdit": self._apply_edit, "journeyman/editor/save": self._save_when_asked}

    @classmethod
    @asynccontextmanager
    async def started(
        cls,
        command: Sequence[str],
        root: Path,
        env: Mapping[str, str],
        *,
        answered: Callable[["LiveEditor"], object] = lambda _: None,
    ) -> AsyncIterator["LiveEditor"]:
        """Start a server, open the folder, and shut the server down at the end.

        `answered` is called when the server has said what it can do, before it is told to begin.
        """
        async with RawClient.started(command, env=env, cwd=root) as client:
            editor = cls(client, root)
            folder = {"uri": root.as_uri(), "name": root.name}
            given = {"processId": os.getpid(), "capabilities": CAPABILITIES, "workspaceFolders": [folder]}
            await client.request("initialize", given)
            answered(editor)
            await client.notify("initialized", {})
            yield editor
            assert await client.shut_down() == 0, await client.errors()

    @property
    def process_id(self) -> int:
        assert self.client.process
        return self.client.process.pid

    def uri(self, path: str) -> str:
        return (self.root / path).as_uri()

    async def open(self, path: str) -> None:
        """Open a file as it is on the disk."""
        self.texts[path], self.versions[path] = (self.root / path).read_bytes().decode(), 1
        item = {"uri": self.uri(path), "languageId": "python", "version": 1, "text": self.texts[path]}
        await self.client.notify("textDocument/didOpen", {"textDocument": item})

    def type(self, path: str, line: int, text: str) -> None:
        """Write at the start of a line, counted from 0; nothing is saved."""
        at = {"line": line, "character": 0}
        lines = self.texts[path].splitlines(keepends=True)
        self.texts[path] = "".join([*lines[:line], text, *lines[line:]])
        self._changed(path, [{"range": {"start": at, "end": at}, "text": text}])

    async def save(self, path: str) -> None:
        """Save a document."""
        (self.root / path).write_bytes(self.texts[path].encode())
        await self.client.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(path)}})

    async def reload(self, path: str) -> None:
        """Show a document as it is on the disk, if others have changed it there."""
        if (text := (self.root / path).read_bytes().decode()) != self.texts[path]:
            self.texts[path] = text
            self._changed(path, [{"text": text}])
            await self.client.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(path)}})

    async def close(self, path: str) -> None:
        """Close a document; what was not saved is lost."""
        del self.texts[path], self.versions[path]
        await self.client.notify("textDocument/didClose", {"textDocument": {"uri": self.uri(path)}})

    async def new_session(self, **options: str) -> str:
        """Start a session in the folder and return its id."""
        result = await self.client.request("journeyman/session/new", {"root": self.root.as_uri(), **options})
        return str(result["sessionId"])

    async def prompt(self, session_id: str, text: str, delivery: str = "send") -> str:
        """Send a prompt and return the id of its turn."""
        params = {"sessionId": session_id, "prompt": [{"type": "text", "text": text}], "delivery": delivery}
        return str((await self.client.request("journeyman/session/prompt", params))["turnId"])

    async def turn(self, session_id: str, text: str) -> dict[str, Any]:
        """Send a prompt, wait until its turn has ended, and return the last update."""
        return await self.ended(await self.prompt(session_id, text))

    async def ended(self, turn_id: str) -> dict[str, Any]:
        """Wait until a turn has ended, and return its last update."""
        return await self.update(lambda update: update.get("turnId") == turn_id and update.get("state") == "idle")

    async def update(self, fits: Updates) -> dict[str, Any]:
        """Return the first update that fits, of those that came or will come."""
        return dict((await self.client.notification(UPDATE, lambda params: fits(params["update"])))["update"])

    async def _save_when_asked(self, params: dict[str, Any]) -> dict[str, bool]:
        path = self._path(params["uri"])
        if path not in self.texts:
            return {"saved": False}
        await self.save(path)
        return {"saved": True}

    def _apply_edit(self, params: dict[str, Any]) -> dict[str, Any]:
        changes = params["edit"]["documentChanges"]
        for change in changes:
            document = change["textDocument"]
            if document["version"] != self.versions.get(self._path(document["uri"])):
                return {"applied": False, "failureReason": "stale"}
        for change in changes:
            path = self._path(change["textDocument"]["uri"])
            edits = [TextEdit(_range(edit["range"]), edit["newText"]) for edit in change["edits"]]
            self.texts[path] = apply_edits(self.texts[path], edits)
            # From the end to the start, so that none moves the place of another.
            self._changed(path, [{"range": one["range"], "text": one["newText"]} for one in reversed(change["edits"])])
        return {"applied": True}

    def _changed(self, path: str, changes: list[dict[str, Any]]) -> None:
        self.versions[path] += 1
        document = {"uri": self.uri(path), "version": self.versions[path]}
        self.client.say("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def _path(self, uri: str) -> str:
        return Path(unquote(urlsplit(uri).path)).relative_to(self.root).as_posix()


def _range(value: dict[str, Any]) -> Range:
    return Range(Position(**value["start"]), Position(**value["end"]))
