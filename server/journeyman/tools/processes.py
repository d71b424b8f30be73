"""Run a shell command so that nothing of it is left behind."""

import asyncio
import contextlib
import os
import shutil
import signal
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import ToolError

READ_SIZE = 65_536
"""In bytes: the usual capacity of a pipe on Linux (pipe(7))."""
POLL_SECONDS = 0.02
KILL_ROUNDS = 3
LINGER_SECONDS = 0.1
"""How long the output may outlive the shell."""
PROC = Path("/proc")


async def start(
    command: str, *, root: Path, environment: Mapping[str, str], on_output: Callable[[bytes], None]
) -> "Job":
    """Run `command` with bash, else sh, in `root`; `on_output` gets what it prints, errors included, as it comes.

    Raises:
        ToolError: it cannot be started.
    """
    shell = shutil.which("bash", path=environment.get("PATH")) or "/bin/sh"
    reading, writing = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            *(shell, "-c", command),
            cwd=root,
            env=environment,
            stdin=DEVNULL,
            stdout=writing,
            stderr=writing,
            start_new_session=True,
        )
    except BaseException as error:
        os.close(reading)
        if isinstance(error, OSError | ValueError):
            raise ToolError(
                f"The command could not be started: {error}. Leave NUL characters out, write what is very long to "
                "a file and run that, or tell the user."
            ) from error
        raise
    finally:
        os.close(writing)
    return Job(process, reading, on_output)


class Job:
    """A command that runs, and everything that it started."""

    def __init__(self, process: Process, reading: int, on_output: Callable[[bytes], None]) -> None:
        self._process = process
        self._reading = reading
        self._on_output = on_output
        self._end_of_output = asyncio.Event()
        # The pipe is ours and not asyncio's, because asyncio may wait until all who hold it are gone.
        os.set_blocking(reading, False)
        asyncio.get_running_loop().add_reader(reading, self._read)

    @property
    def exit_code(self) -> int | None:
        """The shell's exit code, negative for a signal; None while it runs."""
        return self._process.returncode

    async def wait(self) -> int:
        """Return the exit code when the shell ends, even if what it started goes on."""
        code = await self._process.wait()
        # What the shell printed last is still in the pipe, and `command > >(tee log)` ends a moment before its tee.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._end_of_output.wait(), LINGER_SECONDS)
        return code

    async def end(self, grace_seconds: float) -> bool:
        """Stop what still runs: politely, and after `grace_seconds` by force. Return whether there was anything."""
        # Looking at all processes takes a while, and mostly nobody is left.
        if self._end_of_output.is_set() and not _group_lives(self._process.pid):
            return False
        try:
            was_alive = signal_family(self._process.pid, signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(grace_seconds):
                    # Nothing tells us that processes ended which are not our children.
                    while await asyncio.to_thread(family, self._process.pid):  # noqa: ASYNC110
                        await asyncio.sleep(POLL_SECONDS)
        finally:
            # Also when this is cancelled: force needs no waiting. A second round gets what was just forked.
            for _ in range(KILL_ROUNDS):
                if not signal_family(self._process.pid, signal.SIGKILL):
                    break
            await self.wait()
            self._close()
        return was_alive

    def _read(self) -> None:
        if data := os.read(self._reading, READ_SIZE):
            self._on_output(data)
        else:
            self._close()

    def _close(self) -> None:
        if not self._end_of_output.is_set():
            self._end_of_output.set()
            asyncio.get_running_loop().remove_reader(self._reading)
            os.close(self._reading)


def signal_family(leader: int, number: signal.Signals) -> bool:
    """Send a signal to all of a command; return whether anything was there to get it."""
    pids = family(leader)
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if PROC.is_dir():
                os.kill(pid, number)
            else:
                os.killpg(pid, number)
    return bool(pids)


def family(leader: int) -> set[int]:
    """Return the processes that belong to the session of `leader` or descend from it, zombies left out.

    A group is not enough: `timeout` and job control make groups of their own. Without `/proc` it is all
    there is; then `leader` stands for its group.
    """
    if not PROC.is_dir():
        return {leader} if _group_lives(leader) else set()
    processes = dict(filter(None, map(_read_stat, PROC.glob("[0-9]*"))))
    members = {pid for pid, (_, _, session) in processes.items() if session == leader or pid == leader}
    while more := {pid for pid, (_, parent, _) in processes.items() if parent in members} - members:
        members |= more
    return {pid for pid in members if processes[pid][0] not in "ZX"}


def _read_stat(folder: Path) -> tuple[int, tuple[str, int, int]] | None:
    """The id, state, parent and session of a process (proc_pid_stat(5)); None if it is gone."""
    try:
        state, parent, _, session = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[:4]
    except (OSError, ValueError):
        return None
    return int(folder.name), (state, int(parent), int(session))


def _group_lives(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
