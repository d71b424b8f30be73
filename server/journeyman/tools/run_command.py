"""Run shell commands in the workspace, also in the background."""

import asyncio
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import ToolError
from .arguments import Arguments, check, json_schema
from .output import Output
from .processes import Job, Shell

MAX_TIMEOUT_SECONDS = 600
MAX_BACKGROUND = 16
"""Commands that may run in the background at a time."""
GRACE_SECONDS = 2.0
"""Between asking a process to end and ending it."""
QUIET = {
    "CI": "true",
    "DEBIAN_FRONTEND": "noninteractive",
    "EDITOR": "true",
    "GIT_EDITOR": "true",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "MANPAGER": "cat",
    "NO_COLOR": "1",
    "PAGER": "cat",
    "PIP_NO_INPUT": "1",
    "PYTHONUNBUFFERED": "1",
    "SYSTEMD_PAGER": "cat",
    "TERM": "dumb",
}
"""Keeps programs from waiting for a person and from drawing on a screen."""
STARTUP_FILES = frozenset({"BASH_ENV", "ENV"})
"""They name files that a shell would run first."""


class RunCommandArguments(Arguments):
    """What the model sends."""

    command: str = ""
    timeout_seconds: float | None = Field(None, gt=0, le=MAX_TIMEOUT_SECONDS)
    background: bool = Field(default=False, description="for servers: returns an id")
    id: str = Field("", description="read new output of a background command")
    stop: bool = Field(default=False, description="stop the command `id`")


@dataclass(frozen=True, slots=True)
class Background:
    """A command that goes on between tool calls."""

    id: str
    command: str
    job: Job
    output: Output


@dataclass
class RunCommand:
    """Owns the processes that it starts: end them with `aclose`."""

    root: Path
    environment: Mapping[str, str]
    """Of the commands, without our own keys."""
    max_characters: int = 16_000
    """Longer output loses its middle."""
    timeout_seconds: float = 120
    """Where the model names no other."""
    settle_seconds: float = 1.0
    """Output of a background command is awaited until none came for this long, at most five times."""
    grace_seconds: float = GRACE_SECONDS
    _background: dict[str, Background] = field(default_factory=dict, init=False)
    _count: int = field(default=0, init=False)

    spec = ToolSpec(
        name="run_command",
        description=(
            "Run a shell command in the workspace folder, without input. "
            "Returns its output and exit code. It is stopped after `timeout_seconds`, usually 120."
        ),
        parameters=json_schema(RunCommandArguments),
        effect="execute",
        kind="execute",
    )

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Run, read or stop a command. A command that fails is no error; its exit code says so."""
        args = check(RunCommandArguments, arguments)
        if bool(args.command.strip()) == bool(args.id):
            raise ToolError("Give either `command` to run one, or the `id` of a background command.")
        if args.id:
            return await self._visit(args)
        shell = Shell(self.root, self._environment())
        if args.background:
            return await self._start(shell, args.command, report)
        return await self._finish(shell, args, report)

    async def aclose(self) -> None:
        """Stop all background commands."""
        running = list(self._background.values())
        self._background.clear()
        await asyncio.gather(*(self._end(background) for background in running))

    async def _finish(self, shell: Shell, args: RunCommandArguments, report: Report) -> ToolOutput:
        timeout_seconds = args.timeout_seconds or self.timeout_seconds
        output = Output(self.max_characters, report)
        job = await shell.start(args.command, output.add)
        code, note = None, ""
        try:
            async with asyncio.timeout(timeout_seconds):
                code = await job.wait()
            if await job.leaves_others():
                note = "[what it left running was stopped; use `background` to keep a command]"
        except TimeoutError:
            note = (
                f"[stopped after {timeout_seconds:g} seconds. Give a larger `timeout_seconds`, or use "
                "`background` for what does not end by itself]"
            )
        finally:
            if code is None or note:
                await job.end(self.grace_seconds)
            job.close()
            output.close()
        return _told(output.take(), code, note)

    async def _start(self, shell: Shell, command: str, report: Report) -> ToolOutput:
        if len(self._background) >= MAX_BACKGROUND:
            raise ToolError(f"{MAX_BACKGROUND} commands run already. Stop one of them: {self._list()}.")
        output = Output(self.max_characters, report)
        job = await shell.start(command, output.add)
        self._count += 1
        background = Background(str(self._count), command, job, output)
        self._background[background.id] = background
        try:
            await self._settle(background)
        except asyncio.CancelledError:
            # The model will never learn its id.
            del self._background[background.id]
            await self._end(background)
            raise
        output.close()
        return await self._state(background)

    async def _visit(self, args: RunCommandArguments) -> ToolOutput:
        background = self._background.get(args.id)
        if background is None:
            raise ToolError(f"No background command has the id {args.id}. There are: {self._list()}.")
        if not args.stop:
            await self._settle(background)
            return await self._state(background)
        del self._background[background.id]
        await self._end(background)
        return _told(background.output.take(), None, f"[command {background.id} was stopped]")

    async def _settle(self, background: Background) -> None:
        """Wait until the command ended or was silent for a while."""
        async with _at_most(self.settle_seconds * 5):
            is_busy = True
            while is_busy and background.job.exit_code is None:
                is_busy = False
                async with _at_most(self.settle_seconds):
                    is_busy = await background.output.grows()

    async def _state(self, background: Background) -> ToolOutput:
        """What came since the last time, and whether it still runs."""
        if background.job.exit_code is None:
            note = f'[runs in the background as id "{background.id}"; call again with this id to read on]'
            return _told(background.output.take(), None, note)
        code = await background.job.wait()
        del self._background[background.id]
        await self._end(background)
        return _told(background.output.take(), code, f"[command {background.id} has ended]")

    async def _end(self, background: Background) -> None:
        await background.job.end(self.grace_seconds)
        background.output.close()

    def _environment(self) -> dict[str, str]:
        return {name: value for name, value in self.environment.items() if name not in STARTUP_FILES} | QUIET

    def _list(self) -> str:
        return ", ".join(f"{one.id} ({one.command[:40]})" for one in self._background.values()) or "none"


@asynccontextmanager
async def _at_most(seconds: float) -> AsyncIterator[None]:
    """Leave the block when `seconds` are over, as if it had ended."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        pass


def _told(text: str, code: int | None, note: str) -> ToolOutput:
    lines = [text.rstrip("\n") or "(no output)", note, f"[{_meaning(code)}]" if code is not None else ""]
    shell_code = 128 - code if code is not None and code < 0 else code
    return ToolOutput("\n".join(line for line in lines if line), exit_code=shell_code)


def _meaning(code: int) -> str:
    number = -code if code < 0 else code - 128
    if 0 < number < signal.NSIG and number in set(signal.Signals):
        name = signal.Signals(number).name
        return f"killed by {name}" if code < 0 else f"exit code {code}: killed by {name}"
    return f"exit code {code}"
