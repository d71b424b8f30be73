"""Open a skill."""

from dataclasses import dataclass
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from ..errors import SkillError, ToolError
from .arguments import Arguments, briefly, check, json_schema
from .skills import Skills, skill_block


class UseArguments(Arguments):
    """Which skill, and which file of it."""

    name: str = Field(min_length=1)
    file: str | None = Field(None, description="a file of the skill, such as references/api.md; none: its instructions")


@dataclass(frozen=True)
class UseSkill:
    """Open a skill."""

    skills: Skills

    spec = ToolSpec(
        name="use_skill",
        description="Read a skill's instructions, to follow them as far as they fit.",
        parameters=json_schema(UseArguments),
        effect="read",
        kind="read",
    )
    brief = briefly(spec, "Read a skill's instructions.", "name")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Return what the skill says."""
        args = check(UseArguments, arguments)
        try:
            if args.file:
                return ToolOutput(await self.skills.file(args.name, args.file))
            return ToolOutput(skill_block(args.name, await self.skills.instructions(args.name)))
        except SkillError as error:
            raise ToolError(str(error)) from error
