"""Conversations: starting them, prompting them, and what comes back."""

from typing import Any, Literal

from attrs import frozen

Object = dict[str, Any]
Delivery = Literal["send", "queue", "steer"]


@frozen
class Empty:
    """Nothing to say."""


@frozen
class RootParams:
    """Concerns a workspace folder."""

    root: str


@frozen
class SessionParams:
    """Concerns an open session."""

    session_id: str


@frozen
class Branch:
    """Where a new session branches off: a session, or the moment before one of its turns."""

    session_id: str
    checkpoint_id: str | None = None


@frozen
class NewSessionParams:
    """Start a session."""

    root: str
    mode: str | None = None
    model: str | None = None
    from_: Branch | None = None


@frozen
class StoredSessionParams:
    """Concerns a session of a folder, open or not."""

    root: str
    session_id: str


@frozen
class OpenSessionResult:
    """A session that prompts can be sent to."""

    session_id: str
    seq: int
    """Of its last update so far."""
    config_options: list[Object]
    """As in ACP: `id`, `name`, `type`, `currentValue`, `options`."""
    commands: list[Object]
    """As in ACP: `name`, `description`."""


@frozen
class ListSessionsParams:
    """Ask for the sessions of a folder, the last used first; or for those that a query finds, the best first."""

    root: str
    cursor: str | None = None
    query: str | None = None
    """Words in titles, or in what was said."""


@frozen
class SessionItem:
    """A stored session."""

    session_id: str
    title: str
    created_at: str
    updated_at: str
    model: str
    mode: str
    parent_id: str | None = None


@frozen
class ListSessionsResult:
    """A page of sessions."""

    sessions: list[SessionItem]
    next_cursor: str | None = None


@frozen
class RenameSessionParams:
    """Give a session another title."""

    root: str
    session_id: str
    title: str


@frozen
class TextResult:
    """A text."""

    text: str


@frozen
class PromptParams:
    """A task, or a word to the running one."""

    session_id: str
    prompt: list[Object]
    """Content blocks as in ACP: `text`, `image`, `resource_link`, `resource`."""
    delivery: Delivery = "send"
    skill: str | None = None
    """The name of one to follow."""


@frozen
class PromptResult:
    """The turn that will answer."""

    turn_id: str


@frozen
class StateParams:
    """Ask for what a client has missed."""

    session_id: str
    since_seq: int | None = None


@frozen
class StateResult:
    """The updates after `sinceSeq`; or all of the session, if `reset`."""

    seq: int
    reset: bool
    updates: list[Object]


@frozen
class SetConfigParams:
    """Change an option of a session."""

    session_id: str
    config_id: str
    value: str


@frozen
class SetConfigResult:
    """All options as they are now."""

    config_options: list[Object]


@frozen
class ResolvePermissionParams:
    """Answer `permission_pending`."""

    session_id: str
    permission_id: str
    option_id: str
    feedback: str = ""


@frozen
class ResolveQuestionParams:
    """Answer `question_pending`; no answer means that the agent shall decide."""

    session_id: str
    question_id: str
    answer: str | None = None


@frozen
class UpdateParams:
    """What happened in a session. `seq` counts from 1 without gaps."""

    session_id: str
    seq: int
    update: Object
