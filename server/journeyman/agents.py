"""The agent of a session: its model, what it is told, its tools and rules; as the settings and the user say."""

import platform
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from .agent.adaptive import AdaptiveProvider, constrained_ways, native_ways
from .agent.context import SMALLEST, Window, plan_window
from .agent.interfaces import ByteFiles, Provider
from .agent.loop import Agent, TurnLimits
from .agent.probe import ToolCalls
from .agent.prompts import load_prompt
from .changes import RecordedFiles
from .errors import CHOOSE_MODEL, SettingsError
from .fallbacks import Open, summarizer, with_fallbacks
from .memory.changes import ChangeSet
from .project.instructions import read_instructions, render
from .providers import OpenedModel
from .review.before_images import BeforeImages
from .review.consent import Answer, Question, RuledConsent
from .review.rules import Policy, parse_rule
from .settings import Mode, Settings, Thinking, command_environment
from .toolbox import Toolbox, Workbench, open_toolbox
from .tools.ask_user import AskUserFunction
from .tools.editor import Editor
from .tools.memories import Memories
from .tools.paths import inside
from .tools.skills import Skills
from .tools.text_files import TextFiles
from .tracked import Tracked


async def nobody(question: str, choices: Sequence[str]) -> None:
    """Answer for a user who is not there."""


def unseen(change_set: ChangeSet) -> None:
    """Tell nobody of a change."""


@dataclass(frozen=True)
class FrontEnd:
    """What a front end brings to a session: ways to reach the user, and the user's view of the files."""

    ask_consent: Callable[[Question], Awaitable[Answer]]
    ask_user: AskUserFunction = nobody
    files: ByteFiles | None = None
    """None: the files on the disk."""
    buffers: Callable[[], Mapping[PurePosixPath, str]] = dict
    """Texts that the user has not saved yet."""
    editor: Editor | None = None
    """None: there is no editor to ask."""
    on_change: Callable[[ChangeSet], None] = unseen
    """Told each change set that is another one than before."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose for one session; None: as the settings say."""

    mode: Mode | None = None
    model: str | None = None
    thinking: Thinking | None = None
    off_the_record: bool = False

    def over(self, settings: Settings) -> Settings:
        """The settings of the session."""
        chosen = {"mode": self.mode, "model": self.model, "thinking": self.thinking}
        return settings.model_copy(update={name: value for name, value in chosen.items() if value is not None})


AS_SET = Choices()


@dataclass(frozen=True)
class Surroundings:
    """What all agents of a workspace folder share."""

    root: Path
    environment: Mapping[str, str]
    images: BeforeImages
    skills: Skills
    memories: Memories
    """Those of the session."""
    profile: str
    """What is known of the user and the project, for the model: constant for a session."""
    open_model: Open
    """For models beside the one of the session."""
    tool_calls: Mapping[tuple[str, str], ToolCalls]
    """How models call tools, by endpoint and name, as far as they were tried out."""
    trusted: bool
    """Whether the user trusts the folder: if not, the agent only reads, and obeys no instructions in it."""


async def equip(
    where: Surroundings,
    settings: Settings,
    model: OpenedModel,
    front_end: FrontEnd,
    files: RecordedFiles,
    *,
    before: tuple[Agent, Toolbox, OpenedModel] | None = None,
) -> tuple[Agent, Toolbox]:
    """Make the agent of a session and its tools.

    What was `before` is kept where it outlives a change of settings: rules that the user granted, which
    files the model has seen, commands that run in the background, how small the model's window turned out to be.

    Raises:
        SettingsError: a rule is not understood, or the model's window is too small for an agent.
    """
    window = plan_window(
        model.info.context_window or 0,
        max_output=settings.max_output_tokens,
        compaction_share=settings.compaction_share,
    )
    if before and before[2] is model:
        # What the service has shown of its window counts more than what it says.
        window = window.shrunk_to(before[0].window.size)
    if window.size < SMALLEST:
        raise SettingsError(
            f"{model.info.id} has a context window of {window.size:,} tokens. The agent needs {SMALLEST:,}, and 8,000 "
            "for a task of several steps. Load it with a longer context, or choose another model."
        ).offering(CHOOSE_MODEL)
    provider = with_fallbacks(model, settings, where.open_model, partial(_with_tool_calls, where, settings))
    instructions = await _instructions(where, settings, window)
    system = "\n\n".join(filter(None, (_system_prompt(where, settings, window), instructions, where.profile)))
    policy = _policy(settings, where)
    if before and isinstance(before[0].consent, RuledConsent):
        # The same object, so that a running turn follows the new rules at once.
        consent = before[0].consent
        consent.policy = policy
    else:
        consent = RuledConsent(policy, front_end.ask_consent, partial(inside, where.root))
    for_commands = command_environment(where.environment)
    # A command can still read them, where its parent's environment is open to it: /proc/…/environ.
    hidden = (value for name, value in where.environment.items() if name not in for_commands)
    toolbox = open_toolbox(
        Workbench(
            where.root,
            TextFiles(files),
            front_end.buffers,
            front_end.editor,
            partial(Tracked, images=where.images, record=files.changes.record, buffers=front_end.buffers),
            where.skills,
            where.memories,
        ),
        settings=settings,
        secrets={model.endpoint.api_key, *hidden},
        environment=for_commands,
        window=window,
        provider=provider,
        system=system,
        consent=consent,
        ask_user=front_end.ask_user,
        trusted=where.trusted,
        before=before[1] if before else None,
    )
    agent = Agent(
        *(provider, system, toolbox.tools, consent, window),
        limits=TurnLimits(settings.max_steps, settings.max_turn_tokens),
        instructions=instructions,
        profile=where.profile,
        summarizer=summarizer(settings, where.open_model),
    )
    return agent, toolbox


def _system_prompt(where: Surroundings, settings: Settings, window: Window) -> str:
    """Who the agent is and where it works: constant for a session, so that prompt caches hold."""
    names = ("system",) if window.tier == "tiny" else ("system", "system_more")
    parts = ["\n".join(map(load_prompt, names)), f"Workspace folder: {where.root.name}. System: {platform.system()}."]
    if settings.mode == "plan" or not where.trusted:
        parts.append(load_prompt("plan_mode"))
    return "\n\n".join(parts)


async def _instructions(where: Surroundings, settings: Settings, window: Window) -> str:
    """What the team wants."""
    if not settings.instructions or not where.trusted:
        return ""
    return render(await read_instructions(where.root, max_characters=window.result_characters))


def _with_tool_calls(where: Surroundings, settings: Settings, model: OpenedModel) -> Provider:
    if settings.tool_calls == "native":
        return model.provider
    tried = where.tool_calls.get((model.endpoint.base_url, model.info.id))
    has_own = tried == "native" if tried else model.info.tools is not False
    is_native = settings.tool_calls == "auto" and has_own
    return AdaptiveProvider(native_ways(model.provider) if is_native else constrained_ways(model.provider))


def _policy(settings: Settings, where: Surroundings) -> Policy:
    return Policy(
        # Also for a turn that began with all tools, when the user stopped trusting the folder.
        mode=settings.mode if where.trusted else "plan",
        allow=tuple(map(parse_rule, settings.allow)),
        ask=tuple(map(parse_rule, settings.ask)),
        deny=tuple(map(parse_rule, settings.deny)),
        root=where.root,
    )
