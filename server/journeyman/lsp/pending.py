"""Questions that wait for the user. They are part of a session's state: any client may answer, at any time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from ..errors import UsageError
from ..review.consent import AllowAlways, AllowOnce, Answer, Question, Refuse
from ..updates import Update, permission_pending, permission_resolved, question_pending, question_resolved

GONE = "It was answered already, or its turn has ended. Nothing is left to do."
CANCELLED = "cancelled"
"""What a question is resolved with when its turn ends."""


@dataclass
class Pending:
    """The open questions of one session."""

    tell: Callable[[Update], None]
    changed: Callable[[], None]
    """Called when the first question opens and the last one closes."""
    new_id: Callable[[], str] = lambda: uuid4().hex
    """A late answer must not fit a question of another session, or of the server before this one."""
    _open: dict[str, tuple[Update, asyncio.Future[Any]]] = field(default_factory=dict, init=False)

    @property
    def updates(self) -> list[Update]:
        """What a client that comes later has to be told."""
        return [update for update, _ in self._open.values()]

    async def ask_consent(self, question: Question) -> Answer:
        """Wait for the user's word on a tool call, as long as it takes."""
        permission_id = f"permission-{self.new_id()}"
        async with self._opened(
            permission_id, permission_pending(permission_id, question.call, reason=question.reason, rule=question.rule)
        ) as future:
            resolved = CANCELLED
            try:
                resolved, feedback = await future
            finally:
                self.tell(permission_resolved(permission_id, resolved))
        match resolved:
            case "allow_once":
                return AllowOnce()
            case "allow_always":
                return AllowAlways()
            case _:
                return Refuse(feedback)

    async def ask_user(self, question: str, choices: Sequence[str]) -> str | None:
        """Wait for the answer to the agent's own question; None: the agent shall decide."""
        question_id = f"question-{self.new_id()}"
        async with self._opened(question_id, question_pending(question_id, question, choices)) as future:
            answer: str | None = None
            try:
                answer = await future
            finally:
                self.tell(question_resolved(question_id, answer))
        return answer

    def resolve_permission(self, permission_id: str, option_id: str, feedback: str) -> None:
        """Answer a request for consent.

        Raises:
            UsageError: nobody waits for it, or this option was not offered.
        """
        update, future = self._find(permission_id)
        offered = [option["optionId"] for option in update.get("options", ())]
        if option_id not in offered:
            raise UsageError(f"{option_id!r} was not offered. Answer with one of: {', '.join(offered) or 'none'}.")
        future.set_result((option_id, feedback.strip()))

    def resolve_question(self, question_id: str, answer: str | None) -> None:
        """Answer a question of the agent. Raise UsageError if nobody waits for it."""
        update, future = self._find(question_id)
        if "options" in update:
            raise UsageError(f"{question_id} asks for consent. Answer it with journeyman/permission/resolve.")
        future.set_result(answer)

    def _find(self, question_id: str) -> tuple[Update, "asyncio.Future[Any]"]:
        update, future = self._open.get(question_id, (None, None))
        if update is None or future is None or future.done():
            raise UsageError(f"Nothing waits for an answer to {question_id!r}. {GONE}")
        return update, future

    @asynccontextmanager
    async def _opened(self, question_id: str, update: Update) -> AsyncIterator["asyncio.Future[Any]"]:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._open[question_id] = update, future
        self.tell(update)
        if len(self._open) == 1:
            self.changed()
        try:
            yield future
        finally:
            del self._open[question_id]
            if not self._open:
                self.changed()
