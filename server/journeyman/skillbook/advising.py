"""Choose the skills for a prompt, and take note of their use."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from ..agent.context import Window
from ..agent.events import UsedSkill
from ..agent.messages import ToolCall
from ..errors import SkillError
from ..skills.index import Query
from ..turn_record import Advice
from .advice import MAX_SKILLS, Instructions, budget, compose, to_used
from .book import Skillbook
from .known import Match
from .prompts import files_in


class Adviser:
    """What a session asks before a turn."""

    def __init__(self, book: Skillbook) -> None:
        self._book = book

    async def advise(self, prompt: str, context: str, window: Window, *, skills: Sequence[str]) -> Advice:
        """Return the skills that fit a prompt; `skills` are those that the user asks for.

        Raises:
            SkillError: there is no such skill, or it cannot be used.
        """
        asked = [await self._asked_for(name) for name in skills]
        query = Query(prompt, tuple(files_in(f"{prompt}\n{context}")))
        matches = await self._book.suggest(query, limit=MAX_SKILLS)
        found = asked + [await self._instructions(match) for match in matches if match.skill.name not in skills]
        return Advice(*compose(found[:MAX_SKILLS], budget(window)))

    async def note_use(self, episode_id: int, used: UsedSkill) -> None:
        """Take note that a skill is in use in a task."""
        if known := self._book.now_known.get(used.name):
            # One that another process has deleted in between has no uses to count.
            with suppress(SkillError):
                await self._book.records.skills(
                    lambda store, now: store.add_use(known.owner, known.name, used.how, episode_id=episode_id, now=now)
                )

    def opened(self, call: ToolCall) -> UsedSkill | None:
        """Return the skill that a tool call has opened, if it has."""
        known = self._book.now_known.get(str(call.arguments.get("name"))) if call.name == "use_skill" else None
        return to_used(known, "opened", "opened by the model") if known else None

    async def _asked_for(self, name: str) -> Instructions:
        known = await self._book.get(name)
        if known.problem:
            raise SkillError(f"The skill {name} cannot be used: {known.problem}")
        if not replace(known, state="trusted").is_usable(trusted=self._book.trusted):
            raise SkillError(f"The skill {name} is somebody else's, and this folder is not trusted. Trust it first.")
        body = (await self._book.skill(name)).body
        return Instructions(Match(known, 1.0, "asked for by the user"), body, "forced")

    async def _instructions(self, match: Match) -> Instructions:
        # It was looked at a moment ago: no need to do that again for each.
        trusted = match.skill.state == "trusted"
        body = await self._book.run(lambda: self._book.shelf.body(match.skill.name)) if trusted else ""
        return Instructions(match, body, "instructions" if body else "offered")
