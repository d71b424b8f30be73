"""What is kept of a turn for learning: its episode, the skills in use, what its edits did to the errors."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .agent.context import Window
from .agent.events import ProblemChange, ToolFinished, UsedMemory, UsedSkill
from .agent.messages import StopReason, ToolCall, Usage
from .learning.problems import problems_evidence
from .memory.episodes import EpisodeStore
from .records import Records


@dataclass(frozen=True, slots=True)
class Advice:
    """What was learned earlier and may help with a prompt."""

    text: str = ""
    """For the model."""
    skills: tuple[UsedSkill, ...] = ()
    """The skills in it."""
    memories: tuple[UsedMemory, ...] = ()
    """What is remembered in it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that the user said."""

    session_id: str
    message_id: int
    text: str
    injected: tuple[str, ...] = ()
    """What the user has seen of ours: words that are the same are not the user's own."""


class Learning(Protocol):
    """What a session learns from, and what learns from it."""

    async def advise(
        self, prompt: str, context: str, window: Window, *, skills: Sequence[str], session_id: str
    ) -> Advice:
        """Return what fits a prompt and `skills`, which the user asks for. Raise SkillError if one cannot be used."""
        ...

    def heard(self, heard: Heard) -> None:
        """Take note of what the user said, on the record."""
        ...

    async def note_use(self, episode_id: int, skill: UsedSkill) -> None:
        """Take note that a skill is in use in a task."""
        ...

    def opened(self, call: ToolCall) -> UsedSkill | None:
        """Return the skill that a tool call has opened, if it has."""
        ...

    def began(self, session_id: str, prompt: str) -> None:
        """Take note that a turn begins; what the user says with it tells something about the task before it."""
        ...

    def ended(self, session_id: str) -> None:
        """Take note that a turn is over."""
        ...


class TurnRecord:
    """The episode of a turn, if it is on the record, and what is remembered of the turn while it runs."""

    def __init__(self, records: Records, learning: Learning, session_id: str) -> None:
        self.steps = 0
        self.stop_reason: StopReason = "error"
        """What it is if nothing else is said: an exception ended the turn."""
        self.opened: list[UsedSkill] = []
        """Skills that the model has opened and that nobody was told of yet."""
        self._records = records
        self._learning = learning
        self._session_id = session_id
        self._episode: int | None = None
        """None if the turn is off the record."""
        self._started = time.monotonic()
        self._calls: dict[str, tuple[ToolCall, float]] = {}
        """Those that run, and since when."""
        self._problems: list[ProblemChange] = []

    async def open(self, turn_id: str, prompt: str, skills: Sequence[UsedSkill]) -> None:
        """Begin the episode."""
        self._episode = await self._records.episodes(
            lambda store, now: store.open(self._session_id, turn_id, prompt, now=now)
        )
        for skill in skills:
            await self._learning.note_use(self._episode, skill)

    def started(self, call: ToolCall) -> None:
        """Take note that a tool call began."""
        self._calls[call.id] = call, time.monotonic()

    async def ended(self, event: ToolFinished) -> None:
        """Store a tool call."""
        call, started = self._calls.pop(event.result.call_id)
        seconds = time.monotonic() - started
        if event.output and event.output.problems:
            self._problems.append(event.output.problems)
        if (episode := self._episode) is not None:
            await self._records.episodes(
                lambda store, now: store.add_call(
                    episode, call, event.result, output=event.output, seconds=seconds, now=now
                )
            )
        if not event.result.is_error and (skill := self._learning.opened(call)):
            self.opened.append(skill)
            if episode is not None:
                await self._learning.note_use(episode, skill)

    async def close(self, usage: Usage) -> None:
        """Note the numbers of the turn. The episode stays open until its outcome is known."""
        try:
            if self._episode is not None:
                await self._records.episodes(self._finished(self._episode, usage))
        finally:
            # Also if the disk is full: else nothing would ever be learned again.
            self._learning.ended(self._session_id)

    def _finished(self, episode: int, usage: Usage) -> Callable[[EpisodeStore, datetime], None]:
        seconds = time.monotonic() - self._started

        def finish(store: EpisodeStore, now: datetime) -> None:
            if evidence := problems_evidence(self._problems, now):
                store.add_evidence(episode, evidence)
            store.finish(episode, stop_reason=self.stop_reason, steps=self.steps, usage=usage, seconds=seconds, now=now)

        return finish
