"""Ask a provider, and look at all that it says."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from journeyman.agent.events import TextDelta, ThoughtDelta
from journeyman.agent.interfaces import ModelRequest, Provider
from journeyman.agent.messages import AssistantMessage, UserMessage
from journeyman.providers import Endpoint, ModelInfo, OpenedModel, Patience, ProviderName, Routing, open_provider
from journeyman.providers.endpoint import Thinking
from providers.fake_service import FakeService, Says, fake_service

RECORDINGS = Path(__file__).parents[1] / "recordings"
HELLO = ModelRequest("Be brief.", (UserMessage("Hello"),))
OLLAMA_SHOW = {"capabilities": ["completion", "tools", "thinking"], "model_info": {"qwen3.context_length": 40960}}


async def no_sleep(seconds: float) -> None:
    """Wait for nothing."""


HURRIED = Patience(sleep=no_sleep)
"""As patient as in real life, but for the pauses before trying again."""


async def ask(provider: Provider, request: ModelRequest = HELLO) -> AssistantMessage:
    """Return the answer, after checking that the deltas say the same."""
    async with aclosing(provider.stream(request)) as parts:
        *deltas, message = [part async for part in parts]
    assert isinstance(message, AssistantMessage)
    assert message.text == "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
    assert message.thought == "".join(delta.text for delta in deltas if isinstance(delta, ThoughtDelta))
    return message


@asynccontextmanager
async def opened(
    answers: dict[str, Says | list[Says]],
    provider: ProviderName = "openai",
    *,
    patience: Patience = HURRIED,
    api_key: str = "",
    model: str = "m",
    thinking: Thinking | None = None,
    routing: Routing | None = None,
) -> AsyncGenerator[tuple[FakeService, OpenedModel], None]:
    """Open a model at a fake service, of which the window is known already."""
    async with fake_service(answers) as service:
        endpoint = Endpoint(provider, service.url, api_key)
        opened = await open_provider(
            endpoint, model, context_window=8192, thinking=thinking, routing=routing, patience=patience
        )
        async with aclosing(opened):
            yield service, opened


@asynccontextmanager
async def chatting(
    *answers: Says, patience: Patience = HURRIED, api_key: str = ""
) -> AsyncGenerator[tuple[FakeService, OpenedModel], None]:
    """Open a model that gives these answers in the chat completions format."""
    routes: dict[str, Says | list[Says]] = {"/v1/chat/completions": list(answers)}
    async with opened(routes, patience=patience, api_key=api_key) as both:
        yield both


def recorded(service: str, name: str) -> bytes:
    """Return a recording of a service."""
    return (RECORDINGS / service / name).read_bytes()


def named(service: str, *, without: str) -> set[str]:
    """Return the names of a service's recordings but for those that begin with `without`."""
    names = {path.name for path in (RECORDINGS / service).iterdir()} - {"README.md"}
    return {name for name in names if not name.startswith(without)}


def cut(data: bytes, size: int) -> Sequence[bytes]:
    """Return `data` in pieces of `size` bytes."""
    return [data[start : start + size] for start in range(0, len(data), size)]


__all__ = ["HELLO", "HURRIED", "OLLAMA_SHOW", "RECORDINGS", "ModelInfo", "ask", "chatting", "cut", "opened"]
