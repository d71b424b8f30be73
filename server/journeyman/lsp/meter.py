"""The token meter: what a request to the model holds, in parts."""

import asyncio
from typing import TYPE_CHECKING

from ..agent.context import cut_middle, measure, spell_out
from .content import Prompt
from .protocol import PreviewResult

if TYPE_CHECKING:
    from ..records import Records
    from ..session import Session

MAX_TEXT = 100_000
"""Characters of a part that are shown."""


async def preview(
    session: "Session", records: "Records", prompt: Prompt | None = None, *, spelled_out: bool = False
) -> PreviewResult:
    """Return what the next request would hold, with `prompt` at its end if there is one; and what learning has cost.

    With `spelled_out`, each part comes with its text.
    """
    agent, messages = session.agent, list(session.messages)
    if prompt:
        messages.append(prompt.message)
    specs = [tool.spec for tool in agent.tools.values()]
    request = (agent.system, agent.instructions, specs, messages)
    parts = await asyncio.to_thread(measure, *request, profile=agent.profile)
    total = sum(part.tokens for part in parts)
    requests, usage = await records.jobs(lambda store, _: store.cost_of(session.id))
    learning = {"requests": requests, "inputTokens": usage.input_tokens, "outputTokens": usage.output_tokens}
    named: list[dict[str, object]] = [{"name": part.name, "tokens": part.tokens} for part in parts]
    if spelled_out:
        texts = await asyncio.to_thread(spell_out, *request, profile=agent.profile)
        named = [part | {"text": cut_middle(texts[of.name], MAX_TEXT)} for part, of in zip(named, parts, strict=True)]
    return PreviewResult(named, total, agent.window.size, learning)
