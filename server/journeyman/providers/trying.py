"""Ask a model service again when that may help, and as late as it wants to be asked."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from ..agent.events import Notice
from ..errors import ProviderUnreachable

TRIES = 4
FIRST_PAUSE_SECONDS = 0.5
"""Between the first two tries; doubles with each try."""
TOLD_SECONDS = 1.0
"""A pause of so long or more is told to the user."""
MAX_WAIT_SECONDS = 60.0
"""A service that wants a longer pause is asked after this time nevertheless."""

logger = logging.getLogger(__name__)
Part = TypeVar("Part")


async def trying(
    attempt: Callable[[], AsyncGenerator[Part, None]], sleep: Callable[[float], Awaitable[None]]
) -> AsyncGenerator[Part | Notice, None]:
    """Yield what `attempt` yields. One that fails before it has yielded anything is made again, a few times.

    Nothing is ever said twice: what has begun is not begun again. A pause that people notice is told.

    Raises:
        ProviderUnreachable: the last attempt failed, or one that had begun, or one that took very long.
    """
    for number in range(1, TRIES + 1):
        has_begun = False
        try:
            async with aclosing(attempt()) as parts:
                async for part in parts:
                    has_begun = True
                    yield part
            return
        except ProviderUnreachable as failure:
            if has_begun or number == TRIES or failure.wait_seconds is None:
                raise
            seconds = max(FIRST_PAUSE_SECONDS * 2 ** (number - 1), failure.wait_seconds)
            logger.info("%s Asking again in %.1f s.", failure, seconds)
            if seconds >= TOLD_SECONDS:
                yield Notice("waiting", f"{failure.reason} Asking again in {seconds:.0f} s.")
        await sleep(seconds)


def seconds_to_wait(headers: Mapping[str, str], *, now: datetime) -> float:
    """Return how long the service asks us to wait, in seconds, at most a minute; 0 if it did not say.

    `Retry-After` holds seconds or an HTTP date (RFC 9110, section 10.2.3). A date in the past means
    now, and anything else means nothing.
    """
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            date = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return 0.0
        # A date with the zone "-0000" comes back without a zone; it is UTC.
        seconds = (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()
    # Written so that "nan" counts as no wait.
    return min(seconds, MAX_WAIT_SECONDS) if seconds > 0 else 0.0
