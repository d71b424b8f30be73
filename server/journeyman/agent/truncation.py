"""Notice when a service drops a part of the prompt and does not say so: some servers do, and then the model forgets.

All there is to go by is how many tokens the service says that it read.
"""

from collections.abc import Sequence

from .events import Notice
from .interfaces import ModelRequest
from .messages import Message, UserMessage
from .tokens import estimate_message, estimate_request

WHOLE_FACTOR = 3
"""A prompt of which so many times fewer tokens were counted than estimated was cut. Estimates are never so far off."""
GROWTH_FACTOR = 4
"""And so was one that was counted to grow so much less than it did."""
LEAST_TOKENS = 1_000
"""In less than that, estimates are not to be relied on."""


class TruncationWatch:
    """Compares what was sent in the steps of one turn with what was counted. Warns once."""

    def __init__(self) -> None:
        self._before: tuple[int, int] | None = None
        """What the step before was estimated at and counted as."""
        self._read: Sequence[Message] = ()
        """The messages of the step before, which `_before` says the size of."""
        self._warned = False

    def look(self, request: ModelRequest, counted: int) -> Notice | None:
        """Return a warning if the service seems not to have read all of `request`. A count of 0 says nothing."""
        # Nobody knows what an image takes.
        has_images = any(isinstance(message, UserMessage) and message.images for message in request.messages)
        if self._warned or not counted or has_images:
            return None
        sent = self._size(request)
        before, self._before, self._read = self._before, (sent, counted), request.messages
        is_cut = sent > LEAST_TOKENS and counted * WHOLE_FACTOR < sent
        if before and (growth := sent - before[0]) > LEAST_TOKENS:
            is_cut = is_cut or (counted - before[1]) * GROWTH_FACTOR < growth
        if not is_cut:
            return None
        self._warned = True
        return Notice(
            "truncated",
            f"The service read {counted:,} tokens of a prompt of about {sent:,}: it seems to drop the rest without "
            "saying so. Load the model with a longer context, or set `context_window` to what it has.",
        )

    def _size(self, request: ModelRequest) -> int:
        """Estimate what is sent. A long history is not read again with each step."""
        pairs = zip(self._read, request.messages, strict=False)
        has_grown = len(self._read) <= len(request.messages) and all(old is new for old, new in pairs)
        if self._before and has_grown:
            return self._before[0] + sum(map(estimate_message, request.messages[len(self._read) :]))
        return estimate_request(request.system, request.tools, request.messages)
