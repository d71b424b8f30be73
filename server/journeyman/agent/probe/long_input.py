"""Whether a model sees a long input whole: a fact stands in the first line, the question at the end."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass

from ...errors import ProviderRefused, ProviderUnreachable
from ..events import Notice
from ..interfaces import ModelRequest, Provider
from ..messages import AssistantMessage, UserMessage
from ..tokens import estimate_request, estimate_tokens
from .result import ProbePart

WINDOW_SHARE = 0.75
"""Of the window: as much as a prompt takes before the history is compacted."""
SHORT_TOKENS = 400
"""Of the input that is read first, to know how fast the model reads and how its tokens compare with our estimate."""
LEAST_COUNTED, MOST_COUNTED = 0.4, 2.5
"""Of an estimated token: services whose count is farther off count something else, such as what was not cached."""
CUT_SHARE = 0.6
"""An input of which fewer tokens were counted than this share of what it has was cut."""
WORD = "marigold"
THINGS = ("lamps", "ropes", "kettles", "maps", "bells", "ladders", "tents")


@dataclass(frozen=True, slots=True)
class _Reading:
    """An input that was read."""

    seconds: float
    """To the first piece of the answer."""
    sent: int
    """Its tokens, as we estimate them."""
    counted: int
    """Its tokens, as the service counts them; 0 if it does not."""
    said: str


@dataclass(frozen=True, slots=True)
class LongInput:
    """Tries a model out with as much as its window should hold."""

    provider: Provider
    window: int
    max_tokens: int
    seconds: float
    """For all of it. It is not tried if reading alone should take more than half of that."""
    clock: Callable[[], float]

    async def try_out(self) -> ProbePart:
        """Return whether the model remembers what stands at the beginning; untried if the service goes away."""
        size = min(self.max_tokens, int(self.window * WINDOW_SHARE))
        try:
            async with asyncio.timeout(self.seconds):
                return await self._try_out(size)
        except TimeoutError:
            message = f"It had not answered about {size:,} tokens after {self.seconds:.0f} seconds."
            return ProbePart("long_input", "wrong", message)
        except ProviderRefused as error:
            return ProbePart("long_input", "wrong", str(error))
        except ProviderUnreachable as error:
            return ProbePart("long_input", "not_tried", str(error))

    async def _try_out(self, size: int) -> ProbePart:
        first = await self._read(_lines(min(SHORT_TOKENS, size // 2)), "How many lines are there?")
        is_counted = LEAST_COUNTED <= first.counted / first.sent <= MOST_COUNTED
        # True tokens for each that we estimate.
        ratio = first.counted / first.sent if is_counted else 1.0
        expected = first.seconds * size / (first.sent * ratio)
        if expected > self.seconds / 2:
            message = f"It would take about {expected:.0f} seconds to read {size:,} tokens."
            return ProbePart("long_input", "not_tried", message)
        lines = _lines(int(size / ratio))
        question = "What is the word of the day, named in the first line? Answer with this word alone."
        reading = await self._read(f"The word of the day is {WORD}.\n{lines}", question)
        expected_count = round(reading.sent * ratio)
        if is_counted and 0 < reading.counted < expected_count * CUT_SHARE:
            message = (
                f"The service read {reading.counted:,} of about {expected_count:,} tokens and did not say so. "
                "Load the model with a longer context, or set `context_window` to what it has."
            )
            return ProbePart("long_input", "cut_off", message)
        if WORD in reading.said.lower():
            return ProbePart("long_input", "right")
        return ProbePart("long_input", "wrong", f"It did not find what the first line of {size:,} tokens says.")

    async def _read(self, text: str, question: str) -> _Reading:
        """Ask about a text. Raises what `Provider.stream` raises."""
        message = UserMessage(f"{text}\n\n{question}")
        request = ModelRequest("", (message,), max_output_tokens=min(1024, max(self.window // 8, 16)))
        asked_at, begun_at, answer = self.clock(), None, AssistantMessage()
        async with aclosing(self.provider.stream(request)) as parts:
            async for part in parts:
                if begun_at is None and not isinstance(part, Notice):
                    begun_at = self.clock()
                if isinstance(part, AssistantMessage):
                    answer = part
        seconds = 0.0 if begun_at is None else begun_at - asked_at
        sent = estimate_request("", (), request.messages)
        return _Reading(seconds, sent, answer.usage.input_tokens, f"{answer.thought} {answer.text}")


def _lines(tokens: int) -> str:
    """Return about so many tokens of text, by our estimate. No two lines are alike, so that nothing is skipped."""
    lines, size, number = list[str](), 0, 0
    while size < tokens:
        number += 1
        thing, other = THINGS[number % 7], THINGS[number * 3 % 5]
        lines.append(f"{number}. Shelf {number * 37 % 101} holds {number * 53 % 97} {thing}, behind the {other}.")
        size += estimate_tokens(lines[-1]) + 1
    return "\n".join(lines)
