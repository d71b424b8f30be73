"""The agent loop: ask the model, run the tools it calls, repeat until it is done.

The order of events is the grammar in `events`.
"""

from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from itertools import count

from ..errors import ContextOverflow
from .calls import run_calls
from .compaction import compact
from .context import Window, cut_middle, prompt_tokens
from .events import Event, MessageAdded, Notice, StepFinished, TextDelta, ToolFinished, ToolStarted, TurnFinished
from .interfaces import Consent, ModelRequest, Provider, Tool
from .messages import AssistantMessage, Message, StopReason, ToolCall, Usage, UserMessage, unanswered
from .repair import Repaired, repair
from .repetition import HINT, LoopBreaker
from .truncation import TruncationWatch
from .visible_text import VisibleText

CUT_OFF = UserMessage(
    "", "Your tool call was cut off, so nothing ran. Send it again, complete; split it if it is very long."
)
EMPTY = UserMessage("", "Your answer was empty. Go on with the task, or say in a sentence what the result is.")
STOPPED = "Not run: the turn was stopped because the same call kept giving the same result."
RESULTS_PER_STEP = 4
"""All results of one step together may be this many times as long as one."""


@dataclass(frozen=True, slots=True)
class TurnLimits:
    """Where a turn ends at the latest."""

    max_steps: int = 50
    """Model requests in one turn, counting the first."""
    max_tokens: int | None = None
    """Tokens of all requests of a turn, prompts and answers; None for no limit."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A model, what it is told, and what it may do."""

    provider: Provider
    system: str
    tools: Mapping[str, Tool]
    consent: Consent
    window: Window
    limits: TurnLimits = TurnLimits()
    instructions: str = ""
    """The part of `system` that comes from the workspace's own files; for the token meter."""
    profile: str = ""
    """The part of `system`, behind the instructions, that comes from the memory; for the token meter."""
    summarizer: Provider | None = None
    """Writes summaries when the window fills up; None: the model itself."""


def run_turn(
    agent: Agent, messages: Sequence[Message], steering: deque[UserMessage] | None = None
) -> AsyncGenerator[Event, None]:
    """Answer the last user message of `messages`, yielding events as the work happens.

    What is put into `steering` meanwhile is taken out of it and read by the model before its next step.
    Close the generator (`aclosing`) or cancel its task to stop: running tools are cancelled, and no
    TurnFinished follows. `messages.unanswered` then says which results the history lacks.

    Raises:
        ProviderError: the model could not be asked.
    """
    return _Turn(agent, messages, deque() if steering is None else steering).events()


class _Turn:
    """What a running turn remembers."""

    def __init__(self, agent: Agent, messages: Sequence[Message], steering: deque[UserMessage]) -> None:
        self.agent = agent
        self.window = agent.window
        self.specs = {name: tool.spec for name, tool in agent.tools.items()}
        self.history = list(messages)
        self.steering = steering
        self.breaker = LoopBreaker()
        self.usage = Usage()
        self.last = Repaired(AssistantMessage(), cut_off=False)
        self.truncation = TruncationWatch()
        self.reminded = False
        self.reminder: UserMessage | None = None
        """Waits for the next step."""

    async def events(self) -> AsyncGenerator[Event, None]:
        for _ in range(self.agent.limits.max_steps):
            for phase in (self._prepare, self._ask, self._run_tools):
                async with aclosing(phase()) as events:
                    async for event in events:
                        yield event
            if stop_reason := self._stop_reason():
                yield TurnFinished(stop_reason)
                return
        yield TurnFinished("max_steps")

    async def _prepare(self) -> AsyncGenerator[Event, None]:
        """Let waiting messages join, and make room where the window is full."""
        # The reminder is no steering: it must not outlive a turn that ends here for another reason.
        if self.reminder:
            yield self._add(self.reminder)
            self.reminder = None
        while self.steering:
            yield self._add(self.steering.popleft())
        if self.window.is_full(self._prompt_size()):
            async for event in self._compact():
                yield event

    def _add(self, message: UserMessage) -> MessageAdded:
        self.history.append(message)
        return MessageAdded(message)

    def _prompt_size(self) -> int:
        return prompt_tokens(self.agent.system, list(self.specs.values()), self.history)

    async def _compact(self) -> AsyncGenerator[Event, None]:
        models = [*filter(None, [self.agent.summarizer]), self.agent.provider]
        if compacted := await compact(models, self.history, self.window):
            self.history = list(compacted.messages)
            self.usage += compacted.usage
            yield compacted

    async def _ask(self) -> AsyncGenerator[Event, None]:
        """Make one model request; if it does not fit the window, compact and try once more."""
        has_begun = False
        try:
            async with aclosing(self._stream()) as events:
                async for event in events:
                    has_begun = has_begun or not isinstance(event, Notice)
                    yield event
        except ContextOverflow as overflow:
            # A service that does not name its window has at least shown that this was too much.
            before, reserved = self.history, self.window.max_output
            self.window = self.window.shrunk_to(overflow.window or self._prompt_size())
            if not has_begun:
                async for event in self._compact():
                    yield event
            # Services count the room that is asked for the answer: less of it may be all that is wanted.
            fits = self.window.max_output < reserved and not self.window.is_full(self._prompt_size())
            if self.history is before and (has_begun or not fits):
                raise
            async with aclosing(self._stream()) as events:
                async for event in events:
                    yield event

    async def _stream(self) -> AsyncGenerator[Event, None]:
        """Make one model request and keep its answer, repaired. Tool calls printed as text stay hidden."""
        specs = tuple(self.specs.values())
        request = ModelRequest(self.agent.system, tuple(self.history), specs, self.window.max_output)
        message, visible = AssistantMessage(), VisibleText(self.specs)
        async with aclosing(self.agent.provider.stream(request)) as parts:
            async for part in parts:
                if isinstance(part, AssistantMessage):
                    message = part
                elif isinstance(part, TextDelta):
                    if text := visible.add(part.text):
                        yield TextDelta(text)
                else:
                    if isinstance(part, Notice) and part.kind == "fallback":
                        # Every model counts in tokens of its own.
                        self.truncation = TruncationWatch()
                    yield part
        repaired = repair(message, self.specs)
        self.last = replace(repaired, message=_with_unique_ids(repaired.message, self.history))
        if rest := self.last.message.text[visible.length :]:
            yield TextDelta(rest)
        if warning := self.truncation.look(request, self.last.message.usage.input_tokens):
            yield warning
        self.history.append(self.last.message)
        self.usage += self.last.message.usage
        yield StepFinished(self.last.message)

    async def _run_tools(self) -> AsyncGenerator[Event, None]:
        calls = {call.id: call for call in self.last.message.tool_calls}
        step = len(self.history) - 1
        room = self.window.result_characters * RESULTS_PER_STEP
        async with aclosing(run_calls(calls.values(), self.agent.tools, self.agent.consent)) as events:
            async for event in events:
                if isinstance(event, ToolFinished):
                    event = self._keep(event, calls[event.result.call_id], room)
                    room -= len(event.result.text)
                yield event
                if self.breaker.stopped:
                    break
        for result in unanswered(self.history[step:], STOPPED):
            self.history.append(result)
            yield ToolStarted(calls[result.call_id])
            yield ToolFinished(result)

    def _keep(self, finished: ToolFinished, call: ToolCall, room: int) -> ToolFinished:
        """Put a result into the history, cut to `room` characters, with a hint if it was seen too often."""
        text = cut_middle(finished.result.text, max(room, 400), "Ask for this alone to see more.")
        result = replace(finished.result, text=text)
        wrote = not result.is_error and self.specs[call.name].effect == "write"
        if self.breaker.observe(call, result, wrote=wrote) != "go_on":
            result = replace(result, text=f"{text}\n\n{HINT}")
        self.history.append(result)
        if finished.output:
            self.usage += finished.output.usage
        return replace(finished, result=result)

    def _stop_reason(self) -> StopReason | None:
        """Why the turn ends here, or None if it goes on."""
        if self.breaker.stopped:
            return "repetition"
        answer = self.last.message
        if not answer.tool_calls and not self.steering and not self._remind():
            if self.last.cut_off:
                return "max_tokens"
            if not answer.text:
                return "max_tokens" if answer.stop_reason == "max_tokens" else "refusal"
            return "end_turn" if answer.stop_reason == "tool_calls" else answer.stop_reason
        limit = self.agent.limits.max_tokens
        spent = self.usage.input_tokens + self.usage.output_tokens
        return "max_turn_tokens" if limit is not None and spent >= limit else None

    def _remind(self) -> bool:
        """Tell a model whose answer is unusable to try again, once a turn; return whether it was told."""
        answer = self.last.message
        is_empty = answer.stop_reason == "end_turn" and not answer.text
        if self.reminded or not (self.last.cut_off or is_empty):
            return False
        self.reminded = True
        self.reminder = CUT_OFF if self.last.cut_off else EMPTY
        return True


def _with_unique_ids(message: AssistantMessage, history: Sequence[Message]) -> AssistantMessage:
    """Some services count their calls anew in each answer; a result must belong to one call only."""
    used = {call.id for older in history if isinstance(older, AssistantMessage) for call in older.tool_calls}
    calls: list[ToolCall] = []
    for call in message.tool_calls:
        if not call.id or call.id in used:
            free = next(number for number in count(len(used) + 1) if f"call_{number}" not in used)
            call = replace(call, id=f"call_{free}")
        used.add(call.id)
        calls.append(call)
    return replace(message, tool_calls=tuple(calls))
