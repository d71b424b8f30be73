"""What tools need of the library of skills, and how the model reads a skill."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class FoundSkill:
    """A skill that fits."""

    name: str
    description: str


class Skills(Protocol):
    """Where the tools find skills."""

    async def find(self, text: str) -> list[FoundSkill]:
        """Return usable skills that fit, the best first."""
        ...

    async def instructions(self, name: str) -> str:
        """Return the body of a usable skill, and which files lie beside it. Raise SkillError if there is none."""
        ...

    async def file(self, name: str, path: str) -> str:
        """Return a text file of a usable skill. Raise SkillError if there is none."""
        ...

    async def propose(self, name: str, description: str, body: str) -> str:
        """Keep a new skill as a candidate and return its name.

        Raises:
            SkillError: it breaks the rules for skills, or there is one of this name or for the same kind of task.
        """
        ...


def skill_block(name: str, text: str) -> str:
    """Return a skill as the model reads it. A text that ends the block early could pass for the user's words."""
    return f'<skill name="{name}">\n{inert(text)}\n</skill>'


def inert(text: str) -> str:
    """Return `text` without the tags that skills are told apart by."""
    return text.replace("</skill", "<\\/skill").replace("<skill", "<\\skill")
