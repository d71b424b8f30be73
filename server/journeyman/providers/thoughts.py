"""Reasoning that a model writes into its answer, between `<think>` and `</think>`, told apart from it."""

from collections.abc import Iterator

from ..agent.events import TextDelta, ThoughtDelta

_TAGS = {"<think>": "</think>", "<thinking>": "</thinking>"}


class ThoughtSplitter:
    """Splits a streamed text. Only a tag at the very start counts: later ones are the answer's own words."""

    def __init__(self) -> None:
        self._held = ""
        """Text that may yet turn out to be part of a tag, or white space around one."""
        self._end_tag = ""
        self._state = "start"
        self._has_thought = False

    def feed(self, text: str) -> Iterator[TextDelta | ThoughtDelta]:
        """Take the next piece of text; yield what it is now known to be."""
        if self._state == "answer":
            if text:
                yield TextDelta(text)
            return
        self._held += text
        if self._state == "start":
            self._look_for_start()
        if self._state == "thought":
            yield from self._thought()
        if self._state == "gap":
            self._held = self._held.lstrip()
            self._state = "answer" if self._held else "gap"
        if self._state == "answer" and self._held:
            yield TextDelta(self._held)
            self._held = ""

    def close(self) -> Iterator[TextDelta | ThoughtDelta]:
        """Yield what was held back when the text ended."""
        if self._held and self._state != "gap":
            yield ThoughtDelta(self._held) if self._state == "thought" else TextDelta(self._held)
        self._held = ""

    def _look_for_start(self) -> None:
        seen = self._held.lstrip()
        for start, end in _TAGS.items():
            if seen.startswith(start):
                self._state, self._end_tag = "thought", end
                self._held = seen[len(start) :]
                return
        if seen and not any(start.startswith(seen) for start in _TAGS):
            self._state = "answer"

    def _thought(self) -> Iterator[ThoughtDelta]:
        if not self._has_thought:
            self._held = self._held.lstrip()
        thought, tag, rest = self._held.partition(self._end_tag)
        if tag:
            self._state, self._held = "gap", rest
        else:
            split = len(thought) - _overlap(thought, self._end_tag)
            thought, self._held = thought[:split], thought[split:]
        if thought:
            self._has_thought = True
            yield ThoughtDelta(thought)


def _overlap(text: str, tag: str) -> int:
    """Return how many characters at the end of `text` may be the beginning of `tag`."""
    return next((length for length in range(len(tag) - 1, 0, -1) if text.endswith(tag[:length])), 0)
