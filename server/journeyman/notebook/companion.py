"""What a session asks before a turn, and tells of it: skills and memory as one."""

import asyncio
from collections.abc import Sequence

from ..agent.context import Window
from ..agent.events import UsedSkill
from ..agent.messages import ToolCall
from ..learner import Learner
from ..turn_record import Advice, Heard
from .opening import WorkspaceMemory


class Companion:
    """Asks both side by side; what the user says goes to both, too."""

    def __init__(self, learner: Learner, memory: WorkspaceMemory) -> None:
        self._learner = learner
        learner.catch_up = memory.hearing.catch_up
        self._memory = memory
        self._running: set[str] = set()
        """Sessions in which a turn runs."""

    @property
    def is_busy(self) -> bool:
        """Whether a turn runs."""
        return bool(self._running)

    async def advise(
        self, prompt: str, context: str, window: Window, *, skills: Sequence[str], session_id: str
    ) -> Advice:
        """Return what fits a prompt. Raise SkillError if a skill that the user asks for cannot be used."""
        found, memories = await asyncio.gather(
            self._learner.advise(prompt, context, window, skills=skills),
            self._memory.recaller.recall(prompt, window, session_id=session_id),
        )
        text = "\n\n".join(filter(None, (found.text, memories.text)))
        return Advice(text, found.skills, memories.memories)

    async def note_use(self, episode_id: int, skill: UsedSkill) -> None:
        """Take note that a skill is in use in a task."""
        await self._learner.note_use(episode_id, skill)

    def opened(self, call: ToolCall) -> UsedSkill | None:
        """Return the skill that a tool call has opened, if it has."""
        return self._learner.opened(call)

    def heard(self, heard: Heard) -> None:
        """Take note of what the user said, on the record."""
        self._memory.hearing.heard(heard)
        self._memory.sharing.heard(heard)

    def began(self, session_id: str, prompt: str) -> None:
        """Let the user go first."""
        self._running.add(session_id)
        self._memory.consolidation.hold()
        self._memory.embeddings.hold()
        self._learner.began(session_id, prompt)

    def ended(self, session_id: str) -> None:
        """Take note that a turn is over. When all are, there is time to bring the memory into order."""
        self._learner.ended(session_id)
        self._memory.sharing.ended(session_id)
        self._running.discard(session_id)
        if self._running:
            return
        self._memory.hearing.later(self._memory.book.sweep)
        if self._memory.is_on():
            self._memory.consolidation.later()
            self._memory.embeddings.later()
