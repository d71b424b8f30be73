"""Learn from the tasks of a workspace, beside the conversation and never in its way."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from ..agent.context import Window
from ..agent.events import UsedSkill
from ..agent.messages import ToolCall
from ..errors import JourneymanError, SkillError, StorageError
from ..learning.user_words import words_evidence
from ..memory.episode_rows import Episode, Evidence
from ..memory.session_lock import SessionLock
from ..providers import OpenedModel
from ..records import Records
from ..skillbook import Adviser, Keeper, Skillbook
from ..turn_record import Advice
from .closing import Material, close_episode, finish_interrupted, read_material
from .jobs import Jobs
from .learned import Learned
from .moves import Moves

IDLE_SECONDS = 30 * 60
"""Without a word from the user for so long, a task's outcome is what is known by then."""
SURVIVAL_SECONDS = 10 * 60
"""Earlier, lines that are still there may only not have been read yet."""

logger = logging.getLogger(__name__)


class Learner:
    """Closes episodes when their outcome is known, and does the jobs that follow when no turn is running."""

    def __init__(
        self,
        records: Records,
        book: Skillbook,
        keeper: Keeper,
        find_model: Callable[[], Awaitable[OpenedModel]],
        survival: Callable[[Episode], Awaitable[Evidence | None]],
        locks: Path,
        *,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        """`survival` says how much of what a task wrote is still there; None if that says nothing."""
        self.listeners: list[Callable[[Learned], None]] = []
        """Told what was learned."""
        self.look_back: Callable[[Material], Awaitable[None]] | None = None
        """Called with each task that is about to be closed for the first time."""
        self.catch_up: Callable[[], None] | None = None
        """Called at the start: others may have something to do for processes that ended, too."""
        self.locking = asyncio.Lock()
        """Held while a session is locked here for a moment, so that nobody takes that for another process."""
        self._records = records
        self._book = book
        self._adviser = Adviser(book)
        self._survival = survival
        self._locks = locks
        self._idle_seconds = idle_seconds
        self._jobs = Jobs(records, book, keeper, find_model, self._tell)
        self.others = self._jobs.others
        """What does the jobs that are not about a task, by their kinds."""
        self._moves = Moves(records, book, keeper, self._tell)
        self._running: set[str] = set()
        """Sessions with a turn under way: each has one at most."""
        self._timers: dict[str, asyncio.TimerHandle] = {}
        """By session."""
        self._closings: deque[Callable[[], Awaitable[None]]] = deque()
        self._wake = asyncio.Event()
        self._done = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._job: asyncio.Task[bool] | None = None
        self._learns = False

    def start(self, *, learns: bool = True) -> None:
        """Begin with what was left by processes that ended; without `learns`, no model is asked."""
        if self._task is None:
            self._learns = learns
            self._later(self._sweep)
            self._task = asyncio.create_task(self._run())

    def look(self) -> None:
        """Take note that somebody has put a job into the queue."""
        self._done.clear()
        self._wake.set()

    async def advise(self, prompt: str, context: str, window: Window, *, skills: Sequence[str]) -> Advice:
        """Return the skills that fit a prompt. Raise SkillError if one that the user asks for cannot be used."""
        try:
            return await self._adviser.advise(prompt, context, window, skills=skills)
        except SkillError as error:
            if skills:
                raise
            # Without the library the user can still work.
            logger.warning("No skill was looked for: %s", error)
            return Advice()

    async def note_use(self, episode_id: int, skill: UsedSkill) -> None:
        """Take note that a skill is in use in a task."""
        await self._adviser.note_use(episode_id, skill)

    def opened(self, call: ToolCall) -> UsedSkill | None:
        """Return the skill that a tool call has opened, if it has."""
        return self._adviser.opened(call)

    def began(self, session_id: str, prompt: str) -> None:
        """Let the user go first, and read from the prompt how the task before it went."""
        self._running.add(session_id)
        self._forget_timer(session_id)
        if self._job:
            self._job.cancel()
        now = self._records.clock()
        self._later(lambda: self._close_session(session_id, prompt, before=now))

    def ended(self, session_id: str) -> None:
        """Wait for what the user makes of it."""
        self._running.discard(session_id)
        self._forget_timer(session_id)
        loop = asyncio.get_running_loop()
        self._timers[session_id] = loop.call_later(
            self._idle_seconds, lambda: self._later(lambda: self._close_session(session_id))
        )
        self._wake.set()

    def decided(self, session_id: str, turn_id: str) -> None:
        """Take note that the user has decided about all that a turn changed: there is nothing to wait for."""
        self._later(lambda: self._close_turn(session_id, turn_id))

    def committed(self) -> None:
        """Take note that the user made a commit: what is in the files now is what they wanted."""
        self._later(self._close_committed)

    async def feedback(self, session_id: str, turn_id: str, evidence: Evidence) -> None:
        """Keep the user's own judgement of a turn, and close it, or correct how it was closed before.

        Raises:
            StorageError: there is no such turn, or it was off the record.
        """
        episode = await self._records.episodes(lambda store, _: store.of_turn(session_id, turn_id))
        if episode is None:
            raise StorageError("There is no record of this turn: it may have been off the record, or deleted.")
        await self._records.episodes(lambda store, _: store.add_evidence(episode.id, evidence))
        self._later(lambda: self._close_turn(session_id, turn_id))

    async def end_session(self, session_id: str) -> None:
        """Close what is open of a session that ends here."""
        self._forget_timer(session_id)
        self._running.discard(session_id)
        await self._guarded(lambda: self._close_session(session_id))
        self.look()

    async def finish(self, seconds: float) -> bool:
        """Do what is left to do, for so long at most; return whether all that could be done now is."""
        try:
            async with asyncio.timeout(seconds):
                await self._done.wait()
        except TimeoutError:
            return False
        return True

    async def aclose(self) -> None:
        """Stop. What was not done is done at the next start."""
        for session_id in list(self._timers):
            self._forget_timer(session_id)
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    def _later(self, closing: Callable[[], Awaitable[None]]) -> None:
        self._closings.append(closing)
        self.look()

    def _forget_timer(self, session_id: str) -> None:
        if timer := self._timers.pop(session_id, None):
            timer.cancel()

    def _tell(self, learned: Learned) -> None:
        for listener in self.listeners:
            listener(learned)

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            self._done.clear()
            while self._closings:
                await self._guarded(self._closings.popleft())
            while self._learns and not self._running and not self._closings and await self._next_job():
                pass
            if not self._wake.is_set():
                self._done.set()

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except JourneymanError as error:
            logger.warning("A task could not be closed: %s", error)
        except Exception:
            # The boundary of background work: nobody awaits this, so it is told here or never.
            logger.exception("Closing a task failed.")

    async def _next_job(self) -> bool:
        """Do a job; return whether there was one. A turn that begins meanwhile ends it, and it comes again later."""
        job = self._job = asyncio.create_task(self._locked_job())
        try:
            await asyncio.wait([job])
            return not job.cancelled() and job.result()
        finally:
            self._job = None
            if not job.done():
                job.cancel()
                await asyncio.wait([job])

    async def _locked_job(self) -> bool:
        """Do a job unless another process is at it: what one of them learns, the other must see."""
        try:
            # Not in a thread: whoever is cancelled there leaves the lock behind, and it takes no time.
            lock = SessionLock.take(self._locks, f"learning-{self._records.workspace}")
        except StorageError:
            return False
        try:
            return await self._jobs.do_next()
        except JourneymanError as error:
            logger.warning("A job could not be done: %s", error)
            return False
        except Exception:
            logger.exception("A job failed.")
            return False
        finally:
            lock.release()

    async def _close_session(self, session_id: str, prompt: str = "", before: datetime | None = None) -> None:
        """Close the tasks of a session that are over; `prompt` is what the user says after them.

        The task that it begins may be over by now, too, so only those from `before` are meant.
        """
        now = before or self._records.clock()
        episodes = await self._records.episodes(lambda store, _: store.open_ones())
        over = [one for one in episodes if one.session_id == session_id and one.finished_at and one.started_at <= now]
        for episode in over:
            is_meant = prompt and episode == over[-1]
            said = await asyncio.to_thread(words_evidence, prompt, episode.prompt, now) if is_meant else None
            await self._close(episode, [said] if said else [])

    async def _close_committed(self) -> None:
        for episode in await self._records.episodes(lambda store, _: store.open_ones()):
            if episode.finished_at and episode.session_id not in self._running:
                await self._close(episode, is_committed=True)

    async def _close_turn(self, session_id: str, turn_id: str) -> None:
        episode = await self._records.episodes(lambda store, _: store.of_turn(session_id, turn_id))
        if episode and episode.finished_at:
            await self._close(episode)

    async def _close(self, episode: Episode, more: Sequence[Evidence] = (), *, is_committed: bool = False) -> None:
        material = await read_material(self._records, episode.id)
        skills = await self._book.skills_of(material.uses)
        survived = await self._survived(material.episode, is_committed=is_committed)
        if self.look_back and material.episode.state == "open":
            # Before it is closed: who is killed in between looks back once more, and keeps nothing twice.
            await self._guarded(partial(self.look_back, material))
        closed = await close_episode(self._records, material, skills, [*more, *survived])
        if closed:
            if material.episode.state == "closed":
                # What was learned from it was wrong.
                await self._book.relearn()
                if closed.outcome.verdict == "failure":
                    await self._moves.disown(closed.episode)
            await self._book.take_lessons(closed.lessons)
            await self._book.reload([use.name for use in (*closed.in_use, *closed.turned_down)])
            for use in closed.in_use:
                await self._moves.make(use, closed.episode)

    async def _survived(self, episode: Episode, *, is_committed: bool) -> list[Evidence]:
        """Look for what a task wrote, if the user has had the time to change it, or has committed it."""
        now = self._records.clock()
        if not episode.finished_at:
            return []
        if not is_committed and (now - episode.finished_at).total_seconds() < SURVIVAL_SECONDS:
            return []
        survived = await self._survival(episode)
        return [survived] if survived else []

    async def _sweep(self) -> None:
        """Close the tasks of processes that were killed, and let skills retire that nobody uses."""
        for episode in await self._records.episodes(lambda store, _: store.open_ones()):
            if finished := await finish_interrupted(self._records, self._locks, self.locking, episode):
                # Each by itself: one that cannot be closed must not keep the others open.
                self._closings.append(partial(self._close, finished))
        self._closings.append(self._moves.retire_idle)
        if self.catch_up:
            self.catch_up()
