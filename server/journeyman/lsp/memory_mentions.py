"""Point at what is remembered in a prompt: `@memory:m12`."""

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from .suggestions import MAX_LOOKED_UP, MAX_SUGGESTIONS

if TYPE_CHECKING:
    from ..notebook import WorkspaceMemory

_MENTIONED = re.compile(r"(?:^|\s)@memory:(m\d{1,18})\b", re.ASCII)


async def suggest_memories(wanted: str, memory: "WorkspaceMemory") -> list[dict[str, Any]]:
    """Return what is remembered under such an id, or with such a word in it, the latest first."""
    page = await memory.book.list(statuses=["active"])
    named = ((f"m{one.id}", one.statement) for one in page.conclusions)
    fitting = ((id_, text) for id_, text in named if id_.startswith(wanted) or wanted in text.casefold())
    return [
        {"label": id_, "insertText": f"@memory:{id_} ", "kind": "memory", "detail": text}
        for id_, text in islice(fitting, MAX_SUGGESTIONS)
    ]


async def mentioned_memories(text: str, memory: "WorkspaceMemory") -> str:
    """Return what a prompt names with `@memory:`, for the model; "" if nothing."""
    ids = islice(dict.fromkeys(_MENTIONED.findall(text)), MAX_LOOKED_UP)
    return "\n".join([note for id_ in ids if (note := await memory.mention(id_))])
