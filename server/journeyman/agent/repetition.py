"""The loop breaker: notice a model that makes the same call again and again, to no effect."""

import json
from collections import Counter
from typing import Literal

from .messages import ToolCall, ToolResult

HINT = (
    "You made exactly this call before and got exactly this result. It will not change. "
    "Use what you know, try something else, or say what keeps you from going on."
)
"""For the model, beside the result."""

HINT_AT = 3
STOP_AT = 5
"""How often the same call may have the same result: the third time is a hint, the fifth the end."""

Advice = Literal["go_on", "hint", "stop"]


class LoopBreaker:
    """Counts calls with their results during one turn.

    Calls need not follow each other: a model that alternates between two of them is stopped as well.
    """

    def __init__(self) -> None:
        self.stopped = False
        """Whether the turn should end."""
        self._counts: Counter[str] = Counter()
        self._writes: set[str] = set()

    def observe(self, call: ToolCall, result: ToolResult, *, wrote: bool) -> Advice:
        """Count one call and say what to do about it.

        `wrote`: the call was one of a tool that writes files. When such a call succeeds for the first
        time, everything else may have a new result, and is counted anew; one that only repeats an
        earlier write brings nothing new.
        """
        what = (call.name, call.arguments, call.malformed, result.text, result.is_error)
        seen = json.dumps(what, sort_keys=True, default=str)
        if wrote and not result.is_error and seen not in self._writes:
            self._writes.add(seen)
            self._counts = Counter({write: self._counts[write] for write in self._writes})
        self._counts[seen] += 1
        if self._counts[seen] >= STOP_AT:
            self.stopped = True
            return "stop"
        return "hint" if self._counts[seen] >= HINT_AT else "go_on"
