"""What is remembered of a user and a workspace, for everybody who asks: sessions, tools, editors, the command line."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar, get_args

from ..claims import Claim
from ..confidential import redact
from ..errors import NotRemembered, StorageError
from ..learning.deriving import derive
from ..learning.profile import Profile, compile_profile
from ..learning.sameness import gist
from ..learning.stating import stated
from ..learning.subverting import harmless
from ..memory.conclusion_rows import Conclusion, ConclusionChange, ConclusionPage, ConclusionStatus, MemoryScope, Why
from ..memory.conclusions import Memory
from ..memory.forgetting import Forgotten, forget_conclusion, forget_session, forget_text, sweep_again
from ..memory.observation_rows import NewObservation
from ..memory.transfer import Imported, export_memory, import_memory
from ..records import Records

MAX_STATEMENT = 190
"""Characters: one fact or wish, which fits into a line of the profile as a whole. What is longer is a text, and belongs
into a file."""
PROFILE_TOKENS = 600
PAGE = 500

T = TypeVar("T")

# `Notebook.list` takes the name in the class.
Objects = list[dict[str, Any]]


class Notebook:
    """The memory of one workspace, and what is known of the user everywhere.

    Each method raises StorageError if the database does not work.
    """

    def __init__(self, records: Records) -> None:
        self.records = records
        self.listeners: list[Callable[[], None]] = []
        """Called when something else is remembered than before."""
        self._to_sweep: set[str] = set()

    async def run(self, work: Callable[[Memory, datetime], T]) -> T:
        """Do something with what is stored."""
        return await self.records.memory(derive, work)

    async def observe(self, observations: Iterable[NewObservation]) -> None:
        """Keep what happened, without secrets, and draw the conclusions. What is known already changes nothing.

        What would turn the agent against its user is left out, unless the user has written it into the memory.
        """
        new = [*observations]
        safe = await asyncio.to_thread(lambda: [one for one in map(_safe, new) if one])

        def keep(memory: Memory, now: datetime) -> bool:
            memory.observations.add_all(safe)
            return bool(memory.conclusions.settle(now))

        if not safe:
            return
        if await self.run(keep):
            self.tell()

    async def settle(self) -> tuple[ConclusionChange, ...]:
        """Derive what is stale, in portions: who is stopped in between has done whole ones."""
        changes: tuple[ConclusionChange, ...] = ()
        while await self.run(lambda memory, _: memory.conclusions.stats()["stale"]):
            changes += await self.run(lambda memory, now: memory.conclusions.settle(now))
        if changes:
            self.tell()
        return changes

    async def list(
        self,
        *,
        scope: MemoryScope | None = None,
        statuses: Sequence[ConclusionStatus] = get_args(ConclusionStatus),
        cursor: str | None = None,
        limit: int = PAGE,
    ) -> ConclusionPage:
        """Return a page of conclusions, the latest first."""
        return await self.run(
            lambda memory, _: memory.conclusions.list(scope=scope, statuses=statuses, cursor=cursor, limit=limit)
        )

    async def all(
        self, *, scope: MemoryScope | None = None, statuses: Sequence[ConclusionStatus] = get_args(ConclusionStatus)
    ) -> AsyncIterator[Conclusion]:
        """Yield all conclusions, page by page."""
        cursor: str | None = None
        while True:
            page = await self.list(scope=scope, statuses=statuses, cursor=cursor)
            for one in page.conclusions:
                yield one
            if (cursor := page.next_cursor) is None:
                return

    async def get(self, id_: str) -> Conclusion:
        """Return a conclusion by its id, such as `m12`. Raise NotRemembered if there is none."""
        try:
            return await self.run(lambda memory, _: memory.conclusions.find(id_))
        except StorageError as error:
            raise NotRemembered(str(error)) from error

    async def why(self, id_: str) -> Why:
        """Return what a conclusion rests on. Raise NotRemembered if there is none."""
        found = await self.get(id_)
        return await self.run(lambda memory, _: memory.conclusions.why(found.id))

    async def add(
        self, text: str, *, everywhere: bool = False, quote: str = "", session_id: str | None = None
    ) -> Conclusion:
        """Keep a statement of the user, and return the conclusion that it leads to.

        `quote` is what the user said, if that is not the statement itself.

        Raises:
            NotRemembered: it is empty or too long, or holds a secret.
        """
        claims = [replace(claim, is_everywhere=everywhere or claim.is_everywhere) for claim in await _to_claims(text)]
        return await self._keep(claims, quote or text, session_id=session_id)

    async def edit(self, id_: str, text: str) -> Conclusion:
        """Let a conclusion say something else from now on; what it said is kept as what held before.

        Raises:
            NotRemembered: there is no such conclusion, or `add` would refuse the text.
        """
        before = await self.get(id_)
        after = await self._reword(before, text)
        if before.is_pinned and after.id != before.id:
            # What the user wants kept in mind is what it says now.
            await self.pin(shown_id(before.id), pinned=False)
            after = await self.pin(shown_id(after.id), pinned=True)
        return after

    async def _reword(self, before: Conclusion, text: str) -> Conclusion:
        said, *more = await _to_claims(text)
        everywhere, source = before.scope == "user", f"edit of {shown_id(before.id)}"
        if not before.slot:
            # Nothing takes the place of what stands for itself: it is denied.
            claims = [replace(claim, is_everywhere=everywhere) for claim in (said, *more)]
            if (said.subject, said.slot, said.value) != (before.subject, "", before.value):
                claims.append(replace(_claim_of(before), supports=False, is_change=True))
            return await self._keep(claims, text, source=source)
        # Whatever it says now, it is about the same.
        if gist(said.statement) == gist(before.statement):
            value = before.value
        else:
            value = said.value if said.slot == before.slot else said.statement.casefold()
        about = replace(said, subject=before.subject, slot=before.slot, value=value)
        return await self._keep([replace(about, is_everywhere=everywhere, is_change=True)], text, source=source)

    async def pin(self, id_: str, *, pinned: bool) -> Conclusion:
        """Keep a conclusion in mind however sure it is, or let it go again. Raise NotRemembered if there is none."""
        found = await self.get(id_)
        after = await self.run(
            lambda memory, _: (memory.conclusions.pin if pinned else memory.conclusions.unpin)(found.id)
        )
        self.tell()
        return after

    async def widen(self, id_: str) -> Conclusion:
        """Let a conclusion hold in all the user's projects: the user says so. Raise NotRemembered if there is none."""
        found = await self.get(id_)
        if found.scope == "user":
            return found
        return await self._keep([replace(_claim_of(found), is_everywhere=True)], found.statement)

    async def forget(self, id_: str) -> tuple[Conclusion, Forgotten]:
        """Forget a conclusion for good, with what it rests on. Raise NotRemembered if there is none."""
        found = await self.get(id_)
        key = self.records.workspace
        forgotten = await self.run(lambda memory, now: forget_conclusion(memory.db, key, found.id, derive, now=now))
        self.tell()
        return found, forgotten

    async def forget_session(self, session_id: str) -> Forgotten:
        """Delete a session with what was said and observed in it. Raise StorageError if there is none."""
        key = self.records.workspace
        forgotten = await self.run(lambda memory, now: forget_session(memory.db, key, session_id, derive, now=now))
        self.tell()
        return forgotten

    async def forget_text(self, text: str) -> Forgotten:
        """Forget whatever holds `text`, in all workspaces. Raise StorageError if it is too short for that."""
        forgotten = await self.run(lambda memory, now: forget_text(memory.db, text, derive, now=now))
        self.tell()
        return forgotten

    def sweep_later(self, texts: Iterable[str]) -> None:
        """Note what was forgotten in the middle of a turn: what is stored of this turn may say it again."""
        self._to_sweep.update(texts)

    async def sweep(self) -> None:
        """Remove what was forgotten in turns that are over from all that was stored since."""
        texts, self._to_sweep = self._to_sweep, set()
        if texts:
            await self.run(lambda memory, _: sweep_again(memory.db, texts))

    async def export(self) -> Objects:
        """Return all that is remembered, as the objects of a JSON Lines file."""
        return await self.run(lambda memory, _: [*export_memory(memory.db, memory.workspace)])

    async def import_lines(self, lines: Iterable[str]) -> Imported:
        """Take in what `export` has returned, each object as a line of JSON. Raise StorageError if it is none."""
        known = [*lines]
        imported = await self.run(
            lambda memory, now: import_memory(memory.db, memory.workspace, known, derive, redact=redact, now=now)
        )
        self.tell()
        return imported

    async def counts(self) -> dict[str, int]:
        """Return how much is remembered of each kind."""
        return await self.run(lambda memory, _: {**memory.conclusions.stats(), **memory.observations.counts()})

    async def profiles(self, max_tokens: int = PROFILE_TOKENS) -> tuple[Profile, Profile]:
        """Return what every session is told: of the user, and of the workspace; each of at most so many tokens."""

        def read(memory: Memory, now: datetime) -> tuple[Sequence[Conclusion], Sequence[Conclusion]]:
            # What a process that ended has left.
            memory.conclusions.settle(now)
            return memory.conclusions.strongest("user"), memory.conclusions.strongest("workspace")

        user, here = await self.run(read)
        return await asyncio.to_thread(lambda: (compile_profile(user, max_tokens), compile_profile(here, max_tokens)))

    def tell(self) -> None:
        """Tell who wants to know that something else is remembered."""
        for listener in self.listeners:
            listener()

    async def _keep(
        self, claims: Sequence[Claim], text: str, *, session_id: str | None = None, source: str = ""
    ) -> Conclusion:
        """Keep what the user states, and return what the first of the claims comes to."""
        now = self.records.clock()
        new = NewObservation("added", text, now, tuple(claims), source=source, session_id=session_id)
        await self.observe([new])
        main = claims[0]
        scope: MemoryScope = "user" if main.is_everywhere else "workspace"
        found = await self.run(lambda memory, _: memory.conclusions.of(scope, main.subject, main.slot, main.value))
        if found is None:
            raise NotRemembered("It was not kept. Say it in other words.")
        return found


def shown_id(number: int) -> str:
    """Return the id of a conclusion as people and models see it."""
    return f"m{number}"


async def _to_claims(text: str) -> tuple[Claim, ...]:
    line = " ".join(text.split())
    if not line:
        raise NotRemembered("There is nothing to remember. Say it in one sentence.")
    if len(line) > MAX_STATEMENT:
        raise NotRemembered(
            f"This is {len(line)} characters long; at most {MAX_STATEMENT} are remembered as one statement. "
            "Make it shorter, or write it into a file such as AGENTS.md."
        )
    if await asyncio.to_thread(redact, line) != line:
        raise NotRemembered("This holds a secret, and secrets are not remembered. Leave it out.")
    return await asyncio.to_thread(stated, line)


def _claim_of(conclusion: Conclusion) -> Claim:
    is_everywhere = conclusion.scope == "user"
    about = (conclusion.subject, conclusion.slot, conclusion.value)
    return Claim(*about, conclusion.statement, "explicit", is_everywhere=is_everywhere)


def _safe(observation: NewObservation) -> NewObservation | None:
    """Return an observation as it may be kept; None if nothing of what it says may."""
    claims = observation.claims if observation.kind == "added" else harmless(observation.claims)
    claims = tuple(claim for claim in claims if redact(claim.statement) == claim.statement)
    if observation.claims and not claims:
        return None
    return replace(observation, text=redact(observation.text), source=redact(observation.source), claims=claims)
