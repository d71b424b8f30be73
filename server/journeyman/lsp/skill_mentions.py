"""Point at a skill in a prompt: `@skill:add-a-route`."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from ..errors import SkillError
from .suggestions import MAX_SUGGESTIONS, fitting_skills, shortened

if TYPE_CHECKING:
    from ..skillbook import KnownSkill, Skillbook

MAX_MENTIONED = 3
"""Skills that one prompt can bring along."""

_MENTIONED = re.compile(r"(?:^|\s)@skill:([a-z0-9-]+)", re.ASCII)


def suggest_skills(wanted: str, usable: Iterable["KnownSkill"]) -> list[dict[str, Any]]:
    """Return the usable skills that fit by the beginning of their name, or else of a word in it."""
    return [
        {
            "label": skill.name,
            "insertText": f"@skill:{skill.name} ",
            "kind": "skill",
            "detail": shortened(skill.description),
        }
        for skill in islice(fitting_skills(wanted, usable), MAX_SUGGESTIONS)
    ]


async def mentioned_skills(text: str, book: "Skillbook") -> Sequence[str]:
    """Return the names of the skills that a prompt names with `@skill:`; a word that is no skill stays a word.

    Raises:
        SkillError: one of them cannot be used here.
    """
    if not (names := dict.fromkeys(_MENTIONED.findall(text))):
        return ()
    known = await book.all()
    found = [known[name] for name in names if name in known][:MAX_MENTIONED]
    for skill in found:
        if not skill.is_usable(trusted=book.trusted):
            raise SkillError(f"The skill {skill.name} cannot be used: {_reason(skill)} Leave it out of the prompt.")
    return [skill.name for skill in found]


def _reason(skill: "KnownSkill") -> str:
    if skill.problem:
        return f"{skill.problem.rstrip('.')}."
    return "it is retired." if skill.state == "retired" else "it is somebody else's, and this folder is not trusted."
