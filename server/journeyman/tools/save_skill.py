"""Propose a skill."""

from dataclasses import dataclass
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import SkillError, ToolError
from .arguments import Arguments, check, json_schema
from .skills import Skills


class SaveArguments(Arguments):
    """A new skill."""

    name: str = Field(description="verb and object, such as add-a-route", min_length=1)
    description: str = Field(description="what it does and when to use it", min_length=1)
    instructions: str = Field(description="Markdown: when to use, steps, pitfalls, how to check", min_length=1)


@dataclass(frozen=True)
class SaveSkill:
    """Propose a skill. The guard looks at it, and it starts on probation like every other."""

    skills: Skills

    spec = ToolSpec(
        name="save_skill",
        description="Propose a skill: general instructions for a kind of task, when the user asks to keep them.",
        parameters=json_schema(SaveArguments),
        # It writes into the library, never into the workspace, and proposes only.
        effect="read",
        kind="other",
    )

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Hand it in."""
        args = check(SaveArguments, arguments)
        try:
            name = await self.skills.propose(args.name, args.description, args.instructions)
        except SkillError as error:
            raise ToolError(str(error)) from error
        return ToolOutput(f"Saved {name} as a candidate. It counts once it has helped, or when the user approves it.")
