"""A turn's events as the `update` objects of the protocol: what every front end sends or draws.

Names follow the Agent Client Protocol v1, with two differences: the discriminator is `kind`, so the kind
of a tool is `toolKind`; and `turn_state` and some others are ours. `docs/protocol-updates.md` lists them.
"""

from .events import agent_message, replay, to_updates, user_message, user_said
from .names import TITLES, title
from .states import (
    EXPLANATIONS,
    STOP_REASONS,
    Update,
    awaiting,
    context_update,
    failed,
    history_restored,
    idle,
    permission_pending,
    permission_resolved,
    question_pending,
    question_resolved,
    queued,
    running,
    session_info,
    skill_learned,
    to_wire_usage,
)

__all__ = [
    "EXPLANATIONS",
    "STOP_REASONS",
    "TITLES",
    "Update",
    "agent_message",
    "awaiting",
    "context_update",
    "failed",
    "history_restored",
    "idle",
    "permission_pending",
    "permission_resolved",
    "question_pending",
    "question_resolved",
    "queued",
    "replay",
    "running",
    "session_info",
    "skill_learned",
    "title",
    "to_updates",
    "to_wire_usage",
    "user_message",
    "user_said",
]
