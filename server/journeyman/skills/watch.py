"""Notice when skills change on the disk, so that nobody has to ask for it."""

import asyncio
import errno
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import TYPE_CHECKING

from .library import Place

if TYPE_CHECKING:
    from .watched import WatchedFolders

QUIET_SECONDS = 0.2
"""Changes within this time are told as one: a branch switch makes thousands."""

_ADVICE = {
    errno.ENOSPC: " Raise fs.inotify.max_user_watches to see them at once.",
    errno.EMFILE: " Raise fs.inotify.max_user_instances, or the limit of open files, to see them at once.",
}

logger = logging.getLogger(__name__)


async def changes(places: Sequence[Place]) -> AsyncGenerator[None, None]:
    """Yield once the places are watched, and then after each change to the skills in them.

    Close it: threads watch as long as it is open. What the platform refuses to watch is logged once, and changes
    there are not told. Where a skill is a link, what it leads to is not watched.
    """
    news, loop = asyncio.Event(), asyncio.get_running_loop()

    def tell() -> None:
        # In a burst, one of many is enough: whoever is woken looks at the disk after `clear`.
        if not news.is_set():
            loop.call_soon_threadsafe(news.set)

    folders = await asyncio.to_thread(_folders, places, tell)
    try:
        is_logged = False
        while True:
            problem = await asyncio.to_thread(folders.arrange)
            if problem and not is_logged:
                _log(problem)
                is_logged = True
            yield
            await news.wait()
            await asyncio.sleep(QUIET_SECONDS)
            news.clear()
    finally:
        await asyncio.to_thread(folders.close)


def _folders(places: Sequence[Place], tell: Callable[[], None]) -> "WatchedFolders":
    from .watched import WatchedFolders  # noqa: PLC0415 - in a thread, and not where nothing is watched.

    return WatchedFolders(places, tell)


def _log(error: OSError | RuntimeError) -> None:
    number = error.errno if isinstance(error, OSError) else None
    logger.warning(
        "Not all skills can be watched (%s). Their changes are seen with the next prompt.%s",
        error,
        _ADVICE.get(number or 0, ""),
    )
