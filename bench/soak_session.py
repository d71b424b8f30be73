"""A session of the scripted user, in a folder of its own: what it should look like, and whether it does."""

import asyncio
import hashlib
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lsp.live_editor import LiveEditor
from told_model import Step

TYPED, OPEN, CLOSED, BY_COMMAND = "typed.py", "open.py", "closed.py", "command.txt"
NAMES = (TYPED, OPEN, CLOSED, BY_COMMAND)
LINES = 60
USER = "# The user was here."


class Disagreement(Exception):
    """What the server says and what there is are two things."""


@dataclass
class SoakSession:
    """Each file is as it was, but for what the agent did and the lines that the user wrote at the top."""

    editor: LiveEditor
    chance: random.Random
    folder: str
    id: str = ""
    before: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each file without the user's lines."""
    excepted: set[str] = field(default_factory=set)
    """Files of which something was accepted, or rejected before what came later."""
    edits: int = 0

    async def start(self) -> None:
        place = self.editor.root / self.folder
        place.mkdir()
        for name in NAMES:
            text = "".join(f"value_{line:02} = 0\n" for line in range(LINES))
            (place / name).write_text(text)
            self.before[self.path(name)] = digest(text)
        for name in (TYPED, OPEN):
            await self.editor.open(self.path(name))
        self.id = await self.editor.new_session(mode="act")

    def path(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def steps(self) -> list[Step]:
        """What the model shall do next; it knows the files as they are now."""
        return [self._step() for _ in range(self.chance.randint(1, 4))]

    def _step(self) -> Step:
        self.edits += 1
        name = self.path(self.chance.choice((TYPED, OPEN, CLOSED)))
        number = self.edits
        match self.chance.choice(("read", "search", "edit", "edit", "edit", "write", "append", "made", "removed")):
            case "read":
                return "read_file", {"path": name}
            case "search":
                return "search_text", {"pattern": "value_1", "path": self.folder}
            case "edit":
                # Sometimes the line is another one by then, and the edit is refused.
                line = self.chance.choice([one for one in self.seen(name).splitlines() if one.startswith("value")])
                return "edit_file", {"path": name, "edits": [{"old": line, "new": f"{line[:8]} = {number}"}]}
            case "write":
                return "write_file", {"path": self.path(f"new_{number % 4}.py"), "content": f"made = {number}\n"}
            case "append":
                return "run_command", {"command": f"echo more = {number} >> {self.path(BY_COMMAND)}"}
            case "made":
                return "run_command", {"command": f"echo x = {number} > {self.path(f'made_{number % 4}.txt')}"}
            case _:
                made = self.path(f"made_{self.chance.randrange(4)}.txt")
                return "run_command", {"command": f"test -e {made} && mv {made} {made}.old"}

    def type(self) -> None:
        """Write a line at the top of a document, without saving it."""
        path = self.path(TYPED)
        self.editor.type(path, 0, f"{USER} {self.edits}\n")

    def seen(self, path: str) -> str:
        """A file as the user sees it."""
        return self.editor.texts[path] if path in self.editor.texts else (self.editor.root / path).read_text()

    async def change_sets(self) -> list[Any]:
        result = await self.editor.client.request("journeyman/changes/list", {"sessionId": self.id})
        return list(result["changeSets"])

    async def resolve(self, change_set: Any, action: str, hunk_ids: list[str] | None = None) -> list[Any]:
        """Decide on hunks of a change set, all of them if none are named, and return what failed."""
        params = {"sessionId": self.id, "changeSetId": change_set["changeSetId"], "action": action}
        if hunk_ids is not None:
            params["hunkIds"] = hunk_ids
        newer = (one for one in await self.change_sets() if int(one["changeSetId"]) > int(change_set["changeSetId"]))
        if action == "accept":
            self.excepted |= _paths(change_set)
        else:
            # Of a file that was made and then removed, first the making and then the removal: that brings it back.
            self.excepted |= _paths(change_set) & set().union(*map(_paths, newer))
        return list((await self.editor.client.request("journeyman/changes/resolve", params))["failed"])

    async def diffs(self, change_set: Any) -> list[Any]:
        params = {"sessionId": self.id, "changeSetId": change_set["changeSetId"]}
        return list((await self.editor.client.request("journeyman/changes/diff", params))["files"])

    async def check(self) -> None:
        """See that the newest change set says how its files are, and that no other file was changed."""
        change_sets = await self.change_sets()
        known = set().union(*map(_paths, change_sets))
        for path in sorted(_files(self.editor.root, self.folder) | self.before.keys()):
            there = (self.editor.root / path).exists() or path in self.editor.texts
            now = digest(self.seen(path)) if there else None
            if now != self.before.get(path) and path not in known:
                raise Disagreement(f"{path} was changed, but no change set of {self.id} has it.")
        for diff in await self.diffs(change_sets[-1]) if change_sets else ():
            for hunk in diff["hunks"]:
                if hunk["state"] == "pending" and not hunk["problem"] and diff["newText"] is not None:
                    self._check_hunk(diff, hunk)

    def _check_hunk(self, diff: Any, hunk: Any) -> None:
        """Older change sets may have been rejected since, so only what this one wrote has to be there."""
        first = hunk["newStart"] - 1
        wrote = "".join(diff["newText"].splitlines(keepends=True)[first : first + hunk["newLines"]])
        if without_user(wrote) not in without_user(self.seen(diff["path"])):
            raise Disagreement(f"{diff['path']} does not have {hunk}: {wrote!r}, but {self.seen(diff['path'])!r}")

    async def end(self) -> int:
        """Reject everything, see that it is gone, and return how many files were compared."""
        # The newest first, so that nothing is in the way.
        excepted = set(self.excepted)
        failed = [await self.resolve(one, "reject") for one in reversed(await self.change_sets())]
        await self.reload()
        compared = (_files(self.editor.root, self.folder) | self.before.keys()) - excepted
        for path in sorted(compared):
            there = (self.editor.root / path).exists()
            if (digest(self.seen(path)) if there else None) != self.before.get(path):
                told = [
                    diff for one in await self.change_sets() for diff in await self.diffs(one) if diff["path"] == path
                ]
                raise Disagreement(f"{path} is not what it was: {told}, {failed}")
        for path in [path for path in self.editor.texts if path.startswith(self.folder + "/")]:
            await self.editor.save(path)
            await self.editor.close(path)
        await self._remove()
        return len(compared)

    async def _remove(self) -> None:
        """Leave no files, or a larger folder looks like a leak; and only some of the sessions."""
        await asyncio.to_thread(shutil.rmtree, self.editor.root / self.folder)
        if self.chance.random() < 0.5:
            stored = {"root": self.editor.root.as_uri(), "sessionId": self.id}
            await self.editor.client.request("journeyman/session/delete", stored)

    async def reload(self) -> None:
        """Show what others changed in files that are open, as editors do."""
        await self.editor.reload(self.path(OPEN))


def digest(text: str) -> str:
    return hashlib.sha256(without_user(text).encode()).hexdigest()


def without_user(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(USER))


def _paths(change_set: Any) -> set[str]:
    return {file["path"] for file in change_set["files"]}


def _files(root: Path, folder: str) -> set[str]:
    return {file.relative_to(root).as_posix() for file in (root / folder).iterdir()}
