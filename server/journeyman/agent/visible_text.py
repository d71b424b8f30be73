"""Show an answer while it streams, but nothing that may turn out to be a tool call printed as text."""

import re
from collections.abc import Mapping

from .interfaces import ToolSpec
from .text_calls import visible_length

BEGINS_CALL = re.compile(r"[`~{\[<]")
"""A piece without one of these begins no call."""

FENCE = "```"


class VisibleText:
    """Takes an answer piece by piece and gives back what can be shown of it by then.

    The same as asking `visible_length` about the whole answer after each piece, in less time: a piece
    that cannot begin a call is passed on, and lines that are done with are forgotten.
    """

    def __init__(self, tools: Mapping[str, ToolSpec]) -> None:
        self.length = 0
        """How many characters of the answer were given back so far."""
        self._tools = tools
        self._tail = ""
        """The answer from the beginning of a line on, before which nothing matters any more."""
        self._shown = 0
        """How much of the tail was given back."""

    def add(self, piece: str) -> str:
        """Take the next piece; return what can be shown now."""
        is_plain = not self._tail[self._shown :].strip() and not BEGINS_CALL.search(piece)
        self._tail += piece
        visible = len(self._tail.rstrip()) if is_plain else visible_length(self._tail, self._tools)
        new = self._tail[self._shown : visible]
        self._shown = max(self._shown, visible)
        self.length += len(new)
        if "\n" in piece:
            self._forget()
        return new

    def _forget(self) -> None:
        """Drop the lines that were shown, unless they leave a code block open."""
        end = self._tail.rfind("\n", 0, self._shown) + 1
        if end and not _leaves_block_open(self._tail[:end]):
            self._tail = self._tail[end:]
            self._shown -= end


def _leaves_block_open(text: str) -> bool:
    """Whether a code block may be open at the end of `text`: when in doubt, yes."""
    if "~~~" in text or FENCE + "`" in text:
        return True
    is_open = False
    for line in text.splitlines():
        if line.strip().startswith(FENCE):
            if is_open and line.strip() != FENCE:
                return True
            is_open = not is_open
        elif FENCE in line:
            return True
    return is_open
