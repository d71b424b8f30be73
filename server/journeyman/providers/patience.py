"""How long to wait for a service, and how often to ask again."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_WAIT_SECONDS = 60.0
"""A service that wants a longer pause is asked after this time nevertheless."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits of waiting. Only a request of which no piece has arrived is sent again."""

    connect_seconds: float = 10
    first_byte_seconds: float = 300
    """Long, because servers load models and read long prompts before they say anything."""
    stall_seconds: float = 120
    """Between two pieces of one answer."""
    probe_seconds: float = 5
    """For small questions, such as which models there are."""
    tries: int = 4
    first_pause_seconds: float = 0.5
    """Doubles with each try."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random
    """Returns a number from 0 to 1."""

    def pause_seconds(self, attempt: int) -> float:
        """Return how long to wait after the failed `attempt`, counted from 1.

        Half of it is random, so that clients that failed together do not come back together.
        """
        full = self.first_pause_seconds * 2.0 ** (attempt - 1)
        return min(MAX_WAIT_SECONDS, full * (0.5 + 0.5 * self.jitter()))


def seconds_to_wait(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Return how long the service asks us to wait, in seconds, at most a minute; None if it did not say.

    `Retry-After` holds seconds or an HTTP date (RFC 9110, section 10.2.3). A date in the past means
    now, and anything else means nothing.
    """
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            date = parsedate_to_datetime(value)
        except ValueError:
            return None
        # A date with the zone "-0000" comes back without a zone; it is UTC.
        seconds = (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()
    # Written so that "nan" counts as no wait.
    return min(seconds, MAX_WAIT_SECONDS) if seconds > 0 else 0.0
