"""Find out how a service takes tool calls: begin with the best way, go on with what it accepts."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from ..errors import ContextOverflow, ProviderRefused, ToolsUnsupported
from .constrained import ConstrainedProvider
from .events import Notice
from .interfaces import AnswerPart, ModelRequest, Provider


@dataclass(frozen=True, slots=True)
class Way:
    """One way to ask for tool calls."""

    provider: Provider
    refusal: type[ProviderRefused]
    """What shows that the service does not take this way. An overflow never does."""


class AdaptiveProvider:
    """Tries the ways in order; the first that answers a request with tools is kept.

    From then on every request is made in the same way, so that each begins with the one before.
    """

    def __init__(self, ways: Sequence[Way]) -> None:
        self._ways = tuple(ways)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
        """Answer in the first way that is not refused. Raises what the last way raises."""
        for position, way in enumerate(self._ways):
            has_begun = False
            try:
                async with aclosing(way.provider.stream(request)) as parts:
                    async for part in parts:
                        if not isinstance(part, Notice):
                            has_begun = True
                            if request.tools:
                                self._ways = (way,)
                        yield part
            except way.refusal as error:
                is_last = position + 1 == len(self._ways)
                if has_begun or is_last or isinstance(error, ContextOverflow):
                    raise
            else:
                return


def native_ways(provider: Provider) -> tuple[Way, ...]:
    """The service's own tool calls; if it has none, constrained ones."""
    return (Way(provider, ToolsUnsupported), *constrained_ways(provider))


def constrained_ways(provider: Provider) -> tuple[Way, ...]:
    """Constrained calls; if the service cannot enforce a schema, its instructions alone.

    How services say so differs too much to be told from other refusals; one that is meant otherwise
    is made again without the schema.
    """
    return (
        Way(ConstrainedProvider(provider), ProviderRefused),
        Way(ConstrainedProvider(_Unenforced(provider)), ProviderRefused),
    )


@dataclass(frozen=True, slots=True)
class _Unenforced:
    """Asks without a schema; the system prompt describes the answer."""

    provider: Provider

    def stream(self, request: ModelRequest) -> AsyncGenerator[AnswerPart, None]:
        return self.provider.stream(replace(request, answer_schema=None))
