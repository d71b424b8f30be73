"""An editor as untidy as real ones: any encoding, unsaved changes, news that comes late, files that it reloads."""

import asyncio
import random
import re
from pathlib import Path, PurePosixPath
from typing import Any

from journeyman.agent.encoding import Encoding, decode, encode
from lsp.live_editor import LiveEditor
from lsp.raw_client import RawClient

Files = dict[str, tuple[bytes, int]]
"""Contents and modes, by path."""

MAX_DELAY = 40
"""Rounds of the event loop that news of a change may take."""


class Desktop(LiveEditor):
    """Opens files in their encodings, and keeps which are unsaved. Chance decides when the server hears of changes."""

    def __init__(self, client: RawClient, root: Path, chance: random.Random) -> None:
        super().__init__(client, root)
        self.chance = chance
        self.encodings: dict[str, Encoding] = {}
        self.loaded: dict[str, bytes] = {}
        """What each document was loaded from, or saved as."""
        self.unsaved: set[str] = set()
        self.is_slow = chance.random() < 0.4
        """Whether changes are reported some time after they are made."""
        self._unreported: list[tuple[str, int, list[dict[str, Any]]]] = []
        self._reporting: set[asyncio.Task[None]] = set()
        client.handlers["journeyman/editor/query"] = self._answer

    async def open(self, path: str) -> None:
        """Open a file as it is on the disk."""
        self._load(path)
        await self._tell_open(path)

    async def move_to(self, client: RawClient) -> None:
        """Go on with another server."""
        client.handlers, self.client = self.client.handlers, client
        for path in self.texts:
            await self._tell_open(path)

    async def _tell_open(self, path: str) -> None:
        self.versions[path] = 1
        item = {"uri": self.uri(path), "languageId": "text", "version": 1, "text": self.texts[path]}
        await self.client.notify("textDocument/didOpen", {"textDocument": item})

    def type(self, path: str, line: int, text: str) -> None:
        """Write at the start of a line, counted from 0; nothing is saved."""
        super().type(path, line, text)
        self.unsaved.add(path)

    async def save(self, path: str) -> None:
        """Save a document in its encoding."""
        self.report()
        self.loaded[path] = self.would_save(path)
        (self.root / path).write_bytes(self.loaded[path])
        self.unsaved.discard(path)
        await self.client.notify("textDocument/didSave", {"textDocument": {"uri": self.uri(path)}})

    def would_save(self, path: str) -> bytes:
        return encode(self.texts[path], self.encodings[path], PurePosixPath(path))

    def reload(self) -> None:
        """Load what has changed on the disk under documents without unsaved changes; what is gone stays open."""
        for path in self.texts:
            place = self.root / path
            if path not in self.unsaved and place.exists() and place.read_bytes() != self.loaded[path]:
                self._load(path)
                self._changed(path, [{"text": self.texts[path]}])
        self.report()

    def report(self) -> None:
        """Tell the server what it has not heard yet."""
        waiting, self._unreported = self._unreported, []
        for path, version, changes in waiting:
            document = {"uri": self.uri(path), "version": version}
            self.client.say("textDocument/didChange", {"textDocument": document, "contentChanges": changes})

    def view(self) -> Files:
        """All files as the user sees them, with their modes: what is unsaved as it would be saved."""
        files = contents(self.root)
        return files | {path: (self.would_save(path), files[path][1]) for path in self.unsaved}

    def _load(self, path: str) -> None:
        self.loaded[path] = (self.root / path).read_bytes()
        self.texts[path], self.encodings[path] = decode(self.loaded[path], PurePosixPath(path))

    def _apply_edit(self, params: dict[str, Any]) -> dict[str, Any]:
        result = super()._apply_edit(params)
        if result["applied"]:
            self.unsaved |= {self._path(change["textDocument"]["uri"]) for change in params["edit"]["documentChanges"]}
        return result

    def _changed(self, path: str, changes: list[dict[str, Any]]) -> None:
        self.versions[path] += 1
        self._unreported.append((path, self.versions[path], changes))
        if self.is_slow:
            task = asyncio.create_task(self._report_later())
            self._reporting.add(task)
            task.add_done_callback(self._reporting.discard)
        else:
            self.report()

    async def _report_later(self) -> None:
        for _ in range(self.chance.randrange(MAX_DELAY)):
            await asyncio.sleep(0)
        self.report()

    def _answer(self, params: dict[str, Any]) -> dict[str, Any] | None:
        match params["what"]:
            case "diagnostics":
                return {"diagnostics": []}
            case "rename":
                return {"edit": {"documentChanges": self._renamed(params)}}
        return None

    def _renamed(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Replace the word at the position in all Python files, as a language server does."""
        line, character = params["position"]["line"], params["position"]["character"]
        word = re.match(r"\w+", self._text(self._path(params["uri"])).split("\n")[line][character:])[0]
        changes = []
        for path in sorted(file.relative_to(self.root).as_posix() for file in self.root.rglob("*.py")):
            edits = [
                {
                    "range": {
                        "start": {"line": number, "character": found.start()},
                        "end": {"line": number, "character": found.end()},
                    },
                    "newText": params["newName"],
                }
                for number, line in enumerate(self._text(path).split("\n"))
                for found in re.finditer(rf"\b{word}\b", line)
            ]
            document = {"uri": self.uri(path), "version": self.versions.get(path)}
            changes += [{"textDocument": document, "edits": edits}] if edits else []
        return changes

    def _text(self, path: str) -> str:
        return self.texts[path] if path in self.texts else (self.root / path).read_text()


def contents(root: Path) -> Files:
    """All files below a folder, with their modes."""
    # A server that is killed while it writes leaves the file that was to take the place of another.
    files = [file for file in sorted(root.rglob("*")) if file.is_file() and file.suffix != ".tmp"]
    return {file.relative_to(root).as_posix(): (file.read_bytes(), file.stat().st_mode & 0o777) for file in files}
