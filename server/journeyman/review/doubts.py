"""What is asked for even where commands run freely."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from .commands import Command, Script
from .floor import destroyed, operands
from .places import place, without_wildcard

WRITES_EVERYWHERE = frozenset("rm rmdir mkdir touch mv tee truncate chmod chown chgrp shred unlink".split())
WRITES_LAST = frozenset("cp ln install rsync".split())


def doubt(script: Script, root: PurePosixPath) -> str:
    """Return why the user should look at `script` before it runs; "" if there is no reason."""
    if script.unclear:
        return script.unclear
    for command in script.commands:
        for path in destroyed(command):
            if why := _why_not_removed(command, root, path):
                return why
        for path in written(command):
            found = place(root, command.directory, path)
            if found is None:
                return f"it writes to `{path}`, whose place is known only when it runs"
            if not found.is_relative_to(root):
                return f"it writes to `{path}`, outside the workspace"
            if ".git" in found.relative_to(root).parts:
                return f"it writes to `{path}`, inside Git's own folder"
    return ""


def written(command: Command) -> Iterator[str]:
    """Yield the paths that a command writes to, as far as its words say so."""
    yield from (word.text for word in command.writes)
    if command.name in WRITES_EVERYWHERE:
        paths = operands(command)
        yield from paths[1:] if command.name in {"chmod", "chown", "chgrp"} else paths
    elif command.name in WRITES_LAST:
        yield from operands(command)[-1:]
    elif command.name == "dd":
        yield from (text.removeprefix("of=") for text in command.arguments if text.startswith("of="))


def _why_not_removed(command: Command, root: PurePosixPath, path: str) -> str:
    found = place(root, command.directory, path)
    if found is None:
        return f"it removes `{path}`, whose place is known only when it runs"
    return f"it removes everything in `{path}`" if without_wildcard(found) == root else ""
