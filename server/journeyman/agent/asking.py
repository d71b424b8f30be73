"""Ask a model something beside the conversation, and wait for all of its answer."""

from contextlib import aclosing

from .interfaces import ModelRequest, Provider
from .messages import AssistantMessage


async def ask(provider: Provider, request: ModelRequest) -> AssistantMessage:
    """Return the answer; an empty one if the service gave none. Raises what `Provider.stream` raises."""
    answer = AssistantMessage()
    async with aclosing(provider.stream(request)) as parts:
        async for part in parts:
            if isinstance(part, AssistantMessage):
                answer = part
    return answer
