"""Run a shell command so that nothing of it is left behind."""

import asyncio
import contextlib
import os
import shutil
import signal
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


@dataclass(frozen=True, slots=True)
class Shell:
    """How commands are started."""

    root: Path
    """The folder that they run in."""
    environment: Mapping[str, str]

    async def start(self, command: str, on_output: Callable[[bytes], None]) -> "Job":
        """Start `command`; `on_output` gets what it prints, errors included, as it comes.

        Raises:
            ToolError: it cannot be started.
        """
        reading, writing = os.pipe()
        try:
            process = await self._spawn(command, writing)
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return Job(process, reading, on_output)

    async def _spawn(self, command: str, output: int) -> asyncio.subprocess.Process:
        bash = shutil.which("bash", path=self.environment.get("PATH"))
        program = [bash, "--noprofile", "--norc"] if bash else ["/bin/sh"]
        starting = asyncio.ensure_future(
            asyncio.create_subprocess_exec(
                *program,
                "-c",
                command,
                cwd=self.root,
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        )
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            # The process may exist already, and only this future knows it.
            process = await starting
            signal_family(process.pid, signal.SIGKILL)
            await process.wait()
            raise
        except (OSError, ValueError) as error:
            raise ToolError(f"The command could not be started: {error}. {_advice(error)}") from error


class Job:
    """A command that runs, and everything that it started."""

    def __init__(self, process: asyncio.subprocess.Process, reading: int, on_output: Callable[[bytes], None]) -> None:
        self._process = process
        self._reading = reading
        self._on_output = on_output
        self._end_of_output = asyncio.Event()
        self._is_open = True
        """Somebody may still write to the pipe, and we still read."""
        # The pipe is ours and not asyncio's, because asyncio may wait until all who hold it are gone.
        os.set_blocking(reading, False)
        asyncio.get_running_loop().add_reader(reading, self._read)
        self._exit = asyncio.ensure_future(process.wait())
        self._exit.add_done_callback(lambda _: self._on_output(b""))

    @property
    def exit_code(self) -> int | None:
        """The shell's exit code, negative for a signal; None while it runs."""
        return self._process.returncode

    async def wait(self) -> int:
        """Return the exit code when the shell ends, even if what it started goes on."""
        code = await asyncio.shield(self._exit)
        self._drain()
        if self._is_open:
            # `command > >(tee log)` ends a moment before its tee.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._end_of_output.wait(), LINGER_SECONDS)
        return code

    async def leaves_others(self) -> bool:
        """Whether something that the command started still runs after it."""
        # Asking who is alive takes a while, and mostly nobody is.
        may_live = self._is_open or _group_lives(self._process.pid)
        return may_live and bool(await asyncio.to_thread(family, self._process.pid))

    async def end(self, grace_seconds: float) -> None:
        """Stop what still runs: politely, and after `grace_seconds` by force."""
        try:
            signal_family(self._process.pid, signal.SIGTERM)
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
            self._drain()
            self.close()
        await asyncio.shield(self._exit)

    def _read(self) -> bool:
        """Pass one piece on; return whether there was one."""
        try:
            data = os.read(self._reading, READ_SIZE)
        except BlockingIOError:
            return False
        if data:
            self._on_output(data)
        else:
            self.close()
        return bool(data)

    def _drain(self) -> None:
        """Read what the shell had written when it ended: a pipe holds no more than 1 MiB."""
        for _ in range(16):
            if not self._is_open or not self._read():
                break

    def close(self) -> None:
        """Stop reading; what still runs is not touched."""
        if self._is_open:
            self._is_open = False
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
    members = {pid for pid, (_, _, session) in processes.items() if session == leader}
    members |= {leader} & processes.keys()
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


def _advice(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "The workspace folder or the shell is gone; tell the user."
    if isinstance(error, ValueError):
        return "Leave NUL characters out."
    return "If it is very long, write it to a file and run that file; otherwise tell the user."
