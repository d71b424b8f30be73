"""One open folder: its storage, model, tools and rules, wired together."""

import asyncio
import platform
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from .agent.adaptive import AdaptiveProvider, constrained_ways, native_ways
from .agent.context import Window, plan_window
from .agent.interfaces import Files, Provider
from .agent.loop import Agent, TurnLimits
from .agent.messages import Message
from .agent.prompts import load_prompt
from .errors import SettingsError, UsageError
from .memory.database import DatabaseThread
from .memory.session_lock import SessionLock
from .memory.sessions import new_session_id
from .project.identity import workspace_key
from .project.instructions import read_instructions, render
from .providers import Endpoint, OpenedModel, find_endpoints, guess_provider, open_provider
from .records import Records
from .review.consent import Answer, Question, RuledConsent
from .review.rules import Policy, parse_rule
from .session import Session
from .settings import Loaded, Settings, command_environment
from .toolbox import open_toolbox
from .tools.ask_user import AskUserFunction
from .tools.disk_files import DiskFiles
from .tools.paths import inside

DATABASE = "journeyman.db"
LOCKS = "locks"
NO_ENDPOINT = (
    "No model was found. Start Ollama (`ollama serve`), LM Studio or a llama.cpp server on this machine, or set "
    "JOURNEYMAN_ENDPOINT (and JOURNEYMAN_API_KEY) to a service. `journeyman doctor` says what was looked for."
)


async def nobody(question: str, choices: Sequence[str]) -> None:
    """Answer for a user who is not there."""


@dataclass(frozen=True)
class FrontEnd:
    """What a front end brings to a session: ways to reach the user, and the user's view of the files."""

    ask_consent: Callable[[Question], Awaitable[Answer]]
    ask_user: AskUserFunction = nobody
    files: Files | None = None
    """None: the files on the disk."""


class Workspace:
    """Open it with `open_workspace`."""

    def __init__(self, root: Path, loaded: Loaded, environment: Mapping[str, str], records: Records) -> None:
        self.root = root
        self.loaded = loaded
        self.records = records
        self._environment = environment
        self._closing = AsyncExitStack()
        self._model: OpenedModel | None = None

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about how it was opened."""
        return self.loaded.ignored

    async def model(self) -> OpenedModel:
        """Return the model that the settings name, or the first that is found. Opened once."""
        if self._model is None:
            settings = self.loaded.settings
            endpoints = await usable_endpoints(settings, self._environment)
            if not endpoints:
                raise SettingsError(NO_ENDPOINT)
            self._model = await open_provider(
                endpoints[0], settings.model, context_window=settings.context_window, thinking=settings.thinking
            )
            self._closing.push_async_callback(self._model.aclose)
        return self._model

    async def open_session(self, front_end: FrontEnd, *, resume: str | None = None) -> Session:
        """Start a session, or go on with the one whose id starts with `resume`.

        Raises:
            JourneymanError: there is no such session, another process has it, there is no model, or the
                storage does not work.
        """
        settings = self.loaded.settings
        # An id that is wrong is told before a model is looked for.
        known = await self.records.sessions(lambda store, _: store.find(resume)) if resume else None
        session_id = known.id if known else new_session_id(self.records.clock(), random.SystemRandom())
        lock = await asyncio.to_thread(SessionLock.take, self.loaded.data_dir / LOCKS, session_id)
        self._closing.callback(lock.release)
        agent = await self._agent(front_end)
        name, mode = (await self.model()).info.id, settings.mode
        messages: list[Message] = []
        if known:
            _, messages = await self.records.sessions(lambda store, now: store.load(session_id, now=now))
            await self.records.sessions(lambda store, now: store.configure(session_id, model=name, mode=mode, now=now))
        else:
            await self.records.sessions(lambda store, now: store.create(session_id, model=name, mode=mode, now=now))
        return Session(session_id, messages, agent, self.records)

    async def _agent(self, front_end: FrontEnd) -> Agent:
        settings, model = self.loaded.settings, await self.model()
        window = plan_window(
            model.info.context_window or 0,
            max_output=settings.max_output_tokens,
            compaction_share=settings.compaction_share,
        )
        provider = _with_tool_calls(model, settings)
        system = await self._system_prompt(window)
        consent = RuledConsent(_policy(settings, self.root), front_end.ask_consent, partial(inside, self.root))
        for_commands = command_environment(self._environment)
        # A command can still read them, where its parent's environment is open to it: /proc/…/environ.
        hidden = (value for name, value in self._environment.items() if name not in for_commands)
        toolbox = open_toolbox(
            self.root,
            files=front_end.files or DiskFiles(self.root),
            settings=settings,
            secrets={model.endpoint.api_key, *hidden},
            environment=for_commands,
            window=window,
            provider=provider,
            system=system,
            consent=consent,
            ask_user=front_end.ask_user,
        )
        self._closing.push_async_callback(toolbox.aclose)
        limits = TurnLimits(settings.max_steps, settings.max_turn_tokens)
        return Agent(provider, system, toolbox.tools, consent, window, limits)

    async def _system_prompt(self, window: Window) -> str:
        """Constant for the session: who the agent is, where it works, what the team wants."""
        settings = self.loaded.settings
        parts = [load_prompt("system"), f"Workspace folder: {self.root.name}. System: {platform.system()}."]
        if settings.mode == "plan":
            parts.append(load_prompt("plan_mode"))
        if settings.instructions:
            found = await read_instructions(self.root, max_characters=window.result_characters)
            parts.append(render(found))
        return "\n\n".join(filter(None, parts))

    async def aclose(self) -> None:
        """Stop what runs in the background, and close the connections to the model and the database."""
        await self._closing.aclose()


@asynccontextmanager
async def open_workspace(root: Path, loaded: Loaded, environment: Mapping[str, str]) -> AsyncGenerator[Workspace, None]:
    """Open the folder `root`. Nothing is asked of a model yet.

    Raises:
        UsageError: it is no folder.
        StorageError: the database cannot be opened.
    """
    root = await asyncio.to_thread(root.resolve)
    if not await asyncio.to_thread(root.is_dir):
        raise UsageError(f"{root} is no folder. Give the folder to work in with --workspace.")
    key, thread = await asyncio.gather(
        workspace_key(root), DatabaseThread.open(loaded.data_dir / DATABASE, now=utc_now())
    )
    workspace = Workspace(root, loaded, environment, Records(thread, key, utc_now))
    try:
        yield workspace
    finally:
        # The database last: what is closed before may still have something to store.
        await workspace.aclose()
        await thread.aclose()


async def usable_endpoints(settings: Settings, environment: Mapping[str, str]) -> list[Endpoint]:
    """Return the endpoint that the settings name, else all that are found; the best comes first."""
    if settings.endpoint or settings.provider:
        url = settings.endpoint or ""
        endpoint = Endpoint(settings.provider or guess_provider(url), url)
        key = settings.api_key.get_secret_value() if settings.api_key else ""
        return [replace(endpoint, api_key=key or endpoint.service_key(environment))]
    return await find_endpoints(environment)


def utc_now() -> datetime:
    """The clock of everything that is stored."""
    return datetime.now(UTC)


def _with_tool_calls(model: OpenedModel, settings: Settings) -> Provider:
    if settings.tool_calls == "native":
        return model.provider
    is_native = settings.tool_calls == "auto" and model.info.tools is not False
    return AdaptiveProvider(native_ways(model.provider) if is_native else constrained_ways(model.provider))


def _policy(settings: Settings, root: Path) -> Policy:
    return Policy(
        mode=settings.mode,
        allow=tuple(map(parse_rule, settings.allow)),
        ask=tuple(map(parse_rule, settings.ask)),
        deny=tuple(map(parse_rule, settings.deny)),
        root=root,
    )
