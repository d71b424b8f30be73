"""What a turn reports while it runs, and in which order. Front ends draw these; tests read them.

    turn = SkillsUsed? MemoriesUsed? step+ TurnFinished
    step = (MessageAdded | HistoryCompacted)* (TextDelta | ThoughtDelta | Notice)*
           StepFinished (ToolStarted ToolProgress* ToolFinished)*

Tool calls are reported one after the other in the order in which the model made them, also when they
ran side by side. `SkillsUsed` may come once more behind a ToolFinished, when the model has opened a skill.
A turn that is cancelled or fails ends where it is, without TurnFinished.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from .messages import AssistantMessage, Message, StopReason, ToolCall, ToolResult, Usage, UserMessage


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the model's answer."""

    text: str


@dataclass(frozen=True, slots=True)
class ThoughtDelta:
    """The next piece of the model's reasoning."""

    text: str


NoticeKind = Literal["waiting", "fallback", "truncated"]
"""The service is asked again in a moment; another model answers; the service seems not to have read all of it."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the model service that the user should know. The turn goes on."""

    kind: NoticeKind
    text: str
    """For people: what happens, and what they can do about it."""


HowUsed = Literal["instructions", "offered", "opened", "forced"]
"""Given to the model whole; named to it, to be opened if it fits; opened by it; asked for by the user."""


@dataclass(frozen=True, slots=True)
class UsedSkill:
    """A skill in a prompt, and why it is there."""

    name: str
    description: str
    version: int
    how: HowUsed
    why: str
    """For people."""


@dataclass(frozen=True, slots=True)
class SkillsUsed:
    """Skills were put into the prompt, or one was opened."""

    skills: Sequence[UsedSkill]


MemoryKind = Literal["conclusion", "message", "episode", "shared"]
"""A statement about the user or the project; something that was said; an earlier task; what the team's memory says."""


@dataclass(frozen=True, slots=True)
class UsedMemory:
    """Something remembered in a prompt."""

    kind: MemoryKind
    id: str
    """What it is called in lists: `m12`, a session, an episode; empty if it is kept elsewhere."""
    text: str
    """In one line."""
    at: str
    """Since when it is known, in ISO 8601; empty if nobody knows."""
    score: float
    """How well it fits the prompt, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class MemoriesUsed:
    """Memories were put into the prompt."""

    memories: Sequence[UsedMemory]


@dataclass(frozen=True, slots=True)
class MessageAdded:
    """A message joined the history before this step: the user steered, or the agent left a note."""

    message: UserMessage


@dataclass(frozen=True, slots=True)
class HistoryCompacted:
    """Older messages were replaced by a summary; the turn goes on with `messages`."""

    messages: Sequence[Message]
    usage: Usage
    """What asking for the summary cost."""
    window: int
    """The context window in tokens, as it turned out to be; later turns should plan for no more."""


@dataclass(frozen=True, slots=True)
class StepFinished:
    """One model request is complete; its tool calls, if any, run next."""

    message: AssistantMessage


@dataclass(frozen=True, slots=True)
class ToolStarted:
    """A tool call begins."""

    call: ToolCall


@dataclass(frozen=True, slots=True)
class ToolProgress:
    """The next piece of what a running tool prints."""

    call_id: str
    text: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file before and after a tool call."""

    path: str
    """Relative to the workspace folder, with forward slashes."""
    old: str | None
    """None if the file did not exist."""
    new: str | None
    """None if the file is gone."""


@dataclass(frozen=True, slots=True)
class ProblemChange:
    """What an edit did to the errors in the files that it changed."""

    before: int
    """How many errors there were."""
    after: int
    gone: tuple[str, ...] = ()
    """What is no longer there: `source` or `source:code`, each once."""


@dataclass(frozen=True, slots=True)
class ToolOutput:
    """What a tool brought about."""

    text: str
    """For the model."""
    changes: tuple[FileChange, ...] = ()
    exit_code: int | None = None
    """Of the command that ran; None if the tool ran none to its end."""
    usage: Usage = field(default_factory=Usage)
    """What model requests inside the tool cost."""
    problems: ProblemChange | None = None
    """None if nobody looked, or nothing was edited."""


@dataclass(frozen=True, slots=True)
class ToolFinished:
    """A tool call has its result, good or bad. Follows the ToolStarted of the same call."""

    result: ToolResult
    output: ToolOutput | None = None
    """None if the tool did not run to its end: refused, unknown, failed."""


@dataclass(frozen=True, slots=True)
class TurnFinished:
    """Always the last event of a turn that returns."""

    stop_reason: StopReason


Event = (
    TextDelta
    | ThoughtDelta
    | Notice
    | SkillsUsed
    | MemoriesUsed
    | MessageAdded
    | HistoryCompacted
    | StepFinished
    | ToolStarted
    | ToolProgress
    | ToolFinished
    | TurnFinished
)
