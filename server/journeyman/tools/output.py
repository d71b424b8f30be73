"""Turn what a command prints into text for a model: clean, and no longer than it can read."""

import asyncio
import codecs
import re
from collections import deque

from ..agent.interfaces import Report

# CSI and OSC sequences, then the two-character ones (ECMA-48, section 5).
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-Z\\^-~])")
BEGUN_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]{0,200}\x1b?|[ -/]*)?\Z")
INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MAX_OPEN_LINE = 8_000
"""In characters. A longer line is passed on in pieces, so that one without end needs no memory."""


REPORT_SECONDS = 0.1
"""Output is reported at most this often."""
MAX_REPORT = 4_000
"""In characters: nobody reads more in `REPORT_SECONDS`."""


class Output:
    """What a running command prints: reported as it comes, and kept until it is taken."""

    def __init__(self, max_characters: int, report: Report) -> None:
        self._max_characters = max_characters
        self._report: Report | None = report
        self._cleaner = Cleaner()
        self._excerpt = Excerpt(max_characters)
        self._unreported = Excerpt(MAX_REPORT)
        self._timer: asyncio.TimerHandle | None = None
        self._growth = asyncio.Event()

    def add(self, data: bytes) -> None:
        """Add what came from the pipe."""
        self._growth.set()
        self._keep(self._cleaner.feed(data))
        if self._report and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(REPORT_SECONDS, self._flush)

    async def grows(self) -> bool:
        """Wait until something is added."""
        self._growth.clear()
        return await self._growth.wait()

    def take(self) -> str:
        """Return what came since the last time."""
        self._keep(self._cleaner.finish())
        text = self._excerpt.text()
        self._excerpt = Excerpt(self._max_characters)
        return text

    def close(self) -> None:
        """Report the rest, and then nothing more."""
        self._keep(self._cleaner.finish())
        self._flush()
        self._report = None

    def _keep(self, text: str) -> None:
        self._excerpt.add(text)
        if self._report:
            self._unreported.add(text)

    def _flush(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        text = self._unreported.text()
        if text and self._report:
            self._report(text)
        self._unreported = Excerpt(MAX_REPORT)


class Cleaner:
    """Makes text from bytes as they come: valid, without colours, with progress bars at their last state."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._open = ""

    def feed(self, data: bytes) -> str:
        """Return what `data` completes: whole lines, except for very long ones."""
        text = self._open + self._decoder.decode(data)
        begun = BEGUN_ESCAPE.search(text)
        text, rest = (text[: begun.start()], text[begun.start() :]) if begun else (text, "")
        done, newline, last = _plain(text).rpartition("\n")
        # A carriage return at the end may be the first half of a line ending.
        last = last.rstrip("\r").rpartition("\r")[2] + ("\r" if last.endswith("\r") else "")
        if len(last) > MAX_OPEN_LINE:
            done, newline, last = done + newline, last, ""
        self._open = last + rest
        return _lines(done + newline)

    def finish(self) -> str:
        """Return the last line, if nothing ended it."""
        text = self._open + self._decoder.decode(b"", final=True)
        self._open = ""
        return _lines(_plain(text)).replace("\x1b", "")


def _plain(text: str) -> str:
    return ESCAPES.sub("", text) if "\x1b" in text else text


def _lines(text: str) -> str:
    if "\r" in text:
        text = re.sub(r"\r+\n", "\n", text).rstrip("\r")
        text = "\n".join(line.rpartition("\r")[2] for line in text.split("\n"))
    return INVISIBLE.sub("", text)


class Excerpt:
    """The beginning and the end of a text of any length, in bounded memory."""

    def __init__(self, max_characters: int) -> None:
        self._head_room = max_characters // 2
        self._tail_room = max_characters - self._head_room
        self._head = ""
        self._tail: deque[str] = deque()
        self._tail_length = 0
        self._length = 0

    def add(self, text: str) -> None:
        """Append `text`."""
        self._length += len(text)
        room = self._head_room - len(self._head)
        self._head += text[:room]
        if rest := text[room:]:
            rest = rest[-self._tail_room :]
            self._tail.append(rest)
            self._tail_length += len(rest)
            while self._tail_length - len(self._tail[0]) >= self._tail_room:
                self._tail_length -= len(self._tail.popleft())

    def text(self) -> str:
        """Return the text, with a note in place of what is missing."""
        tail = "".join(self._tail)[-self._tail_room :]
        missing = self._length - len(self._head) - len(tail)
        if not missing:
            return self._head + tail
        return (
            f"{self._head}\n[{missing:,} characters are left out here. To see them, run the command with "
            f"`> some-file 2>&1` and read the file.]\n{tail}"
        )
