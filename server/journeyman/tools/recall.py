"""Look for what is remembered."""

from dataclasses import dataclass
from typing import Any

from pydantic import Field

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from .arguments import Arguments, briefly, check, json_schema
from .memories import Memories, Memory


class RecallArguments(Arguments):
    """What to look for."""

    question: str = Field(min_length=1)


@dataclass(frozen=True)
class Recall:
    """Look through what was said in earlier sessions, and what is known from them."""

    memories: Memories

    spec = ToolSpec(
        name="recall",
        description="Look in earlier sessions for what was said or decided.",
        parameters=json_schema(RecallArguments),
        effect="read",
        kind="search",
    )
    brief = briefly(spec, "Look in earlier sessions.", "question")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Return what fits, a line each."""
        found = await self.memories.recall(check(RecallArguments, arguments).question)
        return ToolOutput("\n".join(map(_line, found)) or "Nothing fits. Ask the user, or work without.")


def _line(memory: Memory) -> str:
    name = f"[{memory.id}] " if memory.id else ""
    return f"- {name}{memory.at}: {memory.text}" if memory.at else f"- {name}{memory.text}"
