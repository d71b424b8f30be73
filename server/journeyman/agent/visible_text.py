"""Show an answer while it streams, but nothing that may turn out to be a tool call printed as text."""

from .near_misses import Tools
from .text_calls import scan


class VisibleText:
    """Takes an answer piece by piece and gives back what can be shown of it by then.

    What was given back is no part of a call, whatever follows. White space waits for what comes after it.
    """

    def __init__(self, tools: Tools) -> None:
        self.length = 0
        """How many characters of the answer were given back so far."""
        self._tools = tools
        self._text = ""
        self._settled = 0

    def add(self, piece: str) -> str:
        """Take the next piece; return what can be shown now."""
        self._text += piece
        found = scan(self._text, self._tools, self._settled)
        clear = min([len(self._text), *(block.start for block in found.blocks)])
        self._settled = min(found.settled, clear)
        new = self._text[self.length : clear].rstrip()
        self.length += len(new)
        return new
