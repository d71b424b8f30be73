"""Show an answer while it streams, but nothing that may turn out to be a tool call printed as text."""

from .example_calls import LOOK_BACK
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
        """What has to be looked at again. Searching all of a long answer for each piece would take seconds."""
        self._settled = self._shown = 0
        """How much of that is settled, and was given back."""
        self._example_end = -1

    def add(self, piece: str) -> str:
        """Take the next piece; return what can be shown now."""
        self._text += piece
        found = scan(self._text, self._tools, self._settled, self._example_end)
        clear = min([len(self._text), *(block.start for block in found.blocks)])
        self._settled = min(found.settled, clear)
        if found.example_end <= self._settled:
            self._example_end = found.example_end
        new = self._text[self._shown : clear].rstrip()
        self.length += len(new)
        self._shown += len(new)
        self._forget()
        return new

    def _forget(self) -> None:
        # A scan looks back over blanks, to the character that says whether a line begins there, and for
        # what announces an example.
        end = min(self._shown, len(self._text[: self._settled].rstrip(" \t")) - 1, self._settled - LOOK_BACK)
        if end > 0:
            self._text = self._text[end:]
            self._settled -= end
            self._shown -= end
            self._example_end = max(self._example_end - end, -1)
