"""What the next commit of a git repository would hold."""

import asyncio
import contextlib
import os
import re
import shutil
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from ..errors import UsageError
from .identity import GIT_ENVIRONMENT, GIT_OPTIONS, repository_top

TIMEOUT_SECONDS = 20.0
"""For one call of git."""
MAX_DIFF_BYTES = 4_000_000
MAX_SUBJECTS = 10
MAX_COMPLAINT_CHARACTERS = 600

What = Literal["staged", "all"]
"""`all`: what differs from the last commit, staged or not; of new files that git does not know, the names."""

# No program that the repository's own settings name must run: drivers, converters, filters, what submodules have.
PLAIN_DIFF = (
    *("diff", "--no-ext-diff", "--no-textconv", "--no-color", "--ignore-submodules=dirty", "--submodule=short"),
    *("--src-prefix=a/", "--dst-prefix=b/", "--unified=3"),
)


@dataclass(frozen=True, slots=True)
class Uncommitted:
    """Changes that are not in a commit yet."""

    paths: tuple[str, ...]
    """All that changed, from the top of the repository."""
    hidden: tuple[str, ...]
    """Those of `paths` whose content is not shown."""
    untracked: tuple[str, ...]
    """New files that git does not know yet."""
    diffs: tuple[str, ...]
    """What git says about each file. The last may be cut off."""
    subjects: tuple[str, ...]
    """First lines of the last commits, the newest first."""


async def read_uncommitted(
    root: Path, what: What, *, is_hidden: Callable[[PurePosixPath], bool], timeout_seconds: float = TIMEOUT_SECONDS
) -> Uncommitted:
    """Return the changes in the repository that holds `root`.

    Raises:
        UsageError: there is no repository, no change, or git cannot tell.
    """
    git = await _open(root, timeout_seconds)
    has_commit = bool(await git.run("rev-parse", "--quiet", "--verify", "HEAD", may_miss=True))
    staged_only = what == "staged" or not has_commit
    against = [*(["--cached"] if staged_only else []), *(["HEAD"] if has_commit else [])]
    paths = _names(await git.run(*PLAIN_DIFF, "--no-renames", "--name-only", "-z", *against))
    untracked = _names(await git.run("ls-files", "--others", "--exclude-standard", "-z")) if what == "all" else []
    if not paths and not untracked:
        hint = "Stage what belongs together with `git add`" if what == "staged" else "Change something"
        raise UsageError(f"There is nothing to commit in {root.name}. {hint}, then ask for a message again.")
    hidden = [path for path in paths if is_hidden(PurePosixPath(path))]
    excluded = [f":(top,exclude,literal){path}" for path in hidden]
    diff = await git.run(*PLAIN_DIFF, *against, "--", ":(top)", *excluded) if len(hidden) < len(paths) else b""
    options = (f"--max-count={MAX_SUBJECTS}", "--no-show-signature", "--format=%s")
    log = await git.run("log", *options) if has_commit else b""
    # Lines of a file begin with a blank, + or -.
    diffs = re.split(rb"(?m)^(?=diff --(?:git|cc|combined) )", diff)[1:]
    return Uncommitted(
        _shown(paths),
        _shown(hidden),
        _shown(untracked),
        tuple(map(_readable, diffs)),
        tuple(_readable(log).splitlines()),
    )


async def _open(root: Path, timeout_seconds: float) -> "_Git":
    resolved = await asyncio.to_thread(root.resolve)
    top = await asyncio.to_thread(repository_top, resolved)
    if top is None:
        raise UsageError(f"{root.name} is in no git repository. Open a folder that is in one, or run `git init`.")
    program = await asyncio.to_thread(shutil.which, "git")
    if program is None:
        raise UsageError("git was not found. Install it, or add it to PATH.")
    git = _Git(program, top, timeout_seconds, GIT_ENVIRONMENT)
    filters = r"^filter\..*\.(clean|process|required)$"
    names = _names(await git.run("config", "--name-only", "-z", "--get-regexp", filters, may_miss=True))
    return replace(git, environment=GIT_ENVIRONMENT | _without(names))


def _without(settings: list[str]) -> dict[str, str]:
    """Return the environment in which `settings` are empty: an option could not name one that holds a `=`."""
    numbered = {f"GIT_CONFIG_KEY_{number}": name for number, name in enumerate(settings)}
    empty = {f"GIT_CONFIG_VALUE_{number}": "" for number in range(len(settings))}
    return {"GIT_CONFIG_COUNT": str(len(settings)), **numbered, **empty}


@dataclass(frozen=True)
class _Git:
    program: str
    top: Path
    timeout_seconds: float
    environment: Mapping[str, str]

    async def run(self, *arguments: str, may_miss: bool = False) -> bytes:
        """Return what git prints, at most MAX_DIFF_BYTES of it.

        With `may_miss`, the exit code 1 says that there is no such thing.
        """
        process = await asyncio.create_subprocess_exec(
            self.program,
            *GIT_OPTIONS,
            *("-c", "core.quotePath=false", f"--git-dir={self.top / '.git'}", f"--work-tree={self.top}"),
            *arguments,
            cwd=self.top,
            env=self.environment,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
        )
        try:
            async with asyncio.timeout(self.timeout_seconds):
                output, complaint = await _read(process)
        except TimeoutError as error:
            raise UsageError(f"git took longer than {self.timeout_seconds:g} seconds. Try again later.") from error
        finally:
            _kill(process)
            # Reads what is left in the pipes, without which the process would never count as finished.
            await process.communicate()
        if process.returncode not in ((0, 1) if may_miss else (0,)) and len(output) < MAX_DIFF_BYTES:
            raise UsageError(f"git could not tell what changed: {complaint}. Correct that, then try again.")
        return output


async def _read(process: Process) -> tuple[bytes, str]:
    assert process.stdout is not None
    assert process.stderr is not None
    async with asyncio.TaskGroup() as group:
        # Read side by side: a long complaint would fill its pipe and stop git.
        complaint = group.create_task(process.stderr.read())
        try:
            output = await process.stdout.readexactly(MAX_DIFF_BYTES)
            _kill(process)
        except asyncio.IncompleteReadError as error:
            output = error.partial
    await process.wait()
    return output, _readable(complaint.result())[:MAX_COMPLAINT_CHARACTERS].strip()


def _names(listing: bytes) -> list[str]:
    """Return paths so that git can be given them again, also those that are not UTF-8."""
    return [os.fsdecode(name) for name in listing.split(b"\0") if name]


def _shown(names: list[str]) -> tuple[str, ...]:
    return tuple(_readable(os.fsencode(name)) for name in names)


def _readable(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _kill(process: Process) -> None:
    # `process.kill` would take the exit code away from asyncio, which then complains on stderr (Python 3.11).
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
