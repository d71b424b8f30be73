"""Ask another model when one is away, and tell the user."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from ..errors import ContextOverflow, ProviderError, ProviderUnreachable
from .context import SMALLEST
from .events import Notice
from .interfaces import AnswerPart, ModelRequest, Provider
from .messages import UserMessage


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that may answer."""

    name: str
    """What the user calls it."""
    provider: Provider


class FallbackProvider:
    """Asks the first of `candidates`; while it is away, the next that answers.

    Who has answered goes on through the steps that follow. A new prompt goes to the first again.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = tuple(candidates)
        self._current = 0

    async def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
        """Answer as the first does who is there.

        Raises:
            ContextOverflow: the request does not fit the window of whoever was asked.
            ProviderUnreachable: the first is away, and no other can answer.
            ProviderError: as whoever answered raises it.
        """
        if request.messages and isinstance(request.messages[-1], UserMessage):
            self._current = 0
        first_error: ProviderError | None = None
        for position in range(self._current, len(self._candidates)):
            has_begun = False
            try:
                async with aclosing(self._candidates[position].provider.stream(request)) as parts:
                    async for part in parts:
                        if not isinstance(part, Notice):
                            has_begun, self._current = True, position
                        yield part
                return
            except ProviderError as raised:
                error = _not_fit(raised) if position else raised
                # What another model refuses is no reason to give up: the first one's absence is.
                is_away = isinstance(error, ProviderUnreachable) or first_error is not None
                first_error = first_error or error
                if has_begun or not is_away or isinstance(error, ContextOverflow):
                    raise
                if position + 1 < len(self._candidates):
                    yield Notice("fallback", f"{error.reason} Asking {self._candidates[position + 1].name} instead.")
        if first_error:
            raise first_error


def _not_fit(error: ProviderError) -> ProviderError:
    """Return `error`, or that who stands in is not there for us: the session must not shrink to no size at all."""
    is_tiny = isinstance(error, ContextOverflow) and error.window is not None and error.window < SMALLEST
    return ProviderUnreachable(str(error)) if is_tiny else error
