"""Tell which workspace a folder is, so that what was learned there is found again."""

import asyncio
import contextlib
import hashlib
import os
import shutil
import signal
from pathlib import Path

GIT_TIMEOUT_SECONDS = 5.0
KEY_LENGTH = 16

# The repository may be a stranger's. Reading commits runs no hooks and no file system monitor; what is
# left is fetching the missing commits of a partial clone, which runs commands named in its settings.
GIT_OPTIONS = ("--no-optional-locks", "-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null")
GIT_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
"""All of it: a GIT_DIR that we inherited, from a hook for example, would name another repository."""


async def workspace_key(root: Path, *, timeout_seconds: float = GIT_TIMEOUT_SECONDS) -> str:
    """Return 16 hexadecimal digits that stay the same when the folder is moved, cloned or a worktree.

    They stand for the first commit of the repository and the folder's path inside it. Without history
    they stand for the resolved path: no repository, no commit yet, a bare or broken repository, no git,
    no answer from git in time. So they do for a shallow clone: its oldest commit is another one after
    each fetch.

    With several first commits, the one that the first parents of `HEAD` lead to counts: it stays when
    another project's history is merged in.
    """
    resolved = await asyncio.to_thread(root.resolve)
    top = await asyncio.to_thread(repository_top, resolved)
    commit = await _first_commit(top, timeout_seconds) if top else ""
    if top and commit:
        return _hash("commit", commit, resolved.relative_to(top).as_posix())
    return _hash("path", resolved.as_posix())


def repository_top(root: Path) -> Path | None:
    """Return the folder of the repository that holds `root`, which is resolved; None outside of one.

    A `.git` that another user owns does not count above `root`: on a shared machine anybody may put
    one into `/tmp`.
    """
    for folder in (root, *root.parents):
        try:
            owner = (folder / ".git").stat().st_uid
            if folder == root or owner == root.stat().st_uid:
                return folder
        except OSError:
            continue
    return None


async def _first_commit(top: Path, timeout_seconds: float) -> str:
    """Return its hash, or "" if there is none to rely on."""
    git = await asyncio.to_thread(shutil.which, "git")
    if not git:
        return ""
    process = await asyncio.create_subprocess_exec(
        git,
        *GIT_OPTIONS,
        f"--git-dir={top / '.git'}",
        *("rev-list", "--first-parent", "--max-parents=0", "--format=raw", "HEAD"),
        cwd=top,
        env=GIT_ENVIRONMENT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(timeout_seconds):
            output, _ = await process.communicate()
    except TimeoutError:
        return ""
    finally:
        if process.returncode is None:
            # `process.kill` would take the exit code away from asyncio, which then complains on stderr (Python 3.11).
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
            await process.wait()
    return _root_of(output.decode("ascii", "replace")) if output and process.returncode == 0 else ""


def _root_of(listing: str) -> str:
    """Return the commit that `rev-list --format=raw` shows; "" if it has parents, which were cut off."""
    header = listing.partition("\n\n")[0].split("\n")
    if any(line.startswith("parent ") for line in header):
        return ""
    return header[0].removeprefix("commit ")


def _hash(*parts: str) -> str:
    return hashlib.sha256(os.fsencode("\0".join(parts))).hexdigest()[:KEY_LENGTH]
