"""The tools of one session, wired to the files, rules and limits of its workspace folder."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from .agent.context import Tier, Window
from .agent.events import ToolOutput
from .agent.interfaces import Allowed, Files, Provider, Refused, Report, Tool, ToolSpec
from .agent.loop import Agent, TurnLimits
from .agent.messages import ToolCall
from .agent.prompts import load_prompt
from .introduced import ReportsDiagnostics
from .project.instructions import nested_instructions, render
from .review.consent import RuledConsent
from .review.rules import Ask
from .review.secrets import SECRET_GLOBS, is_secret
from .settings import Settings
from .tools.ask_user import AskUser, AskUserFunction
from .tools.definition import Definition
from .tools.delegate import Delegate
from .tools.diagnostics import Diagnostics
from .tools.edit_file import EditFile
from .tools.editor import Editor
from .tools.find_skill import FindSkill
from .tools.forget import Forget
from .tools.list_files import ListFiles
from .tools.memories import Memories
from .tools.naming import Names
from .tools.passages import Passages
from .tools.paths import inside
from .tools.plan import Plan
from .tools.read_file import ReadFile
from .tools.recall import Recall
from .tools.redacted import Redacted
from .tools.references import References
from .tools.remember import Remember
from .tools.rename import Rename
from .tools.run_command import RunCommand
from .tools.save_skill import SaveSkill
from .tools.search_text import SearchText
from .tools.skills import Skills
from .tools.symbols import Symbols
from .tools.use_skill import UseSkill
from .tools.write_file import WriteFile
from .tracked import Tracked

TINY = (
    *(ReadFile.brief, ListFiles.brief, SearchText.brief, EditFile.brief, WriteFile.brief, RunCommand.brief),
    UseSkill.brief,
)
"""What a task of several steps cannot do without. Most skills are only named in a small window, and opened."""
COMPACT = (
    *(*TINY, Plan.brief, AskUser.brief, Delegate.brief, Remember.brief, Recall.brief, Forget.brief),
    *(Diagnostics.brief, Symbols.brief, Definition.brief, References.brief, Rename.brief),
)
"""Skills are found and learned without the model's asking, too."""
BRIEF: Mapping[Tier, Sequence[ToolSpec]] = {"tiny": TINY, "compact": COMPACT}
"""Which tools a model gets in a window that does not hold them all, and what it is told of them."""

MAX_NESTED_CHARACTERS = 4_000
DELEGATED_STEPS = 25
SHORTEST_SECRET = 12
"""In characters. Shorter ones are placeholders for local servers, such as `ollama`: words that files hold."""


@dataclass(frozen=True)
class Workbench:
    """What tools work on."""

    root: Path
    files: Files
    buffers: Callable[[], Mapping[PurePosixPath, str]]
    """Texts that the user has not saved yet."""
    editor: Editor | None
    track: Callable[..., Tracked]
    """Wraps the tool that runs commands, so that what these change is recorded."""
    skills: Skills
    memories: Memories


@dataclass(frozen=True)
class Toolbox:
    """What the model can do in a session."""

    tools: Mapping[str, Tool]
    commands: RunCommand
    tracked: Tracked
    seen: dict[PurePosixPath, str]
    """Which version of which file the model knows."""

    async def settle(self) -> None:
        """Record what commands in the background have changed; a turn ends."""
        await self.tracked.settle()

    async def aclose(self) -> None:
        """Stop what runs in the background."""
        await self.commands.aclose()
        await self.tracked.settle()


def open_toolbox(
    bench: Workbench,
    *,
    settings: Settings,
    secrets: Collection[str],
    environment: Mapping[str, str],
    window: Window,
    provider: Provider,
    system: str,
    consent: RuledConsent,
    ask_user: AskUserFunction,
    trusted: bool = True,
    before: Toolbox | None = None,
) -> Toolbox:
    """Make the tools. `environment` is what commands get to see; `secrets` are what no tool may show.

    In a folder that is not `trusted` there is none that writes or executes. Commands in the background
    and what the model has seen are taken over from the toolbox `before`.
    """
    size = window.result_characters
    hidden = tuple(secret for secret in secrets if len(secret) >= SHORTEST_SECRET)
    commands = before.commands if before else RunCommand(bench.root, environment)
    commands.timeout_seconds, commands.max_characters = settings.command_timeout_seconds, size
    tracked = before.tracked if before else bench.track(commands, is_running=lambda: commands.has_background)

    def work(seen: dict[PurePosixPath, str]) -> list[Tool]:
        # Each agent knows only what it has read itself; what runs in the background runs for both.
        tools = [
            *_file_tools(bench, settings, seen, size, trusted=trusted),
            *_code_tools(bench, consent, seen, size),
            tracked,
        ]
        tools = [tool for tool in tools if trusted or tool.spec.effect == "read"]
        return [Redacted(tool, hidden) for tool in tools] if hidden else tools

    second = Agent(
        provider,
        f"{system}\n\n{load_prompt('delegate')}",
        _offered(work({}), window.tier),
        consent,
        window,
        TurnLimits(min(DELEGATED_STEPS, settings.max_steps), settings.max_turn_tokens),
    )
    seen = before.seen if before else {}
    skills: list[Tool] = [FindSkill(bench.skills), UseSkill(bench.skills), SaveSkill(bench.skills)]
    tools = [*work(seen), Plan(), AskUser(ask_user), Delegate(second), *skills]
    if settings.memory:
        tools += [Remember(bench.memories), Recall(bench.memories)]
        tools += [Forget(bench.memories)] if trusted else []
    return Toolbox(_offered(tools, window.tier), commands, tracked, seen)


def _file_tools(
    bench: Workbench, settings: Settings, seen: dict[PurePosixPath, str], size: int, *, trusted: bool
) -> Iterator[Tool]:
    root, files = bench.root, bench.files
    reading = ReadFile(files, root, seen, max_characters=size)
    nested = min(MAX_NESTED_CHARACTERS, size // 2)
    yield ReadsInstructions(reading, root, nested) if settings.instructions and trusted else reading
    yield ListFiles(root, max_characters=size)
    yield SearchText(root, exclude=SECRET_GLOBS, max_characters=size, buffers=bench.buffers)
    for tool in (EditFile(files, root, seen), WriteFile(files, root, seen)):
        yield ReportsDiagnostics(tool, bench.editor, root) if bench.editor else tool


def _code_tools(bench: Workbench, consent: RuledConsent, seen: dict[PurePosixPath, str], size: int) -> Iterator[Tool]:
    """What an editor's language servers know; without an editor, searching does as well."""
    if bench.editor is None:
        return
    names = Names(bench.root, bench.files, bench.editor)
    passages = Passages(bench.root, bench.files, is_secret, max_characters=size, buffers=bench.buffers)
    yield Diagnostics(bench.root, bench.editor, is_secret, max_characters=size)
    yield Symbols(names, passages)
    yield Definition(names, passages)
    yield References(names, passages)
    rename = Rename(names, passages, seen, partial(_why_not_edited, consent))
    yield ReportsDiagnostics(rename, bench.editor, bench.root, scope="workspace")


async def _why_not_edited(consent: RuledConsent, path: PurePosixPath) -> str:
    """Return what a rule has against an edit of a file, "" if nothing: consent to the whole was given before."""
    call = ToolCall("", EditFile.spec.name, {"path": str(path)})
    policy = consent.policy
    # In mode `act`, only a rule asks.
    verdict = replace(policy, mode="act" if policy.mode == "ask" else policy.mode).verdict(call, EditFile.spec)
    match verdict:
        case Allowed():
            return ""
        case Ask(reason):
            return f"{reason} Use edit_file, so that the user can be asked."
        case Refused(reason):
            return reason


@dataclass(frozen=True)
class ReadsInstructions:
    """`read_file`, which adds the rules of a subfolder when a file in it is read for the first time."""

    tool: Tool
    root: Path
    max_characters: int
    told: set[str] = field(default_factory=set)

    @property
    def spec(self) -> ToolSpec:
        """That of the tool."""
        return self.tool.spec

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Read the file, then look for rules on the way to it."""
        output = await self.tool.run(arguments, report)
        path = inside(self.root, str(arguments["path"]))
        found = await nested_instructions(self.root, path, max_characters=self.max_characters)
        new = [one for one in found if one.path not in self.told]
        self.told.update(one.path for one in new)
        return replace(output, text=f"{output.text}\n\n{render(new)}") if new else output


@dataclass(frozen=True)
class Brief:
    """A tool of which the model is told less."""

    tool: Tool
    spec: ToolSpec

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Run the tool."""
        return await self.tool.run(arguments, report)


def _offered(tools: Sequence[Tool], tier: Tier) -> dict[str, Tool]:
    """Return the tools by name, as a model with such a window gets them."""
    by_name = {tool.spec.name: tool for tool in tools}
    if tier == "full":
        return by_name
    return {spec.name: Brief(by_name[spec.name], spec) for spec in BRIEF[tier] if spec.name in by_name}
