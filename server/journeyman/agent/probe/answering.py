"""Ask a model for a short answer, and measure how fast it comes."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass

from ...errors import ProviderUnreachable
from ..events import Notice
from ..interfaces import ModelRequest, Provider
from ..messages import AssistantMessage, UserMessage
from ..tokens import estimate_tokens
from .result import ProbePart

QUESTION = ModelRequest("", (UserMessage("Count from one to thirty in words."),), max_output_tokens=256)


@dataclass(frozen=True, slots=True)
class Measured:
    """How fast the answer came, and what came of asking for it."""

    first_token_ms: int | None
    tokens_per_second: float | None
    parts: tuple[ProbePart, ...]


async def measure(provider: Provider, clock: Callable[[], float], seconds: float) -> Measured:
    """Ask for a short answer, which may take `seconds`.

    Raises:
        ProviderError: nothing came in time, or the service refuses the model.
    """
    counted, written, problem = 0, "", ""
    asked_at, arrived_at = clock(), list[float]()
    try:
        async with asyncio.timeout(seconds), aclosing(provider.stream(QUESTION)) as parts:
            async for part in parts:
                if isinstance(part, AssistantMessage):
                    counted = part.usage.output_tokens
                elif not isinstance(part, Notice):
                    arrived_at.append(clock())
                    written += part.text
    except TimeoutError:
        problem = f"It had not ended a short answer after {seconds:.0f} seconds."
        if not arrived_at:
            raise ProviderUnreachable(f"{problem} If it is being loaded, try again later.") from None
    if not arrived_at:
        nothing = ProbePart("answer", "wrong", "It answered with nothing.")
        return Measured(None, None, (nothing, ProbePart("streaming", "not_tried", "There was no answer.")))
    has_pieces = len(arrived_at) > 1
    return Measured(
        round((arrived_at[0] - asked_at) * 1000),
        _rate(counted or estimate_tokens(written), arrived_at[-1] - arrived_at[0]),
        (
            ProbePart("answer", "wrong" if problem else "right", problem),
            ProbePart("streaming", "right") if has_pieces else ProbePart("streaming", "wrong", "It came in one piece."),
        ),
    )


def _rate(tokens: int, seconds: float) -> float | None:
    """Return the tokens per second after the first token; None if nothing came after it."""
    return round((tokens - 1) / seconds, 1) if seconds > 0 and tokens > 1 else None
