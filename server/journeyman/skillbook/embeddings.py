"""Let skills be found by what they mean: an addition, in nobody's way, and nothing is lost where it is missing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from ..agent.interfaces import Embedder
from ..confidential import redact
from ..errors import JourneymanError, ProviderError
from ..skills.embeddings import Embedding
from ..skills.skill import Skill
from .book import Skillbook

MAX_TEXTS = 64
"""Asked for at once; what came of it is kept before more is asked for."""
MAX_BODY = 1_000
"""Characters of a skill's instructions that count."""
MAX_PROMPT = 2_000
MAX_BEGINNING = 500
"""Characters of a text that a model with a small window sees in any language."""
MAX_READ = 20_000
"""Characters of a prompt that are searched for secrets."""
MAX_WAIT_SECONDS = 0.3
"""What a search waits for the embedding of its prompt."""

logger = logging.getLogger(__name__)

T = TypeVar("T")

FindEmbedder = Callable[[], Awaitable[Embedder | None]]
"""Returns the model for embeddings; None if the user wants none. Raises JourneymanError if there is no service."""


class Embeddings:
    """Keeps the embeddings of a book's usable skills, and asks for those of prompts. Close it with `aclose`."""

    def __init__(self, book: Skillbook, find: FindEmbedder, *, wait_seconds: float = MAX_WAIT_SECONDS) -> None:
        self._book = book
        self._find = find
        self._wait_seconds = wait_seconds
        self._done_with = ""
        """The model that has embedded all skills."""
        self._changes = 0
        self._filling: asyncio.Task[None] | None = None
        self._asking: asyncio.Task[Embedding | None] | None = None
        self._is_told = False
        book.embed = self.of_prompt
        book.listeners.append(self.catch_up)

    def catch_up(self) -> None:
        """Ask for what is missing, in the background."""
        self._changes += 1
        self._done_with = ""
        if self._filling is None or self._filling.done():
            self._filling = asyncio.create_task(self._guarded(self._fill))

    async def of_prompt(self, text: str) -> Embedding | None:
        """Return what a prompt means; None if that is not to be had at once."""
        if not text.strip() or (self._asking and not self._asking.done()):
            return None
        self._asking = asyncio.create_task(self._guarded(lambda: self._ask(text)))
        # Not cut short: a service that is loading the model would give up, and begin anew with the next prompt.
        done, _ = await asyncio.wait([self._asking], timeout=self._wait_seconds)
        if not done:
            self._tell(f"The service takes longer than {self._wait_seconds:g} s for the embedding of a prompt.")
            return None
        return self._asking.result()

    async def aclose(self) -> None:
        """Stop asking."""
        self._book.listeners.remove(self.catch_up)
        tasks = [task for task in (self._filling, self._asking) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask(self, text: str) -> Embedding | None:
        embedder = await self._find()
        if embedder is None:
            return None
        safe = await asyncio.to_thread(lambda: redact(text[:MAX_READ])[:MAX_PROMPT])
        [numbers] = await embed(embedder, [safe])
        if self._done_with != embedder.model:
            # The service is back, or the model is another one.
            self.catch_up()
        return Embedding(embedder.model, numbers)

    async def _fill(self) -> None:
        while embedder := await self._find():
            seen = self._changes
            await self._embed_missing(embedder)
            if seen == self._changes:
                self._done_with, self._is_told = embedder.model, False
                return

    async def _embed_missing(self, embedder: Embedder) -> None:
        missing = await self._book.run(lambda: self._book.shelf.index.without_embedding(embedder.model))
        left = iter(missing.items())
        while some := dict(islice(left, MAX_TEXTS)):
            await self._embed(embedder, some)

    async def _embed(self, embedder: Embedder, digests: Mapping[str, str]) -> None:
        files = await self._book.run(lambda: [self._book.shelf.read(name) for name in digests])
        skills = [(one.name, one.skill) for one in files if one and one.skill]
        # In a thread, because secrets are looked for: a millisecond for each.
        texts = await asyncio.to_thread(lambda: [to_text(skill) for _, skill in skills])
        numbers = await embed(embedder, texts)
        embeddings = [
            (name, digests[name], Embedding(embedder.model, one))
            for (name, _), one in zip(skills, numbers, strict=True)
        ]
        await self._book.run(lambda: self._book.shelf.index.keep_embeddings(embeddings))

    async def _guarded(self, work: Callable[[], Awaitable[T]]) -> T | None:
        try:
            return await work()
        except JourneymanError as error:
            self._tell(str(error))
        except Exception:
            # The boundary of background work: a search goes on without it.
            logger.exception("Embeddings failed.")
        return None

    def _tell(self, problem: str) -> None:
        if not self._is_told:
            self._is_told = True
            logger.warning("Skills are found by their words alone, until embeddings come again: %s", problem)


async def embed(embedder: Embedder, texts: Sequence[str]) -> list[list[float]]:
    """Return the embeddings of texts, of their beginnings if the whole is too long. Raise ProviderError otherwise."""
    try:
        return await embedder.embed(texts)
    except ProviderError:
        # Many models see 512 tokens, and each service has other words for a text that is longer.
        if all(len(text) <= MAX_BEGINNING for text in texts):
            raise
        return await embedder.embed([text[:MAX_BEGINNING] for text in texts])


def to_text(skill: Skill) -> str:
    """Return what a service is told of a skill, without secrets."""
    return "\n".join((skill.name, redact(skill.description), redact(skill.body)[:MAX_BODY]))
