"""Keep a plan of the task that the user can follow."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, model_validator

from ..agent.events import ToolOutput
from ..agent.interfaces import Report, ToolSpec
from .arguments import Arguments, briefly, check, json_schema

MARKS = {"pending": "[ ]", "in_progress": "[>]", "completed": "[x]"}


STATUSES = {"todo": "pending", "doing": "in_progress", "active": "in_progress", "done": "completed"}
"""What models write for the words of the schema."""


class PlanEntry(Arguments):
    """One step of the plan."""

    content: str = Field(min_length=1)
    status: Literal["pending", "in_progress", "completed"] = "pending"

    @model_validator(mode="before")
    @classmethod
    def _written_otherwise(cls, entry: Any) -> Any:
        """Take a bare text for a step to do, and common words for a status."""
        if isinstance(entry, str):
            return {"content": entry}
        if isinstance(entry, dict) and isinstance(status := entry.get("status"), str):
            return {**entry, "status": STATUSES.get(status.lower(), status)}
        return entry


class PlanArguments(Arguments):
    """The whole plan, which replaces the one before."""

    entries: list[PlanEntry] = Field(min_length=1)


@dataclass(frozen=True)
class Plan:
    """The plan itself lives in the history: the newest call holds all of it."""

    spec = ToolSpec(
        name="plan",
        description="Write down the steps of a longer task, or tick them off. Replaces the whole plan.",
        parameters=json_schema(PlanArguments),
        effect="read",
        kind="think",
    )
    brief = briefly(spec, "Write down the steps of a longer task, all of them, or tick them off.", "entries")

    async def run(self, arguments: dict[str, Any], report: Report) -> ToolOutput:
        """Answer with the plan as it stands now."""
        entries = check(PlanArguments, arguments).entries
        return ToolOutput("\n".join(f"{MARKS[entry.status]} {entry.content}" for entry in entries))
