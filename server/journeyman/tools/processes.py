"""Run a shell command so that nothing of it is left behind."""

import asyncio
import contextlib
import os
import shutil
import signal
import uuid
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import ToolError

READ_SIZE = 65_536
"""In bytes: the usual capacity of a pipe on Linux (pipe(7))."""
POLL_SECONDS = 0.02
KILL_ROUNDS = 3
LINGER_SECONDS = 0.1
"""How long the output may outlive the shell."""
PROC = Path("/proc")
ENVIRONMENT_READS = 20
"""While a process becomes another program, it has no environment: seen with 1 of 1,200 daemons on 2026-11-23."""
MARK = "RUN_BY_JOURNEYMAN"
"""The environment variable by which even a daemon is known, as Jenkins does it with BUILD_ID."""


async def start(
    command: str, *, root: Path, environment: Mapping[str, str], on_output: Callable[[bytes], None]
) -> "Job":
    """Run `command` with bash, else sh, in `root`; `on_output` gets what it prints, errors included, as it comes.

    Raises:
        ToolError: it cannot be started.
    """
    shell = shutil.which("bash", path=environment.get("PATH")) or "/bin/sh"
    # Inside another command of ours, both marks count.
    mark = uuid.uuid4().hex
    environment = {**environment, MARK: environment.get(MARK, "") + mark}
    strangers = frozenset(_processes())
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
    return Job(process, Family(process.pid, mark.encode(), strangers), reading, on_output)


class Job:
    """A command that runs, and everything that it started."""

    def __init__(self, process: Process, family: "Family", reading: int, on_output: Callable[[bytes], None]) -> None:
        self._process = process
        self._family = family
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
        was_alive = self._family.signal(signal.SIGTERM)
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(grace_seconds):
                    # Nothing tells us that processes ended which are not our children.
                    while await asyncio.to_thread(self._family.members):  # noqa: ASYNC110
                        await asyncio.sleep(POLL_SECONDS)
        finally:
            # Also when this is cancelled: force needs no waiting. A second round gets what was just forked.
            for _ in range(KILL_ROUNDS):
                if not self._family.signal(signal.SIGKILL):
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


@dataclass(frozen=True, slots=True)
class Family:
    """The processes of a command: its session, what carries its mark, and all that descend from these.

    A group is not enough: `timeout` and job control make groups of their own, and `setsid` a session. But
    without `/proc` the group is all there is.
    """

    leader: int
    mark: bytes
    strangers: frozenset[tuple[int, int]]
    """What ran before the command. It is not looked at, which would take 30 µs each."""

    def members(self) -> set[int]:
        """Return who is alive, zombies left out. Without `/proc` the leader stands for its group."""
        if not PROC.is_dir():
            return {self.leader} if _group_lives(self.leader) else set()
        processes = dict(filter(None, map(_read_stat, _processes() - self.strangers)))
        members = {pid for pid, (_, session) in processes.items() if session == self.leader}
        members |= {pid for pid in processes.keys() - members if self.mark in _environment(pid)}
        while more := {pid for pid, (parent, _) in processes.items() if parent in members} - members:
            members |= more
        return members

    def signal(self, number: signal.Signals) -> bool:
        """Send a signal to all; return whether anything was there to get it."""
        pids = self.members()
        for pid in pids:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if PROC.is_dir():
                    os.kill(pid, number)
                else:
                    os.killpg(pid, number)
        return bool(pids)


def _processes() -> set[tuple[int, int]]:
    """The ids of all processes, each with its inode: another process that gets the id later has another inode."""
    if not PROC.is_dir():
        return set()
    with os.scandir(PROC) as entries:
        return {(int(entry.name), entry.inode()) for entry in entries if entry.name.isdigit()}


def _read_stat(process: tuple[int, int]) -> tuple[int, tuple[int, int]] | None:
    """The id, parent and session of a process (proc_pid_stat(5)); None if it is gone or a zombie."""
    pid, _ = process
    try:
        stat = (PROC / str(pid) / "stat").read_text(errors="replace")
        state, parent, _, session = stat.rpartition(")")[2].split()[:4]
    except (OSError, ValueError):
        return None
    return None if state in "ZX" else (pid, (int(parent), int(session)))


def _environment(pid: int) -> bytes:
    """What a process was started with (proc_pid_environ(5)); nothing if it is gone or of another user."""
    with contextlib.suppress(OSError):
        for _ in range(ENVIRONMENT_READS):
            if environment := (PROC / str(pid) / "environ").read_bytes():
                return environment
            os.sched_yield()
    return b""


def _group_lives(leader: int) -> bool:
    try:
        os.killpg(leader, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
