"""A session as clients see it: prompts are queued, turns run by themselves, and all that happens is journaled."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass
from uuid import uuid4

from ..agent.events import StepFinished, TurnFinished
from ..agent.interfaces import ToolSpec
from ..agent.messages import StopReason, Usage
from ..errors import JourneymanError, UsageError
from ..memory.changes import ChangeSet
from ..review.change_sets import Restoration
from ..session import Session
from ..updates import (
    Update,
    agent_message,
    awaiting,
    context_update,
    failed,
    history_restored,
    idle,
    queued,
    replay,
    running,
    session_info,
    to_updates,
    user_said,
)
from ..workspace import Workspace
from .change_views import to_change_set
from .client import Client
from .content import Prompt
from .journal import Journal, Numbered
from .meter import preview
from .options import choose, config_options
from .pending import Pending
from .plain import PlainListener
from .protocol import SESSION_UPDATE, Delivery, Restored, StateResult, UpdateParams

logger = logging.getLogger(__name__)

INTERNAL = (
    "Something went wrong inside Journeyman. Send the prompt again; if that does not help, look at the server's log."
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A prompt, and the name of the turn that answers it."""

    id: str
    prompt: Prompt


class Conversation:
    """Runs the turns of a session one after the other, in a task of its own; no client has to stay for that."""

    def __init__(self, changed: Callable[[], None], seq: int = 0) -> None:
        self.journal = Journal(seq)
        self.pending = Pending(self.journal.add, self._pending_changed)
        self.client: Client | None = None
        """The editor that prompted last: its buffers are the files, its language servers are asked."""
        self._members: dict[Client, Callable[[Numbered], None]] = {}
        self._changed = changed
        """Called when a turn begins and when all have ended."""
        self._session: Session | None = None
        self._workspace: Workspace | None = None
        self._title = ""
        """As clients know it."""
        self._queue: deque[Turn] = deque()
        self._running: Turn | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def session(self) -> Session:
        """The session. Nobody gets to know the conversation before it is there."""
        assert self._session
        return self._session

    def start(self, session: Session, workspace: Workspace) -> None:
        """Begin to take prompts for `session`."""
        self._session, self._workspace = session, workspace
        if session.messages and not self.journal.seq:
            # What was said before counts as one update, so that a client which has seen none is told it.
            self.journal.seq = 1

    @property
    def workspace(self) -> Workspace:
        """The workspace that the session is in."""
        assert self._workspace
        return self._workspace

    @property
    def options(self) -> list[Update]:
        """The options of the session as they are now."""
        one = self.workspace.sessions[self.session.id]
        return config_options(
            one.choices, self.workspace.loaded.settings, one.model.info.id, self.workspace.models.names
        )

    @property
    def is_running(self) -> bool:
        """Whether a turn runs or waits."""
        return self._task is not None

    @property
    def clients(self) -> tuple[Client, ...]:
        """Those that hear of it."""
        return tuple(self._members)

    def join(self, client: Client) -> None:
        """Tell `client` what happens from now on."""
        self.client = self.client or client
        if client not in self._members:
            self._members[client] = self._listener(client)
            self.journal.listeners.append(self._members[client])

    def _listener(self, client: Client) -> Callable[[Numbered], None]:
        if client.knows_us:
            return lambda numbered: client.tell(
                SESSION_UPDATE, UpdateParams(self.session.id, numbered.seq, numbered.update)
            )
        plain = PlainListener(client, self.pending)
        return lambda numbered: plain.hear(numbered.update)

    def leave(self, client: Client) -> None:
        """Tell `client` nothing any more; another one takes its place, if there is one."""
        if listener := self._members.pop(client, None):
            self.journal.listeners.remove(listener)
        if self.client is client:
            self.client = next(iter(self._members), None)

    def prompt(self, prompt: Prompt, delivery: Delivery, client: Client) -> str:
        """Take a prompt of `client` and return the id of the turn that answers it.

        Raises:
            UsageError: `send`, while a turn is running; or `steer`, with a skill.
        """
        if delivery == "steer" and self._running:
            if prompt.skills:
                raise UsageError("A skill cannot join a running turn. Deliver the prompt as `queue`.")
            self.session.steer(prompt.message)
            return self._running.id
        if delivery == "send" and self._task:
            raise UsageError("A turn is running. Deliver the prompt as `queue` or `steer`, or cancel the turn first.")
        self.client = client
        turn = Turn(uuid4().hex, prompt)
        self._queue.append(turn)
        if self._task:
            self.journal.add(queued(self.session.id, turn.id, prompt.text))
        else:
            self._start()
        return turn.id

    async def restore(self, checkpoint_id: str, what: Restored, *, dry_run: bool) -> Restoration:
        """Go back to before a turn. Raises what `Session.restore` raises."""
        restoration = await self.session.restore(checkpoint_id, what, dry_run=dry_run)
        if restoration.messages is not None and not dry_run:
            self.journal.add(history_restored(len(restoration.messages)))
        return restoration

    async def tell_info(self) -> None:
        """Tell what the session is called, if that is news."""
        stored = await self.workspace.records.sessions(lambda store, _: store.get(self.session.id))
        if stored.title != self._title:
            self._title = stored.title
            self.journal.add(session_info(stored.title))

    def tell_change(self, change_set: ChangeSet) -> None:
        """Tell what the agent has changed so far in a turn, or what was decided about it."""
        self.journal.add({"kind": "change_set", **to_change_set(change_set)})

    async def choose(self, option: str, value: str) -> list[Update]:
        """Change an option and return all of them. A model that is chosen answers the next prompt.

        Raises:
            JourneymanError: the option does not exist, or the model cannot be used; nothing has changed then.
        """
        session_id = self.session.id
        await self.workspace.reconfigure(session_id, choose(self.workspace.sessions[session_id].choices, option, value))
        self.tell_options()
        return self.options

    def tell_options(self) -> None:
        """Tell the options of the session as they are now."""
        self.journal.add({"kind": "config_option_update", "configOptions": self.options})

    async def cancel(self) -> None:
        """End the running turn and those that wait; return when they have ended."""
        for turn in self._queue:
            self.journal.add(idle(self.session.id, turn.id, "cancelled", Usage()))
        self._queue.clear()
        if task := self._task:
            # A second cancel would tear the turn out of its cleaning up.
            if not task.cancelling():
                task.cancel()
            await asyncio.wait([task])
            self.session.take_unread()

    def state(self, since: int | None) -> StateResult:
        """Return the updates after number `since`; all of the session, if they are not known any more."""
        missed = None if since is None else self.journal.since(since)
        updates = self._replay() if missed is None else missed
        return StateResult(self.journal.seq, missed is None, updates)

    def _replay(self) -> list[Update]:
        self.journal.flush()
        session, turn = self.session, self._running
        updates = [*replay(session.messages, self._specs)]
        if turn:
            updates.append(running(session.id, turn.id))
            if session.streaming:
                updates.append(agent_message(session.streaming))
            updates += self.pending.updates
            if self.pending.updates:
                updates.append(awaiting(session.id, turn.id))
        return updates + [queued(session.id, turn.id, turn.prompt.text) for turn in self._queue]

    @property
    def _specs(self) -> dict[str, ToolSpec]:
        return {name: tool.spec for name, tool in self.session.agent.tools.items()}

    def _start(self) -> None:
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(self._ended)

    def _ended(self, _: "asyncio.Task[None]") -> None:
        self._running = self._task = None
        if self._queue:
            self._start()
        else:
            self._changed()

    async def _run(self) -> None:
        while self._queue:
            self._running = self._queue.popleft()
            self._changed()
            await self._play(self._running)
            if unread := self.session.take_unread():
                # The turn was steered while it ended. What the user said is answered all the same.
                prompt = Prompt(unread.text, unread.context, images=unread.images)
                self._queue.appendleft(Turn(uuid4().hex, prompt))

    async def _play(self, turn: Turn) -> None:
        # The turn keeps the tools that it began with, whatever is chosen meanwhile.
        session, prompt, specs = self.session, turn.prompt, self._specs
        stop_reason: StopReason = "cancelled"
        self.journal.add(running(session.id, turn.id))
        for update in user_said(prompt.message):
            self.journal.add(update)
        try:
            async with aclosing(
                session.prompt(
                    prompt.text, turn_id=turn.id, context=prompt.context, images=prompt.images, skills=prompt.skills
                )
            ) as events:
                async for event in events:
                    for update in to_updates(event, specs):
                        self.journal.add(update)
                    if isinstance(event, StepFinished):
                        await self._tell_meter()
                        await self.tell_info()
                    if isinstance(event, TurnFinished):
                        stop_reason = event.stop_reason
                    # A packet can hold a thousand pieces of text, and none of them waits for anything.
                    await asyncio.sleep(0)
        except asyncio.CancelledError:
            self.journal.add(idle(session.id, turn.id, "cancelled", session.usage))
            raise
        except JourneymanError as error:
            self.journal.add(failed(session.id, turn.id, error, session.usage))
        except Exception:
            # The boundary of background work: nobody awaits this task, so it is told here or never.
            logger.exception("A turn failed.")
            self.journal.add(failed(session.id, turn.id, JourneymanError(INTERNAL), session.usage))
        else:
            self.journal.add(idle(session.id, turn.id, stop_reason, session.usage))

    async def _tell_meter(self) -> None:
        """Tell how full the window is, and with what."""
        now = await preview(self.session, self.workspace.records)
        self.journal.add(context_update(now.parts, now.total, now.context_window) | {"learning": now.learning})

    def _pending_changed(self) -> None:
        if turn := self._running:
            state = awaiting if self.pending.updates else running
            self.journal.add(state(self.session.id, turn.id))
