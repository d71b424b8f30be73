"""Learn from a task when its turn is over, before the command ends."""

import asyncio
import os
import sys
from contextlib import suppress

from ..errors import JourneymanError
from ..learner import Learned
from ..memory.jobs import Job
from ..workspace import Workspace
from .printing import clean
from .screen import Output

MAX_SECONDS = 60
"""What is not learned by then is learned the next time."""


class RunLearning:
    """The learning of one `journeyman run`. Whatever becomes of it, the turn ended as it did."""

    def __init__(self, workspace: Workspace, output: Output, *, learns: bool) -> None:
        self._workspace = workspace
        self._output = output
        self._learns = learns
        self._news: list[Learned] = []
        workspace.learner.listeners.append(self._news.append)

    def start(self) -> None:
        """Begin, once the turn has begun: what earlier tasks have left must not go before it."""
        self._workspace.learner.start(learns=self._learns)

    async def finish(self, session_id: str) -> None:
        """Close the task and learn from it, for a minute at most. A signal ends that; the job stays for later."""
        self.start()
        try:
            with suppress(asyncio.CancelledError):
                await self._learn(session_id)
            for learned in self._news:
                self._output.learned(learned)
        except JourneymanError as error:
            print(f"journeyman: {clean(str(error))}", file=sys.stderr)
        except OSError:
            # Who reads our output may go away when the turn is over. Python flushes it once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    async def _learn(self, session_id: str) -> None:
        closing = asyncio.create_task(self._workspace.close_session(session_id))
        try:
            # Others may go on with the session now. A signal must not leave it half closed.
            await asyncio.shield(closing)
        finally:
            await closing
        begun = await self._due() if self._learns else []
        if begun:
            self._output.learning("Learning from this task …")
        await self._workspace.learner.finish(MAX_SECONDS)
        if not self._news:
            for job in await self._workspace.records.jobs(lambda store, _: store.list()):
                if job.id in begun:
                    self._output.learning(_what_became(job))

    async def _due(self) -> list[int]:
        """Return the ids of the jobs that can be done now."""
        jobs = await self._workspace.records.jobs(
            lambda store, now: [job for job in store.list() if job.finished_at is None and job.due_at <= now]
        )
        return [job.id for job in jobs]


def _what_became(job: Job) -> str:
    if job.finished_at:
        return job.error or job.note
    return f"It is not learned yet, and that goes on with the next task. {job.error}".rstrip()
