"""The tools of one session, wired to the files, rules and limits of its workspace folder."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from .agent.context import Window
from .agent.events import ToolOutput
from .agent.interfaces import Consent, Files, Provider, Report, Tool, ToolSpec
from .agent.loop import Agent, TurnLimits
from .agent.prompts import load_prompt
from .project.instructions import nested_instructions, render
from .review.secrets import SECRET_GLOBS
from .settings import Settings
from .tools.ask_user import AskUser, AskUserFunction
from .tools.delegate import Delegate
from .tools.edit_file import EditFile
from .tools.list_files import ListFiles
from .tools.paths import inside
from .tools.plan import Plan
from .tools.read_file import ReadFile
from .tools.redacted import Redacted
from .tools.run_command import RunCommand
from .tools.search_text import SearchText
from .tools.write_file import WriteFile

MAX_NESTED_CHARACTERS = 4_000
DELEGATED_STEPS = 25
SHORTEST_SECRET = 12
"""In characters. Shorter ones are placeholders for local servers, such as `ollama`: words that files hold."""


@dataclass(frozen=True)
class Toolbox:
    """What the model can do in a session."""

    tools: Mapping[str, Tool]
    run_command: RunCommand

    async def aclose(self) -> None:
        """Stop what runs in the background."""
        await self.run_command.aclose()


def open_toolbox(
    root: Path,
    *,
    files: Files,
    settings: Settings,
    secrets: Collection[str],
    environment: Mapping[str, str],
    window: Window,
    provider: Provider,
    system: str,
    consent: Consent,
    ask_user: AskUserFunction,
) -> Toolbox:
    """Make the tools. `environment` is what commands get to see; `secrets` are what no tool may show."""
    size = window.result_characters
    hidden = tuple(secret for secret in secrets if len(secret) >= SHORTEST_SECRET)
    run_command = RunCommand(root, environment, timeout_seconds=settings.command_timeout_seconds, max_characters=size)

    def work() -> list[Tool]:
        # Each agent knows only what it has read itself; what runs in the background runs for both.
        seen: dict[PurePosixPath, str] = {}
        reading: Tool = ReadFile(files, root, seen, max_characters=size)
        tools: list[Tool] = [
            ReadsInstructions(reading, root) if settings.instructions else reading,
            ListFiles(root, max_characters=size),
            SearchText(root, exclude=SECRET_GLOBS, max_characters=size),
            EditFile(files, root, seen),
            WriteFile(files, root, seen),
            run_command,
        ]
        return [Redacted(tool, hidden) for tool in tools] if hidden else tools

    second = Agent(
        provider,
        f"{system}\n\n{load_prompt('delegate')}",
        _by_name(work()),
        consent,
        window,
        TurnLimits(min(DELEGATED_STEPS, settings.max_steps), settings.max_turn_tokens),
    )
    return Toolbox(_by_name([*work(), Plan(), AskUser(ask_user), Delegate(second)]), run_command)


@dataclass(frozen=True)
class ReadsInstructions:
    """`read_file`, which adds the rules of a subfolder when a file in it is read for the first time."""

    tool: Tool
    root: Path
    told: set[str] = field(default_factory=set)

    @property
    def spec(self) -> ToolSpec:
        """That of the tool."""
        return self.tool.spec

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Read the file, then look for rules on the way to it."""
        output = await self.tool.run(arguments, report)
        path = inside(self.root, str(arguments["path"]))
        found = await nested_instructions(self.root, path, max_characters=MAX_NESTED_CHARACTERS)
        new = [one for one in found if one.path not in self.told]
        self.told.update(one.path for one in new)
        return replace(output, text=f"{output.text}\n\n{render(new)}") if new else output


def _by_name(tools: list[Tool]) -> dict[str, Tool]:
    return {tool.spec.name: tool for tool in tools}
