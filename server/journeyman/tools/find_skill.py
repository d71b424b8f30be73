"""Search the library of skills."""

from dataclasses import dataclass
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from .arguments import Arguments, check, json_schema
from .skills import Skills


class FindArguments(Arguments):
    """What to look for."""

    query: str = Field(min_length=1)


@dataclass(frozen=True)
class FindSkill:
    """Search the library."""

    skills: Skills

    spec = ToolSpec(
        name="find_skill",
        description="Search the instructions that were learned for kinds of tasks here.",
        parameters=json_schema(FindArguments),
        effect="read",
        kind="search",
    )

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Return names and descriptions."""
        found = await self.skills.find(check(FindArguments, arguments).query)
        if not found:
            return ToolOutput("No skill fits. Work without one.")
        lines = [f"- {one.name}: {' '.join(one.description.split())}" for one in found]
        return ToolOutput("\n".join([*lines, "Open one with use_skill."]))
