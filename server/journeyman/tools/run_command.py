"""Run shell commands in the workspace, also in the background."""

import asyncio
import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import ToolError
from .arguments import Arguments, briefly, check, json_schema
from .output import Output
from .processes import Job, start

MAX_TIMEOUT_SECONDS = 600
MAX_BACKGROUND = 16
"""Commands that may run in the background at a time."""
QUIET = {
    "BASH_ENV": "",
    "CI": "true",
    "DEBIAN_FRONTEND": "noninteractive",
    "EDITOR": "true",
    "GIT_EDITOR": "true",
    "GIT_TERMINAL_PROMPT": "0",
    "NO_COLOR": "1",
    "PAGER": "cat",
    "PIP_NO_INPUT": "1",
    "PYTHONUNBUFFERED": "1",
    "TERM": "dumb",
}
"""Keeps programs from waiting for a person and from drawing on a screen, and bash from running a file first."""


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
    settle_seconds: float = 2.0
    """How long the output of a background command is awaited."""
    grace_seconds: float = 2.0
    """Between asking a process to end and ending it."""
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
    brief = briefly(spec, "Run a shell command.", "command", "timeout_seconds")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Run, read or stop a command. A command that fails is no error; its exit code says so."""
        args = check(RunCommandArguments, arguments)
        if bool(args.command.strip()) == bool(args.id):
            raise ToolError("Give either `command` to run one, or the `id` of a background command.")
        if args.id:
            return await self._visit(args.id, args.stop)
        if args.background:
            return await self._start(args.command, report)
        return await self._finish(args.command, args.timeout_seconds or self.timeout_seconds, report)

    @property
    def has_background(self) -> bool:
        """Whether a command runs in the background, or has ended there and was not looked at since."""
        return bool(self._background)

    async def aclose(self) -> None:
        """Stop all background commands."""
        await asyncio.gather(*(self._end(background) for background in list(self._background.values())))

    async def _finish(self, command: str, timeout_seconds: float, report: Report) -> ToolOutput:
        output = Output(self.max_characters, report)
        job = await self._launch(command, output)
        code, note = None, ""
        try:
            async with asyncio.timeout(timeout_seconds):
                code = await job.wait()
        except TimeoutError:
            note = (
                f"[stopped after {timeout_seconds:g} seconds. Give a larger `timeout_seconds`, or use "
                "`background` for what does not end by itself]"
            )
        finally:
            left_something = await job.end(self.grace_seconds)
            output.close()
        if left_something and not note:
            note = "[what it left running was stopped; use `background` to keep a command]"
        return _told(output.take(), code, note)

    async def _start(self, command: str, report: Report) -> ToolOutput:
        if len(self._background) >= MAX_BACKGROUND:
            raise ToolError(f"{MAX_BACKGROUND} commands run already. Stop one of them: {self._list()}.")
        output = Output(self.max_characters, report)
        job = await self._launch(command, output)
        self._count += 1
        background = Background(str(self._count), command, job, output)
        self._background[background.id] = background
        try:
            told = await self._look(background)
        except asyncio.CancelledError:
            # The model will never learn its id.
            await self._end(background)
            raise
        output.close()
        return told

    async def _visit(self, background_id: str, stop: bool) -> ToolOutput:
        background = self._background.get(background_id)
        if background is None:
            raise ToolError(f"No background command has the id {background_id}. There are: {self._list()}.")
        if not stop:
            return await self._look(background)
        await self._end(background)
        return _told(background.output.take(), None, f"[command {background.id} was stopped]")

    async def _look(self, background: Background) -> ToolOutput:
        """Wait a moment, then say what came since the last time, and whether the command still runs."""
        with suppress(TimeoutError):
            await asyncio.wait_for(background.job.wait(), self.settle_seconds)
        code = background.job.exit_code
        if code is None:
            note = f'[runs in the background as id "{background.id}"; call again with this id to read on]'
        else:
            note = f"[command {background.id} has ended]"
            await self._end(background)
        return _told(background.output.take(), code, note)

    async def _end(self, background: Background) -> None:
        self._background.pop(background.id, None)
        await background.job.end(self.grace_seconds)
        background.output.close()

    async def _launch(self, command: str, output: Output) -> Job:
        environment = {**self.environment, **QUIET}
        starting = asyncio.ensure_future(start(command, root=self.root, environment=environment, on_output=output.add))
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:
            # It may run already, and what it has started with it.
            with suppress(ToolError):
                await (await starting).end(self.grace_seconds)
            raise

    def _list(self) -> str:
        return ", ".join(f"{one.id} ({one.command[:40]})" for one in self._background.values()) or "none"


def _told(text: str, code: int | None, note: str) -> ToolOutput:
    lines = [text.rstrip("\n") or "(no output)", note]
    if code is None:
        return ToolOutput("\n".join(filter(None, lines)))
    if code < 0:
        lines.append(f"[killed by {signal.Signals(-code).name}]")
        code = 128 - code
    else:
        lines.append(f"[exit code {code}]")
    return ToolOutput("\n".join(filter(None, lines)), exit_code=code)
