"""The token meter: what a request to the model holds, in parts."""

import asyncio
from typing import TYPE_CHECKING

from ..agent.context import measure
from .content import Prompt
from .protocol import PreviewResult

if TYPE_CHECKING:
    from ..records import Records
    from ..session import Session


async def preview(session: "Session", records: "Records", prompt: Prompt | None = None) -> PreviewResult:
    """Return what the next request would hold, with `prompt` at its end if there is one; and what learning has cost."""
    agent, messages = session.agent, list(session.messages)
    if prompt:
        messages.append(prompt.message)
    specs = [tool.spec for tool in agent.tools.values()]
    parts = await asyncio.to_thread(measure, agent.system, agent.instructions, specs, messages, profile=agent.profile)
    total = sum(part.tokens for part in parts)
    requests, usage = await records.jobs(lambda store, _: store.cost_of(session.id))
    learning = {"requests": requests, "inputTokens": usage.input_tokens, "outputTokens": usage.output_tokens}
    named = [{"name": part.name, "tokens": part.tokens} for part in parts]
    return PreviewResult(named, total, agent.window.size, learning)
