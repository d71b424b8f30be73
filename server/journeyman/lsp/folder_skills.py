"""A folder's skills as editors need them at once, without a look at the disk: to name, to match, to complete."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp

from ..errors import JourneymanError
from ..learner import Learned
from ..skillbook import KnownSkill, Skillbook
from ..skills.matching import Fit, Matcher
from ..skills.skill import State, Traits
from ..skills.watch import changes
from ..updates import Update, skill_learned
from .documents import Document
from .spots import spot_at
from .suggestions import commands

SECONDS_BETWEEN_NEWS = 0.25
"""A thousand changes at once, such as those of a branch switch, are told as a few."""

Matched = list[tuple[str, Traits, State]]

logger = logging.getLogger(__name__)


class FolderSkills:
    """Nothing is known before the workspace is open and its skills were looked at."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.usable: Sequence[KnownSkill] = ()
        """Those that may be used here: trusted ones first, and of these the most used."""
        self._matched: Matched = []
        self._matcher = Matcher(())
        self.commands: Sequence[dict[str, Any]] = commands()
        """What a prompt may begin with: our own commands, and the first of the skills."""

    def fits(self, document: Document, span: lsp.Range, diagnostics: Iterable[lsp.Diagnostic]) -> list[Fit]:
        """Return the usable skills that fit a place in a document of the folder, the best first."""
        spot = spot_at(document, self._root, span, diagnostics)
        return self._matcher.fits(spot) if spot else []

    @asynccontextmanager
    async def following(
        self, book: Skillbook, *, changed: Callable[[], None], renamed: Callable[[], None]
    ) -> AsyncIterator[None]:
        """Keep up with a skillbook.

        `changed` is called when it was another one, and all here is up to date; before it `renamed`, if `commands`
        are others.
        """
        news = asyncio.Event()
        book.listeners.append(news.set)
        try:
            async with _meanwhile(self._follow(book, news, changed, renamed)):
                yield
        finally:
            book.listeners.remove(news.set)

    async def _follow(
        self, book: Skillbook, news: asyncio.Event, changed: Callable[[], None], renamed: Callable[[], None]
    ) -> None:
        await _refresh(book)
        while True:
            await news.wait()
            news.clear()
            await asyncio.to_thread(self._take, list(book.now_known.values()), trusted=book.trusted)
            before, self.commands = self.commands, commands(self.usable)
            if self.commands != before:
                renamed()
            changed()
            await asyncio.sleep(SECONDS_BETWEEN_NEWS)

    def _take(self, known: Sequence[KnownSkill], *, trusted: bool) -> None:
        """Prepare what is asked for often. Of 10,000 skills, that takes half a second; of the same again, little."""
        usable = [one for one in known if one.is_usable(trusted=trusted)]
        matched = [(one.name, one.traits, one.state) for one in sorted(usable, key=lambda one: one.name)]
        if matched != self._matched:
            self._matcher, self._matched = Matcher(matched), matched
        self.usable = sorted(usable, key=lambda one: (one.state != "trusted", -one.uses, one.name))


@asynccontextmanager
async def watching(book: Skillbook) -> AsyncIterator[None]:
    """Let a skillbook look at the disk when something changes there, and not only when it is asked."""
    async with _meanwhile(_watch(book)):
        yield


async def _watch(book: Skillbook) -> None:
    try:
        async with aclosing(changes(book.shelf.places)) as changed:
            async for _ in changed:
                await _refresh(book)
    except Exception:
        # The boundary of background work: nobody awaits this task, so it is told here or never.
        logger.exception("Watching the skills failed.")


async def _refresh(book: Skillbook) -> None:
    try:
        await book.refresh()
    except JourneymanError as error:
        # Whoever asks for skills is told. The next one who asks may have more luck, and then there are news.
        logger.warning("The skills could not be read: %s", error)
    except Exception:
        # The boundary of background work, as above.
        logger.exception("Reading the skills failed.")


@asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


def commands_update(available: Sequence[dict[str, Any]]) -> Update:
    """What a prompt may begin with, now that it is something else."""
    return {"kind": "available_commands_update", "availableCommands": list(available)}


def learned_update(learned: Learned) -> Update:
    """What a task taught."""
    update = skill_learned(
        *(learned.what, learned.name, learned.description),
        state=learned.state,
        version=learned.version,
        reason=learned.reason,
        episode_turn_id=learned.turn_id,
    )
    return update | ({"diff": learned.diff} if learned.diff else {})
