"""The token meter: what a request to the model holds, in parts."""

import asyncio
from typing import TYPE_CHECKING

from ..agent.context import measure
from ..agent.messages import UserMessage
from .content import Prompt
from .protocol import PreviewResult

if TYPE_CHECKING:
    from ..session import Session


async def preview(session: "Session", prompt: Prompt | None = None) -> PreviewResult:
    """Return what the next request would hold; with `prompt` at its end, if there is one."""
    agent, messages = session.agent, list(session.messages)
    if prompt:
        messages.append(UserMessage(prompt.text, prompt.context))
    specs = [tool.spec for tool in agent.tools.values()]
    parts = await asyncio.to_thread(measure, agent.system, agent.instructions, specs, messages)
    total = sum(part.tokens for part in parts)
    return PreviewResult([{"name": part.name, "tokens": part.tokens} for part in parts], total, agent.window.size)
