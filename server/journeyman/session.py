"""One conversation: take a prompt, run the turn, keep every message the moment it exists.

A turn that is cancelled or fails leaves a valid history: calls without a result get one that says why.
What the turn changes in files joins its change set; what the user rejected of it, the next prompt tells.
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from io import StringIO

from .agent.events import (
    Event,
    HistoryCompacted,
    MemoriesUsed,
    MessageAdded,
    SkillsUsed,
    StepFinished,
    TextDelta,
    ToolFinished,
    ToolStarted,
    TurnFinished,
)
from .agent.loop import Agent, run_turn
from .agent.messages import AssistantMessage, Image, Message, Usage, UserMessage, unanswered
from .changes import Changes
from .errors import ContextOverflow, UsageError
from .records import Records
from .review.change_sets import Restoration, What
from .turn_record import Heard, Learning, TurnRecord

CUT_SHORT = "The turn was stopped before this call ended. It may have taken effect in part."
SMALLER_THAN_PLANNED = (
    "The context window is {size:,} tokens, and what was sent was made for {planned:,}. "
    "Set `context_window` to what it is, and send the prompt again."
)


class Session:
    """A conversation that can be prompted again and again.

    A prompt that comes while a turn runs waits for its end; `steer` reaches the running turn instead.
    """

    def __init__(
        self,
        session_id: str,
        messages: Sequence[Message],
        agent: Agent,
        records: Records,
        changes: Changes,
        settle: Callable[[], Awaitable[None]],
        learning: Learning,
    ) -> None:
        self.id = session_id
        self.agent = agent
        self.changes = changes
        """What its turns changed in files."""
        self.off_the_record = False
        """Whether its turns are kept nowhere but here: no message, no episode, nothing to learn from."""
        self.refit: Callable[[], Awaitable[None]] | None = None
        """Makes the agent anew for a window that turned out to be smaller."""
        self.messages = list(messages)
        """The history as the model sees it."""
        self.usage = Usage()
        """What the newest turn has cost so far."""
        self._is_off = False
        """Whether the newest turn is off the record."""
        self._stored = len(self.messages)
        """How many messages the stored history has."""
        self._is_whole = True
        """Whether the stored history says all that `messages` do."""
        self._is_cramped = False
        """Whether the agent was made for a larger window than there is."""
        self._is_outdated = False
        """Whether the stored history is another one since something of it was forgotten."""
        self._streamed = StringIO()
        """What `streaming` says. Adding up strings would take seconds for a long answer."""
        self._records = records
        self._settle = settle
        """Called when a turn ends, to record what commands in the background have changed."""
        self._learning = learning
        self._steering: deque[UserMessage] = deque()
        self._turn = asyncio.Lock()

    @property
    def is_running(self) -> bool:
        """Whether a turn is under way."""
        return self._turn.locked()

    @property
    def streaming(self) -> str:
        """Text of the step under way; kept as a message if the step never ends."""
        return self._streamed.getvalue()

    def steer(self, message: UserMessage) -> None:
        """Tell the running turn something; the model reads it before its next step."""
        self._steering.append(message)

    def take_unread(self) -> UserMessage | None:
        """Return what was told to a turn that ended before it could read it, as one message; None if nothing."""
        unread = list(self._steering)
        self._steering.clear()
        return _joined(unread) if unread else None

    async def prompt(
        self,
        text: str,
        *,
        turn_id: str,
        context: str = "",
        images: tuple[Image, ...] = (),
        skills: Sequence[str] = (),
    ) -> AsyncGenerator[Event, None]:
        """Answer `text`, yielding events as the work happens; what they say is stored before.

        `turn_id` is the front end's name for the turn. `context` is what was retrieved for this
        prompt; it is sent, but is not the user's words. `skills` are the names of those that the user asks for.
        Cancel the task or close the generator to stop.

        Raises:
            UsageError: one of the skills does not exist, or cannot be used.
            JourneymanError: the model could not be asked, or the session could not be stored.
        """
        async with self._turn:
            self.usage = Usage()
            self._is_off = self.off_the_record
            # Not in the middle of a turn: what was sent in one step is the beginning of what is sent in the next.
            if self._is_cramped and self.refit:
                await self.refit()
                self._is_cramped = False
            advice = await self._learning.advise(text, context, self.agent.window, skills=skills, session_id=self.id)
            history = await self._records.sessions(lambda store, _: store.get(self.id).history)
            await self.changes.begin(turn_id, "" if self._is_off else text, history, self._stored)
            rejected = await self.changes.take_rejections()
            await self._hear(UserMessage(text, _paragraphs(context, advice.text, rejected), images))
            record = TurnRecord(self._records, self._learning, self.id)
            self._learning.began(self.id, "" if self._is_off else text)
            try:
                if not self._is_off:
                    await record.open(turn_id, text, advice.skills)
                if advice.skills:
                    yield SkillsUsed(advice.skills)
                if advice.memories:
                    yield MemoriesUsed(advice.memories)
                async with aclosing(run_turn(self.agent, self.messages, self._steering)) as events:
                    async for event in events:
                        await self._store(event, record)
                        yield event
                        if record.opened:
                            yield SkillsUsed((record.opened.pop(),))
            except ContextOverflow as overflow:
                planned = self.agent.window.size
                self._shrink(overflow.window)
                if self.agent.window.size < planned:
                    sizes = {"size": self.agent.window.size, "planned": planned}
                    raise ContextOverflow(SMALLER_THAN_PLANNED.format(**sizes), window=overflow.window) from overflow
                raise
            except (asyncio.CancelledError, GeneratorExit):
                record.stop_reason = "cancelled"
                raise
            finally:
                # Also when this task was cancelled: nobody may go on before the history is closed.
                await asyncio.shield(self._close(record))

    async def restore(self, checkpoint_id: str, what: What, *, dry_run: bool) -> Restoration:
        """Go back to before a turn: files, conversation, or both.

        Raises:
            UsageError: a turn is running, or there is no such checkpoint.
        """
        if self.is_running:
            raise UsageError("A turn is running. Cancel it, or wait for its end, then go back.")
        async with self._turn:
            restoration = await self.changes.restore(checkpoint_id, what, dry_run=dry_run)
            if restoration.messages is not None and not dry_run:
                self._go_on_with(restoration.messages)
        return restoration

    async def reload(self) -> None:
        """Take what is stored for the history, when no turn runs any more. What is off the record is not in it."""
        self._is_outdated = True
        if not self.is_running:
            async with self._turn:
                await self._reload()

    async def _reload(self) -> None:
        if self._is_outdated:
            self._is_outdated = False
            self._go_on_with(await self._records.sessions(lambda store, _: store.history(self.id)))

    def _go_on_with(self, messages: Sequence[Message]) -> None:
        self.messages, self._stored, self._is_whole = list(messages), len(messages), True

    async def _hear(self, message: UserMessage) -> None:
        """Keep what the user says, and let it be remembered."""
        answer = next((one.text for one in reversed(self.messages) if isinstance(one, AssistantMessage)), "")
        message_id = await self._keep(message)
        if message_id is not None and message.text:
            self._learning.heard(Heard(self.id, message_id, message.text, (answer, message.context)))

    async def _keep(self, message: Message) -> int | None:
        """Add a message to the history, and return under which number it is stored; None off the record."""
        self.messages.append(message)
        if self._is_off:
            self._is_whole = False
            return None
        self._stored += 1
        return await self._records.sessions(lambda store, now: store.add(self.id, message, now=now))

    async def _store(self, event: Event, record: TurnRecord) -> None:
        match event:
            case TextDelta():
                self._streamed.write(event.text)
            case MessageAdded():
                await self._hear(event.message)
            case HistoryCompacted():
                self.usage += event.usage
                self.messages = list(event.messages)
                self._shrink(event.window)
                # A summary of what is off the record is, too. Who goes on later has the longer history.
                if self._is_whole:
                    self._stored = len(event.messages)
                    await self._records.sessions(
                        lambda store, now: store.replace_history(self.id, event.messages, now=now)
                    )
            case StepFinished():
                self._streamed = StringIO()
                record.steps += 1
                self.usage += event.message.usage
                await self._keep(event.message)
            case ToolStarted():
                record.started(event.call)
            case ToolFinished():
                if event.output:
                    self.usage += event.output.usage
                await self._keep(event.result)
                await record.ended(event)
            case TurnFinished():
                record.stop_reason = event.stop_reason
            case _:
                pass

    def _shrink(self, window: int | None) -> None:
        """Go on with a smaller window, if the service has shown that it is."""
        known = self.agent.window
        self.agent = replace(self.agent, window=known.shrunk_to(window or known.size))
        self._is_cramped = self._is_cramped or self.agent.window != known

    async def _close(self, record: TurnRecord) -> None:
        """Make the history valid and note the episode's numbers, however the turn ended."""
        try:
            if text := self.streaming:
                self._streamed = StringIO()
                await self._keep(AssistantMessage(text, stop_reason=record.stop_reason))
            for result in unanswered(self.messages, CUT_SHORT):
                await self._keep(result)
            await self._settle()
        finally:
            await record.close(self.usage)
            await self._reload()


def _joined(messages: Sequence[UserMessage]) -> UserMessage:
    images = tuple(image for message in messages for image in message.images)
    texts, contexts = zip(*((message.text, message.context) for message in messages), strict=True)
    return UserMessage(_paragraphs(*texts), _paragraphs(*contexts), images)


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))
